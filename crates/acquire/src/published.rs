//! Which day a page was published, in its outlet's own time zone, from all that the page says about it.

use crate::dates;
use crate::stamps::{self, Stamp};
use marsad_model::Day;

/// Where a day of publication was found, from the surest to the least sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Found {
    /// JSON-LD `datePublished` of the article.
    JsonLd,
    /// A meta tag or microdata of publication.
    Meta,
    /// The address.
    Url,
    /// `<time datetime>` in the article.
    Time,
    /// A line near the title.
    Line,
    /// A value in the page's scripts.
    Script,
    /// Only a day of creation or change.
    Changed,
}

/// Everything in a page that may tell its day of publication, each list in the page's order.
#[derive(Debug, Default)]
pub(crate) struct Clues {
    pub json_ld: Vec<String>,
    pub meta: Vec<String>,
    pub urls: Vec<String>,
    pub times: Vec<String>,
    pub lines: Vec<String>,
    pub scripts: Vec<String>,
    pub changed: Vec<String>,
}

/// The day of publication and where it stood. `today` guards against nonsense: nothing is published after tomorrow.
pub(crate) fn choose(clues: &Clues, today: Day) -> Option<(Day, Found)> {
    let latest = today.tomorrow().unwrap_or(today);
    let valid = |stamp: &Stamp| stamp.day <= latest;
    let stamps = |values: &[String]| values.iter().filter_map(|v| stamps::stamp(v)).filter(valid).collect::<Vec<_>>();
    let days = |values: Vec<Option<Day>>| -> Vec<Stamp> {
        values
            .into_iter()
            .flatten()
            .map(|day| Stamp { day, utc_hour: None, local: false })
            .filter(valid)
            .collect::<Vec<_>>()
    };
    let found = [
        (Found::JsonLd, stamps(&clues.json_ld)),
        (Found::Meta, stamps(&clues.meta)),
        (Found::Url, days(clues.urls.iter().map(|u| day_in_url(u)).collect())),
        (Found::Time, stamps(&clues.times)),
        (Found::Line, days(clues.lines.iter().map(|l| dates::day_in(l)).collect())),
        (Found::Script, stamps(&clues.scripts)),
        (Found::Changed, stamps(&clues.changed)),
    ];
    let (place, best) = found.iter().find_map(|(place, stamps)| stamps.first().map(|s| (*place, *s)))?;
    let Some(hour) = best.utc_hour else { return Some((best.day, place)) };
    // Near midnight UTC the outlet's own day is another one if anything on the page says so: an offset, the address, a
    // line that people read. Offsets of Arabic outlets lie between UTC-8 (exile) and UTC+5.
    let neighbour = if hour >= 19 {
        best.day.tomorrow()
    } else if hour < 8 {
        best.day.yesterday()
    } else {
        return Some((best.day, place));
    };
    let Ok(neighbour) = neighbour else { return Some((best.day, place)) };
    let own = found.iter().filter(|(place, _)| *place != Found::Changed).flat_map(|(place, stamps)| {
        let local = matches!(place, Found::Url | Found::Line);
        stamps.iter().filter(move |s| local || s.local)
    });
    let mut own = own.map(|s| s.day).filter(|day| *day == neighbour || *day == best.day);
    Some((own.next().unwrap_or(best.day), place))
}

/// A full date in an address: `/2022/03/23/`, `/2022-03-23-…`, `/20220323…`, `/2013/section/8/3/`.
pub(crate) fn day_in_url(url: &str) -> Option<Day> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split_once('/')?.1.split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split('/').take(40).collect();
    let number = |text: &str, lengths: std::ops::RangeInclusive<usize>| -> Option<i32> {
        (lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
    };
    for (i, part) in parts.iter().enumerate() {
        if let Some(year) = number(part, 4..=4) {
            // One word may stand between the year and the month (a section).
            for skip in 0..=1 {
                if let (Some(month), Some(day)) = (parts.get(i + 1 + skip), parts.get(i + 2 + skip))
                    && let (Some(month), Some(day)) = (number(month, 1..=2), number(day, 1..=2))
                    && let Some(day) = dates::civil(year, month, day)
                {
                    return Some(day);
                }
            }
        }
        if let Some(day) = day_in_part(part) {
            return Some(day);
        }
    }
    None
}

