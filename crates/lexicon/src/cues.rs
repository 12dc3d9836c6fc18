//! Small lists that colour a report: light verbs, words of mode, words of modality, words of loss.

use marsad_model::{CountKind, EventType, Mode};
use marsad_text::fold_str;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::phrase::PhraseMap;
use crate::table::read_tables;
use crate::verbs::Verbs;
use crate::{Files, LexiconError};

/// What a light verb does for the noun of an act beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Light {
    /// «شنّ»: its subject does the act.
    Agent,
    /// «تعرّض»: its subject suffers the act.
    Undergo,
    /// «وقع»: the act happens; its subject is the act.
    Occur,
    /// «استهدف»: after the noun of an act, it says at what the act was aimed and is no act of its own.
    Aim,
    /// «أسفر عن»: what follows is the consequence of what stands before.
    Result,
}

/// What a word of modality does to the act in its reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// It did not happen.
    Negation,
    /// It is planned or promised.
    Intended,
    /// It should be done.
    Recommended,
    /// It is expected.
    Predicted,
    /// It is only thought of.
    Hypothetical,
    /// It is claimed with doubt.
    Alleged,
    /// It was tried and did not come about.
    Failed,
    /// It may be so.
    Possible,
    /// It belongs to the past.
    Historical,
    /// It happens again and again, which reaches the whole sentence: «من حين إلى آخر».
    Habit,
    /// A month gone by: history in a document whose own day nobody knows, where no date can tell («أبريل الماضي»).
    Month,
    /// An undertaking; what «ل» says it is for is intended: «عملية لاستعادة …».
    Purpose,
    /// It is thought not to come: «استبعد أن …».
    Excluded,
    /// «سوى»: all but this is denied.
    Except,
    /// It hardly ever happens.
    Seldom,
    /// It stands under a condition, which reaches the whole sentence: «إذا», «في حال».
    Conditional,
    /// «أي»: whatever there may be of it.
    Any,
    /// Words that look like one of these and colour nothing: «ما إذا».
    Plain,
}

/// A word that says how an act was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModeCue {
    /// For which type.
    pub type_: EventType,
    /// Which mode.
    pub mode: Mode,
}

/// The lists.
#[derive(Debug, Clone, Default)]
pub struct Cues {
    /// By verb (index into [`Verbs::all`]).
    pub light: FxHashMap<u32, Light>,
    /// Verbs whose subject is where something happens: «شهد», «عانى».
    pub scene_verbs: FxHashSet<u32>,
    /// Words of mode.
    pub modes: PhraseMap<ModeCue>,
    /// Words of modality.
    pub modality: PhraseMap<Colour>,
    /// Words of modality that stand behind what they describe: «الوشيك», «المزعوم».
    pub modality_after: PhraseMap<Colour>,
    /// Verbs of modality by index.
    pub modality_verbs: FxHashMap<u32, Colour>,
    /// Words for those killed, wounded, detained ….
    pub losses: PhraseMap<CountKind>,
    /// Words for agents and means that mark the doer: «على يد», «من قبل».
    pub by_phrases: PhraseMap<()>,
    /// Folded words too general to name who an act was done to: «شخصا», «آخرين».
    pub generic: FxHashSet<Box<str>>,
    /// Folded words that may do something but are only counted where it is done to them: «المئات».
    pub generic_recipients: FxHashSet<Box<str>>,
    /// Words before a clause that goes on where the one before it was: «بعد», «حيث».
    pub same_scene: PhraseMap<()>,
    /// Words that begin something else in the same sentence: «فيما», «من جهة أخرى».
    pub contrasts: PhraseMap<()>,
    /// Folded words that «من» and those counted follow: «عدد», «أحد», «معظمهم».
    pub amounts: FxHashSet<Box<str>>,
    /// Folded words for a part of a place, before «من» and its name: «أنحاء», «أجزاء», or before «ل»: «تابعة».
    pub portions: FxHashSet<Box<str>>,
    /// Folded words that stand right before those counted and govern nothing: «جميع», «نحو».
    pub quantifiers: FxHashSet<Box<str>>,
    /// Those of them that say why: «جراء», «إثر».
    pub causes: FxHashSet<Box<str>>,
    /// Folded prepositions that name an act in which another one is done: «في», «خلال».
    pub within: FxHashSet<Box<str>>,
    /// Folded prepositions that only those struck follow: «ضد», «بحق».
    pub against: FxHashSet<Box<str>>,
    /// Folded words that stand between two sides: «من جهة أخرى».
    pub sides: FxHashSet<Box<str>>,
    /// Folded words that single out some of those counted: «بينهم», «معظمهم».
    pub singled: FxHashSet<Box<str>>,
    /// Folded words for what one takes upon oneself who says to have done an act: «مسؤوليته عن الهجوم».
    pub claims: FxHashSet<Box<str>>,
    /// Folded prepositions after which an act is only the occasion of another: «بعد», «خلال».
    pub occasions: FxHashSet<Box<str>>,
    /// Words with which the outlet turns to something else at the same time: «في وقت».
    pub asides: PhraseMap<()>,
    /// Words that say that some of those counted before are meant: «بينهم».
    pub among: PhraseMap<()>,
    /// Folded words after which stands what happened before: «بعد», «إثر».
    pub after: FxHashSet<Box<str>>,
    /// Folded words after which stands the act of the day before: «غداة».
    pub eve: FxHashSet<Box<str>>,
    /// Folded words before the day on which something began: «منذ».
    pub since: FxHashSet<Box<str>>,
    /// Folded words for a fight that, behind «بعد», led to what is told: «سيطر على البلدة بعد معارك».
    pub leading: FxHashSet<Box<str>>,
    /// Folded words that say that those counted do an act: «بمشاركة», «شاركوا».
    pub joining: FxHashSet<Box<str>>,
    /// Folded prepositions before what an act is aimed at: «على».
    pub aimed: FxHashSet<Box<str>>,
    /// Folded words before the kinds that one figure holds: «بين قتيل وجريح».
    pub between: FxHashSet<Box<str>>,
    /// Folded words before those whose toll a number gives: «عدد القتلى», «حصيلة».
    pub toll: FxHashSet<Box<str>>,
    /// Folded words for one of several: «أحد المسلحين».
    pub one_of: FxHashSet<Box<str>>,
    /// Folded prepositions before what an act led to: «أدى … إلى مقتل».
    pub led: FxHashSet<Box<str>>,
    /// Folded prepositions that say only when: «خلال», «أثناء».
    pub during: FxHashSet<Box<str>>,
    /// Folded words that make a number of no size a great one: «كبير».
    pub many: FxHashSet<Box<str>>,
    /// Folded words for others who go uncounted, and whether each is one: «آخر», «آخرون».
    pub others: FxHashMap<Box<str>, bool>,
    /// Folded words that tie the parts of a person's name together: «بن», «أبو».
    pub person_parts: FxHashSet<Box<str>>,
    /// Folded words after which some of those meant may be named: «بينهم».
    pub named_among: FxHashSet<Box<str>>,
    /// Folded words after which a name stands: «يدعى».
    pub naming: FxHashSet<Box<str>>,
    /// Folded words that begin a place's name of two words: «تل», «كفر».
    pub place_parts: FxHashSet<Box<str>>,
    /// Closed-class words by folded form.
    pub functions: FxHashMap<Box<str>, FunctionWord>,
}

