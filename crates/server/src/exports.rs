//! The lists of reports and events as files: the same question in every form, all rows, streamed.
//!
//! The rows are read page by page in a thread of its own and go out as they are written; a reader who stops listening stops the
//! reading. When reading fails midway the answer breaks off, so that half a file is never taken for a whole one.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_core::Stream;
use marsad_export::{About, ExportError, Exporter, Format, Of};
use marsad_store::{EventFilter, EventStore, Filter, Store, StoreError};
use tokio::sync::{OwnedSemaphorePermit, mpsc};

use crate::errors::Failure;
use crate::i18n::Lang;
use crate::params::{self, Unknown};
use crate::state::AppState;

/// Bytes that are sent at once.
const CHUNK: usize = 64 << 10;
/// Rows that are read at once.
const ROWS: usize = 500;
/// How the export is to be cited, percent-encoded.
pub const CITATION: HeaderName = HeaderName::from_static("marsad-citation");

/// Parameters of an export beside those of the question.
const BOM: &str = "bom";

/// What is asked of an export: rows of reports or of events.
#[derive(Clone)]
enum Question {
    Reports(Box<Filter>),
    Events(Box<EventFilter>, Arc<dyn EventStore>),
}

impl Question {
    fn of(&self) -> Of {
        match self {
            Self::Reports(_) => Of::Reports,
            Self::Events(..) => Of::Events,
        }
    }

    /// As a query string, without the page that was asked for.
    fn to_query(&self) -> String {
        match self {
            Self::Reports(filter) => params::to_query(&Filter { limit: None, after: None, ..(**filter).clone() }),
            Self::Events(filter, _) => {
                let all = EventFilter { limit: None, after: None, ..(**filter).clone() };
                crate::pages::events_query(&all)
            }
        }
    }

    /// Asks for one row, so that a question that cannot be read is told before the first byte.
    fn probe(&self, store: &dyn Store) -> Result<(), StoreError> {
        match self {
            Self::Reports(filter) => store.reports(&Filter { limit: Some(1), ..(**filter).clone() }).map(|_| ()),
            Self::Events(filter, events) => {
                events.events(&EventFilter { limit: Some(1), ..(**filter).clone() }).map(|_| ())
            }
        }
    }
}

