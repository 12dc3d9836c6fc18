//! Queues: which reports are to be reviewed and in what order, as a part of an address.

use crate::i18n::Lang;
use crate::params::{self, Fault, Unknown};
use marsad_store::{Filter, QueueAsk, QueueItem, QueueKind, QueueOrder, Reviews, StoreError};

/// How many items are looked at for the one that comes after another; and where it is not among them, as many have been
/// passed over.
pub const LOOKED: [usize; 2] = [12, 300];

/// A queue as an address names it: `kind=open&order=confidence` and any question to reports.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Queue {
    /// Which of the reports.
    pub kind: QueueKind,
    /// In what order.
    pub order: QueueOrder,
    /// Which reports.
    pub filter: Filter,
}

/// Names of kinds and orders in addresses.
const KINDS: [(&str, QueueKind); 5] = [
    ("open", QueueKind::Open),
    ("assigned", QueueKind::Assigned),
    ("disputed", QueueKind::Disputed),
    ("moved", QueueKind::Moved),
    ("second", QueueKind::Second),
];

impl Queue {
    /// The open reports of a question, the least sure first.
    #[must_use]
    pub fn open(filter: Filter) -> Self {
        Self { filter, ..Self::default() }
    }

    /// The queue of a kind, over all reports.
    #[must_use]
    pub fn of(kind: QueueKind) -> Self {
        Self { kind, ..Self::default() }
    }

    /// Reads a queue from a query string.
    ///
    /// # Errors
    /// The first parameter that cannot be used.
    pub fn read(raw: &str, unknown: Unknown) -> Result<Self, Fault> {
        let (mut filter, rest) = params::filter_and(Some(raw), unknown, &["kind", "order", "seed"])?;
        // A queue has neither pages nor a bound of its own.
        (filter.limit, filter.after) = (None, None);
        let mut out = Self { filter, ..Self::default() };
        let mut seed = 0;
        let mut order = None;
        for (name, value) in rest {
            match name {
                "kind" => {
                    let known = || KINDS.map(|(name, _)| name).join(", ");
                    let fault = || Fault::new(name, "error.choice", vec![("value", value.clone()), ("known", known())]);
                    out.kind = KINDS.iter().find(|(known, _)| *known == value).map(|(_, k)| *k).ok_or_else(fault)?;
                }
                "seed" => seed = params::whole(name, &value, 0, i64::MAX)?.unsigned_abs(),
                _ => order = Some(value),
            }
        }
        out.order = match order.as_deref() {
            None | Some("confidence") => QueueOrder::Confidence,
            Some("newest") => QueueOrder::Newest,
            Some("random") => QueueOrder::Random { seed, stratified: false },
            Some("types") => QueueOrder::Random { seed, stratified: true },
            Some(other) => {
                let known = "confidence, newest, random, types".to_owned();
                return Err(Fault::new("order", "error.choice", vec![("value", other.to_owned()), ("known", known)]));
            }
        };
        Ok(out)
    }

    /// Writes the queue as a query string; empty for the open reports by confidence.
    #[must_use]
    pub fn query(&self) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        if self.kind != QueueKind::Open {
            out.append_pair("kind", self.kind_name());
        }
        match self.order {
            QueueOrder::Confidence => {}
            QueueOrder::Newest => {
                out.append_pair("order", "newest");
            }
            QueueOrder::Random { seed, stratified } => {
                out.append_pair("order", if stratified { "types" } else { "random" });
                out.append_pair("seed", &seed.to_string());
            }
        }
        let (mut own, filter) = (out.finish(), params::to_query(&self.filter));
        if !own.is_empty() && !filter.is_empty() {
            own.push('&');
        }
        own + &filter
    }

    /// The kind's name in addresses.
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self.kind).map_or("open", |(name, _)| name)
    }

    /// The question to the store.
    #[must_use]
    pub fn ask(&self, coder: &str, now: &str, limit: usize) -> QueueAsk {
        QueueAsk {
            filter: self.filter.clone(),
            kind: self.kind,
            order: self.order,
            coder: coder.to_owned(),
            now: now.to_owned(),
            limit: Some(limit),
        }
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self, lang: Lang) -> String {
        let key = match (self.kind, self.order) {
            (QueueKind::Assigned, _) => "review.queue.assigned",
            (QueueKind::Disputed, _) => "review.queue.disputed",
            (QueueKind::Moved, _) => "review.queue.moved",
            (QueueKind::Second, _) => "review.queue.second",
            (QueueKind::Open, QueueOrder::Confidence) => "review.queue.confidence",
            (QueueKind::Open, QueueOrder::Newest) => "review.queue.newest",
            (QueueKind::Open, QueueOrder::Random { .. }) => "review.queue.random",
        };
        lang.t(key).to_owned()
    }
}

/// The item that comes after a report in a queue.
///
/// # Errors
/// What the store says.
pub fn next(
    reviews: &dyn Reviews,
    queue: &Queue,
    coder: &str,
    now: &str,
    report: i64,
) -> Result<Option<i64>, StoreError> {
    let [few, many] = LOOKED;
    let list = reviews.queue(&queue.ask(coder, now, few))?;
    if list.len() < few
        || list.iter().any(|item| item.row.id == report) && list.last().is_some_and(|l| l.row.id != report)
    {
        return Ok(after(&list, report));
    }
    Ok(after(&reviews.queue(&queue.ask(coder, now, many))?, report))
}

/// The item that comes after a report: the one behind it where it is in the list, else the first other one.
fn after(items: &[QueueItem], report: i64) -> Option<i64> {
    let mut ids = items.iter().map(|item| item.row.id);
    match items.iter().position(|item| item.row.id == report) {
        Some(at) => ids.nth(at + 1),
        None => ids.next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_survives_its_address() {
        for raw in [
            "",
            "kind=assigned",
            "order=newest&type=ASSAULT&place=Idlib",
            "order=types&seed=7&outlet=a%26b",
            "kind=disputed&order=random&seed=1",
        ] {
            assert_eq!(Queue::read(raw, Unknown::Refuse).unwrap().query(), raw);
        }
        assert_eq!(Queue::read("limit=5&after=x", Unknown::Ignore).unwrap(), Queue::default());
    }

    #[test]
    fn faults_name_their_parameter() {
        for (raw, parameter) in [("kind=all", "kind"), ("order=up", "order"), ("seed=-1", "seed"), ("type=WAR", "type")]
        {
            assert_eq!(Queue::read(raw, Unknown::Ignore).unwrap_err().parameter, parameter, "{raw}");
        }
    }
}
