//! All frames, by the words that trigger them.

use super::Frame;
use crate::facts::beginning;
use crate::frame_words::{Head, PhraseWord, WordSet, phrases};
use crate::near::{Groups, Near};
use crate::verbs::Verbs;
use crate::{Files, LexiconError, WordMap};
use marsad_text::arabic::conjugate::masdar_forms;
use marsad_text::fold_str;
use rustc_hash::FxHashMap;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FrameFile {
    #[serde(default)]
    pub(crate) source: String,
    #[serde(default)]
    pub(crate) licence: String,
    #[serde(default)]
    pub(crate) frame: Vec<Frame>,
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
    /// The words after the first; `=` behind a form says that it carries no pronoun.
    pub rest: Vec<PhraseWord>,
    /// What the next word begins with where the phrase can go on: see [`Facts::starts`].
    ///
    /// [`Facts::starts`]: crate::facts::Facts::starts
    pub next: u64,
}

impl PhraseTrigger {
    fn new(frame: u32, rest: Vec<PhraseWord>) -> Self {
        let next = match rest.first() {
            Some(PhraseWord::Form(form)) => beginning(form.strip_suffix('=').unwrap_or(form)),
            _ => u64::MAX,
        };
        Self { frame, rest, next }
    }
}

/// All frames, compiled.
#[derive(Debug, Clone, Default)]
pub struct Frames {
    /// The frames.
    pub all: Vec<Frame>,
    /// By verb (index into [`Verbs::all`]).
    pub by_verb: FxHashMap<u32, Vec<u32>>,
    /// By folded noun form.
    pub by_noun: WordMap<Vec<NounTrigger>>,
    /// By folded first word without article.
    pub by_phrase: WordMap<Vec<PhraseTrigger>>,
    /// By verb that begins the phrase.
    pub by_verb_phrase: FxHashMap<u32, Vec<PhraseTrigger>>,
    /// The `objects` of each frame.
    pub objects: Vec<WordSet>,
    /// The `doers` of each frame.
    pub doers: Vec<WordSet>,
    /// By frame, the frames that its act is of where their doers do it.
    pub instead: FxHashMap<u32, Vec<u32>>,
    /// Verbs that make the present after them tell what has come about: «بات يسيطر».
    pub became: Near,
}

impl Frames {
    pub(crate) fn load(files: &Files, verbs: &Verbs) -> Result<Self, LexiconError> {
        let mut out = Self::default();
        let groups = Groups::load(files)?;
        out.became = groups.group("became").and_then(Near::of).unwrap_or_default();
        for path in files.paths("lexicon/ar/frames/", ".toml") {
            for layer in files.get(path) {
                let fail = |what: String| LexiconError::Frame { file: layer.name.clone(), what };
                let file: FrameFile = toml::from_str(&layer.text).map_err(|e| fail(e.to_string()))?;
                if file.source.is_empty() || file.licence.is_empty() {
                    return Err(fail("a frame file needs `source` and `licence` at its top".to_owned()));
                }
                for mut frame in file.frame {
                    frame.spell_out(&groups).map_err(|e| fail(format!("frame `{}`: {e}", frame.id)))?;
                    out.add(frame, verbs).map_err(fail)?;
                }
            }
        }
        for list in out.by_phrase.values_mut().chain(out.by_verb_phrase.values_mut()) {
            list.sort_by_key(|p| (std::cmp::Reverse(p.rest.len()), !out.all[p.frame as usize].silent));
        }
        out.link()?;
        Ok(out)
    }

    /// Finds the frames that others stand in for.
    fn link(&mut self) -> Result<(), LexiconError> {
        let by_id: FxHashMap<&str, u32> =
            self.all.iter().zip(0_u32..).map(|(frame, index)| (frame.id.as_str(), index)).collect();
        let mut instead: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for (frame, index) in self.all.iter().zip(0_u32..) {
            for id in &frame.instead_of {
                let Some(&other) = by_id.get(id.as_str()) else {
                    let what = format!("frame `{}`: `instead_of` names no frame `{id}`", frame.id);
                    return Err(LexiconError::Frame { file: "lexicon/ar/frames".to_owned(), what });
                };
                instead.entry(other).or_default().push(index);
            }
        }
        self.instead = instead;
        Ok(())
    }

    fn add(&mut self, mut frame: Frame, verbs: &Verbs) -> Result<(), String> {
        frame.fold();
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
                    let list = self.by_noun.or_default(surface.into());
                    if !list.iter().any(|t| t.frame == index && t.bound == bound) {
                        list.push(trigger);
                    }
                }
            }
        }
        if !frame.instead_of.is_empty() && frame.doers.is_empty() && frame.doer_sectors.is_empty() {
            return Err(format!("frame `{}`: `instead_of` needs `doers` or `doer_sectors`", frame.id));
        }
        for line in &frame.phrases {
            for (head, rest) in phrases(line, verb).map_err(|e| format!("frame `{}`: {e}", frame.id))? {
                let trigger = PhraseTrigger::new(index, rest);
                match head {
                    Head::Verb(key) => self.by_verb_phrase.entry(key).or_default().push(trigger),
                    Head::Form(form) => self.by_phrase.or_default(form).push(trigger),
                }
            }
        }
        self.objects.push(WordSet::of(&frame.objects));
        self.doers.push(WordSet::of(&frame.doers));
        self.all.push(frame);
        Ok(())
    }
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
