//! The scene: one document with everything that has been noticed in it before any act is read.

mod inside;

use std::cell::OnceCell;
use std::ops::Range;

use marsad_lexicon::facts::{Bit, Facts, GIVEN, PLACE, Words};
use marsad_lexicon::{Lexicon, PhraseHit, VerbReading};
use marsad_model::{Day, MatchedBy, PlaceKind, Sector, Span};
use marsad_text::arabic::conjugate::{Aspect, Number};
use marsad_text::arabic::number::NumberMention;
use marsad_text::arabic::numbers_and_times;
use marsad_text::arabic::time::TimeMention;
use marsad_text::{Text, TokenKind};

use crate::asked::Asked;
use crate::order;
use crate::words::{Word, read_words};

/// Somebody named in the text.
#[derive(Debug, Clone)]
pub(crate) struct ActorMention {
    pub tokens: Range<usize>,
    pub span: Span,
    pub entity: String,
    pub id: Option<String>,
    pub country: Option<String>,
    pub sector: Option<Sector>,
    pub kind: String,
    pub loaded: Option<String>,
    /// Conjunction joined or standing before it.
    pub joined: bool,
    /// The preposition joined to or standing before it, folded.
    pub preposition: Option<String>,
    /// Whether it is a named person.
    pub person: bool,
    /// Whether it is a state under its bare name, which may be a place instead.
    pub state: bool,
}

impl ActorMention {
    /// Whether it is a body that fights, not one or some of its people.
    pub fn armed_group(&self) -> bool {
        self.armed() && !self.person && !matches!(self.kind.as_str(), "person" | "office" | "population")
    }

    /// Whether it can fight.
    pub fn armed(&self) -> bool {
        matches!(
            self.sector,
            Some(
                Sector::Mil
                    | Sector::Reb
                    | Sector::Prm
                    | Sector::Uaf
                    | Sector::Cop
                    | Sector::Spy
                    | Sector::Par
                    | Sector::Crm
            )
        ) || self.state
    }
}

/// A place named in the text.
#[derive(Debug, Clone)]
pub(crate) struct PlaceMention {
    pub tokens: Range<usize>,
    pub span: Span,
    pub name: String,
    pub id: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub kind: Option<PlaceKind>,
    pub country: Option<String>,
    /// Other gazetteer ids of the same name.
    pub rivals: Vec<u32>,
    /// The preposition before it, folded.
    pub preposition: Option<String>,
    /// Whether an adjective or direction makes it a part of something.
    pub part: bool,
    /// Whether it is a noun that points back at a place, not a name.
    pub pointed: bool,
    /// Whether they are many things without a name, not one place: «منازل».
    pub many: bool,
    /// How the gazetteer was matched, where it was.
    pub matched: Option<MatchedBy>,
    /// Whether the words say near it or a side of it, not in it.
    pub near: bool,
    /// What spoke for this place among those of its name.
    pub why: Vec<&'static str>,
    /// By how much it is the likeliest; nothing where no other has the name.
    pub margin: Option<f64>,
}

impl PlaceMention {
    /// Whether one of these prepositions stands before it.
    pub fn follows(&self, prepositions: &rustc_hash::FxHashSet<Box<str>>) -> bool {
        self.preposition.as_deref().is_some_and(|p| prepositions.contains(p))
    }
}

/// A time expression with the tokens it stands on.
#[derive(Debug, Clone)]
pub(crate) struct Timed {
    pub tokens: Range<usize>,
    pub mention: TimeMention,
}

impl Timed {
    fn new(text: &Text, mention: TimeMention) -> Self {
        let from = text.tokens().partition_point(|t| t.span.end <= mention.span.start);
        let to = text.tokens().partition_point(|t| t.span.start < mention.span.end);
        Self { tokens: from..to.max(from), mention }
    }
}

