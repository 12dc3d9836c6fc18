//! Where the record and a second reading are not the same.
//!
//! A second reader gives words; the record has names, days and numbers. What the words mean is asked of the house's own mentions:
//! two readings agree where they rest on the same words, or on words that the house takes for the same actor, day or number.

mod meaning;

use crate::Read;
use marsad_model::{Mention, MentionKind, Quote, Report, Span};
use marsad_store::{Difference, ProposedName, ProposedReport, ReportField};
use meaning::Meanings;

/// Where the reports of a document, with their store ids, and a reading are not the same. `mentions` are the house's own of the
/// document's full text; `reports` are the reports that the record has, as persons settled them where they did.
///
/// Compared are whether there is a report at all, its type, actors, recipients, places, date and counts. A reader of names
/// (`reads_reports` false) says nothing of what it does not have.
#[must_use]
pub fn differences(
    reports: &[(i64, &Report)],
    read: &Read,
    mentions: &[Mention],
    reads_reports: bool,
) -> Vec<Difference> {
    let house = Meanings { mentions };
    let mut out = Vec::new();
    if reads_reports {
        let pairs = pair(reports, &read.reports);
        for (at, (id, report)) in reports.iter().enumerate() {
            match pairs.iter().position(|pair| *pair == Some(at)) {
                Some(proposal) => fields(*id, report, proposal, &read.reports[proposal], house, &mut out),
                None => out.push(Difference {
                    report: Some(*id),
                    field: None,
                    proposal: None,
                    code: None,
                    words: Vec::new(),
                }),
            }
        }
        for (proposal, told) in read.reports.iter().enumerate().filter(|(at, _)| pairs[*at].is_none()) {
            out.push(Difference {
                report: None,
                field: None,
                proposal: Some(proposal),
                code: Some(told.type_.as_str().to_owned()),
                words: vec![told.trigger.clone()],
            });
        }
    }
    for (id, report) in reports {
        names(*id, report, &read.names, house, &mut out);
    }
    out
}

/// Which report each proposal is about: the same act first, then the same words, then the same sentence.
fn pair(reports: &[(i64, &Report)], proposals: &[ProposedReport]) -> Vec<Option<usize>> {
    type Fits = fn(&Report, &ProposedReport) -> bool;
    let ways: [Fits; 4] = [
        |r, p| r.type_ == p.type_ && r.trigger.span().overlaps(p.trigger.span()),
        |r, p| r.trigger.span().overlaps(p.trigger.span()),
        |r, p| r.type_ == p.type_ && r.evidence.span().contains(p.trigger.span()),
        // The act under another noun of the same sentence, where it says what else there is.
        |r, p| {
            let places = r.places.iter().any(|place| p.places.iter().any(|q| q.span().overlaps(place.quote.span())));
            r.evidence.span().contains(p.trigger.span()) && places
        },
    ];
    let mut out: Vec<Option<usize>> = vec![None; proposals.len()];
    for fits in ways {
        for (at, proposal) in proposals.iter().enumerate() {
            if out[at].is_none() {
                let free = (0..reports.len()).find(|n| !out.contains(&Some(*n)) && fits(reports[*n].1, proposal));
                out[at] = free;
            }
        }
    }
    out
}

/// The fields in which a report and a proposal about the same act differ.
fn fields(id: i64, r: &Report, proposal: usize, p: &ProposedReport, house: Meanings<'_>, out: &mut Vec<Difference>) {
    let mut differs = |field, code: Option<&str>, words: Vec<Quote>| {
        let code = code.map(str::to_owned);
        out.push(Difference { report: Some(id), field: Some(field), proposal: Some(proposal), code, words });
    };
    if r.type_ != p.type_ {
        differs(ReportField::Type, Some(p.type_.as_str()), vec![p.trigger.clone()]);
    }
    for (field, ours, theirs) in
        [(ReportField::Actors, &r.actors, &p.actors), (ReportField::Recipients, &r.recipients, &p.recipients)]
    {
        let found = |words: &Quote| ours.iter().any(|actor| house.same_actor(actor, words));
        let told = ours.iter().all(|actor| theirs.iter().any(|words| house.same_actor(actor, words)));
        if !told || !theirs.iter().all(found) {
            differs(field, None, theirs.clone());
        }
    }
    // One says the town, the other the town and its governorate: that is no quarrel.
    let place = r.places.iter().any(|place| p.places.iter().any(|words| house.same_place(place, words)));
    if !place && (!r.places.is_empty() || !p.places.is_empty()) {
        differs(ReportField::Places, None, p.places.clone());
    }
    let date = match (&r.date, &p.date) {
        (None, None) => true,
        (Some(date), Some(words)) => house.same_date(date, words),
        _ => false,
    };
    if !date {
        differs(ReportField::Date, None, p.date.iter().cloned().collect());
    }
    let counts = r.counts.iter().all(|count| p.counts.iter().any(|told| house.same_count(count, told)))
        && p.counts.iter().all(|told| r.counts.iter().any(|count| house.same_count(count, told)));
    if !counts {
        differs(ReportField::Counts, None, p.counts.iter().map(|told| told.quote.clone()).collect());
    }
}

/// Where names that a tagger found do not fit a report: what the report takes for somebody it takes for a place, or the other way
/// round; and what it found in the report's sentence where the report and the house have nothing.
fn names(id: i64, r: &Report, all: &[ProposedName], house: Meanings<'_>, out: &mut Vec<Difference>) {
    let mut differs = |field, kind: MentionKind, words: Vec<Quote>| {
        let code = Some(meaning::code(kind).to_owned());
        out.push(Difference { report: Some(id), field: Some(field), proposal: None, code, words });
    };
    let over = |span: Span| all.iter().filter(move |name| name.quote.span().overlaps(span));
    let somebody = |kind: MentionKind| kind != MentionKind::Place;
    for (field, quotes) in [
        (ReportField::Actors, r.actors.iter().map(|a| &a.quote).collect::<Vec<_>>()),
        (ReportField::Recipients, r.recipients.iter().map(|a| &a.quote).collect()),
        (ReportField::Places, r.places.iter().map(|p| &p.quote).collect()),
    ] {
        let wrong = |kind: MentionKind| somebody(kind) == (field == ReportField::Places);
        for quote in quotes {
            // «أهالي حلب» holds a place and is none: only a name over all of the words speaks against them.
            let against = |name: &&ProposedName| wrong(name.kind) && name.quote.span().contains(quote.span());
            if let Some(name) = over(quote.span()).find(against)
                && over(quote.span()).all(|name| wrong(name.kind))
            {
                differs(field, name.kind, vec![name.quote.clone()]);
            }
        }
    }
    let unknown = |name: &&ProposedName| r.evidence.span().contains(name.quote.span()) && !house.has(name.quote.span());
    let places: Vec<&ProposedName> = all.iter().filter(|n| n.kind == MentionKind::Place).filter(unknown).collect();
    if r.places.is_empty() && !places.is_empty() {
        differs(ReportField::Places, MentionKind::Place, places.iter().map(|n| n.quote.clone()).collect());
    }
    let groups: Vec<&ProposedName> = all.iter().filter(|n| n.kind == MentionKind::Actor).filter(unknown).collect();
    if r.actors.is_empty() && !groups.is_empty() {
        differs(ReportField::Actors, MentionKind::Actor, groups.iter().map(|n| n.quote.clone()).collect());
    }
}

#[cfg(test)]
mod tests;
