//! What an export says of itself: where it comes from, what was asked, when, and how it is to be cited.

use jiff::Timestamp;
use marsad_store::{EventRow, ReportRow};

use crate::cells::{COLUMNS, Column};
use crate::events::EVENT_COLUMNS;

/// What the rows of an export are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Of {
    /// Reports: what one document says.
    #[default]
    Reports,
    /// Events: what many say together.
    Events,
}

impl Of {
    /// What they are called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reports => "reports",
            Self::Events => "events",
        }
    }

    /// The page of a question to them, after the language.
    pub(crate) fn page(self) -> &'static str {
        match self {
            Self::Reports => "explore",
            Self::Events => "events",
        }
    }

    /// The columns of their table.
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Reports => COLUMNS,
            Self::Events => EVENT_COLUMNS,
        }
    }
}

/// What an export says of itself.
#[derive(Debug, Clone)]
pub struct About {
    /// What its rows are.
    pub of: Of,
    /// What the collection is called.
    pub title: String,
    /// The address where the store is served, without `/` at its end, e.g. `https://record.example`; none where it is not.
    pub address: Option<String>,
    /// The question, as a query string; empty for everything.
    pub question: String,
    /// When the rows were read.
    pub accessed: Timestamp,
    /// Whether sheets are written from right to left.
    pub right_to_left: bool,
    /// Whether a CSV begins with a byte-order mark, without which Excel garbles Arabic.
    pub byte_order_mark: bool,
}

impl About {
    /// Everything of a collection, read now.
    #[must_use]
    pub fn now(title: &str) -> Self {
        Self {
            of: Of::Reports,
            title: title.to_owned(),
            address: None,
            question: String::new(),
            accessed: Timestamp::now(),
            right_to_left: false,
            byte_order_mark: false,
        }
    }

    /// The day of access, UTC.
    #[must_use]
    pub fn day(&self) -> String {
        self.accessed.strftime("%Y-%m-%d").to_string()
    }

    /// The time of access, RFC 3339 in UTC, to the second.
    #[must_use]
    pub fn instant(&self) -> String {
        self.accessed.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// How the export as a whole is to be cited.
    #[must_use]
    pub fn citation(&self) -> String {
        let rows = self.of.name();
        let asked =
            if self.question.is_empty() { format!("all {rows}") } else { format!("{rows} for {}", self.question) };
        let at = self.address.as_deref().map(|a| format!(" {a}.")).unwrap_or_default();
        format!("{}: a sourced record of what is reported; {asked}.{at} Accessed {}.", self.title, self.day())
    }

    /// How one row is to be cited: the page that says it first, then the record.
    #[must_use]
    pub fn cite(&self, row: &ReportRow) -> String {
        let mut out = String::new();
        if let Some(outlet) = &row.outlet {
            out.push_str(outlet);
            out.push_str(", ");
        }
        out.push_str(&format!("\"{}\"", row.title));
        if let Some(day) = row.published {
            out.push_str(&format!(", {day}"));
        }
        if let Some(url) = &row.url {
            out.push_str(&format!(", {url}"));
        }
        let link = self.link(row).map(|l| format!(", {l}")).unwrap_or_default();
        out.push_str(&format!(". {}, report {}{link}. Accessed {}.", self.title, row.id, self.day()));
        out
    }

    /// How an event is to be cited: what it is, who tells it first, then the record.
    #[must_use]
    pub fn cite_event(&self, row: &EventRow) -> String {
        let mut out = format!("{}, event {}: {}", self.title, row.id, row.type_);
        if let Some(place) = row.places.first() {
            out.push_str(&format!(", {}", place.name));
        }
        match row.days {
            Some((from, to)) if from == to => out.push_str(&format!(", {from}")),
            Some((from, to)) => out.push_str(&format!(", {from} to {to}")),
            None => {}
        }
        let first = row.first_told.map(|day| format!(", {day}")).unwrap_or_default();
        let link = self.event_link(row.id).map(|l| format!(", {l}")).unwrap_or_default();
        let (origins, documents) = (row.origins, row.documents);
        out.push_str(&format!(
            "; told by {origins} origin(s) in {documents} document(s), first \"{}\"{first}{link}. Accessed {}.",
            row.title,
            self.day()
        ));
        out
    }

    /// The page of an event where the store is served.
    #[must_use]
    pub fn event_link(&self, id: i64) -> Option<String> {
        let lang = if self.right_to_left { "ar" } else { "en" };
        self.address.as_deref().map(|a| format!("{a}/{lang}/events/{id}"))
    }

    /// The page of a row where the store is served.
    #[must_use]
    pub fn link(&self, row: &ReportRow) -> Option<String> {
        let lang = if self.right_to_left { "ar" } else { "en" };
        self.address.as_deref().map(|a| format!("{a}/{lang}/documents/{}?report={}", row.document, row.id))
    }
}
