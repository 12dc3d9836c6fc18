//! Frames: what words make which report, and how Arabic fills its slots. One TOML file per family of acts.

use marsad_model::{Context, CountKind, EventType, Modality, Mode};
use marsad_text::arabic::conjugate::masdar_forms;
use marsad_text::fold_str;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::verbs::Verbs;
use crate::{Files, LexiconError};

/// Who stands in a grammatical place of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The doer.
    Actor,
    /// Who it is done to.
    Recipient,
    /// Armed sides are doers, others are done to: «قصف الطيران» and «قصف المدنيين».
    Auto,
    /// Nobody the record needs.
    #[default]
    None,
}

/// One frame, as its file has it. See `lexicon/README.md` for what each key means to a writer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// `family/name`; the report's rule name begins with it.
    pub id: String,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub type_: EventType,
    /// Modes that the words themselves say.
    #[serde(default)]
    pub mode: Vec<Mode>,
    /// Keys of verbs whose finite forms are triggers.
    #[serde(default)]
    pub verbs: Vec<String>,
    /// Whether the masdars of those verbs are triggers too.
    #[serde(default = "yes")]
    pub masdars: bool,
    /// Which participles are triggers too: `none`, `active`, `passive`, `both`.
    #[serde(default)]
    pub participles: Participles,
    /// Which voice of the finite verbs is meant: `both`, `active`, `passive`.
    #[serde(default)]
    pub voice: VoiceChoice,
    /// Whether only the perfect is meant: «سيطر على» takes, «يسيطر على» holds.
    #[serde(default)]
    pub perfect: bool,
    /// Nouns, `singular|plural|…`, in any case, with or without article and pronoun.
    #[serde(default)]
    pub nouns: Vec<String>,
    /// Several words; the article may stand before any of them. `[ألقى] القبض` begins with any form of a verb, whose
    /// subject may stand between.
    #[serde(default)]
    pub phrases: Vec<String>,
    /// Who the subject of an active verb is.
    #[serde(default = "actor")]
    pub subject: Role,
    /// Who the object is.
    #[serde(default = "recipient")]
    pub object: Role,
    /// Who follows a noun of the frame directly (iḍāfa).
    #[serde(default = "auto")]
    pub genitive: Role,
    /// Prepositions whose noun is the recipient.
    #[serde(default)]
    pub recipient_preps: Vec<String>,
    /// Prepositions whose noun is an actor («بين … و…» of a clash).
    #[serde(default)]
    pub actor_preps: Vec<String>,
    /// Words that, right after the trigger (within two words), show that something else is meant.
    #[serde(default)]
    pub not_after: Vec<String>,
    /// Words that, right before it, show the same.
    #[serde(default)]
    pub not_before: Vec<String>,
    /// Words of which one must stand within four words after or before the trigger.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Whether an armed actor must be in the sentence for the frame to hold.
    #[serde(default)]
    pub needs_armed: bool,
    /// What the people counted beside the trigger are: `killed`, `detained` ….
    #[serde(default)]
    pub counts: Option<CountKind>,
    /// A consequence («قتل», «أصيب») that belongs to another act of its sentence when there is one.
    #[serde(default)]
    pub consequence: bool,
    /// The voice that the frame's words themselves set, e.g. `recommended` for «يجب».
    #[serde(default)]
    pub modality: Option<Modality>,
    /// The act inside what the frame takes as its complement gets this modality: `alleged` for accusing.
    #[serde(default)]
    pub inner_modality: Option<Modality>,
    /// Whether acts inside the complement are not reports of their own (a demand's inner act).
    #[serde(default)]
    pub swallows: bool,
    /// Whether its words speak of an act more often than they tell one («إعدام» as a sentence of a court).
    #[serde(default)]
    pub passing: bool,
    /// PLOVER contexts the frame brings.
    #[serde(default)]
    pub contexts: Vec<Context>,
    /// How sure the frame is by itself, 0 to 1.
    #[serde(default = "sure")]
    pub confidence: f64,
}

/// Which participles trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Participles {
    #[default]
    None,
    Active,
    Passive,
    Both,
}

/// Which voice triggers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum VoiceChoice {
    #[default]
    Both,
    Active,
    Passive,
}

fn yes() -> bool {
    true
}
fn actor() -> Role {
    Role::Actor
}
fn recipient() -> Role {
    Role::Recipient
}
fn auto() -> Role {
    Role::Auto
}
fn sure() -> f64 {
    0.7
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrameFile {
    #[serde(default)]
    source: String,
    #[serde(default)]
    licence: String,
    #[serde(default)]
    frame: Vec<Frame>,
}

/// A noun form that triggers a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NounTrigger {
    /// Index into [`Frames::all`].
    pub frame: u32,
    /// Whether the form is a plural or dual.
    pub many: bool,
    /// Whether the form stands only before a pronoun.
    pub bound: bool,
    /// Whether the form is the dual.
    pub dual: bool,
}

