//! When: days named in a sentence, counted from the day of publication.

use jiff::ToSpan as _;
use marsad_lexicon::language::{Classes, TimeWord};
use marsad_model::{DateRange, Day};
use marsad_text::Text;

use crate::groups::Group;
use crate::scene::Scene;

/// A time in a sentence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Time {
    pub start: usize,
    pub end: usize,
    pub from: Option<Day>,
    pub to: Option<Day>,
}

/// Every time of a sentence, in order.
pub(crate) fn find(scene: &Scene<'_>, published: Option<Day>) -> Vec<Time> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < scene.words.len() {
        match time(scene, at, published) {
            Some(t) => {
                at = t.end.max(at + 1);
                out.push(t);
            }
            None => at += 1,
        }
    }
    out
}

fn year(scene: &Scene<'_>, i: usize) -> Option<i16> {
    let word = scene.words.get(i).filter(|w| w.number && w.lower.len() == 4)?;
    word.lower.parse().ok().filter(|y| (1800..2200).contains(y))
}

fn day_number(scene: &Scene<'_>, i: usize) -> Option<i8> {
    let word = scene.words.get(i).filter(|w| w.number && w.lower.len() <= 2)?;
    word.lower.parse().ok().filter(|d| (1..=31).contains(d))
}

fn time(scene: &Scene<'_>, at: usize, published: Option<Day>) -> Option<Time> {
    let word = |i: usize| scene.pack.time.at(|k| scene.lower(k), i);
    let whole = |start: usize, end: usize, from: Day, to: Day| Time { start, end, from: Some(from), to: Some(to) };
    let open = |start: usize, end: usize| Time { start, end, from: None, to: None };
    // «12 May 2024», «in 1988».
    if let Some(day) = day_number(scene, at)
        && let Some((len, TimeWord::Month(month))) = word(at + 1)
    {
        return dated(scene, at, at + 1 + len, *month, Some(day), published);
    }
    if let Some(y) = year(scene, at)
        && at > 0
        && scene.is(at - 1, Classes::PREPOSITION)
    {
        let first = Day::new(y, 1, 1).ok()?;
        return Some(whole(at, at + 1, first, Day::new(y, 12, 31).ok()?));
    }
    let (len, found) = word(at)?;
    match *found {
        TimeWord::Days(n) => {
            let day = published.and_then(|p| p.checked_add(n.days()).ok());
            Some(day.map_or(open(at, at + len), |d| whole(at, at + len, d, d)))
        }
        TimeWord::Weekday(n) if scene.words[at].capital => Some(match published {
            Some(p) => {
                // The day itself or the last one before it; the next one where something is to come.
                let back = (i32::from(p.weekday().to_monday_one_offset()) - i32::from(n)).rem_euclid(7);
                let d = p.checked_sub(back.days()).ok()?;
                whole(at, at + len, d, d)
            }
            None => open(at, at + len),
        }),
        TimeWord::Month(month) if scene.words[at].capital => {
            let day = day_number(scene, at + len);
            let named =
                day.is_some() || at > 0 && scene.is(at - 1, Classes::PREPOSITION) || year(scene, at + len).is_some();
            named.then(|| dated(scene, at, at + len + usize::from(day.is_some()), month, day, published)).flatten()
        }
        TimeWord::Step(step) => {
            let (inner, next) = word(at + len)?;
            let end = at + len + inner;
            let Some(p) = published else { return Some(open(at, end)) };
            match *next {
                TimeWord::Unit(unit) => {
                    let (from, to) = period(p, unit, step)?;
                    Some(whole(at, end, from, to))
                }
                TimeWord::Weekday(n) => {
                    let back = (i32::from(p.weekday().to_monday_one_offset()) - i32::from(n)).rem_euclid(7);
                    let back = if step < 0 && back == 0 { 7 } else { back };
                    let d = p.checked_sub(back.days()).ok()?;
                    let d = if step > 0 { d.checked_add(7.days()).ok()? } else { d };
                    Some(whole(at, end, d, d))
                }
                TimeWord::Month(month) => {
                    let mut y = p.year();
                    if step < 0 && month >= p.month() {
                        y -= 1;
                    }
                    let first = Day::new(y, month, 1).ok()?;
                    Some(whole(at, end, first, first.last_of_month()))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// A month with or without day and year. Without a year the last such day is meant.
fn dated(
    scene: &Scene<'_>,
    start: usize,
    mut end: usize,
    month: i8,
    day: Option<i8>,
    published: Option<Day>,
) -> Option<Time> {
    let comma = usize::from(scene.mark(end) == Some(',') && day.is_some());
    let stated = year(scene, end + comma);
    if stated.is_some() {
        end += comma + 1;
    }
    let Some(y) = stated.or_else(|| published.map(jiff::civil::Date::year)) else {
        return Some(Time { start, end, from: None, to: None });
    };
    let make = |y: i16| -> Option<(Day, Day)> {
        let first = Day::new(y, month, day.unwrap_or(1)).ok()?;
        Some((first, if day.is_some() { first } else { first.last_of_month() }))
    };
    let (mut from, mut to) = make(y)?;
    if stated.is_none() && published.is_some_and(|p| from > p.saturating_add(60.days())) {
        (from, to) = make(y - 1)?;
    }
    Some(Time { start, end, from: Some(from), to: Some(to) })
}

/// The week, month or year so many steps from that of a day.
fn period(p: Day, unit: char, step: i32) -> Option<(Day, Day)> {
    match unit {
        'D' => {
            let d = p.checked_add(step.days()).ok()?;
            Some((d, d))
        }
        'W' => {
            let monday = p.checked_sub(i32::from(p.weekday().to_monday_zero_offset()).days()).ok()?;
            let from = monday.checked_add((step * 7).days()).ok()?;
            Some((from, from.checked_add(6.days()).ok()?))
        }
        'M' => {
            let from = p.first_of_month().checked_add(step.months()).ok()?;
            Some((from, from.last_of_month()))
        }
        'Y' => {
            let y = p.year().checked_add(i16::try_from(step).ok()?)?;
            Some((Day::new(y, 1, 1).ok()?, Day::new(y, 12, 31).ok()?))
        }
        _ => None,
    }
}

/// The time of an act: the nearest in its clause, not one behind a verb of saying.
pub(crate) fn of(
    scene: &Scene<'_>,
    text: &Text,
    groups: &[Group],
    times: &[Time],
    k: Option<usize>,
    at: usize,
) -> Option<DateRange> {
    let saying = |g: &Group| g.lemmas().any(|l| scene.pack.saying.contains_key(&l));
    let owner = |t: &Time| {
        groups
            .iter()
            .enumerate()
            .filter(|(_, g)| !g.infinitive && !g.gerund)
            .min_by_key(|(_, g)| if t.start >= g.end { t.start - g.end } else { (g.start - t.start.min(g.start)) * 2 })
            .map(|(i, _)| i)
    };
    let mine = |t: &&Time| match owner(t) {
        Some(o) => Some(o) == k || k.is_none() || (!saying(&groups[o]) && !groups[o].passing),
        None => true,
    };
    let best = times.iter().filter(mine).min_by_key(|t| t.start.abs_diff(at))?;
    Some(DateRange { quote: text.quote(scene.span(best.start, best.end)), from: best.from, to: best.to })
}
