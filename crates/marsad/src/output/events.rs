//! Events as text, tables and JSON.

use std::io::{self, Write};

use marsad_corroborate::{Contested, Course, Range, Standing, Statement};
use marsad_store::{Decided, EventFull, EventRow, FigureRow, Named, Suggestion};
use serde_json::json;

use super::Format;

/// Columns of the table form.
const COLUMNS: &[&str] = &[
    "event",
    "type",
    "mode",
    "from",
    "to",
    "place",
    "lat",
    "lon",
    "precision",
    "country",
    "actors",
    "recipients",
    "figures",
    "contested",
    "origins",
    "outlets",
    "documents",
    "reports",
    "first_told",
    "last_told",
    "modalities",
    "pinned",
    "title",
];

/// Prints events one after the other.
pub struct Printer<W: Write> {
    out: W,
    format: Format,
    printed: usize,
}

impl<W: Write> Printer<W> {
    /// Begins the output.
    pub fn begin(mut out: W, format: Format) -> io::Result<Self> {
        match format {
            Format::Text | Format::Jsonl => {}
            Format::Json => write!(out, "[")?,
            Format::Csv => writeln!(out, "{}", COLUMNS.join(","))?,
            Format::CsvExcel => writeln!(out, "\u{feff}{}", COLUMNS.join(","))?,
            Format::Geojson => write!(out, r#"{{"type":"FeatureCollection","features":["#)?,
        }
        Ok(Self { out, format, printed: 0 })
    }

    /// Prints one event.
    pub fn print(&mut self, row: &EventRow) -> io::Result<()> {
        let value = || serde_json::to_value(row).unwrap_or_default();
        match self.format {
            Format::Text => heading(&mut self.out, row),
            Format::Jsonl => writeln!(self.out, "{}", value()),
            Format::Csv | Format::CsvExcel => cells(&mut self.out, row),
            Format::Json => {
                self.comma()?;
                write!(self.out, "\n{:#}", value())
            }
            Format::Geojson => {
                let Some((lat, lon)) = row.point else { return Ok(()) };
                self.comma()?;
                let point = json!({ "type": "Point", "coordinates": [lon, lat] });
                let feature = json!({ "type": "Feature", "geometry": point, "properties": value() });
                write!(self.out, "\n{feature}")
            }
        }
    }

    fn comma(&mut self) -> io::Result<()> {
        self.printed += 1;
        if self.printed > 1 { write!(self.out, ",") } else { Ok(()) }
    }

    /// Closes the output.
    pub fn end(mut self) -> io::Result<()> {
        match self.format {
            Format::Json => writeln!(self.out, "\n]")?,
            Format::Geojson => writeln!(self.out, "\n]}}")?,
            Format::Text | Format::Jsonl | Format::Csv | Format::CsvExcel => {}
        }
        self.out.flush()
    }
}

fn names(list: &[Named]) -> String {
    list.iter().map(|n| n.name.as_str()).collect::<Vec<_>>().join("; ")
}

fn range(range: Range) -> String {
    match (range.min, range.max) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min}–{max}"),
        (Some(min), None) => format!("{min} or more"),
        (None, Some(max)) => format!("up to {max}"),
        (None, None) => "some".to_owned(),
    }
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::One => "one origin",
        Standing::Agreed => "agreed",
        Standing::Rising => "rising",
        Standing::Contested => "contested",
    }
}

fn course(course: Course) -> &'static str {
    match course {
        Course::Single => "told once",
        Course::Steady => "the same each time",
        Course::Rising => "rising",
        Course::Falling => "falling",
        Course::Mixed => "up and down",
    }
}

fn figure(row: &FigureRow) -> String {
    format!("{} {} ({})", row.what, range(row.range), standing(row.standing))
}

fn days(row: &EventRow) -> String {
    match row.days {
        Some((from, to)) if from == to => from.to_string(),
        Some((from, to)) => format!("{from}/{to}"),
        None => "no day told".to_owned(),
    }
}