/// A phrase that triggers a frame, its first word taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseTrigger {
    /// Index into [`Frames::all`].
    pub frame: u32,
    /// The folded words after the first, without articles.
    pub rest: Vec<Box<str>>,
}

/// All frames, compiled.
#[derive(Debug, Clone, Default)]
pub struct Frames {
    /// The frames.
    pub all: Vec<Frame>,
    /// By verb (index into [`Verbs::all`]).
    pub by_verb: FxHashMap<u32, Vec<u32>>,
    /// By folded noun form.
    pub by_noun: FxHashMap<Box<str>, Vec<NounTrigger>>,
    /// By folded first word without article.
    pub by_phrase: FxHashMap<Box<str>, Vec<PhraseTrigger>>,
    /// By verb that begins the phrase.
    pub by_verb_phrase: FxHashMap<u32, Vec<PhraseTrigger>>,
}

impl Frames {
    pub(crate) fn load(files: &Files, verbs: &Verbs) -> Result<Self, LexiconError> {
        let mut out = Self::default();
        for path in files.paths("lexicon/ar/frames/", ".toml") {
            for layer in files.get(path) {
                let fail = |what: String| LexiconError::Frame { file: layer.name.clone(), what };
                let file: FrameFile = toml::from_str(&layer.text).map_err(|e| fail(e.to_string()))?;
                if file.source.is_empty() || file.licence.is_empty() {
                    return Err(fail("a frame file needs `source` and `licence` at its top".to_owned()));
                }
                for frame in file.frame {
                    out.add(frame, verbs).map_err(fail)?;
                }
            }
        }
        for list in out.by_phrase.values_mut().chain(out.by_verb_phrase.values_mut()) {
            list.sort_by_key(|p| std::cmp::Reverse(p.rest.len()));
        }
        Ok(out)
    }

    fn add(&mut self, frame: Frame, verbs: &Verbs) -> Result<(), String> {
        let index = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        if let Some(mode) = frame.mode.iter().find(|m| !frame.type_.modes().contains(m)) {
            return Err(format!("frame `{}`: {} takes no mode `{mode}`", frame.id, frame.type_));
        }
        let verb = |key: &str| {
            verbs.key(key).ok_or_else(|| {
                format!("frame `{}`: no verb `{key}` in lexicon/ar/verbs/ (add a row there first)", frame.id)
            })
        };
        for key in &frame.verbs {
            self.by_verb.entry(verb(key)?).or_default().push(index);
        }
        for noun in &frame.nouns {
            for (i, form) in noun.split('|').map(str::trim).filter(|f| !f.is_empty()).enumerate() {
                for (surface, many, bound, dual) in noun_forms(form, i > 0) {
                    let trigger = NounTrigger { frame: index, many, bound, dual };
                    let list = self.by_noun.entry(surface.into()).or_default();
                    if !list.iter().any(|t| t.frame == index && t.bound == bound) {
                        list.push(trigger);
                    }
                }
            }
        }
        for phrase in &frame.phrases {
            let mut words = phrase.split_whitespace();
            let Some(head) = words.next() else { continue };
            let rest: Vec<Box<str>> = words.map(|w| without_article(&fold_str(w)).into()).collect();
            let trigger = PhraseTrigger { frame: index, rest };
            if let Some(key) = head.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
                self.by_verb_phrase.entry(verb(key)?).or_default().push(trigger);
            } else {
                let head = fold_str(head);
                self.by_phrase.entry(without_article(&head).into()).or_default().push(trigger);
            }
        }
        self.all.push(frame);
        Ok(())
    }
}

/// A folded word without its article.
#[must_use]
pub fn without_article(folded: &str) -> &str {
    folded.strip_prefix("ال").filter(|rest| rest.chars().count() >= 2).unwrap_or(folded)
}

/// The folded forms of a noun: itself, accusative, dual, before a pronoun; with (many, bound, dual).
fn noun_forms(form: &str, plural: bool) -> Vec<(String, bool, bool, bool)> {
    use marsad_text::arabic::conjugate::{NominalState, Number};
    let mut out = vec![(fold_str(form), plural, false, false)];
    for f in masdar_forms(form) {
        // The dual before a noun («قتلي» of «قتل») looks like other words («قتلى») and is next to never written.
        if plural && f.number != Number::Singular || f.state == NominalState::Construct {
            continue;
        }
        let dual = f.number == Number::Dual;
        let bound = matches!(f.state, NominalState::Bound);
        out.push((fold_str(&f.surface), plural || f.number != Number::Singular, bound, dual));
    }
    out
}
