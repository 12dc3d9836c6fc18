//! What is known of somebody named near an act: who they are, how they stand to it, and what the grammar made of them.

use std::ops::Range;

use marsad_lexicon::Role;
use marsad_model::EventType;
use marsad_text::arabic::conjugate::{Aspect, Gender, NominalKind, Number, Person};

use super::Sheet;
use super::document::{Acts, What};
use crate::amounts::amount_start;
use crate::attribution::{Speech, speech_at};
use crate::coder::Draft;
use crate::order;
use crate::scene::{ActorMention, Scene};
use crate::subjects::{Subject, Subjects};
use crate::triggers::Form;

/// Prepositions that are told apart.
const PREPOSITIONS: &[&str] = &["", "ل", "ب", "من", "علي", "في", "بين", "الي", "ضد", "مع", "عن", "ك"];
/// Patterns of triggers that are told apart.
const PATTERNS: &[&str] = &["verb", "noun", "masdar", "participle", "phrase"];
/// Kinds of mentions that are told apart. What a side is called, where it is from and what it is to others must not decide:
/// sides are read alike.
const KINDS: &[&str] = &["person", "population", "office", "outlet", "agency"];

/// What is counted of the words between an act and a candidate.
const GAP: &[(&str, What)] = &[
    ("gap-verbs", What::Verb),
    ("gap-marks", What::Mark),
    ("gap-commas", What::Comma),
    ("gap-quotes", What::Quote),
    ("gap-prepositions", What::Preposition),
    ("gap-relatives", What::Relative),
    ("gap-contents", What::Content),
    ("gap-subordinators", What::Subordinator),
    ("gap-conjunctions", What::Conjunction),
];

/// One act and everything around it that its candidates are measured by.
pub(crate) struct Around<'a, 's> {
    pub scene: &'a Scene<'s>,
    pub drafts: &'a [Draft],
    pub(super) acts: &'a Acts<'a>,
    pub at: usize,
    pub speeches: &'a [Speech],
    pub subjects: &'a Subjects,
    /// Tokens of the act's sentence.
    pub sentence: Range<usize>,
    /// Number of the act's sentence.
    pub number: usize,
    trigger: Vec<f32>,
    names: Option<Vec<String>>,
    subject: Option<&'a ActorMention>,
    matrix: Option<&'a ActorMention>,
    /// The act before and the act behind in the sentence.
    beside: [Option<&'a Draft>; 2],
    /// Numbers of the acts that begin in the sentence.
    here: Range<usize>,
    /// Who says the act.
    speech: Option<&'a Speech>,
    verb_before: Option<&'a ActorMention>,
    verb_after: Option<&'a ActorMention>,
}

impl<'a, 's> Around<'a, 's> {
    /// Reads what the candidates of the act `at` share.
    pub fn new(
        scene: &'a Scene<'s>,
        drafts: &'a [Draft],
        acts: &'a Acts<'a>,
        at: usize,
        speeches: &'a [Speech],
        subjects: &'a Subjects,
        named: bool,
    ) -> Self {
        let tokens = drafts[at].trigger.tokens.clone();
        let number = scene.text.sentence_of(tokens.start);
        let sentence = scene.sentence(tokens.start).tokens.clone();
        let named_subject = |i: usize| match subjects.of(scene, i) {
            Subject::Actor(m) => Some(m),
            _ => None,
        };
        let before = subjects.last_verb(sentence.start..tokens.start).and_then(named_subject);
        let after = subjects.first_verb(tokens.end..sentence.end).and_then(named_subject);
        let (first, last) = (sentence.start, sentence.end);
        let begins = |d: &Draft| d.trigger.tokens.start;
        let here = drafts.partition_point(|d| begins(d) < first)..drafts.partition_point(|d| begins(d) < last);
        let stands = |d: &&Draft| !d.dropped;
        let beside = [
            drafts[here.start.min(at)..at].iter().rev().find(stands),
            drafts[(at + 1).min(here.end)..here.end].iter().find(stands),
        ];
        let mut out = Self {
            scene,
            drafts,
            acts,
            at,
            beside,
            here,
            speech: speech_at(speeches, tokens.start),
            speeches,
            subjects,
            subject: named_subject(tokens.start),
            matrix: subjects.matrix(scene, sentence.clone()),
            verb_before: before,
            verb_after: after,
            sentence,
            number,
            trigger: Vec::new(),
            names: None,
        };
        let mut sheet = if named { Sheet::named() } else { Sheet::default() };
        out.act(&mut sheet);
        out.names = named.then(|| sheet.names().to_vec());
        out.trigger = sheet.values;
        out
    }

