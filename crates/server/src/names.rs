//! Arabic names of known places and actors, for the Arabic pages; and which governorate a place lies in.

use crate::i18n::Lang;
use std::collections::HashMap;

/// Arabic names by canonical English name. The caller fills it from the gazetteer and the lexicon; what is not in it is
/// shown in the words of the text, or in its English name where no text is at hand.
#[derive(Debug, Clone, Default)]
pub struct Names(HashMap<String, String>);

impl Names {
    /// The Arabic name of a canonical English one.
    #[must_use]
    pub fn arabic(&self, canonical: &str) -> Option<&str> {
        self.0.get(canonical).map(String::as_str)
    }
}

impl<A: Into<String>, B: Into<String>> FromIterator<(A, B)> for Names {
    fn from_iter<I: IntoIterator<Item = (A, B)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(en, ar)| (en.into(), ar.into())).collect())
    }
}

/// Which governorate places lie in, and what countries are called. The caller fills it from the gazetteer.
#[derive(Debug, Clone, Default)]
pub struct Places {
    governorates: HashMap<String, String>,
    countries: HashMap<String, (String, String)>,
}

impl Places {
    /// From pairs of a place's gazetteer id and its governorate's English name, and for countries the ISO 3166-1 alpha-3 code,
    /// English and Arabic name.
    #[must_use]
    pub fn new(
        governorates: impl IntoIterator<Item = (String, String)>,
        countries: impl IntoIterator<Item = (String, String, String)>,
    ) -> Self {
        let countries = countries.into_iter().map(|(code, en, ar)| (code, (en, ar)));
        Self { governorates: governorates.into_iter().collect(), countries: countries.collect() }
    }

    /// The governorate that a place lies in, where known.
    #[must_use]
    pub fn governorate(&self, id: &str) -> Option<&str> {
        self.governorates.get(id).map(String::as_str)
    }

    /// What a country is called, where known.
    #[must_use]
    pub(crate) fn country(&self, code: &str, lang: Lang) -> Option<&str> {
        let (en, ar) = self.countries.get(code)?;
        Some(if lang == Lang::Ar { ar } else { en })
    }
}
