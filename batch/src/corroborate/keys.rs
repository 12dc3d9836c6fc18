//! The keys of all documents, as tables: who shares one may be compared.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use arrow::array::{Array, Date32Array, Int64Array, RecordBatch, StringArray};
use marsad_corroborate::{Credits, Page, asked, filed};
use marsad_model::{Day, Document, Report};

use super::Above;
use super::library::{Kept, Library, Number, Shelf, number_of};
use super::pairs::Keys;
use crate::done::{Marker, Out};
use crate::error::BatchError;
use crate::files::read as batches;
use crate::pipeline;
use crate::sink::Made;
use crate::tables::Dataset;

/// A document with the keys it is filed and asked for under.
struct Keyed {
    number: Number,
    kept: Vec<u8>,
    words: Vec<i64>,
    /// How many keys another must share.
    enough: i64,
    quotes: Vec<i64>,
    heads_filed: Vec<i64>,
    heads_asked: Vec<i64>,
    /// With the place of the telling in the document.
    told_filed: Vec<(i64, i64)>,
    told_asked: Vec<(i64, i64)>,
}

/// Reads all documents of a folder with their reports, writes their keys, and gives them as a library.
pub(super) fn read(
    out: &Out,
    inputs: &[(String, Marker)],
    scratch: &Path,
    threads: usize,
    above: Above<'_>,
) -> Result<Library, BatchError> {
    let mut shelf = Shelf::new(scratch)?;
    let mut keys = Keys::create(scratch)?;
    for (at, (_, marker)) in inputs.iter().enumerate() {
        for (documents, reports) in months(out, &marker.files) {
            let source = Together::open(at, documents, reports)?;
            pipeline::ordered(
                source,
                |_| 0,
                |one| one.as_ref().map_or(0, |(_, kept)| kept.document.text.len()),
                threads,
                |one| one.map(|(number, kept)| keyed(number, &kept, above)),
                |keyed, _| {
                    let k = keyed?;
                    shelf.add(k.number, &k.kept)?;
                    let number = k.number as i64;
                    keys.words.add(k.words.iter().map(|key| [*key, number, k.enough]))?;
                    keys.quotes.add(k.quotes.iter().map(|key| [*key, number, 0]))?;
                    keys.heads_filed.add(k.heads_filed.iter().map(|key| [*key, number, 0]))?;
                    keys.heads_asked.add(k.heads_asked.iter().map(|key| [*key, number, 0]))?;
                    keys.told_filed.add(k.told_filed.iter().map(|(key, n)| [*key, number, *n]))?;
                    keys.told_asked.add(k.told_asked.iter().map(|(key, n)| [*key, number, *n]))?;
                    Ok(ControlFlow::Continue(()))
                },
            )?;
        }
    }
    keys.end()?;
    shelf.end()
}

fn keyed(number: Number, kept: &Kept, above: Above<'_>) -> Keyed {
    let signed = |keys: Vec<u64>| {
        let mut keys: Vec<i64> = keys.into_iter().map(|k| k as i64).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    let page = Page::read(&kept.document, Credits::builtin());
    let signature = page.signature();
    let story = kept.story(above);
    let told = kept.told(above);
    let of = |keys: fn(&marsad_corroborate::Telling) -> Vec<i64>| {
        told.iter().zip(0..).flat_map(|((_, t), n)| keys(t).into_iter().map(move |key| (key, n))).collect()
    };
    Keyed {
        number,
        kept: serde_json::to_vec(kept).unwrap_or_default(),
        words: signed(signature.bands().keys),
        enough: if signature.shingles < 60 { 1 } else { i64::from(marsad_corroborate::SHARED_KEYS) },
        quotes: signed(page.quote_keys()),
        heads_filed: signed(story.filed()),
        heads_asked: signed(story.asked()),
        told_filed: of(filed),
        told_asked: of(asked),
    }
}

/// Files by their numbers.
type Numbered = Vec<(u32, PathBuf)>;

/// The files of documents and reports of each month of an input, in their order.
fn months(out: &Out, files: &[Made]) -> Vec<(Vec<PathBuf>, Vec<PathBuf>)> {
    let mut by_month: BTreeMap<String, (Numbered, Numbered)> = BTreeMap::new();
    for file in files {
        let mut parts = file.path.split('/');
        let (Some(dataset), Some(month), Some(name)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let part = name.strip_suffix(".parquet").and_then(|n| n.rsplit_once('.')?.1.parse().ok()).unwrap_or(0);
        let of = by_month.entry(month.to_owned()).or_default();
        let path = (part, out.root().join(&file.path));
        if dataset == Dataset::Documents.name() {
            of.0.push(path);
        } else if dataset == Dataset::Reports.name() {
            of.1.push(path);
        }
    }
    let sorted = |mut files: Numbered| {
        files.sort();
        files.into_iter().map(|(_, path)| path).collect()
    };
    by_month.into_values().map(|(documents, reports)| (sorted(documents), sorted(reports))).collect()
}

/// The rows of some files, one after the other.
struct Chain<T> {
    files: std::vec::IntoIter<PathBuf>,
    batches: Option<Box<dyn Iterator<Item = Result<RecordBatch, BatchError>> + Send>>,
    rows: std::vec::IntoIter<T>,
    make: fn(&RecordBatch) -> Result<Vec<T>, BatchError>,
}

impl<T> Iterator for Chain<T> {
    type Item = Result<T, BatchError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.rows.next() {
                return Some(Ok(row));
            }
            match self.batches.as_mut().and_then(Iterator::next) {
                Some(batch) => match batch.and_then(|b| (self.make)(&b)) {
                    Ok(rows) => self.rows = rows.into_iter(),
                    Err(error) => return Some(Err(error)),
                },
                None => match batches(&self.files.next()?) {
                    Ok(all) => self.batches = Some(Box::new(all)),
                    Err(error) => return Some(Err(error)),
                },
            }
        }
    }
}

