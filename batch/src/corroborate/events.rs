//! Events: what documents tell, matched in pairs of documents and put together.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::Path;

use datafusion::prelude::SessionContext;
use marsad_corroborate::{
    ACCEPT, Decision, Member, SAME_STORY, SHARED_WORDS, SUGGEST, Weights, group, pair_off_named, story_match, weigh,
};

use super::Above;
use super::groups::Joined;
use super::library::{Library, Number, Teller};
use crate::error::BatchError;
use crate::numbers::Rows;
use crate::pipeline;

/// A telling: its document, and its place among those of the document.
pub(super) type Which = (Number, u32);

/// The events that several documents tell. What only one tells is an event of its own and stands nowhere here.
pub(super) struct Found {
    /// The tellings of each.
    pub(super) groups: Vec<Vec<Which>>,
    /// The group of each telling in one.
    pub(super) of: BTreeMap<Which, usize>,
}

/// Which tellings of two documents meet: where a telling of the later is asked for under a number that one of the earlier is filed
/// under. Where the heads of both stories share rare words, both are compared as wholes: told by a pair of -1.
fn question() -> String {
    format!(
        "SELECT a, b, m, n FROM (
           SELECT a.doc AS a, b.doc AS b, a.n AS m, b.n AS n
           FROM told_asked a JOIN told_filed b ON a.key = b.key WHERE b.doc < a.doc GROUP BY a.doc, b.doc, a.n, b.n
           UNION ALL
           SELECT a.doc AS a, b.doc AS b, -1 AS m, -1 AS n
           FROM heads_asked a JOIN heads_filed b ON a.key = b.key WHERE b.doc < a.doc
           GROUP BY a.doc, b.doc HAVING count(*) >= {SHARED_WORDS}
         ) ORDER BY a, b, m, n"
    )
}

/// Two documents, and which of their tellings meet.
struct Meeting {
    later: Number,
    earlier: Number,
    pairs: Vec<(usize, usize)>,
    heads: bool,
}

/// Rows gathered by pairs of documents.
struct Meetings {
    rows: std::iter::Peekable<Rows<4>>,
}

impl Iterator for Meetings {
    type Item = Result<Meeting, BatchError>;

    fn next(&mut self) -> Option<Self::Item> {
        let [a, b, ..] = match self.rows.peek()? {
            Ok(row) => *row,
            Err(_) => {
                return self
                    .rows
                    .next()
                    .map(|row| row.map(|_| Meeting { later: 0, earlier: 0, pairs: vec![], heads: false }));
            }
        };
        let mut meeting = Meeting { later: a as u64, earlier: b as u64, pairs: Vec::new(), heads: false };
        while let Some(Ok([_, _, m, n])) = self.rows.next_if(|row| row.as_ref().is_ok_and(|r| r[0] == a && r[1] == b)) {
            match (usize::try_from(m), usize::try_from(n)) {
                (Ok(m), Ok(n)) => meeting.pairs.push((m, n)),
                _ => meeting.heads = true,
            }
        }
        Some(Ok(meeting))
    }
}

/// An accepted match: two tellings and what they weigh.
type Accepted = (Which, Which, f64);

/// Finds the events that several documents tell.
pub(super) fn find(
    library: &Library,
    session: &SessionContext,
    _scratch: &Path,
    threads: usize,
    runtime: &tokio::runtime::Handle,
    above: Above<'_>,
) -> Result<Found, BatchError> {
    let mut accepted: Vec<Accepted> = Vec::new();
    pipeline::ordered(
        Meetings { rows: Rows::of(session, &question(), runtime)?.peekable() },
        |_| 0,
        |_| 8 << 10,
        threads,
        |meeting| {
            let meeting = meeting?;
            let (own, other) = (library.teller(meeting.later, above)?, library.teller(meeting.earlier, above)?);
            Ok(matches(&meeting, &own, &other))
        },
        |found: Result<Vec<Accepted>, BatchError>, _| {
            accepted.extend(found?);
            Ok(ControlFlow::Continue(()))
        },
    )?;
    put_together(library, &accepted, threads, above)
}

