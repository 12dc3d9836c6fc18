//! The datasets of what was found.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use marsad_corroborate::{LinkKind, Telling};

use super::events::{Found, Which};
use super::groups::Joined;
use super::library::{Kept, Library, Number, place_of};
use super::links::{Linked, Links};
use super::{Above, Made};
use crate::columns::Rows;
use crate::done::{Marker, Out};
use crate::error::BatchError;
use crate::sink::Sink;
use crate::tables::{Dataset, month_of};

/// The word for a kind of link, as a store has it.
fn kind_name(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Verbatim => "verbatim",
        LinkKind::Copy => "copy",
        LinkKind::Partial => "partial",
        LinkKind::Quotation => "quotation",
        LinkKind::Wire => "wire",
        LinkKind::Citation => "citation",
    }
}

/// What is known of groups.
struct Groups<'a> {
    /// The first document of each document's origin.
    origin: HashMap<Number, Number>,
    /// How many documents each origin has, where they are several.
    size: HashMap<Number, u64>,
    /// The link that each document hangs on: the strongest to one before it.
    hangs_on: HashMap<Number, (Number, &'a Linked)>,
    /// Of each event that several documents tell: its name, its documents and its origins.
    events: Vec<(String, u64, u64)>,
}

fn groups<'a>(library: &Library, links: &'a Links, events: &Found, above: Above<'_>) -> Result<Groups<'a>, BatchError> {
    let mut joined = Joined::default();
    for (a, b) in links.keys() {
        joined.join(*a, *b);
    }
    let linked: BTreeSet<Number> = links.keys().flat_map(|(a, b)| [*a, *b]).collect();
    let origin: HashMap<Number, Number> = linked.iter().map(|number| (*number, joined.first(*number))).collect();
    let mut size: HashMap<Number, u64> = HashMap::new();
    origin.values().for_each(|first| *size.entry(*first).or_default() += 1);
    let mut hangs_on: HashMap<Number, (Number, &Linked)> = HashMap::new();
    for ((b, a), found) in links {
        let better = |old: &&Linked| {
            let rank = |l: &Linked| (std::cmp::Reverse(l.link.kind), l.link.score);
            rank(found).partial_cmp(&rank(old)).is_some_and(std::cmp::Ordering::is_gt)
        };
        if hangs_on.get(b).is_none_or(|(_, old)| better(old)) {
            hangs_on.insert(*b, (*a, found));
        }
    }
    let mut named = Vec::with_capacity(events.groups.len());
    for group in &events.groups {
        let mut names = Vec::with_capacity(group.len());
        for (number, at) in group {
            names.extend(library.teller(*number, above)?.told.get(*at as usize).map(|(_, telling)| telling.id.clone()));
        }
        let documents: BTreeSet<Number> = group.iter().map(|(number, _)| *number).collect();
        let origins: BTreeSet<Number> = documents.iter().map(|n| origin.get(n).copied().unwrap_or(*n)).collect();
        let name = names.into_iter().min().unwrap_or_default();
        named.push((name, documents.len() as u64, origins.len() as u64));
    }
    Ok(Groups { origin, size, hangs_on, events: named })
}

