//! Stems: root and measure, and what weak, doubled and hamzated roots do to them. All in transcription.

use super::entry::{ConjugationError, Measure, VerbEntry, clip};
use super::features::Voice;
use super::spelling::{Edge, spell};

/// The stems of one tense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stem {
    /// The last root letter stays.
    Whole {
        /// Before a vowel: قال‑ت, شن‑ت.
        open: String,
        /// Before a consonant: قل‑ت, شنن‑ت.
        closed: String,
        /// Whether the bare jussive shows the closed stem (لم يقل) or mostly the open one (لم يشن).
        short_jussive: bool,
    },
    /// The last root letter is weak and melts into the ending.
    Open {
        /// All before it.
        base: String,
        /// The vowel it melts with: a, i or u.
        vowel: char,
        /// The glide that shows in the dual: و or ي.
        glide: char,
    },
}

/// Everything before the last but one letter, then the last two and the vowel between them: كَ + ت + a + ب.
struct Body {
    pre: String,
    middle: char,
    vowel: char,
    last: char,
}

/// A verb whose lemma has settled what root and measure leave open.
#[derive(Debug, Clone)]
pub(super) struct Theme {
    root: Vec<char>,
    pub(super) measure: Measure,
    imperfect_vowel: char,
    perfect_vowel: char,
    /// A weak or doubled middle kept as it is: ازدوج, استجوب.
    strong_middle: bool,
    /// First letter and infix of measure VIII.
    eighth: (char, char),
}

/// Roots whose و falls in the imperfect although its vowel is a: يضع, يقع.
const FALLING_WAW: [&str; 8] = ["وضع", "وقع", "وهب", "وسع", "ودع", "وطء", "ولغ", "وزع"];

impl Theme {
    /// Finds the reading of the entry that gives its lemma.
    pub(super) fn of(entry: &VerbEntry) -> Result<Self, ConjugationError> {
        let root = entry.radicals()?;
        if entry.measure == Measure::I && entry.vowel.is_none() {
            return Err(ConjugationError::MissingVowel { lemma: clip(&entry.lemma) });
        }
        let first = root.first().copied().unwrap_or('ء');
        let eighths = if entry.measure == Measure::VIII { eighth_choices(first) } else { vec![(first, 'ت')] };
        let perfect_vowels: &[char] = if entry.measure == Measure::I { &['a', 'i', 'u'] } else { &['a'] };
        let mut built = None;
        for strong_middle in [false, true] {
            for &eighth in &eighths {
                for &perfect_vowel in perfect_vowels {
                    let theme = Self {
                        root: root.clone(),
                        measure: entry.measure,
                        imperfect_vowel: entry.vowel.map_or('i', super::entry::ImperfectVowel::letter),
                        perfect_vowel,
                        strong_middle,
                        eighth,
                    };
                    let spellings = spell(&theme.lemma(), Edge::Free);
                    if spellings.contains(&entry.lemma) {
                        return Ok(theme);
                    }
                    built = built.or_else(|| spellings.into_iter().next());
                }
            }
        }
        Err(ConjugationError::LemmaMismatch { lemma: clip(&entry.lemma), built: built.unwrap_or_default() })
    }

    fn lemma(&self) -> String {
        match self.perfect(Voice::Active) {
            Stem::Whole { open, .. } => open,
            Stem::Open { base, vowel: 'a', glide: 'و' } => base + "A",
            Stem::Open { base, vowel: 'a', .. } => base + "Y",
            Stem::Open { base, vowel, glide } => format!("{base}{vowel}{glide}a"),
        }
    }

    fn letter(&self, i: usize) -> char {
        self.root.get(i).copied().unwrap_or('ء')
    }

    /// Whether forms without an agent exist at all.
    pub(super) fn has_passive(&self) -> bool {
        !matches!(self.measure, Measure::VII | Measure::IX)
    }

    /// رأى and its kin, which lose their hamza outside the perfect.
    pub(super) fn is_see(&self) -> bool {
        self.root == ['ر', 'ء', 'ي']
    }

