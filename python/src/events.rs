//! Events: which tellings of two documents tell one thing, and what hangs together.
//!
//! The rules are those of a store: of the main events of two documents the stories as wholes decide, of everything else the
//! tellings; each telling is matched with one of another document at most, and matches are joined from the heaviest down.
//! What two documents tell together follows from these two alone, so that any engine may join them.

use crate::columns::{fields, list, table};
use crate::copies::id;
use crate::document::bounded;
use crate::inputs::{Inputs, Names, word, words};
use crate::tables::{Piece, encode, made};
use crate::told::{One, Told};
use crate::workers;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{DataType, SchemaRef};
use marsad_corroborate::{ACCEPT, Member, SHARED_WORDS, group};
use marsad_lexicon::Lexicon;
use marsad_model::{CodedDocument, Day};
use pyo3::prelude::*;
use pyo3_arrow::{PyRecordBatchReader, PyTable};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

/// The documents of a piece with what was coded of them, in the order of the rows.
struct Pieces<'a> {
    inputs: Inputs,
    coded: Option<arrow_array::ArrayRef>,
    lexicon: &'a Lexicon,
}

impl<'a> Pieces<'a> {
    fn of(lexicon: &'a Lexicon, (names, coded): (&Names, &str), batch: &RecordBatch) -> Result<Self, String> {
        Ok(Self { inputs: Inputs::of(batch, names)?, coded: words(batch, Some(coded), "coded")?, lexicon })
    }

    fn told(&self, at: usize) -> Result<Told, String> {
        let mut document = self.inputs.document(at)?.unwrap_or_default();
        document.id = id(&self.inputs, at)?.to_owned();
        let coded = match word(self.coded.as_ref(), at) {
            // What could not be coded tells nothing.
            None => CodedDocument {
                id: String::new(),
                reports: Vec::new(),
                genre: None,
                genre_cues: Vec::new(),
                figures: Vec::new(),
                notices: Vec::new(),
            },
            Some(json) => serde_json::from_str(json).map_err(|e| {
                format!("what was coded of `{}` cannot be read ({e}): code it with this version", document.id)
            })?,
        };
        bounded("comparing", || Told::read(self.lexicon, &document, coded))
    }
}

/// A telling as a row tells of it.
#[derive(Serialize, Deserialize)]
struct Place {
    id: String,
    document: String,
    event: u32,
    lat: Option<f64>,
    lon: Option<f64>,
    day: Option<Day>,
}

#[derive(Serialize)]
struct Keys<'a> {
    id: &'a str,
    asked: Vec<i64>,
    filed: Vec<i64>,
    head_asked: Vec<i64>,
    head_filed: Vec<i64>,
    tellings: Vec<Place>,
}

/// The columns of [`keys`].
pub fn key_columns() -> SchemaRef {
    use DataType::{Date32, Float64, Int64, Utf8};
    let places =
        [("id", Utf8), ("document", Utf8), ("event", Int64), ("lat", Float64), ("lon", Float64), ("day", Date32)];
    let numbers = || list(Int64);
    table(vec![
        ("id", Utf8),
        ("asked", numbers()),
        ("filed", numbers()),
        ("head_asked", numbers()),
        ("head_filed", numbers()),
        ("tellings", list(fields(&places))),
    ])
}

fn place(one: &One) -> Place {
    let member = Member::of(&one.telling);
    Place {
        id: one.telling.id.clone(),
        document: member.document,
        event: one.event,
        lat: member.point.map(|p| p.0),
        lon: member.point.map(|p| p.1),
        day: member.day,
    }
}

/// What each document of a piece is found by.
///
/// # Errors
/// A sentence, where a row has no id or what was coded cannot be read.
pub fn keys(
    lexicon: &Lexicon,
    names: &Names,
    coded: &str,
    schema: &SchemaRef,
    batch: &RecordBatch,
) -> Result<Piece, String> {
    let pieces = Pieces::of(lexicon, (names, coded), batch)?;
    let mut rows = Vec::with_capacity(batch.num_rows());
    let all = |of: &mut dyn Iterator<Item = i64>| of.collect::<BTreeSet<i64>>().into_iter().collect::<Vec<i64>>();
    for at in 0..batch.num_rows() {
        let told = pieces.told(at)?;
        rows.push(Keys {
            id: id(&pieces.inputs, at)?,
            asked: all(&mut told.tellings.iter().flat_map(|one| one.asked.iter().copied())),
            filed: all(&mut told.tellings.iter().flat_map(|one| one.filed.iter().copied())),
            // Sorted or not, each stands once for each day and word, as in a store.
            head_asked: told.head_asked.iter().map(|key| *key as i64).collect(),
            head_filed: told.head_filed.iter().map(|key| *key as i64).collect(),
            tellings: told.tellings.iter().map(place).collect(),
        });
    }
    Ok((encode(schema, &rows)?, Vec::new()))
}

