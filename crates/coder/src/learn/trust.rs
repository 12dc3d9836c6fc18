//! How far a report can be trusted: the chance that a careful reader would report the same act, by what was learned.
//!
//! The chance is the report's confidence. It leaves nothing out: what only points back or is only spoken of, the rules of
//! repeating and telling leave out, which know single sentences better than a forest that was grown on whole stories.

use marsad_lexicon::Hint;
use marsad_model::{Aux, CountKind, EventType, Modality, Report};
use rustc_hash::FxHashMap;

use super::{Acts, Around, Sheet};
use crate::attribution::Speech;
use crate::coder::{Draft, Told};
use crate::scene::Scene;
use crate::subjects::Subjects;
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

/// Leaves out what the rules doubt, and gives each report its confidence; without a forest that of its frame stays.
pub(crate) fn trust(
    scene: &Scene<'_>,
    drafts: &[Draft],
    told: Vec<Told>,
    speeches: &[Speech],
    subjects: &Subjects,
) -> Vec<Report> {
    let sheets = match &scene.lexicon.learned.report {
        Some(forest) => sheets(scene, drafts, &told, speeches, subjects, false)
            .into_iter()
            .map(|s| Some(forest.chance(&s.values)))
            .collect(),
        None => vec![None; told.len()],
    };
    let sure = told.into_iter().zip(sheets).filter(|(t, _)| !t.doubts.any());
    sure.map(|(t, chance)| {
        let confidence = chance.map_or(t.report.confidence, |c| (f64::from(c) * 100.0).round() / 100.0);
        Report { confidence, ..t.report }
    })
    .collect()
}

/// The sheets of everything that may be a report.
pub(crate) fn sheets(
    scene: &Scene<'_>,
    drafts: &[Draft],
    told: &[Told],
    speeches: &[Speech],
    subjects: &Subjects,
    named: bool,
) -> Vec<Sheet> {
    let acts = Acts::of(scene, drafts);
    // The reports that the rules do not leave out, by type: those that they would are no news that another repeats.
    let mut of_type: FxHashMap<EventType, Vec<usize>> = FxHashMap::default();
    for (k, t) in told.iter().enumerate().filter(|(_, t)| !t.doubts.any()) {
        of_type.entry(t.report.type_).or_default().push(k);
    }
    let one = |k: usize| {
        let around = Around::new(scene, drafts, &acts, told[k].draft, speeches, subjects, named);
        let same = of_type.get(&told[k].report.type_).map_or(&[][..], Vec::as_slice);
        let (before, behind) = (same.partition_point(|o| *o < k), same.partition_point(|o| *o <= k));
        let earlier: Vec<&Report> = same[..before].iter().map(|o| &told[*o].report).collect();
        sheet(&around, &told[k], &earlier, same.len() - behind)
    };
    (0..told.len()).map(one).collect()
}

/// The sheet of one report; `earlier` are those of its type before it in the document, and `later` as many stand behind it.
fn sheet(around: &Around<'_, '_>, told: &Told, earlier: &[&Report], later: usize) -> Sheet {
    let (report, doubts) = (&told.report, told.doubts);
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
        sheet.flag_of("modality", m.as_str(), report.modality == *m);
    }
    for a in Aux::ALL {
        sheet.flag_of("aux", a.as_str(), report.aux.contains(a));
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
    let mut all = [0usize; Hint::COUNT];
    hints(around.scene, report, draft, |hint, times| all[hint as usize] += times);
    for (name, hint) in Hint::all() {
        sheet.count_as("hint", name, all[hint as usize]);
    }
    fn sides(r: &Report) -> impl Iterator<Item = &str> {
        r.actors.iter().chain(&r.recipients).map(|a| a.entity.as_str())
    }
    let shares = |r: &Report| sides(r).any(|n| sides(report).any(|m| n == m));
    let there = |r: &Report| r.places.iter().any(|p| report.places.iter().any(|q| p.name == q.name));
    let word = |r: &Report| r.trigger.text == report.trigger.text;
    let close = |r: &Report| report.trigger.start.saturating_sub(r.trigger.end) < 40;
    // A sheet counts no further than so far.
    let count = |holds: &dyn Fn(&Report) -> bool| earlier.iter().filter(|r| holds(r)).take(Sheet::MOST).count();
    sheet.count("earlier", earlier.len());
    sheet.count("earlier-sides", count(&shares));
    sheet.count("earlier-place", count(&there));
    sheet.count("later", later);
    sheet.count("earlier-word", count(&word));
    sheet.flag("earlier-close", earlier.iter().rev().any(|r| close(r)));
    sheet
}
