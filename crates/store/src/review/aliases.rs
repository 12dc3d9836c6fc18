//! What corrections say of names.

use super::log;
use super::rows::{ReviewRow, Verdict};
use crate::error::StoreError;
use crate::events::db::Db;
use marsad_agree::ReportField;
use marsad_model::{Actor, Place};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// How many reviews an alias names.
const MOST_REVIEWS: usize = 5;

/// What a name is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AliasKind {
    /// An actor or a person of the lexicon.
    Actor,
    /// A place of the gazetteer.
    Place,
}

/// "These words are that actor": a row for the lexicon, with what speaks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    /// Of an actor or of a place.
    pub kind: AliasKind,
    /// The words as the texts write them, without vowel signs and tatweel.
    pub words: String,
    /// Id of the actor or place that coders chose.
    pub id: String,
    /// Its canonical name.
    pub name: String,
    /// In how many corrections that stand.
    pub corrections: u64,
    /// Of how many coders.
    pub coders: u64,
    /// In how many documents.
    pub documents: u64,
    /// What the machine had there most often: a name, or nothing.
    pub instead_of: Option<String>,
    /// How many corrections say that the same words are something else: then it depends on what stands around them.
    pub against: u64,
    /// Up to five reviews that say so.
    pub reviews: Vec<i64>,
}

/// The words of a name as a data file takes them: compatibility forms resolved, without vowel signs, tatweel and marks of
/// direction, one space between.
fn written(words: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let kept = |c: &char| {
        !matches!(c,
            '\u{0640}' | '\u{064B}'..='\u{0652}' | '\u{0670}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
    };
    let plain: String = words.nfkc().filter(kept).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What one correction says of some words.
struct Said {
    kind: AliasKind,
    words: String,
    id: String,
    name: String,
    instead_of: Option<String>,
}

/// What a review says of names that the machine had not said already.
fn said(review: &ReviewRow) -> Vec<Said> {
    let mut out = Vec::new();
    let machine = review.by_machine.then_some(&review.base);
    for change in &review.new.changes {
        match change.field {
            ReportField::Actors | ReportField::Recipients => {
                let Ok(actors) = Vec::<Actor>::deserialize(&change.value) else { continue };
                let before: Vec<&Actor> = machine.iter().flat_map(|r| r.actors.iter().chain(&r.recipients)).collect();
                for actor in actors {
                    let Some(id) = actor.id else { continue };
                    let there = before.iter().find(|b| b.quote.span().overlaps(actor.quote.span()));
                    if there.is_some_and(|there| there.id.as_deref() == Some(&id)) {
                        continue;
                    }
                    let instead_of = there.map(|there| there.entity.clone());
                    let (kind, words) = (AliasKind::Actor, written(&actor.quote.text));
                    out.push(Said { kind, words, id, name: actor.entity, instead_of });
                }
            }
            ReportField::Places => {
                let Ok(places) = Vec::<Place>::deserialize(&change.value) else { continue };
                for place in places {
                    let Some(id) = place.id else { continue };
                    let there = machine.into_iter().flat_map(|r| &r.places);
                    let there = there.into_iter().find(|b| b.quote.span().overlaps(place.quote.span()));
                    if there.is_some_and(|there| there.id.as_deref() == Some(&id)) {
                        continue;
                    }
                    let instead_of = there.map(|there| there.name.clone());
                    let (kind, words) = (AliasKind::Place, written(&place.quote.text));
                    out.push(Said { kind, words, id, name: place.name, instead_of });
                }
            }
            _ => {}
        }
    }
    out.retain(|said| !said.words.is_empty());
    out
}

/// What the reviews of a log that stand say of names; the most corrections first, then by words.
pub(super) fn gather<'a>(log: impl IntoIterator<Item = &'a ReviewRow>, undone: &HashSet<i64>) -> Vec<Alias> {
    #[derive(Default)]
    struct Seen<'a> {
        name: String,
        reviews: BTreeSet<i64>,
        coders: BTreeSet<&'a str>,
        documents: BTreeSet<i64>,
        instead_of: BTreeMap<Option<String>, u64>,
    }
    let mut all: BTreeMap<(AliasKind, String), BTreeMap<String, Seen<'a>>> = BTreeMap::new();
    for review in log.into_iter().filter(|r| r.new.verdict != Verdict::Undo && !undone.contains(&r.id)) {
        for said in said(review) {
            let seen = all.entry((said.kind, said.words)).or_default().entry(said.id).or_default();
            seen.name = said.name;
            seen.reviews.insert(review.id);
            seen.coders.insert(&review.new.coder);
            seen.documents.insert(review.new.document);
            *seen.instead_of.entry(said.instead_of).or_default() += 1;
        }
    }
    let mut out = Vec::new();
    for ((kind, words), by_id) in all {
        let total: u64 = by_id.values().map(|seen| seen.reviews.len() as u64).sum();
        for (id, seen) in by_id {
            let corrections = seen.reviews.len() as u64;
            let most = seen.instead_of.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
            out.push(Alias {
                kind,
                words: words.clone(),
                id,
                name: seen.name,
                corrections,
                coders: seen.coders.len() as u64,
                documents: seen.documents.len() as u64,
                instead_of: most.and_then(|(name, _)| name),
                against: total - corrections,
                reviews: seen.reviews.into_iter().take(MOST_REVIEWS).collect(),
            });
        }
    }
    out.sort_by(|a, b| {
        b.corrections.cmp(&a.corrections).then_with(|| (a.kind, &a.words, &a.id).cmp(&(b.kind, &b.words, &b.id)))
    });
    out
}

