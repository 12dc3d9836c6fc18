//! A reader of names: a token classifier as an ONNX file, run by this program itself.
//!
//! The folder of a model has `model.onnx`, `tokenizer.json` (of the kind WordPiece, as the BERT models for Arabic have it) and
//! `config.json` with the labels, as the usual exporters write them. The file is somebody else's: it is bounded in size, reads no
//! other file, and whatever goes wrong inside it is an error of this reader.

mod labels;
mod pieces;

pub use pieces::WordPieces;

use crate::error::ReadError;
use crate::{Read, SecondReader};
use labels::{Label, Labels};
use marsad_model::{Document, Span};
use marsad_store::ProposedName;
use marsad_text::{Text, TokenKind};
use sha2::{Digest, Sha256};
use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use tract_onnx::prelude::*;

/// Most bytes of a model.
const MOST_MODEL: u64 = 2 * 1024 * 1024 * 1024;
/// Most bytes of the files beside it.
const MOST_BESIDE: u64 = 64 * 1024 * 1024;
/// How many pieces a model is given at once, the two at the ends among them; fewer where it knows fewer positions.
const LONGEST: usize = 256;

/// What a model takes, in the order of its inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Input {
    Pieces,
    Mask,
    Kinds,
}

/// A token classifier.
pub struct NameReader {
    id: String,
    pieces: WordPieces,
    labels: Labels,
    inputs: Vec<Input>,
    length: usize,
    plan: Arc<TypedRunnableModel>,
}

fn bytes(path: &Path, most: u64) -> Result<Vec<u8>, ReadError> {
    let failed = |why: String| ReadError::Setup(format!("cannot read `{}`: {why}", path.display()));
    let file = std::fs::File::open(path).map_err(|e| failed(e.to_string()))?;
    let mut out = Vec::new();
    file.take(most + 1).read_to_end(&mut out).map_err(|e| failed(e.to_string()))?;
    if out.len() as u64 > most {
        return Err(failed(format!("it has more than {} MiB", most / 1024 / 1024)));
    }
    Ok(out)
}

/// Runs what a model makes the engine do; what breaks there breaks this reader and nothing else.
fn guarded<T>(what: &str, work: impl FnOnce() -> TractResult<T>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(format!("{what}: {error:#}").chars().take(400).collect()),
        Err(_) => Err(format!("{what}: the engine broke off inside the model")),
    }
}

impl NameReader {
    /// Opens the model in a folder.
    ///
    /// # Errors
    /// [`ReadError::Setup`] where a file is missing or is not what a token classifier has.
    pub fn open(folder: &Path) -> Result<Self, ReadError> {
        let model = bytes(&folder.join("model.onnx"), MOST_MODEL)?;
        let at = |file: &str, why: String| ReadError::Setup(format!("`{}`: {why}", folder.join(file).display()));
        let pieces = WordPieces::read(&bytes(&folder.join("tokenizer.json"), MOST_BESIDE)?)
            .map_err(|why| at("tokenizer.json", why))?;
        let (labels, positions) =
            labels::read(&bytes(&folder.join("config.json"), MOST_BESIDE)?).map_err(|why| at("config.json", why))?;
        let length = positions.unwrap_or(LONGEST).min(LONGEST);
        if length < 8 {
            return Err(at("config.json", format!("a model of {length} positions is too short to read with")));
        }
        let (plan, inputs) =
            guarded("it cannot be used", || load(&model, length)).map_err(|why| at("model.onnx", why))?;
        let hash: String = Sha256::digest(&model).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        let name = folder.file_name().map_or_else(|| "model".to_owned(), |name| name.to_string_lossy().into_owned());
        let name: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
        let reader = Self { id: format!("onnx/{name}/{hash}"), pieces, labels, inputs, length, plan };
        // A model whose answer has another shape is found out now and not at the first document.
        reader.classify(&[]).map_err(|why| at("model.onnx", why))?;
        Ok(reader)
    }

