//! `marsad source`: what persons noted of the outlets.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use marsad_store::{Carries, Filter, OutletFacts, OutletKind, OutletRow, Store, Upkeep};
use serde_json::json;

use super::{Done, StoreChoice};
use crate::talk::talk;

/// What is noted of the outlets: language, kind, stance, panels, whose wire they carry
#[derive(Debug, clap::Args)]
pub struct SourceCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    List(List),
    Show(Show),
    Set(Set),
}

/// List the outlets of the store, with how many reports they have and what is noted of them
#[derive(Debug, clap::Args)]
struct List {
    /// Only those of this panel
    #[arg(long)]
    panel: Option<String>,
    /// Print JSON lines
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreChoice,
}

/// Show what is noted of an outlet, and what was before
#[derive(Debug, clap::Args)]
struct Show {
    /// The outlet, as its documents name it
    outlet: String,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreChoice,
}

/// Note something of an outlet; what is not named stays as it is
#[derive(Debug, clap::Args)]
struct Set {
    /// The outlet, as its documents name it
    outlet: String,
    /// The language it writes in: ar, ar-SY, en …; empty for unknown
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// The country it publishes from, ISO 3166-1 alpha-3; empty for unknown
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
    /// What kind of publisher it is: state, party, wire, independent, ngo, official, account; empty for unknown
    #[arg(long, value_parser = kind)]
    kind: Option<Kind>,
    /// Whose side it takes, in your words; empty for nothing
    #[arg(long, value_name = "WORDS")]
    stance: Option<String>,
    /// Put it on a panel; may be given several times
    #[arg(long, value_name = "NAME")]
    panel: Vec<String>,
    /// Take it off a panel
    #[arg(long, value_name = "NAME")]
    no_panel: Vec<String>,
    /// It carries this outlet's wire: `NAME`, or with days `NAME @ 2020-01-01..2024-05-01`; may be given several times
    #[arg(long, value_name = "WIRE")]
    carries: Vec<Carries>,
    /// It does not carry this outlet's wire
    #[arg(long, value_name = "NAME")]
    no_carries: Vec<String>,
    /// Who notes it [default: the name of the user]
    #[arg(long, value_name = "NAME", env = "MARSAD_WHO")]
    who: Option<String>,
    #[command(flatten)]
    store: StoreChoice,
}

/// A kind, or none.
#[derive(Debug, Clone, Copy)]
struct Kind(Option<OutletKind>);

fn kind(text: &str) -> Result<Kind, String> {
    let all = OutletKind::ALL.map(OutletKind::as_str).join(", ");
    match text.to_lowercase().as_str() {
        "" => Ok(Kind(None)),
        name => OutletKind::from_name(name)
            .map(|kind| Kind(Some(kind)))
            .ok_or_else(|| format!("`{text}` is not a kind; one of {all}")),
    }
}

impl SourceCommand {
    pub fn run(self) -> anyhow::Result<Done> {
        match self.what {
            What::List(command) => command.run(),
            What::Show(command) => command.run(),
            What::Set(command) => command.run(),
        }
    }
}

/// Every outlet that has reports or of which something is noted: reports and notes.
fn all(store: &dyn Upkeep) -> anyhow::Result<BTreeMap<String, (u64, Option<OutletRow>)>> {
    let mut out: BTreeMap<String, (u64, Option<OutletRow>)> = BTreeMap::new();
    for value in Store::facets(store, &Filter::default())?.outlets {
        out.entry(value.value).or_default().0 = value.count;
    }
    for row in store.outlets()? {
        let noted = &mut out.entry(row.outlet.clone()).or_default().1;
        *noted = Some(row);
    }
    Ok(out)
}

