//! Arabic names of known places and actors, for the Arabic pages.

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
