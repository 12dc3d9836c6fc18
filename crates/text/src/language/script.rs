//! Scripts: the quick way to Arabic, and counting letters by script.

/// Arabic letters after which the quick way may stop.
const LETTERS: u32 = 32;
/// Words with the article or a ta marbuta that it asks for among them.
const SIGNS: u32 = 3;

/// Whether the beginning of a paragraph is plainly Arabic: enough letters of the Arabic alphabet, none of other languages of
/// its script and fewer of Latin, with enough articles (ال at the start of a word) and ta marbutas among them; for a whole
/// paragraph one of these is enough. False decides nothing.
pub(super) fn plainly_arabic(paragraph: &str) -> bool {
    let bytes = paragraph.as_bytes();
    let (mut letters, mut signs, mut latin) = (0u32, 0u32, 0u32);
    let mut i = 0;
    // Whether the letter before belongs to the same word, and whether that was the alef that began it.
    let (mut inside, mut alef) = (false, false);
    while i < bytes.len() {
        match bytes[i] {
            b'A'..=b'Z' | b'a'..=b'z' => {
                latin += 1;
                (inside, alef) = (false, false);
                i += 1;
            }
            0..=0x7F => {
                (inside, alef) = (false, false);
                i += 1;
            }
            lead @ (0xD8 | 0xD9) => {
                let Some(&next) = bytes.get(i + 1) else { return false };
                match (lead, next) {
                    // U+0621 to U+063A.
                    (0xD8, 0xA1..=0xBA) => {
                        letters += 1;
                        signs += u32::from(next == 0xA9);
                        alef = !inside && next == 0xA7;
                        inside = true;
                    }
                    // U+0640 to U+0652: letters, then vowel signs.
                    (0xD9, 0x80..=0x92) => {
                        if next <= 0x8A {
                            letters += 1;
                            signs += u32::from(alef && next == 0x84);
                            inside = true;
                        }
                        alef = false;
                    }
                    // U+066E to U+06FF: letters of other languages.
                    (0xD9, 0xAE..=0xBF) => return false,
                    _ => (inside, alef) = (false, false),
                }
                if letters >= LETTERS && signs >= SIGNS && letters > latin {
                    return true;
                }
                i += 2;
            }
            0xDA | 0xDB => return false,
            // Punctuation and symbols of three and four bytes; letters there are looked at by the slow way.
            0xE2 => {
                (inside, alef) = (false, false);
                i += 3;
            }
            // « and ».
            0xC2 => {
                (inside, alef) = (false, false);
                i += 2;
            }
            _ => return false,
        }
    }
    signs > 0 && letters > latin
}

/// A script whose languages are told apart, or that stands for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Arabic,
    Latin,
    Hebrew,
    Cyrillic,
    Other,
}

pub(super) fn script(c: char) -> Option<Script> {
    Some(match c {
        'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' => Script::Latin,
        '\u{0600}'..='\u{06FF}'
        | '\u{0750}'..='\u{077F}'
        | '\u{08A0}'..='\u{08FF}'
        | '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFC}'
            if c.is_alphabetic() =>
        {
            Script::Arabic
        }
        '\u{0590}'..='\u{05FF}' => Script::Hebrew,
        '\u{0400}'..='\u{04FF}' => Script::Cyrillic,
        _ if c.is_alphabetic() => Script::Other,
        _ => return None,
    })
}

/// Letters of each script.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Scripts {
    pub arabic: usize,
    /// Those of Arabic script that Arabic does not write with.
    pub foreign: usize,
    pub latin: usize,
    pub hebrew: usize,
    pub cyrillic: usize,
    pub other: usize,
}

impl Scripts {
    pub(super) fn count(&mut self, word: &str) {
        for c in word.chars() {
            match script(c) {
                Some(Script::Arabic) => {
                    self.arabic += 1;
                    self.foreign += usize::from(('\u{0671}'..='\u{06FF}').contains(&c));
                }
                Some(Script::Latin) => self.latin += 1,
                Some(Script::Hebrew) => self.hebrew += 1,
                Some(Script::Cyrillic) => self.cyrillic += 1,
                Some(Script::Other) => self.other += 1,
                None => {}
            }
        }
    }

    /// The script of the paragraph: the one of most letters, Arabic where a quarter of them is Arabic.
    pub(super) fn leading(&self) -> Option<Script> {
        let all = self.arabic + self.latin + self.hebrew + self.cyrillic + self.other;
        if all == 0 {
            return None;
        }
        if self.arabic * 4 >= all {
            return Some(Script::Arabic);
        }
        [
            (self.latin, Script::Latin),
            (self.hebrew, Script::Hebrew),
            (self.cyrillic, Script::Cyrillic),
            (self.other, Script::Other),
        ]
        .into_iter()
        .max_by_key(|(n, _)| *n)
        .map(|(_, s)| s)
    }
}
