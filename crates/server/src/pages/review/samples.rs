//! Samples: reports given to several coders, who answer without seeing each other's answers.

use super::{now, reviews};
use crate::errors::Failure;
use crate::params::{self, Fault, Unknown};
use crate::people::{Answer, Signed, Who};
use crate::review::Queue;
use crate::state::AppState;
use axum::extract::State;
use axum::response::Response;
use marsad_store::{Assignment, QueueOrder, Role};
use serde::Deserialize;
use serde_json::json;

/// Most reports of a sample.
const MOST: i64 = 10_000;

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    name: String,
    /// One name a line, or separated by commas.
    coders: String,
    reports: String,
    seed: String,
    /// Which reports, as a question.
    #[serde(rename = "in")]
    queue: String,
}

/// `POST /{lang}/review/samples`: an editor gives a sample out.
pub async fn give_out(State(state): State<AppState>, who: Who, answer: Answer, Signed(sent): Signed<Sent>) -> Response {
    let page = format!("/{}/review", answer.lang.code());
    let work = async {
        who.must(Role::Editor)?;
        let name = sent.name.trim();
        if name.is_empty() || name.chars().count() > 100 {
            return Err(Fault::new("name", "error.sample_name", Vec::new()).into());
        }
        let mut coders: Vec<String> = Vec::new();
        for coder in sent.coders.split(['\n', ',', '،']).map(str::trim).filter(|c| !c.is_empty()) {
            if !coders.iter().any(|known| known == coder) {
                coders.push(coder.to_owned());
            }
        }
        if coders.is_empty() {
            return Err(Fault::new("coders", "error.sample_coders", Vec::new()).into());
        }
        let plan = Assignment {
            name: name.to_owned(),
            by: who.name.to_string(),
            at: now(),
            coders,
            filter: Queue::read(sent.queue.trim().trim_start_matches('?'), Unknown::Ignore)?.filter,
            order: QueueOrder::Random {
                seed: params::whole("seed", sent.seed.trim(), 0, i64::MAX)?.unsigned_abs(),
                stratified: true,
            },
            reports: usize::try_from(params::whole("reports", sent.reports.trim(), 1, MOST)?).unwrap_or(1),
        };
        let reviews = reviews(&state)?;
        let subject = json!({ "name": plan.name, "coders": plan.coders });
        let given = state.ask(move |_| reviews.assign_reviews(&plan)).await?;
        let mut subject = subject;
        subject["batch"] = given.batch.into();
        subject["reports"] = given.reports.len().into();
        state.audit(&who, "review.sample", subject.clone()).await?;
        Ok::<_, Failure>(subject)
    };
    match work.await {
        Ok(value) if answer.json => answer.done(&page, value),
        Ok(_) => answer.go(&format!("{page}#samples")),
        Err(failure) => answer.failed(&failure),
    }
}
