//! Prepositions by how what stands before them lies to the place after them, from `lexicon/ar/place_links.tsv`.

use marsad_text::fold_str;
use rustc_hash::FxHashSet;

use crate::table::read_tables;
use crate::{Files, LexiconError};

/// Folded prepositions of place, by what they say.
#[derive(Debug, Clone, Default)]
pub struct PlaceLinks {
    /// In it: «في», «داخل».
    pub inside: FxHashSet<Box<str>>,
    /// In it or at it: «في», «قرب».
    pub beside: FxHashSet<Box<str>>,
    /// It is where somebody comes from, or whom he stands against: «من», «ضد».
    pub apart: FxHashSet<Box<str>>,
    /// The same, or whose something is: «من», «ل».
    pub origin: FxHashSet<Box<str>>,
    /// What leaves a place leaves it: «انسحب من».
    pub leaving: FxHashSet<Box<str>>,
    /// Where what leaves goes to: «نزح إلى».
    pub goal: FxHashSet<Box<str>>,
    /// An act can take place there: «أمام», «على», «من».
    pub at: FxHashSet<Box<str>>,
    /// Near it, not in it: «قرب», «خارج».
    pub around: FxHashSet<Box<str>>,
    /// A noun that points back at a place can follow: «في البلدة».
    pub pointing: FxHashSet<Box<str>>,
    /// A quarter of the sky can follow: «في الشمال».
    pub quarter: FxHashSet<Box<str>>,
}

impl PlaceLinks {
    pub(crate) fn load(files: &Files) -> Result<Self, LexiconError> {
        let mut out = Self::default();
        read_tables(files, "lexicon/ar/place_links", |row| {
            let set = match row.get("kind") {
                "inside" => &mut out.inside,
                "beside" => &mut out.beside,
                "leaving" => &mut out.leaving,
                "goal" => &mut out.goal,
                "at" => &mut out.at,
                "apart" => &mut out.apart,
                "origin" => &mut out.origin,
                "around" => &mut out.around,
                "pointing" => &mut out.pointing,
                "quarter" => &mut out.quarter,
                other => {
                    let kinds = "inside, beside, at, leaving, goal, apart, origin, around, pointing or quarter";
                    return Err(row.error(format!("`{other}` is not {kinds}")));
                }
            };
            set.extend(row.list("form").map(|form| fold_str(form).into()));
            Ok(())
        })?;
        Ok(out)
    }
}