    /// The label of each of some pieces.
    fn classify(&self, ids: &[i64]) -> Result<Vec<usize>, String> {
        let mut given = vec![self.pieces.pad; self.length];
        let mut mask = vec![0i64; self.length];
        let whole = std::iter::once(self.pieces.start).chain(ids.iter().copied()).chain([self.pieces.end]);
        for (at, id) in whole.enumerate().take(self.length) {
            (given[at], mask[at]) = (id, 1);
        }
        let inputs: TVec<TValue> = self
            .inputs
            .iter()
            .map(|input| {
                let values = match input {
                    Input::Pieces => given.clone(),
                    Input::Mask => mask.clone(),
                    Input::Kinds => vec![0; self.length],
                };
                let made = tract_ndarray::Array2::from_shape_vec((1, self.length), values);
                made.map(|array| array.into_tensor().into_tvalue()).map_err(|e| e.to_string())
            })
            .collect::<Result<_, _>>()?;
        guarded("it cannot be run", || {
            let out = self.plan.run(inputs)?;
            let first = out.first().ok_or_else(|| TractError::msg("it gives nothing"))?;
            let scores = first.cast_to::<f32>()?;
            let scores = scores.to_plain_array_view::<f32>()?;
            let fits = scores.shape() == [1, self.length, self.labels.len()];
            if !fits {
                let shape = scores.shape();
                let (length, labels) = (self.length, self.labels.len());
                return Err(TractError::msg(format!(
                    "it gives scores of the shape {shape:?}, not [1, {length}, {labels}]"
                )));
            }
            Ok((1..=ids.len())
                .map(|at| {
                    let score = |label: usize| scores[[0, at, label]];
                    let label = (0..self.labels.len()).filter(|l| !score(*l).is_nan());
                    label.max_by(|a, b| score(*a).total_cmp(&score(*b))).unwrap_or(0)
                })
                .collect())
        })
    }

    /// The words of a text in runs that fit the model, none cut off from its sentence where that fits.
    fn runs(&self, text: &Text) -> Vec<Vec<(Span, Vec<i64>)>> {
        let room = self.length - 2;
        let mut out: Vec<Vec<(Span, Vec<i64>)>> = vec![Vec::new()];
        let mut used = 0;
        for sentence in text.sentences() {
            let words: Vec<(Span, Vec<i64>)> = sentence
                .tokens
                .clone()
                .map(|at| (text.tokens()[at].span, self.pieces.of(text.word(at))))
                .map(|(span, mut ids)| {
                    ids.truncate(room);
                    (span, ids)
                })
                .collect();
            let size: usize = words.iter().map(|(_, ids)| ids.len()).sum();
            let whole = size <= room;
            if whole && used + size > room {
                out.push(Vec::new());
                used = 0;
            }
            for word in words {
                if used + word.1.len() > room {
                    out.push(Vec::new());
                    used = 0;
                }
                used += word.1.len();
                if let Some(run) = out.last_mut() {
                    run.push(word);
                }
            }
        }
        out.retain(|run| !run.is_empty());
        out
    }
}

fn load(model: &[u8], length: usize) -> TractResult<(Arc<TypedRunnableModel>, Vec<Input>)> {
    let mut graph = tract_onnx::onnx().model_for_read(&mut &model[..])?;
    let outlets = graph.input_outlets()?.to_vec();
    let mut inputs = Vec::new();
    for (at, outlet) in outlets.iter().enumerate() {
        let name = graph.node(outlet.node).name.clone();
        inputs.push(match name.as_str() {
            "input_ids" => Input::Pieces,
            "attention_mask" => Input::Mask,
            "token_type_ids" => Input::Kinds,
            other => {
                return Err(TractError::msg(format!("it asks for `{other}`, which this reader does not know")));
            }
        });
        graph.set_input_fact(at, i64::fact([1, length]).into())?;
    }
    if !inputs.contains(&Input::Pieces) {
        return Err(TractError::msg("it does not ask for `input_ids`"));
    }
    let plan = graph.into_optimized()?.into_runnable()?;
    Ok((plan, inputs))
}

impl SecondReader for NameReader {
    fn id(&self) -> &str {
        &self.id
    }

    fn reads_reports(&self) -> bool {
        false
    }

    fn read(&self, document: &Document) -> Result<Read, ReadError> {
        let text = Text::new(document.full_text());
        let mut out = Read::default();
        for run in self.runs(&text) {
            let ids: Vec<i64> = run.iter().flat_map(|(_, ids)| ids.iter().copied()).collect();
            let labels = self.classify(&ids).map_err(ReadError::Document)?;
            let mut at = 0;
            let mut open: Option<ProposedName> = None;
            for (span, ids) in &run {
                // A word has the label of its first piece; one without pieces has none.
                let label = labels.get(at).filter(|_| !ids.is_empty()).map_or(Label::Nothing, |l| self.labels.of(*l));
                at += ids.len();
                match (label, &mut open) {
                    (Label::Goes(kind), Some(name)) if name.kind == kind => {
                        name.quote = text.quote(name.quote.span().cover(*span));
                    }
                    (Label::Begins(kind) | Label::Goes(kind), _) => {
                        out.names.extend(open.replace(ProposedName { kind, quote: text.quote(*span) }));
                    }
                    (Label::Nothing, _) => out.names.extend(open.take()),
                }
            }
            out.names.extend(open);
        }
        // A mark alone is no name, whatever a model thinks.
        let words = |name: &ProposedName| {
            Text::new(name.quote.text.as_str()).tokens().iter().any(|t| t.kind != TokenKind::Mark)
        };
        let before = out.names.len();
        out.names.retain(words);
        out.dropped = (before - out.names.len()) as u64;
        Ok(out)
    }
}
