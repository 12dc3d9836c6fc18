//! One run of a watch: counted up to a day, kept as known on that day, judged, and its alarms raised once.

use std::collections::BTreeMap;

use jiff::Span;
use marsad_model::{Day, EventType};
use marsad_store::ledger::Millis;
use marsad_store::{
    AlarmContent, Counted, Counting, Method, NewAlarm, Raised, Sentences, Sighting, Split, StoreError, Tally,
    ToldCount, WatchRow, Watched, upper_part,
};
use marsad_watch::sentence::{self, Language};
use marsad_watch::{Alarm, Detector, Kind, Level, NOVELTY, Novelty, Series, Verdict, novelties, watch as watched};

/// Days for which an alarm is news: an older one is kept and shown, and sent to nobody.
pub const FRESH_DAYS: i64 = 28;

/// Reports that an alarm names.
const MOST_REPORTS: usize = 200;

/// Most reports that are read for the methods that they tell of; a watch on more is not asked for new methods.
const MOST_READ: usize = 20_000;

/// What places, actors and methods are called in the reader's language, by their English name or code.
pub trait Names {
    /// The name; none where it is not known.
    fn name(&self, id: &str, language: Language) -> Option<String>;
}

impl Names for () {
    fn name(&self, _: &str, _: Language) -> Option<String> {
        None
    }
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ran {
    /// Periods counted, in all parts.
    pub periods: usize,
    /// Values that were new, or other than before.
    pub changed: u64,
    /// Alarms, with what raising them did, in the order of their days.
    pub alarms: Vec<(i64, Raised)>,
    /// What the detector of alarms says of the last period, part by part.
    pub last: Vec<(String, Verdict)>,
    /// What could not be looked at, in words.
    pub notes: Vec<String>,
}

/// Runs a watch as of a day: the periods that were over on the day before are counted and kept, and alarms raised. Run twice,
/// it raises nothing anew.
///
/// # Errors
/// When the store cannot be read or written.
pub fn run(
    store: &dyn Watched,
    watch: &WatchRow,
    today: Day,
    now: Millis,
    names: &dyn Names,
) -> Result<Ran, StoreError> {
    let yesterday = today.checked_sub(Span::new().days(1)).unwrap_or(today);
    let ask = Tally { until: Some(yesterday), known: Some(yesterday), ..watch.watch.tally.clone() };
    let counted = store.tally(&ask)?;
    let told: Vec<ToldCount> = counted.iter().flat_map(told_counts).collect();
    let mut ran = Ran { periods: counted.iter().map(|one| one.series.len()).sum(), ..Ran::default() };
    ran.changed = store.tell_counts(watch.id, today, now, &told)?;
    if !watch.watch.detect {
        return Ok(ran);
    }
    let mut found = Vec::new();
    for one in &counted {
        let of = one.of.clone().unwrap_or_default();
        if let Some(verdict) = Detector::Rise.last(&one.series) {
            ran.last.push((of.clone(), verdict));
        }
        for alarm in watched(&one.series) {
            found.push(of_detector(store, watch, &ask, &of, &alarm, today)?);
        }
    }
    found.extend(of_places(store, watch, &ask, today, names)?);
    found.extend(of_methods(store, watch, &ask, today, names, &mut ran.notes)?);
    found.sort_by(|a, b| (a.day, &a.of).cmp(&(b.day, &b.of)));
    for alarm in &found {
        ran.alarms.push(store.raise(alarm, now)?);
    }
    Ok(ran)
}

/// The counts as they are kept: the upper ends under a part of their own.
fn told_counts(one: &Counted) -> impl Iterator<Item = ToldCount> + '_ {
    let of = one.of.clone().unwrap_or_default();
    let upper = one.upper.as_ref().map(|upper| (upper_part(&of), upper));
    std::iter::once((of, &one.series)).chain(upper).flat_map(|(of, series)| {
        let points = series.points().iter().enumerate();
        points.map(move |(at, point)| ToldCount { of: of.clone(), period: series.day(at), point: *point })
    })
}

fn of_detector(
    store: &dyn Counting,
    watch: &WatchRow,
    ask: &Tally,
    of: &str,
    alarm: &Alarm,
    today: Day,
) -> Result<NewAlarm, StoreError> {
    let part = narrowed(ask, of);
    let (count, reports) = store.tallied(&part, alarm.numbers.from, alarm.numbers.to, MOST_REPORTS)?;
    let content = AlarmContent {
        sentences: Sentences {
            ar: sentence::of_alarm(alarm, Language::Arabic),
            en: sentence::of_alarm(alarm, Language::English),
        },
        numbers: Some(alarm.numbers),
        sighting: None,
        reports,
        report_count: count,
        known: today,
    };
    Ok(NewAlarm {
        watch: watch.id,
        of: of.to_owned(),
        method: Method::Detector(alarm.detector),
        day: alarm.day,
        level: alarm.level,
        content,
    })
}

