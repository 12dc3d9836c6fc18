//! `marsad diff`: what changed between two versions of a page.

use std::io::Write;

use anyhow::Context;
use marsad_store::{Change, Store, Version, changed_numbers, diff};

use super::{Done, StoreChoice};
use crate::talk::talk;

/// Show what changed between two versions of a page, word by word
#[derive(Debug, clap::Args)]
pub struct Diff {
    /// A document's number
    #[arg(value_name = "ID")]
    document: i64,
    /// An earlier document to compare it with [default: the version captured before it]
    #[arg(value_name = "ID")]
    with: Option<i64>,
    /// List the versions of the page instead
    #[arg(long, conflicts_with = "with")]
    versions: bool,
    /// One JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreChoice,
}

impl Diff {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let versions = store.versions(self.document)?;
        let at = versions
            .iter()
            .position(|version| version.document == self.document)
            .with_context(|| format!("there is no document {}; `marsad search` gives their numbers", self.document))?;
        if self.versions {
            return self.list(&versions);
        }
        let Some(before) = self.with.or_else(|| at.checked_sub(1).map(|at| versions[at].document)) else {
            talk!("document {} is the first version of its page; there is nothing to compare it with", self.document);
            return Ok(Done::All);
        };
        let (old, new) = (text(&*store, before)?, text(&*store, self.document)?);
        let pieces = diff(&old, &new);
        let numbers = changed_numbers(&pieces);
        let mut out = std::io::stdout().lock();
        if self.json {
            let all = serde_json::json!({ "old": before, "new": self.document, "pieces": pieces, "numbers": numbers });
            writeln!(out, "{all}")?;
            return Ok(Done::All);
        }
        for piece in &pieces {
            match piece.change {
                Change::Same => write!(out, "{}", shortened(&piece.text))?,
                Change::Removed => write!(out, "[-{}-]", piece.text)?,
                Change::Added => write!(out, "{{+{}+}}", piece.text)?,
            }
        }
        writeln!(out)?;
        for number in &numbers {
            let by = number.by.map(|by| format!("\t{by:+}")).unwrap_or_default();
            writeln!(out, "number\t{}\t{}{by}", number.old, number.new)?;
        }
        out.flush()?;
        Ok(Done::All)
    }

    fn list(&self, versions: &[Version]) -> anyhow::Result<Done> {
        let mut out = std::io::stdout().lock();
        for version in versions {
            if self.json {
                writeln!(out, "{}", serde_json::to_string(version)?)?;
                continue;
            }
            let changed = match &version.changed {
                None => "first".to_owned(),
                Some(changed) if changed.is_nothing() => "no words changed".to_owned(),
                Some(changed) => {
                    let numbers: Vec<String> =
                        changed.numbers.iter().map(|n| format!("{} → {}", n.old, n.new)).collect();
                    format!(
                        "+{} -{} words{}{}",
                        changed.words_added,
                        changed.words_removed,
                        if changed.title { ", another headline" } else { "" },
                        if numbers.is_empty() { String::new() } else { format!(", {}", numbers.join("; ")) }
                    )
                }
            };
            let current = if version.current { "current" } else { "" };
            writeln!(out, "{}\t{}\t{current}\t{changed}\t{}", version.document, version.captured_at, version.title)?;
        }
        out.flush()?;
        talk!("{} versions of {}", versions.len(), versions.first().map_or("", |v| v.target.as_str()));
        Ok(Done::All)
    }
}

/// Headline and text of a document.
fn text(store: &dyn Store, id: i64) -> anyhow::Result<String> {
    let row = store.document(id)?.with_context(|| format!("there is no document {id}"))?;
    Ok(row.document.full_text())
}

/// What did not change, only as much as shows where one is.
fn shortened(text: &str) -> String {
    const KEPT: usize = 60;
    let length = text.chars().count();
    if length <= 3 * KEPT {
        return text.to_owned();
    }
    let head: String = text.chars().take(KEPT).collect();
    let tail: String = text.chars().skip(length - KEPT).collect();
    format!("{head}…\n…{tail}")
}
