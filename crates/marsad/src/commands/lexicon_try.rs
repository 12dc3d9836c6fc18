//! `marsad lexicon try` and `save`: a change of your own lexicon, tried on the archive and kept.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use anyhow::Context;
use marsad_edit::{Case, Change, Documents, Draft, EditError, Families, Folder, Reach, Trial};
use marsad_lexicon::{Files, Lexicon};

use super::{Done, LexiconChoice, StoreChoice, user_lexicon};
use crate::output::difference;
use crate::talk::{Bar, talk};
use crate::{interrupt, streams};

/// What is to be changed.
#[derive(Debug, clap::Args)]
pub struct Changes {
    /// A row, `KIND:column=value;column=value` (`actor:id=…;en=…;ar=…`), or a file of rows as it would lie in your own folder
    #[arg(long, value_name = "ROW|FILE")]
    add: Vec<String>,
    /// One more name of an actor, person or place
    #[arg(long, value_name = "ID=NAME")]
    alias: Vec<String>,
    /// A row of your own to take out, `KIND:KEY`
    #[arg(long, value_name = "KIND:KEY")]
    remove: Vec<String>,
    /// A sentence with ⟦…⟧ around what it must find, or after `- ` what must give nothing of it; may be given several times
    #[arg(long = "case", value_name = "SENTENCE")]
    cases: Vec<String>,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

/// A change made ready, and what it would change.
struct Ready {
    folder: Folder,
    lexicon: Lexicon,
    draft: Draft,
}

impl Changes {
    fn ready(&self) -> anyhow::Result<Ready> {
        let folder = Folder::new(user_lexicon()?);
        let files = self.lexicon.files()?;
        let lexicon = Lexicon::compile(&files)?;
        let families = Families::of(&files);
        let mut changes = Vec::new();
        for add in &self.add {
            changes.extend(read(&families, add)?);
        }
        for alias in &self.alias {
            changes.push(Change::read(&format!("alias:{alias}"))?);
        }
        for remove in &self.remove {
            changes.push(Change::read_removal(remove)?);
        }
        let key = Draft::key(&changes, &files);
        let cases = Case::read(&self.cases.join("\n"), key.as_deref())?;
        let draft = Draft::make(&files, &lexicon, folder.path(), changes, cases)?;
        Ok(Ready { folder, lexicon, draft })
    }
}

/// The changes of a row, or of a file of rows.
fn read(families: &Families, add: &str) -> anyhow::Result<Vec<Change>> {
    let path = Path::new(add);
    if !path.is_file() {
        return Ok(vec![Change::read(add)?]);
    }
    let parts: Vec<String> = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let at = parts.iter().rposition(|part| part == "lexicon" || part == "gazetteer").with_context(|| {
        format!("{add}: a file of rows lies under `lexicon/` or `gazetteer/`, as in your own folder: lexicon/ar/actors/x.tsv")
    })?;
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {add}"))?;
    Ok(Change::of_file(families, &parts[at..].join("/"), add, &text)?)
}

/// Show what a change of your own lexicon would do to the stored reports, without keeping it
#[derive(Debug, clap::Args)]
pub struct Try {
    #[command(flatten)]
    changes: Changes,
    /// Look only at so many documents, spread evenly over the archive
    #[arg(long, value_name = "N", conflicts_with = "filter")]
    sample: Option<usize>,
    /// Look only at the documents that this search finds, at most the newest thousand
    #[arg(long, value_name = "WORDS")]
    filter: Option<String>,
    /// One JSON object a line: each document that is read otherwise, then the sums
    #[arg(long)]
    json: bool,
    /// How many threads read [default: one for each core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    #[command(flatten)]
    store: StoreChoice,
}

impl Try {
    pub fn run(self) -> anyhow::Result<Done> {
        let Ready { draft, lexicon, .. } = self.changes.ready()?;
        for line in draft.against() {
            talk!("{line}");
        }
        say_cases(&draft);
        let Some(after) = &draft.lexicon else {
            anyhow::bail!("the lexicon does not compile with this change: mend what is named above");
        };
        let store = self.store.open()?;
        let which = documents(self.sample, self.filter.clone());
        let trial = Trial { store: &*store, before: &lexicon, after, reach: &draft.reach };
        say_reach(&draft.reach);
        let cancel = interrupt::flag()?;
        let mut out = BufWriter::new(std::io::stdout().lock());
        let mut bar = None;
        let mut progress = |done: u64, of: u64| {
            bar.get_or_insert_with(|| Bar::over(of)).at(done, || format!("{done} of {of} documents"));
        };
        let mut broken = None;
        let threads = self.threads.unwrap_or_else(streams::default_threads);
        let done = trial.run(&which, threads, &cancel, &mut progress, &mut |diff| {
            let written = if self.json {
                serde_json::to_string(&diff).map_err(anyhow::Error::from).and_then(|json| Ok(writeln!(out, "{json}")?))
            } else {
                difference::document(&mut out, &diff).map_err(anyhow::Error::from)
            };
            if let Err(error) = written {
                cancel.store(true, Ordering::Relaxed);
                broken.get_or_insert(error);
            }
        });
        drop(bar);
        if let Some(error) = broken {
            return Err(error);
        }
        let (totals, error) = match done {
            Ok(totals) => (totals, None),
            Err(cut) => (cut.1, Some(cut.0)),
        };
        if self.json {
            writeln!(out, "{}", serde_json::json!({ "totals": totals }))?;
        } else {
            difference::totals(&mut out, &totals)?;
        }
        out.flush()?;
        for (document, why) in &totals.failed {
            talk!("document {document}: {why}");
        }
        talk!(
            "{} documents read both ways, of {} that may have such words and {} in all; {} are read otherwise",
            totals.looked,
            totals.candidates,
            totals.stored,
            totals.changed
        );
        if totals.stale > 0 {
            talk!("{} were stored with an earlier lexicon: `marsad recode` brings that difference, too", totals.stale);
        }
        match error {
            Some(EditError::Cancelled) => talk!("called off: the rest was not looked at"),
            Some(error) => return Err(error.into()),
            None => {}
        }
        let all = draft.against().is_empty() && totals.failures == 0 && !cancel.load(Ordering::Relaxed);
        Ok(if all { Done::All } else { Done::Some })
    }
}

/// Which documents are looked at.
pub fn documents(sample: Option<usize>, filter: Option<String>) -> Documents {
    match (sample, filter) {
        (Some(n), _) => Documents::Sample(n),
        (None, Some(words)) => Documents::Search(words),
        (None, None) => Documents::All,
    }
}

fn say_cases(draft: &Draft) {
    let held = draft.results.iter().filter(|result| result.holds).count();
    if !draft.cases.is_empty() || draft.own_cases > 0 {
        talk!("{held} of {} cases given hold; {} of your earlier ones were run", draft.cases.len(), draft.own_cases);
    }
}

fn say_reach(reach: &Reach) {
    match reach {
        Reach::Names(names) => talk!("looking at documents that may have: {}", names.join(", ")),
        Reach::All(family) => talk!("looking at all documents: a row of `{family}` says more than names"),
    }
}

/// Keep a change in your own lexicon folder, when lint and its cases hold
#[derive(Debug, clap::Args)]
pub struct Save {
    #[command(flatten)]
    changes: Changes,
    /// Why, for the history
    #[arg(long, value_name = "TEXT", default_value = "")]
    why: String,
    /// Who, for the history [default: the user of this machine]
    #[arg(long, value_name = "NAME")]
    who: Option<String>,
}

impl Save {
    pub fn run(self) -> anyhow::Result<Done> {
        let Ready { folder, draft, .. } = self.changes.ready()?;
        let against = draft.against();
        for line in &against {
            talk!("{line}");
        }
        anyhow::ensure!(against.is_empty(), "nothing was saved: mend what is named above and try again");
        say_cases(&draft);
        let entry = folder.save(&draft, &who(self.who), &self.why)?;
        let mut out = std::io::stdout().lock();
        for file in &entry.files {
            writeln!(out, "{}", PathBuf::from(folder.path()).join(&file.path).display())?;
        }
        talk!(
            "saved as change {id}; `marsad recode --change {id}` reads the stored documents that it touches again, `marsad lexicon undo {id}` takes it back",
            id = entry.id
        );
        Ok(Done::All)
    }
}

/// Who changes the lexicon: as given, else the user that the system names.
pub fn who(given: Option<String>) -> String {
    let of_system = || ["USER", "USERNAME", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
    given
        .or_else(of_system)
        .map(|name| name.trim().to_owned())
        .filter(|n| !n.is_empty())
        .unwrap_or_else(|| "local".into())
}

/// The files as a whole, for those who take a change back.
pub fn checked(files: &Files, texts: &[marsad_edit::FileText]) -> Result<(), EditError> {
    let mut after = files.clone();
    for text in texts {
        after.set_layer(&text.path, &text.name, text.after.as_deref());
    }
    Lexicon::compile(&after).map(|_| ()).map_err(EditError::from)
}
