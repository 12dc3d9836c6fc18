//! What questions ask of reports and documents, in memory, column by column.
//!
//! A list, its total and its counts by field are one pass over these columns, which is the same for every store. What a store
//! has to do is to load what is new, and to find documents by words. A million reports take about 100 MB. Loading is lazy: a
//! program that only adds never pays for it.

mod ask;
mod bits;
mod exclude;
mod explore;
mod frame;
mod parts;
mod review;
mod tally;

pub(crate) use ask::Asked;
pub(crate) use bits::Bits;
pub(crate) use frame::{Frame, Mention, Ordinal, Unit, of_day};
pub use parts::PlaceParts;

use crate::details::{Details, Spot};
use crate::words::{Word, name_key, words};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How far the columns have been loaded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    /// Highest id of a document.
    pub document: i64,
    /// Highest id of a report.
    pub report: i64,
    /// Highest number of a document that a later version took the place of (the table `replaced`).
    pub replaced: i64,
    /// Highest number of a document that was read again (the table `recodings`).
    pub recoded: i64,
    /// Highest id of a name.
    pub name: i64,
    /// Highest id of an outlet.
    pub outlet: i64,
    /// Highest number of a note on an outlet.
    pub noted: i64,
    /// Highest number of a document whose reports became others (the table `revisions`).
    pub revised: i64,
}

impl Marks {
    /// Whether everything up to here has been loaded up to there.
    pub(crate) fn is_within(&self, loaded: &Marks) -> bool {
        self.document <= loaded.document
            && self.report <= loaded.report
            && self.replaced <= loaded.replaced
            && self.recoded <= loaded.recoded
            && self.name <= loaded.name
            && self.outlet <= loaded.outlet
            && self.noted <= loaded.noted
            && self.revised <= loaded.revised
    }
}

/// A document as a store loads it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewDocumentColumns {
    pub id: i64,
    pub current: bool,
    /// Key of its day of publication, or `OPEN_START`.
    pub published: i64,
    pub outlet: Option<i64>,
}

/// A report as a store loads it; its names are added with [`Columns::add_name_of`].
#[derive(Debug, Clone)]
pub(crate) struct NewReportColumns<'a> {
    pub id: i64,
    pub document: i64,
    pub type_: &'a str,
    pub modality: &'a str,
    /// Null where neither the report nor its document has a day.
    pub days: Option<(i64, i64)>,
    pub confidence: f64,
    pub places: &'a [i64],
    pub actors: &'a [i64],
    /// See `details`; empty where a store has none.
    pub details: &'a str,
}

/// A name of a place or an actor.
#[derive(Debug)]
pub(crate) struct Name {
    label_key: String,
    written_key: String,
    label_words: Vec<Word>,
    written_words: Vec<Word>,
}

/// Short lists of numbers, one for each report, in one long one.
#[derive(Debug)]
struct Lists {
    ends: Vec<u32>,
    values: Vec<u32>,
}

/// The columns.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    marks: Marks,
    documents: Documents,
    reports: Reports,
    names: Vec<Name>,
    /// For each name the number of its English one among `labels`.
    label_of: Vec<u32>,
    name_at: HashMap<i64, u32>,
    labels: Strings,
    outlets: Vec<(String, String)>,
    outlet_at: HashMap<i64, u32>,
    codes: Strings,
    /// Who says so, and the folded forms of their names.
    speakers: Strings,
    speaker_keys: Vec<String>,
    /// Where reports are drawn, by the line of the place.
    spots: Vec<Spot>,
    spot_at: HashMap<String, u32>,
    /// Which governorate places lie in, the governorates by number, and for each spot its governorate's.
    parts: Arc<PlaceParts>,
    part_names: Strings,
    spot_part: Vec<u32>,
    /// The outlets of each panel.
    panels: HashMap<String, HashSet<String>>,
    /// Reports in the order of pages: newest publication, then the document added last, then the order of its text.
    order: Vec<u32>,
}

#[derive(Debug, Default)]
struct Documents {
    id: Vec<i64>,
    current: Vec<bool>,
    published: Vec<i32>,
    /// One more than the number of the outlet; 0 for none.
    outlet: Vec<u32>,
    reports: Vec<u32>,
}

