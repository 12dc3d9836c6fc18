//! A pack from its files.

use marsad_model::{CueClass, Sector};
use marsad_text::Language;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::forms::{Classes, Endings, FormFeature, VerbTable};
use super::frame::{Groups, PackFrame, PackPhrase};
use super::names::{NameKind, Names, PackName};
use super::{Composed, LanguagePack, NumberWord, RowSector, TimeWord, WordOrder};
use crate::frames::FrameFile;
use crate::{Files, Gazetteer, LexiconError, Row, read_tables};

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
    let words = words.map(|w| w.trim_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != '-')).filter(|w| !w.is_empty());
    let mut out: Vec<String> = words.map(str::to_owned).collect();
    if out.len() > 1 && out[0] == "the" {
        out.remove(0);
    }
    out
}

fn words<'a>(form: &'a str) -> Vec<&'a str> {
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
            list.sort_by_key(|(f, phrase)| {
                (std::cmp::Reverse(phrase.as_ref().map_or(0, |p| p.words.len())), open(*f))
            });
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

    fn load_names(
        &mut self,
        files: &Files,
        folder: &str,
        endings: &Endings,
        gazetteer: &Gazetteer,
    ) -> Result<(), LexiconError> {
        let sector = |row: &Row<'_>| -> Result<RowSector, LexiconError> { row.parse_some::<Sector>("sector") };
        // The rows of the Arabic lexicon by their English names; then the pack's own.
        let own = format!("{folder}actors/");
        for (prefix, kind, also) in [
            (own.as_str(), NameKind::Actor, true),
            ("lexicon/ar/actors/", NameKind::Actor, false),
            ("lexicon/ar/people.", NameKind::Person, false),
        ] {
            read_tables(files, prefix, |row| {
                let state = row.get("kind") == "state";
                let value = PackName {
                    kind: if state { NameKind::Country } else { kind },
                    id: row.some("id"),
                    entity: row.get("en").to_owned(),
                    country: row.some("country"),
                    sector: if state { None } else { sector(&row)? },
                    people: row.get("kind") == "population",
                    object: false,
                };
                let mut names = vec![name_words(row.get("en"))];
                if also {
                    names.extend(row.list("aliases").map(name_words));
                }
                for name in names {
                    self.names.insert(&name.iter().map(String::as_str).collect::<Vec<_>>(), value.clone());
                }
                Ok(())
            })?;
        }
        for place in gazetteer.all().filter(|p| p.kind == marsad_model::PlaceKind::Country) {
            let name = name_words(place.en);
            let name: Vec<&str> = name.iter().map(String::as_str).collect();
            let country = place.country.map(str::to_owned);
            if !self.names.has(&name) {
                let value = PackName {
                    kind: NameKind::Country,
                    id: country.as_ref().map(|c| format!("state-{}", c.to_lowercase())),
                    entity: place.en.to_owned(),
                    country: country.clone(),
                    sector: None,
                    people: false,
                    object: false,
                };
                self.names.insert(&name, value);
            }
            let capital = country.as_deref().and_then(|c| gazetteer.capital(c)).map(|i| gazetteer.at(i).en.to_owned());
            let capital = capital.map(|c| name_words(&c)).filter(|c| !c.is_empty());
            if let (Some(capital), Some(country)) = (capital, country) {
                let value = PackName {
                    kind: NameKind::Capital,
                    id: Some(format!("state-{}", country.to_lowercase())),
                    entity: place.en.to_owned(),
                    country: Some(country),
                    sector: Some(Sector::Gov),
                    people: false,
                    object: false,
                };
                self.names.insert(&capital.iter().map(String::as_str).collect::<Vec<_>>(), value);
            }
        }
        for index in gazetteer.indices().filter(|&i| !gazetteer.imported(i)) {
            let mut name = name_words(gazetteer.at(index).en);
            if !name.is_empty() {
                let first = name.remove(0);
                self.places.entry(first.into()).or_default().push((name, index));
            }
        }
        read_tables(files, &format!("{folder}nationalities."), |row| {
            let country = row.get("country");
            let entity = row.some("en").or_else(|| {
                gazetteer.get(&format!("country:{country}")).map(|p| p.en.to_owned())
            });
            for (column, people) in [("people", true), ("forms", false)] {
                for form in row.list(column) {
                    let value = PackName {
                        kind: NameKind::Nationality,
                        id: None,
                        entity: entity.clone().unwrap_or_else(|| form.to_owned()),
                        country: Some(country.to_owned()).filter(|c| !c.is_empty()),
                        sector: row.parse_some("sector")?,
                        people,
                        object: false,
                    };
                    self.names.insert(&words(&form.to_lowercase()), value);
                }
            }
            Ok(())
        })?;
        for (file, kind) in [("heads_actor.", NameKind::Head), ("titles.", NameKind::Title)] {
            read_tables(files, &format!("{folder}{file}"), |row| {
                for (column, people) in [("plural", true), ("form", false), ("object", false)] {
                    for form in row.list(column) {
                        let value = PackName {
                            kind,
                            id: None,
                            entity: form.to_owned(),
                            country: row.some("country"),
                            sector: sector(&row)?,
                            people,
                            object: column == "object",
                        };
                        self.names.insert(&words(form), value.clone());
                        if column == "form" && row.get("plural").is_empty() {
                            for plural in with_plural(form, endings).into_iter().skip(1) {
                                self.names.insert(&words(&plural), PackName { people: true, ..value.clone() });
                            }
                        }
                    }
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn load_time_and_numbers(&mut self, files: &Files, folder: &str) -> Result<(), LexiconError> {
        for (file, unit) in [("weekdays", 'w'), ("months", 'm'), ("relative", 'r'), ("units", 'u')] {
            read_tables(files, &format!("{folder}time/{file}."), |row| {
                for form in row.list("form") {
                    let value = match (unit, row.get("class")) {
                        ('w', _) => TimeWord::Weekday(row.parse("value")?),
                        ('m', _) => TimeWord::Month(row.parse("number")?),
                        ('u', _) => TimeWord::Unit(row.parse("value")?),
                        (_, "days") => TimeWord::Days(row.parse("value")?),
                        (_, "step") => TimeWord::Step(row.parse("value")?),
                        (_, "ago") => TimeWord::Ago,
                        (_, other) => return Err(row.error(format!("column `class`: `{other}` is none of days, step, ago"))),
                    };
                    self.time.insert(&words(form), value);
                }
                Ok(())
            })?;
        }
        read_tables(files, &format!("{folder}numbers."), |row| {
            for form in row.list("form") {
                let value = row.parse("value")?;
                let word = match row.get("class") {
                    "unit" => NumberWord::Unit(value),
                    "scale" => NumberWord::Scale(value),
                    other => return Err(row.error(format!("column `class`: `{other}` is neither unit nor scale"))),
                };
                self.numbers.insert(&words(form), word);
            }
            Ok(())
        })?;
        read_tables(files, &format!("{folder}number_words."), |row| {
            for form in row.list("form") {
                let word = match row.get("class") {
                    "min" => NumberWord::Min,
                    "max" => NumberWord::Max,
                    "approx" => NumberWord::Approx,
                    "vague" => NumberWord::Vague(row.parse("min")?, row.parse_some("max")?),
                    other => return Err(row.error(format!("column `class`: `{other}` is none of min, max, approx, vague"))),
                };
                self.numbers.insert(&words(form), word);
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
    toml::from_str(&layer.text)
        .map_err(|e| LexiconError::Frame { file: layer.name.clone(), what: e.to_string() })
}

/// A form, and the same with its last word in the plural.
fn with_plural(form: &str, endings: &Endings) -> Vec<String> {
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
