//! The datasets: which columns each has, and what stands in them.

use marsad_model::{Count, CountKind, Day, Document, Mention, MentionKind, Report};

use crate::coding::{Coded, Fault};
use crate::columns::{Column, Kind, Rows, column};

/// A dataset of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dataset {
    /// What was read.
    Documents,
    /// Times, numbers, places, actors and persons in it.
    Mentions,
    /// What it tells.
    Reports,
    /// Records that gave no document.
    Errors,
    /// Which documents go back to which.
    Links,
    /// The groups of documents that go back to one source.
    Origins,
    /// What is told of each event, by all who tell it.
    Events,
}

impl Dataset {
    /// All of them: those of coding, then those of corroborating.
    pub const ALL: [Self; 7] =
        [Self::Documents, Self::Mentions, Self::Reports, Self::Errors, Self::Links, Self::Origins, Self::Events];

    /// The name of its folder.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Mentions => "mentions",
            Self::Reports => "reports",
            Self::Errors => "errors",
            Self::Links => "links",
            Self::Origins => "origins",
            Self::Events => "events",
        }
    }

    /// Its columns, in their order.
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Documents => DOCUMENTS,
            Self::Mentions => MENTIONS,
            Self::Reports => REPORTS,
            Self::Errors => ERRORS,
            Self::Links => LINKS,
            Self::Origins => ORIGINS,
            Self::Events => EVENTS,
        }
    }
}

/// The columns of documents that are there before anything is coded: what `read(…)` gives.
pub const READ: &[Column] = DOCUMENTS.split_at(READ_COLUMNS).0;
const READ_COLUMNS: usize = 12;

const DOCUMENTS: &[Column] = &[
    column("id", Kind::Text, "identity of the document: its own, or its address"),
    column("input", Kind::Text, "the file or object it stood in"),
    column("number", Kind::Whole, "which record of its input it is, from 1"),
    column("at", Kind::Whole, "where the record stands: byte of a web archive, line, row"),
    column("title", Kind::Text, "headline"),
    column("text", Kind::Text, "body; positions count in title, two line breaks and text"),
    column("published", Kind::Day, "day of publication, in the outlet's time zone"),
    column("url", Kind::Text, "where it was published"),
    column("outlet", Kind::Text, "who published it"),
    column("byline", Kind::Text, "who signed it"),
    column("language", Kind::Text, "language of the text as a tag; empty where it cannot be told"),
    column("captured_at", Kind::Text, "when it was captured (UTC), where the archive says"),
    column("genre", Kind::Text, "what kind of text it is"),
    column("reports", Kind::Whole, "how many reports it has"),
    column("mentions", Kind::Whole, "how many mentions it has"),
    column("unread", Kind::Whole, "paragraphs that were not read because they are in other languages"),
    column("figures", Kind::Text, "stated quantities that are no count of a report, as `marsad code` prints them"),
];

const MENTIONS: &[Column] = &[
    column("document", Kind::Text, "id of the document"),
    column("number", Kind::Whole, "its number in its input"),
    column("input", Kind::Text, "the file or object it stood in"),
    column("published", Kind::Day, "day of publication"),
    column("kind", Kind::Text, "time, number, place, actor, person"),
    column("start", Kind::Whole, "first scalar value"),
    column("end", Kind::Whole, "one past the last scalar value"),
    column("text", Kind::Text, "the words"),
    column(
        "type",
        Kind::Text,
        "of times and numbers: date, range, duration, set; number, ordinal, percent, range, vague",
    ),
    column("from", Kind::Text, "of a time: the first day; empty where open"),
    column("to", Kind::Text, "of a time: the last day"),
    column("value", Kind::Text, "of a duration or set: ISO 8601"),
    column("min", Kind::Real, "of a number: the least"),
    column("max", Kind::Real, "of a number: the greatest"),
    column("name", Kind::Text, "of places, actors and persons: the canonical name"),
    column("id", Kind::Text, "of places, actors and persons: the id in gazetteer or lexicon"),
    column("lat", Kind::Real, "of a place: latitude, WGS 84 degrees"),
    column("lon", Kind::Real, "of a place: longitude"),
    column("place_kind", Kind::Text, "of a place: village, town, city, governorate and so on"),
    column("country", Kind::Text, "ISO 3166-1 alpha-3 code"),
    column("sector", Kind::Text, "of an actor: PLOVER sector"),
];

