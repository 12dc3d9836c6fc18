//! Clitics: what Arabic writes joined to a word.
//!
//! A written word may carry, from its start, a conjunction (و ف), a preposition (ب ك ل) or the future س, and the article;
//! at its end a pronoun. Which of them is really there only a lexicon can say («وفد», «كركوك», «بغداد» begin so and carry
//! none), so [`splits`] lists every possible cut, the fewest cuts first, and the caller takes the first whose stem it knows.

/// One way to cut a folded word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split<'a> {
    /// و or ف.
    pub conjunction: Option<char>,
    /// ب, ك or ل; of a verb, ل of purpose.
    pub preposition: Option<char>,
    /// س of the future.
    pub future: bool,
    /// Whether the article is cut off.
    pub article: bool,
    /// What is left, folded.
    pub stem: &'a str,
    /// The pronoun, folded.
    pub pronoun: Option<&'a str>,
    /// Scalar values of the folded word before the conjunction ends.
    pub conjunction_len: usize,
    /// Scalar values of the folded word before the preposition ends (conjunction included).
    pub preposition_len: usize,
    /// Scalar values before the stem.
    pub prefix_len: usize,
}

/// A group of proclitics: text, conjunction, preposition, future, article.
type Proclitics = (&'static str, Option<char>, Option<char>, bool, bool);

/// A group of proclitics by its parts.
const fn group(
    text: &'static str,
    conjunction: Option<char>,
    preposition: Option<char>,
    future: bool,
    article: bool,
) -> Proclitics {
    (text, conjunction, preposition, future, article)
}

/// Nothing joined.
const NONE: Proclitics = group("", None, None, false, false);
/// What may be joined, by its first letter, shortest first; the word as it stands leads everywhere.
const PREFIXES: [(char, &[Proclitics]); 7] = [
    (
        'و',
        &[
            NONE,
            group("و", Some('و'), None, false, false),
            group("وب", Some('و'), Some('ب'), false, false),
            group("وك", Some('و'), Some('ك'), false, false),
            group("ول", Some('و'), Some('ل'), false, false),
            group("وس", Some('و'), None, true, false),
            group("وال", Some('و'), None, false, true),
            group("ولل", Some('و'), Some('ل'), false, true),
            group("وبال", Some('و'), Some('ب'), false, true),
            group("وكال", Some('و'), Some('ك'), false, true),
        ],
    ),
    (
        'ف',
        &[
            NONE,
            group("ف", Some('ف'), None, false, false),
            group("فب", Some('ف'), Some('ب'), false, false),
            group("فل", Some('ف'), Some('ل'), false, false),
            group("فس", Some('ف'), None, true, false),
            group("فال", Some('ف'), None, false, true),
            group("فلل", Some('ف'), Some('ل'), false, true),
            group("فبال", Some('ف'), Some('ب'), false, true),
        ],
    ),
    ('ب', &[NONE, group("ب", None, Some('ب'), false, false), group("بال", None, Some('ب'), false, true)]),
    ('ك', &[NONE, group("ك", None, Some('ك'), false, false), group("كال", None, Some('ك'), false, true)]),
    ('ل', &[NONE, group("ل", None, Some('ل'), false, false), group("لل", None, Some('ل'), false, true)]),
    ('س', &[NONE, group("س", None, None, true, false)]),
    ('ا', &[NONE, group("ال", None, None, false, true)]),
];

/// Pronouns that may be joined to the end, longest first.
pub(crate) const PRONOUNS: &[&str] = &["هما", "كما", "هم", "هن", "ها", "كم", "نا", "ني", "ه", "ك", "ي"];

/// Least letters of a stem that something has been cut from.
const LEAST_STEM: usize = 2;

/// The letters that [`PRONOUNS`] end with.
const LAST: [char; 6] = ['ا', 'م', 'ن', 'ه', 'ك', 'ي'];

/// Whether a stem has at least [`LEAST_STEM`] letters.
fn long_enough(stem: &str) -> bool {
    stem.chars().nth(LEAST_STEM - 1).is_some()
}

/// Every possible cut of a folded word, fewest cuts first; the uncut word leads.
pub fn splits(folded: &str) -> impl Iterator<Item = Split<'_>> {
    // Most words begin and end with letters that nothing joined has: they are passed over at one look.
    let first = folded.chars().next();
    let prefixes = PREFIXES.iter().find(|(c, _)| first == Some(*c)).map_or(&[NONE][..], |(_, groups)| groups);
    let pronouns = if folded.ends_with(LAST) { PRONOUNS } else { &[] };
    prefixes
        .iter()
        .filter_map(move |&(prefix, conjunction, preposition, future, article)| {
            let stem = folded.strip_prefix(prefix)?;
            if !prefix.is_empty() && !long_enough(stem) {
                return None;
            }
            Some(Split {
                conjunction,
                preposition,
                future,
                article,
                stem,
                pronoun: None,
                conjunction_len: usize::from(conjunction.is_some()),
                preposition_len: usize::from(conjunction.is_some()) + usize::from(preposition.is_some()),
                prefix_len: prefix.chars().count(),
            })
        })
        .flat_map(move |split| {
            let bare = std::iter::once(split);
            let joined = (if split.article { &[][..] } else { pronouns }).iter().filter_map(move |&pronoun| {
                let stem = split.stem.strip_suffix(pronoun)?;
                long_enough(stem).then_some(Split { stem, pronoun: Some(pronoun), ..split })
            });
            bare.chain(joined)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_uncut_word_leads_and_names_can_stay_whole() {
        for word in ["بغداد", "كركوك", "والي", "لبنان", "البنيان"] {
            assert_eq!(splits(word).next().map(|s| s.stem), Some(word));
        }
    }

    #[test]
    fn cuts_conjunction_preposition_article_and_pronoun() {
        let has = |word, stem, pronoun: Option<&str>, article| {
            splits(word).any(|s| s.stem == stem && s.pronoun == pronoun && s.article == article)
        };
        assert!(has("وبالمدينه", "مدينه", None, true));
        assert!(has("للحوثيين", "حوثيين", None, true));
        assert!(has("وسيهاجمونهم", "يهاجمون", Some("هم"), false));
        assert!(has("هجومهم", "هجوم", Some("هم"), false));
    }

    #[test]
    fn the_letters_looked_at_first_are_those_of_the_lists() {
        for (first, groups) in PREFIXES {
            assert!(groups[0].0.is_empty() && groups[1..].iter().all(|g| g.0.starts_with(first)));
        }
        let last: Vec<char> = PRONOUNS.iter().filter_map(|p| p.chars().last()).collect();
        assert!(last.iter().all(|c| LAST.contains(c)) && LAST.iter().all(|c| last.contains(c)));
    }

    #[test]
    fn prefix_lengths_point_at_the_original() {
        let split = splits("وبالمدينه").find(|s| s.stem == "مدينه" && s.article).unwrap();
        assert_eq!((split.conjunction_len, split.preposition_len, split.prefix_len), (1, 2, 4));
    }
}
