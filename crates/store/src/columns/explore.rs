//! The answers of a question in time and in space: one pass each.

use super::ask::{Asked, Facet};
use super::{Bits, Columns};
use crate::api::{Area, Field, Filter};
use crate::day;
use crate::explore::{Bucket, Cell, Grid, Multiples, Series, SpotCount, Step, Timeline};
use jiff::{ToSpan, civil::Date};
use marsad_model::Day;
use std::collections::{BTreeMap, HashMap};

/// Most stretches of a timeline.
const MOST_BUCKETS: usize = 400;
/// Of so many reports one may lie outside a timeline at either end.
const FAR: usize = 200;
/// How near places are to be one, in pixels of the map.
const NEAR: f64 = 50.0;

/// The stretches of a timeline.
struct Scale {
    step: Step,
    first: Day,
    length: usize,
}

impl Scale {
    /// The stretches from a day to another.
    fn between(from: Day, to: Day) -> Self {
        let days = number(to) - number(from);
        let step = match days {
            ..=92 => Step::Day,
            93..=1100 => Step::Week,
            1101..=5500 => Step::Month,
            _ => Step::Year,
        };
        let first = match step {
            Step::Day => from,
            Step::Week => {
                let since_monday = i64::from(from.weekday().to_monday_zero_offset());
                from.checked_sub(since_monday.days()).unwrap_or(from)
            }
            Step::Month => from.first_of_month(),
            Step::Year => from.first_of_year(),
        };
        let mut out = Self { step, first, length: MOST_BUCKETS };
        out.length = out.at(to).map_or(1, |at| at + 1).min(MOST_BUCKETS);
        out
    }

    /// Which stretch a day lies in; none before the first.
    fn at(&self, day: Day) -> Option<usize> {
        let months = |d: Day| i64::from(d.year()) * 12 + i64::from(d.month());
        let at = match self.step {
            Step::Day => number(day) - number(self.first),
            Step::Week => (number(day) - number(self.first)).div_euclid(7),
            Step::Month => months(day) - months(self.first),
            Step::Year => i64::from(day.year()) - i64::from(self.first.year()),
        };
        usize::try_from(at).ok()
    }

    /// The first day of a stretch.
    fn start(&self, at: usize) -> Day {
        let n = i64::try_from(at).unwrap_or(i64::MAX).min(10_000_000);
        let span = match self.step {
            Step::Day => n.days(),
            Step::Week => (n * 7).days(),
            Step::Month => n.months(),
            Step::Year => n.min(19_000).years(),
        };
        self.first.checked_add(span).unwrap_or(Day::MAX)
    }

    fn buckets(&self, counts: &[u64]) -> Vec<Bucket> {
        let end = |at| self.start(at + 1).yesterday().unwrap_or(Day::MAX);
        counts
            .iter()
            .enumerate()
            .map(|(at, count)| Bucket { from: self.start(at), to: end(at), count: *count })
            .collect()
    }
}

/// Days since 1970.
fn number(day: Day) -> i64 {
    i64::from(day.since(Date::new(1970, 1, 1).unwrap_or(Day::MIN)).map_or(0, |span| span.get_days()))
}

impl Columns {
    /// The first day that a report is about, as a key: where its beginning is open, its end.
    pub(super) fn first_day(&self, at: usize) -> Option<i32> {
        let (from, to) = (self.reports.day_from[at], self.reports.day_to[at]);
        let open = (i64::from(from) <= day::OPEN_START, i64::from(to) >= day::OPEN_END);
        match open {
            _ if from > to => None,
            (false, _) => Some(from),
            (true, false) => Some(to),
            (true, true) => None,
        }
    }

    fn found(&self, asked: &Asked) -> Bits {
        Bits::of(self.reports.id.len(), |at| self.fails(asked, at) == Some(0))
    }

    /// The stretches that show some answers, and what lies outside.
    fn scale(&self, found: &Bits, filter: &Filter) -> Option<Scale> {
        let mut days: Vec<i32> =
            (0..self.reports.id.len()).filter(|at| found.get(*at)).filter_map(|at| self.first_day(at)).collect();
        let last = days.len().checked_sub(1)?;
        let far = days.len() / FAR;
        let (_, from, _) = days.select_nth_unstable(far);
        let from = *from;
        let (_, to, _) = days.select_nth_unstable(last - far);
        let to = *to;
        let from = filter.from.or(day::from_key(i64::from(from)))?;
        let to = filter.to.or(day::from_key(i64::from(to)))?.max(from);
        Some(Scale::between(from, to))
    }

    /// See [`crate::Explore::timeline`].
    pub(crate) fn timeline(&self, asked: &Asked, filter: &Filter) -> Timeline {
        self.counted(&self.found(asked), filter).0
    }