/// [`super::Reviews::aliases`].
pub(super) fn all(db: &mut dyn Db) -> Result<Vec<Alias>, StoreError> {
    let undone: HashSet<i64> =
        db.ints("SELECT undoes FROM reviews WHERE undoes IS NOT NULL", &[])?.into_iter().collect();
    let mut log: Vec<ReviewRow> = Vec::new();
    let mut after = 0;
    loop {
        let rows = log::after(db, after, 1000)?;
        let Some(last) = rows.last() else { return Ok(gather(&log, &undone)) };
        after = last.id;
        let names = |row: &ReviewRow| {
            let named = [ReportField::Actors, ReportField::Recipients, ReportField::Places];
            row.new.changes.iter().any(|change| named.contains(&change.field))
        };
        log.extend(rows.into_iter().filter(names));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::{FieldChange, NewReview};
    use serde_json::json;

    fn review(id: i64, coder: &str, document: i64, words: &str, actor: &str) -> ReviewRow {
        let quote = json!({ "start": 5, "end": 5 + words.chars().count(), "text": words });
        let named = |entity: &str, id: Option<&str>| json!([{ "start": 5, "end": 9, "text": words, "entity": entity, "id": id }]);
        let base = serde_json::from_value(json!({
            "type": "ASSAULT", "modality": "asserted", "polarity": "affirmed", "certainty": "unstated", "trigger": quote, "event": 1,
            "actors": named("another", Some("another")), "confidence": 0.5, "rule": "r", "evidence": quote,
            "versions": { "marsad": "0", "lexicon": "sha256:0" }
        }))
        .unwrap();
        let changes = vec![FieldChange { field: ReportField::Actors, value: named(actor, Some(actor)) }];
        let new =
            NewReview { changes, ..NewReview::of(document, Some(1), Verdict::Wrong, coder, "2026-01-01T00:00:00Z") };
        let trigger = marsad_model::Span::new(5, 9);
        ReviewRow {
            id,
            report: 1,
            trigger,
            type_: marsad_model::EventType::Assault,
            undoes: None,
            base,
            by_machine: true,
            new,
        }
    }

    #[test]
    fn the_same_words_with_and_without_vowel_signs_are_one_row_with_its_counts() {
        let log = [
            review(1, "هدى", 1, "قُوّات النخبة", "elite"),
            review(2, "سامر", 2, "قوات النخبـــة", "elite"),
            review(3, "هدى", 3, "قوات النخبة", "others"),
            review(4, "هدى", 4, "قوات النخبة", "another"),
        ];
        let found = gather(&log, &HashSet::new());
        // The fourth says what the machine had said.
        assert_eq!(found.len(), 2);
        let first = &found[0];
        assert_eq!((first.words.as_str(), first.id.as_str(), first.kind), ("قوات النخبة", "elite", AliasKind::Actor));
        assert_eq!((first.corrections, first.coders, first.documents, first.against), (2, 2, 2, 1));
        assert_eq!((first.instead_of.as_deref(), first.reviews.as_slice()), (Some("another"), &[1, 2][..]));
        assert_eq!(gather(&log, &HashSet::from([1, 2])).len(), 1);
    }
}
