//! The labels of a token classifier.

use marsad_model::MentionKind;
use serde_json::Value;

/// Most labels of a model.
const MOST: usize = 1_000;

/// What a label says of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// A name begins.
    Begins(MentionKind),
    /// A name goes on.
    Goes(MentionKind),
    /// No name that is compared.
    Nothing,
}

/// The labels in the order of a model's scores.
#[derive(Debug, Clone)]
pub(super) struct Labels(Vec<Label>);

impl Labels {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn of(&self, at: usize) -> Label {
        self.0.get(at).copied().unwrap_or(Label::Nothing)
    }
}

/// The kind that a label without its prefix names, as the table beside has it.
fn kind(label: &str) -> Option<MentionKind> {
    let rows = include_str!("../../data/labels.tsv").lines().filter(|line| !line.starts_with('#'));
    let row = rows.filter_map(|line| line.split_once('\t')).find(|(known, _)| known.eq_ignore_ascii_case(label))?;
    Some(match row.1 {
        "place" => MentionKind::Place,
        "actor" => MentionKind::Actor,
        "person" => MentionKind::Person,
        _ => return None,
    })
}

fn label(text: &str) -> Label {
    let (head, rest) = text.split_once(['-', '_']).unwrap_or(("", text));
    match (head, kind(rest)) {
        ("B" | "b" | "S" | "U", Some(kind)) => Label::Begins(kind),
        ("I" | "i" | "E" | "L" | "", Some(kind)) => Label::Goes(kind),
        _ => Label::Nothing,
    }
}

/// The labels of a `config.json`, and how many positions the model knows.
pub(super) fn read(json: &[u8]) -> Result<(Labels, Option<usize>), String> {
    let value: Value = serde_json::from_slice(json).map_err(|e| format!("it is no JSON ({e})"))?;
    let named =
        value.get("id2label").and_then(Value::as_object).ok_or("it has no `id2label` with the model's labels")?;
    if named.is_empty() || named.len() > MOST {
        return Err(format!("a model has 1 to {MOST} labels, this one has {}", named.len()));
    }
    let mut out = vec![Label::Nothing; named.len()];
    for (at, text) in named {
        let slot = at.parse::<usize>().ok().and_then(|at| out.get_mut(at));
        let (Some(slot), Some(text)) = (slot, text.as_str()) else {
            return Err(format!(
                "`id2label` counts its labels from 0, but has `{}`",
                at.chars().take(40).collect::<String>()
            ));
        };
        *slot = label(text);
    }
    if out.iter().all(|label| *label == Label::Nothing) {
        return Err("none of its labels is one of persons, groups or places that this program knows (crates/second/data/labels.tsv)".into());
    }
    let positions = value.get("max_position_embeddings").and_then(Value::as_u64);
    Ok((Labels(out), positions.and_then(|n| usize::try_from(n).ok())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_the_usual_schemes_are_read() {
        for (text, read) in [
            ("B-PERS", Label::Begins(MentionKind::Person)),
            ("I-LOC", Label::Goes(MentionKind::Place)),
            ("B_ORG", Label::Begins(MentionKind::Actor)),
            ("GPE", Label::Goes(MentionKind::Place)),
            ("O", Label::Nothing),
            ("B-DATE", Label::Nothing),
            ("LABEL_0", Label::Nothing),
        ] {
            assert_eq!(label(text), read, "{text}");
        }
        let (labels, positions) = read(br#"{"id2label":{"1":"B-LOC","0":"O"},"max_position_embeddings":512}"#).unwrap();
        assert_eq!((labels.of(1), labels.of(0), labels.len()), (Label::Begins(MentionKind::Place), Label::Nothing, 2));
        assert_eq!(positions, Some(512));
        for bad in ["", "{}", r#"{"id2label":{}}"#, r#"{"id2label":{"7":"B-LOC"}}"#, r#"{"id2label":{"0":"O"}}"#] {
            assert!(read(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
