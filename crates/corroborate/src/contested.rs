//! Contested figures: what each origin says, in which words and when, and the range of it. Never an average.

use std::collections::BTreeMap;

use marsad_model::{Day, Quote};
use serde::{Deserialize, Serialize};

/// One statement of a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The document.
    pub document: String,
    /// The origin that the document goes back to ([`crate::Origins::names`]).
    pub origin: String,
    /// Who says so, where the document names somebody.
    pub said_by: Option<String>,
    /// The words as written, with their place in the document.
    pub wording: Quote,
    /// The least number told; null where open.
    pub min: Option<u64>,
    /// The greatest; null where open.
    pub max: Option<u64>,
    /// The day it was told; null where the document has none.
    pub told: Option<Day>,
}

/// A range of numbers, open where null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The least.
    pub min: Option<u64>,
    /// The greatest.
    pub max: Option<u64>,
}

/// What one origin says: its statements in the order told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The origin.
    pub origin: String,
    /// Its statements, the earliest first; copies of one statement are all here.
    pub claims: Vec<Claim>,
    /// What it told last.
    pub last: Range,
    /// How its numbers went.
    pub course: Course,
}

/// How numbers go as time passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Course {
    /// One number.
    Single,
    /// The same number, told more than once.
    Steady,
    /// Later numbers are higher: a toll that rises.
    Rising,
    /// Later numbers are lower: a correction.
    Falling,
    /// Up and down.
    Mixed,
}

/// How the origins stand to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// One origin only: nobody confirms or contradicts it.
    One,
    /// A number that all origins' last statements allow.
    Agreed,
    /// They differ, and later days tell higher numbers throughout: one toll, told at different hours.
    Rising,
    /// They differ.
    Contested,
}

/// One figure as all origins tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contested {
    /// One row for each origin, in the order in which they first told it.
    pub rows: Vec<Row>,
    /// From the least to the greatest of what the origins told last. Open where one of them is.
    pub range: Range,
    /// From the least to the greatest that was ever told.
    pub ever: Range,
    /// How they stand to one another.
    pub standing: Standing,
    /// The highest and lowest told on each day, the earliest first; statements without a day are left out.
    pub series: Vec<(Day, Range)>,
}

/// The range that holds all of some ranges: open below or above where one of them is.
fn hull(ranges: impl IntoIterator<Item = Range> + Clone) -> Range {
    let least = |of: fn(Range) -> Option<u64>, pick: fn(u64, u64) -> u64| {
        let mut all = ranges.clone().into_iter().map(of);
        let first = all.next()??;
        all.try_fold(first, |best, next| next.map(|n| pick(best, n)))
    };
    Range { min: least(|r| r.min, u64::min), max: least(|r| r.max, u64::max) }
}

fn range_of(claim: &Claim) -> Range {
    Range { min: claim.min, max: claim.max }
}

/// Where a range stands on the way up: its ends, open ones as far out as they go.
fn ends(range: Range) -> (u64, u64) {
    (range.min.unwrap_or(0), range.max.unwrap_or(u64::MAX))
}

fn course(ranges: &[Range]) -> Course {
    let (mut up, mut down) = (false, false);
    for pair in ranges.windows(2) {
        // An end that one of them leaves open says nothing of where the numbers go: after "at least 80", 89 is more.
        let ends = [(pair[0].min, pair[1].min), (pair[0].max, pair[1].max)];
        for (before, after) in ends.into_iter().filter_map(|(a, b)| a.zip(b)) {
            up |= after > before;
            down |= after < before;
        }
    }
    match (ranges.len(), up, down) {
        (0 | 1, ..) => Course::Single,
        (_, false, false) => Course::Steady,
        (_, true, false) => Course::Rising,
        (_, false, true) => Course::Falling,
        (_, true, true) => Course::Mixed,
    }
}

impl Contested {
    /// Puts statements of one figure side by side. Statements without any number are left out; none left, no figure.
    #[must_use]
    pub fn of(claims: &[Claim]) -> Option<Self> {
        let mut claims: Vec<Claim> = claims.iter().filter(|c| c.min.is_some() || c.max.is_some()).cloned().collect();
        // A statement without a day stands before the others: it must not overrule one that has a day.
        claims.sort_by(|a, b| (a.told, &a.document, a.wording.start).cmp(&(b.told, &b.document, b.wording.start)));
        let mut rows: Vec<Row> = Vec::new();
        for claim in &claims {
            match rows.iter_mut().find(|r| r.origin == claim.origin) {
                Some(row) => row.claims.push(claim.clone()),
                None => rows.push(Row {
                    origin: claim.origin.clone(),
                    claims: vec![claim.clone()],
                    last: range_of(claim),
                    course: Course::Single,
                }),
            }
        }
        for row in &mut rows {
            let last_day = row.claims.last().and_then(|c| c.told);
            let on_last_day = row.claims.iter().filter(|c| c.told == last_day).map(range_of);
            row.last = hull(on_last_day.collect::<Vec<_>>());
            row.course = course(&by_day(&row.claims));
        }
        if rows.is_empty() {
            return None;
        }
        let last: Vec<Range> = rows.iter().map(|r| r.last).collect();
        let mut days: BTreeMap<Day, Vec<Range>> = BTreeMap::new();
        for claim in &claims {
            if let Some(day) = claim.told {
                days.entry(day).or_default().push(range_of(claim));
            }
        }
        let series: Vec<(Day, Range)> = days.iter().map(|(day, ranges)| (*day, hull(ranges.iter().copied()))).collect();
        let low = last.iter().map(|r| ends(*r).0).max().unwrap_or(0);
        let high = last.iter().map(|r| ends(*r).1).min().unwrap_or(u64::MAX);
        // It rises where each day's least is no lower than the greatest of the day before, and nobody differs within a day.
        let dated = claims.iter().all(|c| c.told.is_some());
        let rises = dated
            && series.len() > 1
            && series.windows(2).all(|w| ends(w[0].1).1 <= ends(w[1].1).0)
            && days.values().all(|ranges| ranges.windows(2).all(|w| w[0] == w[1]));
        let standing = match rows.len() {
            1 => Standing::One,
            _ if low <= high => Standing::Agreed,
            _ if rises => Standing::Rising,
            _ => Standing::Contested,
        };
        let ever = hull(claims.iter().map(range_of));
        Some(Self { range: hull(last.iter().copied()), ever, standing, series, rows })
    }
}

