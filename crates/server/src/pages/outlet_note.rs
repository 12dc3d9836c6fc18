//! Noting something of an outlet: by the form of its page, or as JSON.

use super::outlet::outlet_href;
use crate::errors::Failure;
use crate::people::{Answer, Signed, Who};
use crate::state::AppState;
use axum::extract::{Path, State};
use axum::response::Response;
use marsad_store::{Carries, OutletFacts, OutletKind, Role};
use serde::Deserialize;
use serde_json::{Value, json};

/// What the form sends: lists have a line for each.
#[derive(Deserialize)]
pub struct Form {
    #[serde(default)]
    language: String,
    #[serde(default)]
    country: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    stance: String,
    #[serde(default)]
    panels: String,
    #[serde(default)]
    carries: String,
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

impl Form {
    fn facts(&self) -> Result<OutletFacts, Failure> {
        let some = |text: &str| Some(text.trim().replace("\r\n", "\n")).filter(|text| !text.is_empty());
        let kind = match self.kind.trim() {
            "" => None,
            name => Some(OutletKind::from_name(name).ok_or_else(|| Failure::Body(format!("`{name}` is not a kind")))?),
        };
        let carries = lines(&self.carries).map(|line| line.parse::<Carries>().map_err(Failure::Body));
        Ok(OutletFacts {
            language: some(&self.language),
            country: some(&self.country).map(|code| code.to_uppercase()),
            kind,
            stance: some(&self.stance),
            panels: lines(&self.panels).map(str::to_owned).collect(),
            carries: carries.collect::<Result<_, _>>()?,
        })
    }
}

/// Keeps what was noted, and writes down who did.
async fn keep(state: &AppState, who: &Who, name: String, facts: OutletFacts) -> Result<Value, Failure> {
    who.must(Role::Editor)?;
    let outlets = state.outlets.clone().ok_or(Failure::NotFound)?;
    if let Some(fault) = facts.fault() {
        return Err(Failure::Body(fault));
    }
    if facts.carries.iter().any(|one| one.wire == name) {
        return Err(Failure::Body("an outlet cannot carry its own wire".into()));
    }
    let asked = marsad_store::Filter { outlet: Some(name.clone()), limit: Some(1), ..Default::default() };
    let (outlet, noted, by) = (name.clone(), facts.clone(), who.name.to_string());
    let at = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    // Of what the record does not know nothing is noted by mistake: a name that is spelt otherwise means nobody.
    let kept = state
        .ask(move |store| {
            let known = store.reports(&asked)?.total > 0
                || outlets.outlet(&outlet)?.is_some()
                || store.facets(&marsad_store::Filter::default())?.outlets.iter().any(|one| one.value == outlet)
                || outlets.outlets()?.iter().any(|row| row.facts.carries.iter().any(|one| one.wire == outlet));
            if !known {
                return Ok(None);
            }
            outlets.keep_outlet(&outlet, &noted, &at, &by).map(Some)
        })
        .await?
        .ok_or(Failure::NotFound)?;
    if kept {
        state.audit(who, "outlet.note", json!({ "outlet": name, "facts": facts })).await?;
    }
    Ok(json!({ "outlet": name, "noted": facts, "changed": kept }))
}

/// `POST /{lang}/sources/{outlet}`.
pub async fn note(
    State(state): State<AppState>,
    who: Who,
    answer: Answer,
    Path((_, name)): Path<(String, String)>,
    Signed(form): Signed<Form>,
) -> Response {
    let page = outlet_href(answer.lang, &name);
    let result = match form.facts() {
        Ok(facts) => keep(&state, &who, name, facts).await,
        Err(failure) => Err(failure),
    };
    answer.of(&page, result)
}

/// `POST /api/outlets/{outlet}`: the same with the facts as the API gives them.
pub async fn note_api(
    State(state): State<AppState>,
    who: Who,
    answer: Answer,
    Path(name): Path<String>,
    Signed(facts): Signed<OutletFacts>,
) -> Response {
    let page = outlet_href(answer.lang, &name);
    let result = keep(&state, &who, name, facts).await;
    answer.of(&page, result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_has_a_line_for_each_of_many() {
        let form = |carries: &str, kind: &str| Form {
            language: " ar ".into(),
            country: "syr".into(),
            kind: kind.into(),
            stance: "سطر\r\nآخر".into(),
            panels: "daily\r\n\r\n west ".into(),
            carries: carries.into(),
        };
        let facts = form("وكالة الأفق\nx @ 2020-01-01..", "wire").facts().unwrap();
        assert_eq!((facts.language.as_deref(), facts.country.as_deref()), (Some("ar"), Some("SYR")));
        assert_eq!((facts.panels.len(), facts.carries.len(), facts.kind), (2, 2, Some(OutletKind::Wire)));
        assert_eq!(facts.stance.as_deref(), Some("سطر\nآخر"));
        assert!(form("x @ a..b", "").facts().is_err());
        assert!(form("", "newspaper").facts().is_err());
    }
}