    /// Everybody who may have a part in the act: named in its sentence or the one before, or found by the grammar.
    pub fn candidates(&self) -> Vec<&'a ActorMention> {
        let first = self.number.saturating_sub(1);
        let from = self.scene.text.sentences()[first].tokens.start;
        let mut out: Vec<&ActorMention> = self.scene.actors_in(from..self.sentence.end).collect();
        let slots = &self.drafts[self.at].slots;
        for m in slots.actors.iter().chain(&slots.recipients) {
            if !out.iter().any(|o| o.span.overlaps(m.span)) {
                out.push(m);
            }
        }
        out.retain(|m| !m.tokens.contains(&self.drafts[self.at].trigger.tokens.start));
        out
    }

    /// How many words a stretch has, a name counted as one: what a side is called must not move the others.
    pub(super) fn words(&self, range: Range<usize>) -> usize {
        let names = self.scene.actors_in(range.clone()).map(|a| a.tokens.len() - 1);
        range.len().saturating_sub(names.sum())
    }

    /// The sheet of the act alone.
    pub fn act_sheet(&self) -> Sheet {
        let mut sheet = if self.names.is_some() { Sheet::named() } else { Sheet::default() };
        match &self.names {
            Some(names) => names.iter().zip(&self.trigger).for_each(|(n, v)| sheet.put(n, *v)),
            None => sheet.values.extend_from_slice(&self.trigger),
        }
        sheet
    }

    /// The sheet of one candidate.
    pub fn sheet(&self, m: &ActorMention, among: &[&ActorMention]) -> Sheet {
        let mut sheet = self.act_sheet();
        self.candidate(m, among, &mut sheet);
        sheet
    }

    /// What a candidate's sheet has behind that of the act.
    pub fn candidate(&self, m: &ActorMention, among: &[&ActorMention], sheet: &mut Sheet) {
        self.mention(m, sheet);
        self.between(m, among, sheet);
        self.grammar(m, sheet);
        self.who_words(m, sheet);
    }

    /// The values of the act alone.
    pub fn act_values(&self) -> &[f32] {
        &self.trigger
    }

