//! How far coders agree, field by field.

use super::reviews;
use crate::errors::Failure;
use crate::i18n::Lang;
use crate::pages::{Frame, page};
use crate::params;
use crate::people::Who;
use crate::state::AppState;
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use marsad_store::{FieldAgreement, Role};

/// Krippendorff's own marks: from here on conclusions may rest on it; below the second none.
const GOOD: f64 = 0.8;
const TENTATIVE: f64 = 0.667;

/// One field.
pub struct Line {
    name: String,
    alpha: Option<f64>,
    shown: String,
    look: &'static str,
    means: String,
    same: String,
    reports: String,
    answers: String,
    metric: String,
}

impl Line {
    /// Where its bar ends, of 100.
    fn bar(&self) -> u32 {
        let part = self.alpha.unwrap_or(0.0).clamp(0.0, 1.0);
        // Between 0 and 100.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let whole = (part * 100.0).round() as u32;
        whole
    }
}

#[derive(Template)]
#[template(path = "review_agreement.html")]
struct AgreementPage {
    f: Frame,
    lines: Vec<Line>,
    /// Samples: words, address, whether shown.
    samples: Vec<(String, String, bool)>,
    about: String,
}

/// `/{lang}/review/agreement?batch=…`.
pub async fn agreement(
    State(state): State<AppState>,
    who: Who,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let frame = |lang: Lang| Frame::new(lang, "review", "/review/agreement", query.clone());
    let raw = query.clone();
    page(&code, frame, async move |mut f: Frame| {
        who.must(Role::Coder)?;
        let lang = f.lang;
        let batch = params::one_id(raw.as_deref(), "batch")?;
        let reviews = reviews(&state)?;
        let (found, batches) =
            state.ask(move |_| Ok((reviews.review_agreement(batch)?, reviews.review_batches()?))).await?;
        let shown = batches.iter().find(|b| Some(b.id) == batch);
        if batch.is_some() && shown.is_none() {
            return Err(Failure::NotFound);
        }
        f.title = lang.t("review.agreement").to_owned();
        let own = format!("/{}/review/agreement", lang.code());
        let mut samples = vec![(lang.t("review.agreement.all").to_owned(), own.clone(), batch.is_none())];
        samples.extend(batches.iter().map(|b| (b.name.clone(), format!("{own}?batch={}", b.id), Some(b.id) == batch)));
        let reports = found.iter().map(|a| a.units).max().unwrap_or(0);
        Ok(AgreementPage {
            about: lang.count("review.agreement.reports", reports),
            lines: found.iter().filter(|a| a.units > 0).map(|a| line(lang, a)).collect(),
            samples,
            f,
        })
    })
    .await
}

fn line(lang: Lang, a: &FieldAgreement) -> Line {
    let (look, key) = match a.alpha {
        None => ("off", "review.alpha.none"),
        Some(x) if x >= GOOD => ("good", "review.alpha.good"),
        Some(x) if x >= TENTATIVE => ("wait", "review.alpha.tentative"),
        Some(_) => ("bad", "review.alpha.low"),
    };
    let metric = match a.metric.as_str() {
        "masi" => "review.metric.masi",
        "interval" => "review.metric.interval",
        _ => "review.metric.nominal",
    };
    Line {
        name: field_name(lang, &a.field),
        alpha: a.alpha,
        shown: a.alpha.map_or_else(|| "–".to_owned(), |x| format!("\u{2066}{x:.2}\u{2069}")),
        look,
        means: lang.t(key).to_owned(),
        same: a.agreement.map_or_else(|| "–".to_owned(), |x| format!("\u{2066}{:.0}%\u{2069}", x * 100.0)),
        reports: lang.number(a.units),
        answers: lang.number(a.values),
        metric: lang.t(metric).to_owned(),
    }
}

/// The name of a field of the table.
pub(super) fn field_name(lang: Lang, field: &str) -> String {
    if let Some(kind) = field.strip_prefix("counts.") {
        return format!("{}: {}", lang.t("field.counts"), lang.code_name("count", kind));
    }
    let key = match field {
        "report" => "review.field.report",
        "trigger" => "review.field.trigger",
        "type" => "field.type",
        "mode" => "filter.mode",
        "aux" => "review.aux",
        "modality" => "field.modality",
        "polarity" => "review.polarity",
        "certainty" => "field.sure",
        "actors" => "field.actors",
        "recipients" => "field.recipients",
        "places" => "field.place",
        "date" => "field.date",
        "counts" => "field.counts",
        "said_by" => "field.said_by",
        "contexts" => "field.contexts",
        "loaded_terms" => "field.loaded",
        "event" => "review.event",
        other => return other.to_owned(),
    };
    lang.t(key).to_owned()
}