#[derive(Debug, Default)]
struct Reports {
    id: Vec<i64>,
    document: Vec<u32>,
    type_: Vec<u8>,
    modality: Vec<u8>,
    day_from: Vec<i32>,
    day_to: Vec<i32>,
    confidence: Vec<f64>,
    places: Lists,
    actors: Lists,
    modes: Lists,
    /// One more than the number of who says so; 0 for nobody.
    said_by: Vec<u32>,
    /// One more than the number of the spot; 0 for none.
    spot: Vec<u32>,
    /// Those that are no more, or stand again further back as they are now; `dead` counts them.
    gone: Vec<bool>,
    dead: usize,
}

/// Strings, each once, by number.
#[derive(Debug, Default)]
struct Strings {
    all: Vec<String>,
    at: HashMap<String, u32>,
}

impl Strings {
    fn number(&mut self, text: &str) -> u32 {
        if let Some(&found) = self.at.get(text) {
            return found;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(text.to_owned());
        self.at.insert(text.to_owned(), number);
        number
    }
}

impl Default for Lists {
    fn default() -> Self {
        Self { ends: vec![0], values: Vec::new() }
    }
}

impl Lists {
    fn push(&mut self, values: impl Iterator<Item = u32>) {
        self.values.extend(values);
        self.ends.push(u32::try_from(self.values.len()).unwrap_or(u32::MAX));
    }

    fn get(&self, at: usize) -> &[u32] {
        match (self.ends.get(at), self.ends.get(at + 1)) {
            (Some(&from), Some(&to)) => self.values.get(from as usize..to as usize).unwrap_or_default(),
            _ => &[],
        }
    }
}

impl Columns {
    /// How far they have been loaded.
    pub(crate) fn marks(&self) -> Marks {
        self.marks
    }

    /// Adds an outlet. Outlets and names come before the documents and reports that have them.
    pub(crate) fn add_outlet(&mut self, id: i64, name: &str) {
        self.marks.outlet = self.marks.outlet.max(id);
        self.outlet_at.insert(id, u32::try_from(self.outlets.len()).unwrap_or(u32::MAX));
        self.outlets.push((name.to_owned(), name_key(name)));
    }

    /// Adds a name.
    pub(crate) fn add_name(&mut self, id: i64, label: &str, written: &str) {
        self.marks.name = self.marks.name.max(id);
        self.name_at.insert(id, u32::try_from(self.names.len()).unwrap_or(u32::MAX));
        let label_number = self.labels.number(label);
        self.label_of.push(label_number);
        self.names.push(Name {
            label_key: name_key(label),
            written_key: name_key(written),
            label_words: words(label),
            written_words: words(written),
        });
    }

    /// Adds a document; ids must rise.
    pub(crate) fn add_document(&mut self, new: NewDocumentColumns) {
        self.marks.document = self.marks.document.max(new.id);
        let outlet = new.outlet.and_then(|id| self.outlet_at.get(&id)).map_or(0, |at| at + 1);
        let d = &mut self.documents;
        d.id.push(new.id);
        d.current.push(new.current);
        d.published.push(small(new.published));
        d.outlet.push(outlet);
        d.reports.push(0);
    }

