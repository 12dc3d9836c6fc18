//! The one trait behind which every store stands, and the rows that pass through it.

use marsad_acquire::Exchange;
use marsad_model::{CodedDocument, Day, Document, EventType, Figure, Genre, Modality, Mode, Notice, Quote, Report};
use serde::{Deserialize, Serialize};

use crate::review::Reviewed;
use crate::versions::Version;
use crate::{Hint, StoreError};

/// Where the bytes of a capture lie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaptureRef {
    /// Name of the WARC file inside the store's archive folder.
    pub file: String,
    /// Byte offset of the record's gzip member.
    pub offset: u64,
    /// Compressed length of the member, in bytes.
    pub length: u64,
    /// SHA-256 of the payload, lower-case hexadecimal.
    pub sha256: String,
    /// UTC time of the capture, RFC 3339.
    pub captured_at: String,
}

/// What is stored for one page: the bytes, the reading of them, and the coding of that.
///
/// ```
/// # use marsad_store::NewDocument;
/// let new = NewDocument {
///     target: "https://a.example/1".into(),
///     media_type: "text/html".into(),
///     bytes: b"<p>...</p>".to_vec(),
///     captured_at: "2024-05-01T10:00:00Z".into(),
///     ..NewDocument::default()
/// };
/// # assert!(new.reports.is_empty());
/// ```
#[derive(Debug, Clone, Default)]
pub struct NewDocument {
    /// The address or path the bytes came from; the WARC target URI.
    pub target: String,
    /// Media type of the bytes, e.g. `text/html`.
    pub media_type: String,
    /// The bytes as fetched.
    pub bytes: Vec<u8>,
    /// UTC time of the capture, RFC 3339.
    pub captured_at: String,
    /// The readable text.
    pub document: Document,
    /// What the coder made of it.
    pub reports: Vec<Report>,
    /// What else the coder told of it.
    pub told: Told,
    /// How the bytes came over the wire, where they did: then that is what is archived. Its page are the same bytes.
    pub exchange: Option<Box<Exchange>>,
    /// Where the bytes lie in the archive already, for a page that could not be read when it came; then they are not written again.
    pub place: Option<CaptureRef>,
}

impl NewDocument {
    /// The same with everything that coding made of it.
    #[must_use]
    pub fn coded(mut self, coded: CodedDocument) -> Self {
        let CodedDocument { id: _, reports, genre, genre_cues, figures, notices } = coded;
        self.reports = reports;
        self.told = Told { genre, genre_cues, figures, notices };
        self
    }
}

/// What coding tells of a document beside its reports, as `marsad code` prints it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    /// What kind of text it is; null in what an older program stored.
    pub genre: Option<Genre>,
    /// The words that told the genre.
    pub genre_cues: Vec<Quote>,
    /// Stated quantities that are no count of a report, in the order of the text.
    pub figures: Vec<Figure>,
    /// The paragraphs that were not read, in order.
    pub notices: Vec<Notice>,
}

/// What [`Store::add`] did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    /// A new document with this id.
    New(i64),
    /// The same target with the same bytes was there already, under this id; nothing was written.
    Known(i64),
}

/// A question to the store. Every field narrows; the default asks for everything.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// A search, as [`Store::search`] takes it. Its words are to be found in the document's text, or in the Arabic or English
    /// names of a report's actors and places.
    pub q: Option<String>,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub type_: Option<EventType>,
    /// A name of a place: English or Arabic, as written or canonical, any spelling that folds the same.
    pub place: Option<String>,
    /// A name of an actor or recipient, same rule as `place`.
    pub actor: Option<String>,
    /// In what voice it is told.
    pub modality: Option<Modality>,
    /// The outlet, exactly.
    pub outlet: Option<String>,
    /// First day of interest: of the report's date, or the day of publication where it has none.
    pub from: Option<Day>,
    /// Last day of interest, inclusive.
    pub to: Option<Day>,
    /// Only the reports of one document, also of a version that a later one has taken the place of.
    pub document: Option<i64>,
    /// Least confidence.
    pub min_confidence: Option<f64>,
    /// How the act was done.
    pub mode: Option<Mode>,
    /// A name of who says so, same rule as `place`; `-` for reports that name nobody.
    pub said_by: Option<String>,
    /// ISO 3166-1 alpha-3 code of the country that the report's place lies in.
    pub country: Option<String>,
    /// English or Arabic name of the governorate that the report's place lies in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub governorate: Option<String>,
    /// Only outlets of this panel ([`crate::Outlets`]). Written down it is `panel_name`: a watch's `panel` lists outlets.
    #[serde(rename = "panel_name", skip_serializing_if = "Option::is_none")]
    pub panel: Option<String>,
    /// Only reports whose place lies here.
    pub within: Option<Area>,
    /// What the reports must not have.
    pub not: Vec<Exclusion>,
    /// At most this many rows (default 50, at most 1000).
    pub limit: Option<usize>,
    /// Opaque cursor from [`Page::next`].
    pub after: Option<String>,
}