    /// Stem of the perfect.
    pub(super) fn perfect(&self, voice: Voice) -> Stem {
        let (r1, r2, r3, r4) = (self.letter(0), self.letter(1), self.letter(2), self.letter(3));
        let passive = voice == Voice::Passive;
        // The vowels of the two stretches: a…a in the active, u…i in the passive.
        let (v, long) = if passive { ('u', 'U') } else { ('a', 'A') };
        let link = if passive { "_u" } else { "_i" };
        let (x, t) = self.eighth;
        let pre = match self.measure {
            Measure::I => format!("{r1}{v}"),
            Measure::II => format!("{r1}{v}{r2}"),
            Measure::III => format!("{r1}{long}"),
            Measure::IV => format!("ء{v}{r1}"),
            Measure::V => format!("ت{v}{r1}{v}{r2}"),
            Measure::VI => format!("ت{v}{r1}{long}"),
            Measure::VII => format!("{link}ن{r1}{v}"),
            Measure::VIII => format!("{link}{x}{t}{v}"),
            Measure::IX => format!("{link}{r1}{r2}{v}"),
            Measure::X => format!("{link}ست{v}{r1}"),
            Measure::QI => format!("{r1}{v}{r2}"),
            Measure::QII => format!("ت{v}{r1}{v}{r2}"),
            Measure::QIV => format!("{link}{r1}{r2}{v}{r3}"),
        };
        let vowel = match (passive, self.measure) {
            (true, _) => 'i',
            (false, Measure::I) => self.perfect_vowel,
            (false, _) => 'a',
        };
        let hollow_vowel = match (passive, self.measure) {
            (false, Measure::I) if self.imperfect_vowel == 'u' => 'u',
            (false, Measure::I) => 'i',
            (true, _) => 'i',
            (false, _) => 'a',
        };
        self.stem(self.body(pre, vowel, r2, r3, r4), true, hollow_vowel)
    }

    /// Stem of the imperfect, beginning with the vowel of its prefix.
    pub(super) fn imperfect(&self, voice: Voice) -> Stem {
        let passive = voice == Voice::Passive;
        let prefix = if passive || self.measure.has_u_prefix() { "u" } else { "a" };
        let vowel = match self.measure {
            _ if passive => 'a',
            Measure::I => self.imperfect_vowel,
            Measure::V | Measure::VI | Measure::QII => 'a',
            _ => 'i',
        };
        self.present(prefix, vowel, voice)
    }

    /// Stem of the derived measures' participles, without their mu‑: active with i, passive with a.
    pub(super) fn participle(&self, voice: Voice) -> Stem {
        self.present("", if voice == Voice::Passive { 'a' } else { 'i' }, voice)
    }

    fn present(&self, prefix: &str, vowel: char, voice: Voice) -> Stem {
        let (r1, r2, r3, r4) = (self.letter(0), self.letter(1), self.letter(2), self.letter(3));
        let (x, t) = self.eighth;
        let pre = match self.measure {
            Measure::I if voice == Voice::Active && self.drops_first() => prefix.to_owned(),
            Measure::I | Measure::IV => format!("{prefix}{r1}"),
            Measure::II => format!("{prefix}{r1}a{r2}"),
            Measure::III => format!("{prefix}{r1}A"),
            Measure::V => format!("{prefix}تa{r1}a{r2}"),
            Measure::VI => format!("{prefix}تa{r1}A"),
            Measure::VII => format!("{prefix}ن{r1}a"),
            Measure::VIII => format!("{prefix}{x}{t}a"),
            Measure::IX => format!("{prefix}{r1}{r2}a"),
            Measure::X => format!("{prefix}ستa{r1}"),
            Measure::QI => format!("{prefix}{r1}a{r2}"),
            Measure::QII => format!("{prefix}تa{r1}a{r2}"),
            Measure::QIV => format!("{prefix}{r1}{r2}a{r3}"),
        };
        self.stem(self.body(pre, vowel, r2, r3, r4), false, vowel)
    }

    fn body(&self, pre: String, vowel: char, r2: char, r3: char, r4: char) -> Body {
        let (middle, last) = match self.measure {
            Measure::QIV => (r4, r4),
            Measure::IX => (r3, r3),
            m if m.is_quadriliteral() => (r3, r4),
            _ => (r2, r3),
        };
        Body { pre, middle, vowel, last }
    }

