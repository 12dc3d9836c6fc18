//! Documents of our own by number: the same number gives the same text, so that none has to be kept.
//!
//! Words are made of roots and patterns and follow Zipf's law; one sentence in fifty is a stock phrase that many documents
//! share, as news does. Three documents in ten are copies of an earlier one: with words changed, cut short, inside a longer
//! page, or half of it beside other sentences.

/// Numbers by chance that are the same on every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() >> 11) as usize % n.max(1)
    }

    fn roll(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

const WORDS: usize = 40_000;
const STOCK: usize = 3_000;
const LETTERS: [&str; 24] = [
    "ب", "ت", "ج", "ح", "خ", "د", "ر", "ز", "س", "ش", "ص", "ض", "ط", "ع", "غ", "ف", "ق", "ك", "ل", "م", "ن", "ه", "و",
    "ي",
];
const PATTERNS: [&str; 12] =
    ["123", "12ا3", "1ا23", "م12و3", "ا12ا3", "ت12ي3", "1و123", "12ي3ة", "م1ا23ة", "ان1123", "است123", "123ان"];

/// Makes documents.
pub struct Maker {
    seed: u64,
    words: Vec<String>,
    stock: Vec<String>,
}

impl Maker {
    /// A maker; another seed, other documents.
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let words = (0..WORDS)
            .map(|_| {
                let root = [dice.below(24), dice.below(24), dice.below(24)];
                let pattern = PATTERNS[dice.below(PATTERNS.len())].chars();
                let letters = pattern.map(|c| match c.to_digit(10) {
                    Some(d) => LETTERS[root[d as usize - 1]].to_owned(),
                    None => c.to_string(),
                });
                letters.collect::<String>()
            })
            .collect();
        let mut maker = Self { seed, words, stock: Vec::new() };
        maker.stock = (0..STOCK).map(|_| maker.sentence(&mut dice)).collect();
        maker
    }

    /// A word by Zipf's law.
    fn word(&self, dice: &mut Dice) -> &str {
        let rank = (WORDS as f64).powf(dice.roll()) as usize;
        &self.words[rank.min(WORDS) - 1]
    }

    fn sentence(&self, dice: &mut Dice) -> String {
        let long = 8 + dice.below(22);
        (0..long).map(|_| self.word(dice)).collect::<Vec<_>>().join(" ")
    }

    fn sentences(&self, dice: &mut Dice, many: usize) -> Vec<String> {
        let one = |dice: &mut Dice| {
            if dice.roll() < 0.02 { self.stock[dice.below(STOCK)].clone() } else { self.sentence(dice) }
        };
        (0..many).map(|_| one(dice)).collect()
    }

    fn dice(&self, number: u64) -> Dice {
        let mut dice = Dice(self.seed ^ number.wrapping_mul(0xd134_2543_de82_ef95));
        dice.next();
        dice
    }

    /// The document that this one copies, if it is a copy. Copies are made of documents that are none.
    pub fn original(&self, number: u64) -> Option<u64> {
        let mut dice = self.dice(number);
        if number < 10 || dice.roll() >= 0.3 {
            return None;
        }
        // Half of them copy one of the last thousand, half any earlier one.
        let reach = if dice.roll() < 0.5 { number.min(1000) } else { number };
        let at = number - 1 - dice.next() % reach;
        Some(self.root(at))
    }

    /// Where a document goes back to: itself, if it is no copy.
    pub fn root(&self, number: u64) -> u64 {
        self.original(number).unwrap_or(number)
    }

    /// The text of a document.
    pub fn text(&self, number: u64) -> String {
        let mut dice = Dice(self.dice(number).next() ^ 0x5bd1_e995);
        let Some(original) = self.original(number) else {
            let many = 4 + dice.below(20);
            return self.sentences(&mut dice, many).join(".\n");
        };
        let source = self.text(original);
        let lines: Vec<&str> = source.split('\n').collect();
        let more = 1 + dice.below(12);
        let own = self.sentences(&mut dice, more);
        match dice.below(4) {
            0 => {
                // One word in thirty is another.
                let words = source.split(' ').map(|w| if dice.roll() < 0.033 { self.word(&mut dice) } else { w });
                words.collect::<Vec<_>>().join(" ")
            }
            1 => lines[..(lines.len() / 2).max(2)].join("\n"),
            2 => format!("{}\n{source}\n{}", own[0], own[1..].join(".\n")),
            _ => {
                let half: Vec<&str> = lines.iter().copied().filter(|_| dice.roll() < 0.6).collect();
                format!("{}.\n{}", half.join("\n"), own.join(".\n"))
            }
        }
    }
}
