//! Documents that are read otherwise, as text: what came, went and changed, with the words.

use std::io::{self, Write};

use marsad_edit::{DocumentDiff, FieldChange, ReportDiff, Summary, Tally, Totals, What};

/// How many values of a field the sums name.
const VALUES: usize = 12;

/// One document with its reports.
pub fn document(out: &mut impl Write, diff: &DocumentDiff) -> io::Result<()> {
    let about: Vec<&str> = [diff.published.as_deref(), diff.outlet.as_deref()].into_iter().flatten().collect();
    writeln!(out, "document {}  {}  {}", diff.document, diff.title, about.join(", "))?;
    for one in &diff.reports {
        report(out, one)?;
    }
    for change in &diff.told {
        field(out, change)?;
    }
    Ok(())
}

fn report(out: &mut impl Write, diff: &ReportDiff) -> io::Result<()> {
    let sign = match diff.what {
        What::Gained => '+',
        What::Lost => '-',
        What::Changed => '~',
    };
    let said = diff.after.as_ref().or(diff.before.as_ref()).map(summary).unwrap_or_default();
    writeln!(out, "{sign} {said}")?;
    writeln!(out, "    …{}⟦{}⟧{}…", diff.context.before, diff.context.words, diff.context.after)?;
    for change in &diff.fields {
        field(out, change)?;
    }
    Ok(())
}

fn field(out: &mut impl Write, change: &FieldChange) -> io::Result<()> {
    let or_nothing = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
    writeln!(out, "    {}: {} → {}", change.field, or_nothing(&change.before), or_nothing(&change.after))
}

/// A report in one line.
fn summary(s: &Summary) -> String {
    let mut out = format!("{} {}", s.type_, s.modality);
    if !s.actors.is_empty() || !s.recipients.is_empty() {
        out.push_str(&format!("  {} → {}", s.actors.join(", "), s.recipients.join(", ")));
    }
    if !s.places.is_empty() {
        out.push_str(&format!("  in {}", s.places.join(", ")));
    }
    if let Some(date) = &s.date {
        out.push_str(&format!("  {date}"));
    }
    out
}

/// What a run came to: a table by type, actor and place.
pub fn totals(out: &mut impl Write, totals: &Totals) -> io::Result<()> {
    for (name, values) in [("type", &totals.types), ("actor", &totals.actors), ("place", &totals.places)] {
        for (value, tally) in Totals::ranked(values, VALUES) {
            writeln!(out, "{name}\t{value}\t{}", counted(&tally))?;
        }
    }
    writeln!(out, "reports\tall\t{}", counted(&totals.reports))
}

fn counted(tally: &Tally) -> String {
    format!("+{}\t-{}\t~{}", tally.gained, tally.lost, tally.changed)
}
