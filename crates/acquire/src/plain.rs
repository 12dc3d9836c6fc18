//! Plain text: the first line with words is the title, the rest is the body.

use crate::document::{ReadOptions, Warning};
use crate::{AcquireError, html};
use marsad_model::{Day, Document};

/// Reads a page of plain text. The body keeps its line breaks; furniture lines go.
pub(crate) fn read(
    text: &str,
    target: &str,
    options: &ReadOptions,
    today: Day,
) -> Result<(Document, Vec<Warning>), AcquireError> {
    let text: String = text
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if matches!(c, '\r' | '\u{2028}' | '\u{2029}' | '\u{000C}') { '\n' } else { c })
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .filter(|c| *c != '\u{FEFF}')
        .collect();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let Some(first) = lines.iter().position(|l| l.chars().any(char::is_alphanumeric)) else {
        return Err(AcquireError::Empty { target: target.to_owned() });
    };
    let title = lines[first].to_owned();
    let body = &lines[first + 1..];
    let worded: Vec<&str> = body.iter().copied().filter(|l| !l.is_empty()).collect();
    let mut keep = options.furniture.keep(&worded).into_iter();
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for line in body {
        if line.is_empty() {
            blank = true;
            continue;
        }
        if !keep.next().unwrap_or(true) {
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank { "\n\n" } else { "\n" });
        }
        out.push_str(line);
        blank = false;
    }
    let mut parts = vec![out];
    options.furniture.sign_off(&mut parts);
    let out = parts.pop().unwrap_or_default();
    let mut warnings = Vec::new();
    // A line of its own with nothing but a date, at the top or the end, is the day of publication.
    let published =
        options.published.or_else(|| crate::published::day_in_url(target).filter(|_| target.contains("://")));
    let published = published.or_else(|| date_line(&worded, today));
    if published.is_none() {
        warnings.push(Warning::NoDate);
    }
    if out.is_empty() {
        warnings.push(Warning::ShortText);
    }
    let url =
        reqwest::Url::parse(target).ok().filter(|u| matches!(u.scheme(), "http" | "https")).map(|u| u.to_string());
    let language = html::language(None, &format!("{title}\n{out}"));
    let document =
        Document { id: target.to_owned(), title, text: out, published, language, url, ..Document::default() };
    Ok((document, warnings))
}

fn date_line(lines: &[&str], today: Day) -> Option<Day> {
    let near = lines.iter().take(3).chain(lines.iter().rev().take(2));
    let short = near.filter(|l| l.chars().count() <= 50 && l.split_whitespace().count() <= 8);
    short.filter_map(|l| crate::dates::day_in(l)).find(|day| *day <= today)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Document {
        let today = crate::dates::civil(2024, 1, 1).unwrap();
        read(text, "-", &ReadOptions::default(), today).unwrap().0
    }

    #[test]
    fn title_body_and_furniture() {
        let paragraph = "وقالت مصادر محلية إن القصف استمر ساعات على أطراف المدينة.";
        let text = format!(
            "\u{FEFF}\r\n قصف على أطراف المدينة \r\n\r\n{paragraph}\r\n{paragraph}\r\n\r\n\r\n{paragraph} (انتهى) س ع\r\n\r\nاظهر المزيد\r\nزر الذهاب إلى الأعلى\r\n"
        );
        let document = read_text(&text);
        assert_eq!(document.title, "قصف على أطراف المدينة");
        assert_eq!(document.text, format!("{paragraph}\n{paragraph}\n\n{paragraph}"));
        assert_eq!(document.language.as_deref(), Some("ar"));
        assert_eq!(document.published, None);
    }

    #[test]
    fn a_date_line_tells_the_day() {
        let document =
            read_text("عنوان الخبر\nالأربعاء 23 مارس 2022\n\nنص الخبر عن معركة بدأت في 1 آذار 2019 في الشمال.");
        assert_eq!(document.published.map(|d| d.to_string()).as_deref(), Some("2022-03-23"));
    }

    #[test]
    fn nothing_but_signs_is_empty() {
        let today = crate::dates::civil(2024, 1, 1).unwrap();
        let error = read(" \n***\n", "-", &ReadOptions::default(), today).unwrap_err();
        assert!(matches!(error, AcquireError::Empty { .. }));
    }
}
