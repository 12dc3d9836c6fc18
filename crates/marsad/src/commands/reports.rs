//! `marsad reports`: the stored reports that answer a question.

use std::io::BufWriter;

use marsad_lexicon::Lexicon;
use marsad_model::{Day, EventType, Modality, Mode};
use marsad_store::Filter;

use super::{Done, LexiconChoice, StoreChoice};
use crate::output::{Format, Item, Page, Printer, Rows};
use crate::talk::talk;

/// What is asked of reports, on the command line: of lists, exports, events and watches alike.
#[derive(Debug, Clone, clap::Args)]
pub struct Question {
    /// Words in the text, or names of actors and places
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
    /// PLOVER type, e.g. ASSAULT
    #[arg(long = "type", value_name = "TYPE", value_parser = event_type)]
    type_: Option<EventType>,
    /// A place, in Arabic or English
    #[arg(long)]
    place: Option<String>,
    /// An actor or recipient, in Arabic or English
    #[arg(long)]
    actor: Option<String>,
    /// How the act was done: a PLOVER mode, e.g. explosives
    #[arg(long, value_parser = mode)]
    mode: Option<Mode>,
    /// Who says so, in Arabic or English; - for reports that name nobody
    #[arg(long, value_name = "NAME")]
    said_by: Option<String>,
    /// The country that the place lies in: ISO 3166-1, three letters
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
    /// How it is told: asserted, reported, alleged …
    #[arg(long, value_parser = modality)]
    modality: Option<Modality>,
    /// The outlet
    #[arg(long)]
    outlet: Option<String>,
    /// Only outlets of this panel (`marsad source`)
    #[arg(long)]
    panel: Option<String>,
    /// A governorate, in Arabic or English: what lies in it
    #[arg(long)]
    governorate: Option<String>,
    /// First day
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    from: Option<Day>,
    /// Last day
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    to: Option<Day>,
    /// Least confidence, 0 to 1
    #[arg(long, value_name = "N")]
    min_confidence: Option<f64>,
}

impl Question {
    /// The question as a store takes it; names are looked up in the lexicon.
    pub fn filter(self, lexicon: impl FnOnce() -> anyhow::Result<Lexicon>) -> anyhow::Result<Filter> {
        let mut place = self.place;
        let mut actor = self.actor;
        if place.is_some() || actor.is_some() {
            let lexicon = lexicon()?;
            let (places, actors) = (&lexicon.gazetteer, &lexicon.entities);
            place = place.map(|name| recorded(&name, places.names.get(&name).iter().map(|i| places.at(*i).en)));
            actor =
                actor.map(|name| recorded(&name, actors.names.get(&name).iter().map(|i| actors.at(*i).en.as_str())));
        }
        Ok(Filter {
            q: (!self.words.is_empty()).then(|| self.words.join(" ")),
            type_: self.type_,
            place,
            actor,
            modality: self.modality,
            outlet: self.outlet,
            panel: self.panel,
            governorate: self.governorate,
            from: self.from,
            to: self.to,
            mode: self.mode,
            said_by: self.said_by,
            country: self.country.map(|code| code.to_uppercase()),
            min_confidence: self.min_confidence,
            ..Filter::default()
        })
    }
}

/// List the reports in the store
#[derive(Debug, clap::Args)]
pub struct Reports {
    #[command(flatten)]
    question: Question,
    /// At most this many; 0 for all
    #[arg(long, default_value_t = 50)]
    limit: usize,
    /// Form of output
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    store: StoreChoice,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

impl Reports {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let wanted = if self.limit == 0 { usize::MAX } else { self.limit };
        let mut filter = self.question.filter(|| self.lexicon.load())?;
        if filter.governorate.is_some() {
            store.know_places(super::serve::parts(&self.lexicon.load()?));
        }
        let mut printer = Printer::begin(BufWriter::new(std::io::stdout().lock()), self.format, Rows::Reports)?;
        let mut printed = 0;
        let total = loop {
            filter.limit = Some((wanted - printed).clamp(1, 1000));
            let page = store.reports(&filter)?;
            printed += page.rows.len();
            for row in &page.rows {
                let page = Page {
                    document: &row.document.to_string(),
                    title: &row.title,
                    outlet: row.outlet.as_deref(),
                    url: row.url.as_deref(),
                    published: row.published.map(|d| d.to_string()),
                    genre: None,
                };
                printer.print(&Item { page: &page, report: &row.report, why: None, trace: None })?;
            }
            filter.after = page.next;
            if filter.after.is_none() || printed >= wanted {
                break page.total;
            }
        };
        printer.end()?;
        talk!("{printed} of {total} reports");
        Ok(Done::All)
    }
}

/// The name that the record uses for what the user names, where the lexicon knows it under that one name only. Texts name
/// one party in many ways; asked for by one of them, it should be found under all.
fn recorded<'a>(name: &str, mut known: impl Iterator<Item = &'a str>) -> String {
    match known.next() {
        Some(first) if !first.is_empty() && known.all(|other| other == first) => first.to_owned(),
        _ => name.to_owned(),
    }
}

/// A PLOVER type, in letters of either case.
pub fn event_type(text: &str) -> Result<EventType, String> {
    text.to_uppercase().parse().map_err(|_| unknown(text, "type", EventType::ALL))
}

/// A modality, in letters of either case.
pub fn modality(text: &str) -> Result<Modality, String> {
    text.to_lowercase().parse().map_err(|_| unknown(text, "modality", Modality::ALL))
}

/// A PLOVER mode, in letters of either case.
pub fn mode(text: &str) -> Result<Mode, String> {
    text.to_lowercase().parse().map_err(|_| unknown(text, "mode", Mode::ALL))
}

fn unknown(text: &str, what: &str, all: &[impl ToString]) -> String {
    let all: Vec<String> = all.iter().map(ToString::to_string).collect();
    format!("`{text}` is not a {what}; one of {}", all.join(", "))
}
