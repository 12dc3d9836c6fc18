//! A pack from its files.

use marsad_model::CueClass;
use marsad_text::Language;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::forms::{Classes, Endings, FormFeature, VerbTable};
use super::frame::{Groups, PackFrame, PackPhrase};
use super::names::Names;
use super::{Composed, LanguagePack, WordOrder};
use crate::frames::FrameFile;
use crate::{Files, Gazetteer, LexiconError, read_tables};

/// `pack.toml`: what a language is to the reader.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    source: String,
    licence: String,
    language: String,
    #[serde(default)]
    order: WordOrder,
    #[serde(default)]
    experimental: bool,
    #[serde(default)]
    adverb_endings: Vec<String>,
    #[serde(default)]
    owner_endings: Vec<String>,
    #[serde(default)]
    object_endings: Vec<String>,
    #[serde(default)]
    kept_endings: Vec<String>,
    #[serde(default)]
    plural_endings: Vec<String>,
    #[serde(default)]
    singular_endings: Vec<String>,
    #[serde(default)]
    guesses: std::collections::BTreeMap<String, String>,
}

/// The tags of the languages that have a folder with a `pack.toml`.
pub(crate) fn tags(files: &Files) -> Vec<String> {
    let folders = files.paths("lexicon/", "/pack.toml");
    folders.filter_map(|p| p.strip_prefix("lexicon/")?.strip_suffix("/pack.toml").map(str::to_owned)).collect()
}

/// The words of a name as the reader cuts a text: lower-case, without what stands in brackets or behind an apostrophe.
pub(crate) fn name_words(name: &str) -> Vec<String> {
    let plain = name.split(" (").next().unwrap_or_default().to_lowercase();
    let words = plain.split_whitespace().map(|w| w.split(['\'', '’']).next().unwrap_or_default());
    let words =
        words.map(|w| w.trim_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != '-')).filter(|w| !w.is_empty());
    let mut out: Vec<String> = words.map(str::to_owned).collect();
    if out.len() > 1 && out[0] == "the" {
        out.remove(0);
    }
    out
}

pub(crate) fn words(form: &str) -> Vec<&str> {
    form.split(' ').filter(|w| !w.is_empty()).collect()
}

impl LanguagePack {
    /// Compiles the pack of a language.
    ///
    /// # Errors
    /// When a row or frame is not what its file asks for; the message names file and line.
    pub fn load(files: &Files, tag: &str, gazetteer: &Gazetteer) -> Result<Self, LexiconError> {
        let folder = format!("lexicon/{tag}/");
        let head = head(files, &folder)?;
        let fail = |what: String| LexiconError::Frame { file: format!("{folder}pack.toml"), what };
        if head.source.is_empty() || head.licence.is_empty() {
            return Err(fail("a pack needs `source` and `licence`".to_owned()));
        }
        let language = Language::of_tag(&head.language)
            .filter(|l| l.tag() == tag)
            .ok_or_else(|| fail(format!("language `{}` is not `{tag}`, or none that can be told", head.language)))?;
        let endings = Endings::load(files, &folder)?;
        let mut guesses = Vec::new();
        for (end, feature) in head.guesses {
            guesses.push((end, FormFeature::parse(&feature).map_err(fail)?));
        }
        let mut verbs = VerbTable::load(files, &folder, &endings)?;
        let mut groups = Groups::default();
        read_tables(files, &format!("{folder}word_groups."), |row| {
            let group = groups.0.entry(row.get("group").to_owned()).or_default();
            group.extend(row.list("form").map(str::to_owned));
            Ok(())
        })?;
        let mut out = Self {
            language,
            order: head.order,
            experimental: head.experimental,
            guesses,
            adverbs: head.adverb_endings,
            owners: head.owner_endings,
            objects: head.object_endings,
            kept: head.kept_endings,
            plurals: (head.plural_endings, head.singular_endings),
            frames: Vec::new(),
            lemmas: Vec::new(),
            verbs: FxHashMap::default(),
            by_lemma: FxHashMap::default(),
            by_word: FxHashMap::default(),
            classes: FxHashMap::default(),
            saying: FxHashMap::default(),
            light: FxHashMap::default(),
            names: Names::default(),
            places: FxHashMap::default(),
            modes: Names::default(),
            losses: Names::default(),
            sources: Names::default(),
            modality: Names::default(),
            time: Names::default(),
            numbers: Names::default(),
            abbreviations: FxHashSet::default(),
            composed: Vec::new(),
            hash: hash(files, &folder),
        };
        out.load_frames(files, &folder, &groups, &endings, &mut verbs)?;
        out.load_lists(files, &folder, &endings, &mut verbs)?;
        out.load_names(files, &folder, &endings, gazetteer)?;
        out.load_time_and_numbers(files, &folder)?;
        out.lemmas = verbs.lemmas;
        out.verbs = verbs.forms;
        Ok(out)
    }

