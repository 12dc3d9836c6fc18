//! From places in decoded text to places in the bytes it was decoded from.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Letters between two remembered places.
const STEP: usize = 64;

/// How the bytes of one page were decoded.
pub(super) enum ByteMap {
    /// Places after which text and bytes run alike: offset in the text, offset in the bytes.
    Utf8(Vec<(u32, u32)>),
    /// Remembered places, one for about every [`STEP`] units: offset in the text, units before it. A unit has so many
    /// bytes.
    Units { skip: usize, bytes: usize, places: Vec<(u32, u32)> },
}

impl ByteMap {
    /// The map of a page, `None` for charsets of many bytes a letter other than Unicode's; no Arabic page uses one.
    pub(super) fn new(encoding: &'static Encoding, bytes: &[u8], skip: usize, text: &str) -> Option<Self> {
        if encoding == UTF_8 {
            let mut breaks = vec![(0, u32::try_from(skip).ok()?)];
            let (mut in_text, mut in_bytes) = (0usize, skip);
            for chunk in bytes.get(skip..)?.utf8_chunks() {
                in_text += chunk.valid().len();
                in_bytes += chunk.valid().len();
                if !chunk.invalid().is_empty() {
                    in_text += '\u{FFFD}'.len_utf8();
                    in_bytes += chunk.invalid().len();
                    breaks.push((u32::try_from(in_text).ok()?, u32::try_from(in_bytes).ok()?));
                }
            }
            return Some(Self::Utf8(breaks));
        }
        let wide = encoding == UTF_16LE || encoding == UTF_16BE;
        if !wide && !encoding.is_single_byte() {
            return None;
        }
        let mut places = Vec::with_capacity(text.len() / STEP);
        let (mut units, mut next) = (0usize, 0usize);
        for (at, c) in text.char_indices() {
            if units >= next {
                places.push((u32::try_from(at).ok()?, u32::try_from(units).ok()?));
                next = units + STEP;
            }
            units += if wide { c.len_utf16() } else { 1 };
        }
        Some(Self::Units { skip, bytes: if wide { 2 } else { 1 }, places })
    }

    /// The offset in the bytes of an offset in the text, which stands between two letters.
    pub(super) fn byte(&self, text: &str, at: u32) -> u32 {
        match self {
            Self::Utf8(breaks) => {
                let i = breaks.partition_point(|(in_text, _)| *in_text <= at).max(1);
                breaks.get(i - 1).map_or(at, |(in_text, in_bytes)| in_bytes + (at - in_text))
            }
            Self::Units { skip, bytes, places } => {
                let i = places.partition_point(|(in_text, _)| *in_text <= at).max(1) - 1;
                let (from, before) = places.get(i).copied().unwrap_or((0, 0));
                let between = text.get(from as usize..at as usize).unwrap_or_default();
                let units: usize = between.chars().map(|c| if *bytes == 2 { c.len_utf16() } else { 1 }).sum();
                u32::try_from(skip + (before as usize + units) * bytes).unwrap_or(u32::MAX)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::WINDOWS_1256;

    /// Every letter's bytes decode to the letter.
    fn holds(encoding: &'static Encoding, bytes: &[u8]) {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        let map = ByteMap::new(encoding, bytes, 0, &text).unwrap();
        for (at, c) in text.char_indices() {
            let from = map.byte(&text, at as u32) as usize;
            let to = map.byte(&text, (at + c.len_utf8()) as u32) as usize;
            let (back, _) = encoding.decode_without_bom_handling(&bytes[from..to]);
            assert_eq!(back.chars().next(), Some(c), "at {at} of {text}");
        }
    }

    #[test]
    fn letters_lead_back_to_their_bytes_in_every_charset() {
        let text =
            "قتل ثلاثة في 😀 الشمال وقرب الحدود الغربية للمدينة، ثم عاد الهدوء 😀😀 إلى الأحياء بعد ساعات من الليل."
                .repeat(3);
        holds(UTF_8, text.as_bytes());
        let broken = [text.as_bytes(), b"\xE2\x80 \xFF\xFE x", text.as_bytes(), b"\xD8"].concat();
        holds(UTF_8, &broken);
        holds(WINDOWS_1256, &WINDOWS_1256.encode(&text.replace('😀', "")).0);
        holds(UTF_16LE, &text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
        holds(UTF_16BE, &text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>());
    }
}
