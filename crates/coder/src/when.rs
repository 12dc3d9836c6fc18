//! When: the time expression that belongs to an act.

use crate::scene::{Scene, Timed};
use crate::triggers::Trigger;
use marsad_model::TimeType;

/// The date or range that belongs to a trigger: in its clause if there is one, else the nearest in its sentence that no
/// other trigger stands closer to.
pub(crate) fn when<'s>(scene: &'s Scene<'_>, trigger: &Trigger, others: &[Trigger]) -> Option<&'s Timed> {
    let sentence = scene.sentence(trigger.tokens.start);
    let distance = |t: &Timed, of: &Trigger| {
        let (from, to) = if t.tokens.start >= of.tokens.end {
            (of.tokens.end, t.tokens.start)
        } else {
            (t.tokens.end, of.tokens.start)
        };
        let parts = (from..to).filter(|&i| scene.parts_clauses(i) || scene.opens_clause(i)).count();
        to.saturating_sub(from) + parts * 3
    };
    let mut best: Option<(&Timed, usize)> = None;
    for t in &scene.times {
        if t.tokens.start < sentence.tokens.start || t.tokens.end > sentence.tokens.end {
            continue;
        }
        if !matches!(t.mention.kind, TimeType::Date | TimeType::Range) || (t.mention.from.is_none() && t.mention.to.is_none())
            // «حتى الآن» says nothing of when it happened.
            || t.mention.from.is_none() && t.mention.to == scene.published
        {
            continue;
        }
        let d = distance(t, trigger);
        let rival = others
            .iter()
            .filter(|o| {
                o.tokens != trigger.tokens
                    && o.tokens.start >= sentence.tokens.start
                    && o.tokens.end <= sentence.tokens.end
            })
            .map(|o| distance(t, o))
            .min();
        if rival.is_some_and(|r| r + 8 < d) || d > 60 {
            continue;
        }
        if best.is_none_or(|(_, b)| d < b) {
            best = Some((t, d));
        }
    }
    best.map(|(t, _)| t)
}
