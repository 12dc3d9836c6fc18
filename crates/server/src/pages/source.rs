//! The source view: a document's text with the words of a report, beside the report's field card.

use super::changes::{self, Shown};
use super::events::{Row, row as event_row};
use super::{Frame, page, script_json};
use crate::dates;
use crate::errors::Failure;
use crate::highlight::{self, Block, Marking};
use crate::i18n::Lang;
use crate::params;
use crate::state::AppState;
use crate::view::{Card, Field, Viewer};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use marsad_model::Span;
use marsad_store::{DocumentRow, Version};
use serde_json::json;

#[derive(Template)]
#[template(path = "source.html")]
struct SourcePage {
    f: Frame,
    row: DocumentRow,
    head: Block,
    body: Vec<Block>,
    cards: Vec<Card>,
    chosen: Option<usize>,
    fields: Vec<Field>,
    published: Option<(String, String)>,
    link: Option<String>,
    bidi: bool,
    data: String,
    versions: Vec<Shown>,
    /// The events that it tells.
    events: Vec<Row>,
    /// Where a later version took its place: words and address.
    newer: Option<(String, String)>,
}

impl SourcePage {
    fn is_chosen(&self, index: &usize) -> bool {
        self.chosen == Some(*index)
    }

    /// How many reports there are, in words.
    fn counted(&self) -> String {
        self.f.lang.count("document.reports", self.cards.len() as u64)
    }

    /// When the copy was kept, in words.
    fn captured(&self) -> String {
        dates::instant(self.f.lang, &self.row.capture.captured_at)
    }

    /// Which of the reports is shown: "2 of 5"; nothing where there is no choice.
    fn nth(&self) -> Option<String> {
        (self.cards.len() > 1).then(|| nth(self.f.lang, self.chosen.unwrap_or(0), self.cards.len()))
    }

    /// The address of the report before or after the chosen one.
    fn neighbour(&self, before: bool) -> Option<&str> {
        let at = self.chosen?;
        let to = if before { at.checked_sub(1)? } else { at + 1 };
        self.cards.get(to).map(|c| c.href.as_str())
    }

    /// The card of the chosen report.
    fn card(&self) -> Option<&Card> {
        self.cards.get(self.chosen?)
    }
}

/// `/{lang}/documents/{id}?report={id}`.
pub async fn source(
    State(state): State<AppState>,
    Path((code, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let path = format!("/documents/{}", params::encode(&id));
    let frame = |lang: Lang| Frame::new(lang, "explore", &path, query.clone());
    let raw = query.clone();
    page(&code, frame, async move |f: Frame| {
        let id: i64 = id.parse().map_err(|_| Failure::NotFound)?;
        let asked = params::one_id(raw.as_deref(), "report")?;
        let (row, versions) = state.ask(move |store| Ok((store.document(id)?, store.versions(id)?))).await?;
        let row = row.ok_or(Failure::NotFound)?;
        let events = match state.events.clone() {
            Some(events) => state.ask(move |_| events.events_of_document(id)).await?,
            None => Vec::new(),
        };
        let viewer = Viewer { lang: f.lang, names: &state.names };
        let chosen = match asked {
            Some(report) => Some(row.reports.iter().position(|r| r.id == report).ok_or(Failure::NotFound)?),
            None if row.reports.is_empty() => None,
            None => Some(0),
        };
        Ok(SourcePage {
            events: events.iter().map(|e| event_row(viewer, e)).collect(),
            ..compose(f, viewer, row, chosen, &versions)
        })
    })
    .await
}

fn compose(
    mut f: Frame,
    viewer: Viewer<'_>,
    row: DocumentRow,
    chosen: Option<usize>,
    versions: &[Version],
) -> SourcePage {
    let lang = f.lang;
    let d = &row.document;
    f.title = if d.title.is_empty() { lang.t("document.untitled").to_owned() } else { d.title.clone() };
    f.json = Some(format!("/api/documents/{}", row.id));
    let cards: Vec<Card> = row.reports.iter().map(|r| viewer.card(r)).collect();
    let all: Vec<Vec<Field>> = row.reports.iter().map(|r| viewer.fields(&r.report)).collect();
    let reports: Vec<_> = row
        .reports
        .iter()
        .zip(&all)
        .zip(&cards)
        .enumerate()
        .map(|(i, ((r, fields), card))| json!({ "nth": nth(lang, i, cards.len()), "id": r.id, "href": card.href, "type": card.type_name, "family": card.family, "fields": fields }))
        .collect();
    let data = script_json(&json!({ "chosen": chosen, "reports": reports }));
    let fields = chosen.and_then(|i| all.into_iter().nth(i)).unwrap_or_default();
    let (head, body) = highlight::blocks(&d.title, &d.text, &markings(&fields));
    SourcePage {
        events: Vec::new(),
        versions: changes::shown(lang, versions, row.id),
        newer: versions
            .iter()
            .find(|v| v.current && v.document != row.id)
            .map(|v| (lang.t("changes.newer").to_owned(), format!("/{}/documents/{}", lang.code(), v.document))),
        published: d.published.map(|day| (dates::day(lang, day), day.to_string())),
        link: d.url.clone().filter(|u| u.starts_with("https://") || u.starts_with("http://")),
        bidi: highlight::steers_direction(&d.title) || highlight::steers_direction(&d.text),
        f,
        head,
        body,
        cards,
        chosen,
        fields,
        data,
        row,
    }
}

fn nth(lang: Lang, index: usize, of: usize) -> String {
    lang.fill("document.nth", &[("i", &(index + 1).to_string()), ("n", &of.to_string())])
}

/// What is to be marked for a report's fields.
fn markings(fields: &[Field]) -> Vec<Marking> {
    let words =
        fields.iter().flat_map(|field| field.values.iter().filter_map(|v| v.words.as_ref()).map(|w| (field.key, w)));
    words.map(|(key, w)| Marking { span: Span::new(w.start, w.end), key, anchor: w.anchor }).collect()
}
