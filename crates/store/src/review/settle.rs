//! The settled record of a document: what follows from the machine's reading and the log of reviews. A pure function, run
//! again whenever either changes.

use super::rows::{Answer, Dispute, ItemState, ReviewRow, Reviewed, Verdict};
use marsad_agree::{Meaning, ReportField, meaning, same};
use marsad_model::Report;
use std::collections::{BTreeMap, BTreeSet};

/// A report as the machine read it.
#[derive(Debug, Clone, PartialEq)]
pub struct Machine {
    /// Its id.
    pub id: i64,
    /// Whether the last reading has it.
    pub found: bool,
    /// The report.
    pub report: Report,
}

/// How one report of a document stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// Its id.
    pub report: i64,
    /// How it stands.
    pub state: ItemState,
    /// Whether it is in the record.
    pub in_record: bool,
    /// The report as it is settled; of one that is not in the record, as it would be.
    pub shown: Report,
    /// Who reviewed it, where anything of that applies.
    pub reviewed: Option<Reviewed>,
    /// What the last reading of the machine has.
    pub machine: Option<Report>,
    /// The fields in which the machine reads otherwise by now.
    pub moved: Vec<ReportField>,
    /// Whom it was given to, where to several.
    pub assigned: Vec<String>,
    /// The whole answers, by coder.
    pub answers: Vec<Answer>,
    /// What the coders disagree about.
    pub disputes: Vec<Dispute>,
}

/// Reviews laid over one another.
#[derive(Debug, Clone, Default)]
struct Layer {
    values: BTreeMap<ReportField, serde_json::Value>,
    /// The fields whose values persons gave.
    changed: BTreeSet<ReportField>,
    /// What the machine meant in a field when it was judged last.
    judged: BTreeMap<ReportField, Meaning>,
    rejects: bool,
    by: Vec<String>,
    at: String,
    /// The reading that the last review was about.
    base: Option<Report>,
    added: bool,
}

/// Whether a review judges the whole report, and not some fields of it.
fn is_whole(review: &ReviewRow) -> bool {
    review.new.fields.is_empty() || review.new.verdict.rejects()
}

impl Layer {
    fn lay(&mut self, review: &ReviewRow) {
        let new = &review.new;
        let whole = is_whole(review);
        if whole {
            self.rejects = new.verdict.rejects();
        }
        if !new.verdict.rejects() {
            for field in ReportField::ALL.into_iter().filter(|field| whole || new.fields.contains(field)) {
                let own = field.of(&review.base);
                // What a missed report has is all in its base.
                match new.changes.iter().find(|c| c.field == field).filter(|_| new.verdict != Verdict::Missed) {
                    Some(change) => {
                        if change.value == own {
                            self.changed.remove(&field);
                        } else {
                            self.changed.insert(field);
                        }
                        self.values.insert(field, change.value.clone());
                    }
                    None => {
                        self.values.entry(field).or_insert(own);
                    }
                }
                self.judged.insert(field, meaning(field, &review.base));
            }
        } else {
            // What is rejected is these words as this type.
            for field in [ReportField::Trigger, ReportField::Type] {
                self.judged.insert(field, meaning(field, &review.base));
            }
        }
        if !self.by.contains(&new.coder) {
            self.by.push(new.coder.clone());
        }
        if new.at > self.at {
            self.at.clone_from(&new.at);
        }
        self.added |= !review.by_machine;
        self.base = Some(review.base.clone());
    }

    /// Whether it says all that is to be said of a report.
    fn is_whole(&self) -> bool {
        self.rejects || self.values.len() == ReportField::ALL.len()
    }

    /// The report with these values; the machine's last reading says the rest.
    fn over(&self, machine: Option<&Report>) -> Option<Report> {
        let mut out = machine.or(self.base.as_ref())?.clone();
        for (field, value) in &self.values {
            // What was checked when it came in has its shape.
            let _ = field.put(&mut out, value);
        }
        out.mode.retain(|mode| out.type_.modes().contains(mode));
        Some(out)
    }