    fn drops_first(&self) -> bool {
        let root: String = self.root.iter().collect();
        self.letter(0) == 'و'
            && self.letter(1) != self.letter(2)
            && (self.imperfect_vowel == 'i' || FALLING_WAW.contains(&root.as_str()))
    }

    /// Applies to the plain body what its weak or doubled letters ask for.
    fn stem(&self, body: Body, perfect: bool, hollow_vowel: char) -> Stem {
        let Body { mut pre, middle, vowel, last } = body;
        if matches!(last, 'و' | 'ي') {
            let hamza_lost = self.is_see() && (self.measure == Measure::IV || (self.measure == Measure::I && !perfect));
            if !hamza_lost {
                pre.push(middle);
            }
            // و survives only in measure I, where nothing else has turned it into ي.
            let glide = match (self.measure, vowel, perfect) {
                (Measure::I, 'a', true) | (Measure::I, 'u', _) => last,
                _ => 'ي',
            };
            return Stem::Open { base: pre, vowel, glide };
        }
        let after_vowel = pre.chars().next_back().is_some_and(|c| matches!(c, 'a' | 'i' | 'u' | 'A' | 'U'));
        let plain = format!("{pre}{middle}{vowel}{last}");
        if self.is_doubled() {
            let open = if after_vowel { format!("{pre}{middle}{last}") } else { format!("{pre}{vowel}{middle}{last}") };
            return Stem::Whole { open, closed: plain, short_jussive: false };
        }
        if self.is_hollow() {
            let quality = match pre.chars().next_back() {
                Some('u') if perfect => 'i',
                Some('a') => 'a',
                _ => vowel,
            };
            if after_vowel {
                pre.pop();
            }
            let open = format!("{pre}{}{last}", quality.to_ascii_uppercase());
            let short = if perfect && self.measure == Measure::I { hollow_vowel } else { quality };
            return Stem::Whole { open, closed: format!("{pre}{short}{last}"), short_jussive: true };
        }
        Stem::Whole { open: plain.clone(), closed: plain, short_jussive: true }
    }

    /// Whether the middle letter is weak and melts.
    pub(super) fn is_hollow(&self) -> bool {
        matches!(self.measure, Measure::I | Measure::IV | Measure::VII | Measure::VIII | Measure::X)
            && !self.strong_middle
            && matches!(self.letter(1), 'و' | 'ي')
            && !self.is_open()
    }

    /// Whether the last two letters are alike and flow together.
    pub(super) fn is_doubled(&self) -> bool {
        match self.measure {
            Measure::IX | Measure::QIV => true,
            Measure::II | Measure::V | Measure::QI | Measure::QII => false,
            _ => !self.strong_middle && self.letter(1) == self.letter(2),
        }
    }

    /// Whether the last letter is weak.
    pub(super) fn is_open(&self) -> bool {
        self.root.last().is_some_and(|c| matches!(c, 'و' | 'ي'))
    }

    /// The root letters, for the participles of measure I.
    pub(super) fn radicals(&self) -> (char, char, char) {
        (self.letter(0), self.letter(1), self.letter(2))
    }
}

/// How the ت of measure VIII and the first root letter sound together, the likeliest first.
fn eighth_choices(first: char) -> Vec<(char, char)> {
    match first {
        'و' | 'ي' => vec![('ت', 'ت')],
        'ء' => vec![('ء', 'ت'), ('ت', 'ت')],
        'ص' | 'ض' => vec![(first, 'ط')],
        'ط' => vec![('ط', 'ط')],
        'ظ' => vec![('ظ', 'ط'), ('ظ', 'ظ'), ('ط', 'ط')],
        'د' => vec![('د', 'د')],
        'ذ' => vec![('د', 'د'), ('ذ', 'ذ'), ('ذ', 'د')],
        'ز' => vec![('ز', 'د')],
        'ث' => vec![('ث', 'ت'), ('ث', 'ث'), ('ت', 'ت')],
        _ => vec![(first, 'ت')],
    }
}
