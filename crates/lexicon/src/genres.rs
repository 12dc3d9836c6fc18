//! Genres: which words, addresses and outlets tell what kind of text a document is, and what follows from it.

use marsad_model::Genre;
use marsad_text::fold_str;
use rustc_hash::FxHashMap;

use crate::phrase::{PhraseMap, article_forms};
use crate::table::read_tables;
use crate::{Files, LexiconError};

/// Where a word tells the genre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GenrePlace {
    /// Anywhere in the headline.
    Title,
    /// As the first word of the headline.
    Start,
    /// In the first paragraph.
    Opening,
    /// Anywhere in the text.
    Text,
}

/// What a word says of a document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GenreCue {
    /// The genre.
    pub genre: Genre,
    /// Where it must stand.
    pub place: GenrePlace,
    /// How much it says: from [`Genres::ENOUGH`] on, a document is of the genre. Below zero it speaks against.
    pub weight: f64,
    /// Number of its row: forms of one row count once.
    pub row: u32,
}

/// What follows from a genre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GenreEffect {
    /// What the confidence of a report is multiplied by.
    pub confidence: f64,
    /// Whether its acts are history unless told as of these days.
    pub historical: bool,
}

/// Words of genres and what follows.
#[derive(Debug, Clone, Default)]
pub struct Genres {
    /// Words.
    pub words: PhraseMap<GenreCue>,
    /// Parts of addresses, in small letters: `opinion`.
    pub addresses: Vec<(String, Genre, f64)>,
    /// Folded words of outlets' names.
    pub outlets: Vec<(String, Genre, f64)>,
    effects: FxHashMap<Genre, GenreEffect>,
}

impl Genres {
    /// The weight from which a document is of a genre.
    pub const ENOUGH: f64 = 1.0;

    pub(crate) fn load(files: &Files) -> Result<Self, LexiconError> {
        let mut out = Self::default();
        let mut number = 0;
        read_tables(files, "lexicon/ar/genres.", |row| {
            number += 1;
            let (genre, weight) = (row.parse("genre")?, row.parse("weight")?);
            for place in row.list("where") {
                let place = match place {
                    "title" => GenrePlace::Title,
                    "start" => GenrePlace::Start,
                    "opening" => GenrePlace::Opening,
                    "text" => GenrePlace::Text,
                    "url" => {
                        out.addresses.extend(row.list("form").map(|f| (f.to_lowercase(), genre, weight)));
                        continue;
                    }
                    "outlet" => {
                        out.outlets.extend(row.list("form").map(|f| (fold_str(&f.to_lowercase()), genre, weight)));
                        continue;
                    }
                    other => {
                        return Err(row.error(format!("`{other}` is not title, start, opening, text, url or outlet")));
                    }
                };
                for form in row.list("form").flat_map(article_forms) {
                    out.words.insert(&form, GenreCue { genre, place, weight, row: number });
                }
            }
            Ok(())
        })?;
        read_tables(files, "lexicon/ar/genre_effects.", |row| {
            let historical = match row.get("acts") {
                "historical" => true,
                "" => false,
                other => return Err(row.error(format!("`{other}` is not historical or empty"))),
            };
            let confidence: f64 = row.parse("confidence")?;
            if !(0.0..=1.0).contains(&confidence) {
                return Err(row.error(format!("`{confidence}` is not between 0 and 1")));
            }
            out.effects.insert(row.parse("genre")?, GenreEffect { confidence, historical });
            Ok(())
        })?;
        Ok(out)
    }

    /// What follows from a genre; nothing where no row says so.
    #[must_use]
    pub fn effect(&self, genre: Genre) -> GenreEffect {
        self.effects.get(&genre).copied().unwrap_or(GenreEffect { confidence: 1.0, historical: false })
    }
}