const REPORTS: &[Column] = &[
    column("document", Kind::Text, "id of the document"),
    column("number", Kind::Whole, "its number in its input"),
    column("input", Kind::Text, "the file or object it stood in"),
    column("published", Kind::Day, "day of publication"),
    column("outlet", Kind::Text, "who published it"),
    column("report", Kind::Whole, "which report of its document it is, from 1"),
    column("type", Kind::Text, "PLOVER type"),
    column("modes", Kind::Texts, "PLOVER modes"),
    column("aux", Kind::Texts, "historical, future, hypothetical, negation"),
    column(
        "modality",
        Kind::Text,
        "in what voice it is told: asserted, reported, alleged, denied, predicted and so on",
    ),
    column("polarity", Kind::Text, "affirmed or negated"),
    column("certainty", Kind::Text, "how sure the words are"),
    column("event", Kind::Whole, "number shared by the reports of one event within the document"),
    column("trigger", Kind::Text, "the words that name the act"),
    column("trigger_start", Kind::Whole, "first scalar value of them"),
    column("trigger_end", Kind::Whole, "one past the last"),
    column("actors", Kind::Texts, "who did it: canonical names, or the words where unknown"),
    column("actor_ids", Kind::Texts, "their ids in the lexicon; empty where unknown"),
    column("actor_sectors", Kind::Texts, "their PLOVER sectors; empty where unknown"),
    column("recipients", Kind::Texts, "to whom, likewise"),
    column("recipient_ids", Kind::Texts, "their ids"),
    column("recipient_sectors", Kind::Texts, "their sectors"),
    column("place", Kind::Text, "the most specific place, in English"),
    column("place_id", Kind::Text, "its id in the gazetteer"),
    column("place_kind", Kind::Text, "what kind of place"),
    column("country", Kind::Text, "ISO 3166-1 alpha-3 code of the country that the place lies in"),
    column("lat", Kind::Real, "latitude, WGS 84 degrees"),
    column("lon", Kind::Real, "longitude"),
    column("precision", Kind::Whole, "UCDP GED's where_prec: 1 exact place to 7 unknown"),
    column("from", Kind::Day, "first day of the act; empty where open or not told"),
    column("to", Kind::Day, "last day, inclusive"),
    column("killed_min", Kind::Whole, "least number killed; empty where open or not told"),
    column("killed_max", Kind::Whole, "greatest number killed"),
    column("wounded_min", Kind::Whole, "least number wounded"),
    column("wounded_max", Kind::Whole, "greatest number wounded"),
    column("said_by", Kind::Text, "who says so; empty where the outlet itself asserts it"),
    column("said_by_type", Kind::Text, "what kind of source that is"),
    column("contexts", Kind::Texts, "PLOVER contexts"),
    column("confidence", Kind::Real, "the coder's estimate of its own reading, 0 to 1"),
    column("rule", Kind::Text, "the frame and pattern that made it"),
    column("evidence", Kind::Text, "the sentence it rests on"),
    column("evidence_start", Kind::Whole, "first scalar value of the sentence"),
    column("evidence_end", Kind::Whole, "one past the last"),
    column("marsad", Kind::Text, "version of the program"),
    column("lexicon", Kind::Text, "hash of the lexicon"),
    column("json", Kind::Text, "the whole report with every span, as `marsad code` prints it"),
];

