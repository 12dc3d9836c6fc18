//! What the words right beside an act and a candidate say of how they stand to each other.

use marsad_lexicon::Light;
use marsad_model::EventType;

use super::Sheet;
use super::document::What;
use super::slots::Around;
use crate::actors::adjective_country;
use crate::scene::{ActorMention, Scene};
use crate::slots::chain_preposition;

/// Kinds of acts beside this one.
const BESIDE: &[(&str, &[EventType])] = &[
    ("accuse", &[EventType::Accuse]),
    ("demand", &[EventType::Request, EventType::Threaten, EventType::Reject]),
    ("talk", &[EventType::Agree, EventType::Consult, EventType::Support, EventType::Concede]),
    ("force", &[EventType::Assault, EventType::Coerce, EventType::Mobilize, EventType::Retreat]),
];
/// Governing prepositions of a chain of nouns that are told apart.
const CHAIN: &[&str] = &["علي", "ل", "ب", "من", "في", "بين", "الي", "ضد", "مع", "عن"];
/// Words of a gap that are told apart.
const WITHIN: &[&str] = &["ضد", "بين", "علي", "من", "الي", "في", "مع", "عن", "بعد", "خلال"];

/// How a verb that is no act of its own treats its subject.
fn light(scene: &Scene<'_>, i: usize) -> Option<Light> {
    let verb = scene.words[i].verb.as_ref().filter(|_| scene.is_verb(i))?;
    verb.readings.iter().find_map(|r| scene.lexicon.cues.light.get(&r.verb).copied())
}

fn puts_light(sheet: &mut Sheet, name: &str, light: Option<Light>) {
    for (kind, is) in [
        ("agent", Light::Agent),
        ("undergo", Light::Undergo),
        ("occur", Light::Occur),
        ("aim", Light::Aim),
        ("result", Light::Result),
    ] {
        sheet.flag_of(name, kind, light == Some(is));
    }
}

impl Around<'_, '_> {
    /// The words beside the act and the acts beside it.
    pub(super) fn act_words(&self, sheet: &mut Sheet) {
        let scene = self.scene;
        let tokens = &self.drafts[self.at].trigger.tokens;
        let verb = self.subjects.last_verb(self.sentence.start..tokens.start);
        puts_light(sheet, "verb-before", verb.and_then(|i| light(scene, i)));
        sheet.count("verb-before-gap", verb.map_or(60, |i| self.words(i..tokens.start)));
        let saying = verb.is_some_and(|i| crate::saying::saying_verb(scene, &self.sentence, i).is_some());
        sheet.flag("verb-before-says", saying);
        let verb = self.subjects.first_verb(tokens.end..self.sentence.end);
        puts_light(sheet, "verb-behind", verb.and_then(|i| light(scene, i)));
        sheet.count("verb-behind-gap", verb.map_or(60, |i| self.words(tokens.end..i)));
        let adjective =
            (tokens.end..tokens.end + 3).find(|&i| i < self.sentence.end && adjective_country(scene, i).is_some());
        sheet.count("adjective-gap", adjective.map_or(9, |i| i - tokens.end));
        for (name, draft) in [("previous", self.beside(false)), ("next", self.beside(true))] {
            let type_ = draft.map(|d| d.trigger.frame(scene.lexicon).type_);
            for (kind, types) in BESIDE {
                sheet.flag_of(name, kind, type_.is_some_and(|t| types.contains(&t)));
            }
            sheet.count_of(name, "actors", draft.map_or(0, |d| d.slots.actors.len()));
            sheet.count_of(name, "recipients", draft.map_or(0, |d| d.slots.recipients.len()));
        }
        sheet.flag("alleged", self.drafts[self.at].alleged_by.is_some());
        let before = tokens.start.checked_sub(1);
        sheet.flag(
            "act-behind-noun",
            before.is_some_and(|b| {
                scene.words[b].function.is_none() && scene.words[b].verb.is_none() && scene.text.tokens()[b].is_word()
            }),
        );
        sheet.flag("act-behind-content", before.is_some_and(|b| scene.words[b].function.is_some_and(|f| f.content)));
    }