    /// Adds a report; ids must rise, and its document must be there.
    pub(crate) fn add_report(&mut self, new: &NewReportColumns<'_>) {
        self.marks.report = self.marks.report.max(new.id);
        let Some(document) = self.document_at(new.document) else { return };
        self.documents.reports[document] += 1;
        let code = |strings: &mut Strings, text: &str| u8::try_from(strings.number(text)).unwrap_or(u8::MAX);
        let (type_, modality) = (code(&mut self.codes, new.type_), code(&mut self.codes, new.modality));
        // A report without any day lies beyond every stretch of days: it begins after it ends.
        let (from, to) = new.days.map_or((i32::MAX, i32::MIN), |(from, to)| (small(from), small(to)));
        let r = &mut self.reports;
        r.gone.push(false);
        r.id.push(new.id);
        r.document.push(u32::try_from(document).unwrap_or(u32::MAX));
        r.type_.push(type_);
        r.modality.push(modality);
        r.day_from.push(from);
        r.day_to.push(to);
        r.confidence.push(new.confidence);
        r.places.push(new.places.iter().filter_map(|id| self.name_at.get(id).copied()));
        r.actors.push(new.actors.iter().filter_map(|id| self.name_at.get(id).copied()));
        let details = Details::read(new.details);
        let codes = &mut self.codes;
        r.modes.push(details.modes.split(' ').filter(|mode| !mode.is_empty()).map(|mode| codes.number(mode)));
        r.said_by.push(if details.said_by.is_empty() { 0 } else { self.speakers.number(details.said_by) + 1 });
        if self.speaker_keys.len() < self.speakers.all.len() {
            self.speaker_keys.push(name_key(details.said_by));
        }
        let spot = match self.spot_at.get(details.place) {
            Some(spot) => *spot,
            None if details.place.is_empty() => 0,
            None => {
                self.spots.push(Spot::read(details.place));
                let part = self.part_of(self.spots.len() - 1);
                self.spot_part.push(part);
                let number = u32::try_from(self.spots.len()).unwrap_or(u32::MAX);
                self.spot_at.insert(details.place.to_owned(), number);
                number
            }
        };
        self.reports.spot.push(spot);
    }

    /// Notes that a report was looked at, whether it is added or not.
    pub(crate) fn seen_report(&mut self, id: i64) {
        self.marks.report = self.marks.report.max(id);
    }

    /// Notes that a later version took the place of a document.
    pub(crate) fn replace(&mut self, seq: i64, document: i64) {
        self.marks.replaced = self.marks.replaced.max(seq);
        if let Some(at) = self.document_at(document) {
            self.documents.current[at] = false;
        }
    }

    /// Notes how far revisions and recodings have been looked at.
    pub(crate) fn revised(&mut self, revised: i64, recoded: i64) {
        self.marks.revised = self.marks.revised.max(revised);
        self.marks.recoded = self.marks.recoded.max(recoded);
    }

    /// Forgets the reports of some documents, which were reviewed or read again: they are added again as they are now.
    pub(crate) fn forget_reports_of(&mut self, documents: &std::collections::BTreeSet<i64>) {
        let revised: std::collections::HashSet<u32> =
            documents.iter().filter_map(|id| self.document_at(*id).and_then(|at| u32::try_from(at).ok())).collect();
        if revised.is_empty() {
            return;
        }
        let r = &mut self.reports;
        for at in 0..r.id.len() {
            if revised.contains(&r.document[at]) && !r.gone[at] {
                r.gone[at] = true;
                r.dead += 1;
            }
        }
        for at in revised {
            self.documents.reports[at as usize] = 0;
        }
    }

    /// Whether so much was forgotten that it is better to load all of it anew.
    pub(crate) fn is_worn(&self) -> bool {
        self.reports.dead > 10_000 && self.reports.dead > self.reports.id.len() / 4
    }

    /// Puts what was added since the last time into the order of pages.
    pub(crate) fn settle(&mut self) {
        let old = self.order.len();
        let all = self.reports.id.len();
        if old == all {
            return;
        }
        self.order.extend((old..all).map(|at| u32::try_from(at).unwrap_or(u32::MAX)));
        let (reports, documents) = (&self.reports, &self.documents);
        let key = |at: &u32| {
            let document = reports.document[*at as usize] as usize;
            (std::cmp::Reverse((documents.published[document], documents.id[document])), reports.id[*at as usize])
        };
        // Finds the two runs and merges them.
        self.order[old..].sort_by_key(key);
        self.order.sort_by_key(key);
    }

    fn document_at(&self, id: i64) -> Option<usize> {
        // The last one most of all: documents and their reports come together.
        match self.documents.id.last() {
            Some(&last) if last == id => Some(self.documents.id.len() - 1),
            _ => self.documents.id.binary_search(&id).ok(),
        }
    }
}

/// Keys of days fit into 32 bits.
fn small(key: i64) -> i32 {
    i32::try_from(key).unwrap_or(if key < 0 { i32::MIN } else { i32::MAX })
}