    fn moved(&self, machine: Option<&Report>) -> Vec<ReportField> {
        let Some(machine) = machine else { return Vec::new() };
        let otherwise = |field: &ReportField| {
            // What nobody can mark in a text has no say: events are numbered anew with every reading.
            *field != ReportField::Event && self.judged.get(field).is_some_and(|then| *then != meaning(*field, machine))
        };
        ReportField::ALL.into_iter().filter(otherwise).collect()
    }

    fn reviewed(&self) -> Option<Reviewed> {
        (!self.by.is_empty()).then(|| Reviewed {
            by: self.by.clone(),
            at: self.at.clone(),
            fields: self.changed.iter().copied().collect(),
            added: self.added,
        })
    }
}

/// Settles the reports of a document. `assigned` says which reports were given to which coders.
///
/// The outcome depends on nothing else, and the log alone can be replayed to it.
#[must_use]
pub fn settle_document(machine: &[Machine], log: &[ReviewRow], assigned: &BTreeMap<i64, Vec<String>>) -> Vec<Settled> {
    let undone: BTreeSet<i64> = log.iter().filter_map(|review| review.undoes).collect();
    let mut live: BTreeMap<i64, Vec<&ReviewRow>> = BTreeMap::new();
    for review in log.iter().filter(|r| r.new.verdict != Verdict::Undo && !undone.contains(&r.id)) {
        live.entry(review.report).or_default().push(review);
    }
    let by_id: BTreeMap<i64, &Machine> = machine.iter().map(|m| (m.id, m)).collect();
    let ids: BTreeSet<i64> = by_id.keys().chain(live.keys()).copied().collect();
    let blind = Blind::of(&live, assigned);
    let mut out: Vec<Settled> = ids
        .into_iter()
        .filter_map(|id| {
            let reviews = live.get(&id).map_or(&[][..], Vec::as_slice);
            let now = by_id.get(&id).filter(|m| m.found).map(|m| &m.report);
            let lost = by_id.get(&id).is_some_and(|m| !m.found);
            match (blind.added.get(&id), assigned.get(&id).filter(|coders| coders.len() > 1)) {
                (Some(group), _) => {
                    together(id, now, lost, &blind.coders, &group.reviews(&live), Some((group, &blind)))
                }
                (None, Some(coders)) => together(id, now, lost, coders, reviews, None),
                (None, None) => alone(id, now, lost, reviews),
            }
        })
        .collect();
    out.sort_by_key(|item| (item.shown.trigger.start, item.report));
    out
}

/// One whose reviews apply at once.
fn alone(id: i64, now: Option<&Report>, lost: bool, reviews: &[&ReviewRow]) -> Option<Settled> {
    let mut layer = Layer::default();
    reviews.iter().for_each(|review| layer.lay(review));
    Some(Settled { answers: answers(now, reviews), ..finished(id, now, lost, &layer)? })
}

/// The whole answers of each coder, in the order in which they first answered.
fn answers(now: Option<&Report>, reviews: &[&ReviewRow]) -> Vec<Answer> {
    let mut layers: Vec<(&str, Layer)> = Vec::new();
    for review in reviews.iter().filter(|review| !review.new.decides) {
        let coder = review.new.coder.as_str();
        let at = match layers.iter().position(|(known, _)| *known == coder) {
            Some(at) => at,
            None => {
                layers.push((coder, Layer::default()));
                layers.len() - 1
            }
        };
        layers[at].1.lay(review);
    }
    layers
        .into_iter()
        .filter(|(_, layer)| layer.is_whole())
        .filter_map(|(coder, layer)| {
            let report = layer.over(now)?;
            Some(Answer { coder: coder.to_owned(), rejects: layer.rejects, report })
        })
        .collect()
}

