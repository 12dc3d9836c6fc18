//! From the transcription to letters: what is written, what is not, and where hamza sits.
//!
//! Transcription, one `char` each: Arabic consonants as themselves (ء for every hamza); `a i u` short vowels, `A I U` long
//! ones; `Y` a final ā written ى; `T` the accusative's nunation; `_` the alif of liaison, followed by its vowel; `+` the
//! silent alif of the plural; `.` an end whose short vowel is spoken (lam yanʾa, لم ينأ). A consonant with no vowel behind it is vowelless; twice the same consonant with nothing
//! between is written once.

/// Whether the word ends here or a pronoun follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// End of word: a final short vowel is silent to the eye, also for hamza.
    Free,
    /// A pronoun follows: قتلو‑ه, نفا‑ه, يقرؤ‑ه.
    Bound,
}

fn is_short(c: char) -> bool {
    matches!(c, 'a' | 'i' | 'u')
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'i' | 'u' | 'A' | 'I' | 'U' | 'Y' | 'T')
}

/// All spellings of a transcription, the standard one first, without repeats.
pub(super) fn spell(sounds: &str, edge: Edge) -> Vec<String> {
    let sounds = settle(sounds, edge);
    let mut spellings = vec![String::with_capacity(sounds.len() * 2)];
    let mut i = 0;
    while i < sounds.len() {
        let c = sounds[i];
        if c == 'ء' {
            let (choices, used) = hamza(&sounds, i, spellings[0].chars().last());
            if let [only] = choices.as_slice() {
                for s in &mut spellings {
                    s.push_str(only);
                }
            } else {
                spellings = choices.iter().flat_map(|end| spellings.iter().map(move |s| format!("{s}{end}"))).collect();
            }
            i += used;
            continue;
        }
        let letter = match c {
            'a' | 'i' | 'u' | '.' => None,
            '_' | 'A' | '+' | 'T' => Some('ا'),
            'I' => Some('ي'),
            'U' => Some('و'),
            'Y' if i > 0 && sounds[i - 1] == 'ي' => Some('ا'),
            'Y' => Some('ى'),
            other => Some(other),
        };
        if let Some(letter) = letter {
            for s in &mut spellings {
                s.push(letter);
            }
        }
        i += 1;
    }
    let mut seen: Vec<String> = Vec::with_capacity(spellings.len());
    for s in spellings {
        if !seen.contains(&s) {
            seen.push(s);
        }
    }
    seen
}

/// Contractions that hold everywhere: two hamzas (ʾaʾ → ʾā), vowel and glide (iw → ī), doubled letters; and the end of the
/// word as its edge wants it.
fn settle(sounds: &str, edge: Edge) -> Vec<char> {
    let mut raw: Vec<char> = sounds.chars().collect();
    match edge {
        Edge::Free => {
            if raw.len() > 1 && raw.last().is_some_and(|c| is_short(*c)) {
                raw.pop();
            }
        }
        Edge::Bound => {
            if raw.last() == Some(&'+') {
                raw.pop();
            }
            if let Some(last @ 'Y') = raw.last_mut() {
                *last = 'A';
            }
        }
    }
    let mut out: Vec<char> = Vec::with_capacity(raw.len());
    for (i, &c) in raw.iter().enumerate() {
        let next = raw.get(i + 1).copied();
        let vowelless = !next.is_some_and(is_vowel);
        let before = out.last().copied();
        let two_before = out.len().checked_sub(2).map(|k| out[k]);
        let long = match (c, before) {
            ('ء', Some('a')) if two_before == Some('ء') => Some('A'),
            ('ء' | 'و' | 'ي', Some('i')) if c != 'ء' || two_before == Some('ء') => Some('I'),
            ('ء' | 'و' | 'ي', Some('u')) if c != 'ء' || two_before == Some('ء') => Some('U'),
            _ => None,
        };
        match long {
            Some(long) if vowelless && next != Some(c) && next.is_some() => {
                out.pop();
                out.push(long);
            }
            _ if before == Some(c) && !is_vowel(c) => {}
            _ => out.push(c),
        }
    }
    out
}

/// Hamza at `i` with the long vowel it may swallow: the possible letters and how many sounds they stand for.
fn hamza(sounds: &[char], i: usize, written: Option<char>) -> (Vec<&'static str>, usize) {
    let own = sounds.get(i + 1).copied().filter(|c| is_vowel(*c));
    let Some(&before) = i.checked_sub(1).and_then(|k| sounds.get(k)) else {
        return match own {
            Some('A') => (vec!["آ"], 2),
            Some('i' | 'I') => (vec!["إ"], 1),
            _ => (vec!["أ"], 1),
        };
    };
    if own == Some('T') {
        return (nunated(before), 2);
    }
    // The seat where the rule of the strongest vowel and the rule of joined letters are both in use.
    let loose = if written.is_some_and(joins) { "ئ" } else { "ء" };
    let choices = match (own, before) {
        (Some('i'), 'A') if sounds.get(i + 2) == Some(&'.') => vec!["ء"],
        (Some('i' | 'I'), _) | (_, 'i') => vec!["ئ"],
        (Some('u' | 'U' | 'a' | 'A' | 'Y'), 'I') => vec!["ئ"],
        (Some('U'), 'ي') => vec!["ؤ", "ئ"],
        (Some('u'), 'ي') => vec!["ئ"],
        (Some('U'), 'a') => vec!["ؤ", "أ", loose],
        (Some('U'), _) => vec!["ؤ", loose],
        (Some('u'), _) => vec!["ؤ"],
        (Some(_), 'u') => vec!["ؤ"],
        (Some('A'), 'A' | 'U' | 'و') => vec!["ء"],
        (Some(_), 'A' | 'U') => vec!["ء"],
        (Some('A'), 'ي') => vec!["ئ"],
        (Some('A'), _) => return (vec!["آ"], 2),
        (Some('a'), 'ي') => vec!["ئ", "أ"],
        (Some('a'), 'و') => vec!["ء", "أ"],
        (Some(_), _) => vec!["أ"],
        (None, 'a') => vec!["أ"],
        (None, 'u') => vec!["ؤ"],
        (None, _) => vec!["ء"],
    };
    (choices, 1)
}

/// Final hamza with the accusative's alif: قارئا، بناء، مبدأ، جزءا.
fn nunated(before: char) -> Vec<&'static str> {
    match before {
        'a' => vec!["أ"],
        'A' => vec!["ء"],
        'u' => vec!["ؤا"],
        'i' | 'I' => vec!["ئا"],
        'U' => vec!["ءا"],
        c if joins(c) => vec!["ئا"],
        _ => vec!["ءا"],
    }
}

/// Whether a letter joins to the one that follows it.
pub(crate) fn joins(c: char) -> bool {
    !matches!(c, 'ا' | 'أ' | 'إ' | 'آ' | 'ء' | 'ؤ' | 'د' | 'ذ' | 'ر' | 'ز' | 'و' | 'ى' | 'ة')
}