/// The question of one part of a split count.
pub(crate) fn narrowed(ask: &Tally, of: &str) -> Tally {
    let mut part = Tally { split: None, ..ask.clone() };
    let mut field = |name: &str| {
        let quoted = format!("{name}:\"{}\"", of.replace('"', " "));
        part.filter.q = Some(match part.filter.q.take() {
            Some(q) if !q.trim().is_empty() => format!("{q} {quoted}"),
            _ => quoted,
        });
    };
    match ask.split {
        None => {}
        Some(Split::Place) => field("place"),
        Some(Split::Actor) => field("actor"),
        Some(Split::Type) => part.filter.type_ = EventType::ALL.iter().copied().find(|t| t.as_str() == of),
        Some(Split::Outlet) => part.filter.outlet = Some(of.to_owned()),
    }
    part
}

/// Days that are news on a day.
fn is_fresh(day: Day, today: Day) -> bool {
    today.checked_sub(Span::new().days(FRESH_DAYS)).is_ok_and(|oldest| day >= oldest) && day <= today
}

fn of_places(
    store: &dyn Counting,
    watch: &WatchRow,
    ask: &Tally,
    today: Day,
    names: &dyn Names,
) -> Result<Vec<NewAlarm>, StoreError> {
    let by_place = Tally { split: Some(Split::Place), ..ask.clone() };
    let seen = store.sightings(&by_place)?;
    let seen = seen.iter().map(|(day, place)| (*day, place.as_str()));
    let mut out = Vec::new();
    for new in novelties(Kind::Place, seen, NOVELTY).iter().filter(|new| is_fresh(new.day, today)) {
        let (count, reports) = store.tallied(&narrowed(&by_place, new.id), new.day, new.day, MOST_REPORTS)?;
        out.push(of_novelty(watch, new, Method::Place, today, (count, reports), names));
    }
    Ok(out)
}

fn of_methods(
    store: &dyn Watched,
    watch: &WatchRow,
    ask: &Tally,
    today: Day,
    names: &dyn Names,
    notes: &mut Vec<String>,
) -> Result<Vec<NewAlarm>, StoreError> {
    let whole = Tally { split: None, ..ask.clone() };
    let yesterday = ask.until.unwrap_or(today);
    let (count, _) = store.tallied(&whole, Day::MIN, yesterday, 0)?;
    if count > MOST_READ as u64 {
        notes.push(format!(
            "{count} reports are more than the {MOST_READ} that are read for new methods; narrow the watch to have them flagged"
        ));
        return Ok(Vec::new());
    }
    let (_, ids) = store.tallied(&whole, Day::MIN, yesterday, MOST_READ)?;
    let mut seen: Vec<(Day, String, i64)> = Vec::new();
    for id in ids {
        let Some(row) = store.report(id)? else { continue };
        let Some(day) = row.published else { continue };
        seen.extend(row.report.mode.iter().map(|mode| (day, mode.as_str().to_owned(), id)));
    }
    let mut reports: BTreeMap<(Day, &str), Vec<i64>> = BTreeMap::new();
    for (day, mode, id) in &seen {
        reports.entry((*day, mode)).or_default().push(*id);
    }
    let days = seen.iter().map(|(day, mode, _)| (*day, mode.as_str()));
    let mut out = Vec::new();
    for new in novelties(Kind::Method, days, NOVELTY).iter().filter(|new| is_fresh(new.day, today)) {
        let ids = reports.get(&(new.day, new.id)).cloned().unwrap_or_default();
        out.push(of_novelty(watch, new, Method::Mode, today, (ids.len() as u64, ids), names));
    }
    Ok(out)
}

fn of_novelty(
    watch: &WatchRow,
    new: &Novelty<'_>,
    method: Method,
    today: Day,
    (report_count, reports): (u64, Vec<i64>),
    names: &dyn Names,
) -> NewAlarm {
    let say = |language| {
        let name = names.name(new.id, language).unwrap_or_else(|| new.id.to_owned());
        sentence::of_novelty(new, &name, language)
    };
    let content = AlarmContent {
        sentences: Sentences { ar: say(Language::Arabic), en: say(Language::English) },
        numbers: None,
        sighting: Some(Sighting { what: new.id.to_owned(), last: new.last, since: new.since }),
        reports,
        report_count,
        known: today,
    };
    NewAlarm { watch: watch.id, of: new.id.to_owned(), method, day: new.day, level: Level::Watch, content }
}

/// What every detector says of the last period of a series.
pub type Verdicts = Vec<(Detector, Option<Verdict>)>;

/// What every detector says of the last period of a series, those for reference too.
#[must_use]
pub fn verdicts(series: &Series) -> Verdicts {
    Detector::ALL.into_iter().map(|detector| (detector, detector.last(series))).collect()
}
