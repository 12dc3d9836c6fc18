//! Tab-separated tables with a header row: the form of every list in the lexicon.

use rustc_hash::FxHashMap;

use crate::{Files, LexiconError};

/// One row of a table, with the place it came from.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    columns: &'a FxHashMap<&'a str, usize>,
    cells: &'a [&'a str],
    /// File, for messages.
    pub file: &'a str,
    /// Line, from 1.
    pub line: usize,
}

impl<'a> Row<'a> {
    /// The cell of a column, trimmed; empty where the table has no such column.
    #[must_use]
    pub fn get(&self, column: &str) -> &'a str {
        self.columns.get(column).and_then(|&i| self.cells.get(i)).map_or("", |c| c.trim())
    }

    /// The cell, or nothing where it is empty.
    #[must_use]
    pub fn some(&self, column: &str) -> Option<String> {
        let cell = self.get(column);
        (!cell.is_empty()).then(|| cell.to_owned())
    }

    /// The parts of a `|`-separated cell.
    pub fn list(&self, column: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.get(column).split('|').map(str::trim).filter(|s| !s.is_empty())
    }

    /// A parsed cell.
    ///
    /// # Errors
    /// When the cell does not parse; the message names file, line and column.
    pub fn parse<T: std::str::FromStr>(&self, column: &str) -> Result<T, LexiconError>
    where
        T::Err: std::fmt::Display,
    {
        self.get(column).parse().map_err(|e| self.error(format!("column `{column}`: {e}")))
    }

    /// A parsed cell, or nothing where it is empty.
    ///
    /// # Errors
    /// As [`Row::parse`].
    pub fn parse_some<T: std::str::FromStr>(&self, column: &str) -> Result<Option<T>, LexiconError>
    where
        T::Err: std::fmt::Display,
    {
        if self.get(column).is_empty() { Ok(None) } else { self.parse(column).map(Some) }
    }

    /// An error at this row.
    #[must_use]
    pub fn error(&self, what: String) -> LexiconError {
        LexiconError::Row { file: self.file.to_owned(), line: self.line, what }
    }
}

/// Calls `each` with every row of one text. `#` lines and blank lines are passed over; the first other line is the header.
///
/// # Errors
/// Whatever `each` returns, or a row with more cells than the header.
pub fn read_rows(
    file: &str,
    text: &str,
    mut each: impl FnMut(Row<'_>) -> Result<(), LexiconError>,
) -> Result<(), LexiconError> {
    let mut columns: FxHashMap<&str, usize> = FxHashMap::default();
    let mut width = 0;
    for (number, line) in text.lines().enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        if width == 0 {
            width = cells.len();
            columns = cells.iter().enumerate().map(|(i, c)| (c.trim(), i)).collect();
            continue;
        }
        let row = Row { columns: &columns, cells: &cells, file, line: number + 1 };
        if cells.len() > width {
            return Err(row.error(format!("{} cells where the header has {width}", cells.len())));
        }
        each(row)?;
    }
    Ok(())
}

/// Calls `each` with every row of every layer of the files under `prefix`.
///
/// # Errors
/// As [`read_rows`].
pub fn read_tables(
    files: &Files,
    prefix: &str,
    mut each: impl FnMut(Row<'_>) -> Result<(), LexiconError>,
) -> Result<(), LexiconError> {
    for path in files.paths(prefix, ".tsv") {
        for layer in files.get(path) {
            read_rows(&layer.name, &layer.text, &mut each)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_by_column_name_and_errors_name_the_line() {
        let text = "# note\nid\tn\n\na\t1\nb\tx\n";
        let mut seen = Vec::new();
        let error = read_rows("f.tsv", text, |row| {
            seen.push((row.get("id").to_owned(), row.parse::<u32>("n")?));
            Ok(())
        })
        .unwrap_err();
        assert_eq!(seen, [("a".to_owned(), 1)]);
        assert_eq!(error.to_string(), "f.tsv:5: column `n`: invalid digit found in string");
    }
}