/// Two tellings that tell one event, as a row tells of them.
#[derive(Serialize, Deserialize)]
struct Match {
    a: String,
    b: String,
    weight: f64,
}

#[derive(Serialize)]
struct Matches {
    matches: Vec<Match>,
}

/// The columns of [`pairs`].
pub fn pair_columns() -> SchemaRef {
    use DataType::{Float64, Utf8};
    table(vec![("matches", list(fields(&[("a", Utf8), ("b", Utf8), ("weight", Float64)])))])
}

fn accepted(a: &Told, b: &Told) -> Result<Vec<Match>, String> {
    let found = bounded("comparing", || a.matched(b))?.into_iter().filter(|(.., weight)| *weight >= ACCEPT);
    let named = found.map(|(i, j, weight)| {
        let (x, y) = (a.tellings[i].telling.id.clone(), b.tellings[j].telling.id.clone());
        if x <= y { Match { a: x, b: y, weight } } else { Match { a: y, b: x, weight } }
    });
    Ok(named.collect())
}

/// What the two documents of each row tell of the same events. Rows with the same first document should follow each other.
///
/// # Errors
/// A sentence, where a row has no id or what was coded cannot be read.
pub fn pairs(
    lexicon: &Lexicon,
    a: (&Names, &str),
    b: (&Names, &str),
    schema: &SchemaRef,
    batch: &RecordBatch,
) -> Result<Piece, String> {
    let (left, right) = (Pieces::of(lexicon, a, batch)?, Pieces::of(lexicon, b, batch)?);
    let mut known: HashMap<String, Rc<Told>> = HashMap::new();
    let mut rows = Vec::with_capacity(batch.num_rows());
    for at in 0..batch.num_rows() {
        let mut read = |pieces: &Pieces<'_>| -> Result<Rc<Told>, String> {
            let id = id(&pieces.inputs, at)?;
            if let Some(told) = known.get(id) {
                return Ok(Rc::clone(told));
            }
            let told = Rc::new(pieces.told(at)?);
            known.insert(id.to_owned(), Rc::clone(&told));
            Ok(told)
        };
        let (x, y) = (read(&left)?, read(&right)?);
        rows.push(Matches { matches: accepted(&x, &y)? });
    }
    Ok((encode(schema, &rows)?, Vec::new()))
}

#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct Events<'a> {
    events: Vec<Named<'a>>,
}

/// The events of tellings that hang together: of each the least id in it.
fn grouped(places: &[Place], matches: &[Match]) -> Vec<(String, String)> {
    let members: BTreeMap<String, Member> = places
        .iter()
        .map(|p| {
            let member = Member { document: p.document.clone(), point: p.lat.zip(p.lon), day: p.day };
            (p.id.clone(), member)
        })
        .collect();
    let accepted: Vec<(&str, &str, f64)> = matches.iter().map(|m| (m.a.as_str(), m.b.as_str(), m.weight)).collect();
    let none = BTreeSet::new();
    let mut out = Vec::with_capacity(members.len());
    for event in group(&members, &accepted, &none) {
        let Some(name) = event.first() else { continue };
        out.extend(event.iter().map(|id| ((*id).to_owned(), (*name).to_owned())));
    }
    out
}

