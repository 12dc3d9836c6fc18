//! The Arabic names of places, found in running text whatever is joined to their first word.

use marsad_gazetteer::{Pack, Place, Walk};
use marsad_model::Span;
use marsad_text::{Text, TokenKind};
use rustc_hash::FxHashMap;

use crate::facts::{PLACE, WIDE_PLACE, Words};
use crate::phrase::{PhraseHit, cut_start, cuts, is_quote};

/// Names over several packs, the program's own first. Places are told by one index over all of them.
#[derive(Debug, Clone, Default)]
pub struct PlaceNames {
    packs: Vec<Pack>,
    /// First index of each pack.
    bases: Vec<u32>,
    /// Packs whose places only add names to those of the same id: looked at when such a name is found.
    adding: Vec<bool>,
    /// Places that a later pack replaces: where they lead.
    moved: FxHashMap<u32, u32>,
}

/// A stretch of text that some name goes along, and where the name has come to.
#[derive(Clone, Copy)]
struct Path<'a> {
    pack: usize,
    walk: Walk<'a>,
    /// The next token.
    at: usize,
    words: usize,
    /// Whether a quotation mark inside the name is open.
    open: bool,
}

impl PlaceNames {
    /// Lays a pack over those that are there. A place of an id that exists replaces it, or, where the pack `adds`, only
    /// lends it its names.
    pub(crate) fn push(&mut self, pack: Pack, adds: bool) {
        let base = self.len();
        if !adds && !self.packs.is_empty() {
            for k in 0..pack.len() {
                if let Some(old) = self.index(pack.place(k).id) {
                    self.moved.insert(old, base + k);
                }
            }
        }
        self.bases.push(base);
        self.packs.push(pack);
        self.adding.push(adds);
    }

    /// How many places there are, replaced ones too.
    pub(crate) fn len(&self) -> u32 {
        self.packs.iter().map(Pack::len).sum()
    }

    pub(crate) fn packs(&self) -> impl Iterator<Item = (u32, &Pack)> {
        self.bases.iter().copied().zip(&self.packs)
    }

