//! A telling: what one document says of one event, in the form in which tellings are compared.

use marsad_model::{Actor, CountKind, Day, EventType, Modality, Mode, Place, Report};
use serde::{Deserialize, Serialize};

/// How many days around the day of publication an event without a date may have happened: the day itself and the two before.
pub const NEWS_DAYS: i64 = 2;

/// How many places of one telling are kept.
const MOST_PLACES: usize = 8;

/// An actor with those above it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Id in the lexicon, or the name where it is unknown.
    pub id: String,
    /// Ids of those it belongs to, the nearest first.
    #[serde(default)]
    pub above: Vec<String>,
    /// ISO 3166-1 alpha-3 code of its country.
    #[serde(default)]
    pub country: Option<String>,
    /// Code of its PLOVER sector.
    #[serde(default)]
    pub sector: Option<String>,
}

/// Where an event was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// Gazetteer id, where known.
    pub id: Option<String>,
    /// Latitude and longitude in degrees, where known.
    pub point: Option<(f64, f64)>,
    /// UCDP GED's `where_prec`, 1 exact to 7 unknown.
    pub precision: u8,
    /// ISO 3166-1 alpha-3 code of the country.
    pub country: Option<String>,
}

/// How many: a range, possibly open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Number {
    /// What happened to those counted.
    pub what: CountKind,
    /// The least number told.
    pub min: Option<u64>,
    /// The greatest.
    pub max: Option<u64>,
}

/// What one document says of one event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Telling {
    /// A name that is the same whenever the document is read: `document#event`.
    pub id: String,
    /// The document.
    pub document: String,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub type_: EventType,
    /// Modes.
    pub modes: Vec<Mode>,
    /// First and last day, inclusive; none where the text gives none.
    pub days: Option<(Day, Day)>,
    /// The day the document was published.
    pub published: Option<Day>,
    /// Where, the most precise place first.
    pub places: Vec<Spot>,
    /// Who did it.
    pub actors: Vec<Party>,
    /// To whom.
    pub recipients: Vec<Party>,
    /// How many, one for each kind.
    pub numbers: Vec<Number>,
    /// Words told with it and how rare each is, by hash, sorted; empty where words are not compared.
    #[serde(default)]
    pub words: Vec<(u64, f32)>,
    /// The same of the title alone.
    #[serde(default)]
    pub title: Vec<(u64, f32)>,
}

/// Whether a report tells of something as having happened, even if somebody denies it. What is planned, demanded, expected
/// or only thought of is no event; it stays a report.
#[must_use]
pub fn tells_an_event(report: &Report) -> bool {
    matches!(report.modality, Modality::Asserted | Modality::Reported | Modality::Alleged | Modality::Denied)
}

fn party(actor: &Actor, above: &dyn Fn(&str) -> Option<String>) -> Party {
    let mut chain: Vec<String> = Vec::new();
    let mut next = actor.id.as_deref().and_then(above);
    while let Some(id) = next.take() {
        // A circle in a user's data must not hang us.
        if chain.len() < 8 && !chain.contains(&id) && actor.id.as_ref() != Some(&id) {
            next = above(&id);
            chain.push(id);
        }
    }
    Party {
        id: actor.id.clone().unwrap_or_else(|| actor.entity.clone()),
        above: chain,
        country: actor.country.clone(),
        sector: actor.sector.map(|s| s.as_str().to_owned()),
    }
}

pub(crate) fn spot(place: &Place) -> Spot {
    Spot {
        id: place.id.clone(),
        point: place.lat.zip(place.lon),
        precision: if place.precision == 0 { 7 } else { place.precision },
        country: place.country.clone(),
    }
}

impl Telling {
    /// What a document's reports of one event say together; none where there is no report.
    ///
    /// All places are kept, the most precise first; of several days the first told, of several numbers of one kind the first
    /// told. `above` says whom an actor of the lexicon belongs to.
    #[must_use]
    pub fn of(
        document: &str,
        published: Option<Day>,
        reports: &[&Report],
        above: &dyn Fn(&str) -> Option<String>,
    ) -> Option<Self> {
        let first = reports.first()?;
        let mut telling = Self {
            id: format!("{document}#{}", first.event),
            document: document.to_owned(),
            type_: first.type_,
            modes: Vec::new(),
            days: None,
            published,
            places: Vec::new(),
            actors: Vec::new(),
            recipients: Vec::new(),
            numbers: Vec::new(),
            words: Vec::new(),
            title: Vec::new(),
        };
        for report in reports {
            for mode in report.mode.iter().filter(|m| telling.type_.modes().contains(m)) {
                if !telling.modes.contains(mode) {
                    telling.modes.push(*mode);
                }
            }
            if telling.days.is_none() {
                telling.days = report.date.as_ref().and_then(|d| d.from.zip(d.to)).filter(|(from, to)| from <= to);
            }
            for place in report.places.iter().map(spot) {
                if telling.places.len() < MOST_PLACES && !telling.places.contains(&place) {
                    telling.places.push(place);
                }
            }
            for (list, more) in [(&mut telling.actors, &report.actors), (&mut telling.recipients, &report.recipients)] {
                for one in more.iter().map(|a| party(a, above)) {
                    if !list.iter().any(|p| p.id == one.id) {
                        list.push(one);
                    }
                }
            }
            for count in &report.counts {
                if !telling.numbers.iter().any(|n| n.what == count.what) {
                    telling.numbers.push(Number { what: count.what, min: count.min, max: count.max });
                }
            }
        }
        telling.places.sort_by_key(|p| p.precision);
        Some(telling)
    }