    fn load_frames(
        &mut self,
        files: &Files,
        folder: &str,
        groups: &Groups,
        endings: &Endings,
        verbs: &mut VerbTable,
    ) -> Result<(), LexiconError> {
        let prefix = format!("{folder}frames/");
        for path in files.paths(&prefix, ".toml") {
            for layer in files.get(path) {
                let fail = |what: String| LexiconError::Frame { file: layer.name.clone(), what };
                let file: FrameFile = toml::from_str(&layer.text).map_err(|e| fail(e.to_string()))?;
                if file.source.is_empty() || file.licence.is_empty() {
                    return Err(fail("a frame file needs `source` and `licence` at its top".to_owned()));
                }
                for frame in file.frame {
                    let at = u32::try_from(self.frames.len()).unwrap_or(u32::MAX);
                    let fault = |e: String| fail(format!("frame `{}`: {e}", frame.id));
                    for verb in &frame.verbs {
                        self.by_lemma.entry(verbs.add(verb, endings)).or_default().push((at, None));
                    }
                    for noun in &frame.nouns {
                        for form in noun.split('|') {
                            let phrase = PackPhrase::of(&words(form), groups, endings).map_err(fault)?;
                            self.by_first(at, phrase);
                        }
                    }
                    for phrase in &frame.phrases {
                        let list = words(phrase);
                        let verb = list.first().and_then(|w| w.strip_prefix('[')?.strip_suffix(']'));
                        match verb {
                            Some(lemmas) => {
                                let rest = PackPhrase::of(&list[1..], groups, endings).map_err(fault)?;
                                for lemma in lemmas.split('|') {
                                    let index = verbs.add(lemma, endings);
                                    self.by_lemma.entry(index).or_default().push((at, Some(rest.clone())));
                                }
                            }
                            None => self.by_first(at, PackPhrase::of(&list, groups, endings).map_err(fault)?),
                        }
                    }
                    self.frames.push(PackFrame::of(frame, groups, endings).map_err(fail)?);
                }
            }
        }
        // Phrases before bare verbs, longer ones before shorter; of equally long ones the frames that ask who does it, then as
        // the files have them.
        let frames = &self.frames;
        let open = |f: u32| {
            let frame = &frames[f as usize];
            frame.doers.is_empty() && frame.frame.doer_sectors.is_empty() && frame.subjects.is_empty()
        };
        for list in self.by_lemma.values_mut() {
            list.sort_by_key(|(f, phrase)| (std::cmp::Reverse(phrase.as_ref().map_or(0, |p| p.words.len())), open(*f)));
        }
        for list in self.by_word.values_mut() {
            list.sort_by_key(|(f, phrase)| (std::cmp::Reverse(phrase.words.len()), open(*f)));
        }
        Ok(())
    }

    /// Files a noun or phrase under every form of its first word.
    fn by_first(&mut self, frame: u32, phrase: PackPhrase) {
        let Some(first) = phrase.words.first().cloned() else { return };
        for form in first {
            self.by_word.entry(form.into()).or_default().push((frame, phrase.clone()));
        }
    }

