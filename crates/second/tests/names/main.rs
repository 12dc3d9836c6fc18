//! The reader of names with a small model that the test writes itself, byte by byte: no model is downloaded.
#![cfg(feature = "onnx")]
#![allow(clippy::unwrap_used)]

mod onnx;

use marsad_model::{Document, MentionKind};
use marsad_second::{NameReader, ReadError, SecondReader};
use onnx::{Graph, Model, attention, lookup};
use serde_json::json;
use std::path::Path;

/// The words of the model, each with the label that it learned.
const WORDS: [(&str, &str); 12] = [
    ("[PAD]", "O"),
    ("[UNK]", "O"),
    ("[CLS]", "O"),
    ("[SEP]", "O"),
    ("حلب", "B-LOC"),
    ("جيش", "B-ORG"),
    ("##وطن", "O"),
    ("الوطن", "I-ORG"),
    ("سمير", "B-PERS"),
    ("كريم", "I-PERS"),
    ("،", "I-LOC"),
    ("مدينة", "O"),
];
const LABELS: [&str; 7] = ["O", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-PERS", "I-PERS"];

/// For each word the scores of the labels.
fn scores() -> Vec<Vec<f32>> {
    let score = |label: &str| LABELS.map(|l| if l == label { 4.0 } else { 0.0 }).to_vec();
    WORDS.iter().map(|(_, label)| score(label)).collect()
}

fn write(folder: &Path, model: &[u8]) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("model.onnx"), model).unwrap();
    let vocabulary: serde_json::Map<String, serde_json::Value> =
        WORDS.iter().enumerate().map(|(at, (word, _))| ((*word).to_owned(), json!(at))).collect();
    let tokenizer = json!({
        "normalizer": { "type": "BertNormalizer", "lowercase": false },
        "model": { "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "vocab": vocabulary },
    });
    std::fs::write(folder.join("tokenizer.json"), tokenizer.to_string()).unwrap();
    let labels: serde_json::Map<String, serde_json::Value> =
        LABELS.iter().enumerate().map(|(at, label)| (at.to_string(), json!(label))).collect();
    let config = json!({ "id2label": labels, "max_position_embeddings": 16 });
    std::fs::write(folder.join("config.json"), config.to_string()).unwrap();
}

fn document(title: &str, text: &str) -> Document {
    Document { title: title.into(), text: text.into(), ..Document::default() }
}

fn names(reader: &NameReader, document: &Document) -> Vec<(MentionKind, String)> {
    let read = reader.read(document).unwrap();
    let full = document.full_text();
    assert!(read.reports.is_empty());
    for name in &read.names {
        assert_eq!(name.quote.span().slice(&full), name.quote.text);
    }
    read.names.into_iter().map(|name| (name.kind, name.quote.text)).collect()
}

#[test]
fn names_are_found_with_their_words_in_a_text_longer_than_the_model_reads() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("tagger");
    write(&folder, &lookup(&scores(), Model::default()));
    let reader = NameReader::open(&folder).unwrap();
    assert!(reader.id().starts_with("onnx/tagger/") && !reader.reads_reports());
    let found = names(&reader, &document("قصف حلب", "دخل جيش الوطن مدينة حلب. وقال سمير كريم: حلب،"));
    assert_eq!(
        found,
        [
            (MentionKind::Place, "حلب".to_owned()),
            (MentionKind::Actor, "جيش الوطن".to_owned()),
            (MentionKind::Place, "حلب".to_owned()),
            (MentionKind::Person, "سمير كريم".to_owned()),
            (MentionKind::Place, "حلب،".to_owned()),
        ]
    );
    // Sixteen positions are fourteen words: this takes many runs.
    let long = document("", &"مدينة حلب تبعد عنها مدينة أخرى. ".repeat(200));
    assert_eq!(names(&reader, &long), vec![(MentionKind::Place, "حلب".to_owned()); 200]);
    assert_eq!(names(&reader, &document("", &"حلب ".repeat(500))).len(), 500);
    assert_eq!(names(&reader, &document("", "")), []);
    let marks = reader.read(&document("", "، ، ،")).unwrap();
    assert_eq!((marks.names.len(), marks.dropped), (0, 1), "a mark is no name");
}

