//! The running date of a story: times told against a time that was named before («في اليوم نفسه», «بعد ذلك بيومين»).

use marsad_model::{Day, Precision};

use super::calendar::{self, Days, Grain, add_days, add_months, shift};
use super::lexicon::{Sym, Unit};
use super::reader::{Period, Times};
use super::relative::unit_grain;

/// The time that a story has reached: the last date that it named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Running {
    /// First day, inclusive.
    pub from: Day,
    /// Last day, inclusive.
    pub to: Day,
    /// The smallest field of the date.
    pub precision: Precision,
}

impl Running {
    /// A story that has reached this day.
    #[must_use]
    pub fn on(day: Day) -> Self {
        Self { from: day, to: day, precision: Precision::Day }
    }
}

impl Times<'_> {
    /// The day that the story has reached, where it is known to the day.
    pub(crate) fn running_day(&self) -> Option<Running> {
        self.running.get().filter(|r| r.precision <= Precision::Day)
    }

    /// The period of a unit that lies `steps` from the one that the story has reached.
    pub(crate) fn anchored(&self, unit: Unit, steps: i64) -> Option<Days> {
        let running = self.running.get()?;
        if unit.precision() < running.precision {
            return None;
        }
        let year = i32::from(running.from.year()) + i32::try_from(steps).ok()?;
        match unit {
            Unit::Day => {
                let base = if steps > 0 { running.to } else { running.from };
                add_days(base, steps).map(|d| (d, d))
            }
            Unit::Week => calendar::week(running.from, steps),
            Unit::Month => {
                let first = add_months(running.from.first_of_month(), steps)?;
                Some((first, first.last_of_month()))
            }
            Unit::Year => calendar::year(year),
            _ => None,
        }
    }

    /// Whether the word at `i` places a time against the story rather than publication («التالي», «السابق»).
    pub(crate) fn of_story(&self, i: usize) -> bool {
        self.lexicon.story.find_bare(self.text, i).is_some()
    }

    /// «اليوم نفسه», «العام ذاته», «نفس الشهر», «ذلك اليوم»: the period that the story has reached.
    pub(crate) fn same_period(&self, i: usize) -> Option<Period> {
        let first = self.sym(i)?;
        let (unit, end) = if matches!(first.value, Sym::SameOf) {
            let found = self.bare(first.end)?;
            let (unit, super::lexicon::Grade::One, true) = self.unit(found.value)? else { return None };
            (unit, found.end)
        } else {
            let (unit, super::lexicon::Grade::One, true) = self.unit(first.value)? else { return None };
            (unit, self.is(first.end, Sym::Same)?)
        };
        if matches!(unit, Unit::Hour | Unit::Minute | Unit::Second) {
            return None;
        }
        Some(Period::new(end, self.anchored(unit, 0), unit_grain(unit)))
    }

    /// «اليوم التالي», «اليوم السابق»: a day beside the one that the story has reached, else beside publication.
    pub(crate) fn day_step(&self, i: usize) -> Option<Period> {
        let found = self.sym(i)?;
        let (Unit::Day, super::lexicon::Grade::One, true) = self.unit(found.value)? else { return None };
        let step = self.bare(found.end)?;
        let Sym::Step(by) = step.value else { return None };
        let days = self.story_step(Unit::Day, found.end, i64::from(by));
        Some(Period::new(step.end, days, Grain::Day))
    }

    /// The period of a unit with a step at token `at`: against the story where the word says so and a date was named.
    pub(crate) fn story_step(&self, unit: Unit, at: usize, by: i64) -> Option<Days> {
        if self.running.get().is_some() && self.of_story(at) {
            return self.anchored(unit, by);
        }
        self.stepped(unit, by)
    }

    /// «في 15 منه»: a day of the month that the story has reached.
    pub(crate) fn of_it(&self, i: usize, day: u8) -> Option<(Option<Days>, usize)> {
        let end = self.is(i, Sym::OfIt)?;
        let (first, last) = self.anchored(Unit::Month, 0)?;
        let date = add_days(first, i64::from(day) - 1).filter(|d| *d <= last)?;
        Some((Some((date, date)), end))
    }

    /// A day moved by a length from the day that the story has reached.
    pub(crate) fn away_in_story(&self, amount: &super::amount::Amount, sign: f64) -> Option<Days> {
        let running = self.running_day()?;
        let base = if sign > 0.0 { running.to } else { running.from };
        let far = shift(base, amount.unit, sign * amount.high)?;
        let near = shift(base, amount.unit, sign * amount.low)?;
        let (from, to) = if far <= near { (far, near) } else { (near, far) };
        match amount.unit {
            Unit::Month | Unit::Year | Unit::Decade | Unit::Century if amount.low == amount.high => {
                Some((from.first_of_month(), to.last_of_month()))
            }
            _ => Some((from, to)),
        }
    }
}