    fn counted(&self, found: &Bits, filter: &Filter) -> (Timeline, Option<Scale>) {
        let mut out = Timeline { step: Step::Day, buckets: Vec::new(), before: 0, after: 0, undated: 0 };
        let Some(scale) = self.scale(found, filter) else {
            out.undated = found.count();
            return (out, None);
        };
        let mut counts = vec![0; scale.length];
        let mut known = HashMap::new();
        for at in (0..self.reports.id.len()).filter(|at| found.get(*at)) {
            match self.bucket(&scale, at, &mut known) {
                None => out.undated += 1,
                Some(None) => out.before += 1,
                Some(Some(bucket)) => match counts.get_mut(bucket) {
                    Some(count) => *count += 1,
                    None => out.after += 1,
                },
            }
        }
        out.step = scale.step;
        out.buckets = scale.buckets(&counts);
        (out, Some(scale))
    }

    /// Which stretch a report lies in; the days seen before are remembered, since there are fewer days than reports.
    #[allow(clippy::option_option)]
    fn bucket(&self, scale: &Scale, at: usize, known: &mut HashMap<i32, Option<usize>>) -> Option<Option<usize>> {
        let key = self.first_day(at)?;
        Some(*known.entry(key).or_insert_with(|| day::from_key(i64::from(key)).and_then(|day| scale.at(day))))
    }

    /// See [`crate::Explore::multiples`].
    pub(crate) fn multiples(&self, asked: &Asked, filter: &Filter, by: Field, most: usize) -> Multiples {
        let found = self.found(asked);
        let (all, scale) = self.counted(&found, filter);
        let mut totals: BTreeMap<u32, u64> = BTreeMap::new();
        let mut values: Vec<u32> = Vec::new();
        for at in (0..self.reports.id.len()).filter(|at| found.get(*at)) {
            self.values(by, at, &mut values);
            values.iter().for_each(|value| *totals.entry(*value).or_default() += 1);
        }
        let mut ranked: Vec<(u32, u64)> = totals.into_iter().collect();
        ranked.sort_by_key(|(value, total)| (std::cmp::Reverse(*total), *value));
        ranked.truncate(most);
        let place: HashMap<u32, usize> = ranked.iter().enumerate().map(|(n, (value, _))| (*value, n)).collect();
        let mut counts = vec![vec![0u64; all.buckets.len()]; ranked.len()];
        if let Some(scale) = scale {
            let mut known = HashMap::new();
            for at in (0..self.reports.id.len()).filter(|at| found.get(*at)) {
                let Some(Some(bucket)) = self.bucket(&scale, at, &mut known) else { continue };
                self.values(by, at, &mut values);
                for series in values.iter().filter_map(|value| place.get(value)) {
                    if let Some(count) = counts[*series].get_mut(bucket) {
                        *count += 1;
                    }
                }
            }
        }
        let series = ranked.into_iter().zip(counts).map(|((value, total), counts)| Series {
            value: self.value_of(by, value),
            total,
            counts,
        });
        Multiples { series: series.collect(), all }
    }

    /// The numbers of the values that a report has in a field, each once.
    fn values(&self, by: Field, at: usize, out: &mut Vec<u32>) {
        let r = &self.reports;
        out.clear();
        match by {
            Field::Type => out.push(u32::from(r.type_[at])),
            Field::Modality => out.push(u32::from(r.modality[at])),
            Field::Mode => out.extend(r.modes.get(at)),
            Field::SaidBy => out.push(r.said_by[at]),
            Field::Outlet => out.extend(Some(self.documents.outlet[r.document[at] as usize]).filter(|n| *n > 0)),
            Field::Place => out.extend(r.places.get(at).iter().map(|name| self.label_of[*name as usize])),
            Field::Actor => out.extend(r.actors.get(at).iter().map(|name| self.label_of[*name as usize])),
            Field::Governorate => out.extend(self.part_number(at)),
            Field::Country => {
                // Countries have no numbers of their own: the first spot of a country stands for it.
                let country = |spot: u32| &self.spots[spot as usize - 1].country;
                let spot = Some(r.spot[at]).filter(|spot| *spot > 0 && !country(*spot).is_empty());
                out.extend(spot.map(|spot| self.country_spot(country(spot))));
            }
        }
        out.sort_unstable();
        out.dedup();
    }

    fn country_spot(&self, country: &str) -> u32 {
        let at = self.spots.iter().position(|spot| spot.country == country).unwrap_or(0);
        u32::try_from(at + 1).unwrap_or(u32::MAX)
    }

    fn value_of(&self, by: Field, value: u32) -> String {
        let at = value as usize;
        let found = match by {
            Field::Type | Field::Modality | Field::Mode => self.codes.all.get(at),
            Field::SaidBy if at == 0 => return "-".to_owned(),
            Field::SaidBy => self.speakers.all.get(at - 1),
            Field::Outlet => self.outlets.get(at.wrapping_sub(1)).map(|(name, _)| name),
            Field::Place | Field::Actor => self.labels.all.get(at),
            Field::Governorate => self.part_name(value),
            Field::Country => self.spots.get(at.wrapping_sub(1)).map(|spot| &spot.country),
        };
        found.cloned().unwrap_or_default()
    }

    /// Reports at each spot, those that fail in no other way than in `leave`.
    fn at_spots(&self, asked: &Asked, leave: u16) -> Vec<u64> {
        let mut out = vec![0; self.spots.len() + 1];
        for at in 0..self.reports.id.len() {
            if self.fails(asked, at).is_some_and(|fails| fails & !leave == 0) {
                out[self.reports.spot[at] as usize] += 1;
            }
        }
        out
    }