/// One that several coders answer: what they agree about applies once all have, and what an editor decides.
fn together(
    id: i64,
    now: Option<&Report>,
    lost: bool,
    coders: &[String],
    reviews: &[&ReviewRow],
    added: Option<(&Group, &Blind)>,
) -> Option<Settled> {
    let own: Vec<&ReviewRow> =
        reviews.iter().copied().filter(|r| coders.contains(&r.new.coder) && !r.new.decides).collect();
    let mut answers = answers(now, &own);
    if let Some((group, blind)) = added
        && let Some(shown) = answers.first().map(|answer| answer.report.clone())
    {
        if group.first != id {
            // Another coder added the same earlier: that one goes on.
            return Some(Settled { state: ItemState::Rejected, ..settled(id, shown, now) });
        }
        // Who has answered all that they were given and has not added it says that it is none.
        for coder in coders.iter().filter(|coder| blind.done.contains(*coder)) {
            if !answers.iter().any(|answer| answer.coder == *coder) {
                answers.push(Answer { coder: coder.clone(), rejects: true, report: shown.clone() });
            }
        }
    }
    let (mut layer, mut disputes) = (Layer::default(), Vec::new());
    let all = coders.iter().all(|coder| answers.iter().any(|answer| answer.coder == *coder));
    if all {
        agree(&answers, &own, &mut layer, &mut disputes);
    }
    let deciding: Vec<&ReviewRow> = reviews.iter().copied().filter(|review| review.new.decides).collect();
    for review in &deciding {
        layer.lay(review);
        let settles = |field: Option<ReportField>| {
            is_whole(review) || field.is_some_and(|field| review.new.fields.contains(&field))
        };
        disputes.retain(|dispute| !settles(dispute.field));
    }
    let decided = deciding.iter().any(|review| is_whole(review));
    let mut out = finished(id, now, lost, &layer)
        .or_else(|| reviews.first().map(|review| settled(id, review.base.clone(), now)))?;
    if !all && !decided {
        out.state = ItemState::Waiting;
        out.in_record = now.is_some();
    } else if !disputes.is_empty() {
        out.state = ItemState::Disputed;
        // Where it is open whether there is a report at all, the machine's word stands.
        out.in_record = now.is_some() || disputes.iter().all(|dispute| dispute.field.is_some());
    }
    Some(Settled { assigned: coders.to_vec(), answers, disputes, ..out })
}

/// Lays what all answers agree about into a layer, and notes the rest. `own` are the reviews that the answers were made of.
fn agree(answers: &[Answer], own: &[&ReviewRow], layer: &mut Layer, disputes: &mut Vec<Dispute>) {
    let Some(first) = answers.first() else { return };
    if answers.iter().any(|answer| answer.rejects != first.rejects) {
        let each = answers.iter().map(|answer| (answer.coder.clone(), (!answer.rejects).into())).collect();
        disputes.push(Dispute { field: None, answers: each });
        return;
    }
    let mut of_all = Layer::default();
    own.iter().for_each(|review| of_all.lay(review));
    layer.rejects = first.rejects;
    if !first.rejects {
        // Reports that were added are numbered as they come in; their numbers say nothing yet.
        let unnumbered = own.iter().all(|review| !review.by_machine);
        for field in ReportField::ALL {
            let alike = answers.iter().all(|answer| same(field, &first.report, &answer.report));
            if alike || unnumbered && field == ReportField::Event {
                layer.values.insert(field, field.of(&first.report));
                layer.judged.extend(of_all.judged.remove(&field).map(|then| (field, then)));
                if of_all.changed.contains(&field) {
                    layer.changed.insert(field);
                }
            } else {
                let each = answers.iter().map(|answer| (answer.coder.clone(), field.of(&answer.report))).collect();
                disputes.push(Dispute { field: Some(field), answers: each });
            }
        }
    }
    (layer.by, layer.at, layer.base, layer.added) = (of_all.by, of_all.at, of_all.base, of_all.added);
}