fn cells(out: &mut impl Write, row: &EventRow) -> io::Result<()> {
    let day = |d: Option<marsad_model::Day>| d.map(|d| d.to_string()).unwrap_or_default();
    let number = |x: Option<f64>| x.map(|x| x.to_string()).unwrap_or_default();
    let cells = [
        row.id.to_string(),
        row.type_.to_string(),
        row.modes.join("; "),
        day(row.days.map(|d| d.0)),
        day(row.days.map(|d| d.1)),
        row.places.first().map(|p| p.name.clone()).unwrap_or_default(),
        number(row.point.map(|p| p.0)),
        number(row.point.map(|p| p.1)),
        row.precision.to_string(),
        row.country.clone().unwrap_or_default(),
        names(&row.actors),
        names(&row.recipients),
        row.figures.iter().map(figure).collect::<Vec<_>>().join("; "),
        row.contested.to_string(),
        row.origins.to_string(),
        row.outlets.to_string(),
        row.documents.to_string(),
        row.reports.to_string(),
        day(row.first_told),
        day(row.last_told),
        row.modalities.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        row.pinned.to_string(),
        row.title.clone(),
    ];
    super::table::write_row(out, &cells)
}

/// The lines of an event in a list.
fn heading(out: &mut impl Write, row: &EventRow) -> io::Result<()> {
    let modes = if row.modes.is_empty() { String::new() } else { format!(" [{}]", row.modes.join(", ")) };
    let place = row.places.first().map_or("no place told", |p| p.name.as_str());
    writeln!(out, "#{}\t{}{modes}\t{}\t{place}", row.id, row.type_, days(row))?;
    writeln!(out, "\t{}", row.title)?;
    if !row.actors.is_empty() || !row.recipients.is_empty() {
        writeln!(out, "\t{} → {}", names(&row.actors), names(&row.recipients))?;
    }
    if !row.figures.is_empty() {
        writeln!(out, "\t{}", row.figures.iter().map(figure).collect::<Vec<_>>().join(", "))?;
    }
    let told = match (row.first_told, row.last_told) {
        (Some(first), Some(last)) if first == last => format!(", told {first}"),
        (Some(first), Some(last)) => format!(", told {first} to {last}"),
        _ => String::new(),
    };
    let pinned = if row.pinned { ", pinned" } else { "" };
    writeln!(out, "\t{} origins, {} documents, {} reports{told}{pinned}", row.origins, row.documents, row.reports)
}

/// An event with all that is said of it.
pub fn full(out: &mut impl Write, event: &EventFull) -> io::Result<()> {
    heading(out, &event.row)?;
    let view = &event.view;
    for (field, statement) in [
        ("type", &view.type_),
        ("mode", &view.modes),
        ("day", &view.days),
        ("place", &view.places),
        ("actor", &view.actors),
        ("recipient", &view.recipients),
    ] {
        values(out, field, statement, event)?;
    }
    for (what, found) in &event.figures {
        contested(out, &what.to_string(), found)?;
    }
    writeln!(out, "\ndocuments")?;
    for telling in &event.tellings {
        let published = telling.published.map(|d| d.to_string()).unwrap_or_default();
        let outlet = telling.outlet.as_deref().unwrap_or("no outlet");
        writeln!(
            out,
            "  {}\t{published}\t{outlet}\torigin {}\tversion {}\t{}",
            telling.document, telling.origin, telling.version, telling.title
        )?;
        for row in &telling.reports {
            let said = row.report.said_by.as_ref().map(|s| format!("\t{}", s.entity)).unwrap_or_default();
            writeln!(out, "    report {}\t{}\t{}{said}", row.id, row.report.modality, row.report.evidence.text)?;
        }
    }
    let links: Vec<_> = event.origins.iter().flat_map(|o| &o.links).collect();
    if !links.is_empty() {
        writeln!(out, "\nlinks")?;
    }
    for link in links {
        let kind = serde_json::to_value(link.kind).unwrap_or_default();
        let kind = kind.as_str().unwrap_or_default();
        let source = link.source.as_deref().map(|s| format!("\t{s}")).unwrap_or_default();
        let words = link.evidence.first().map(|p| format!("\t{} words in one passage", p.words)).unwrap_or_default();
        writeln!(out, "  {} and {}\t{kind}\t{:.2}{source}{words}", link.a, link.b, link.score)?;
    }
    if !event.decisions.is_empty() {
        writeln!(out, "\ndecisions")?;
    }
    for decided in &event.decisions {
        decision(out, decided)?;
    }
    if !event.suggestions.is_empty() {
        writeln!(out, "\nmay belong to it")?;
    }
    for one in &event.suggestions {
        let other = if one.a.id == event.row.id { &one.b } else { &one.a };
        writeln!(out, "  #{}\t{:.1} bits\t{}\t{}", other.id, one.weight, days(other), other.title)?;
    }
    if !event.was.is_empty() {
        let was: Vec<String> = event.was.iter().map(|id| format!("#{id}")).collect();
        writeln!(out, "\nmerged into it: {}", was.join(", "))?;
    }
    Ok(())
}