const ERRORS: &[Column] = &[
    column("input", Kind::Text, "the file or object"),
    column("number", Kind::Whole, "which record of it, from 1; empty where the input as a whole is meant"),
    column("unit", Kind::Text, "what the next column counts: byte, line, row, item, file"),
    column("at", Kind::Whole, "where the record stands"),
    column("document", Kind::Text, "id or address of the record, where it is known"),
    column("message", Kind::Text, "what is wrong and what to do"),
];

const LINKS: &[Column] = &[
    column("a", Kind::Text, "id of the earlier document, by input and place"),
    column("b", Kind::Text, "id of the later"),
    column("kind", Kind::Text, "verbatim, copy, partial, quotation, wire, citation"),
    column("score", Kind::Real, "the share of the shorter text that stands in the longer, 0 to 1"),
    column("source", Kind::Text, "of a wire or citation: whom both credit, or who is cited"),
    column("by_event", Kind::Whole, "1 where the link rests on both telling one event"),
    column("evidence", Kind::Text, "the passages that show it, as JSON: their spans in both and their words"),
];

const ORIGINS: &[Column] = &[
    column("document", Kind::Text, "id of the document"),
    column("number", Kind::Whole, "its number in its input"),
    column("input", Kind::Text, "the file or object it stood in"),
    column("published", Kind::Day, "day of publication"),
    column("outlet", Kind::Text, "who published it"),
    column("origin", Kind::Text, "id of the first document of its group: documents with one origin count as one voice"),
    column("documents", Kind::Whole, "how many documents the group has"),
    column("link", Kind::Text, "id of the document that it hangs on; empty where it stands alone or is the first"),
    column("kind", Kind::Text, "what kind of link that is"),
    column("score", Kind::Real, "the share of the shorter text that stands in the longer"),
    column("evidence", Kind::Text, "the passages that show it, as JSON"),
];

const EVENTS: &[Column] = &[
    column("event", Kind::Text, "name of the event: the least of the names of its tellings"),
    column("telling", Kind::Text, "name of what this document tells of it"),
    column("document", Kind::Text, "id of the document"),
    column("number", Kind::Whole, "its number in its input"),
    column("input", Kind::Text, "the file or object it stood in"),
    column("told", Kind::Whole, "the number `event` of its reports there"),
    column("published", Kind::Day, "day of publication"),
    column("origin", Kind::Text, "id of the first document of the group that this document belongs to"),
    column("type", Kind::Text, "PLOVER type"),
    column("modes", Kind::Texts, "PLOVER modes"),
    column("from", Kind::Day, "first day told"),
    column("to", Kind::Day, "last day told"),
    column("place_id", Kind::Text, "id of the most precise place told"),
    column("country", Kind::Text, "its country"),
    column("lat", Kind::Real, "its latitude"),
    column("lon", Kind::Real, "its longitude"),
    column("documents", Kind::Whole, "how many documents tell the event"),
    column("origins", Kind::Whole, "how many origins they go back to"),
];

/// Adds the columns of [`READ`] of a document.
fn read_cells(rows: &mut Rows, input: &str, coded: &Coded) {
    let d: &Document = &coded.document;
    rows.text(Some(&d.id));
    rows.text(Some(input));
    rows.count(coded.number);
    rows.count(coded.at);
    rows.words(&d.title);
    rows.text(Some(&d.text));
    rows.day(d.published);
    rows.text(d.url.as_deref());
    rows.text(d.outlet.as_deref());
    rows.text(d.byline.as_deref());
    rows.text(d.language.as_deref());
    rows.text(coded.captured_at.as_deref());
}

/// Adds a document as it was read.
pub fn add_read(rows: &mut Rows, input: &str, coded: &Coded) {
    read_cells(rows, input, coded);
}

