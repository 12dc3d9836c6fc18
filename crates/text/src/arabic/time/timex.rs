//! What a time says in the words of TIMEX3: its smallest field and its value.

use marsad_model::{Day, PeriodPart, Precision};

use super::calendar::{Days, Grain};
use super::lexicon::{Edge, Unit};
use super::reader::Period;

/// Precision, part of the period and TIMEX3 value of a time.
pub(crate) type Described = (Option<Precision>, Option<PeriodPart>, Option<String>);

impl Grain {
    /// The field that a period of this grain gives.
    pub(crate) fn precision(self) -> Option<Precision> {
        Some(match self {
            Self::Day => Precision::Day,
            Self::Week => Precision::Week,
            Self::Month => Precision::Month,
            Self::Quarter => Precision::Quarter,
            Self::Half => Precision::HalfYear,
            Self::Season => Precision::Season,
            Self::Year => Precision::Year,
            Self::Decade => Precision::Decade,
            Self::Century => Precision::Century,
            Self::Other => return None,
        })
    }
}

impl Unit {
    /// The field that a length in this unit gives.
    pub(crate) fn precision(self) -> Precision {
        match self {
            Self::Second => Precision::Second,
            Self::Minute => Precision::Minute,
            Self::Hour => Precision::Hour,
            Self::Day => Precision::Day,
            Self::Week => Precision::Week,
            Self::Month => Precision::Month,
            Self::Year => Precision::Year,
            Self::Decade => Precision::Decade,
            Self::Century => Precision::Century,
        }
    }

    /// TIMEX3 writes a number of units that is not known as X.
    pub(crate) fn unknown_number(self) -> &'static str {
        match self {
            Self::Second => "PTXS",
            Self::Minute => "PTXM",
            Self::Hour => "PTXH",
            Self::Day => "PXD",
            Self::Week => "PXW",
            Self::Month => "PXM",
            Self::Year => "PXY",
            Self::Decade => "PXDE",
            Self::Century => "PXCE",
        }
    }
}

/// A period that stands by itself.
pub(crate) fn single(period: &Period) -> Described {
    let precision = match (period.grain, period.hours) {
        (Grain::Day, Some(_)) => Some(Precision::PartOfDay),
        (Grain::Other, _) => period.unit.precision(),
        (grain, _) => grain.precision(),
    };
    let part = period.edge.map(|(edge, _)| match edge {
        Edge::Start => PeriodPart::Start,
        Edge::Middle => PeriodPart::Mid,
        Edge::End => PeriodPart::End,
    });
    let days = period.edge.map_or(period.days, |(_, whole)| whole);
    let value = days.map(|days| {
        let named = named(days, period.grain);
        match period.hours.filter(|_| period.grain == Grain::Day) {
            Some(hours) => format!("{}T{}", days.0, hours.code()),
            None => named.unwrap_or_else(|| stretch(Some(days.0), Some(days.1), period.unit)),
        }
    });
    (precision, part, value)
}

/// The name that TIMEX3 gives a period, where the days are such a period.
fn named((from, to): Days, grain: Grain) -> Option<String> {
    let year = from.year();
    let whole_months = from.day() == 1 && to == to.last_of_month();
    Some(match grain {
        Grain::Day if from == to => from.to_string(),
        Grain::Week => {
            // Weeks begin on Sunday here; the rest of the week is in the ISO week of its Monday.
            let sunday = from.weekday().to_sunday_zero_offset() == 0;
            let day = if sunday { from.tomorrow().ok()? } else { to };
            let week = day.iso_week_date();
            format!("{:04}-W{:02}", week.year(), week.week())
        }
        Grain::Month if whole_months && from.month() == to.month() => format!("{year:04}-{:02}", from.month()),
        Grain::Quarter if whole_months => format!("{year:04}-Q{}", (from.month() - 1) / 3 + 1),
        Grain::Half if whole_months => format!("{year:04}-H{}", (from.month() - 1) / 6 + 1),
        Grain::Season => {
            let code = match from.month() {
                3 => "SP",
                6 => "SU",
                9 => "FA",
                12 => "WI",
                _ => return None,
            };
            format!("{year:04}-{code}")
        }
        Grain::Year if whole_months && from.month() == 1 && to.year() == year => format!("{year:04}"),
        Grain::Decade => format!("{:03}", year / 10),
        Grain::Century => format!("{:02}", (year - 1) / 100),
        _ => return None,
    })
}

/// A stretch from one time to another as an ISO 8601 interval, «..» where an end is open.
pub(crate) fn stretch(from: Option<Day>, to: Option<Day>, unit: Grain) -> String {
    let start = from.map(|d| match unit {
        Grain::Year if d.day() == 1 && d.month() == 1 => format!("{:04}", d.year()),
        Grain::Month | Grain::Quarter | Grain::Half | Grain::Season if d.day() == 1 => {
            format!("{:04}-{:02}", d.year(), d.month())
        }
        _ => d.to_string(),
    });
    let end = to.map(|d| match unit {
        Grain::Year if d.day() == 31 && d.month() == 12 => format!("{:04}", d.year()),
        Grain::Month | Grain::Quarter | Grain::Half | Grain::Season if d == d.last_of_month() => {
            format!("{:04}-{:02}", d.year(), d.month())
        }
        _ => d.to_string(),
    });
    let open = || "..".to_owned();
    format!("{}/{}", start.unwrap_or_else(open), end.unwrap_or_else(open))
}

/// Days that are no period of their own («قبل شهرين»): the period that they happen to be.
pub(crate) fn plain(from: Day, to: Day) -> (Precision, String) {
    for grain in [Grain::Day, Grain::Month, Grain::Year] {
        if let (Some(name), Some(precision)) = (named((from, to), grain), grain.precision()) {
            return (precision, name);
        }
    }
    (Precision::Day, stretch(Some(from), Some(to), Grain::Day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn weeks_are_named_by_their_monday() {
        assert_eq!(named((d("2022-01-30"), d("2022-02-05")), Grain::Week).as_deref(), Some("2022-W05"));
        assert_eq!(named((d("2020-12-27"), d("2021-01-02")), Grain::Week).as_deref(), Some("2020-W53"));
    }

    #[test]
    fn names_of_periods() {
        let name = |a: &str, b: &str, g| named((d(a), d(b)), g);
        assert_eq!(name("2014-07-01", "2014-09-30", Grain::Quarter).as_deref(), Some("2014-Q3"));
        assert_eq!(name("1990-01-01", "1999-12-31", Grain::Decade).as_deref(), Some("199"));
        assert_eq!(name("1901-01-01", "2000-12-31", Grain::Century).as_deref(), Some("19"));
        assert_eq!(name("2019-05-06", "2019-06-03", Grain::Month), None);
        assert_eq!(plain(d("2020-04-01"), d("2020-04-30")), (Precision::Month, "2020-04".to_owned()));
        assert_eq!(stretch(Some(d("2016-01-01")), None, Grain::Year), "2016/..");
        assert_eq!(stretch(Some(d("2014-08-03")), Some(d("2014-08-31")), Grain::Month), "2014-08-03/2014-08");
    }
}
