//! Series and onsets from tables: comma-separated text with a line of names.

use std::collections::BTreeMap;

use marsad_model::Day;

use crate::series::{Point, Series, SeriesError, Step};
use crate::vintage::Vintages;

/// Most rows that are read; the rest is named as one error.
pub const MOST_ROWS: usize = 2_000_000;
/// Most errors that are kept; more are only counted.
pub const MOST_ERRORS: usize = 100;

/// One series of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// Its name; `series` where the table has no such column.
    pub name: String,
    /// The counts, as known last.
    pub series: Series,
    /// What was known when, if the table has a column `known`.
    pub vintages: Option<Vintages>,
}

/// What was read of a table, and what could not be.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The series, by name.
    pub series: Vec<Named>,
    /// The first errors, each with its line.
    pub errors: Vec<String>,
    /// All errors.
    pub error_count: usize,
}

/// Why a table cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// A column is missing.
    #[error("no column {0}; the first line must name the columns: {1}")]
    NoColumn(&'static str, &'static str),
}

const COLUMNS: &str = "`week` or `day`, `events` (or `count`), and if you have them `series`, `exposure`, `known`";

/// The columns of a table by name.
struct Columns<'a>(Vec<&'a str>);

impl Columns<'_> {
    fn find(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|n| self.0.iter().position(|c| c.eq_ignore_ascii_case(n)))
    }
}

/// The cells of a line. A cell in quotation marks may hold commas, and a mark doubled; it ends with its line.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let (mut quoted, mut letters) = (false, line.chars().peekable());
    while let Some(letter) = letters.next() {
        let last = cells.len() - 1;
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cells[last].push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ if letter.is_control() => cells[last].push(' '),
            _ => cells[last].push(letter),
        }
    }
    cells.iter().map(|c| c.trim().to_owned()).collect()
}

struct Row {
    line: usize,
    period: Day,
    known: Option<Day>,
    point: Point,
}

impl Table {
    /// Reads series of counts. Rows may come in any order; a row that cannot be used is named and left out.
    ///
    /// # Errors
    ///
    /// When the first line lacks a column that it must have.
    pub fn read(text: &str) -> Result<Self, TableError> {
        let mut lines = text.trim_start_matches('\u{feff}').lines();
        let head = cells(lines.next().unwrap_or_default());
        let columns = Columns(head.iter().map(String::as_str).collect());
        let weeks = columns.find(&["week"]);
        let period = weeks.or_else(|| columns.find(&["day", "date"]));
        let period = period.ok_or(TableError::NoColumn("`week` or `day`", COLUMNS))?;
        let step = if weeks.is_some() { Step::Week } else { Step::Day };
        let count = columns.find(&["events", "count", "observed"]);
        let count = count.ok_or(TableError::NoColumn("`events`", COLUMNS))?;
        let (name, exposure) = (columns.find(&["series"]), columns.find(&["exposure"]));
        let known = columns.find(&["known"]);

        let mut table = Self::default();
        let mut rows: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for (number, line) in lines.enumerate() {
            let number = number + 2;
            if number > MOST_ROWS + 1 {
                table.fail(number, &format!("a table has at most {MOST_ROWS} rows; the rest was not read"));
                break;
            }
            if line.trim().is_empty() {
                continue;
            }
            let cells = cells(line);
            let cell = |at: usize| cells.get(at).map_or("", String::as_str);
            let row = || -> Result<Row, String> {
                let count = match cell(count) {
                    "" | "NA" => None,
                    text => Some(
                        text.parse()
                            .map_err(|_| format!("`{text}` is no count: write 0, 1, 2, … or leave it empty"))?,
                    ),
                };
                let exposure = match exposure.map_or("", cell) {
                    "" | "NA" => None,
                    text => Some(
                        text.parse()
                            .map_err(|_| format!("`{text}` is no exposure: write a number or leave it empty"))?,
                    ),
                };
                let known = known.map(|at| day(cell(at))).transpose()?;
                Ok(Row { line: number, period: day(cell(period))?, known, point: Point { count, exposure } })
            };
            match row() {
                Ok(row) => rows.entry(name.map_or("series", cell).to_owned()).or_default().push(row),
                Err(error) => table.fail(number, &error),
            }
        }
        for (name, rows) in rows {
            let Some(start) = rows.iter().map(|r| r.period).min() else { continue };
            let (mut series, mut vintages) = (Series::new(start, step), known.map(|_| Vintages::new(start, step)));
            for row in rows {
                let put: Result<(), SeriesError> = match (&mut vintages, row.known) {
                    (Some(vintages), Some(known)) => vintages.tell(row.period, known, row.point),
                    _ => series.put(row.period, row.point),
                };
                if let Err(error) = put {
                    table.fail(row.line, &error.to_string());
                }
            }
            if let Some(vintages) = &vintages {
                series = vintages.latest();
            }
            table.series.push(Named { name, series, vintages });
        }
        Ok(table)
    }

    fn fail(&mut self, line: usize, error: &str) {
        self.error_count += 1;
        if self.errors.len() < MOST_ERRORS {
            self.errors.push(format!("line {line}: {error}"));
        }
    }
}

fn day(text: &str) -> Result<Day, String> {
    text.parse().map_err(|_| format!("`{text}` is not a day; write it as 2022-03-23"))
}