fn chain<T>(files: Vec<PathBuf>, make: fn(&RecordBatch) -> Result<Vec<T>, BatchError>) -> Chain<T> {
    Chain { files: files.into_iter(), batches: None, rows: Vec::new().into_iter(), make }
}

/// Documents with their reports: both stand in the order of the records.
struct Together {
    input: usize,
    documents: Chain<(u64, Document)>,
    reports: Peekable<Chain<(u64, Report)>>,
}

impl Together {
    fn open(input: usize, documents: Vec<PathBuf>, reports: Vec<PathBuf>) -> Result<Self, BatchError> {
        Ok(Self { input, documents: chain(documents, documents_of), reports: chain(reports, reports_of).peekable() })
    }
}

impl Iterator for Together {
    type Item = Result<(Number, Kept), BatchError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (record, document) = match self.documents.next()? {
            Ok(row) => row,
            Err(error) => return Some(Err(error)),
        };
        let mut reports = Vec::new();
        while let Some(next) = self.reports.next_if(|r| r.as_ref().map_or(true, |(n, _)| *n <= record)) {
            match next {
                Ok((of, report)) if of == record => reports.push(report),
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
        }
        reports.sort_by_key(|report| report.trigger.start);
        Some(Ok((number_of(self.input, record), Kept { document, reports })))
    }
}

fn texts<'a>(batch: &'a RecordBatch, name: &str) -> Option<&'a StringArray> {
    batch.column_by_name(name)?.as_any().downcast_ref()
}

fn numbers<'a>(batch: &'a RecordBatch, name: &str) -> Option<&'a Int64Array> {
    batch.column_by_name(name)?.as_any().downcast_ref()
}

fn not_ours(what: &str) -> BatchError {
    BatchError::output(what, "these files are not as `marsad batch` writes them; code the inputs again with --again")
}

fn documents_of(batch: &RecordBatch) -> Result<Vec<(u64, Document)>, BatchError> {
    let of = |name: &str| texts(batch, name).ok_or_else(|| not_ours("documents"));
    let (ids, titles, bodies, outlets) = (of("id")?, of("title")?, of("text")?, of("outlet")?);
    let records = numbers(batch, "number").ok_or_else(|| not_ours("documents"))?;
    let days = batch.column_by_name("published").and_then(|c| c.as_any().downcast_ref::<Date32Array>());
    let days = days.ok_or_else(|| not_ours("documents"))?;
    let text = |column: &StringArray, row: usize| column.is_valid(row).then(|| column.value(row).to_owned());
    let day = |row: usize| {
        let span = days.is_valid(row).then(|| jiff::Span::new().try_days(days.value(row)).ok())??;
        Day::constant(1970, 1, 1).checked_add(span).ok()
    };
    let row = |row: usize| {
        let document = Document {
            id: text(ids, row).unwrap_or_default(),
            title: text(titles, row).unwrap_or_default(),
            text: text(bodies, row).unwrap_or_default(),
            published: day(row),
            outlet: text(outlets, row),
            ..Document::default()
        };
        (records.value(row).unsigned_abs(), document)
    };
    Ok((0..batch.num_rows()).map(row).collect())
}

fn reports_of(batch: &RecordBatch) -> Result<Vec<(u64, Report)>, BatchError> {
    let records = numbers(batch, "number").ok_or_else(|| not_ours("reports"))?;
    let all = texts(batch, "json").ok_or_else(|| not_ours("reports"))?;
    (0..batch.num_rows())
        .map(|row| {
            let report = serde_json::from_str(all.value(row)).map_err(|_| not_ours("reports"))?;
            Ok((records.value(row).unsigned_abs(), report))
        })
        .collect()
}