/// What a closed-class word can be; a form may be several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub struct FunctionWord {
    pub preposition: bool,
    /// A preposition that places follow: «في», «قرب».
    pub place: bool,
    pub conjunction: bool,
    pub subordinator: bool,
    pub relative: bool,
    pub negation: bool,
    pub demonstrative: bool,
    pub pronoun: bool,
    pub particle: bool,
    /// Opens what is said: «أن», «بأنه».
    pub content: bool,
    /// The verb after it stands in the jussive: «لم».
    pub jussive: bool,
    /// The verb after it stands in the subjunctive: «لن».
    pub subjunctive: bool,
}

impl Cues {
    pub(crate) fn load(files: &Files, verbs: &Verbs) -> Result<Self, LexiconError> {
        let mut out = Self::default();
        read_tables(files, "lexicon/ar/light_verbs", |row| {
            let light = match row.get("role") {
                "agent" => Light::Agent,
                "undergo" => Light::Undergo,
                "occur" => Light::Occur,
                "aim" => Light::Aim,
                "result" => Light::Result,
                other => return Err(row.error(format!("`{other}` is not agent, undergo, occur, aim or result"))),
            };
            let key = row.get("lemma");
            let verb = verbs.key(key).ok_or_else(|| row.error(format!("no verb `{key}` in lexicon/ar/verbs/")))?;
            out.light.insert(verb, light);
            Ok(())
        })?;
        read_tables(files, "lexicon/ar/scene_verbs", |row| {
            let key = row.get("lemma");
            let verb = verbs.key(key).ok_or_else(|| row.error(format!("no verb `{key}` in lexicon/ar/verbs/")))?;
            out.scene_verbs.insert(verb);
            Ok(())
        })?;
        read_tables(files, "lexicon/ar/modes", |row| {
            let cue = ModeCue { type_: row.parse("type")?, mode: row.parse("mode")? };
            for form in row.list("form") {
                out.modes.insert(form, cue.clone());
            }
            Ok(())
        })?;
        read_tables(files, "lexicon/ar/modality", |row| {
            let colour = match row.get("colour") {
                "negation" => Colour::Negation,
                "intended" => Colour::Intended,
                "recommended" => Colour::Recommended,
                "predicted" => Colour::Predicted,
                "hypothetical" => Colour::Hypothetical,
                "alleged" => Colour::Alleged,
                "failed" => Colour::Failed,
                "possible" => Colour::Possible,
                "historical" => Colour::Historical,
                "habit" => Colour::Habit,
                "month" => Colour::Month,
                "purpose" => Colour::Purpose,
                "excluded" => Colour::Excluded,
                "except" => Colour::Except,
                "seldom" => Colour::Seldom,
                "conditional" => Colour::Conditional,
                "any" => Colour::Any,
                "plain" => Colour::Plain,
                other => return Err(row.error(format!("`{other}` is not a colour of modality"))),
            };
            for form in row.list("form") {
                if matches!(row.get("side"), "after" | "both") {
                    out.modality_after.insert(form, colour);
                }
                if row.get("side") == "after" {
                    continue;
                }
                match form.strip_prefix('[').and_then(|f| f.strip_suffix(']')) {
                    Some(key) => {
                        let verb =
                            verbs.key(key).ok_or_else(|| row.error(format!("no verb `{key}` in lexicon/ar/verbs/")))?;
                        out.modality_verbs.insert(verb, colour);
                    }
                    None => out.modality.insert(form, colour),
                }
            }
            Ok(())
        })?;
        read_tables(files, "lexicon/ar/losses", |row| {
            let what = row.parse("what")?;
            for form in row.list("form") {
                out.losses.insert(form, what);
            }
            Ok(())
        })?;
        read_tables(files, "lexicon/ar/function_words", |row| {
            let word = out.functions.entry(fold_str(row.get("form")).into()).or_default();
            for class in row.list("class") {
                match class {
                    "preposition" => word.preposition = true,
                    "place" => word.place = true,
                    "conjunction" => word.conjunction = true,
                    "subordinator" => word.subordinator = true,
                    "relative" => word.relative = true,
                    "negation" => word.negation = true,
                    "demonstrative" => word.demonstrative = true,
                    "pronoun" => word.pronoun = true,
                    "particle" => word.particle = true,
                    "content" => word.content = true,
                    "jussive" => word.jussive = true,
                    "subjunctive" => word.subjunctive = true,
                    other => return Err(row.error(format!("`{other}` is not a class of function words"))),
                }
            }
            Ok(())
        })?;
        read_tables(files, "lexicon/ar/name_parts", |row| {
            let parts = match row.get("kind") {
                "person" => &mut out.person_parts,
                "place" => &mut out.place_parts,
                "naming" => &mut out.naming,
                "among" => &mut out.named_among,
                other => return Err(row.error(format!("`{other}` is not person, place, naming or among"))),
            };
            parts.extend(row.list("form").map(|form| fold_str(form).into()));
            Ok(())
        })?;
        read_tables(files, "lexicon/ar/generic", |row| {
            let words = if row.get("role") == "recipient" { &mut out.generic_recipients } else { &mut out.generic };
            words.extend(row.list("form").map(|form| fold_str(form).into()));
            Ok(())
        })?;
        read_tables(files, "lexicon/ar/links", |row| {
            let words = match row.get("kind") {
                "by" | "contrast" | "scene" | "among" | "aside" => None,
                "many" => Some(&mut out.many),
                "after" => Some(&mut out.after),
                "eve" => Some(&mut out.eve),
                "joining" => Some(&mut out.joining),
                "aimed" => Some(&mut out.aimed),
                "between" => Some(&mut out.between),
                "toll" => Some(&mut out.toll),
                "one" => Some(&mut out.one_of),
                "led" => Some(&mut out.led),
                "since" => Some(&mut out.since),
                "leading" => Some(&mut out.leading),
                "during" => Some(&mut out.during),
                kind @ ("another" | "others") => {
                    out.others.extend(row.list("form").map(|form| (fold_str(form).into(), kind == "another")));
                    return Ok(());
                }
                "amount" => Some(&mut out.amounts),
                "quantifier" => Some(&mut out.quantifiers),
                "portion" => Some(&mut out.portions),
                "occasion" => Some(&mut out.occasions),
                "claim" => Some(&mut out.claims),
                "singled" => Some(&mut out.singled),
                "within" => Some(&mut out.within),
                "against" => Some(&mut out.against),
                "side" => Some(&mut out.sides),
                "cause" => {
                    out.occasions.extend(row.list("form").map(|form| fold_str(form).into()));
                    Some(&mut out.causes)
                }
                other => {
                    let kinds = "by, contrast, scene, aside, among, amount, quantifier, occasion, cause, claim, singled, within, against, \
                                 side, after, during, eve, since, leading, joining, aimed, between, toll, one, led, many, portion, another or others";
                    return Err(row.error(format!("`{other}` is not {kinds}")));
                }
            };
            match words {
                Some(words) => words.extend(row.list("form").map(|form| fold_str(form).into())),
                None => {
                    let map = match row.get("kind") {
                        "by" => &mut out.by_phrases,
                        "scene" => &mut out.same_scene,
                        "among" => &mut out.among,
                        "aside" => &mut out.asides,
                        _ => &mut out.contrasts,
                    };
                    row.list("form").for_each(|form| map.insert(form, ()));
                }
            }
            Ok(())
        })?;
        Ok(out)
    }
}
