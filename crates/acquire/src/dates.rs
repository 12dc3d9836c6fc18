//! Days out of lines: dates as pages write them for people.

use crate::date_words::{Calendar, Month, has_role, hijri, jalali, months, roles};
use crate::fold::{ascii_digits, fold};
use jiff::civil::Date;
use marsad_model::Day;
use std::sync::OnceLock;

/// The first full date (day, month and year) written in a line, in words or numbers; one of the Hijri calendar only where
/// there is no other.
pub(crate) fn day_in(line: &str) -> Option<Day> {
    if !line.chars().any(char::is_numeric) {
        return None;
    }
    let tokens = tokens(line);
    usual(&tokens)
        .or_else(|| (0..tokens.len()).find_map(|i| numeric_hijri(&tokens[i..]).or_else(|| worded(&tokens[i..], true))))
}

/// The first full date of a solar calendar in a line.
pub(crate) fn usual_day_in(line: &str) -> Option<Day> {
    if !line.chars().any(char::is_numeric) {
        return None;
    }
    usual(&tokens(line))
}

fn usual(tokens: &[Token]) -> Option<Day> {
    (0..tokens.len()).find_map(|i| numeric(&tokens[i..]).or_else(|| worded(&tokens[i..], false)))
}

/// The date that a line gives for the last change: «نشر في … آخر تحديث: 24 مارس 2022».
pub(crate) fn change_in(line: &str) -> Option<Day> {
    if !line.chars().any(char::is_numeric) {
        return None;
    }
    let starts =
        line.char_indices().filter(|(at, _)| *at == 0 || line[..*at].ends_with([' ', ',', '،', '|', '(', '-', ':']));
    starts.map(|(at, _)| &line[at..]).take(60).find(|rest| tells_change(rest)).and_then(day_in)
}

#[derive(Debug)]
enum Token {
    /// Value and number of digits.
    Number(i32, usize),
    /// Folded letters.
    Word(String),
    /// Anything else but white space.
    Mark(char),
}

fn tokens(line: &str) -> Vec<Token> {
    let line = ascii_digits(line);
    let mut out = Vec::new();
    let mut rest = line.as_str();
    while let Some(c) = rest.chars().next() {
        let class = |c: char| (c.is_ascii_digit(), c.is_alphabetic() || is_mark(c));
        let here = class(c);
        let len = if here == (false, false) {
            c.len_utf8()
        } else {
            rest.find(|next| class(next) != here).unwrap_or(rest.len())
        };
        let (run, next) = rest.split_at(len);
        match here {
            (true, _) => out.push(Token::Number(run.parse().unwrap_or(-1), run.len())),
            (_, true) => out.push(Token::Word(fold(run))),
            _ if c.is_whitespace() || matches!(c, '\u{200C}'..='\u{200F}' | '\u{202A}'..='\u{202E}') => {}
            _ => out.push(Token::Mark(c)),
        }
        if out.len() > 200 {
            break;
        }
        rest = next;
    }
    out
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{064B}'..='\u{065F}' | '\u{0640}')
}

/// `23/03/2022`, `2022-03-23`, `1399/4/2`.
fn numeric(tokens: &[Token]) -> Option<Day> {
    let [
        Token::Number(a, a_len),
        Token::Mark(x),
        Token::Number(b, b_len),
        Token::Mark(y),
        Token::Number(c, c_len),
        rest @ ..,
    ] = tokens
    else {
        return None;
    };
    if x != y || !matches!(x, '/' | '-' | '.' | '\\') || *b_len > 2 {
        return None;
    }
    // A longer chain of numbers is a telephone number or an address.
    if let [Token::Mark(z), Token::Number(..), ..] = rest
        && z == x
    {
        return None;
    }
    // «1443/08/20 هـ»: another era, whatever the year would be in this one.
    if matches!(rest, [Token::Word(era), ..] if is_hijri_era(era)) {
        return None;
    }
    match (*a_len, *c_len) {
        (4, 1..=2) => solar(*a, *b, *c),
        // Day before month, as Arabic pages write; the other way round only where it must be.
        (1..=2, 4) => solar(*c, *b, *a).or_else(|| solar(*c, *a, *b)),
        _ => None,
    }
}

/// `1443/08/20`, `20/08/1443 هـ`. Years from 1421 on are no Persian ones yet.
fn numeric_hijri(tokens: &[Token]) -> Option<Day> {
    let [
        Token::Number(a, a_len),
        Token::Mark(x @ ('/' | '-' | '.' | '\\')),
        Token::Number(b, 1..=2),
        Token::Mark(y),
        Token::Number(c, c_len),
        rest @ ..,
    ] = tokens
    else {
        return None;
    };
    let era = matches!(rest, [Token::Word(era), ..] if is_hijri_era(era));
    let (year, day) = match (*a_len, *c_len) {
        (4, 1..=2) => (*a, *c),
        (1..=2, 4) => (*c, *a),
        _ => return None,
    };
    (x == y && (era || year > 1420)).then(|| hijri(year, *b, day))?
}

