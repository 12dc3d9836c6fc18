//! Near copies: whom a text is compared with, and what links two texts.
//!
//! A store asks for the keys of a new document and compares it with those before it. Here the documents are in the order of
//! their ids, so that the same pairs are compared whatever joins them: this process, or an engine on many machines.

use crate::columns::{fields, list, table};
use crate::document::bounded;
use crate::inputs::{Inputs, Names};
use crate::tables::{Piece, encode, made};
use crate::workers;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{DataType, SchemaRef};
use marsad_corroborate::{Credits, HOLDERS, KeyIndex, Link, LinkKind, MemoryIndex, Origins, Page, candidates, link};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3_arrow::{PyRecordBatchReader, PyTable};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// The keys of a document as a row.
#[derive(Serialize)]
struct Keys<'a> {
    id: &'a str,
    shingles: u32,
    words: Vec<i64>,
    quotes: Vec<i64>,
}

/// A link as a row; all null where there is none.
#[derive(Serialize, Default)]
struct Row<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    a: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    b: Option<&'a str>,
    kind: Option<LinkKind>,
    score: Option<f64>,
    source: Option<&'a str>,
    evidence: Vec<Words>,
}

/// Words that two texts share: where they stand in both, and how many they are.
#[derive(Serialize)]
struct Words {
    a_start: usize,
    a_end: usize,
    b_start: usize,
    b_end: usize,
    words: usize,
}

#[derive(Serialize)]
struct Origin<'a> {
    document: &'a str,
    origin: &'a str,
}

fn link_columns(named: bool) -> SchemaRef {
    use DataType::{Float64, Int64, Utf8};
    let evidence =
        fields(&[("a_start", Int64), ("a_end", Int64), ("b_start", Int64), ("b_end", Int64), ("words", Int64)]);
    let mut all = if named { vec![("a", Utf8), ("b", Utf8)] } else { Vec::new() };
    all.extend([("kind", Utf8), ("score", Float64), ("source", Utf8), ("evidence", list(evidence))]);
    table(all)
}

fn row(link: &Link, named: bool) -> Row<'_> {
    let words = |p: &marsad_corroborate::Passage| Words {
        a_start: p.a.start,
        a_end: p.a.end,
        b_start: p.b.start,
        b_end: p.b.end,
        words: p.words,
    };
    Row {
        a: named.then_some(link.a.as_str()),
        b: named.then_some(link.b.as_str()),
        kind: Some(link.kind),
        score: Some(link.score),
        source: link.source.as_deref(),
        evidence: link.evidence.iter().map(words).collect(),
    }
}

/// A document of a row as it is compared.
fn page(inputs: &Inputs, at: usize) -> Result<Page, String> {
    let mut document = inputs.document(at)?.unwrap_or_default();
    document.id = id(inputs, at)?.to_owned();
    bounded("comparing", || Page::read(&document, Credits::builtin()))
}

/// The id of a row, which every row needs here.
pub fn id(inputs: &Inputs, at: usize) -> Result<&str, String> {
    inputs.id(at).ok_or_else(|| "a row has no id: documents are told apart by it, give each one".to_owned())
}

/// What each document is found by: `words` that whole texts and short copies share, `quotes` that long quotations do, and
/// how many runs of words the text has.
#[pyfunction]
#[pyo3(signature = (table, columns, threads))]
pub fn copy_keys(
    py: Python<'_>,
    table: PyRecordBatchReader,
    columns: Names,
    threads: Option<usize>,
) -> PyResult<PyTable> {
    use DataType::{Int64, Utf8};
    let schema =
        crate::columns::table(vec![("id", Utf8), ("shingles", Int64), ("words", list(Int64)), ("quotes", list(Int64))]);
    let work = |batch: &RecordBatch, _| -> Result<Piece, String> {
        let inputs = Inputs::of(batch, &columns)?;
        let mut rows = Vec::with_capacity(batch.num_rows());
        for at in 0..batch.num_rows() {
            let page = page(&inputs, at)?;
            let signature = page.signature();
            rows.push(Keys {
                id: id(&inputs, at)?,
                shingles: signature.shingles,
                words: signature.bands().keys.into_iter().map(|key| key as i64).collect(),
                quotes: page.quote_keys().into_iter().map(|key| key as i64).collect(),
            });
        }
        Ok((encode(&schema, &rows)?, Vec::new()))
    };
    made(py, table, schema.clone(), threads, work).map(|(table, _)| table)
}