/// One document, noticed.
pub(crate) struct Scene<'a> {
    pub lexicon: &'a Lexicon,
    pub text: &'a Text,
    pub published: Option<Day>,
    pub words: Vec<Word<'a>>,
    pub times: Vec<Timed>,
    pub numbers: Vec<NumberMention>,
    pub actors: Vec<ActorMention>,
    pub places: Vec<PlaceMention>,
    /// Words that are no mention of a place by themselves, but where acts can take place: «المنطقة», «الأراضي السورية».
    pub pointers: Vec<PlaceMention>,
    /// Places without a name that acts can happen at: «سوق», «منزله».
    pub sites: Vec<PlaceMention>,
    /// The country the document is mostly about.
    pub country: Option<String>,
    /// The country the document is about, where there is no doubt: its share of what is said outweighs all others.
    pub about: Option<String>,
    /// What the letters of each token say.
    pub facts: Vec<Facts>,
    /// What is asked of the same words again and again.
    pub asked: Asked,
    place_names: Vec<OnceCell<Box<[PhraseHit<u32>]>>>,
}

impl Words for Scene<'_> {
    fn text(&self) -> &Text {
        self.text
    }

    #[inline]
    fn begins(&self, at: usize, bit: Bit) -> bool {
        self.facts.get(at).is_some_and(|f| f.begins & bit != 0)
    }

    #[inline]
    fn heads(&self, at: usize) -> u8 {
        self.facts.get(at).map_or(0, |f| f.heads)
    }

    #[inline]
    fn print(&self, at: usize) -> u32 {
        self.facts.get(at).map_or(0, |f| f.print)
    }
}

impl<'a> Scene<'a> {
    /// Notices everything in a text.
    pub fn new(lexicon: &'a Lexicon, text: &'a Text, published: Option<Day>) -> Self {
        let (numbers, times) = numbers_and_times(text, published);
        let facts = lexicon.facts(text);
        let mut scene = Self {
            lexicon,
            text,
            published,
            words: read_words(lexicon, text, &facts),
            times: times.into_iter().map(|t| Timed::new(text, t)).collect(),
            numbers,
            actors: Vec::new(),
            places: Vec::new(),
            pointers: Vec::new(),
            sites: Vec::new(),
            country: None,
            about: None,
            place_names: vec![OnceCell::new(); facts.len()],
            facts,
            asked: Asked::default(),
        };
        let open = crate::actors::find(&mut scene);
        crate::places::find(&mut scene, &open);
        crate::actors::settle(&mut scene, &open);
        // A head inside the name of a place is no actor: «موقع "الراهب"», «عيتا الشعب».
        let places = &scene.places;
        scene.actors.retain(|a| {
            let k = places.partition_point(|p| p.tokens.end <= a.tokens.start);
            a.id.is_some() && !a.state || places.get(k).is_none_or(|p| p.tokens.start >= a.tokens.start)
        });
        crate::amounts::free_amounts(&mut scene);
        scene.asked = Asked::of(&scene);
        scene
    }

