//! The ledger of the collector, for people and for programs.

use std::io::{self, Write};

use marsad_store::ledger::{FeedRow, Millis, TargetRow};
use serde_json::Value;

/// A time of the ledger: `2026-11-30T10:20:00Z`.
pub fn time(at: Millis) -> String {
    jiff::Timestamp::from_millisecond(at)
        .map_or_else(|_| at.to_string(), |t| t.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// The same for a column, `-` where there is none.
fn column(at: Option<Millis>) -> String {
    at.map_or_else(|| "-".to_owned(), time)
}

/// Prints the feeds.
pub fn feeds(feeds: &[FeedRow], json: bool) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    if json {
        for feed in feeds {
            writeln!(out, "{}", with_times(serde_json::to_value(feed)?))?;
        }
        return Ok(());
    }
    writeln!(out, "feed\tstate\tlast success\tnext try\tgaps\twaiting\tdone\tfailed\tgone\trefused\taddress\terror")?;
    for feed in feeds {
        let state = match feed {
            FeedRow { paused: true, .. } => "paused",
            FeedRow { failures: 1.., .. } => "failing",
            FeedRow { last_success: None, .. } => "new",
            _ => "ok",
        };
        let c = &feed.counts;
        writeln!(
            out,
            "{}\t{state}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
            feed.id,
            column(feed.last_success),
            column(feed.next_try.filter(|_| !feed.paused)),
            c.gaps,
            c.waiting,
            c.done,
            c.failed,
            c.gone,
            c.refused,
            feed.feed.address,
            feed.last_error.as_deref().unwrap_or_default()
        )?;
    }
    out.flush()?;
    Ok(())
}

/// The header of the table of pages.
pub fn page_header(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "page\tstate\ttries\tlast try\tnext try\tdocument\taddress\tredirects\tcause")
}

/// One page.
pub fn page(out: &mut impl Write, row: &TargetRow, json: bool) -> anyhow::Result<()> {
    if json {
        writeln!(out, "{}", with_times(serde_json::to_value(row)?))?;
        return Ok(());
    }
    let hops: Vec<String> = row.redirects.iter().map(|hop| format!("{} {}", hop.status, hop.to)).collect();
    writeln!(
        out,
        "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
        row.id,
        row.state.as_str(),
        row.tries,
        column(row.last_try),
        column(row.next_try),
        row.document.map_or_else(|| "-".to_owned(), |id| id.to_string()),
        row.address,
        hops.join(", "),
        row.last_cause.as_deref().unwrap_or_default()
    )?;
    Ok(())
}

/// Times as the rest of the program prints them, and intervals in seconds.
fn with_times(mut row: Value) -> Value {
    let times = ["added_at", "found_at", "updated", "last_try", "last_success", "next_try"];
    if let Some(fields) = row.as_object_mut() {
        for (name, value) in fields.iter_mut() {
            let Some(number) = value.as_i64() else { continue };
            if times.contains(&name.as_str()) {
                *value = time(number).into();
            } else if name == "every" || name == "rhythm" {
                *value = (number / 1000).into();
            }
        }
    }
    row
}
