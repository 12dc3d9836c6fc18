//! Names in Latin letters inside Arabic texts: «الطفلة ليان (Layan Qasim)». The coder does not read them, so any run of words
//! with capitals that nobody knows is taken for a name.

use std::collections::HashSet;

use marsad_lexicon::Lexicon;
use marsad_model::Span;

/// The Latin words of what the lexicon knows.
#[derive(Debug, Default)]
pub(crate) struct Known(HashSet<String>);

impl Known {
    pub(crate) fn of(lexicon: &Lexicon) -> Self {
        let mut out = HashSet::new();
        let names = lexicon.entities.all.iter().map(|e| e.en.as_str());
        let places = lexicon.gazetteer.all().map(|p| p.en);
        for name in names.chain(places) {
            out.extend(words(name).map(str::to_lowercase));
        }
        Self(out)
    }

    /// Runs of two or more words with capitals, not all of which are known, and words behind `@`.
    pub(crate) fn names(&self, text: &str) -> Vec<Span> {
        let mut out = Vec::new();
        let mut run: Vec<(usize, usize, bool)> = Vec::new();
        let chars: Vec<char> = text.chars().collect();
        let mut at = 0;
        let mut flush = |run: &mut Vec<(usize, usize, bool)>| {
            if let (Some(first), Some(last)) = (run.first(), run.last())
                && run.len() > 1
                && run.iter().any(|word| !word.2)
            {
                out.push(Span::new(first.0, last.1));
            }
            run.clear();
        };
        let mut handles = Vec::new();
        while at < chars.len() {
            let c = chars[at];
            if !is_latin(c) {
                // A space, hyphen or full stop may stand inside a name; anything else ends it.
                if !matches!(c, ' ' | '-' | '.' | '\'' | '’') {
                    flush(&mut run);
                }
                at += 1;
                continue;
            }
            let start = at;
            while at < chars.len() && (is_latin(chars[at]) || matches!(chars[at], '\'' | '’' | '_' | '0'..='9')) {
                at += 1;
            }
            if start > 0 && chars[start - 1] == '@' {
                handles.push(Span::new(start - 1, at));
            }
            let word: String = chars[start..at].iter().collect();
            if c.is_uppercase() {
                run.push((start, at, self.0.contains(&word.to_lowercase())));
            } else {
                flush(&mut run);
            }
        }
        flush(&mut run);
        out.extend(handles);
        out
    }
}

fn is_latin(c: char) -> bool {
    c.is_alphabetic() && (c.is_ascii() || matches!(c, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}'))
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !is_latin(c) && !matches!(c, '\'' | '’')).filter(|w| !w.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_names_in_latin_letters_are_found_and_known_ones_left() {
        let known = Known(["islamic", "state", "al", "hol"].into_iter().map(str::to_owned).collect());
        let text = "الطفلة (Layan Qasim) في Al-Hol بعد Islamic State و@layan_q وNATO";
        let found: Vec<String> =
            known.names(text).into_iter().map(|s| text.chars().skip(s.start).take(s.len()).collect()).collect();
        assert_eq!(found, ["Layan Qasim", "@layan_q"]);
    }
}