/// A stretch of the globe, in degrees; both edges belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Least longitude.
    pub west: f64,
    /// Least latitude.
    pub south: f64,
    /// Greatest longitude.
    pub east: f64,
    /// Greatest latitude.
    pub north: f64,
}

impl Area {
    /// Whether a position lies in it.
    #[must_use]
    pub fn contains(&self, lat: f64, lon: f64) -> bool {
        (self.south..=self.north).contains(&lat) && (self.west..=self.east).contains(&lon)
    }
}

/// A field that answers can be counted by and narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// PLOVER type.
    Type,
    /// Mode.
    Mode,
    /// Place.
    Place,
    /// Country of the place.
    Country,
    /// Governorate that the place lies in.
    Governorate,
    /// Actor or recipient.
    Actor,
    /// Voice.
    Modality,
    /// Outlet.
    Outlet,
    /// Who says so.
    SaidBy,
}

impl Field {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::Type,
        Self::Mode,
        Self::Country,
        Self::Governorate,
        Self::Place,
        Self::Actor,
        Self::SaidBy,
        Self::Modality,
        Self::Outlet,
    ];

    /// Its name in a question.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Mode => "mode",
            Self::Place => "place",
            Self::Country => "country",
            Self::Governorate => "governorate",
            Self::Actor => "actor",
            Self::Modality => "modality",
            Self::Outlet => "outlet",
            Self::SaidBy => "said_by",
        }
    }

    /// The field of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }
}

/// A value that reports must not have in a field; understood as the filter of that field understands it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusion {
    /// The field.
    pub field: Field,
    /// The value.
    pub value: String,
}

/// One page of rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows: newest publication first, then the document added last, then the order of its text (what a person added comes
    /// behind what the machine had found).
    pub rows: Vec<T>,
    /// How many rows the question has in all.
    pub total: u64,
    /// Cursor of the next page, if there is one.
    pub next: Option<String>,
}

/// A stored report with what is needed to show it in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportRow {
    /// Store id of the report.
    pub id: i64,
    /// Store id of its document.
    pub document: i64,
    /// The document's headline.
    pub title: String,
    /// The document's outlet.
    pub outlet: Option<String>,
    /// The document's address.
    pub url: Option<String>,
    /// Day of publication.
    pub published: Option<Day>,
    /// Which version of its page it stands in, from 1.
    #[serde(default = "first_version")]
    pub version: u32,
    /// Whether that is the current version.
    #[serde(default = "yes")]
    pub current: bool,
    /// The report.
    pub report: Report,
    /// Who has reviewed it; left out where nobody has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<Reviewed>,
}

fn first_version() -> u32 {
    1
}

fn yes() -> bool {
    true
}

/// A stored document with its capture and its reports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentRow {
    /// Store id.
    pub id: i64,
    /// The readable text.
    pub document: Document,
    /// Where its bytes lie.
    pub capture: CaptureRef,
    /// The address or path that it was captured from; all versions of a page share it.
    #[serde(default)]
    pub target: String,
    /// Which version of its page it is, from 1 in the order in which they came in.
    #[serde(default = "first_version")]
    pub version: u32,
    /// Whether it is the current version: the one captured last.
    #[serde(default = "yes")]
    pub current: bool,
    /// Genre, figures and notices.
    #[serde(flatten)]
    pub told: Told,
    /// Its reports, in the order of their triggers.
    pub reports: Vec<ReportRow>,
}

/// One document found by [`Store::search`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchHit {
    /// Store id of the document.
    pub document: i64,
    /// Its headline.
    pub title: String,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Day of publication.
    pub published: Option<Day>,
    /// Words around the first hit, cut from the document's own text.
    pub snippet: String,
    /// The hits in it, in order: first and one past the last scalar value of `snippet`. Whole words.
    #[serde(default)]
    pub marks: Vec<(usize, usize)>,
    /// The hits in the title, likewise.
    #[serde(default)]
    pub title_marks: Vec<(usize, usize)>,
    /// How many reports it has.
    pub reports: u64,
}

/// One value of a facet and how many reports have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    /// The value, as a filter takes it.
    pub value: String,
    /// How many reports of the question have it.
    pub count: u64,
}

