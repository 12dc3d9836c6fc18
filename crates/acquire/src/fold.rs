//! A small folding for comparing lines: marks, tatweel, letter variants, case and punctuation do not count.

/// The line as it is compared: letters and digits, single spaces between them.
pub(crate) fn fold(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            // Most letters stand for themselves.
            'a'..='z' | '0'..='9' | 'ا'..='غ' | 'ف'..='و' | 'ي' if c != 'ة' => out.push(c),
            // Harakat, Koranic marks, tatweel, joiners, direction marks, soft hyphen.
            '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06ED}' | '\u{0640}' => {}
            '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{00AD}' => {}
            'أ' | 'إ' | 'آ' | 'ٱ' => out.push('ا'),
            'ى' | 'ی' => out.push('ي'),
            'ک' => out.push('ك'),
            'ة' => out.push('ه'),
            'ؤ' => out.push('و'),
            'ئ' => out.push('ي'),
            '٠'..='٩' => out.push(digit(c, '٠')),
            '۰'..='۹' => out.push(digit(c, '۰')),
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn digit(c: char, zero: char) -> char {
    char::from_digit((c as u32).saturating_sub(zero as u32), 10).unwrap_or(c)
}

/// The text with Arabic-Indic and Persian digits as ASCII ones and nothing else changed.
pub(crate) fn ascii_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '٠'..='٩' => digit(c, '٠'),
            '۰'..='۹' => digit(c, '۰'),
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_variants_fold_alike() {
        assert_eq!(fold("اقـرأ أيضًا:"), fold("اقرا ايضا"));
        assert_eq!(fold("  «إظهَارُ المزيد» …"), fold("اظهار المزيد"));
        assert_eq!(fold("٢٣/٠٣/٢٠٢٢"), "23 03 2022");
        assert_ne!(fold("قتل"), fold("قاتل"));
    }
}
