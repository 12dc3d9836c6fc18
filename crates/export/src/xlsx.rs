//! A workbook (Office Open XML), written as it comes: a sheet of reports, another one whenever a sheet is full, and one that says
//! what the file is.
//!
//! Text stands in the sheet as it is and is never a formula, so that Arabic comes out right and nothing of a page is run.

use std::io::Write;

use marsad_model::Day;
use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};

use crate::about::About;
use crate::cells::Cell;
use crate::error::ExportError;
use crate::rss::xml;

/// The most rows of a sheet, with its header.
const SHEET_ROWS: u32 = 1_048_576;
/// The longest text of a cell, in characters; the format allows no more.
const LONGEST: usize = 32_767;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// A workbook that is being written.
pub(crate) struct Workbook<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    about: About,
    sheets: u32,
    row: u32,
    line: String,
}

fn failed(why: impl std::fmt::Display) -> ExportError {
    ExportError::form("workbook", why)
}

fn options() -> SimpleFileOptions {
    // A day that is always the same: equal rows give equal bytes.
    SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated).large_file(true)
}

impl<W: Write> Workbook<W> {
    /// Begins a workbook.
    pub(crate) fn begin(out: W, about: &About) -> Result<Self, ExportError> {
        let zip = ZipWriter::new_stream(out);
        let mut book = Self { zip, about: about.clone(), sheets: 0, row: 0, line: String::new() };
        book.next_sheet()?;
        Ok(book)
    }

    /// Writes one row of cells.
    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        if self.row == SHEET_ROWS {
            self.end_sheet()?;
            self.next_sheet()?;
        }
        self.write(cells, false)
    }

    /// Ends the workbook and gives the writer back.
    pub(crate) fn end(mut self) -> Result<W, ExportError> {
        self.end_sheet()?;
        let reports = self.sheets;
        self.about_sheet()?;
        self.frame(reports)?;
        Ok(self.zip.finish().map_err(failed)?.into_inner())
    }

    fn part(&mut self, name: &str, text: &str) -> Result<(), ExportError> {
        self.zip.start_file(name, options()).map_err(failed)?;
        Ok(self.zip.write_all(text.as_bytes())?)
    }

    fn next_sheet(&mut self) -> Result<(), ExportError> {
        self.open_sheet()?;
        let names: Vec<Cell<'_>> = self.about.of.columns().iter().map(|c| Cell::from(c.name)).collect();
        self.write(&names, true)
    }

    fn open_sheet(&mut self) -> Result<(), ExportError> {
        self.sheets += 1;
        self.row = 0;
        let rtl = if self.about.right_to_left { r#" rightToLeft="1""# } else { "" };
        let head = format!(
            r#"{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView{rtl} workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>"#
        );
        self.part(&format!("xl/worksheets/sheet{}.xml", self.sheets), &head)
    }

    fn end_sheet(&mut self) -> Result<(), ExportError> {
        Ok(self.zip.write_all(b"</sheetData></worksheet>")?)
    }

    fn write(&mut self, cells: &[Cell<'_>], head: bool) -> Result<(), ExportError> {
        use std::fmt::Write as _;
        self.row += 1;
        self.line.clear();
        let _ = write!(self.line, r#"<row r="{}">"#, self.row);
        for (at, cell) in cells.iter().enumerate() {
            let place = format!("{}{}", letters(at), self.row);
            let _ = match cell {
                Cell::Empty => Ok(()),
                Cell::Text(text) => {
                    let style = if head { r#" s="1""# } else { "" };
                    let text: String = xml(text).chars().take(LONGEST).collect();
                    let text = quick_xml::escape::escape(text.as_str());
                    write!(
                        self.line,
                        r#"<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#
                    )
                }
                Cell::Whole(number) => write!(self.line, r#"<c r="{place}"><v>{number}</v></c>"#),
                Cell::Real(number) => write!(self.line, r#"<c r="{place}"><v>{number}</v></c>"#),
                Cell::Flag(flag) => write!(self.line, r#"<c r="{place}" t="b"><v>{}</v></c>"#, u8::from(*flag)),
                Cell::Day(day) => match serial(*day) {
                    Some(number) => write!(self.line, r#"<c r="{place}" s="2"><v>{number}</v></c>"#),
                    None => write!(self.line, r#"<c r="{place}" t="inlineStr"><is><t>{day}</t></is></c>"#),
                },
            };
        }
        self.line.push_str("</row>");
        Ok(self.zip.write_all(self.line.as_bytes())?)
    }

    /// The last sheet: citation, question, time.
    fn about_sheet(&mut self) -> Result<(), ExportError> {
        self.open_sheet()?;
        let about = self.about.clone();
        for (name, value) in [
            ("citation", about.citation()),
            ("question", about.question.clone()),
            ("accessed", about.instant()),
            ("columns", "docs/exports.md".to_owned()),
        ] {
            self.write(&[Cell::from(name), Cell::from(value)], false)?;
        }
        self.end_sheet()
    }

    /// What holds the sheets together.
    fn frame(&mut self, reports: u32) -> Result<(), ExportError> {
        let all = 1..=self.sheets;
        let of = self.about.of.name();
        let name = |n: u32| match n {
            n if n > reports => "about".to_owned(),
            1 => of.to_owned(),
            n => format!("{of} {n}"),
        };
        let kinds: String = all
            .clone()
            .map(|n| format!(r#"<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#))
            .collect();
        let sheets: String =
            all.clone().map(|n| format!(r#"<sheet name="{}" sheetId="{n}" r:id="rId{n}"/>"#, name(n))).collect();
        let links: String = all
            .map(|n| format!(r#"<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{n}.xml"/>"#))
            .collect();
        let styles = self.sheets + 1;
        self.part(
            "xl/styles.xml",
            &format!(
                r#"{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#
            ),
        )?;
        self.part("xl/workbook.xml", &format!(r#"{HEAD}<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{sheets}</sheets></workbook>"#))?;
        self.part("xl/_rels/workbook.xml.rels", &format!(r#"{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}<Relationship Id="rId{styles}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#))?;
        self.part("_rels/.rels", &format!(r#"{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#))?;
        self.part("[Content_Types].xml", &format!(r#"{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>{kinds}</Types>"#))
    }
}

/// The letters of a column, from 0: A, B … Z, AA.
fn letters(mut at: usize) -> String {
    let mut out = Vec::new();
    loop {
        out.push(b'A' + u8::try_from(at % 26).unwrap_or(0));
        if at < 26 {
            break;
        }
        at = at / 26 - 1;
    }
    out.iter().rev().map(|b| char::from(*b)).collect()
}

/// A day as a workbook counts it; none before March 1900, where its calendar is wrong.
fn serial(day: Day) -> Option<i32> {
    let since = day.since(Day::constant(1899, 12, 30)).ok()?.get_days();
    (since >= 61).then_some(since)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters_and_days_have_numbers() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
        assert_eq!(serial(Day::constant(2024, 5, 1)), Some(45413));
        assert_eq!(serial(Day::constant(1900, 2, 1)), None);
    }
}
