//! Which reports of a document are about one event, and which add nothing.

use marsad_model::{Actor, EventType, Report};

use crate::placing::has_name;
use crate::slots::Slots;
use crate::triggers::{Form, Trigger};

/// Whether a later mention of an act only points back at it: a definite noun of the same type with no place, date or count of
/// its own and nobody who was not named before. `demonstrated`: «هذا» stands before it.
pub(crate) fn adds_nothing(
    report: &Report,
    trigger: &Trigger,
    slots: &Slots,
    demonstrated: bool,
    earlier: &[Report],
) -> bool {
    let Form::Noun { definite: true, participle: None, .. } = trigger.form else { return false };
    if demonstrated {
        return report.counts.is_empty() && earlier.iter().any(|e| e.type_ == report.type_);
    }
    if !report.places.is_empty() || report.date.is_some() || !report.counts.is_empty() {
        return false;
    }
    let known = |all: &[Actor], e: &Report| {
        all.iter().all(|a| e.actors.iter().chain(&e.recipients).any(|x| x.entity == a.entity))
    };
    // Doers whom only the words around it give are no news of it.
    let carried = matches!(slots.how, "carried" | "row");
    earlier.iter().any(|e| {
        (carried || known(&report.actors, e))
            && known(&report.recipients, e)
            && e.type_ == report.type_
            && (report.type_ == EventType::Assault || !clash(&modes(e), &modes(report)))
            && e.said_by.as_ref().map(|s| &s.entity) == report.said_by.as_ref().map(|s| &s.entity)
    })
}

fn modes(report: &Report) -> Vec<String> {
    report.mode.iter().map(ToString::to_string).collect()
}

/// Whether a loss is only spoken of again: «ردا على مقتل الطفل», «القتلى مدنيون», with no figure, day or place of its own.
pub(crate) fn repeats_loss(report: &Report, trigger: &Trigger, consequence: bool, earlier: &[Report]) -> bool {
    consequence
        && matches!(trigger.form, Form::Noun { .. })
        && report.counts.is_empty()
        && report.date.is_none()
        && report.places.is_empty()
        && report.recipients.iter().all(|r| named_before(r, report.type_, earlier))
        && earlier.iter().any(|e| e.type_ == report.type_)
}

/// Whether somebody is in an earlier report of the type already.
fn named_before(who: &Actor, type_: EventType, earlier: &[Report]) -> bool {
    earlier
        .iter()
        .filter(|e| e.type_ == type_)
        .any(|e| e.recipients.iter().chain(&e.actors).any(|x| x.entity == who.entity))
}

/// Numbers the events of a document: reports of one type that no field tells apart share a number.
pub(crate) fn number(reports: &mut [Report]) {
    let mut next = 1;
    for i in 0..reports.len() {
        let (before, rest) = reports.split_at_mut(i);
        let report = &mut rest[0];
        report.event = match before.iter().rev().find(|e| same(e, report)) {
            Some(e) => e.event,
            None => {
                next += 1;
                next - 1
            }
        };
    }
}

/// Whether two lists both name something and nothing in common.
pub(crate) fn clash(x: &[String], y: &[String]) -> bool {
    !x.is_empty() && !y.is_empty() && !x.iter().any(|v| y.contains(v))
}

/// Whether nothing that both reports say tells them apart, and something they both say joins them.
fn same(a: &Report, b: &Report) -> bool {
    if a.type_ != b.type_ || a.polarity != b.polarity {
        return false;
    }
    let ids = |r: &Report| -> Vec<String> { r.actors.iter().chain(&r.recipients).map(|x| x.entity.clone()).collect() };
    let places =
        |r: &Report| -> Vec<String> { r.places.iter().filter(|p| has_name(p)).map(|p| p.name.clone()).collect() };
    let (ia, ib, pa, pb) = (ids(a), ids(b), places(a), places(b));
    if clash(&ia, &ib) || clash(&pa, &pb) {
        return false;
    }
    if let (Some(x), Some(y)) = (&a.date, &b.date) {
        let apart = x.to.zip(y.from).is_some_and(|(to, from)| to < from)
            || y.to.zip(x.from).is_some_and(|(to, from)| to < from);
        if apart {
            return false;
        }
    }
    let modes_clash = !a.mode.is_empty() && !b.mode.is_empty() && !a.mode.iter().any(|m| b.mode.contains(m));
    let joined =
        ia.iter().any(|v| ib.contains(v)) || pa.iter().any(|v| pb.contains(v)) || a.type_ != EventType::Assault;
    !modes_clash && joined
}
