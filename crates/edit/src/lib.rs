//! The lexicon changed by hand: what a change would do to the record, before it is kept; and after it, the documents read again.
//!
//! ```text
//! changes + cases ─▶ Draft (texts, lint, cases) ─▶ Trial over a store ─▶ Folder::save (history) ─▶ Again over a store
//! ```
//!
//! Only the user's own folder is ever written ([`Folder`]): atomically, each change as an entry of the history that says who and
//! why and can be taken back. [`Trial`] codes stored documents with the lexicon as it is and as it would be, and gives the
//! difference report by report. [`Again`] puts new readings into the store. [`Desk`] holds the lexicon of a running server, and
//! the work that goes on behind its pages.

mod again;
mod apply;
mod cases;
mod change;
mod compare;
mod desk;
mod draft;
mod error;
mod family;
mod folder;
mod guarded;
mod history;
mod job;
mod reach;
mod sheet;
mod totals;
mod trial;

pub use again::{Again, AgainTotals};
pub use cases::{Case, CaseResult};
pub use change::Change;
pub use compare::{Context, DocumentDiff, FieldChange, ReportDiff, Summary, What, compare, summary};
pub use desk::{Current, Desk, Layers, Limits, Tried};
pub use draft::{Draft, FileText};
pub use error::{CutShort, EditError};
pub use family::{Families, Family, FamilyRow, Form, Origin};
pub use folder::Folder;
pub use history::{Entry, EntryFile};
pub use job::{Job, JobState, JobView};
pub use reach::Reach;
pub use sheet::Sheet;
pub use totals::{Tally, Totals};
pub use trial::{Documents, Trial};

/// UTC now, as it is written: `2026-11-30T12:00:00Z`.
#[must_use]
pub fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// What must hold of anything that a person writes: a table, and beside it a row, cases or a change. For tests and fuzzing.
///
/// # Panics
/// Where it does not hold.
#[doc(hidden)]
pub fn check_written(table: &str, beside: &str) {
    let header: Vec<String> = ["id", "en", "source"].map(str::to_owned).to_vec();
    let mut sheet = Sheet::read(table, &header);
    let once = sheet.text();
    assert_eq!(Sheet::read(&once, &header).text(), once, "a table is read as it was written");
    let cells: Vec<(String, String)> =
        sheet.header.iter().take(2).map(|column| (column.clone(), beside.to_owned())).collect();
    if sheet.put(&cells, None).is_ok() {
        let key = beside.trim();
        assert!(sheet.row(key).is_some(), "a row that was put in is there");
        let text = sheet.text();
        assert_eq!(Sheet::read(&text, &header).text(), text);
        assert!(sheet.remove(key) && sheet.row(key).is_none());
    }
    for block in family::blocks(table) {
        assert!(block.line > 0 && table.contains("[[frame]]"));
    }
    if let Ok(cases) = Case::read(beside, Some("x")) {
        let all: Vec<&Case> = cases.iter().collect();
        let text = cases::with_cases(None, &all);
        let again = Case::of_file("cases", &text);
        assert!(again.is_ok_and(|again| again.len() <= cases.len()), "cases are read as they were written");
    }
    let _ = Change::read(beside);
    let _ = Change::read_removal(beside);
}

/// A text spelled as matching does not tell it apart: «أ» as «ا», without vowel signs.
#[must_use]
pub fn fold(text: &str) -> String {
    marsad_text::fold_str(text)
}