/// Writes all and puts it in place of what was there.
pub(super) fn all(
    out: &Out,
    inputs: &[(String, Marker)],
    library: &Library,
    links: &Links,
    events: &Found,
    scratch: &Path,
    above: Above<'_>,
) -> Result<Made, BatchError> {
    let groups = groups(library, links, events, above)?;
    let folder = scratch.join("made");
    let mut sink = Sink::new(&folder, "all");
    let mut made = Made { links: links.len() as u64, events: events.groups.len() as u64, ..Made::default() };
    // Names of documents that others point to.
    let mut ids: BTreeMap<Number, String> = BTreeMap::new();
    for number in links.keys().flat_map(|(a, b)| [*a, *b]) {
        if let std::collections::btree_map::Entry::Vacant(entry) = ids.entry(number) {
            entry.insert(library.kept(number)?.document.id);
        }
    }
    let id = |number: Number, own: &Kept| ids.get(&number).cloned().unwrap_or_else(|| own.document.id.clone());
    for number in library.numbers() {
        let kept = library.kept(number)?;
        let (input, record) = place_of(number);
        let input = inputs.get(input).map_or("", |(_, marker)| marker.input.as_str());
        let month = month_of(kept.document.published);
        let first = groups.origin.get(&number).copied().unwrap_or(number);
        made.documents += 1;
        made.origins += u64::from(first == number);
        let origin = id(first, &kept);
        sink.add(Dataset::Origins, &month, |rows| {
            rows.text(Some(&kept.document.id));
            rows.count(record);
            rows.text(Some(input));
            rows.day(kept.document.published);
            rows.text(kept.document.outlet.as_deref());
            rows.text(Some(&origin));
            rows.count(groups.size.get(&first).copied().unwrap_or(1));
            let hangs = groups.hangs_on.get(&number);
            rows.text(hangs.map(|(to, _)| id(*to, &kept)).as_deref());
            rows.text(hangs.map(|(_, l)| kind_name(l.link.kind)));
            rows.real(hangs.map(|(_, l)| l.link.score));
            rows.text(hangs.map(|(_, l)| evidence(l)).as_deref());
        })?;
        for (other, found) in links_to(links, number) {
            sink.add(Dataset::Links, &month, |rows| {
                rows.text(Some(&id(other, &kept)));
                rows.text(Some(&kept.document.id));
                rows.text(Some(kind_name(found.link.kind)));
                rows.real(Some(found.link.score));
                rows.text(found.link.source.as_deref());
                rows.count(u8::from(found.by_event));
                rows.text(Some(&evidence(found)));
            })?;
        }
        for (at, (told, telling)) in (0..).zip(kept.told(above)) {
            let which: Which = (number, at);
            made.tellings += 1;
            let shared = events.of.get(&which).and_then(|event| groups.events.get(*event));
            made.events += u64::from(shared.is_none());
            let alone = (telling.id.clone(), 1, 1);
            let event = shared.unwrap_or(&alone);
            sink.add(Dataset::Events, &month, |rows| {
                rows.text(Some(&event.0));
                rows.text(Some(&telling.id));
                rows.text(Some(&kept.document.id));
                rows.count(record);
                rows.text(Some(input));
                rows.count(told);
                rows.day(kept.document.published);
                rows.text(Some(&origin));
                add_telling(rows, &telling);
                rows.count(event.1);
                rows.count(event.2);
            })?;
        }
    }
    sink.end()?;
    for dataset in [Dataset::Links, Dataset::Origins, Dataset::Events] {
        let (new, place) = (folder.join(dataset.name()), out.root().join(dataset.name()));
        if place.exists() {
            std::fs::remove_dir_all(&place).map_err(|e| BatchError::write(&place, &e))?;
        }
        if new.exists() {
            std::fs::rename(&new, &place).map_err(|e| BatchError::write(&place, &e))?;
        }
    }
    Ok(made)
}

/// The links of a document to those before it.
fn links_to(links: &Links, number: Number) -> impl Iterator<Item = (Number, &Linked)> {
    links.range((number, 0)..=(number, Number::MAX)).map(|((_, earlier), found)| (*earlier, found))
}

fn evidence(found: &Linked) -> String {
    serde_json::to_string(&found.link.evidence).unwrap_or_else(|_| "[]".to_owned())
}

/// The columns of a telling itself.
fn add_telling(rows: &mut Rows, telling: &Telling) {
    rows.text(Some(telling.type_.as_str()));
    rows.texts(telling.modes.iter().map(|m| Some(m.as_str())));
    rows.day(telling.days.map(|(from, _)| from));
    rows.day(telling.days.map(|(_, to)| to));
    let place = telling.places.first();
    rows.text(place.and_then(|p| p.id.as_deref()));
    rows.text(place.and_then(|p| p.country.as_deref()));
    rows.real(place.and_then(|p| p.point).map(|p| p.0));
    rows.real(place.and_then(|p| p.point).map(|p| p.1));
}