    fn spot_count(&self, at: usize, count: u64) -> SpotCount {
        let spot = &self.spots[at];
        SpotCount {
            name: spot.name.clone(),
            id: spot.id.clone(),
            kind: spot.kind.clone(),
            country: spot.country.clone(),
            precision: spot.precision,
            lat: spot.at.map(|(lat, _)| lat),
            lon: spot.at.map(|(_, lon)| lon),
            count,
        }
    }

    /// See [`crate::Explore::spots`].
    pub(crate) fn spot_counts(&self, asked: &Asked) -> Vec<SpotCount> {
        let counts = self.at_spots(asked, Facet::Place as u16 | Facet::Country as u16 | Facet::Governorate as u16);
        let there = counts[1..].iter().enumerate().filter(|(_, count)| **count > 0);
        let mut out: Vec<SpotCount> = there.map(|(at, count)| self.spot_count(at, *count)).collect();
        out.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
        out
    }

    /// See [`crate::Explore::grid`].
    pub(crate) fn grid(&self, asked: &Asked, zoom: f64, view: Option<Area>) -> Grid {
        let counts = self.at_spots(asked, 0);
        let mut out = Grid { unplaced: counts[0], ..Grid::default() };
        let zoom = if zoom.is_finite() { zoom.clamp(0.0, 20.0) } else { 0.0 };
        let size = 360.0 / (512.0 * zoom.exp2()) * NEAR;
        let mut cells: BTreeMap<(i64, i64), Sum> = BTreeMap::new();
        for (at, count) in counts[1..].iter().enumerate().filter(|(_, count)| **count > 0) {
            let spot = &self.spots[at];
            let Some((lat, lon)) = spot.at else {
                out.unplaced += count;
                continue;
            };
            if view.is_some_and(|view| !view.contains(lat, lon)) {
                out.outside += count;
            } else if spot.precision > 2 {
                out.areas.push(self.spot_count(at, *count));
            } else {
                // Degrees are finite and small: the cells' numbers fit.
                let cell = ((lat / size).floor() as i64, (lon / size).floor() as i64);
                cells.entry(cell).or_default().add(at, lat, lon, *count);
            }
        }
        out.cells = cells.into_values().map(|sum| sum.cell(|at| self.spots[at].name.clone())).collect();
        out.cells.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
        out.areas.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
        out
    }
}

/// What lies in one cell of a grid.
#[derive(Default)]
struct Sum {
    lat: f64,
    lon: f64,
    count: u64,
    places: u64,
    most: (u64, usize),
    extent: Option<[f64; 4]>,
}

impl Sum {
    fn add(&mut self, spot: usize, lat: f64, lon: f64, count: u64) {
        // Counts are far below what a float holds exactly.
        let weight = count as f64;
        self.lat += lat * weight;
        self.lon += lon * weight;
        self.count += count;
        self.places += 1;
        if count > self.most.0 {
            self.most = (count, spot);
        }
        let e = self.extent.get_or_insert([lon, lat, lon, lat]);
        *e = [e[0].min(lon), e[1].min(lat), e[2].max(lon), e[3].max(lat)];
    }

    fn cell(self, name: impl Fn(usize) -> String) -> Cell {
        let weight = self.count as f64;
        Cell {
            lat: self.lat / weight,
            lon: self.lon / weight,
            extent: self.extent.unwrap_or_default(),
            count: self.count,
            places: self.places,
            name: name(self.most.1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn stretches_are_whole_weeks_months_and_years() {
        let weeks = Scale::between(day("2022-01-05"), day("2022-12-31"));
        assert_eq!((weeks.step, weeks.first), (Step::Week, day("2022-01-03")));
        let months = Scale::between(day("2015-03-14"), day("2019-03-23"));
        assert_eq!((months.step, months.first, months.length), (Step::Month, day("2015-03-01"), 49));
        let years = Scale::between(day("1982-02-02"), day("2024-01-01"));
        assert_eq!((years.step, years.length), (Step::Year, 43));
        let buckets = months.buckets(&[0; 49]);
        assert_eq!((buckets[0].from, buckets[0].to), (day("2015-03-01"), day("2015-03-31")));
        assert_eq!(buckets[48].to, day("2019-03-31"));
    }

    proptest! {
        #[test]
        fn every_day_between_lies_in_the_stretch_that_says_so(a in -20_000i64..30_000, length in 0i64..20_000, off in 0i64..20_000) {
            let epoch = Date::new(1970, 1, 1).unwrap();
            let from = epoch.checked_add(a.days()).unwrap();
            let to = from.checked_add(length.days()).unwrap();
            let scale = Scale::between(from, to);
            let some = from.checked_add((off % (length + 1)).days()).unwrap();
            let at = scale.at(some).unwrap();
            prop_assert!(at < scale.length, "{at} of {}", scale.length);
            let bucket = scale.buckets(&vec![0; scale.length])[at];
            prop_assert!(bucket.from <= some && some <= bucket.to);
        }
    }
}
