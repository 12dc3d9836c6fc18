//! Whether what a coder says can be taken: every value quotes the text, or is a node of the lexicon or gazetteer.

use super::nodes::Nodes;
use super::rows::{FieldChange, NewReview, Verdict};
use crate::error::StoreError;
use marsad_agree::ReportField;
use marsad_model::{Actor, Certainty, EventType, Modality, Place, Polarity, Quote, Report, SaidBy, Span, Versions};
use serde::de::DeserializeOwned;

/// Longest name of a coder, in characters.
const LONGEST_NAME: usize = 100;
/// Longest note, in characters.
const LONGEST_NOTE: usize = 2000;
/// Most elements of a list in a value.
const MOST: usize = 50;
/// Longest stretch of text that a value quotes, in characters.
const LONGEST_QUOTE: usize = 1000;

pub(super) fn refuse<T>(why: impl Into<String>) -> Result<T, StoreError> {
    Err(StoreError::BadReview { why: why.into() })
}

/// What can be known of a review before the store is asked.
pub(super) fn form(new: &NewReview) -> Result<(), StoreError> {
    name("the coder", &new.coder)?;
    moment(&new.at)?;
    if new.note.as_ref().is_some_and(|note| note.chars().count() > LONGEST_NOTE || note.contains('\0')) {
        return refuse(format!("its note has more than {LONGEST_NOTE} characters, or a NUL"));
    }
    if new.reason.is_some_and(|digit| digit > 9) {
        return refuse("its reason is none of the digits 0 to 9");
    }
    if new.seconds.is_some_and(|seconds| !seconds.is_finite() || !(0.0..=86_400.0).contains(&seconds)) {
        return refuse("it says that it took less than nothing or more than a day");
    }
    let missed = new.verdict == Verdict::Missed;
    if missed != new.report.is_none() {
        return refuse(if missed {
            "a missed report has no number yet; leave `report` out"
        } else {
            "it names no report; `report` is the number of one"
        });
    }
    for (at, change) in new.changes.iter().enumerate() {
        if new.changes[..at].iter().any(|before| before.field == change.field) {
            return refuse(format!("it says twice what is in `{}`", change.field));
        }
        if !new.fields.is_empty() && !new.fields.contains(&change.field) {
            return refuse(format!("it changes `{}`, which is not among the fields that it looks at", change.field));
        }
    }
    match new.verdict {
        Verdict::Undo => refuse("an own review is taken back by its number (`undo_review`)"),
        Verdict::Wrong if new.changes.is_empty() => {
            refuse("it says that something is wrong, and not what is right; give the values in `changes`")
        }
        Verdict::Accept | Verdict::NotEvent | Verdict::Duplicate if !new.changes.is_empty() => {
            refuse(format!("with `{}` nothing changes; the verdict of changed values is `wrong`", new.verdict.as_str()))
        }
        Verdict::Missed if !new.fields.is_empty() => refuse("a missed report is judged as a whole; leave `fields` out"),
        _ => Ok(()),
    }
}

/// A name of a coder or of a sample.
pub(super) fn name(what: &str, name: &str) -> Result<(), StoreError> {
    let fits = !name.trim().is_empty() && name.chars().count() <= LONGEST_NAME && !name.chars().any(char::is_control);
    if fits { Ok(()) } else { refuse(format!("{what} needs a name of 1 to {LONGEST_NAME} characters in one line")) }
}

/// A moment in milliseconds since 1970.
pub(super) fn moment(text: &str) -> Result<i64, StoreError> {
    match text.parse::<jiff::Timestamp>() {
        Ok(moment) => Ok(moment.as_millisecond()),
        Err(error) => {
            refuse(format!("`{}` is no moment as 2026-11-30T17:00:00Z ({error})", crate::error::shortened(text)))
        }
    }
}

/// A document's text with what its values are checked by.
pub(super) struct Text<'a> {
    full: &'a str,
    /// The byte at which each scalar value begins, and the length.
    at: Vec<usize>,
    nodes: &'a dyn Nodes,
    /// What the report has already: a value that stays needs no second proof.
    known: Vec<&'a Report>,
}

impl<'a> Text<'a> {
    pub(super) fn new(full: &'a str, nodes: &'a dyn Nodes, known: Vec<&'a Report>) -> Self {
        let at = full.char_indices().map(|(at, _)| at).chain([full.len()]).collect();
        Self { full, at, nodes, known }
    }