/// Counts of the reports of a question by field. The field's own filter is left out of its own counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facets {
    /// By PLOVER type.
    pub types: Vec<FacetValue>,
    /// By place (English names), the commonest 30.
    pub places: Vec<FacetValue>,
    /// By actor or recipient (English names), the commonest 30.
    pub actors: Vec<FacetValue>,
    /// By modality.
    pub modalities: Vec<FacetValue>,
    /// By outlet.
    pub outlets: Vec<FacetValue>,
    /// By mode.
    #[serde(default)]
    pub modes: Vec<FacetValue>,
    /// By who says so, the commonest 30; `-` for nobody.
    #[serde(default)]
    pub said_by: Vec<FacetValue>,
    /// By country of the place.
    #[serde(default)]
    pub countries: Vec<FacetValue>,
    /// By governorate that the place lies in.
    #[serde(default)]
    pub governorates: Vec<FacetValue>,
    /// By year of the first day, the latest first; without the question's days.
    #[serde(default)]
    pub years: Vec<FacetValue>,
}

/// How much a store holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// Documents.
    pub documents: u64,
    /// Reports.
    pub reports: u64,
    /// First and last day of publication.
    pub first_published: Option<Day>,
    /// See `first_published`.
    pub last_published: Option<Day>,
}

/// An observatory's memory. One writer, many readers; every call is one transaction.
///
/// A page that changed is kept again, as a new version of its document. Lists, counts, searches and statistics know the
/// current version of each page (the one captured last), so that a correction does not count twice; the others are reached
/// by their ids.
pub trait Store: Send + Sync {
    /// Keeps a capture, its document and its reports: all of them or, on an error, nothing.
    ///
    /// # Errors
    /// When the archive or the database cannot be written.
    fn add(&self, new: &NewDocument) -> Result<Added, StoreError>;

    /// Keeps several at once, each as [`Store::add`] does, with one flush to the disk for all of them: the way to import. On an
    /// error of the store nothing is kept; a document that cannot be stored ([`StoreError::BadInput`]) costs only itself.
    ///
    /// # Errors
    /// When the archive or the database cannot be written.
    fn add_all(&self, new: &[NewDocument]) -> Result<Vec<Result<Added, StoreError>>, StoreError> {
        let mut out = Vec::with_capacity(new.len());
        for new in new {
            match self.add(new) {
                Err(error @ StoreError::BadInput { .. }) => out.push(Err(error)),
                other => out.push(Ok(other?)),
            }
        }
        Ok(out)
    }

    /// The reports that answer a question.
    ///
    /// # Errors
    /// When the cursor is not one of ours or the database cannot be read.
    fn reports(&self, filter: &Filter) -> Result<Page<ReportRow>, StoreError>;

    /// One report.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn report(&self, id: i64) -> Result<Option<ReportRow>, StoreError>;

    /// Counts of a question's reports by field.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn facets(&self, filter: &Filter) -> Result<Facets, StoreError>;

    /// One document with its capture and reports.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn document(&self, id: i64) -> Result<Option<DocumentRow>, StoreError>;

    /// The archived payload of a document, checked against its SHA-256.
    ///
    /// # Errors
    /// When the archive cannot be read or the bytes do not match their hash.
    fn capture(&self, id: i64) -> Result<Option<Vec<u8>>, StoreError>;

    /// Full-text search over titles and texts, newest first, at most `limit` (and 1000) documents, without a cursor. No words
    /// at all find every document.
    ///
    /// All words must occur, each with whatever Arabic joins to it; `"…"` is a phrase; `-word` excludes; `a OR b`; `word*`; and
    /// the fields `actor:`, `place:`, `type:`, `source:` and `date:`, which mean the document's reports (of `source:`, its
    /// outlet; of `date:`, its day of publication too).
    ///
    /// # Errors
    /// [`StoreError::BadQuery`] and [`StoreError::QueryTooLong`] for what cannot be meant; when the database cannot be read.
    fn search(&self, query: &str, limit: usize) -> Result<Page<SearchHit>, StoreError>;

    /// For the words of a search that no text has: words like them that texts have, at most three each, the likeliest first.
    /// Costs a walk over the vocabulary; to be asked when a search found nothing.
    ///
    /// # Errors
    /// As [`Store::search`].
    fn hints(&self, query: &str) -> Result<Vec<Hint>, StoreError>;

    /// All versions of the page that a document is of, the one captured first first, each with what it changed.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn versions(&self, document: i64) -> Result<Vec<Version>, StoreError>;

    /// The same by the address or path the page was captured from.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn versions_of(&self, target: &str) -> Result<Vec<Version>, StoreError>;

    /// How much the store holds.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn stats(&self) -> Result<Stats, StoreError>;
}