fn is_hijri_era(word: &str) -> bool {
    word == "ه" || has_role(word, "hijri")
}

/// A year of the Gregorian calendar, or of the Persian one where only that makes sense.
fn solar(year: i32, month: i32, day: i32) -> Option<Day> {
    if (1370..=1420).contains(&year) { jalali(year, month, day) } else { civil(year, month, day) }
}

/// `23 مارس 2022`, `04 آب/اغسطس 2013`, `March 23, 2022`.
fn worded(tokens: &[Token], lunar: bool) -> Option<Day> {
    if let [Token::Number(day, 1..=2), rest @ ..] = tokens {
        let (month, rest) = month_at(skip_marks(rest))?;
        if (month.0 == Calendar::Hijri) != lunar {
            return None;
        }
        let rest = skip_marks(rest);
        // The same month under its other name, with or without a slash or brackets.
        let rest = match month_at(rest) {
            Some((again, after)) if again == month => skip_marks(after),
            _ => rest,
        };
        let rest = match rest {
            [Token::Word(word), after @ ..] if matches!(word.as_str(), "سنه" | "عام" | "لعام" | "de" | "of") => {
                after
            }
            _ => rest,
        };
        let [Token::Number(year, 4), ..] = rest else { return None };
        return month.day(*year, *day);
    }
    let (month, rest) = month_at(tokens)?;
    if lunar || month.0 == Calendar::Hijri {
        return None;
    }
    let [Token::Number(day, 1..=2), rest @ ..] = skip_marks(rest) else { return None };
    let rest = match rest {
        [Token::Word(th), after @ ..] if has_role(th, "ordinal") => after,
        _ => rest,
    };
    let [Token::Number(year, 4), ..] = skip_marks(rest) else { return None };
    month.day(*year, *day)
}

fn skip_marks(tokens: &[Token]) -> &[Token] {
    let marks = tokens
        .iter()
        .take_while(|t| matches!(t, Token::Mark('/' | '-' | ',' | '،' | '.' | '(' | ')' | '\\' | '–' | '|')))
        .count();
    &tokens[marks.min(2)..]
}

fn month_at(tokens: &[Token]) -> Option<(Month, &[Token])> {
    // «كانون1», as some systems shorten it.
    if let [Token::Word(first), Token::Number(number, 1), rest @ ..] = tokens
        && let Some(month) = months().get(format!("{first} {number}").as_str())
    {
        return Some((*month, rest));
    }
    if let [Token::Word(first), Token::Word(second), rest @ ..] = tokens
        && let Some(month) = months().get(format!("{first} {second}").as_str())
    {
        return Some((*month, rest));
    }
    let [Token::Word(word), rest @ ..] = tokens else { return None };
    months().get(word.as_str()).map(|month| (*month, rest))
}

/// Whether a line says when the page was last changed, rather than published.
pub(crate) fn tells_change(line: &str) -> bool {
    static CHANGE: OnceLock<Vec<&str>> = OnceLock::new();
    let words = CHANGE.get_or_init(|| roles().iter().filter(|(_, role)| *role == "change").map(|(w, _)| *w).collect());
    // No such phrase is longer.
    let start: String = line.chars().take(40).collect();
    let folded = fold(&start);
    words.iter().any(|word| folded.starts_with(word))
}

/// How many words of a line are neither parts of dates nor of the phrases that pages put around them.
pub(crate) fn other_words(line: &str) -> usize {
    let tokens = tokens(line);
    let (mut count, mut at) = (0, 0);
    while let Some(token) = tokens.get(at) {
        if let Some((_, rest)) = month_at(&tokens[at..]) {
            at = tokens.len() - rest.len();
            continue;
        }
        let known = |word: &str| roles().iter().any(|(w, role)| *w == word && *role != "ordinal");
        if let Token::Word(word) = token {
            let pair = match tokens.get(at + 1) {
                Some(Token::Word(next)) => known(&format!("{word} {next}")),
                _ => false,
            };
            at += usize::from(pair);
            count += usize::from(!pair && !known(word));
        }
        at += 1;
    }
    count
}

/// A Gregorian day that a news page can have.
pub(crate) fn civil(year: i32, month: i32, day: i32) -> Option<Day> {
    let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    plausible(date).then_some(date)
}