    fn slice(&self, span: Span) -> Option<&'a str> {
        self.full.get(*self.at.get(span.start)?..*self.at.get(span.end)?)
    }

    fn quote(&self, field: ReportField, quote: &Quote) -> Result<(), StoreError> {
        if quote.start >= quote.end {
            return refuse(format!("`{field}`: the words from {} to {} are none", quote.start, quote.end));
        }
        if quote.end - quote.start > LONGEST_QUOTE {
            return refuse(format!("`{field}`: more than {LONGEST_QUOTE} characters are marked"));
        }
        match self.slice(quote.span()) {
            Some(words) if words == quote.text => Ok(()),
            Some(words) => refuse(format!(
                "`{field}`: the text has «{}» from {} to {}, and not «{}»; spans count scalar values of the title, two line breaks and \
                 the text",
                crate::error::shortened(words),
                quote.start,
                quote.end,
                crate::error::shortened(&quote.text)
            )),
            None => refuse(format!("`{field}`: the text ends before {}", quote.end)),
        }
    }

    /// Words that stand somewhere in the text.
    fn words(&self, field: ReportField, words: Option<&str>) -> Result<(), StoreError> {
        match words.filter(|words| !words.is_empty() && !self.full.contains(*words)) {
            Some(words) => refuse(format!("`{field}`: «{}» is not in the text", crate::error::shortened(words))),
            None => Ok(()),
        }
    }

    fn actor(&self, field: ReportField, actor: &mut Actor) -> Result<(), StoreError> {
        self.quote(field, &actor.quote)?;
        if self.known.iter().any(|r| r.actors.contains(actor) || r.recipients.contains(actor)) {
            return Ok(());
        }
        self.words(field, actor.loaded.as_deref())?;
        match &actor.id {
            None if actor.entity == actor.quote.text => Ok(()),
            None => refuse(format!(
                "`{field}`: «{}» is neither the words «{}» nor chosen from the lexicon; give its `id`",
                actor.entity, actor.quote.text
            )),
            Some(id) => match self.nodes.actor(id) {
                Some(node) => {
                    (actor.entity, actor.country, actor.sector) = (node.entity, node.country, node.sector);
                    Ok(())
                }
                None => refuse(format!("`{field}`: the lexicon has no actor `{id}`")),
            },
        }
    }

    fn place(&self, place: &mut Place) -> Result<(), StoreError> {
        let field = ReportField::Places;
        self.quote(field, &place.quote)?;
        if self.known.iter().any(|r| r.places.contains(place)) {
            return Ok(());
        }
        place.rivals.clear();
        place.matched = None;
        match &place.id {
            None if place.name == place.quote.text && place.lat.is_none() && place.lon.is_none() => {
                // What is not in the gazetteer is nowhere on the map.
                place.precision = 7;
                Ok(())
            }
            None => refuse(format!(
                "`{field}`: «{}» is neither the words «{}» nor chosen from the gazetteer; give its `id`",
                place.name, place.quote.text
            )),
            Some(id) => match self.nodes.place(id) {
                Some(node) => {
                    (place.name, place.lat, place.lon) = (node.name, node.lat, node.lon);
                    (place.kind, place.country, place.precision) = (node.kind, node.country, node.precision);
                    Ok(())
                }
                None => refuse(format!("`{field}`: the gazetteer has no place `{id}`")),
            },
        }
    }

    fn said_by(&self, said: &SaidBy) -> Result<(), StoreError> {
        let field = ReportField::SaidBy;
        self.quote(field, &said.quote)?;
        if self.known.iter().any(|r| r.said_by.as_ref() == Some(said)) {
            return Ok(());
        }
        self.words(field, said.cue.as_deref())?;
        for name in said.cited_outlet.iter().chain([&said.entity]) {
            if !self.full.contains(name.as_str()) && !self.nodes.is_named(name) {
                return refuse(format!("`{field}`: «{name}» is neither in the text nor a name of the lexicon"));
            }
        }
        Ok(())
    }

    /// The values with what their nodes say, as they are kept.
    pub(super) fn changes(&self, changes: &[FieldChange]) -> Result<Vec<FieldChange>, StoreError> {
        changes.iter().map(|change| self.change(change)).collect()
    }

    fn change(&self, change: &FieldChange) -> Result<FieldChange, StoreError> {
        let field = change.field;
        if change.value.as_array().is_some_and(|list| list.len() > MOST) {
            return refuse(format!("`{field}`: more than {MOST} are given"));
        }
        let value = match field {
            ReportField::Trigger => {
                let quote: Quote = read(change)?;
                self.quote(field, &quote)?;
                write(&quote)?
            }
            ReportField::Actors | ReportField::Recipients => {
                let mut all: Vec<Actor> = read(change)?;
                all.iter_mut().try_for_each(|actor| self.actor(field, actor))?;
                write(&all)?
            }
            ReportField::Places => {
                let mut all: Vec<Place> = read(change)?;
                all.iter_mut().try_for_each(|place| self.place(place))?;
                write(&all)?
            }
            ReportField::Date => {
                let date: Option<marsad_model::DateRange> = read(change)?;
                if let Some(date) = &date {
                    self.quote(field, &date.quote)?;
                    if date.from.zip(date.to).is_some_and(|(from, to)| from > to) {
                        return refuse("`date`: its last day is before its first");
                    }
                }
                write(&date)?
            }
            ReportField::Counts => {
                let all: Vec<marsad_model::Count> = read(change)?;
                for count in &all {
                    self.quote(field, &count.quote)?;
                    self.words(field, count.of.as_deref())?;
                    if count.min.zip(count.max).is_some_and(|(min, max)| min > max) {
                        return refuse("`counts`: the greatest number is below the least");
                    }
                }
                write(&all)?
            }
            ReportField::SaidBy => {
                let said: Option<SaidBy> = read(change)?;
                said.as_ref().map_or(Ok(()), |said| self.said_by(said))?;
                write(&said)?
            }
            ReportField::LoadedTerms => {
                let all: Vec<marsad_model::LoadedTerm> = read(change)?;
                all.iter().try_for_each(|term| self.quote(field, &term.quote))?;
                write(&all)?
            }
            ReportField::Type => write(&read::<EventType>(change)?)?,
            ReportField::Mode => write(&distinct(read::<Vec<marsad_model::Mode>>(change)?))?,
            ReportField::Aux => write(&distinct(read::<Vec<marsad_model::Aux>>(change)?))?,
            ReportField::Contexts => write(&distinct(read::<Vec<marsad_model::Context>>(change)?))?,
            ReportField::Modality => write(&read::<Modality>(change)?)?,
            ReportField::Polarity => write(&read::<Polarity>(change)?)?,
            ReportField::Certainty => write(&read::<Certainty>(change)?)?,
            ReportField::Event => match read::<u32>(change)? {
                0 => return refuse("`event`: numbers of events begin with 1"),
                number => write(&number)?,
            },
        };
        Ok(FieldChange { field, value })
    }

    /// The report that a coder adds.
    pub(super) fn added(&self, changes: &[FieldChange], event: u32, marsad: &str) -> Result<Report, StoreError> {
        let value = |field| changes.iter().find(|change| change.field == field);
        let (Some(trigger), Some(type_)) = (value(ReportField::Trigger), value(ReportField::Type)) else {
            return refuse("a missed report needs its `trigger` and its `type`");
        };
        let trigger: Quote = read(trigger)?;
        let mut report = Report {
            type_: read(type_)?,
            mode: Vec::new(),
            aux: Vec::new(),
            modality: Modality::Asserted,
            polarity: Polarity::Affirmed,
            certainty: Certainty::Unstated,
            evidence: self.sentence(trigger.span()),
            trigger,
            event,
            actors: Vec::new(),
            recipients: Vec::new(),
            places: Vec::new(),
            date: None,
            counts: Vec::new(),
            said_by: None,
            contexts: Vec::new(),
            loaded_terms: Vec::new(),
            confidence: 1.0,
            rule: "person".to_owned(),
            versions: Versions { marsad: marsad.to_owned(), lexicon: String::new() },
        };
        for change in changes {
            put(&mut report, change)?;
        }
        modes(&report)?;
        Ok(report)
    }

    /// The sentence around some words: up to the marks that end one, or a line.
    fn sentence(&self, words: Span) -> Quote {
        let letters: Vec<char> = self.full.chars().collect();
        let ends = |at: &usize| letters.get(*at).is_some_and(|c| matches!(c, '\n' | '.' | '؟' | '!' | '?' | '…'));
        let least = words.start.saturating_sub(LONGEST_QUOTE / 2);
        let most = (words.end + LONGEST_QUOTE / 2).min(letters.len());
        let mut start = (least..words.start).rev().find(ends).map_or(least, |at| at + 1);
        let end = (words.end..most).find(ends).map_or(most, |at| if letters[at] == '\n' { at } else { at + 1 });
        while start < words.start && letters.get(start).is_some_and(|c| c.is_whitespace()) {
            start += 1;
        }
        let text = letters.get(start..end).map(|part| part.iter().collect()).unwrap_or_default();
        Quote { start, end, text }
    }
}