    /// Folded form of token `i`.
    #[inline]
    pub fn fold(&self, i: usize) -> &'a str {
        self.text.fold(i)
    }

    /// Whether token `i` is a given name.
    #[inline]
    pub fn given(&self, i: usize) -> bool {
        self.begins(i, GIVEN)
    }

    /// The names of places at token `i`, as [`marsad_lexicon::PlaceNames::at`] finds them, looked for once.
    pub fn place_names(&self, i: usize) -> &[PhraseHit<u32>] {
        match self.place_names.get(i) {
            Some(found) if self.begins(i, PLACE) => {
                found.get_or_init(|| self.lexicon.gazetteer.names.at(self, i).into())
            }
            _ => &[],
        }
    }

    /// The letters that a word of a phrase may begin with to be token `i`; any where there is no token.
    #[inline]
    pub fn starts(&self, i: usize) -> u64 {
        self.facts.get(i).map_or(u64::MAX, |f| f.starts)
    }

    /// Folded form of token `i` without و or ف, if what is left is a function word or anything longer than two letters.
    pub fn bare(&self, i: usize) -> &'a str {
        let fold = self.text.fold(i);
        match fold.strip_prefix(['و', 'ف']) {
            Some(rest) if self.lexicon.cues.functions.contains_key(rest) => rest,
            _ => fold,
        }
    }

    /// Whether token `i` is punctuation that parts clauses.
    #[inline]
    pub fn parts_clauses(&self, i: usize) -> bool {
        self.text.tokens().get(i).is_none_or(|t| {
            matches!(
                t.mark,
                Some(
                    '،' | ','
                        | '؛'
                        | ';'
                        | ':'
                        | '«'
                        | '»'
                        | '"'
                        | '“'
                        | '”'
                        | '('
                        | ')'
                        | '['
                        | ']'
                        | '.'
                        | '!'
                        | '؟'
                        | '?'
                        | '…'
                        | '–'
                        | '—'
                        | '-'
                )
            )
        })
    }

    /// Whether token `i` is a function word that opens a new clause.
    pub fn opens_clause(&self, i: usize) -> bool {
        self.words[i].function.is_some_and(|f| f.subordinator)
    }

    /// Whether token `i` is a preposition standing alone.
    #[inline]
    pub fn is_preposition(&self, i: usize) -> bool {
        self.words.get(i).and_then(|w| w.function).is_some_and(|f| f.preposition)
    }

    /// The preposition that governs a noun at token `i` cut by `joined`, folded.
    pub fn preposition_before(&self, i: usize, joined: Option<char>) -> Option<String> {
        if let Some(c) = joined {
            return Some(c.to_string());
        }
        let before = i.checked_sub(1)?;
        self.is_preposition(before).then(|| self.bare(before).to_owned())
    }

    /// Whether two are named before token `i` in its sentence, or right after it: «شرطيين أصيبا», «فجرا نفسيهما».
    fn two_before(&self, i: usize) -> bool {
        let beside = i.checked_sub(1).map_or("", |k| self.fold(k));
        let dual = |word: &str| ["ان", "هما"].iter().any(|e| word.len() > e.len() + 2 && word.ends_with(e));
        self.fold(i + 1).ends_with("هما")
            || beside.ends_with("ين")
                && (!beside.starts_with("ال") || i > 1 && self.words[i - 2].function.is_some_and(|f| f.content))
            || (self.sentence(i).tokens.start..i).any(|k| dual(self.fold(k)))
    }

    /// Whether the word at `i` acts as a finite verb here, as far as its neighbours tell.
    pub fn is_verb(&self, i: usize) -> bool {
        self.asked.verbs.get(i).copied().unwrap_or_else(|| self.acts_as_verb(i))
    }

    fn acts_as_verb(&self, i: usize) -> bool {
        let Some(verb) = &self.words[i].verb else { return false };
        // «فجرا»: at dawn, where no two are named who could have done it.
        let two = |r: &VerbReading| r.features.number == Number::Dual && r.features.aspect == Aspect::Perfect;
        // «خمسون شخصا قتلوا»: a noun in the accusative behind its number.
        if self.fold(i).ends_with('ا') && self.numbers.iter().any(|n| n.counted.as_ref().is_some_and(|c| c.start == i))
        {
            return false;
        }
        let alone = verb.split.pronoun.is_none() && verb.split.conjunction.is_none();
        if alone && verb.readings.iter().all(two) && !self.two_before(i) {
            return false;
        }
        if i > 0 && verb.split.conjunction.is_none() {
            let before = &self.words[i - 1];
            if let Some(f) = before.function {
                // «من نزحوا»: those who.
                let many =
                    |r: &VerbReading| r.features.number == Number::Plural && r.features.aspect == Aspect::Perfect;
                let those = !verb.noun_too && self.bare(i - 1) == "من" && verb.readings.iter().any(many);
                if f.preposition
                    && !f.particle
                    && !f.negation
                    && !f.subordinator
                    && verb.split.preposition.is_none()
                    && !those
                {
                    return false;
                }
                // «بعد دحر …», «أن دعم …»: letters that are a noun too are the noun.
                let perfect = verb.readings.iter().all(|r| r.features.aspect == Aspect::Perfect);
                let pronoun = ["ه", "ها", "هم", "هما"].iter().any(|e| self.fold(i - 1).ends_with(e));
                if verb.noun_too
                    && verb.split.preposition.is_none()
                    && (f.preposition || f.content && perfect && !pronoun)
                {
                    return false;
                }
                return true;
            }
        }
        if !verb.noun_too {
            return true;
        }
        // «هجوم شنه الجيش»: a clause that hangs on the noun before it by its pronoun.
        if verb.split.pronoun.is_some() && verb.split.conjunction.is_none() && i > 0 {
            let before = &self.words[i - 1];
            let noun = self.text.tokens()[i - 1].kind == TokenKind::Arabic
                && before.function.is_none()
                && before.verb.as_ref().is_none_or(|v| v.noun_too)
                && !self.fold(i - 1).starts_with("ال");
            let named = self.actors.partition_point(|a| a.tokens.end < i);
            if noun && self.actors.get(named).is_none_or(|a| a.tokens.end != i) {
                return true;
            }
        }
        // «165 خرقا»: a noun in the accusative behind its number.
        if self.fold(i).ends_with('ا') && order::ending(&self.numbers, i).is_some() {
            return false;
        }
        // Letters that are a noun too: a verb where a clause begins or a subject has just been named.
        if verb.split.preposition.is_some() {
            return false;
        }
        let start = i == 0 || self.parts_clauses(i - 1) || self.text.tokens()[i - 1].kind != TokenKind::Arabic;
        if start || self.sentence(i).tokens.start == i {
            return self.follows_subject_or_number(i);
        }
        let before = self.actors.partition_point(|a| a.tokens.end < i);
        let named = self.actors.get(before).filter(|a| a.tokens.end == i);
        // «قدم الموظف طلبا»: a dual verb after one person is a noun.
        let dual = verb.readings.iter().all(|r| r.features.number == Number::Dual);
        let two = |a: &ActorMention| {
            ["ان", "ين"]
                .iter()
                .any(|e| self.fold(a.tokens.start).ends_with(e) || self.fold(a.tokens.end - 1).ends_with(e))
        };
        // «جددت القوات قصفها»: whoever has just been the subject of a verb before it is not that of another behind it.
        let taken = |a: &ActorMention| {
            let from = crate::amounts::amount_start(self, a.tokens.start, a.preposition.as_deref());
            from > 0
                && verb.split.conjunction.is_none()
                && self.words[from - 1].verb.is_some()
                && self.is_verb(from - 1)
        };
        named.is_some_and(|a| !taken(a) && (a.preposition.is_none() || a.person) && (!dual || two(a)))
            || order::ending(&self.times, i).is_some()
            || (verb.split.conjunction.is_some() && self.follows_subject_or_number(i))
    }

    /// Whether what follows token `i` looks like the subject or object of a verb rather than of a noun.
    fn follows_subject_or_number(&self, i: usize) -> bool {
        let next = i + 1;
        let Some(token) = self.text.tokens().get(next) else { return false };
        match token.kind {
            TokenKind::Number => true,
            TokenKind::Mark => matches!(token.mark, Some('«' | '"' | '“')),
            _ => !self.is_preposition(next) || matches!(self.bare(next), "في" | "من" | "خلال" | "منذ"),
        }
    }

    /// The sentence of token `i`.
    pub fn sentence(&self, i: usize) -> &'a marsad_text::Sentence {
        &self.text.sentences()[self.text.sentence_of(i)]
    }
}