/// The range told on each day, in order; statements without a day first.
fn by_day(claims: &[Claim]) -> Vec<Range> {
    let mut days: BTreeMap<Option<Day>, Vec<Range>> = BTreeMap::new();
    for claim in claims {
        days.entry(claim.told).or_default().push(range_of(claim));
    }
    days.into_values().map(hull).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn claim(origin: &str, day: i8, min: Option<u64>, max: Option<u64>) -> Claim {
        Claim {
            document: format!("{origin}-{day}"),
            origin: origin.to_owned(),
            said_by: None,
            wording: Quote { start: 0, end: 0, text: String::new() },
            min,
            max,
            told: (day > 0).then(|| Day::constant(2022, 3, day)),
        }
    }

    fn exact(origin: &str, day: i8, n: u64) -> Claim {
        claim(origin, day, Some(n), Some(n))
    }

    #[test]
    fn origins_that_differ_stand_side_by_side_and_nothing_lies_between() {
        let found =
            Contested::of(&[exact("ministry", 10, 12), exact("observatory", 10, 30), exact("ministry", 10, 12)])
                .unwrap();
        assert_eq!((found.standing, found.rows.len(), found.rows[0].claims.len()), (Standing::Contested, 2, 2));
        assert_eq!(found.range, Range { min: Some(12), max: Some(30) });
        assert_eq!(found.rows[0].course, Course::Single);
    }

    #[test]
    fn a_toll_that_rises_with_the_days_is_a_series_and_no_quarrel() {
        let found = Contested::of(&[exact("b", 11, 9), exact("a", 10, 4), exact("a", 12, 15)]).unwrap();
        assert_eq!(found.standing, Standing::Rising);
        assert_eq!(found.series.iter().map(|(_, r)| r.max).collect::<Vec<_>>(), [Some(4), Some(9), Some(15)]);
        assert_eq!((found.rows[0].course, found.rows[0].last.min), (Course::Rising, Some(15)));
        assert_eq!(found.ever, Range { min: Some(4), max: Some(15) });
    }

    #[test]
    fn an_open_number_agrees_with_what_it_allows_and_leaves_the_range_open() {
        let found = Contested::of(&[claim("a", 10, Some(10), None), exact("b", 10, 14)]).unwrap();
        assert_eq!((found.standing, found.range), (Standing::Agreed, Range { min: Some(10), max: None }));
        assert_eq!(Contested::of(&[claim("a", 10, None, None)]), None);
    }

    #[test]
    fn a_correction_downwards_is_told_and_one_origin_confirms_nothing() {
        let found = Contested::of(&[exact("a", 10, 20), exact("a", 11, 17)]).unwrap();
        assert_eq!((found.standing, found.rows[0].course), (Standing::One, Course::Falling));
        assert_eq!(found.range, Range { min: Some(17), max: Some(17) });
    }

    #[test]
    fn after_at_least_so_many_a_higher_number_is_a_rise() {
        let found = Contested::of(&[claim("a", 10, Some(80), None), exact("a", 11, 89)]).unwrap();
        assert_eq!((found.rows[0].course, found.range.min), (Course::Rising, Some(89)));
    }

    #[test]
    fn without_days_a_difference_is_never_called_rising() {
        let found = Contested::of(&[exact("a", 0, 4), exact("b", 11, 9)]).unwrap();
        assert_eq!(found.standing, Standing::Contested);
    }

    proptest! {
        #[test]
        fn every_end_of_a_range_was_told_by_somebody_and_order_does_not_matter(
            told in proptest::collection::vec((0_u8..4, 0_i8..6, 0_u64..40, 0_u64..9), 1..9),
        ) {
            let claims: Vec<Claim> = told.iter().enumerate().map(|(i, (o, d, n, w))| Claim {
                document: format!("d{i}"), ..claim(&format!("o{o}"), *d, Some(*n), Some(n + w))
            }).collect();
            let found = Contested::of(&claims).unwrap();
            for range in [found.range, found.ever].into_iter().chain(found.series.iter().map(|(_, r)| *r)) {
                prop_assert!(claims.iter().any(|c| c.min == range.min) && claims.iter().any(|c| c.max == range.max));
            }
            let turned: Vec<Claim> = claims.iter().rev().cloned().collect();
            prop_assert_eq!(Contested::of(&turned), Some(found));
        }
    }
}
