//! The workplace: the queues, a report beside its text, what coders disagree about, and how far they agree.

mod act;
mod agreement;
mod events;
mod home;
mod json;
mod samples;
mod second;
mod settle;
mod shown;
mod work;

pub use act::{decide, missed, undo};
pub use agreement::agreement;
pub use events::decide as decide_event;
pub use home::{home, next};
pub use json::{candidates, item as item_json, next as next_json, post as post_json};
pub use samples::give_out;
pub use second::{Says, answer as answer_second};
pub use settle::{settle, settled};
pub use work::{of_document, work};

use crate::errors::Failure;
use crate::i18n::Lang;
use crate::params;
use crate::review::Draft;
use crate::state::AppState;
use jiff::{SignedDuration, Timestamp};
use marsad_store::Reviews;
use std::sync::Arc;

/// How long a report belongs to the coder who has it on the screen.
const CLAIM: SignedDuration = SignedDuration::from_mins(20);

/// This moment, as reviews have it.
fn now() -> String {
    written(Timestamp::now())
}

/// When a claim that is made now runs out.
fn until() -> String {
    written(Timestamp::now().checked_add(CLAIM).unwrap_or(Timestamp::MAX))
}

fn written(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The reviews of the store, where it has them.
fn reviews(state: &AppState) -> Result<Arc<dyn Reviews>, Failure> {
    state.reviews.clone().ok_or(Failure::NotFound)
}

/// A page of the workplace as an address.
#[derive(Clone)]
struct At<'a> {
    lang: Lang,
    report: i64,
    /// The queue that it stands in, as a query string.
    queue: &'a str,
    /// What was changed and not sent yet.
    draft: String,
    /// Which form stands open.
    open: Option<String>,
    /// Whether what is sent settles what coders disagree about.
    decides: bool,
}

impl<'a> At<'a> {
    fn new(lang: Lang, report: i64, queue: &'a str) -> Self {
        Self { lang, report, queue, draft: String::new(), open: None, decides: false }
    }

    fn with(mut self, draft: &Draft) -> Self {
        self.draft = draft.write();
        self
    }

    /// The path without the question.
    fn path(&self) -> String {
        format!("/{}/review/{}", self.lang.code(), self.report)
    }

    fn href(&self) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        if !self.queue.is_empty() {
            out.append_pair("in", self.queue);
        }
        if !self.draft.is_empty() {
            out.append_pair("draft", &self.draft);
        }
        if self.decides {
            out.append_pair("decide", "1");
        }
        if let Some(open) = &self.open {
            out.append_pair("open", open);
        }
        let query = out.finish();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{mark}{query}", self.path())
    }
}

/// The page of the queues; `done` where one has come to its end.
fn home_href(lang: Lang, queue: &str, done: bool) -> String {
    let done = if done { "done=1&" } else { "" };
    format!("/{}/review?{done}in={}", lang.code(), params::encode(queue))
}
