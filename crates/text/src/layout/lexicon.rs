//! The words that mark the parts of a text, read from `lexicon/ar/layout`.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use super::clause::ClauseKind;
use super::list::ListMark;
use crate::arabic::number::table::{Phrases, TableError, rows};
use crate::fold_str;

/// What the layout of a text is read with.
#[derive(Debug, Clone, Default)]
pub struct LayoutLexicon {
    pub(super) openers: Phrases<ClauseKind>,
    pub(super) marks: Vec<(Box<str>, ListMark)>,
    /// Folded names of outlets and agencies, and of cities, as they stand in datelines.
    pub(super) outlets: FxHashSet<Box<str>>,
    pub(super) cities: FxHashSet<Box<str>>,
    /// Folded words of dates.
    pub(super) dates: FxHashSet<Box<str>>,
    /// Folded words that stand in no name of a place: particles, and what opens a clause.
    pub(super) stops: FxHashSet<Box<str>>,
    /// Folded verbs, without what is joined before them.
    pub(super) verbs: FxHashSet<Box<str>>,
}

impl LayoutLexicon {
    /// The lexicon that comes with the program.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<LayoutLexicon> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            Self::parse(
                include_str!("../../../../lexicon/ar/layout/clauses.tsv"),
                include_str!("../../../../lexicon/ar/layout/list_marks.tsv"),
                include_str!("../../../../lexicon/ar/layout/datelines.tsv"),
                include_str!("../../../../lexicon/ar/layout/verbs.tsv"),
            )
            .unwrap_or_default()
        })
    }

    /// Reads a lexicon from the texts of its four files.
    ///
    /// # Errors
    /// Names the file, the line and what is wrong there.
    pub fn parse(clauses: &str, list_marks: &str, datelines: &str, verbs: &str) -> Result<Self, TableError> {
        let mut lexicon = Self::default();
        for row in rows("layout/clauses.tsv", clauses, &["form", "kind"])? {
            let kind = ClauseKind::of_name(row.cell(1)).ok_or_else(|| row.bad(1, "a kind of clause"))?;
            lexicon.openers.insert(row.cell(0), kind);
            if !row.cell(0).contains(' ') {
                lexicon.stops.insert(fold_str(row.cell(0)).into());
            }
        }
        for row in rows("layout/list_marks.tsv", list_marks, &["form", "kind"])? {
            let mark = match row.cell(1) {
                "bullet" => ListMark::Bullet,
                "ordinal" => ListMark::Ordinal,
                "letter" => ListMark::Letter,
                _ => return Err(row.bad(1, "bullet, ordinal or letter")),
            };
            lexicon.marks.push((fold_str(row.cell(0)).into(), mark));
        }
        for row in rows("layout/datelines.tsv", datelines, &["form", "kind"])? {
            let set = match row.cell(1) {
                "outlet" => &mut lexicon.outlets,
                "city" => &mut lexicon.cities,
                "date" => &mut lexicon.dates,
                "stop" => &mut lexicon.stops,
                _ => return Err(row.bad(1, "outlet, city, date or stop")),
            };
            set.insert(fold_str(row.cell(0)).into());
        }
        for row in rows("layout/verbs.tsv", verbs, &["form", "class"])? {
            lexicon.verbs.insert(fold_str(row.cell(0)).into());
        }
        Ok(lexicon)
    }

    /// The same with more names of outlets and agencies.
    #[must_use]
    pub fn with_outlets<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.outlets.extend(names.into_iter().map(|n| Box::from(fold_str(n))));
        self
    }

    /// The same with more names of places that datelines begin with.
    #[must_use]
    pub fn with_cities<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.cities.extend(names.into_iter().map(|n| Box::from(fold_str(n))));
        self
    }

    /// Whether a folded word, و or ف before it allowed, is one of the verbs that the lexicon lists.
    #[must_use]
    pub fn is_verb(&self, folded: &str) -> bool {
        self.verbs.contains(folded) || folded.strip_prefix(['و', 'ف']).is_some_and(|w| self.verbs.contains(w))
    }
}
