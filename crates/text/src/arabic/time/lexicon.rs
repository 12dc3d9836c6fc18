//! The words of time, read from the files under `lexicon/ar/time`.

use std::sync::OnceLock;

use crate::arabic::number::TableError;
use crate::arabic::number::openers::{Openers, opens};
use crate::arabic::number::table::{Phrases, Row, rows};

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
    Decade,
    Century,
}

/// How many a unit's form says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grade {
    One,
    Two,
    Many,
}

/// A third of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    Start,
    Middle,
    End,
}

/// A part of the day, as TIMEX3 names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hours {
    Morning,
    Midday,
    Afternoon,
    Evening,
    Night,
    Daytime,
}

impl Hours {
    /// The code of TIMEX3.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Morning => "MO",
            Self::Midday => "MI",
            Self::Afternoon => "AF",
            Self::Evening => "EV",
            Self::Night => "NI",
            Self::Daytime => "DT",
        }
    }

    fn parse(code: &str) -> Option<Self> {
        [Self::Morning, Self::Midday, Self::Afternoon, Self::Evening, Self::Night, Self::Daytime]
            .into_iter()
            .find(|h| h.code() == code)
    }
}

/// The calendar of a month or feast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Calendar {
    Gregorian,
    Hijri,
    Easter,
}

/// What a word or phrase of time does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sym {
    Month {
        number: u8,
        calendar: Calendar,
        alone: bool,
    },
    Weekday {
        day: i8,
        definite: bool,
    },
    Unit {
        unit: Unit,
        grade: Grade,
        definite: bool,
    },
    Set(&'static str),
    Part {
        before: bool,
        after: bool,
        midnight: bool,
        /// None where the words say only early or late.
        hours: Option<Hours>,
    },
    Days(i16),
    Night(i16),
    /// A part of the day of publication («هذا المساء»).
    Today(Hours),
    Now,
    Lately,
    Step(i16),
    Latest,
    This,
    Same,
    /// «نفس», «ذلك» before its period.
    SameOf,
    /// «منه»: of the month that was named.
    OfIt,
    /// «بعد ذلك», «قبلها»: before a length, counted from the story; 1 after, -1 before.
    Thence(i16),
    /// «الذكرى»: so many years after a date.
    Anniversary,
    Edge(Edge),
    First,
    Last,
    Few,
    Full,
    Half,
    Since,
    Until,
    Before,
    After,
    Within,
    For,
    From,
    To,
    Or,
    Between,
    On,
    Every,
    DateHead,
    InRow,
    HijriMark,
    ChristianMark,
    Season(u8),
    Quarter,
    HalfYear,
    Decade(i16),
    /// A word that a bare year may follow («حرب 1948»).
    Event,
    /// Such a word that also a year in two digits may follow («حرب 48»).
    War,
    Feast {
        calendar: Calendar,
        month: u8,
        day: i8,
    },
}

/// Whether a phrase of names is a whole name or the head of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    Whole,
    Head,
}

/// The words of time: months, days, units, parts of day, words that place one time against another, feasts, names.
#[derive(Debug, Clone, Default)]
pub struct TimeLexicon {
    pub(crate) syms: Phrases<Sym>,
    pub(crate) names: Phrases<Name>,
    pub(crate) openers: Openers,
    /// Steps that are told against the story, not against publication.
    pub(crate) story: Phrases<()>,
}