/// The place of the telling of a document's main event.
fn main(teller: &Teller) -> Option<usize> {
    let main = teller.story.main?;
    teller.told.iter().position(|(number, _)| *number == main)
}

/// The accepted matches of two documents, each telling with one at most. Of two main events the stories decide.
fn matches(meeting: &Meeting, own: &Teller, other: &Teller) -> Vec<Accepted> {
    let mains = main(own).zip(main(other));
    let mut met: BTreeSet<(usize, usize)> = meeting.pairs.iter().copied().collect();
    if meeting.heads {
        met.extend(mains);
    }
    let mut pairs: Vec<(&str, &str, f64)> = Vec::new();
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (m, n) in met {
        let (Some((_, a)), Some((_, b))) = (own.told.get(m), other.told.get(n)) else { continue };
        let weight = if Some((m, n)) == mains {
            // Below it the two speak neither for one event nor against it.
            Some(story_match(&own.story, &other.story)).filter(|weight| *weight > ACCEPT - SAME_STORY)
        } else {
            Some(weigh(a, b, Weights::builtin()))
        };
        if let Some(weight) = weight.filter(|weight| *weight > SUGGEST) {
            pairs.push((&a.id, &b.id, weight));
            places.push((m, n));
        }
    }
    let which = |number: Number, at: usize| (number, u32::try_from(at).unwrap_or(u32::MAX));
    pair_off_named(&pairs, SUGGEST)
        .into_iter()
        .filter(|k| pairs[*k].2 >= ACCEPT)
        .map(|k| (which(meeting.later, places[k].0), which(meeting.earlier, places[k].1), pairs[k].2))
        .collect()
}

/// Puts together what hangs together by accepted matches.
fn put_together(
    library: &Library,
    accepted: &[Accepted],
    threads: usize,
    above: Above<'_>,
) -> Result<Found, BatchError> {
    let mut joined: Joined<Which> = Joined::default();
    for (a, b, _) in accepted {
        joined.join(*a, *b);
    }
    let mut parts: BTreeMap<Which, (BTreeSet<Which>, Vec<Accepted>)> = BTreeMap::new();
    for (a, b, weight) in accepted {
        let part = parts.entry(joined.first(*a)).or_default();
        part.0.extend([*a, *b]);
        part.1.push((*a, *b, *weight));
    }
    let mut found = Found { groups: Vec::new(), of: BTreeMap::new() };
    pipeline::ordered(
        parts.into_values(),
        |_| 0,
        |part| part.0.len() << 9,
        threads,
        |(members, matches)| part(library, &members, &matches, above),
        |groups, _| {
            for group in groups? {
                found.of.extend(group.iter().map(|which| (*which, found.groups.len())));
                found.groups.push(group);
            }
            Ok(ControlFlow::Continue(()))
        },
    )?;
    Ok(found)
}

/// The events of one part.
fn part(
    library: &Library,
    members: &BTreeSet<Which>,
    matches: &[Accepted],
    above: Above<'_>,
) -> Result<Vec<Vec<Which>>, BatchError> {
    let mut names: BTreeMap<Which, String> = BTreeMap::new();
    let mut tellings: BTreeMap<String, Member> = BTreeMap::new();
    let mut of: BTreeMap<String, Which> = BTreeMap::new();
    for which in members {
        let teller = library.teller(which.0, above)?;
        if let Some((_, telling)) = teller.told.get(which.1 as usize) {
            names.insert(*which, telling.id.clone());
            tellings.insert(telling.id.clone(), Member::of(telling));
            of.insert(telling.id.clone(), *which);
        }
    }
    let name = |which: &Which| names.get(which).map(String::as_str);
    let weighed: Vec<(&str, &str, f64)> =
        matches.iter().filter_map(|(a, b, weight)| Some((name(a)?, name(b)?, *weight))).collect();
    let none: BTreeSet<Decision> = BTreeSet::new();
    let groups = group(&tellings, &weighed, &none);
    Ok(groups.into_iter().map(|group| group.into_iter().filter_map(|name| of.get(name).copied()).collect()).collect())
}