/// The events of parts that hang together. Each row has the `tellings` of a part and the `matches` between them, as JSON.
#[pyfunction]
#[pyo3(signature = (table, tellings, matches, threads))]
pub fn group_events(
    py: Python<'_>,
    table: PyRecordBatchReader,
    tellings: String,
    matches: String,
    threads: Option<usize>,
) -> PyResult<PyTable> {
    let one = fields(&[("id", DataType::Utf8), ("name", DataType::Utf8)]);
    let schema = crate::columns::table(vec![("events", list(one))]);
    let work = |batch: &RecordBatch, _| -> Result<Piece, String> {
        let (places, links) = (words(batch, Some(&tellings), "tellings")?, words(batch, Some(&matches), "matches")?);
        let wrong = |e: serde_json::Error| format!("a part of the events cannot be read ({e})");
        let mut done = Vec::with_capacity(batch.num_rows());
        for at in 0..batch.num_rows() {
            let places: Vec<Place> = serde_json::from_str(word(places.as_ref(), at).unwrap_or("[]")).map_err(wrong)?;
            let links: Vec<Match> = serde_json::from_str(word(links.as_ref(), at).unwrap_or("[]")).map_err(wrong)?;
            done.push(grouped(&places, &links));
        }
        let rows: Vec<Events<'_>> = done
            .iter()
            .map(|part| Events { events: part.iter().map(|(id, name)| Named { id, name }).collect() })
            .collect();
        Ok((encode(&schema, &rows)?, Vec::new()))
    };
    made(py, table, schema.clone(), threads, work).map(|(table, _)| table)
}

#[derive(Serialize)]
struct Row<'a> {
    document: &'a str,
    event: u32,
    name: &'a str,
}

/// The events of all documents of a table, in the order of their names.
///
/// # Errors
/// A sentence, where an id is missing or given twice, or what was coded cannot be read.
pub fn together(
    lexicon: &Lexicon,
    names: &Names,
    coded: &str,
    reader: Box<dyn RecordBatchReader + Send>,
    threads: Option<usize>,
) -> Result<(Option<RecordBatch>, SchemaRef), String> {
    let threads = workers::threads(threads)?;
    let mut all: Vec<Told> = Vec::new();
    for batch in reader {
        let batch = batch.map_err(|e| e.to_string())?;
        let pieces = Pieces::of(lexicon, (names, coded), &batch)?;
        for told in workers::each(threads, (0..batch.num_rows()).collect(), |at| pieces.told(at))? {
            all.push(told?);
        }
    }
    all.sort_by(|a, b| a.id.cmp(&b.id));
    if let Some(pair) = all.windows(2).find(|pair| pair[0].id == pair[1].id) {
        return Err(format!("the id {} is given twice: documents are told apart by it", pair[0].id));
    }
    let (mut filed, mut heads): (HashMap<i64, Vec<usize>>, HashMap<u64, Vec<usize>>) = (HashMap::new(), HashMap::new());
    for (at, told) in all.iter().enumerate() {
        let keys: BTreeSet<i64> = told.tellings.iter().flat_map(|one| one.filed.iter().copied()).collect();
        keys.into_iter().for_each(|key| filed.entry(key).or_default().push(at));
        told.head_filed.iter().for_each(|key| heads.entry(*key).or_default().push(at));
    }
    let compared = workers::each(threads, (0..all.len()).collect(), |at: usize| -> Result<Vec<Match>, String> {
        let told = &all[at];
        let keys: BTreeSet<i64> = told.tellings.iter().flat_map(|one| one.asked.iter().copied()).collect();
        let mut met: BTreeSet<usize> = keys.iter().filter_map(|key| filed.get(key)).flatten().copied().collect();
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for other in told.head_asked.iter().filter_map(|key| heads.get(key)).flatten() {
            *shared.entry(*other).or_default() += 1;
        }
        met.extend(shared.into_iter().filter(|(_, n)| *n >= SHARED_WORDS).map(|(other, _)| other));
        let mut out = Vec::new();
        for other in met.into_iter().filter(|other| *other > at) {
            out.extend(accepted(told, &all[other])?);
        }
        Ok(out)
    })?;
    let mut matches = Vec::new();
    for found in compared {
        matches.extend(found?);
    }
    let places: Vec<Place> = all.iter().flat_map(|told| told.tellings.iter().map(place)).collect();
    // What does not hang together has nothing to do with each other: one call is as good as one for each part.
    let event: HashMap<String, String> = grouped(&places, &matches).into_iter().collect();
    let mut rows: Vec<Row<'_>> = places
        .iter()
        .filter_map(|p| Some(Row { document: &p.document, event: p.event, name: event.get(&p.id)? }))
        .collect();
    rows.sort_by(|x, y| (x.name, x.document, x.event).cmp(&(y.name, y.document, y.event)));
    let schema = table(vec![("document", DataType::Utf8), ("event", DataType::Int64), ("name", DataType::Utf8)]);
    Ok((encode(&schema, &rows)?, schema))
}