impl TimeLexicon {
    /// The lexicon that comes with the program.
    ///
    /// # Panics
    /// Never in a built program: the files are part of it and a test reads them.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<TimeLexicon> = OnceLock::new();
        BUILTIN.get_or_init(|| Self::shipped().unwrap_or_default())
    }

    fn shipped() -> Result<Self, TableError> {
        Self::parse(&[
            ("time/months.tsv", include_str!("../../../lexicon/time/months.tsv")),
            ("time/weekdays.tsv", include_str!("../../../lexicon/time/weekdays.tsv")),
            ("time/relative.tsv", include_str!("../../../lexicon/time/relative.tsv")),
            ("time/parts.tsv", include_str!("../../../lexicon/time/parts.tsv")),
            ("time/units.tsv", include_str!("../../../lexicon/time/units.tsv")),
            ("time/feasts.tsv", include_str!("../../../lexicon/time/feasts.tsv")),
            ("time/names.tsv", include_str!("../../../lexicon/time/names.tsv")),
        ])
    }

    /// Reads a lexicon from its files, each a name that ends in `months.tsv`, `weekdays.tsv`, `units.tsv`, `parts.tsv`,
    /// `relative.tsv`, `feasts.tsv` or `names.tsv`, and its text. Of two equal forms the first stays.
    ///
    /// # Errors
    /// Names the file, the line and what is wrong there.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, TableError> {
        let mut lexicon = Self::default();
        for &(file, text) in files {
            if file.ends_with("months.tsv") {
                lexicon.months(file, text)?;
            } else if file.ends_with("feasts.tsv") {
                lexicon.feasts(file, text)?;
            } else if file.ends_with("names.tsv") {
                for row in rows(file, text, &["form", "class"])? {
                    let name = match row.cell(1) {
                        "name" => Name::Whole,
                        "head" => Name::Head,
                        _ => return Err(row.bad(1, "name or head")),
                    };
                    lexicon.names.insert(row.cell(0), name);
                }
            } else {
                for row in rows(file, text, &["form", "class", "value"])? {
                    lexicon.word(&row)?;
                }
            }
        }
        let link = |sym: &Sym| matches!(sym, Sym::From | Sym::To | Sym::Or | Sym::On | Sym::Between | Sym::Until);
        lexicon.openers.add(lexicon.syms.first_words(link), opens::LINK);
        lexicon.openers.add(lexicon.syms.first_words(|sym| !link(sym)), opens::TIME);
        lexicon.openers.add(lexicon.names.first_words(|_| true), opens::NAME);
        Ok(lexicon)
    }

    fn months(&mut self, file: &str, text: &str) -> Result<(), TableError> {
        for row in rows(file, text, &["form", "number", "calendar", "alone"])? {
            let number = u8::try_from(row.int(1)?).ok().filter(|n| (1..=12).contains(n));
            let number = number.ok_or_else(|| row.bad(1, "a month, 1 to 12"))?;
            let calendar = match row.cell(2) {
                "gregorian" => Calendar::Gregorian,
                "hijri" => Calendar::Hijri,
                _ => return Err(row.bad(2, "gregorian or hijri")),
            };
            let alone = row.cell(3) == "yes";
            self.syms.insert(row.cell(0), Sym::Month { number, calendar, alone });
        }
        Ok(())
    }

    fn feasts(&mut self, file: &str, text: &str) -> Result<(), TableError> {
        for row in rows(file, text, &["form", "calendar", "month", "day"])? {
            let calendar = match row.cell(1) {
                "gregorian" => Calendar::Gregorian,
                "hijri" => Calendar::Hijri,
                "easter" => Calendar::Easter,
                _ => return Err(row.bad(1, "gregorian, hijri or easter")),
            };
            let month = u8::try_from(row.int(2)?).map_err(|_| row.bad(2, "a month, 0 to 12"))?;
            let day = i8::try_from(row.int(3)?).map_err(|_| row.bad(3, "a day"))?;
            self.syms.insert(row.cell(0), Sym::Feast { calendar, month, day });
        }
        Ok(())
    }

    fn word(&mut self, row: &Row<'_>) -> Result<(), TableError> {
        let form = row.cell(0);
        let sym = match row.cell(1) {
            "weekday" => Sym::Weekday { day: weekday(row)?, definite: true },
            "weekday-bare" => Sym::Weekday { day: weekday(row)?, definite: false },
            class @ ("one" | "two" | "many") => {
                let grade = match class {
                    "one" => Grade::One,
                    "two" => Grade::Two,
                    _ => Grade::Many,
                };
                let unit = unit(row.cell(2)).ok_or_else(|| row.bad(2, "one of S N H D L W M Y E C"))?;
                self.syms.insert(&format!("ال{form}"), Sym::Unit { unit, grade, definite: true });
                Sym::Unit { unit, grade, definite: false }
            }
            "set" => Sym::Set(period(row.cell(2)).ok_or_else(|| row.bad(2, "PT1H, P1D, P1W, P1M or P1Y"))?),
            class @ ("part" | "adverb" | "part-adverb") => {
                let hours = match row.cell(2) {
                    "day" => None,
                    "midnight" => Some(Hours::Night),
                    code => {
                        Some(Hours::parse(code).ok_or_else(|| row.bad(2, "day, midnight, MO, MI, AF, EV, NI or DT"))?)
                    }
                };
                let midnight = row.cell(2) == "midnight";
                Sym::Part { before: class != "adverb", after: class != "part", midnight, hours }
            }
            "days" => Sym::Days(row.int(2)?),
            "night" => Sym::Night(row.int(2)?),
            "today" => Sym::Today(Hours::parse(row.cell(2)).ok_or_else(|| row.bad(2, "MO, MI, AF, EV, NI or DT"))?),
            "now" => Sym::Now,
            "lately" => Sym::Lately,
            class @ ("step" | "story") => {
                if class == "story" {
                    self.story.insert(form, ());
                }
                Sym::Step(row.int(2)?)
            }
            "latest" => Sym::Latest,
            "this" => Sym::This,
            "same" => Sym::Same,
            "same-of" => Sym::SameOf,
            "of-it" => Sym::OfIt,
            "thence" => Sym::Thence(row.int(2)?),
            "anniversary" => Sym::Anniversary,
            "edge" => Sym::Edge(match row.cell(2) {
                "start" => Edge::Start,
                "middle" => Edge::Middle,
                "end" => Edge::End,
                _ => return Err(row.bad(2, "start, middle or end")),
            }),
            "first" => Sym::First,
            "last" => Sym::Last,
            "few" => Sym::Few,
            "full" => Sym::Full,
            "half" => Sym::Half,
            "since" => Sym::Since,
            "until" => Sym::Until,
            "before" => Sym::Before,
            "after" => Sym::After,
            "within" => Sym::Within,
            "for" => Sym::For,
            "from" => Sym::From,
            "to" => Sym::To,
            "or" => Sym::Or,
            "between" => Sym::Between,
            "on" => Sym::On,
            "every" => Sym::Every,
            "date" => Sym::DateHead,
            "in-row" => Sym::InRow,
            "hijri" => Sym::HijriMark,
            "christian" => Sym::ChristianMark,
            "season" => Sym::Season(u8::try_from(row.int(2)?).map_err(|_| row.bad(2, "a month"))?),
            "quarter" => Sym::Quarter,
            "half-year" => Sym::HalfYear,
            "decade" => Sym::Decade(row.int(2)?),
            "event" => Sym::Event,
            "war" => Sym::War,
            _ => return Err(row.bad(1, "a class of time word")),
        };
        self.syms.insert(form, sym);
        Ok(())
    }
}