/// A date at the start of a part of the path, or standing free inside it.
fn day_in_part(part: &str) -> Option<Day> {
    let bytes = part.as_bytes();
    for start in 0..bytes.len().min(300) {
        if !bytes[start].is_ascii_digit() || (start > 0 && bytes[start - 1].is_ascii_digit()) {
            continue;
        }
        let run = bytes[start..].iter().take_while(|b| b.is_ascii_digit()).count();
        let digits = |from: usize, len: usize| part.get(from..from + len).and_then(|d| d.parse::<i32>().ok());
        if run == 4 {
            let mut rest = part[start + 4..].splitn(4, ['-', '_', '.']);
            if rest.next() == Some("")
                && let (Some(month), Some(day)) = (rest.next(), rest.next())
            {
                let day = &day[..day.bytes().take_while(u8::is_ascii_digit).count()];
                if let (1..=2, 1..=2, Ok(month), Ok(day)) = (month.len(), day.len(), month.parse(), day.parse())
                    && let Some(year) = digits(start, 4)
                    && let Some(found) = dates::civil(year, month, day)
                {
                    return Some(found);
                }
            }
        }
        // A long number that begins with a day is an id made from it, if it stands at the part's start.
        if (run == 8 || (run > 8 && start == 0))
            && let (Some(y), Some(m), Some(d)) = (digits(start, 4), digits(start + 4, 2), digits(start + 6, 2))
            && (1995..2060).contains(&y)
            && let Some(found) = dates::civil(y, m, d)
        {
            return Some(found);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Option<String> {
        day_in_url(text).map(|d| d.to_string())
    }

    #[test]
    fn days_in_addresses() {
        for (address, day) in [
            ("https://example.org/2022/03/23/خبر/", "2022-03-23"),
            ("https://example.org/story/2022/3/23/خبر/4943459", "2022-03-23"),
            ("https://example.org/news/2022-03-23-1.3874341", "2022-03-23"),
            ("https://example.org/arab/202203231044893040-خبر", "2022-03-23"),
            ("https://example.org/a/20220323", "2022-03-23"),
            ("https://example.org/2013/middle_east/8/3/syria/index.html", "2013-08-03"),
        ] {
            assert_eq!(url(address).as_deref(), Some(day), "{address}");
        }
        for address in [
            "https://2022.example.org/03/23/",
            "https://example.org/2022/03/",
            "https://example.org/news/7349926",
            "https://example.org/x-99202203",
            "https://example.org/?d=2022/03/23",
            "https://example.org/2022/13/45/",
            "https://example.org/id-992022032399",
            "",
        ] {
            assert_eq!(url(address), None, "{address}");
        }
    }

    fn chosen(clues: &Clues) -> Option<(String, Found)> {
        choose(clues, dates::civil(2023, 1, 1).unwrap()).map(|(d, f)| (d.to_string(), f))
    }

    fn list(values: &[&str]) -> Vec<String> {
        values.iter().map(|v| (*v).to_owned()).collect()
    }

    #[test]
    fn the_outlets_own_day_counts() {
        let mut clues = Clues { meta: list(&["2022-03-22T22:30:00Z"]), ..Clues::default() };
        assert_eq!(chosen(&clues), Some(("2022-03-22".to_owned(), Found::Meta)));
        clues.urls = list(&["https://example.org/2022/03/23/x"]);
        assert_eq!(chosen(&clues), Some(("2022-03-23".to_owned(), Found::Meta)));
        clues.urls = list(&["https://example.org/2022/03/29/x"]);
        assert_eq!(chosen(&clues), Some(("2022-03-22".to_owned(), Found::Meta)));
        clues.lines = list(&["الأربعاء 23 مارس 2022"]);
        assert_eq!(chosen(&clues), Some(("2022-03-23".to_owned(), Found::Meta)));
        clues.meta = list(&["2022-03-22T12:30:00Z"]);
        assert_eq!(chosen(&clues), Some(("2022-03-22".to_owned(), Found::Meta)));
    }

    #[test]
    fn nothing_comes_from_the_future_and_change_comes_last() {
        let clues = Clues {
            json_ld: list(&["2031-01-01"]),
            lines: list(&["لا شيء", "23/03/2022"]),
            changed: list(&["2022-06-01"]),
            ..Clues::default()
        };
        assert_eq!(chosen(&clues), Some(("2022-03-23".to_owned(), Found::Line)));
        let clues = Clues { changed: list(&["2022-06-01"]), ..Clues::default() };
        assert_eq!(chosen(&clues), Some(("2022-06-01".to_owned(), Found::Changed)));
        assert_eq!(chosen(&Clues::default()), None);
    }
}
