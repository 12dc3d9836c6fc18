//! Subjects: whose deed each finite verb of a text is, named beside it or carried over from the verb before it.

mod agree;
mod beside;

use std::ops::Range;

use marsad_text::arabic::conjugate::Person;

use crate::scene::{ActorMention, Scene};
use crate::slots::accusative;
use crate::words::VerbUse;
use agree::{agrees, fits_gender, followed, hangs_on, harms, nominative, owned, plural, speaks};
use beside::{Beside, after, before, points_back, topic};

pub(crate) use beside::with_preposition;

/// How many sentences back the subject of a verb without one may stand.
const BACK: usize = 2;

/// Whose deed a verb is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Subject<'s> {
    Actor(&'s ActorMention),
    /// A noun that names no actor, at this token.
    Thing(usize),
    Unknown,
}

/// One finite verb.
#[derive(Debug, Clone, Copy)]
struct Entry {
    token: usize,
    subject: Option<usize>,
    /// A noun that is no actor stands where the subject should.
    thing: Option<usize>,
    /// In a clause that a relative opens.
    relative: bool,
    /// The subject stands by an earlier verb, and no pronoun points back at it.
    carried: bool,
}

/// The subjects of all finite verbs of a scene, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Subjects {
    verbs: Vec<Entry>,
}

impl Subjects {
    /// Reads every finite verb of a scene.
    pub fn read(scene: &Scene<'_>) -> Self {
        let mut out = Self::default();
        for token in 0..scene.words.len() {
            let named = crate::triggers::inside_name(scene, token);
            if let Some(verb) = scene.words[token].verb.as_ref().filter(|_| !named && scene.is_verb(token)) {
                let relative = token > 0 && scene.words[token - 1].function.is_some_and(|f| f.relative);
                let (subject, thing) = out.subject(scene, token, verb);
                let beside = subject.is_some_and(|a| {
                    let m = &scene.actors[a];
                    m.tokens.start > token
                        || !(m.tokens.end..token).any(|i| scene.words[i].verb.is_some() && scene.is_verb(i))
                });
                let pointed = token > 0
                    && scene.words[token - 1].function.is_some_and(|f| f.content)
                    && points_back(scene, token - 1);
                let carried = !(beside || pointed || plural(verb));
                out.verbs.push(Entry { token, subject, thing, relative, carried });
            }
        }
        out
    }

    /// The subject of the verb at a token.
    pub fn of<'s>(&self, scene: &'s Scene<'_>, token: usize) -> Subject<'s> {
        let Ok(at) = self.verbs.binary_search_by_key(&token, |e| e.token) else { return Subject::Unknown };
        match self.verbs[at] {
            Entry { subject: Some(a), .. } => Subject::Actor(&scene.actors[a]),
            Entry { thing: Some(i), .. } => Subject::Thing(i),
            _ => Subject::Unknown,
        }
    }

    /// Whether the subject of the verb at a token is only carried over from another verb.
    pub fn carried_over(&self, token: usize) -> bool {
        self.verbs.binary_search_by_key(&token, |e| e.token).is_ok_and(|at| self.verbs[at].carried)
    }

    /// The subject of the first verb of a stretch that has one: whom the sentence is about.
    pub fn matrix<'s>(&self, scene: &'s Scene<'_>, range: Range<usize>) -> Option<&'s ActorMention> {
        self.within(range)
            .iter()
            .find(|e| !e.relative && e.subject.is_some())
            .and_then(|e| e.subject)
            .map(|a| &scene.actors[a])
    }

    /// The last finite verb of a stretch.
    pub fn last_verb(&self, range: Range<usize>) -> Option<usize> {
        self.within(range).last().map(|e| e.token)
    }

    /// The first finite verb of a stretch.
    pub fn first_verb(&self, range: Range<usize>) -> Option<usize> {
        self.within(range).first().map(|e| e.token)
    }

    fn within(&self, range: Range<usize>) -> &[Entry] {
        let from = self.verbs.partition_point(|e| e.token < range.start);
        let to = self.verbs.partition_point(|e| e.token < range.end);
        &self.verbs[from..to.max(from)]
    }