/// Whether the modes of a report are those that its type takes.
pub(super) fn modes(report: &Report) -> Result<(), StoreError> {
    match report.mode.iter().find(|mode| !report.type_.modes().contains(mode)) {
        Some(mode) => refuse(format!("`mode`: {} takes no mode `{mode}`", report.type_)),
        None => Ok(()),
    }
}

/// Gives a report a value that was checked.
pub(super) fn put(report: &mut Report, change: &FieldChange) -> Result<(), StoreError> {
    change.field.put(report, &change.value).map_err(|e| StoreError::BadReview {
        why: format!("`{}`: the value has not the shape of the field ({e})", change.field),
    })
}

fn read<T: DeserializeOwned>(change: &FieldChange) -> Result<T, StoreError> {
    T::deserialize(&change.value).map_err(|e| StoreError::BadReview {
        why: format!("`{}`: the value has not the shape of the field ({e})", change.field),
    })
}

fn write<T: serde::Serialize>(value: &T) -> Result<serde_json::Value, StoreError> {
    serde_json::to_value(value).map_err(|e| StoreError::BadReview { why: format!("a value is no JSON ({e})") })
}

fn distinct<T: PartialEq>(all: Vec<T>) -> Vec<T> {
    let mut out: Vec<T> = Vec::with_capacity(all.len());
    for one in all {
        if !out.contains(&one) {
            out.push(one);
        }
    }
    out
}
