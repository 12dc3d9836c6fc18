//! Actors and people: who can do something, and under which names.

use std::sync::Arc;

use marsad_model::{Day, Sector};
use marsad_text::{Split, splits};

use crate::heads::Head;
use crate::phrase::PhraseMap;
use crate::table::{Row, read_tables};
use crate::{Files, LexiconError};

/// An actor or a person of the lexicon.
#[derive(Debug, Clone)]
pub struct Entity {
    /// Stable id, e.g. `islamic-state`.
    pub id: String,
    /// Plain English canonical name.
    pub en: String,
    /// Arabic canonical name.
    pub ar: String,
    /// What it is: `armed-group`, `military`, `igo`, `agency`, `person` ….
    pub kind: String,
    /// PLOVER sector.
    pub sector: Option<Sector>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// The entity it belongs to.
    pub parent: Option<String>,
    /// First day under this name or in this office.
    pub from: Option<Day>,
    /// Last day, inclusive.
    pub to: Option<Day>,
}

/// A loaded term: who it stands for and what to say instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// The term as the list has it.
    pub term: String,
    /// Neutral wording in Arabic.
    pub neutral_ar: String,
    /// Neutral wording in English.
    pub neutral_en: String,
    /// The entity it names, where it names one by itself.
    pub actor: Option<String>,
    /// What must stand by it for the loaded sense: `place`, `person`, `fighters`.
    pub needs: Vec<String>,
}

/// A title, rank or office that stands before a person's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// office, rank, religious, honorific, profession, family.
    pub class: String,
    /// Sector that the title gives its bearer.
    pub sector: Option<Sector>,
}

/// A name that stands for an actor only in context: «التحالف», «فتح».
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortName {
    /// The form as the list has it.
    pub form: String,
    /// Whether the form is an ordinary word too and needs surroundings that show an actor.
    pub word: bool,
    /// Whom it may stand for, and the country the text must be about; none where the text must name the actor in full.
    pub actors: Vec<(u32, Option<String>)>,
}

/// Pronouns of owners behind a head.
const OWNERS: [&str; 7] = ["ه", "ها", "هم", "هما", "هن", "نا", "ي"];

/// Everybody the lexicon knows.
#[derive(Debug, Clone, Default)]
pub struct Entities {
    /// Actors and people; phrase maps point into this list.
    pub all: Vec<Entity>,
    /// Names to indices of `all`.
    pub names: PhraseMap<u32>,
    /// Heads of composed actors.
    pub heads: PhraseMap<Arc<Head>>,
    /// Titles.
    pub titles: PhraseMap<Title>,
    /// Loaded terms.
    pub loaded: PhraseMap<Loaded>,
    /// Short names, pointing into `short_names`.
    pub short: PhraseMap<u32>,
    /// What the short names may stand for.
    pub short_names: Vec<ShortName>,
    /// Adjectives that stand for an actor beside an act: «هجوم حوثي».
    pub adjectives: PhraseMap<u32>,
    /// Folded names of capitals that stand for a government.
    metonyms: rustc_hash::FxHashSet<String>,
    /// Folded given names.
    given: rustc_hash::FxHashSet<String>,
    by_id: rustc_hash::FxHashMap<String, u32>,
    /// Those in office or command by the last word of their name, folded.
    by_last: rustc_hash::FxHashMap<String, Vec<u32>>,
}

impl Entities {
    pub(crate) fn load(files: &Files) -> Result<Self, LexiconError> {
        let mut out = Self::default();
        read_tables(files, "lexicon/ar/actors/", |row| out.add(&row, ""))?;
        read_tables(files, "lexicon/ar/people.", |row| out.add(&row, "person"))?;
        read_tables(files, "lexicon/ar/people_names", |row| {
            out.given.extend(row.list("form").map(marsad_text::fold_str));
            Ok(())
        })?;
        out.heads = crate::heads::load(files)?;
        read_tables(files, "lexicon/ar/titles", |row| {
            let title = Title { class: row.get("class").to_owned(), sector: row.parse_some("sector")? };
            for form in row.list("form") {
                out.titles.insert(form, title.clone());
            }
            Ok(())
        })?;
        read_tables(files, "lexicon/ar/loaded", |row| {
            let loaded = Loaded {
                term: row.get("term").to_owned(),
                neutral_ar: row.get("neutral_ar").to_owned(),
                neutral_en: row.get("neutral_en").to_owned(),
                actor: row.some("actor"),
                needs: row.list("needs").map(str::to_owned).collect(),
            };
            for form in row.list("term") {
                if let Some(index) = loaded.actor.as_ref().and_then(|id| out.by_id.get(id)) {
                    out.names.insert(form, *index);
                }
                out.loaded.insert(form, loaded.clone());
            }
            Ok(())
        })?;
        read_tables(files, "lexicon/ar/short_names", |row| {
            let mut actors = Vec::new();
            for cell in row.list("actors") {
                let (id, country) = cell.split_once('@').map_or((cell, None), |(id, c)| (id, Some(c.to_owned())));
                let index =
                    *out.by_id.get(id).ok_or_else(|| row.error(format!("no actor `{id}` in lexicon/ar/actors/")))?;
                actors.push((index, country));
            }
            let index = u32::try_from(out.short_names.len()).unwrap_or(u32::MAX);
            out.short.insert(row.get("form"), index);
            out.short_names.push(ShortName {
                form: row.get("form").to_owned(),
                word: row.get("also") == "word",
                actors,
            });
            Ok(())
        })?;
        read_tables(files, "lexicon/ar/actor_adjectives", |row| {
            let id = row.get("actor");
            let index =
                *out.by_id.get(id).ok_or_else(|| row.error(format!("no actor `{id}` in lexicon/ar/actors/")))?;
            for form in row.list("form") {
                for end in ["", "ة", "ا", "تان", "تين"] {
                    out.adjectives.insert(&format!("{form}{end}"), index);
                    out.adjectives.insert(&format!("ال{form}{end}"), index);
                }
            }
            Ok(())
        })?;
        read_tables(files, "lexicon/ar/metonyms", |row| {
            let id = row.get("actor");
            let index =
                *out.by_id.get(id).ok_or_else(|| row.error(format!("no actor `{id}` in lexicon/ar/actors/")))?;
            out.names.insert(row.get("form"), index);
            out.metonyms.insert(marsad_text::fold_str(row.get("form")));
            Ok(())
        })?;
        Ok(out)
    }