fn weekday(row: &Row<'_>) -> Result<i8, TableError> {
    i8::try_from(row.int(2)?).ok().filter(|d| (1..=7).contains(d)).ok_or_else(|| row.bad(2, "a day, 1 to 7"))
}

fn period(value: &str) -> Option<&'static str> {
    ["PT1H", "P1D", "P1W", "P1M", "P1Y"].into_iter().find(|p| *p == value)
}

fn unit(code: &str) -> Option<Unit> {
    Some(match code {
        "S" => Unit::Second,
        "N" => Unit::Minute,
        "H" => Unit::Hour,
        "D" | "L" => Unit::Day,
        "W" => Unit::Week,
        "M" => Unit::Month,
        "Y" => Unit::Year,
        "E" => Unit::Decade,
        "C" => Unit::Century,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Text;

    #[test]
    fn the_shipped_files_read_without_error() {
        let lexicon = TimeLexicon::shipped().unwrap();
        let text = Text::new("في كانون الثاني وبنيسان أول من أمس");
        assert!(matches!(lexicon.syms.find(&text, 1).map(|f| f.value), Some(Sym::Month { number: 1, .. })));
        assert!(matches!(lexicon.syms.find(&text, 3).map(|f| f.value), Some(Sym::Month { number: 4, .. })));
        assert_eq!(lexicon.syms.find(&text, 4).map(|f| (f.value, f.end)), Some((Sym::Days(-2), 7)));
    }

    #[test]
    fn errors_say_what_may_stand_there() {
        let text = "form\tclass\tvalue\tsource\tlicence\nس\tweekday\t9\tp\tp\n";
        let error = TimeLexicon::parse(&[("weekdays.tsv", text)]).unwrap_err();
        assert_eq!(error.to_string(), "weekdays.tsv, line 2: «9» is not a day, 1 to 7");
    }
}