    fn load_lists(
        &mut self,
        files: &Files,
        folder: &str,
        endings: &Endings,
        verbs: &mut VerbTable,
    ) -> Result<(), LexiconError> {
        read_tables(files, &format!("{folder}function_words."), |row| {
            let classes = Classes::read(&row)?;
            for form in row.list("form") {
                *self.classes.entry(form.into()).or_default() |= classes;
            }
            Ok(())
        })?;
        read_tables(files, &format!("{folder}saying."), |row| {
            let class: CueClass = row.parse("class")?;
            for lemma in row.list("lemma") {
                self.saying.insert(verbs.add(lemma, endings), class);
            }
            Ok(())
        })?;
        read_tables(files, &format!("{folder}light_verbs."), |row| {
            for lemma in row.list("lemma") {
                self.light.insert(verbs.add(lemma, endings), row.get("role").to_owned());
            }
            Ok(())
        })?;
        read_tables(files, &format!("{folder}saying_phrases."), |row| {
            let class: CueClass = row.parse("class")?;
            for form in row.list("form") {
                self.sources.insert(&words(form), class);
            }
            Ok(())
        })?;
        read_tables(files, &format!("{folder}modes."), |row| {
            for form in row.list("form") {
                let value = (row.parse("type")?, row.parse("mode")?);
                for name in with_plural(form, endings) {
                    self.modes.insert(&words(&name), value);
                }
            }
            Ok(())
        })?;
        read_tables(files, &format!("{folder}losses."), |row| {
            let what = row.parse("what")?;
            for form in row.list("form") {
                self.losses.insert(&words(form), what);
            }
            Ok(())
        })?;
        read_tables(files, &format!("{folder}modality."), |row| {
            let colour = row.parse("colour")?;
            for form in row.list("form") {
                self.modality.insert(&words(form), colour);
            }
            Ok(())
        })?;
        read_tables(files, &format!("{folder}abbreviations."), |row| {
            self.abbreviations.extend(row.list("form").map(Into::into));
            Ok(())
        })?;
        read_tables(files, &format!("{folder}composed."), |row| {
            for act in row.list("act") {
                let (act, act_mode) = act.split_once('/').map_or((act, None), |(t, m)| (t, Some(m)));
                let act_mode = act_mode.map(str::parse).transpose();
                self.composed.push(Composed {
                    setting: row.get("setting").split('#').next().unwrap_or_default().to_owned(),
                    act: act.parse().map_err(|e| row.error(format!("column `act`: {e}")))?,
                    act_mode: act_mode.map_err(|e| row.error(format!("column `act`: {e}")))?,
                    becomes: row.parse("becomes")?,
                    mode: row.parse_some("mode")?,
                });
            }
            Ok(())
        })
    }
}

fn head(files: &Files, folder: &str) -> Result<Head, LexiconError> {
    let path = format!("{folder}pack.toml");
    // A user's folder may switch a language on: the last layer counts.
    let Some(layer) = files.get(&path).last() else {
        return Err(LexiconError::Frame { file: path.clone(), what: "there is no such file".to_owned() });
    };
    toml::from_str(&layer.text).map_err(|e| LexiconError::Frame { file: layer.name.clone(), what: e.to_string() })
}

/// A form, and the same with its last word in the plural.
pub(crate) fn with_plural(form: &str, endings: &Endings) -> Vec<String> {
    let (before, last) = form.rsplit_once(' ').map_or(("", form), |(b, l)| (b, l));
    let mut out = vec![form.to_owned()];
    for plural in endings.make(last, "plural") {
        out.push(if before.is_empty() { plural } else { format!("{before} {plural}") });
    }
    out
}

/// The hash of what coding in the language depends on: the pack's files, and those it shares with Arabic.
fn hash(files: &Files, folder: &str) -> String {
    let mut sha = Sha256::new();
    let shared = ["lexicon/ar/actors/", "lexicon/ar/people.", "gazetteer/"];
    for prefix in std::iter::once(folder).chain(shared) {
        for end in [".tsv", ".toml"] {
            for path in files.paths(prefix, end) {
                for layer in files.get(path) {
                    sha.update((path.len() as u64).to_le_bytes());
                    sha.update(path.as_bytes());
                    sha.update(layer.sha256());
                }
            }
        }
    }
    let hex: String = sha.finalize().iter().map(|b| format!("{b:02x}")).collect();
    format!("sha256:{hex}")
}