/// Adds a document.
pub fn add_document(rows: &mut Rows, input: &str, coded: &Coded) {
    read_cells(rows, input, coded);
    rows.text(coded.coded.genre.map(|g| g.as_str()));
    rows.count(coded.coded.reports.len());
    rows.count(coded.mentions.len());
    rows.count(coded.coded.notices.len());
    let figures = (rows.wants_next() && !coded.coded.figures.is_empty())
        .then(|| serde_json::to_string(&coded.coded.figures).unwrap_or_default());
    rows.text(figures.as_deref());
}

/// Adds the mentions of a document.
pub fn add_mentions(rows: &mut Rows, input: &str, coded: &Coded) {
    for m in &coded.mentions {
        add_mention(rows, input, coded, m);
    }
}

fn kind_name(kind: MentionKind) -> &'static str {
    match kind {
        MentionKind::Time => "time",
        MentionKind::Number => "number",
        MentionKind::Place => "place",
        MentionKind::Actor => "actor",
        MentionKind::Person => "person",
    }
}

fn add_mention(rows: &mut Rows, input: &str, coded: &Coded, m: &Mention) {
    rows.text(Some(&coded.document.id));
    rows.count(coded.number);
    rows.text(Some(input));
    rows.day(coded.document.published);
    rows.text(Some(kind_name(m.kind)));
    rows.count(m.start);
    rows.count(m.end);
    rows.text(Some(&m.text));
    rows.text(m.type_.as_deref());
    rows.text(m.from.as_deref());
    rows.text(m.to.as_deref());
    rows.text(m.value.as_deref());
    rows.real(m.min);
    rows.real(m.max);
    rows.text(m.name.as_deref());
    rows.text(m.id.as_deref());
    rows.real(m.lat);
    rows.real(m.lon);
    rows.text(m.place_kind.map(|k| k.as_str()));
    rows.text(m.country.as_deref());
    rows.text(m.sector.map(|s| s.as_str()));
}

/// Adds the reports of a document.
pub fn add_reports(rows: &mut Rows, input: &str, coded: &Coded) {
    for (at, report) in coded.coded.reports.iter().enumerate() {
        add_report(rows, input, coded, at + 1, report);
    }
}

/// The first number told of a kind.
fn told(report: &Report, what: CountKind) -> Option<&Count> {
    report.counts.iter().find(|c| c.what == what)
}

fn add_report(rows: &mut Rows, input: &str, coded: &Coded, at: usize, r: &Report) {
    let number = |n: Option<u64>| n.and_then(|n| i64::try_from(n).ok());
    rows.text(Some(&coded.document.id));
    rows.count(coded.number);
    rows.text(Some(input));
    rows.day(coded.document.published);
    rows.text(coded.document.outlet.as_deref());
    rows.count(at);
    rows.text(Some(r.type_.as_str()));
    rows.texts(r.mode.iter().map(|m| Some(m.as_str())));
    rows.texts(r.aux.iter().map(|a| Some(a.as_str())));
    rows.text(Some(r.modality.as_str()));
    rows.text(Some(r.polarity.as_str()));
    rows.text(Some(r.certainty.as_str()));
    rows.count(r.event);
    rows.text(Some(&r.trigger.text));
    rows.count(r.trigger.start);
    rows.count(r.trigger.end);
    for parties in [&r.actors, &r.recipients] {
        rows.texts(parties.iter().map(|a| Some(a.entity.as_str())));
        rows.texts(parties.iter().map(|a| a.id.as_deref()));
        rows.texts(parties.iter().map(|a| a.sector.map(|s| s.as_str())));
    }
    let place = r.places.first();
    rows.text(place.map(|p| p.name.as_str()));
    rows.text(place.and_then(|p| p.id.as_deref()));
    rows.text(place.and_then(|p| p.kind).map(|k| k.as_str()));
    rows.text(place.and_then(|p| p.country.as_deref()));
    rows.real(place.and_then(|p| p.lat));
    rows.real(place.and_then(|p| p.lon));
    rows.whole(place.map(|p| i64::from(p.precision)).filter(|p| *p > 0));
    rows.day(r.date.as_ref().and_then(|d| d.from));
    rows.day(r.date.as_ref().and_then(|d| d.to));
    for what in [CountKind::Killed, CountKind::Wounded] {
        let count = told(r, what);
        rows.whole(count.and_then(|c| number(c.min)));
        rows.whole(count.and_then(|c| number(c.max)));
    }
    rows.text(r.said_by.as_ref().map(|s| s.entity.as_str()));
    rows.text(r.said_by.as_ref().map(|s| s.source_type.as_str()));
    rows.texts(r.contexts.iter().map(|c| Some(c.as_str())));
    rows.real(Some(r.confidence));
    rows.text(Some(&r.rule));
    rows.text(Some(&r.evidence.text));
    rows.count(r.evidence.start);
    rows.count(r.evidence.end);
    rows.text(Some(&r.versions.marsad));
    rows.text(Some(&r.versions.lexicon));
    let json = rows.wants_next().then(|| serde_json::to_string(r).unwrap_or_default());
    rows.text(json.as_deref());
}