#[test]
fn another_model_is_another_reader() {
    let dir = tempfile::tempdir().unwrap();
    let mut other = scores();
    other[4][1] = 3.0;
    for (name, scores) in [("one/tagger", scores()), ("two/tagger", other)] {
        write(&dir.path().join(name), &lookup(&scores, Model::default()));
    }
    let id = |name: &str| NameReader::open(&dir.path().join(name)).unwrap().id().to_owned();
    assert_ne!(id("one/tagger"), id("two/tagger"));
    assert_eq!(id("one/tagger"), id("one/tagger"));
}

#[test]
fn the_layers_of_a_transformer_give_what_they_give_by_hand() {
    let dir = tempfile::tempdir().unwrap();
    let (model, by_hand) = attention(&scores(), 16);
    write(dir.path(), &model);
    let reader = NameReader::open(dir.path()).unwrap();
    let text = "جيش الوطن مدينة حلب سمير كريم";
    let found: Vec<String> = names(&reader, &document("", text)).into_iter().map(|(_, words)| words).collect();
    // The pieces as the reader gives them: the beginning, the words, the end, and nothing.
    let mut ids = vec![2usize, 5, 7, 11, 4, 8, 9, 3];
    let real = ids.len();
    ids.resize(16, 0);
    let labels = by_hand(&ids, real);
    let expected: Vec<&str> = labels[1..7].iter().map(|label| LABELS[*label]).collect();
    assert_eq!(expected, ["B-ORG", "I-ORG", "O", "B-LOC", "B-PERS", "I-PERS"], "the test's own sums");
    assert_eq!(found, ["جيش الوطن", "حلب", "سمير كريم"]);
}

#[test]
fn what_is_no_model_is_an_error_that_names_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let good = lookup(&scores(), Model::default());
    let open = || match NameReader::open(dir.path()) {
        Ok(_) => panic!("it was opened"),
        Err(ReadError::Setup(words)) => words,
        Err(other) => panic!("{other}"),
    };
    write(dir.path(), &good);
    for file in ["model.onnx", "tokenizer.json", "config.json"] {
        let kept = std::fs::read(dir.path().join(file)).unwrap();
        for bad in [&b""[..], b"{}", &[0xff; 64], &kept[..kept.len() / 2]] {
            std::fs::write(dir.path().join(file), bad).unwrap();
            assert!(open().contains(file), "{file}: {}", open());
        }
        std::fs::remove_file(dir.path().join(file)).unwrap();
        assert!(open().contains(file));
        std::fs::write(dir.path().join(file), kept).unwrap();
    }
    // A label more than the model scores, an input that nobody knows, none at all.
    let mut more = scores();
    more.iter_mut().for_each(|row| row.push(0.0));
    for (model, word) in [
        (lookup(&more, Model::default()), "shape"),
        (lookup(&scores(), Model { inputs: &["pixel_values"], ..Model::default() }), "pixel_values"),
        (lookup(&scores(), Model { inputs: &["attention_mask"], ..Model::default() }), "input_ids"),
        (Graph::default().bytes(), "model.onnx"),
    ] {
        std::fs::write(dir.path().join("model.onnx"), model).unwrap();
        assert!(open().contains(word), "{word}: {}", open());
    }
}

#[test]
fn a_broken_model_breaks_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let good = lookup(&scores(), Model::default());
    write(dir.path(), &good);
    let mut opened = 0;
    for at in (0..good.len()).step_by(7) {
        let mut bad = good.clone();
        bad[at] ^= 0x55;
        std::fs::write(dir.path().join("model.onnx"), bad).unwrap();
        match NameReader::open(dir.path()) {
            Ok(reader) => {
                opened += 1;
                let _ = reader.read(&document("", "دخل جيش الوطن مدينة حلب."));
            }
            Err(error) => assert!(matches!(error, ReadError::Setup(_)), "{error}"),
        }
    }
    assert!(opened > 0, "a score that is another is still a model");
}