    /// The actor, or where something else stands in its place.
    fn subject(&self, scene: &Scene<'_>, token: usize, verb: &VerbUse<'_>) -> (Option<usize>, Option<usize>) {
        if verb.readings.iter().all(|r| r.features.person == Person::First) {
            return (None, None);
        }
        let sentence = scene.sentence(token).tokens.clone();
        let front = match verb.split.conjunction {
            None => before(scene, token, verb, sentence.start),
            Some(_) => Beside::Nobody,
        };
        // «أنها تستهدف المدنيين»: the pronoun is the subject.
        let pointed =
            token > 0 && scene.words[token - 1].function.is_some_and(|f| f.content) && points_back(scene, token - 1);
        if pointed {
            return self.carried(scene, token, verb, &sentence);
        }
        let behind = match after(scene, token, verb, sentence.end) {
            // «وهاجمت معسكرا»: what stands in the accusative behind a verb is its object.
            Beside::Actor(a) if accusative_object(scene, a) => Beside::Nobody,
            other => other,
        };
        let adjacent = |a: usize| scene.actors[a].tokens.start <= token + 2;
        // «الطفل جنده اللواء», «اللواء الذي انضم قادته»: who stands behind the verb, where what goes before is taken.
        let relative = token > 0 && scene.words[token - 1].function.is_some_and(|f| f.relative);
        if let Beside::Actor(a) = behind
            && adjacent(a)
            && (verb.split.pronoun.is_some() || relative && owned(scene, a))
        {
            return (Some(a), None);
        }
        // «والتحالف يتهم الحوثيين»: whom the clause begins with, right before its verb.
        if let Beside::Actor(a) = front
            && topic(scene, a, token, sentence.start)
        {
            return (Some(a), None);
        }
        // «هجمات استهدفت مدنيين», «الرصاصة التي قتلت مراسلة»: what a clause hangs on is its subject where no pronoun is.
        if let Beside::Thing(i) = front
            && verb.split.pronoun.is_none()
            && !scene.words.get(token + 1).and_then(|w| w.function).is_some_and(|f| f.particle)
            && (relative || hangs_on(scene, i, token, verb))
        {
            return (None, Some(i));
        }
        // «إن وحدة خاصة اغتالت ناشطا»: a noun that «إن» opens the clause with is the subject, whoever stands behind.
        if let Beside::Thing(i) = front
            && i > 0
            && scene.words[i - 1].function.is_some_and(|f| f.content)
        {
            return (None, Some(i));
        }
        // «نفذ الجيش عدوانا … واغتال القائد»: somebody behind a second verb of a side's deeds suffers it.
        if let Beside::Actor(a) = behind
            && verb.split.conjunction.is_some()
            && !scene.actors[a].armed_group()
            && harms(scene, verb)
            && let Some(e) =
                self.within(sentence.start..token).iter().rev().find(|e| !e.relative && e.subject.is_some())
            && e.subject
                .is_some_and(|s| s != a && scene.actors[s].armed() && agrees(&scene.actors[s], scene, verb, false))
            && !followed(scene, a)
        {
            return (e.subject, None);
        }
        // «دانت الحكومة …، وحملت إسرائيل المسؤولية»: a second verb of speech has the first one's subject, and one behind it
        // is addressed.
        if let Beside::Actor(a) = behind
            && verb.split.conjunction.is_some()
            && speaks(scene, verb)
            && let Some(e) =
                self.within(sentence.start..token).iter().rev().find(|e| !e.relative && e.subject.is_some())
            && e.subject.is_some_and(|s| s != a && agrees(&scene.actors[s], scene, verb, false))
            && !followed(scene, a)
        {
            return (e.subject, None);
        }
        let thing = match behind {
            Beside::Actor(a) => return (Some(a), None),
            Beside::Thing(i) => Some(i),
            Beside::Nobody => None,
        };
        match front {
            Beside::Actor(a) => return (Some(a), None),
            Beside::Thing(i) => return (None, Some(i)),
            Beside::Nobody => {}
        }
        // «ونفذت غارات»: a noun of the other gender is the object, and so mostly is one behind a second verb.
        let transitive = scene.lexicon.verbs.all[verb.readings[0].verb as usize].transitive;
        let object = verb.split.conjunction.is_some() && transitive
            || !fits_gender(scene, token + 1, verb)
            || thing.is_some_and(|i| accusative(scene, i));
        if thing.is_some() && (!object || thing.is_some_and(|i| nominative(scene, i, verb) && !accusative(scene, i))) {
            return (None, thing);
        }
        match self.carried(scene, token, verb, &sentence) {
            (None, None) => (None, thing),
            found => found,
        }
    }

    /// The subject of an earlier verb that agrees: in the sentence, else whom the sentences before it are about.
    fn carried(
        &self,
        scene: &Scene<'_>,
        token: usize,
        verb: &VerbUse<'_>,
        sentence: &Range<usize>,
    ) -> (Option<usize>, Option<usize>) {
        let fits = |e: &&Entry| match (e.subject, e.thing) {
            (Some(a), _) => agrees(&scene.actors[a], scene, verb, false),
            (None, Some(i)) => fits_gender(scene, i, verb) && !plural(verb),
            _ => false,
        };
        let here = self.within(sentence.start..token);
        let named = |e: &&Entry| e.subject.is_some() && fits(e);
        let found = here.iter().rev().filter(|e| !e.relative).find(fits).or_else(|| here.iter().rev().find(named));
        if let Some(e) = found {
            return (e.subject, e.thing);
        }
        let number = scene.text.sentence_of(token);
        let paragraph = scene.text.sentences()[number].paragraph;
        let earlier = (number.saturating_sub(BACK)..number)
            .rev()
            .map(|n| &scene.text.sentences()[n])
            .take_while(|s| s.paragraph + 1 >= paragraph && !s.heading)
            .find_map(|s| self.within(s.tokens.clone()).iter().filter(|e| !e.relative).find(named));
        (earlier.and_then(|e| e.subject), None)
    }
}

/// Whether a mention is written in the accusative without the article, and is no dual before its genitive («طرفا النزاع»).
fn accusative_object(scene: &Scene<'_>, a: usize) -> bool {
    let tokens = &scene.actors[a].tokens;
    // «تركيا»: a name of one word is spelled so.
    !(scene.actors[a].id.is_some() && tokens.len() == 1)
        && crate::slots::accusative(scene, tokens.start)
        && !(tokens.len() > 1 && scene.fold(tokens.start + 1).starts_with("ال"))
}
