//! Looks the lines of a document up in the letters of its page.

use super::source::{Source, Stream, is_blank};
use memchr::memmem;

/// How often the page may be gone through for one document, beside the way forward.
const PASSES: usize = 40;
/// How far behind the last found letter a part of a line is looked for, in bytes of letters.
const NEAR: usize = 6_000;
/// Fewest words that are looked for on the whole page.
const ENOUGH: usize = 3;

struct Search<'s> {
    source: &'s Source,
    /// Where the last found words end in the shown letters.
    cursor: usize,
    /// Bytes that may still be searched.
    budget: usize,
}

/// A word of the document: its letters, and the index of its first scalar value.
struct Word {
    letters: String,
    at: Vec<usize>,
}

/// Fills `places` (one for each scalar value of `text`) with places in the decoded page. `title` is the title's length.
pub(super) fn align(text: &str, title: usize, source: &Source, places: &mut [(u32, u32)]) {
    let size = source.shown.letters.len() + source.beside.letters.len();
    let mut search = Search { source, cursor: 0, budget: size.saturating_mul(PASSES).saturating_add(1 << 20) };
    let lines = lines(text);
    let is_title = |line: &[Word]| line.first().and_then(|w| w.at.first()).is_some_and(|at| *at < title);
    for line in lines.iter().filter(|line| !is_title(line)) {
        search.line(line, places);
    }
    // The title stands before the text: the last one there is that which readers see.
    let first = lines.iter().filter(|line| !is_title(line)).find_map(|line| search.found_at(line, places));
    for line in lines.iter().filter(|line| is_title(line)) {
        search.title(line, first, places);
    }
}

fn lines(text: &str) -> Vec<Vec<Word>> {
    let mut lines: Vec<Vec<Word>> = vec![Vec::new()];
    let mut open = false;
    for (index, c) in text.chars().enumerate() {
        if c == '\n' {
            lines.push(Vec::new());
            open = false;
        } else if c.is_whitespace() {
            open = false;
        } else if !is_blank(c)
            && let Some(line) = lines.last_mut()
        {
            if !open {
                line.push(Word { letters: String::new(), at: Vec::new() });
            }
            open = true;
            if let Some(word) = line.last_mut() {
                word.letters.push(c);
                word.at.push(index);
            }
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

fn joined(words: &[Word]) -> String {
    words.iter().map(|w| w.letters.as_str()).collect()
}

impl Search<'_> {
    /// Finds a line, else its parts.
    fn line(&mut self, words: &[Word], places: &mut [(u32, u32)]) {
        let mut parts = vec![words];
        while let Some(part) = parts.pop() {
            if part.is_empty() || self.budget == 0 {
                continue;
            }
            if !self.part(part, places) && part.len() > 1 {
                let (left, right) = part.split_at(part.len() / 2);
                parts.push(right);
                parts.push(left);
            }
        }
    }

    fn part(&mut self, words: &[Word], places: &mut [(u32, u32)]) -> bool {
        let needle = joined(words);
        let source = self.source;
        let shown = source.shown.letters.as_str();
        let everywhere = words.len() >= ENOUGH || shown.len() <= NEAR;
        let to = if everywhere { shown.len() } else { boundary(shown, self.cursor.saturating_add(NEAR)) };
        if let Some(at) = self.find(&shown[self.cursor..to], &needle).map(|at| at + self.cursor) {
            // A short part far ahead is likely another's.
            write(&source.shown, at, words, places);
            self.cursor = at + needle.len();
            return true;
        }
        if !everywhere {
            return false;
        }
        if let Some(at) = self.find(&shown[..self.cursor], &needle) {
            write(&source.shown, at, words, places);
            return true;
        }
        if let Some(at) = self.find(&source.beside.letters, &needle) {
            write(&source.beside, at, words, places);
            return true;
        }
        false
    }

    fn title(&mut self, words: &[Word], before: Option<u32>, places: &mut [(u32, u32)]) {
        let needle = joined(words);
        let source = self.source;
        let mut last = None;
        if self.budget > source.shown.letters.len() {
            self.budget -= source.shown.letters.len();
            for at in memmem::find_iter(source.shown.letters.as_bytes(), needle.as_bytes()).take(50) {
                let place = source.shown.from(at).first().map(|p| p.0);
                if last.is_none() || before.is_none_or(|b| place.is_some_and(|p| p < b)) {
                    last = Some(at);
                }
            }
        }
        match last {
            Some(at) => write(&source.shown, at, words, places),
            None => {
                self.cursor = 0;
                self.line(words, places);
            }
        }
    }

    /// Where a line was found in the page.
    fn found_at(&self, words: &[Word], places: &[(u32, u32)]) -> Option<u32> {
        words.first().and_then(|w| w.at.first()).and_then(|at| places.get(*at)).map(|p| p.0).filter(|p| *p != u32::MAX)
    }

    fn find(&mut self, letters: &str, needle: &str) -> Option<usize> {
        if self.budget == 0 {
            return None;
        }
        let found = memmem::find(letters.as_bytes(), needle.as_bytes());
        self.budget = self.budget.saturating_sub(found.map_or(letters.len(), |at| at + needle.len()) + 64);
        found
    }
}

fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn write(stream: &Stream, at: usize, words: &[Word], places: &mut [(u32, u32)]) {
    let from = stream.from(at);
    let indices = words.iter().flat_map(|w| &w.at);
    for (index, place) in indices.zip(from) {
        if let Some(slot) = places.get_mut(*index) {
            *slot = *place;
        }
    }
}
