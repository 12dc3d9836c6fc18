//! The same answers as JSON. Addresses take the same questions as the pages; unknown parameters are refused.

pub mod events;

use crate::errors::Failure;
use crate::params::{self, Fault, Unknown};
use crate::sheets;
use crate::state::AppState;
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use marsad_store::lower_part;
use serde::Serialize;
use serde_json::json;

/// An answer, or what went wrong, as JSON.
pub fn answer<T: Serialize>(result: Result<T, Failure>) -> Response {
    match result {
        Ok(value) => Json(value).into_response(),
        Err(failure) => failure.problem(),
    }
}

/// `/api/reports`: a page of reports, with the address of the next.
pub async fn reports(State(state): State<AppState>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        let filter = params::filter(raw.as_deref(), Unknown::Refuse)?;
        let asked = filter.clone();
        let page = state.ask(move |store| store.reports(&asked)).await?;
        let next_url = page.next.clone().map(|cursor| {
            let mut next = filter;
            next.after = Some(cursor);
            format!("/api/reports?{}", params::to_query(&next))
        });
        Ok(json!({ "rows": page.rows, "total": page.total, "next": page.next, "next_url": next_url }))
    };
    answer(result.await)
}

/// `/api/facets`: counts of a question's reports by field.
pub async fn facets(State(state): State<AppState>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        let filter = params::filter(raw.as_deref(), Unknown::Refuse)?;
        state.ask(move |store| store.facets(&filter)).await
    };
    answer(result.await)
}

/// `/api/timeline`: a question's answers in time.
pub async fn timeline(State(state): State<AppState>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        let filter = params::filter(raw.as_deref(), Unknown::Refuse)?;
        let explore = state.explore.clone().ok_or(Failure::NotFound)?;
        state.ask(move |_| explore.timeline(&filter)).await
    };
    answer(result.await)
}

/// `/api/multiples?by=actor`: the same for each of the commonest values of a field.
pub async fn multiples(State(state): State<AppState>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        let (filter, by, most) = sheets::by(raw.as_deref())?;
        let explore = state.explore.clone().ok_or(Failure::NotFound)?;
        state.ask(move |_| explore.multiples(&filter, by, most)).await
    };
    answer(result.await)
}

/// `/api/map?bbox=35,32,42,37&zoom=6`: a question's answers on a map: places close together as one, areas as areas.
pub async fn map(State(state): State<AppState>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        let (filter, rest) = params::filter_and(raw.as_deref(), Unknown::Refuse, &["bbox", "zoom"])?;
        let (mut view, mut zoom) = (None, 4.0);
        for (name, value) in rest {
            match name {
                "bbox" => view = Some(params::area(name, &value)?),
                _ => {
                    let read = value.parse().ok().filter(|z: &f64| (0.0..=22.0).contains(z));
                    zoom = read.ok_or_else(|| Fault::new(name, "error.zoom", vec![("value", value.clone())]))?;
                }
            }
        }
        let explore = state.explore.clone().ok_or(Failure::NotFound)?;
        let names = state.names.clone();
        let grid = state.ask(move |_| explore.grid(&filter, zoom, view)).await?;
        // Names in Arabic beside the English ones, and how far an area reaches, for whoever draws it.
        let area = |a: &marsad_store::SpotCount| json!({ "name": a.name, "name_ar": names.arabic(&a.name), "kind": a.kind, "country": a.country, "precision": a.precision, "lat": a.lat, "lon": a.lon, "reach_km": crate::pages::reach(a.precision), "count": a.count });
        let cell = |c: &marsad_store::Cell| json!({ "name": c.name, "name_ar": names.arabic(&c.name), "lat": c.lat, "lon": c.lon, "extent": c.extent, "places": c.places, "count": c.count });
        Ok(json!({
            "cells": grid.cells.iter().map(cell).collect::<Vec<_>>(),
            "areas": grid.areas.iter().map(area).collect::<Vec<_>>(),
            "unplaced": grid.unplaced,
            "outside": grid.outside,
        }))
    };
    answer(result.await)
}