/// Facts in one line, those that are there.
fn line(facts: &OutletFacts) -> String {
    let list = |all: &BTreeSet<String>| all.iter().cloned().collect::<Vec<_>>().join(", ");
    let carries: Vec<String> = facts.carries.iter().map(ToString::to_string).collect();
    let parts = [
        facts.kind.map(|kind| kind.as_str().to_owned()),
        facts.language.clone(),
        facts.country.clone(),
        (!facts.panels.is_empty()).then(|| format!("panels: {}", list(&facts.panels))),
        (!carries.is_empty()).then(|| format!("carries: {}", carries.join(", "))),
        facts.stance.clone(),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().map(|part| part.replace(['\n', '\t', '\r'], " ")).collect();
    parts.join(" · ")
}

impl List {
    fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let mut out = std::io::stdout().lock();
        let mut all = all(&*store)?;
        if let Some(panel) = &self.panel {
            all.retain(|_, (_, row)| row.as_ref().is_some_and(|row| row.facts.panels.contains(panel)));
        }
        let mut rows: Vec<_> = all.into_iter().collect();
        rows.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(&b.0)));
        for (outlet, (reports, row)) in &rows {
            let facts = row.as_ref().map(|row| row.facts.clone()).unwrap_or_default();
            if self.json {
                writeln!(out, "{}", json!({ "outlet": outlet, "reports": reports, "noted": row }))?;
            } else {
                writeln!(out, "{outlet}\t{reports}\t{}", line(&facts))?;
            }
        }
        talk!("{} outlets", rows.len());
        Ok(Done::All)
    }
}

impl Show {
    fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let outlet = self.outlet.trim();
        let all = all(&*store)?;
        let Some((reports, row)) = all.get(outlet) else {
            anyhow::bail!("the store has no outlet `{outlet}`; `marsad source list` names them")
        };
        let carriers = |row: &OutletRow| row.facts.carries.iter().any(|one| one.wire == outlet);
        let carried_by: Vec<&str> = all
            .values()
            .filter_map(|(_, row)| row.as_ref())
            .filter(|r| carriers(r))
            .map(|r| r.outlet.as_str())
            .collect();
        let versions = store.outlet_versions(outlet)?;
        let mut out = std::io::stdout().lock();
        if self.json {
            let shown = json!({ "outlet": outlet, "reports": reports, "noted": row, "carried_by": carried_by, "versions": versions });
            writeln!(out, "{shown}")?;
            return Ok(Done::All);
        }
        writeln!(out, "{outlet}\n  reports: {reports}")?;
        if let Some(OutletRow { facts, .. }) = row {
            let mut say = |what: &str, value: Option<String>| match value {
                Some(value) => writeln!(out, "  {what}: {value}"),
                None => Ok(()),
            };
            say("kind", facts.kind.map(|kind| kind.as_str().to_owned()))?;
            say("language", facts.language.clone())?;
            say("country", facts.country.clone())?;
            say("stance", facts.stance.clone())?;
            for panel in &facts.panels {
                say("panel", Some(panel.clone()))?;
            }
            for wire in &facts.carries {
                say("carries", Some(wire.to_string()))?;
            }
        } else {
            writeln!(out, "  nothing is noted of it; `marsad source set` does")?;
        }
        for one in carried_by {
            writeln!(out, "  carried by: {one}")?;
        }
        for version in versions {
            writeln!(out, "  {} {}: {}", version.changed_at, version.changed_by, line(&version.facts))?;
        }
        Ok(Done::All)
    }
}

impl Set {
    fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let outlet = self.outlet.trim();
        let mut facts = store.outlet(outlet)?.map(|row| row.facts).unwrap_or_default();
        let text = |new: Option<String>, old: &mut Option<String>| {
            if let Some(new) = new {
                *old = Some(new.trim().to_owned()).filter(|new| !new.is_empty());
            }
        };
        text(self.language, &mut facts.language);
        text(self.country.map(|code| code.to_uppercase()), &mut facts.country);
        text(self.stance, &mut facts.stance);
        if let Some(Kind(kind)) = self.kind {
            facts.kind = kind;
        }
        facts.panels.extend(self.panel.iter().map(|name| name.trim().to_owned()));
        facts.panels.retain(|name| !self.no_panel.iter().any(|not| not.trim() == name));
        // Days given anew take the place of those of before.
        facts.carries.retain(|old| !self.carries.iter().any(|new| new.wire == old.wire));
        facts.carries.extend(self.carries);
        facts.carries.retain(|one| !self.no_carries.iter().any(|not| not.trim() == one.wire));
        let known = Store::facets(&*store, &Filter::default())?.outlets;
        let is_known = |name: &str| known.iter().any(|one| one.value == name);
        for name in std::iter::once(outlet).chain(facts.carries.iter().map(|one| one.wire.as_str())) {
            if !is_known(name) {
                talk!("no document is of `{name}`; a name that is spelt otherwise means nobody");
            }
        }
        let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let by = super::events::who(self.who);
        if store.keep_outlet(outlet, &facts, &now, &by)? {
            talk!("noted");
        } else {
            talk!("that is noted already");
        }
        Ok(Done::All)
    }
}