    /// How the candidate is governed and shaped.
    pub(super) fn who_words(&self, m: &ActorMention, sheet: &mut Sheet) {
        let scene = self.scene;
        let draft = &self.drafts[self.at];
        let frame = draft.trigger.frame(scene.lexicon);
        let act = &draft.trigger.tokens;
        let chain = (m.tokens.start >= act.end).then(|| chain_preposition(scene, &draft.trigger, m)).flatten();
        let listed = |list: &[String]| chain.as_deref().is_some_and(|p| list.iter().any(|w| w == p));
        sheet.flag("chain-recipient", listed(&frame.recipient_preps));
        sheet.flag("chain-actor", listed(&frame.actor_preps));
        sheet.one_of("chain", CHAIN, chain.as_deref().unwrap_or_default());
        let by = (m.tokens.start.saturating_sub(3)..m.tokens.start)
            .any(|i| scene.lexicon.cues.by_phrases.at(scene, i).iter().any(|h| h.tokens.end == m.tokens.start));
        sheet.flag("by-phrase", by);
        let ends = |i: usize, all: &[&str]| {
            let word = scene.fold(i);
            all.iter().any(|e| word.len() > e.len() + 4 && word.ends_with(e))
        };
        let (first, last) = (m.tokens.start, m.tokens.end - 1);
        sheet.flag("who-nominative", ends(first, &["ون", "ان"]));
        sheet.flag("who-oblique", ends(first, &["ين"]));
        let tanwin = |i: usize| {
            scene.text.word(i).trim_end_matches('\u{64b}').ends_with('ا') && !scene.fold(i).starts_with("ال")
        };
        sheet.flag("who-accusative", tanwin(first) || tanwin(last));
        let gap = if first >= act.end { act.end..first } else { m.tokens.end.min(act.start)..act.start };
        let mut within = [false; WITHIN.len()];
        for i in gap.filter(|&i| scene.is_preposition(i)) {
            if let Some(k) = WITHIN.iter().position(|w| *w == scene.bare(i)) {
                within[k] = true;
            }
        }
        WITHIN.iter().zip(within).for_each(|(word, is)| sheet.flag_of("within", word, is));
        let governing = first.checked_sub(1).filter(|&b| scene.words[b].verb.is_some() && scene.is_verb(b));
        puts_light(sheet, "verb-of-who", governing.and_then(|i| light(scene, i)));
        sheet.flag(
            "verb-of-who-says",
            governing.is_some_and(|i| crate::saying::saying_verb(scene, &self.sentence, i).is_some()),
        );
        let open = |i: usize| {
            let count = |what: What| scene.runs().count(what, &(self.sentence.start..i));
            count(What::Opening) > count(What::Closing) || count(What::Straight) % 2 == 1
        };
        sheet.flag("who-quoted", open(first));
        sheet.flag("both-quoted", open(first) == open(act.start));
        let here = || scene.actors_in(self.sentence.clone());
        sheet.count("who-rank", here().filter(|o| o.tokens.end <= m.tokens.start).count());
        sheet.count("who-rank-back", here().filter(|o| o.tokens.start >= m.tokens.end).count());
        let title = &scene.text.sentences()[0].tokens;
        sheet.flag("who-in-title", self.number > 0 && scene.actors_in(title.clone()).any(|o| o.entity == m.entity));
        let number = scene.text.sentence_of(m.tokens.start);
        let matrix = self.subjects.matrix(scene, scene.text.sentences()[number].tokens.clone());
        sheet.flag("who-matrix-there", matrix.is_some_and(|o| o.span == m.span));
        let accuser = draft.alleged_by.map(|k| &self.drafts[k].slots);
        let is = |list: &[ActorMention]| list.iter().any(|o| o.span.overlaps(m.span));
        sheet.flag("who-accuses", accuser.is_some_and(|s| is(&s.actors)));
        sheet.flag("who-accused", accuser.is_some_and(|s| is(&s.recipients)));
        let same = |list: &[ActorMention]| list.iter().any(|o| o.entity == m.entity);
        let last_of_type = self.acts.before(self.at, false).map(|k| &self.drafts[k]);
        sheet.flag("did-last-of-type", last_of_type.is_some_and(|d| same(&d.slots.actors)));
        sheet.flag("suffered-last-of-type", last_of_type.is_some_and(|d| same(&d.slots.recipients)));
        let last_of_frame = self.acts.before(self.at, true).map(|k| &self.drafts[k]);
        sheet.flag("did-last-of-frame", last_of_frame.is_some_and(|d| same(&d.slots.actors)));
        sheet.flag("suffered-last-of-frame", last_of_frame.is_some_and(|d| same(&d.slots.recipients)));
    }
}