/// `/api/documents/{id}`: one document with its capture and reports.
pub async fn document(State(state): State<AppState>, Path(id): Path<String>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        params::pairs(raw.as_deref(), &[], Unknown::Refuse)?;
        let id: i64 = id.parse().map_err(|_| Failure::NotFound)?;
        state.ask(move |store| store.document(id)).await?.ok_or(Failure::NotFound)
    };
    answer(result.await)
}

/// `/api/search`: documents by the words of their text.
pub async fn search(State(state): State<AppState>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        let mut query = String::new();
        for (_, value) in params::pairs(raw.as_deref(), &["q"], Unknown::Refuse)? {
            query = value;
        }
        state.ask(move |store| store.search(&query, 100)).await
    };
    answer(result.await)
}

/// `/api/alarms`: the newest alarms, with what they rest on.
pub async fn alarms(State(state): State<AppState>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        let filter = sheets::alarm_filter(raw.as_deref())?;
        state.ask_watches(move |store| store.alarms(&filter)).await
    };
    answer(result.await)
}

/// `/api/changes`: what came in and what was replaced after a cursor.
pub async fn changes(State(state): State<AppState>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        let (mut after, mut limit) = (None, 1000);
        for (name, value) in params::pairs(raw.as_deref(), &["after", "limit"], Unknown::Refuse)? {
            match name {
                "after" => after = Some(value),
                _ => limit = usize::try_from(params::whole(name, &value, 1, 1000)?).unwrap_or(1000),
            }
        }
        let changes = state.changes.ok_or(Failure::NotFound)?;
        let page = tokio::task::spawn_blocking(move || changes.changes(after.as_deref(), limit)).await;
        let page = page.map_err(|broken| Failure::Broken(broken.to_string()))??;
        let next_url = format!("/api/changes?after={}", page.next);
        Ok(json!({ "changes": page.changes, "next": page.next, "more": page.more, "next_url": next_url }))
    };
    answer(result.await)
}

/// `/api/watches`: the watches, without those that were removed.
pub async fn watches(State(state): State<AppState>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        params::pairs(raw.as_deref(), &[], Unknown::Refuse)?;
        let rows = state.ask_watches(|store| store.watches(false)).await?;
        Ok(json!({ "rows": rows }))
    };
    answer(result.await)
}

/// `/api/watch/{id}`: a watch with every value that was ever known of its periods; `/api/watch/{id}.csv`: these values as a table.
pub async fn watch(State(state): State<AppState>, Path(id): Path<String>, RawQuery(raw): RawQuery) -> Response {
    let (id, table) = sheets::as_table(&id);
    let result = async {
        params::pairs(raw.as_deref(), &[], Unknown::Refuse)?;
        let id: i64 = id.parse().map_err(|_| Failure::NotFound)?;
        if table {
            return sheets::watch(&state, id).await;
        }
        let found = state.ask_watches(move |store| Ok((store.watch(id)?, store.told_counts(id)?))).await?;
        let (Some(watch), told) = found else { return Err(Failure::NotFound) };
        let counts: Vec<_> = told
            .into_iter()
            .map(|(known, told)| {
                let (part, end) = match lower_part(&told.of) {
                    Some(part) => (part, "upper"),
                    None => (told.of.as_str(), "lower"),
                };
                json!({ "part": part, "end": end, "period": told.period, "known": known, "count": told.point.count, "read": told.point.exposure })
            })
            .collect();
        Ok(Json(json!({ "watch": watch, "counts": counts })).into_response())
    };
    result.await.unwrap_or_else(|failure| failure.problem())
}

/// `/api/openapi.json`: what all this is, for programs.
pub async fn openapi() -> Response {
    Json(crate::openapi::openapi()).into_response()
}

/// Any other address under `/api/`.
pub async fn nowhere() -> Response {
    Failure::NotFound.problem()
}
