//! Other people's gazetteers: what form a file has, and the places in it.
//!
//! | form | known by |
//! | --- | --- |
//! | Marsad's own table | a header with `id`, `kind`, `lat` and `lon` |
//! | GeoNames dump (`SY.txt`, `cities15000.txt`) | 19 cells and no header |
//! | GeoNames `alternateNamesV2` | 8 to 10 cells and no header: Arabic names for dumps of the same import |
//! | GeoNames `admin1CodesASCII` | 4 cells and no header: names of governorates for dumps of the same import |
//! | OCHA COD-AB table | a header with `ADM…_PCODE` or `admin…Pcode` |
//! | OCHA COD-AB or Who's On First GeoJSON | one `Feature`, a `FeatureCollection`, or one feature a line |
//!
//! Files may be packed with gzip or zip.

mod cod;
mod csv;
mod geojson;
mod geonames;
mod merge;
mod open;
mod save;

use std::path::Path;

use crate::place::NewPlace;
use crate::table::read_places;

pub use geonames::{Names, country};
pub use merge::{Conflict, Merged, merge};
pub use open::open;
pub use save::{TABLE, save};

/// Why a file cannot be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It cannot be read.
    #[error("cannot read {path}: {source}")]
    Io {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is packed in a way that is not known, damaged or too large.
    #[error("{path}: {what}")]
    Packed {
        /// Which.
        path: String,
        /// What is wrong.
        what: String,
    },
    /// It is in none of the forms.
    #[error("{path}: not a gazetteer in a known form (own table, GeoNames, OCHA COD-AB, Who's On First)")]
    Form {
        /// Which.
        path: String,
    },
}

/// What an import has gathered so far.
#[derive(Debug, Default)]
pub struct Import {
    /// Places, in the order of the files.
    pub places: Vec<NewPlace>,
    /// Rows that are no place, as `file:line: why`; the first thousand.
    pub faults: Vec<String>,
    /// How many rows were no place.
    pub bad: usize,
    /// Names for GeoNames places, from their own file.
    names: Names,
}

impl Import {
    /// Takes in a file, or every file of a folder, in the order of their names.
    ///
    /// # Errors
    /// When the file cannot be read or is in no known form. What was gathered before stays.
    pub fn add(&mut self, path: &Path) -> Result<(), ImportError> {
        if path.is_dir() {
            let fail = |source| ImportError::Io { path: path.display().to_string(), source };
            let mut inside: Vec<_> = std::fs::read_dir(path)
                .map_err(fail)?
                .map(|e| e.map(|e| e.path()))
                .collect::<Result<_, _>>()
                .map_err(fail)?;
            inside.sort();
            for entry in inside {
                self.add(&entry)?;
            }
            return Ok(());
        }
        let name = path.display().to_string();
        for (inner, text) in open(path)? {
            let label = if inner.is_empty() { name.clone() } else { format!("{name}/{inner}") };
            self.text(&label, &text)?;
        }
        Ok(())
    }

    /// Takes in the text of a file.
    ///
    /// # Errors
    /// When it is in no known form.
    pub fn text(&mut self, name: &str, text: &str) -> Result<(), ImportError> {
        let text = text.trim_start_matches('\u{feff}');
        let first = text.lines().find(|l| !l.trim().is_empty() && !l.starts_with('#')).unwrap_or_default();
        let cells: Vec<&str> = first.split('\t').collect();
        let has = |column: &str| cells.iter().any(|c| c.trim() == column);
        if first.trim_start().starts_with(['{', '[']) {
            return geojson::read(text, self, name);
        }
        if has("id") && has("kind") && has("lat") && has("lon") {
            read_places(text, |line, row| match row {
                Ok(place) => self.places.push(place),
                Err(error) => self.fault(name, line, &error.what),
            });
            return Ok(());
        }
        if cells.len() == 19 && cells[0].parse::<u64>().is_ok() {
            geonames::places(text, self, name);
            return Ok(());
        }
        if (8..=10).contains(&cells.len()) && cells[0].parse::<u64>().is_ok() && cells[1].parse::<u64>().is_ok() {
            geonames::alternate_names(text, &mut self.names);
            return Ok(());
        }
        if cells.len() == 4 && cells[0].contains('.') && cells[3].trim().parse::<u64>().is_ok() {
            geonames::admin1(text, &mut self.names);
            return Ok(());
        }
        if cod::is_header(first) {
            cod::table(text, self, name);
            return Ok(());
        }
        // Notes that come with dumps say nothing of places.
        if name.to_lowercase().ends_with("readme.txt") {
            return Ok(());
        }
        Err(ImportError::Form { path: name.to_owned() })
    }

    /// Names and governorates that stood in files of their own go to their places.
    pub fn finish(&mut self) {
        geonames::finish(self);
    }

    fn fault(&mut self, name: &str, line: usize, what: &str) {
        self.bad += 1;
        if self.faults.len() < 1000 {
            self.faults.push(format!("{name}:{line}: {what}"));
        }
    }
}

/// A name as the gazetteer holds it: Unicode form NFKC, without vowel signs, tatweel and invisible characters, one space
/// between words.
pub(crate) fn clean(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let plain: String = name.nfkc().filter(|c| !marsad_text::is_mark(*c)).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a name is written in Arabic script.
pub(crate) fn is_arabic(name: &str) -> bool {
    let mut letters = name.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(|c| ('\u{621}'..='\u{6d3}').contains(&c))
}

/// Whether a name in Arabic script can be Arabic: without the letters that Persian, Urdu, Kurdish and Uyghur add.
pub(crate) fn is_really_arabic(name: &str) -> bool {
    is_arabic(name) && name.chars().all(|c| !c.is_alphabetic() || ('\u{621}'..='\u{64a}').contains(&c))
}