    /// The act before or behind this one in its sentence.
    pub(super) fn beside(&self, behind: bool) -> Option<&'a Draft> {
        self.beside[usize::from(behind)]
    }

    /// The act itself.
    fn act(&self, sheet: &mut Sheet) {
        let draft = &self.drafts[self.at];
        let trigger = &draft.trigger;
        let frame = trigger.frame(self.scene.lexicon);
        for t in EventType::ALL {
            sheet.flag_of("type", t.as_str(), *t == frame.type_);
        }
        sheet.one_of("pattern", PATTERNS, trigger.pattern);
        for (name, role) in
            [("frame-subject", frame.subject), ("frame-object", frame.object), ("frame-genitive", frame.genitive)]
        {
            sheet.flag_of(name, "actor", role == Role::Actor);
            sheet.flag_of(name, "recipient", role == Role::Recipient);
        }
        sheet.flag("frame-consequence", frame.consequence);
        sheet.flag("frame-swallows", frame.swallows);
        sheet.flag("act-pronoun", trigger.pronoun.is_some());
        sheet.flag("act-preposition", trigger.joined_preposition.is_some());
        sheet.flag("act-future", trigger.future);
        let (mut verb, mut active, mut passive, mut perfect, mut third, mut plural, mut feminine) =
            (false, false, false, false, false, false, false);
        let (mut definite, mut many, mut doer, mut done) = (false, false, false, false);
        match trigger.form {
            Form::Verb { features, active: a, passive: p } => {
                verb = true;
                (active, passive) = (a, p);
                perfect = features.aspect == Aspect::Perfect;
                third = features.person == Person::Third;
                plural = features.number != Number::Singular;
                feminine = features.gender == Gender::Feminine;
            }
            Form::Noun { definite: d, many: m, participle } => {
                (definite, many) = (d, m);
                doer = participle == Some(NominalKind::ActiveParticiple);
                done = participle == Some(NominalKind::PassiveParticiple);
            }
        }
        for (name, value) in [
            ("act-verb", verb),
            ("act-active", active),
            ("act-passive", passive),
            ("act-perfect", perfect),
            ("act-third", third),
            ("act-plural", plural),
            ("act-feminine", feminine),
            ("act-definite", definite),
            ("act-many", many),
            ("act-doer", doer),
            ("act-done", done),
        ] {
            sheet.flag(name, value);
        }
        sheet.count("act-at", self.words(self.sentence.start..trigger.tokens.start));
        sheet.count("sentence-words", self.words(self.sentence.clone()));
        sheet.flag("heading", self.scene.text.sentences()[self.number].heading || self.number == 0);
        sheet.flag("act-in-speech", self.speech.is_some());
        sheet.count("rule-actors", draft.slots.actors.len());
        sheet.count("rule-recipients", draft.slots.recipients.len());
        sheet.flag("rule-subject-known", self.subject.is_some());
        let before = trigger.tokens.start.checked_sub(1);
        sheet.flag("act-behind-preposition", before.is_some_and(|b| self.scene.is_preposition(b)));
        sheet.flag(
            "act-behind-verb",
            before.is_some_and(|b| self.scene.words[b].verb.is_some() && self.scene.is_verb(b)),
        );
        sheet.flag(
            "act-behind-relative",
            before.is_some_and(|b| self.scene.words[b].function.is_some_and(|f| f.relative)),
        );
        sheet.flag("act-opens", trigger.tokens.start == self.sentence.start);
        let acts = self.drafts[self.here.clone()].iter().filter(|d| !d.dropped);
        sheet.count("acts-in-sentence", acts.count());
        self.act_words(sheet);
    }

    /// Who the candidate is.
    fn mention(&self, m: &ActorMention, sheet: &mut Sheet) {
        sheet.flag("who-person", m.person);
        sheet.flag("who-state", m.state);
        sheet.flag("who-armed", m.armed());
        sheet.one_of("kind", KINDS, &m.kind);
        sheet.flag("who-joined", m.joined);
        sheet.one_of("preposition", PREPOSITIONS, m.preposition.as_deref().unwrap_or_default());
        let counted = amount_start(self.scene, m.tokens.start, m.preposition.as_deref()) < m.tokens.start;
        sheet.flag("who-counted", counted);
        sheet.count("who-mentions", self.scene.named(&m.entity));
        let speaks = |s: &Speech| s.speaker.as_ref().is_some_and(|w| w.span.overlaps(m.span));
        let speech = self.speech;
        sheet.flag("who-speaks-act", speech.is_some_and(speaks));
        sheet.flag("who-speaks", self.speeches.iter().any(speaks));
        sheet.flag("who-speaker-entity", speech.and_then(|s| s.speaker.as_ref()).is_some_and(|w| w.entity == m.entity));
    }

    /// The words between act and candidate.
    fn between(&self, m: &ActorMention, among: &[&ActorMention], sheet: &mut Sheet) {
        let scene = self.scene;
        let act = &self.drafts[self.at].trigger.tokens;
        let behind = m.tokens.start >= act.end;
        let gap = if behind { act.end..m.tokens.start } else { m.tokens.end.min(act.start)..act.start };
        sheet.flag("behind", behind);
        sheet.flag("other-sentence", m.tokens.start < self.sentence.start);
        let far = self.words(gap.clone());
        sheet.count("gap", far);
        let signed = f32::from(u8::try_from(far.min(60)).unwrap_or(60));
        sheet.put("offset", if behind { signed } else { -signed });
        let verb = |i: usize| scene.words[i].verb.is_some() && scene.is_verb(i);
        let plain = |i: usize| scene.words[i].function.is_none() && scene.words[i].verb.is_none();
        let runs = scene.runs();
        for (name, what) in GAP {
            sheet.count(name, runs.count(*what, &gap));
        }
        sheet.flag("gap-nouns-only", runs.count(What::Plain, &gap) == gap.len());
        let inside = |t: &Range<usize>| gap.start <= t.start && t.end <= gap.end;
        sheet.count("gap-acts", order::numbers_within(self.drafts, &gap).len());
        sheet.count("gap-actors", among.iter().filter(|o| inside(&o.tokens)).count());
        sheet.count("gap-armed", among.iter().filter(|o| inside(&o.tokens) && o.armed()).count());
        sheet.count("gap-times", order::within(&scene.times, &gap).len());
        sheet.count("gap-places", order::within(&scene.places, &gap).len());
        let first = gap.start;
        let last = gap.end.checked_sub(1).filter(|_| !gap.is_empty());
        let preposition = |i: usize| if scene.is_preposition(i) { scene.bare(i) } else { "-" };
        sheet.one_of("first-word", &PREPOSITIONS[1..], if gap.is_empty() || !behind { "" } else { preposition(first) });
        sheet.flag("last-verb", last.is_some_and(verb));
        let before = m.tokens.start.checked_sub(1).filter(|&b| b >= self.sentence.start);
        sheet.flag("verb-before-who", before.is_some_and(verb));
        let after = m.tokens.end;
        sheet.flag("verb-after-who", scene.words.get(after).is_some_and(|w| w.verb.is_some()) && scene.is_verb(after));
        sheet
            .flag("relative-after-who", scene.words.get(after).is_some_and(|w| w.function.is_some_and(|f| f.relative)));
        sheet.flag("who-opens", m.tokens.start == self.sentence.start);
        let nearer = |o: &&ActorMention| (o.tokens.start >= act.end) == behind && o.span != m.span && inside(&o.tokens);
        sheet.flag("nearest", !among.iter().any(nearer));
        // Acts that stand nearer to the candidate: it is the first behind it, or the last before it, that can.
        let other = if behind {
            let next = self.drafts.partition_point(|d| d.trigger.tokens.start < m.tokens.end);
            self.drafts.get(next).map(|d| d.trigger.tokens.start - m.tokens.end)
        } else {
            let next = self.drafts.partition_point(|d| d.trigger.tokens.end <= m.tokens.start);
            self.drafts[..next].last().map(|d| m.tokens.start - d.trigger.tokens.end)
        };
        sheet.flag("nearer-other-act", other.is_some_and(|far| far < gap.len()));
        let genitive = m.tokens.start.checked_sub(1).is_some_and(|b| {
            m.preposition.is_none() && plain(b) && scene.text.tokens()[b].is_word() && !scene.fold(b).starts_with("ال")
        });
        sheet.flag("who-owns", genitive);
    }

    /// What the rules of grammar made of the candidate here and in the acts around.
    fn grammar(&self, m: &ActorMention, sheet: &mut Sheet) {
        let draft = &self.drafts[self.at];
        let frame = draft.trigger.frame(self.scene.lexicon);
        let is = |list: &[ActorMention]| list.iter().any(|o| o.span.overlaps(m.span));
        let same = |list: &[ActorMention]| list.iter().any(|o| o.entity == m.entity);
        sheet.flag("rule-actor", is(&draft.slots.actors));
        sheet.flag("rule-recipient", is(&draft.slots.recipients));
        sheet.flag("rule-actor-entity", same(&draft.slots.actors));
        sheet.flag("rule-recipient-entity", same(&draft.slots.recipients));
        let one = |o: Option<&ActorMention>| o.is_some_and(|o| o.span == m.span);
        sheet.flag("is-subject", one(self.subject));
        sheet.flag("is-matrix", one(self.matrix));
        sheet.flag("is-subject-before", one(self.verb_before));
        sheet.flag("is-subject-after", one(self.verb_after));
        let listed = |list: &[String]| m.preposition.as_deref().is_some_and(|p| list.iter().any(|w| w == p));
        sheet.flag("frame-recipient-preposition", listed(&frame.recipient_preps));
        sheet.flag("frame-actor-preposition", listed(&frame.actor_preps));
        let others = || self.here.clone().filter(|k| *k != self.at).map(|k| &self.drafts[k]).filter(|d| !d.dropped);
        sheet.count("actor-elsewhere", others().filter(|d| is(&d.slots.actors)).count());
        sheet.count("recipient-elsewhere", others().filter(|d| is(&d.slots.recipients)).count());
        for (name, d) in [("previous", self.beside(false)), ("next", self.beside(true))] {
            sheet.flag_with(name, "actor", d.is_some_and(|d| is(&d.slots.actors)));
            sheet.flag_with(name, "recipient", d.is_some_and(|d| is(&d.slots.recipients)));
            let same_type = d.is_some_and(|d| d.trigger.frame(self.scene.lexicon).type_ == frame.type_);
            sheet.flag_with(name, "same-type", same_type);
        }
        // In the other acts of the document.
        let part = |does: bool, list: &[ActorMention]| {
            let (all, of_type) = self.acts.parts(does, &m.entity, frame.type_);
            let here = usize::from(!draft.dropped && same(list));
            (all - here, of_type - here)
        };
        let (acts, acts_type) = part(true, &draft.slots.actors);
        let (suffers, suffers_type) = part(false, &draft.slots.recipients);
        sheet.count("entity-acts", acts);
        sheet.count("entity-suffers", suffers);
        sheet.count("entity-acts-type", acts_type);
        sheet.count("entity-suffers-type", suffers_type);
    }
}