/// Adds a record that gave no document.
pub fn add_error(rows: &mut Rows, input: &str, fault: &Fault) {
    rows.text(Some(input));
    rows.whole(i64::try_from(fault.number).ok().filter(|n| *n > 0));
    rows.text(Some(fault.unit));
    rows.count(fault.at);
    rows.words(&fault.document);
    rows.text(Some(&fault.message));
}

/// The partition that a day stands in: `2024-05`, or `unknown`.
#[must_use]
pub fn month_of(day: Option<Day>) -> String {
    day.map_or_else(|| "unknown".to_owned(), |d| format!("{:04}-{:02}", d.year(), d.month()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_whole_and_the_columns_have_names_of_their_own() {
        let report: Report = serde_json::from_value(serde_json::json!({
            "type": "ASSAULT", "modality": "asserted", "polarity": "affirmed", "certainty": "unstated", "event": 1,
            "trigger": {"start": 0, "end": 1, "text": "x"}, "confidence": 0.5, "rule": "r", "contexts": [],
            "evidence": {"start": 0, "end": 1, "text": "x"}, "versions": {"marsad": "1", "lexicon": "l"},
        }))
        .unwrap();
        let mut coded = Coded { number: 3, ..Coded::default() };
        coded.coded.reports = vec![report];
        let mention = serde_json::json!({"start": 0, "end": 1, "text": "x", "kind": "time"});
        coded.mentions = vec![serde_json::from_value(mention).unwrap()];
        let fault = Fault { number: 1, unit: "line", at: 1, document: String::new(), message: "m".to_owned() };
        for dataset in Dataset::ALL {
            let mut rows = Rows::new(dataset.columns(), None);
            for _ in 0..2 {
                match dataset {
                    Dataset::Documents => add_document(&mut rows, "i", &coded),
                    Dataset::Mentions => add_mentions(&mut rows, "i", &coded),
                    Dataset::Reports => add_reports(&mut rows, "i", &coded),
                    Dataset::Errors => add_error(&mut rows, "i", &fault),
                    // What corroborating writes is tested there.
                    Dataset::Links | Dataset::Origins | Dataset::Events => continue,
                }
            }
            let told = if dataset >= Dataset::Links { 0 } else { 2 };
            assert_eq!(rows.take().unwrap().num_rows(), told, "{}", dataset.name());
            let mut names: Vec<&str> = dataset.columns().iter().map(|c| c.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), dataset.columns().len());
        }
        let mut read = Rows::new(READ, None);
        add_read(&mut read, "i", &coded);
        assert_eq!(read.take().unwrap().num_rows(), 1);
        assert_eq!(month_of(Some(Day::constant(2024, 5, 31))), "2024-05");
        assert_eq!(month_of(None), "unknown");
    }
}
