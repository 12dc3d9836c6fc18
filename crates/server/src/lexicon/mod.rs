//! The pages of lexicon and gazetteer: looked through, changed, tried on the archive, saved, taken back; and documents read again.
//!
//! What is done is done by `marsad_edit`; here it gets its forms and its words.

mod form;
mod history;
mod home;
mod list;
mod row;
mod show;
mod tried;

pub use form::{add, attempt};
pub use history::{again, change_again, history, undo};
pub use home::{gazetteer, home};
pub use list::family;
pub use row::row;
pub use tried::{act, tried};

use crate::errors::Failure;
use crate::i18n::Lang;
use crate::params;
use crate::state::AppState;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use marsad_edit::{Desk, EditError, Family, Origin};
use std::sync::Arc;

impl From<EditError> for Failure {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Store(error) => error.into(),
            EditError::Io { .. } | EditError::History { .. } => Failure::Broken(error.to_string()),
            other => Failure::Body(other.to_string()),
        }
    }
}

/// Works at the desk, off the async threads.
async fn work<T, F>(state: &AppState, work: F) -> Result<T, Failure>
where
    T: Send + 'static,
    F: FnOnce(&Arc<Desk>) -> Result<T, EditError> + Send + 'static,
{
    let desk = state.desk.clone().ok_or(Failure::NotFound)?;
    match tokio::task::spawn_blocking(move || work(&desk)).await {
        Ok(done) => done.map_err(Failure::from),
        Err(broken) => Err(Failure::Broken(broken.to_string())),
    }
}

/// The name of a family in the reader's language.
fn family_name(lang: Lang, key: &str) -> String {
    lang.code_name("lexicon.family", key)
}

/// The page that a family stands under: `lexicon` or `gazetteer`.
fn base(family: &Family) -> &'static str {
    if family.is_gazetteer() { "gazetteer" } else { "lexicon" }
}

/// The address of a family.
fn family_href(lang: Lang, family: &str) -> String {
    format!("/{}/lexicon/{}", lang.code(), params::encode(family))
}

/// The address of a row.
fn row_href(lang: Lang, family: &str, key: &str) -> String {
    format!("{}/row?key={}", family_href(lang, family), params::encode(key))
}

/// Where a row comes from, in words, and the class of its tag.
fn origin_words(lang: Lang, origin: Origin) -> (String, bool) {
    let key = match origin {
        Origin::Shipped => "lexicon.origin.shipped",
        Origin::Own => "lexicon.origin.own",
        Origin::Other => "lexicon.origin.other",
    };
    (lang.t(key).to_owned(), origin == Origin::Own)
}

/// The only value of a parameter, if it is there.
fn one(raw: Option<&str>, name: &'static str) -> Result<Option<String>, Failure> {
    let pairs = params::pairs(raw, &[name], params::Unknown::Ignore)?;
    Ok(pairs.into_iter().next().map(|(_, value)| value).filter(|value| !value.is_empty()))
}

/// Has the browser ask again in a moment: something is under way.
fn soon(mut response: Response, running: bool) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if running {
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("2"));
    }
    response
}
