//! Tables of text: fields in quotes where they must be, and nothing that a spreadsheet would run.

use std::io::{self, Write};

/// Writes one row of a CSV (RFC 4180, lines end in CRLF); nothing in it is run as a formula.
///
/// # Errors
/// When it cannot be written.
pub fn row<S: AsRef<str>>(out: &mut impl Write, cells: impl IntoIterator<Item = S>) -> io::Result<()> {
    for (n, cell) in cells.into_iter().enumerate() {
        if n > 0 {
            out.write_all(b",")?;
        }
        field(out, cell.as_ref())?;
    }
    out.write_all(b"\r\n")
}

/// Writes one row of a table with tabs; tabs and line ends of a cell become spaces.
pub(crate) fn tabbed<S: AsRef<str>>(out: &mut impl Write, cells: impl IntoIterator<Item = S>) -> io::Result<()> {
    for (n, cell) in cells.into_iter().enumerate() {
        if n > 0 {
            out.write_all(b"\t")?;
        }
        let cell = cell.as_ref();
        match cell.contains(['\t', '\n', '\r']) {
            true => out.write_all(cell.replace(['\t', '\n', '\r'], " ").as_bytes())?,
            false => out.write_all(cell.as_bytes())?,
        }
    }
    out.write_all(b"\n")
}

/// A leading `=`, `+`, `-` or `@` is kept from being read as a formula by an apostrophe, unless the cell is a number.
fn field(out: &mut impl Write, text: &str) -> io::Result<()> {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err() && text != "-";
    let quoted = formula || text.contains(['"', ',', '\n', '\r']);
    if !quoted {
        return out.write_all(text.as_bytes());
    }
    out.write_all(if formula { b"\"'" } else { b"\"" })?;
    let mut rest = text;
    while let Some(at) = rest.find('"') {
        out.write_all(&rest.as_bytes()[..at])?;
        out.write_all(b"\"\"")?;
        rest = &rest[at + 1..];
    }
    out.write_all(rest.as_bytes())?;
    out.write_all(b"\"")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    fn written(cells: &[&str]) -> String {
        let mut out = Vec::new();
        super::row(&mut out, cells).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn cells_are_quoted_and_kept_from_being_formulas() {
        assert_eq!(written(&["a,b", "قال \"نعم\""]), "\"a,b\",\"قال \"\"نعم\"\"\"\r\n");
        assert_eq!(written(&["=1+1", "-3.5", "-cmd", "-"]), "\"'=1+1\",-3.5,\"'-cmd\",-\r\n");
    }

    proptest! {
        #[test]
        fn a_csv_reader_gives_the_cells_back(cells in prop::collection::vec("\\PC{0,12}|[a,\"\n\r =+-]{0,8}", 1..6)) {
            let mut out = Vec::new();
            super::row(&mut out, &cells).unwrap();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(out.as_slice());
            let read: Vec<String> = match reader.records().next() {
                Some(record) => record.unwrap().iter().map(str::to_owned).collect(),
                None => vec![String::new()],
            };
            let guarded = |read: &str, cell: &str| read == cell || read.strip_prefix('\'') == Some(cell);
            prop_assert_eq!(read.len(), cells.len());
            prop_assert!(read.iter().zip(&cells).all(|(r, c)| guarded(r, c)), "{:?} {:?}", read, cells);
        }
    }
}