    /// Whether a folded name is a capital that stands for its government.
    #[must_use]
    pub fn is_metonym(&self, folded: &str) -> bool {
        self.metonyms.contains(folded)
    }

    /// Whether a folded word is a given name.
    #[must_use]
    pub fn is_given_name(&self, folded: &str) -> bool {
        self.given.contains(folded)
    }

    /// The head in a folded word that is a head with a pronoun, «مقاتليه», «خلاياه», and how the word is cut.
    #[must_use]
    pub fn owned<'w>(&self, folded: &'w str) -> Option<(Split<'w>, &Arc<Head>)> {
        if !OWNERS.iter().any(|p| folded.ends_with(p)) {
            return None;
        }
        let heads = &self.heads;
        splits(folded).filter(|s| !s.article && !s.future && s.pronoun.is_some_and(|p| OWNERS.contains(&p))).find_map(
            |s| {
                let direct = heads.one(s.stem);
                // «قادته»: ة is written ت before a pronoun.
                let tied = || s.stem.strip_suffix('ت').and_then(|b| heads.one(&format!("{b}ه")));
                // «أبناؤه», «أبنائه»: a hamza at the end stands on a letter.
                let hamza = || s.stem.strip_suffix(['ؤ', 'ئ']).and_then(|b| heads.one(&format!("{b}ء")));
                // «طفليهما», «شريكاه»: the dual loses its ن.
                let dual =
                    || s.stem.strip_suffix(['ي', 'ا']).filter(|b| b.chars().count() >= 3).and_then(|b| heads.one(b));
                // «شعبي» is an adjective before it is «my people».
                let mine = s.pronoun == Some("ي");
                let found = direct
                    .filter(|_| !mine)
                    .or_else(tied)
                    .or_else(hamza)
                    .or_else(|| dual().filter(|h| !mine && h.people()));
                found.filter(|h| !mine || h.people()).map(|h| (s, h))
            },
        )
    }

    fn add(&mut self, row: &Row<'_>, kind: &str) -> Result<(), LexiconError> {
        let entity = Entity {
            id: row.get("id").to_owned(),
            en: row.get("en").to_owned(),
            ar: row.get("ar").to_owned(),
            kind: if kind.is_empty() { row.get("kind").to_owned() } else { kind.to_owned() },
            sector: row.parse_some("sector")?,
            country: row.some("country"),
            parent: row.some("parent"),
            from: day(row, "from", false)?,
            to: day(row, "to", true)?,
        };
        if entity.id.is_empty() || entity.ar.is_empty() {
            return Err(row.error("a row needs an `id` and an Arabic name in `ar`".to_owned()));
        }
        let last =
            (entity.kind == "person").then(|| entity.ar.split_whitespace().last().map(marsad_text::fold_str)).flatten();
        let index = match self.by_id.get(&entity.id) {
            Some(&index) => {
                self.all[index as usize] = entity;
                index
            }
            None => {
                let index = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
                self.by_id.insert(entity.id.clone(), index);
                self.all.push(entity);
                index
            }
        };
        if let Some(last) = last {
            let all = self.by_last.entry(last).or_default();
            if !all.contains(&index) {
                all.push(index);
            }
        }
        for name in std::iter::once(row.get("ar")).chain(row.list("aliases")) {
            self.names.insert(name, index);
        }
        Ok(())
    }

    /// The entity with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Entity> {
        self.by_id.get(id).map(|&i| &self.all[i as usize])
    }

    /// The people of the list whose name ends with this folded word.
    #[must_use]
    pub fn by_last_name(&self, folded: &str) -> &[u32] {
        self.by_last.get(folded).map_or(&[], Vec::as_slice)
    }

    /// Every entity, in the order of the files.
    pub fn all(&self) -> impl Iterator<Item = &Entity> {
        self.all.iter()
    }

    /// The entity at an index that a phrase map gave.
    #[must_use]
    pub fn at(&self, index: u32) -> &Entity {
        &self.all[index as usize]
    }
}

/// A date cell: a day, a month `2014-06` or a year `2014`, widened to its first or last day.
fn day(row: &Row<'_>, column: &str, last: bool) -> Result<Option<Day>, LexiconError> {
    let cell = row.get(column);
    if cell.is_empty() {
        return Ok(None);
    }
    let parts: Vec<Option<i16>> = cell.split('-').map(|p| p.parse().ok()).collect();
    let made = match parts[..] {
        [Some(y)] => Day::new(y, if last { 12 } else { 1 }, if last { 31 } else { 1 }).ok(),
        [Some(y), Some(m)] => {
            i8::try_from(m).ok().and_then(|m| Day::new(y, m, 1).ok()).map(|d| if last { d.last_of_month() } else { d })
        }
        [Some(y), Some(m), Some(d)] => {
            i8::try_from(m).ok().zip(i8::try_from(d).ok()).and_then(|(m, d)| Day::new(y, m, d).ok())
        }
        _ => None,
    };
    made.map(Some)
        .ok_or_else(|| row.error(format!("column `{column}`: `{cell}` is not a date (2014, 2014-06 or 2014-06-10)")))
}