/// Whether a day can be one of a news page.
pub(crate) fn plausible(date: Date) -> bool {
    (1985..2100).contains(&date.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date_words::Calendar;
    use crate::stamps::stamp;
    use proptest::prelude::*;

    #[test]
    fn written_dates() {
        for (text, expect) in [
            ("نشر في: 23 آذار 2022", "2022-03-23"),
            ("أرسلت في الجمعة ١٤ كانون الأول/ديسمبر ٢٠١٨ بواسطة المدير", "2018-12-14"),
            ("نشر بتاريخ: 31 كانون1/ديسمبر 2020", "2020-12-31"),
            ("آخر تحديث: 3 تشرين ثاني 2020، 10:15 ص", "2020-11-03"),
            ("الأحد، ٠٤ آب/اغسطس ٢٠١٣، الساعة ٠٢:٢١", "2013-08-04"),
            ("24 كانون الثاني / يناير 2020", "2020-01-24"),
            ("8 فيفري 2019", "2019-02-08"),
            ("تاريخ النشر 23/03/2022 الساعة 10", "2022-03-23"),
            ("03-23-2022", "2022-03-23"),
            ("الخميس 5 دجنبر 2019", "2019-12-05"),
            ("2 تير 1399 - 12:09", "2020-06-22"),
            ("۱۳۹۹/۰۲/۲۱", "2020-05-10"),
            ("30 اسفند 1399", "2021-03-20"),
            ("الأربعاء 20 شعبان 1443 هـ", "2022-03-23"),
            ("٢٠ شعبان ١٤٤٣", "2022-03-23"),
            ("تاريخ الخبر: 20/08/1443 هـ", "2022-03-23"),
            ("1443/8/20", "2022-03-23"),
            ("20 شعبان 1443 هـ الموافق 24 مارس 2022 م", "2022-03-24"),
            ("15/5/1420 هـ", "1999-08-26"),
        ] {
            assert_eq!(day_in(text).map(|d| d.to_string()).as_deref(), Some(expect), "{text}");
        }
        for text in ["قبل 23 مارس", "هاتف 11-22-2022-33", "مارس 2022", "5 قتلى في 2022", "192.168.2022.1", "10:20:2022"]
        {
            assert_eq!(day_in(text), None, "{text}");
        }
    }

    #[test]
    fn lines_of_change_are_known() {
        assert!(tells_change("آخر تحديث: 23 مارس 2022") && tells_change("Updated 23 March 2022"));
        assert!(!tells_change("نشر في 23 مارس 2022، آخر تحديث 24 مارس"));
        assert!(
            roles().iter().all(|(word, role)| *word == fold(word)
                && matches!(*role, "filler" | "ordinal" | "change" | "around" | "hijri"))
        );
        assert!(roles().windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(roles().len(), include_str!("../data/date_words.tsv").lines().count() - 4);
    }

    #[test]
    fn the_last_change_is_told_apart_from_publication() {
        let day = |line: &str| change_in(line).map(|d| d.to_string());
        assert_eq!(day("نشر في: 23 مارس 2022 ,: آخر تحديث: 24 مارس 2022").as_deref(), Some("2022-03-24"));
        assert_eq!(day("(آخر تعديل 25/3/2022)").as_deref(), Some("2022-03-25"));
        assert_eq!(day("نشر في 23 مارس 2022"), None);
    }

    #[test]
    fn words_around_dates_do_not_count() {
        for (text, others) in [
            ("أرسلت في الجمعة ١٤ كانون الأول/ديسمبر ٢٠١٨ بواسطة admin", 0),
            ("نُشر بتاريخ: الأربعاء 23 مارس 2022 الساعة 10:15 صباحا - آخر تحديث 11:00 ص", 0),
            ("كتب بواسطة سامي حداد في 23 مارس 2022", 2),
            ("القوات انسحبت من البلدة في 23 مارس 2022", 4),
        ] {
            assert_eq!(other_words(text), others, "{text}");
        }
    }

    #[test]
    fn month_table_is_sound() {
        let lines: Vec<&str> =
            include_str!("../data/months.tsv").lines().filter(|l| !l.starts_with('#')).skip(1).collect();
        assert_eq!(lines.len(), months().len(), "every row is read and no name stands twice");
        assert!(lines.iter().all(|l| l.split('\t').next().is_some_and(|name| name == fold(name))));
        for (calendar, most) in [(Calendar::Gregorian, 12), (Calendar::Jalali, 12), (Calendar::Hijri, 12)] {
            for number in 1..=most {
                assert!(months().values().any(|m| *m == Month(calendar, number)));
            }
        }
    }

    proptest! {
        #[test]
        fn any_string_is_read_without_panic(text in "\\PC{0,80}") {
            let _ = (stamp(&text), day_in(&text));
        }

        #[test]
        fn every_day_comes_back(offset in 0i64..30000) {
            let day = Date::new(1986, 1, 1).unwrap().checked_add(jiff::Span::new().days(offset)).unwrap();
            prop_assert_eq!(stamp(&day.to_string()).map(|s| s.day), Some(day));
            let written = format!("{}/{}/{}", day.day(), day.month(), day.year());
            prop_assert_eq!(day_in(&written), Some(day));
        }
    }
}
