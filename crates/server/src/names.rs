//! Arabic names of known places and actors, for the Arabic pages; and which governorate a place lies in.

use crate::i18n::Lang;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Arabic names by canonical English name. The caller fills it from the gazetteer and the lexicon; what is not in it is
/// shown in the words of the text, or in its English name where no text is at hand.
///
/// All clones share what [`Names::replace`] puts there, and each keeps to what was there when it was made: every request has a
/// clone of its own, and so one set of names from its first line to its last.
#[derive(Debug, Default)]
pub struct Names {
    now: Arc<HashMap<String, String>>,
    shared: Arc<RwLock<Arc<HashMap<String, String>>>>,
}

impl Names {
    /// The Arabic name of a canonical English one.
    #[must_use]
    pub fn arabic(&self, canonical: &str) -> Option<&str> {
        self.now.get(canonical).map(String::as_str)
    }

    /// Puts other names in the place of these, for every clone that is made from now on: the lexicon has changed.
    pub fn replace(&self, names: &Names) {
        *self.shared.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&names.now);
    }
}

impl Clone for Names {
    fn clone(&self) -> Self {
        let now = Arc::clone(&self.shared.read().unwrap_or_else(PoisonError::into_inner));
        Self { now, shared: Arc::clone(&self.shared) }
    }
}

impl<A: Into<String>, B: Into<String>> FromIterator<(A, B)> for Names {
    fn from_iter<I: IntoIterator<Item = (A, B)>>(pairs: I) -> Self {
        let now: Arc<HashMap<String, String>> =
            Arc::new(pairs.into_iter().map(|(en, ar)| (en.into(), ar.into())).collect());
        Self { shared: Arc::new(RwLock::new(Arc::clone(&now))), now }
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

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn a_clone_keeps_its_names_and_the_next_has_the_new_ones() {
        let names: Names = [("Wadi Brigade", "لواء الوادي")].into_iter().collect();
        let request = names.clone();
        names.replace(&[("Wadi Brigade", "كتيبة الوادي")].into_iter().collect());
        assert_eq!(request.arabic("Wadi Brigade"), Some("لواء الوادي"));
        assert_eq!(names.clone().arabic("Wadi Brigade"), Some("كتيبة الوادي"));
        assert_eq!(request.clone().arabic("Wadi Brigade"), Some("كتيبة الوادي"));
    }
}