fn settled(id: i64, shown: Report, machine: Option<&Report>) -> Settled {
    Settled {
        report: id,
        state: ItemState::Open,
        in_record: false,
        shown,
        reviewed: None,
        machine: machine.cloned(),
        moved: Vec::new(),
        assigned: Vec::new(),
        answers: Vec::new(),
        disputes: Vec::new(),
    }
}

/// How a report stands under a layer; none where there is nothing left of it.
fn finished(id: i64, now: Option<&Report>, lost: bool, layer: &Layer) -> Option<Settled> {
    let mut out = settled(id, layer.over(now)?, now);
    out.moved = layer.moved(now);
    out.reviewed = layer.reviewed();
    let said = out.reviewed.is_some();
    if layer.rejects {
        out.moved.retain(|field| matches!(field, ReportField::Trigger | ReportField::Type));
        out.state = if out.moved.is_empty() { ItemState::Rejected } else { ItemState::Moved };
        return Some(out);
    }
    out.in_record = now.is_some() || said;
    out.state = match said {
        // Who reviewed what the machine has lost has seen that.
        true if lost && !layer.added || !out.moved.is_empty() => ItemState::Moved,
        true if layer.is_whole() => ItemState::Settled,
        _ => ItemState::Open,
    };
    out.in_record.then_some(out)
}

/// Reports that coders of a blind sample added to its documents: they wait for the others too.
#[derive(Default)]
struct Blind {
    /// Everybody who was given something of the document together with others.
    coders: Vec<String>,
    /// Those of them who have answered all that they were given.
    done: BTreeSet<String>,
    added: BTreeMap<i64, Group>,
}

/// The same report as several coders added it.
#[derive(Clone)]
struct Group {
    first: i64,
    all: Vec<i64>,
}

impl Group {
    fn reviews<'a>(&self, live: &BTreeMap<i64, Vec<&'a ReviewRow>>) -> Vec<&'a ReviewRow> {
        let mut out: Vec<&ReviewRow> = self.all.iter().filter_map(|id| live.get(id)).flatten().copied().collect();
        out.sort_by_key(|review| review.id);
        out
    }
}

impl Blind {
    fn of(live: &BTreeMap<i64, Vec<&ReviewRow>>, assigned: &BTreeMap<i64, Vec<String>>) -> Self {
        let mut out = Self::default();
        let given: Vec<(&i64, &Vec<String>)> = assigned.iter().filter(|(_, coders)| coders.len() > 1).collect();
        let coders: BTreeSet<&String> = given.iter().flat_map(|(_, coders)| *coders).collect();
        out.coders = coders.into_iter().cloned().collect();
        for coder in &out.coders {
            let answered = |id: &i64| {
                let own = live.get(id).into_iter().flatten().filter(|r| r.new.coder == *coder && !r.new.decides);
                let mut layer = Layer::default();
                own.for_each(|review| layer.lay(review));
                layer.is_whole()
            };
            if given.iter().filter(|(_, coders)| coders.contains(coder)).all(|(id, _)| answered(id)) {
                out.done.insert(coder.clone());
            }
        }
        let mut groups: Vec<(Group, &Report, BTreeSet<&str>)> = Vec::new();
        for (id, reviews) in live {
            let missed = reviews.iter().find(|r| r.new.verdict == Verdict::Missed && !r.new.decides);
            let Some(review) = missed.filter(|review| out.coders.contains(&review.new.coder)) else { continue };
            let (coder, report) = (review.new.coder.as_str(), &review.base);
            let same = groups.iter_mut().find(|(_, other, by)| {
                !by.contains(coder)
                    && other.type_ == report.type_
                    && other.trigger.span().overlaps(report.trigger.span())
            });
            match same {
                Some((group, _, by)) => {
                    group.all.push(*id);
                    by.insert(coder);
                }
                None => groups.push((Group { first: *id, all: vec![*id] }, report, [coder].into())),
            }
        }
        for (group, ..) in groups {
            out.added.extend(group.all.iter().map(|id| (*id, group.clone())));
        }
        out
    }
}
