//! Frames: what words make which report, and how Arabic fills its slots. One TOML file per family of acts.

mod compiled;

pub(crate) use compiled::FrameFile;
pub use compiled::{Frames, NounTrigger, PhraseTrigger};

use marsad_model::{Context, CountKind, EventType, Modality, Mode, Sector};
use marsad_text::fold_str;
use serde::Deserialize;

use crate::frame_words::Listed;
use crate::near::{Groups, Near};

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
    /// Whether only the perfect is meant, or the present of a headline and after «بات»: «سيطر على» takes,
    /// «يسيطر على» holds.
    #[serde(default)]
    pub perfect: bool,
    /// Nouns, `singular|plural|…`, in any case, with or without article and pronoun.
    #[serde(default)]
    pub nouns: Vec<String>,
    /// Several words; the article may stand before any of them. `[ألقى] القبض` begins with any form of a verb, whose
    /// subject may stand between; `لن [قبل]` goes on with one. `a|b` is either word, `ب…` any word that ب is joined to.
    #[serde(default)]
    pub phrases: Vec<String>,
    /// Whether it happens at the place that somebody or something leaves by it: «انسحب من», «طرد من».
    #[serde(default)]
    pub leaves: bool,
    /// Who the subject of an active verb is.
    #[serde(default = "actor")]
    pub subject: Role,
    /// Who the object is.
    #[serde(default = "recipient")]
    pub object: Role,
    /// Who follows a noun of the frame directly (iḍāfa).
    #[serde(default = "auto")]
    pub genitive: Role,
    /// Prepositions whose noun is the recipient, folded.
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
    /// Words of which one must stand within four words before or five after the trigger.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Words of which one must be what it is done to: right behind a noun, behind a verb and its subject.
    #[serde(default)]
    pub objects: Vec<String>,
    /// Words of which one must be in the name of who does it («متظاهرون»): an act of others is no report of this frame.
    #[serde(default)]
    pub doers: Vec<String>,
    /// PLOVER sectors of which one must be that of who does it; as `doers`.
    #[serde(default)]
    pub doer_sectors: Vec<Sector>,
    /// Ids of frames whose acts are of this frame where its `doers` do them: closing a road.
    #[serde(default)]
    pub instead_of: Vec<String>,
    /// Whether its words look like an act and are none: «احتجاجا على» as a reason. They make no report.
    #[serde(default)]
    pub silent: bool,
    /// Words of which none may stand before the trigger in its sentence.
    #[serde(default)]
    pub not_earlier: Vec<String>,
    /// How many words a verb phrase may be torn by, and how far around the trigger `needs` looks, where it is more than usual.
    #[serde(default)]
    pub reach: Option<usize>,
    /// Whether a torn verb phrase is named by the words after its verb: «أعربت الوزارة عن *استعدادها*».
    #[serde(default)]
    pub named_by_rest: bool,
    /// What the act is while it lies ahead: a visit that is planned is an agreement.
    #[serde(default)]
    pub ahead: Option<EventType>,
    /// Words of which one must follow in the trigger's clause: what it is done to.
    #[serde(default)]
    pub after: Vec<String>,
    /// Words of which one must be in the subject of the trigger.
    #[serde(default)]
    pub subjects: Vec<String>,
    /// Words of which none may stand within four words before the trigger; two words together count as one.
    #[serde(default)]
    pub not_near: Vec<String>,
    /// The four lists above, compiled.
    #[serde(skip)]
    pub near: NearLists,
    /// Whether an armed actor must be in the sentence for the frame to hold.
    #[serde(default)]
    pub needs_armed: bool,
    /// What the people counted beside the trigger are: `killed`, `detained` ….
    #[serde(default)]
    pub counts: Option<CountKind>,
    /// A consequence («قتل», «أصيب») that belongs to another act of its sentence when there is one; of other types than
    /// ASSAULT a sign of the act («رددوا هتافات») that says nothing where the document names it.
    #[serde(default)]
    pub consequence: bool,
    /// Whether its words must open a sentence or what follows a colon, a number before them aside: «غزة: 40 شهيدا».
    #[serde(default)]
    pub opens: bool,
    /// Whether its nouns, with «ب» or as an adverb behind a killing, only say how it was done: «قتله بإطلاق النار».
    #[serde(default)]
    pub means: bool,
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

impl Frame {
    /// Folds the words that texts are compared with, once.
    fn fold(&mut self) {
        for word in self.recipient_preps.iter_mut().chain(&mut self.actor_preps) {
            *word = fold_str(word);
        }
        for word in
            self.not_after.iter_mut().chain(&mut self.not_before).chain(&mut self.needs).chain(&mut self.not_earlier)
        {
            *word = without_article(&fold_str(word)).to_owned();
        }
        self.near.words = FrameWords {
            not_after: Listed::of(&self.not_after),
            not_before: Listed::of(&self.not_before),
            needs: Listed::of(&self.needs),
            not_earlier: Listed::of(&self.not_earlier),
        };
    }
}

/// The lists of a frame whose words are compared as they are.
#[derive(Debug, Clone, Default)]
pub struct FrameWords {
    /// Not right behind its trigger.
    pub not_after: Listed,
    /// Not right before it.
    pub not_before: Listed,
    /// Around it.
    pub needs: Listed,
    /// Not before it in its sentence.
    pub not_earlier: Listed,
}

/// What a frame asks for near its trigger.
#[derive(Debug, Clone, Default)]
pub struct NearLists {
    /// Around it.
    pub needs: Near,
    /// Behind it.
    pub after: Near,
    /// As its subject.
    pub subjects: Near,
    /// Not before it.
    pub not_near: Near,
    /// Words alone.
    pub words: FrameWords,
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

impl Frame {
    /// Puts the words of groups in their places and compiles what must stand near.
    fn spell_out(&mut self, groups: &Groups) -> Result<(), String> {
        groups.phrases(&mut self.phrases)?;
        for list in [
            &mut self.needs,
            &mut self.after,
            &mut self.subjects,
            &mut self.not_near,
            &mut self.not_before,
            &mut self.not_after,
        ] {
            groups.words(list)?;
        }
        self.near = NearLists {
            needs: Near::of(&self.needs)?,
            after: Near::of(&self.after)?,
            subjects: Near::of(&self.subjects)?,
            not_near: Near::of(&self.not_near)?,
            words: FrameWords::default(),
        };
        Ok(())
    }
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

/// A folded word without its article.
#[must_use]
pub fn without_article(folded: &str) -> &str {
    folded.strip_prefix("ال").filter(|rest| rest.chars().count() >= 2).unwrap_or(folded)
}
