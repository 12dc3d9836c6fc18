//! How a form is spelled where folding makes letters alike, and whether a written word can be that form.

use std::fmt;

/// The letters that folding hides, of one form: which alef each alef is, and whether the end is ة or ى.
///
/// Bit 0: the form ends in ة or ى (rather than ه or ي). Two bits for each alef from the first to the seventh: ا, أ, إ, آ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spelling(pub(super) u16);

/// How a written word goes with a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Agreement {
    /// Letter for letter.
    Exact,
    /// As careless printing has it: hamza left out («الى»), ي for ى, ه for ة, hamza too much («إتفاق»).
    Loose,
    /// Not this form: «أن» is not «إن», «كتابة» is not «كتاب» and a pronoun.
    Never,
}

/// Alefs that have bits.
const ALEFS: u32 = 7;

fn alef(c: char) -> Option<u16> {
    match c {
        'ا' | 'ٱ' => Some(0),
        'أ' => Some(1),
        'إ' => Some(2),
        'آ' => Some(3),
        _ => None,
    }
}

impl Spelling {
    /// The spelling of a form.
    #[must_use]
    pub fn of(form: &str) -> Self {
        let mut bits = u16::from(form.ends_with(['ة', 'ى']));
        for (i, code) in (0..ALEFS).zip(form.chars().filter_map(alef)) {
            bits |= code << (1 + 2 * i);
        }
        Self(bits)
    }

    /// Whether the letters of `written` (without marks) can be this form. `last`: whether the word ends with it, so that
    /// no pronoun follows.
    #[must_use]
    pub fn agreement(self, written: &str, last: bool) -> Agreement {
        let ends_marked = self.0 & 1 == 1;
        let mut worst = match written.chars().last() {
            // ة and ى change before a pronoun.
            _ if !last && ends_marked => Agreement::Never,
            Some('ة') if !ends_marked => Agreement::Never,
            Some('ه' | 'ي') if ends_marked => Agreement::Loose,
            Some('ى') if !ends_marked => Agreement::Loose,
            _ => Agreement::Exact,
        };
        for (i, (at, code)) in written.chars().enumerate().filter_map(|(at, c)| Some((at, alef(c)?))).enumerate() {
            let i = u32::try_from(i).unwrap_or(ALEFS);
            let own = if i < ALEFS { self.0 >> (1 + 2 * i) & 3 } else { code };
            worst = worst.max(match (code, own) {
                (a, b) if a == b => Agreement::Exact,
                (0, _) => Agreement::Loose,
                (1 | 2, 0) if at == 0 => Agreement::Loose,
                _ => Agreement::Never,
            });
        }
        worst
    }
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Exact => "exact",
            Self::Loose => "loose",
            Self::Never => "never",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_rules_out_what_folding_would_allow() {
        for (form, written, last, expected) in [
            ("أن", "أن", true, Agreement::Exact),
            ("أن", "إن", true, Agreement::Never),
            ("أن", "ان", true, Agreement::Loose),
            ("آن", "أن", true, Agreement::Never),
            ("كتاب", "كتاب", false, Agreement::Exact),
            ("مدينة", "مدينة", true, Agreement::Exact),
            ("مدينة", "مدينه", true, Agreement::Loose),
            ("مدينة", "مدينه", false, Agreement::Never),
            ("اتجاه", "اتجاة", true, Agreement::Never),
            ("على", "علي", true, Agreement::Loose),
            ("علي", "على", true, Agreement::Loose),
            ("اتفاق", "إتفاق", true, Agreement::Loose),
            ("أحداث", "إحداث", true, Agreement::Never),
            ("مآس", "مأس", true, Agreement::Never),
        ] {
            assert_eq!(Spelling::of(form).agreement(written, last), expected, "{form} {written}");
        }
    }
}