/// Days on which something began, by series.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Onsets {
    /// The onsets of each series, in order.
    pub days: BTreeMap<String, Vec<Day>>,
    /// Rows that could not be used, each with its line.
    pub errors: Vec<String>,
}

impl Onsets {
    /// Reads a table with the columns `onset` and, where there are several series, `series`.
    ///
    /// # Errors
    ///
    /// When the first line has no column `onset`.
    pub fn read(text: &str) -> Result<Self, TableError> {
        let mut lines = text.trim_start_matches('\u{feff}').lines();
        let head = cells(lines.next().unwrap_or_default());
        let columns = Columns(head.iter().map(String::as_str).collect());
        let onset = columns.find(&["onset"]).ok_or(TableError::NoColumn("`onset`", "`onset`, and `series`"))?;
        let name = columns.find(&["series"]);
        let mut onsets = Self::default();
        for (number, line) in lines.enumerate().filter(|(_, l)| !l.trim().is_empty()).take(MOST_ROWS) {
            let cells = cells(line);
            let cell = |at: usize| cells.get(at).map_or("", String::as_str);
            match day(cell(onset)) {
                Ok(day) => onsets.days.entry(name.map_or("series", cell).to_owned()).or_default().push(day),
                Err(error) if onsets.errors.len() < MOST_ERRORS => {
                    onsets.errors.push(format!("line {}: {error}", number + 2))
                }
                Err(_) => {}
            }
        }
        onsets.days.values_mut().for_each(|d| d.sort_unstable());
        Ok(onsets)
    }

    /// The onsets of a series.
    pub fn of(&self, series: &str) -> &[Day] {
        self.days.get(series).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_in_any_order_and_bad_ones_are_named() {
        let text = "series,week,events,exposure\n\"A, b\",2024-01-08,3,100\n\"A, b\",2024-01-01,2,90\nA,2024-01-01,x,\nA,2024-1,2,\n\
                    A,2024-01-01,1,\nA,2024-01-03,1,\n";
        let table = Table::read(text).unwrap();
        assert_eq!(
            table.series.iter().map(|s| (s.name.as_str(), s.series.len())).collect::<Vec<_>>(),
            [("A", 1), ("A, b", 2)]
        );
        assert_eq!(table.series[1].series.points()[0], Point { count: Some(2), exposure: Some(90.0) });
        assert_eq!(table.error_count, 3);
        assert_eq!(table.errors[0], "line 4: `x` is no count: write 0, 1, 2, … or leave it empty");
        assert!(table.errors[2].starts_with("line 7: 2024-01-03 begins no period"), "{:?}", table.errors);
    }

    #[test]
    fn a_column_known_makes_vintages() {
        let text = "day,count,known\n2024-01-01,40,2024-01-02\n2024-01-01,36,2024-02-01\n";
        let named = &Table::read(text).unwrap().series[0];
        assert_eq!(named.series.points()[0].count, Some(36));
        assert_eq!(named.vintages.as_ref().unwrap().revisions().len(), 1);
    }

    #[test]
    fn a_table_without_its_columns_says_which_it_wants() {
        let error = Table::read("a,b\n1,2\n").unwrap_err().to_string();
        assert!(error.starts_with("no column `week` or `day`; the first line must name the columns: "), "{error}");
        assert_eq!(Table::read("week,n\n").unwrap_err(), TableError::NoColumn("`events`", COLUMNS));
        assert!(Onsets::read("series\n").is_err());
        let onsets = Onsets::read("series,onset\nA,2024-02-01\nA,2024-01-01\nB,soon\n").unwrap();
        assert_eq!(onsets.of("A").len(), 2);
        assert_eq!(onsets.errors, ["line 4: `soon` is not a day; write it as 2022-03-23"]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_a_table_panic(text in "(week|day|events|series|known|[0-9,\"\n-]|2024-01-0[1-9]|\\PC){0,60}") {
            let _ = Table::read(&text);
            let _ = Table::read(&format!("series,week,events,exposure,known\n{text}"));
            let _ = Onsets::read(&format!("series,onset\n{text}"));
        }

        #[test]
        fn whatever_is_read_can_be_judged(
            counts in proptest::collection::vec((0u64..=u64::MAX, proptest::num::f64::ANY, 0u8..4), 30..330),
        ) {
            let mut series = Series::new(jiff::civil::date(2020, 1, 6), Step::Week);
            for (n, (count, exposure, kind)) in counts.into_iter().enumerate() {
                let count = (kind > 0).then_some(if kind == 1 { count } else { count % 50 });
                let exposure = if kind == 3 { Some(100.0) } else { Some(exposure) };
                let _ = series.put(series.day(n), Point { count, exposure });
            }
            for detector in crate::Detector::ALL {
                let verdicts = detector.run(&series);
                proptest::prop_assert_eq!(verdicts.len(), series.len());
                for numbers in verdicts.iter().filter_map(|v| v.numbers()) {
                    proptest::prop_assert!(numbers.from <= numbers.to && numbers.baseline_from <= numbers.to);
                }
                proptest::prop_assert_eq!(detector.run(&series.raw()).len(), series.len());
            }
            proptest::prop_assert_eq!(crate::levels(&series, 52.0).len(), series.len());
        }
    }
}
