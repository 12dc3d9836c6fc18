//! What `marsad review` prints.

use std::io::{self, Write};

use marsad_agree::FieldAgreement;
use marsad_store::{Alias, AliasKind, Batch, DocumentRow, Progress, QueueItem, ReportField, ReviewItem};

/// A queue: a line for each item.
pub fn queue(out: &mut impl Write, items: &[QueueItem], json: bool) -> anyhow::Result<()> {
    if !json {
        writeln!(out, "report\tdocument\tstate\tconfidence\ttype\ttrigger\toutlet\tpublished\ttitle")?;
    }
    for item in items {
        if json {
            writeln!(out, "{}", serde_json::to_string(item)?)?;
            continue;
        }
        let row = &item.row;
        writeln!(
            out,
            "{}\t{}\t{}\t{:.2}\t{}\t{}\t{}\t{}\t{}",
            row.id,
            row.document,
            item.state.as_str(),
            row.report.confidence,
            row.report.type_,
            row.report.trigger.text,
            row.outlet.as_deref().unwrap_or("-"),
            row.published.map_or_else(|| "-".to_owned(), |day| day.to_string()),
            row.title.replace(['\t', '\n', '\r'], " ")
        )?;
    }
    Ok(())
}

/// One report with its document.
pub fn item(out: &mut impl Write, item: &ReviewItem, document: &DocumentRow, json: bool) -> anyhow::Result<()> {
    if json {
        let both = serde_json::json!({ "item": item, "document": document.document });
        writeln!(out, "{both}")?;
        return Ok(());
    }
    writeln!(out, "report {} of document {}: {}", item.report, item.document, item.state.as_str())?;
    writeln!(out, "{}\n", document.document.title)?;
    writeln!(out, "{}\n", document.document.text)?;
    for field in ReportField::ALL {
        let value = field.of(&item.settled);
        let empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        if !empty {
            writeln!(out, "{field}\t{}", short(&value))?;
        }
    }
    Ok(())
}

/// A value as its words and names.
fn short(value: &serde_json::Value) -> String {
    let text = |value: &serde_json::Value, key: &str| value.get(key).and_then(|v| v.as_str()).map(str::to_owned);
    match value {
        serde_json::Value::Array(all) => all.iter().map(short).collect::<Vec<_>>().join("; "),
        serde_json::Value::String(one) => one.clone(),
        serde_json::Value::Object(_) => {
            let name = text(value, "entity").or_else(|| text(value, "name")).or_else(|| text(value, "what"));
            let number = |key| value.get(key).filter(|n| !n.is_null()).map(|n| n.to_string().replace('"', ""));
            let ends = [("from", "to"), ("min", "max")].map(|(a, b)| match (number(a), number(b)) {
                (None, None) => String::new(),
                (a, b) => format!(" {}..{}", a.unwrap_or_default(), b.unwrap_or_default()),
            });
            let quote = text(value, "text").unwrap_or_default();
            format!("«{quote}» {}{}", name.unwrap_or_default(), ends.concat()).trim_end().to_owned()
        }
        other => other.to_string(),
    }
}

/// How far review has come.
pub fn progress(out: &mut impl Write, progress: &Progress, json: bool) -> anyhow::Result<()> {
    if json {
        writeln!(out, "{}", serde_json::to_string(progress)?)?;
        return Ok(());
    }
    let p = progress;
    for (name, count) in [
        ("reports", p.total),
        ("settled", p.settled),
        ("taken out", p.rejected),
        ("wait for a coder", p.waiting),
        ("wait for an editor", p.disputed),
        ("read otherwise since", p.moved),
        ("open", p.open),
        ("of these claimed", p.claimed),
        ("said otherwise by second readers", p.second),
    ] {
        writeln!(out, "{name}\t{count}")?;
    }
    if !p.coders.is_empty() {
        writeln!(out, "\ncoder\treports\tright as they were\tto answer\tmedian seconds\tlast")?;
    }
    for coder in &p.coders {
        writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}",
            coder.coder,
            coder.reports,
            coder.accepted,
            coder.waiting,
            coder.median_seconds.map_or_else(|| "-".to_owned(), |s| format!("{s:.0}")),
            coder.last.map_or_else(|| "-".to_owned(), |day| day.to_string())
        )?;
    }
    Ok(())
}

/// The samples that were given out.
pub fn batches(out: &mut impl Write, batches: &[Batch]) -> io::Result<()> {
    if !batches.is_empty() {
        writeln!(out, "\nsample\tname\tcoders\treports\tsettled\tdisputed\tgiven out")?;
    }
    for batch in batches {
        let Batch { id, name, coders, reports, settled, disputed, at, .. } = batch;
        writeln!(out, "{id}\t{name}\t{}\t{reports}\t{settled}\t{disputed}\t{at}", coders.join(", "))?;
    }
    Ok(())
}

/// How far coders agree.
pub fn agreement(out: &mut impl Write, fields: &[FieldAgreement], json: bool) -> anyhow::Result<()> {
    if !json {
        writeln!(out, "field\tmetric\talpha\tagreement\treports\tanswers\tpairs")?;
    }
    for field in fields {
        if json {
            writeln!(out, "{}", serde_json::to_string(field)?)?;
            continue;
        }
        let number = |n: Option<f64>| n.map_or_else(|| "-".to_owned(), |n| format!("{n:.3}"));
        writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}",
            field.field,
            field.metric,
            number(field.alpha),
            number(field.agreement),
            field.units,
            field.values,
            field.pairs
        )?;
    }
    Ok(())
}

/// What corrections say of names.
pub fn aliases<'a>(out: &mut impl Write, aliases: impl Iterator<Item = &'a Alias>) -> io::Result<()> {
    writeln!(out, "kind\twords\tid\tname\tcorrections\tcoders\tdocuments\tagainst\tinstead of")?;
    for alias in aliases {
        let kind = match alias.kind {
            AliasKind::Actor => "actor",
            AliasKind::Place => "place",
        };
        let Alias { words, id, name, corrections, coders, documents, against, instead_of, .. } = alias;
        let instead = instead_of.as_deref().unwrap_or("-");
        writeln!(out, "{kind}\t{words}\t{id}\t{name}\t{corrections}\t{coders}\t{documents}\t{against}\t{instead}")?;
    }
    Ok(())
}