/// What links the two documents of each row: kind, score, source and the words that show it; null where nothing does.
/// Rows with the same first document should follow each other.
#[pyfunction]
#[pyo3(signature = (table, a, b, threads))]
pub fn copy_pairs(
    py: Python<'_>,
    table: PyRecordBatchReader,
    a: Names,
    b: Names,
    threads: Option<usize>,
) -> PyResult<PyTable> {
    let schema = link_columns(false);
    let work = |batch: &RecordBatch, _| -> Result<Piece, String> {
        let (left, right) = (Inputs::of(batch, &a)?, Inputs::of(batch, &b)?);
        let mut pages: HashMap<&str, Rc<Page>> = HashMap::new();
        let mut links = Vec::with_capacity(batch.num_rows());
        for at in 0..batch.num_rows() {
            let mut read = |inputs: &'_ Inputs, id| -> Result<Rc<Page>, String> {
                match pages.get(id) {
                    Some(page) => Ok(Rc::clone(page)),
                    None => {
                        let page = Rc::new(page(inputs, at)?);
                        pages.insert(id, Rc::clone(&page));
                        Ok(page)
                    }
                }
            };
            let (x, y) = (read(&left, id(&left, at)?)?, read(&right, id(&right, at)?)?);
            links.push(bounded("comparing", || link(&x, &y, false))?);
        }
        let rows: Vec<Row<'_>> =
            links.iter().map(|l| l.as_ref().map_or_else(Row::default, |l| row(l, false))).collect();
        Ok((encode(&schema, &rows)?, Vec::new()))
    };
    made(py, table, schema.clone(), threads, work).map(|(table, _)| table)
}

/// The links between the documents of a table and the origin of each: in one process, of as many documents as memory holds.
#[pyfunction]
#[pyo3(signature = (table, columns, threads))]
pub fn copies(
    py: Python<'_>,
    table: PyRecordBatchReader,
    columns: Names,
    threads: Option<usize>,
) -> PyResult<(PyTable, PyTable)> {
    let reader = table.into_reader()?;
    let (links, origins) = py.detach(|| linked(reader, &columns, threads)).map_err(PyValueError::new_err)?;
    let of_origins = crate::columns::table(vec![("document", DataType::Utf8), ("origin", DataType::Utf8)]);
    let rows: Vec<Row<'_>> = links.iter().map(|l| row(l, true)).collect();
    let groups: Vec<Origin<'_>> = origins
        .iter()
        .flat_map(|group| group.documents.iter().map(move |document| Origin { document, origin: group.name() }))
        .collect();
    let schema = link_columns(true);
    let links = encode(&schema, &rows).map_err(PyValueError::new_err)?;
    let groups = encode(&of_origins, &groups).map_err(PyValueError::new_err)?;
    Ok((
        PyTable::try_new(links.into_iter().collect(), schema)?,
        PyTable::try_new(groups.into_iter().collect(), of_origins)?,
    ))
}

/// The links in the order of their ids, and the origins.
fn linked(
    reader: Box<dyn RecordBatchReader + Send>,
    columns: &Names,
    threads: Option<usize>,
) -> Result<(Vec<Link>, Vec<marsad_corroborate::Origin>), String> {
    let threads = workers::threads(threads)?;
    let mut pages: Vec<Page> = Vec::new();
    for batch in reader {
        let batch = batch.map_err(|e| e.to_string())?;
        let inputs = Inputs::of(&batch, columns)?;
        let rows = (0..batch.num_rows()).collect();
        for read in workers::each(threads, rows, |at| page(&inputs, at))? {
            pages.push(read?);
        }
    }
    pages.sort_by(|a, b| a.id.cmp(&b.id));
    if let Some(pair) = pages.windows(2).find(|pair| pair[0].id == pair[1].id) {
        return Err(format!("the id {} is given twice: documents are told apart by it", pair[0].id));
    }
    let mut index = MemoryIndex::new();
    let mut quotes: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (at, page) in pages.iter().enumerate() {
        let signature = page.signature();
        let Ok(suspects) = candidates(&index, at as u64, &signature);
        let mut before: BTreeSet<usize> = suspects.iter().filter_map(|c| usize::try_from(c.document).ok()).collect();
        for key in page.quote_keys() {
            let holders = quotes.entry(key).or_default();
            before.extend(holders.iter().copied());
            if holders.len() < HOLDERS {
                holders.push(at);
            }
        }
        pairs.extend(before.into_iter().map(|other| (other, at)));
        let Ok(()) = index.add(at as u64, &signature.bands());
    }
    pairs.sort_unstable();
    let compared = workers::each(threads, pairs, |(a, b)| bounded("comparing", || link(&pages[a], &pages[b], false)))?;
    let mut origins = Origins::new();
    for page in &pages {
        origins.add(&page.id);
    }
    let mut links = Vec::new();
    for found in compared {
        if let Some(found) = found? {
            origins.join(found.clone());
            links.push(found);
        }
    }
    Ok((links, origins.groups()))
}