    /// The place at an index.
    pub(crate) fn place(&self, index: u32) -> Place<'_> {
        let pack = self.bases.partition_point(|b| *b <= index).saturating_sub(1);
        // Empty packs share their base with the next: the last of them holds the index.
        self.packs[pack].place(index - self.bases[pack])
    }

    /// In which pack an index lies, from 0.
    pub(crate) fn pack_of(&self, index: u32) -> usize {
        self.bases.partition_point(|b| *b <= index).saturating_sub(1)
    }

    /// Whether an index lies in a pack that only adds.
    pub(crate) fn adds(&self, index: u32) -> bool {
        self.adding[self.pack_of(index)]
    }

    /// The index of the place with this id.
    pub(crate) fn index(&self, id: &str) -> Option<u32> {
        let found = self.packs().filter_map(|(base, pack)| pack.index(id).map(|k| base + k)).next()?;
        Some(self.settled(found))
    }

    /// Where an index leads after replacements.
    fn settled(&self, mut index: u32) -> u32 {
        let pack = self.pack_of(index);
        if self.adding[pack] {
            let id = self.place(index).id;
            let first = self.packs().take(pack).find_map(|(base, pack)| pack.index(id).map(|k| base + k));
            index = first.unwrap_or(index);
        }
        for _ in 0..8 {
            match self.moved.get(&index) {
                Some(&next) => index = next,
                None => break,
            }
        }
        index
    }

    /// Whether another place stands for this one.
    pub(crate) fn replaced(&self, index: u32) -> bool {
        self.settled(index) != index
    }

    /// Whether this folded word is a name by itself; imported ones are left out.
    #[must_use]
    pub fn has(&self, folded: &str) -> bool {
        self.packs
            .iter()
            .zip(&self.adding)
            .filter(|(_, adds)| !**adds)
            .any(|(p, _)| p.walk().on(folded).is_some_and(Walk::is_name))
    }

    /// The places of exactly this name; those that only imported gazetteers have are left out.
    #[must_use]
    pub fn get(&self, name: &str) -> Vec<u32> {
        self.look_up(name, false)
    }

    /// As [`PlaceNames::get`], with the names of imported gazetteers.
    #[must_use]
    pub fn wide_get(&self, name: &str) -> Vec<u32> {
        self.look_up(name, true)
    }

    fn look_up(&self, name: &str, wide: bool) -> Vec<u32> {
        let text = Text::new(name);
        let words: Vec<&str> = (0..text.tokens().len()).map(|i| text.fold(i)).collect();
        let key = words.join(" ");
        let mut out = Vec::new();
        for (base, pack) in self.packs().filter(|(base, _)| wide || !self.adds(*base)) {
            self.collect(base, pack.walk().on(&key).into_iter().flat_map(Walk::places), &mut out);
        }
        out
    }

    fn collect(&self, base: u32, places: impl Iterator<Item = u32>, out: &mut Vec<u32>) {
        for place in places {
            let place = self.settled(base + place);
            if !out.contains(&place) {
                out.push(place);
            }
        }
    }

    /// The longest names that begin at token `at`, with every place of that length, uncut words before cut ones. Names that
    /// only imported gazetteers have are left out: every word is one there.
    ///
    /// Empty where none begins there.
    #[must_use]
    pub fn at(&self, words: &impl Words, at: usize) -> Vec<PhraseHit<u32>> {
        if words.begins(at, PLACE) { self.search(words.text(), at, false) } else { Vec::new() }
    }

    /// As [`PlaceNames::at`], with the names of imported gazetteers.
    #[must_use]
    pub fn wide_at(&self, words: &impl Words, at: usize) -> Vec<PhraseHit<u32>> {
        if words.begins(at, WIDE_PLACE) { self.search(words.text(), at, true) } else { Vec::new() }
    }

    /// Whether a name begins with this folded word.
    pub(crate) fn begin_with(&self, head: &str, wide: bool) -> bool {
        let packs = self.packs.iter().zip(&self.adding).filter(|(_, adds)| wide || !**adds);
        packs.filter_map(|(p, _)| p.walk().on(head)).any(|w| w.is_name() || w.on(" ").is_some())
    }

    /// Whether names were imported.
    #[must_use]
    pub fn has_imported(&self) -> bool {
        self.adding.contains(&true)
    }

    fn search(&self, text: &Text, at: usize, wide: bool) -> Vec<PhraseHit<u32>> {
        if text.tokens().get(at).is_none_or(|t| t.kind == TokenKind::Mark) {
            return Vec::new();
        }
        let mut article = String::new();
        // Words in the name, letters cut, the token after it, and what is joined before it.
        let mut best: Option<(usize, usize, usize, bool, Option<char>)> = None;
        let mut found: Vec<u32> = Vec::new();
        for (cut, conjunction, preposition, head) in cuts(text.fold(at), &mut article).into_iter().flatten() {
            for (pack, p) in self.packs.iter().enumerate().filter(|(k, _)| wide || !self.adding[*k]) {
                let Some(walk) = p.walk().on(head) else { continue };
                let (words, ends) = longest(text, Path { pack, walk, at: at + 1, words: 1, open: false });
                let Some(end) = ends else { continue };
                match best {
                    Some((most, ..)) if words < most => continue,
                    Some((most, least, ..)) if words == most && cut != least => continue,
                    Some((most, ..)) if words == most => {}
                    _ => {
                        found.clear();
                        best = Some((words, cut, end.at, conjunction, preposition));
                    }
                }
                self.collect(self.bases[end.pack], end.walk.places(), &mut found);
            }
        }
        let Some((_, cut, end, conjunction, preposition)) = best else { return Vec::new() };
        let span = Span::new(cut_start(text, at, cut), text.cover(at, end).end);
        let hit = |value| PhraseHit { tokens: at..end, span, preposition, conjunction, value };
        found.into_iter().map(hit).collect()
    }
}

/// The longest name along a path: its number of words and where it ends.
fn longest<'a>(text: &Text, start: Path<'a>) -> (usize, Option<Path<'a>>) {
    let quote = |i: usize| text.tokens().get(i).is_some_and(|t| t.mark.is_some_and(is_quote));
    let mut best = None;
    let mut path = start;
    loop {
        if path.walk.is_name() {
            best = Some(close(text, path));
        }
        let Some(space) = path.walk.on(" ") else { break };
        // Quotation marks inside a name are passed over; «''» is two marks.
        let (mut at, mut open, mut skipped) = (path.at, path.open, 0);
        let next = loop {
            if let Some(next) = space.on(text.fold(at)).filter(|_| at < text.tokens().len()) {
                break Some(next);
            }
            if skipped == 2 || !quote(at) {
                break None;
            }
            (at, open, skipped) = (at + 1, !open, skipped + 1);
        };
        let Some(walk) = next else { break };
        path = Path { walk, at: at + 1, words: path.words + 1, open: open || skipped == 2, ..path };
    }
    (best.map_or(0, |b| b.words), best)
}

/// Takes in the quotation mark that closes one opened inside the name.
fn close<'a>(text: &Text, mut path: Path<'a>) -> Path<'a> {
    let mark = |i: usize| text.tokens().get(i).and_then(|t| t.mark);
    if path.open && mark(path.at).is_some_and(is_quote) {
        path.at += 1;
        if mark(path.at - 1) == Some('\'') && mark(path.at) == Some('\'') {
            path.at += 1;
        }
    }
    path
}