    /// All that a document tells, one telling for each of its events, in the order of the text.
    #[must_use]
    pub fn all(
        document: &str,
        published: Option<Day>,
        reports: &[Report],
        above: &dyn Fn(&str) -> Option<String>,
    ) -> Vec<Self> {
        let mut events: Vec<u32> = Vec::new();
        for report in reports {
            if !events.contains(&report.event) {
                events.push(report.event);
            }
        }
        let of = |event: &u32| reports.iter().filter(|r| r.event == *event).collect::<Vec<_>>();
        events.iter().filter_map(|event| Self::of(document, published, &of(event), above)).collect()
    }

    /// The days on which it may have happened: those told, else the day of publication and the two before.
    #[must_use]
    pub fn window(&self) -> Option<(Day, Day)> {
        self.days.or_else(|| {
            let last = self.published?;
            let first = last.checked_sub(jiff::Span::new().days(NEWS_DAYS)).ok()?;
            Some((first, last))
        })
    }

    /// The keys under which it may meet others: two tellings that share none are never compared.
    ///
    /// A key is a square of half a degree, or a country where only that is known, with a day of its window widened by
    /// `slack` days on both sides, so that tellings `2 × slack` days apart still meet. A point also stands in the squares
    /// around it. A telling without a place stands under its type and day.
    #[must_use]
    pub fn blocks(&self, slack: i64) -> Vec<String> {
        let Some((first, last)) = self.window() else { return Vec::new() };
        let widen = |day: Day, by: i64| day.checked_add(jiff::Span::new().days(by)).unwrap_or(day);
        let (first, last) = (widen(first, -slack), widen(last, slack));
        let mut squares: Vec<String> = Vec::new();
        for place in &self.places {
            if let (Some((lat, lon)), ..=3) = (place.point, place.precision) {
                let (y, x) = ((lat * 2.0).floor() as i64, (lon * 2.0).floor() as i64);
                for (dy, dx) in (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (dy, dx))) {
                    squares.push(format!("{},{}", y + dy, x + dx));
                }
            }
            squares.extend(place.country.as_ref().map(|c| format!("{c}:{}", self.type_)));
        }
        if self.places.is_empty() {
            squares.push(format!("-:{}", self.type_));
        }
        squares.sort_unstable();
        squares.dedup();
        let mut keys = Vec::new();
        // A range of months is blocked by its first weeks only: whoever tells a day in it meets it by its beginning.
        for day in first.series(jiff::Span::new().days(1)).take_while(|d| *d <= last).take(31) {
            keys.extend(squares.iter().map(|square| format!("{square}@{day}")));
        }
        keys
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A telling of an attack, for tests.
    pub(crate) fn attack(document: &str, event: u32, day: i8, at: (f64, f64), killed: u64) -> Telling {
        let day = Day::constant(2022, 3, day);
        Telling {
            id: format!("{document}#{event}"),
            document: document.to_owned(),
            type_: EventType::Assault,
            modes: vec![],
            days: Some((day, day)),
            published: Some(day),
            places: vec![Spot { id: None, point: Some(at), precision: 1, country: Some("SYR".to_owned()) }],
            actors: vec![Party {
                id: "islamic-state".to_owned(),
                above: vec![],
                country: None,
                sector: Some("REB".to_owned()),
            }],
            recipients: vec![],
            numbers: vec![Number { what: CountKind::Killed, min: Some(killed), max: Some(killed) }],
            words: vec![],
            title: vec![],
        }
    }

    #[test]
    fn neighbours_meet_under_a_key_and_strangers_do_not() {
        let shares = |a: &Telling, b: &Telling| a.blocks(1).iter().any(|k| b.blocks(1).contains(k));
        let a = attack("a", 1, 10, (36.5, 40.74), 3);
        assert!(shares(&a, &attack("b", 1, 12, (36.49, 40.76), 3)));
        let far = Telling {
            places: vec![Spot { country: None, ..attack("c", 1, 10, (33.5, 36.3), 3).places[0].clone() }],
            ..a.clone()
        };
        assert!(!shares(&a, &far));
        assert!(!shares(&a, &attack("b", 1, 20, (36.5, 40.74), 3)));
        let vague = Telling {
            places: vec![Spot { id: None, point: None, precision: 6, country: Some("SYR".to_owned()) }],
            ..a.clone()
        };
        assert!(shares(&a, &vague));
    }

    #[test]
    fn without_a_date_the_days_before_publication_count() {
        let told = Telling { days: None, ..attack("a", 1, 10, (36.5, 40.7), 3) };
        assert_eq!(told.window(), Some((Day::constant(2022, 3, 8), Day::constant(2022, 3, 10))));
        assert_eq!(Telling { published: None, ..told }.blocks(1), Vec::<String>::new());
    }
}