/// The values of a field, the best first, each with who says it.
fn values(out: &mut impl Write, field: &str, statement: &Statement, event: &EventFull) -> io::Result<()> {
    for (at, value) in statement.values.iter().enumerate() {
        let name = event.names.get(&value.value).map_or(value.value.as_str(), String::as_str);
        let mut who: Vec<&str> = Vec::new();
        for speaker in value.tellings.iter().filter_map(|t| event.speakers.get(t)).flatten() {
            let named = speaker.outlet.as_deref().unwrap_or("no outlet");
            if !who.contains(&named) {
                who.push(named);
            }
        }
        let label = if at == 0 { field } else { "  or" };
        writeln!(out, "{label}\t{name}\t{} origins\t{}", value.origins.len(), who.join("; "))?;
    }
    Ok(())
}

/// A figure with its origins, and its series where it was told on several days.
fn contested(out: &mut impl Write, what: &str, found: &Contested) -> io::Result<()> {
    writeln!(out, "\n{what}\t{}\t{}\tever told: {}", range(found.range), standing(found.standing), range(found.ever))?;
    for row in &found.rows {
        writeln!(out, "  origin {}\t{}\t{}", row.origin, range(row.last), course(row.course))?;
        for claim in &row.claims {
            let told = claim.told.map(|d| d.to_string()).unwrap_or_default();
            let by = claim.said_by.as_deref().map(|s| format!("\t{s}")).unwrap_or_default();
            writeln!(out, "    {told}\tdocument {}\t{}{by}", claim.document, claim.wording.text)?;
        }
    }
    if found.series.len() > 1 {
        let series: Vec<String> = found.series.iter().map(|(day, r)| format!("{day}: {}", range(*r))).collect();
        writeln!(out, "  day by day\t{}", series.join(", "))?;
    }
    Ok(())
}

/// A decision in a list.
pub fn decision(out: &mut impl Write, decided: &Decided) -> io::Result<()> {
    let ids = |list: &[i64]| list.iter().map(|id| format!("#{id}")).collect::<Vec<_>>().join(" ");
    let undone = if decided.undone { "\ttaken back" } else { "" };
    let undoes = decided.undoes.map(|id| format!(" {id}")).unwrap_or_default();
    writeln!(
        out,
        "{}\t{}\t{}\t{}{undoes}\t{} → {}\t{}{undone}",
        decided.id,
        decided.at,
        decided.who,
        decided.what,
        ids(&decided.events),
        ids(&decided.now),
        decided.why
    )
}

/// A suggestion in a list, with its reasons.
pub fn suggestion(out: &mut impl Write, one: &Suggestion) -> io::Result<()> {
    writeln!(out, "#{} and #{}\t{:.1} bits", one.a.id, one.b.id, one.weight)?;
    for event in [&one.a, &one.b] {
        writeln!(out, "\t#{}\t{}\t{}\t{}", event.id, event.type_, days(event), event.title)?;
    }
    for part in &one.parts {
        writeln!(out, "\t{:+.1}\t{}", part.weight, part.en)?;
    }
    Ok(())
}
