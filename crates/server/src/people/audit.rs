//! The admins' page of the log: who did what, the newest first.

use super::Who;
use crate::i18n::Lang;
use crate::pages::{Frame, page};
use crate::params::{self, Unknown};
use crate::state::AppState;
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use marsad_store::{AuditFilter, AuditRow, Role};

/// Rows of one page.
const ROWS: usize = 100;

/// A row of the table.
struct Row {
    n: i64,
    at: String,
    who: String,
    /// What was done, in words, or the bare word where there are none.
    what: String,
    subject: String,
    /// The first digits of the hash; the whole.
    hash: (String, String),
}

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    f: Frame,
    who: String,
    rows: Vec<Row>,
    older: Option<String>,
    newest: Option<String>,
}

/// `/{lang}/audit`.
pub async fn log(
    State(state): State<AppState>,
    who: Who,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let frame = |lang: Lang| Frame::new(lang, "audit", "/audit", query.clone());
    let raw = query.clone();
    page(&code, frame, async |mut f: Frame| {
        who.must(Role::Admin)?;
        f.title = f.lang.t("log.title").to_owned();
        let mut filter = AuditFilter { limit: Some(ROWS + 1), ..AuditFilter::default() };
        for (name, value) in params::pairs(raw.as_deref(), &["who", "before"], Unknown::Ignore)? {
            match name {
                "who" => filter.who = Some(value),
                _ => filter.before = Some(params::whole("before", &value, 1, i64::MAX)?),
            }
        }
        let asked = filter.clone();
        let mut rows = state.with_people(move |people| people.audit(&asked)).await?;
        let more = rows.len() > ROWS;
        rows.truncate(ROWS);
        let whose = filter.who.clone().unwrap_or_default();
        let address = |before: Option<i64>| {
            let mut query = Vec::new();
            if !whose.is_empty() {
                query.push(format!("who={}", params::encode(&whose)));
            }
            query.extend(before.map(|n| format!("before={n}")));
            format!("/{}/audit?{}", f.lang.code(), query.join("&"))
        };
        let older = rows.last().filter(|_| more).map(|row| address(Some(row.n)));
        let newest = filter.before.map(|_| address(None));
        let rows = rows.into_iter().map(|r| row(f.lang, r)).collect();
        Ok(AuditPage { f, who: whose, rows, older, newest })
    })
    .await
}

fn row(lang: Lang, row: AuditRow) -> Row {
    let hash = (row.hash.chars().take(12).collect(), row.hash);
    let subject = if row.subject == "{}" { String::new() } else { row.subject };
    Row { n: row.n, at: row.at, who: row.who, what: lang.code_name("audit", &row.what), subject, hash }
}
