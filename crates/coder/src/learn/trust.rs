//! How far a report can be trusted: the chance that a careful reader would report the same act, by what was learned.
//!
//! The chance is the report's confidence, and a report below the forest's cut is left out. The rules of telling and
//! repeating say only what speaks against a mention; the forest weighs it against the rest.

use marsad_lexicon::Hint;
use marsad_model::{Aux, CountKind, Modality, Report};

use super::{Around, Sheet};
use crate::telling::hints;

/// Ways of filling slots that are told apart.
const HOW: &[&str] = &["light", "relative", "row", "control", "carried", "adjective", "first-person", ""];

/// What speaks against a mention.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Doubts {
    /// It only points back at an earlier report.
    pub adds_nothing: bool,
    /// It speaks again of a loss.
    pub repeats_loss: bool,
    /// The hints around it do not tell an event.
    pub passing: bool,
}

impl Doubts {
    /// Whether the rules alone would leave the mention out.
    pub fn any(self) -> bool {
        self.adds_nothing || self.repeats_loss || self.passing
    }
}

/// The sheet of one report; `earlier` and `later` are those before and behind it in the document.
pub(crate) fn sheet(around: &Around<'_, '_>, report: &Report, doubts: Doubts, earlier: &[Report], later: &[Report]) -> Sheet {
    let mut sheet = around.act_sheet();
    let draft = &around.drafts[around.at];
    let frame = draft.trigger.frame(around.scene.lexicon);
    #[allow(clippy::cast_possible_truncation)]
    sheet.put("frame-confidence", frame.confidence as f32);
    sheet.flag("frame-passing", frame.passing);
    sheet.flag("frame-needs", !frame.needs.is_empty());
    sheet.flag("frame-modality", frame.modality.is_some());
    sheet.flag("adds-nothing", doubts.adds_nothing);
    sheet.flag("repeats-loss", doubts.repeats_loss);
    sheet.flag("passing", doubts.passing);
    for m in Modality::ALL {
        sheet.flag(&format!("modality={m}"), report.modality == *m);
    }
    for a in Aux::ALL {
        sheet.flag(&format!("aux={a}"), report.aux.contains(a));
    }
    let how = HOW.iter().find(|h| !h.is_empty() && draft.slots.how.starts_with(*h)).copied().unwrap_or_default();
    sheet.one_of("how", HOW, how);
    sheet.count("actors", report.actors.len());
    sheet.count("recipients", report.recipients.len());
    sheet.count("places", report.places.len());
    sheet.count("counts", report.counts.len());
    sheet.count("modes", report.mode.len());
    sheet.flag("date", report.date.is_some());
    sheet.flag("said-by", report.said_by.is_some());
    let killed = report.counts.iter().any(|c| matches!(c.what, CountKind::Killed | CountKind::Wounded));
    sheet.flag("counts-losses", killed);
    sheet.flag("actor-armed", draft.slots.actors.iter().any(crate::scene::ActorMention::armed));
    sheet.flag("recipient-armed", draft.slots.recipients.iter().any(crate::scene::ActorMention::armed));
    let mut all = [0usize; Hint::ALL.len()];
    hints(around.scene, report, draft, |hint, times| all[hint as usize] += times);
    for hint in Hint::ALL {
        sheet.count(&format!("hint={}", hint.name()), all[*hint as usize]);
    }
    let same = |r: &&Report| r.type_ == report.type_;
    let shares = |r: &&Report| {
        let names = |r: &Report| -> Vec<String> { r.actors.iter().chain(&r.recipients).map(|a| a.entity.clone()).collect() };
        let here = names(report);
        names(r).iter().any(|n| here.contains(n))
    };
    let there = |r: &&Report| r.places.iter().any(|p| report.places.iter().any(|q| p.name == q.name));
    sheet.count("earlier", earlier.iter().filter(same).count());
    sheet.count("earlier-sides", earlier.iter().filter(same).filter(shares).count());
    sheet.count("earlier-place", earlier.iter().filter(same).filter(there).count());
    sheet.count("later", later.iter().filter(same).count());
    let word = |r: &&Report| r.trigger.text == report.trigger.text;
    sheet.count("earlier-word", earlier.iter().filter(same).filter(word).count());
    let close = |r: &&Report| report.trigger.start.saturating_sub(r.trigger.end) < 40;
    sheet.flag("earlier-close", earlier.iter().rev().take(3).filter(same).any(|r| close(&r)));
    sheet
}
