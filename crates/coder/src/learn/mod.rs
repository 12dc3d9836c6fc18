//! What is learned: small forests of decision trees that weigh what the rules of grammar found.
//!
//! The rules propose; a forest, trained on the project's own labelled stories (`bench/own/reports`), looks at the proposal,
//! at everybody else named near the act, and at the words between. It never invents a span: it only chooses among mentions.

mod choose;
mod document;
mod sheet;
mod slots;
mod trust;
mod words;

use marsad_model::{Document, EventType, Report, Span};

pub(crate) use choose::choose;
pub(crate) use document::{Acts, Words};
pub use sheet::Sheet;
pub(crate) use slots::Around;
pub(crate) use trust::{Doubts, trust};

use crate::Coder;
use crate::attribution::speeches;
use crate::coder::{drafts, told};
use crate::placing::place_sheets;
use crate::reading;
use crate::scene::Scene;
use crate::subjects::Subjects;
use crate::triggers::Trigger;

/// Somebody named near an act, to learn from.
#[derive(Debug, Clone)]
pub struct SlotExample {
    /// The act's type.
    pub type_: EventType,
    /// Where the act's words stand.
    pub trigger: Span,
    /// Where the candidate's words stand.
    pub candidate: Span,
    /// What is known of the candidate.
    pub sheet: Sheet,
}

/// Something that may be a report, to learn from.
#[derive(Debug, Clone)]
pub struct ReportExample {
    /// The report.
    pub report: Report,
    /// Whether the rules alone would keep it.
    pub kept: bool,
    /// What is known of it.
    pub sheet: Sheet,
}

impl Coder<'_> {
    /// The sheets of everybody who may have a part in the acts of a document, for training.
    #[must_use]
    pub fn slot_examples(&self, document: &Document) -> Vec<SlotExample> {
        let (text, _) = reading::arabic(document.full_text());
        let scene = Scene::new(self.lexicon, &text, document.published);
        let said = speeches(&scene);
        let subjects = Subjects::read(&scene);
        let drafts = drafts(&scene, &said, &subjects);
        let mut out = Vec::new();
        let acts = Acts::of(&scene, &drafts);
        for (k, draft) in drafts.iter().enumerate().filter(|(_, d)| !d.dropped) {
            let around = Around::new(&scene, &drafts, &acts, k, &said, &subjects, true);
            let all = around.candidates();
            for m in &all {
                out.push(SlotExample {
                    type_: draft.trigger.frame(self.lexicon).type_,
                    trigger: draft.trigger.span,
                    candidate: m.span,
                    sheet: around.sheet(m, &all),
                });
            }
        }
        out
    }

    /// The sheets of every place that may be where an act of a document was, for training.
    #[must_use]
    pub fn place_examples(&self, document: &Document) -> Vec<SlotExample> {
        let (text, _) = reading::arabic(document.full_text());
        let scene = Scene::new(self.lexicon, &text, document.published);
        let said = speeches(&scene);
        let subjects = Subjects::read(&scene);
        let mut drafts = drafts(&scene, &said, &subjects);
        choose(&scene, &mut drafts, &said, &subjects);
        let kept: Vec<Trigger> = drafts.iter().filter(|d| !d.dropped).map(|d| d.trigger.clone()).collect();
        let mut out = Vec::new();
        let acts = Acts::of(&scene, &drafts);
        for (k, draft) in drafts.iter().enumerate().filter(|(_, d)| !d.dropped) {
            let around = Around::new(&scene, &drafts, &acts, k, &said, &subjects, true);
            let (type_, trigger) = (draft.trigger.frame(self.lexicon).type_, draft.trigger.span);
            // An act without a place near it is one all the same: it has none.
            let sheets = place_sheets(&around, &kept);
            out.extend(sheets.into_iter().map(|(candidate, sheet)| SlotExample { type_, trigger, candidate, sheet }));
        }
        out
    }

    /// The sheets of everything in a document that may be a report, for training.
    #[must_use]
    pub fn report_examples(&self, document: &Document) -> Vec<ReportExample> {
        let (text, _) = reading::arabic(document.full_text());
        let scene = Scene::new(self.lexicon, &text, document.published);
        let said = speeches(&scene);
        let subjects = Subjects::read(&scene);
        let mut drafts = drafts(&scene, &said, &subjects);
        choose(&scene, &mut drafts, &said, &subjects);
        let told = told(&scene, &drafts, &said, &subjects);
        let sheets = trust::sheets(&scene, &drafts, &told, &said, &subjects, true);
        told.into_iter()
            .zip(sheets)
            .map(|(t, sheet)| ReportExample { kept: !t.doubts.any(), report: t.report, sheet })
            .collect()
    }
}