/// `/api/reports.{format}`.
pub async fn reports(
    format: Format,
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Response {
    answered(begin(format, Of::Reports, Lang::En, Unknown::Refuse, state, raw, &headers).await)
}

/// `/api/events.{format}`.
pub async fn events(
    format: Format,
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Response {
    answered(begin(format, Of::Events, Lang::En, Unknown::Refuse, state, raw, &headers).await)
}

/// `/{lang}/reports.{format}` and `/{lang}/events.{format}`: the same, with sheets and links for readers of the language. They take
/// the question of a page as it is: what only says how the page looks is passed over.
pub async fn localised(
    (format, of): (Format, Of),
    State(state): State<AppState>,
    Path(code): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Response {
    let Some(lang) = Lang::from_code(&code) else { return Failure::NotFound.problem() };
    answered(begin(format, of, lang, Unknown::Ignore, state, raw, &headers).await)
}

fn answered(result: Result<Response, Failure>) -> Response {
    result.unwrap_or_else(|failure| failure.problem())
}

/// How what a page shows is to be cited, today.
#[must_use]
pub fn citation(state: &AppState, question: &str) -> String {
    let address = state.address.as_deref().map(str::to_owned);
    About { address, question: question.to_owned(), ..About::now("Marsad") }.citation()
}

/// The same of events.
#[must_use]
pub fn citation_of_events(state: &AppState, question: &str) -> String {
    let address = state.address.as_deref().map(str::to_owned);
    About { of: Of::Events, address, question: question.to_owned(), ..About::now("Marsad") }.citation()
}

/// What a list can be taken away as: form, words, address.
#[must_use]
pub fn menu(lang: Lang, filter: &Filter) -> Vec<(&'static str, String, String)> {
    let asked = params::to_query(&Filter { after: None, limit: None, ..filter.clone() });
    menu_of(lang, "reports", &Format::ALL, &asked)
}

/// What a list of events can be taken away as.
#[must_use]
pub fn menu_of_events(lang: Lang, asked: &str) -> Vec<(&'static str, String, String)> {
    menu_of(lang, "events", &Format::OF_EVENTS, asked)
}

fn menu_of(lang: Lang, rows: &str, formats: &[Format], asked: &str) -> Vec<(&'static str, String, String)> {
    let question = |more: &str| match (asked, more) {
        ("", "") => String::new(),
        ("", more) => format!("?{more}"),
        (asked, "") => format!("?{asked}"),
        (asked, more) => format!("?{asked}&{more}"),
    };
    let address = |format: Format, more: &str| format!("/{}/{rows}.{}{}", lang.code(), format.name(), question(more));
    let mut out: Vec<(&'static str, String, String)> = Vec::new();
    for &format in formats {
        let name = format.name();
        out.push((name, lang.code_name("export", name), address(format, "")));
        if format == Format::Csv {
            out.push((name, lang.t("export.csv_excel").to_owned(), address(format, "bom=1")));
        }
    }
    out
}

/// The question of an export, and whether a table begins with a byte-order mark.
fn question(state: &AppState, of: Of, raw: Option<&str>, unknown: Unknown) -> Result<(Question, bool), Failure> {
    let (mut rest, mut mark) = (form_urlencoded::Serializer::new(String::new()), false);
    for (name, value) in form_urlencoded::parse(raw.unwrap_or("").as_bytes()) {
        match (name.as_ref(), value.as_ref()) {
            (BOM, "1") => mark = true,
            (BOM, "0" | "") => mark = false,
            (BOM, _) => {
                let args = vec![("value", value.into_owned()), ("min", "0".to_owned()), ("max", "1".to_owned())];
                return Err(params::Fault::new(BOM, "error.number", args).into());
            }
            _ => {
                rest.append_pair(&name, &value);
            }
        }
    }
    let rest = rest.finish();
    let asked = match of {
        Of::Reports => Question::Reports(Box::new(params::filter(Some(&rest), unknown)?)),
        Of::Events => {
            let (filter, _) = crate::api::events::filter(Some(&rest), unknown)?;
            Question::Events(Box::new(filter), state.events.clone().ok_or(Failure::NotFound)?)
        }
    };
    Ok((asked, mark))
}

async fn begin(
    format: Format,
    of: Of,
    lang: Lang,
    unknown: Unknown,
    state: AppState,
    raw: Option<String>,
    headers: &HeaderMap,
) -> Result<Response, Failure> {
    let (asked, byte_order_mark) = question(&state, of, raw.as_deref(), unknown)?;
    let permit = Arc::clone(&state.exports).try_acquire_owned().map_err(|_| Failure::Busy)?;
    let first = asked.clone();
    state.ask(move |store| first.probe(store)).await?;
    let about = About {
        of: asked.of(),
        address: state.address_of(headers),
        question: asked.to_query(),
        right_to_left: lang == Lang::Ar,
        byte_order_mark,
        ..About::now("Marsad")
    };
    let citation = params::encode(&about.citation());
    let (sender, receiver) = mpsc::channel(4);
    let store = Arc::clone(&state.store);
    tokio::task::spawn_blocking(move || {
        let out = Sender { sender: sender.clone(), buffer: Vec::with_capacity(CHUNK) };
        let done = match asked {
            Question::Reports(filter) => write(store.as_ref(), format, &about, *filter, out),
            Question::Events(filter, events) => write_events(events.as_ref(), format, &about, *filter, out),
        };
        if let Err(error) = done {
            tracing::warn!("an export broke off: {error}");
            let _ = sender.blocking_send(Err(io::Error::other(error)));
        }
    });
    let mut response = Body::from_stream(Receiver { receiver, _permit: permit }).into_response();
    let head = response.headers_mut();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    let shown = matches!(format, Format::Json | Format::Rss | Format::Geojson | Format::Jsonl);
    let how = if shown { "inline" } else { "attachment" };
    let name = match of {
        Of::Reports => format.file_name().to_owned(),
        Of::Events => format.file_name().replacen("marsad", "marsad-events", 1),
    };
    if let Ok(value) = format!("{how}; filename=\"{name}\"").parse() {
        head.insert(header::CONTENT_DISPOSITION, value);
    }
    if let Ok(value) = citation.parse() {
        head.insert(CITATION, value);
    }
    Ok(response)
}

/// Why an export broke off.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error(transparent)]
    Export(#[from] ExportError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads all rows of a question and writes them.
fn write(store: &dyn Store, format: Format, about: &About, mut filter: Filter, out: Sender) -> Result<(), Broken> {
    let mut left = filter.limit.unwrap_or(usize::MAX).min(format.most_rows());
    let mut exporter = Exporter::begin(out, format, about)?;
    loop {
        filter.limit = Some(left.clamp(1, ROWS));
        let page = store.reports(&filter)?;
        for row in page.rows.iter().take(left) {
            exporter.row(row)?;
        }
        left = left.saturating_sub(page.rows.len());
        match page.next.filter(|_| left > 0) {
            Some(next) => filter.after = Some(next),
            None => break,
        }
    }
    exporter.end()?;
    Ok(())
}

/// Reads all events of a question and writes them.
fn write_events(
    events: &dyn EventStore,
    format: Format,
    about: &About,
    mut filter: EventFilter,
    out: Sender,
) -> Result<(), Broken> {
    let mut left = filter.limit.unwrap_or(usize::MAX).min(format.most_rows());
    let mut exporter = Exporter::begin(out, format, about)?;
    loop {
        filter.limit = Some(left.clamp(1, ROWS));
        let page = events.events(&filter)?;
        for row in page.rows.iter().take(left) {
            let full = if format.needs_reports() { events.event(row.id)? } else { None };
            let reports: Vec<_> = full.into_iter().flat_map(|e| e.tellings).flat_map(|t| t.reports).collect();
            exporter.event(row, &reports)?;
        }
        left = left.saturating_sub(page.rows.len());
        match page.next.filter(|_| left > 0) {
            Some(next) => filter.after = Some(next),
            None => break,
        }
    }
    exporter.end()?;
    Ok(())
}

/// Bytes on their way from the thread that writes.
struct Sender {
    sender: mpsc::Sender<io::Result<Bytes>>,
    buffer: Vec<u8>,
}

impl Sender {
    fn send(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let bytes = std::mem::replace(&mut self.buffer, Vec::with_capacity(CHUNK));
        let gone = |_| io::Error::new(io::ErrorKind::BrokenPipe, "nobody listens any more");
        self.sender.blocking_send(Ok(Bytes::from(bytes))).map_err(gone)
    }
}

impl Write for Sender {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send()
    }
}

/// The same bytes where they leave; the place among the exports is free again when the last has left.
struct Receiver {
    receiver: mpsc::Receiver<io::Result<Bytes>>,
    _permit: OwnedSemaphorePermit,
}

impl Stream for Receiver {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.receiver.poll_recv(context)
    }
}
