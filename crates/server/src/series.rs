//! Any question as counts over time: `/api/series`, and what the page of answers draws of it.

use crate::api::answer;
use crate::errors::Failure;
use crate::params::{self, Fault, Rest, Unknown};
use crate::state::AppState;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use marsad_store::{Counted, Filter, Measure, Split, Tally, When};
use marsad_watch::Step;
use serde_json::{Value, json};

/// The parameters beside those of a question to reports.
pub const KNOWN: &[&str] = &["measure", "step", "when", "known", "split", "fresh"];

/// A question to reports with how it is counted.
///
/// # Errors
/// The first parameter that cannot be used.
pub fn read(filter: Filter, rest: &Rest) -> Result<Tally, Fault> {
    let mut ask = Tally { filter, ..Tally::default() };
    for (name, value) in rest {
        let one_of =
            |all: &[&str]| Fault::new(name, "error.by", vec![("value", value.clone()), ("known", all.join(", "))]);
        match *name {
            "measure" => {
                ask.measure = Measure::named(value).ok_or_else(|| one_of(&Measure::ALL.map(Measure::name)))?;
            }
            "step" => {
                ask.step = match value.as_str() {
                    "week" => Step::Week,
                    "day" => Step::Day,
                    _ => return Err(one_of(&["week", "day"])),
                }
            }
            "when" => ask.when = When::named(value).ok_or_else(|| one_of(&When::ALL.map(When::name)))?,
            "split" => {
                let named = Split::ALL.into_iter().find(|split| split.name() == value);
                ask.split = Some(named.ok_or_else(|| one_of(&Split::ALL.map(Split::name)))?);
            }
            "known" if value.is_empty() => {}
            "known" => {
                let day = params::day("known", value)?;
                (ask.known, ask.until) = (Some(day), Some(day));
            }
            "fresh" => ask.fresh = u16::try_from(params::whole(name, value, 0, i64::from(u16::MAX))?).ok(),
            _ => {}
        }
    }
    Ok(ask)
}

/// Counts a question off the async threads.
///
/// # Errors
/// [`Failure::NotFound`] where the server has nothing that counts; what the store says.
pub async fn counted(state: &AppState, ask: Tally) -> Result<Vec<Counted>, Failure> {
    state.ask_watches(move |store| store.tally(&ask)).await
}

/// `/api/series?measure=killed&step=week`: a question counted over time, with what was read beside it.
pub async fn series(State(state): State<AppState>, RawQuery(raw): RawQuery) -> Response {
    let result = async {
        let (filter, rest) = params::filter_and(raw.as_deref(), Unknown::Refuse, KNOWN)?;
        let ask = read(filter, &rest)?;
        let (measure, step, when, known) = (ask.measure, ask.step, ask.when, ask.known);
        let all = counted(&state, ask).await?;
        Ok(
            json!({ "measure": measure, "step": step, "when": when, "known": known, "series": all.iter().map(one).collect::<Vec<_>>() }),
        )
    };
    answer(result.await)
}

fn one(counted: &Counted) -> Value {
    let series = &counted.series;
    let points = (0..series.len()).map(|at| {
        let point = series.points()[at];
        let upper = counted.upper.as_ref().and_then(|upper| upper.points().get(at)?.count);
        json!({ "from": series.day(at), "to": series.last_day(at), "count": point.count, "upper": upper, "read": point.exposure, "share": series.share(at) })
    });
    json!({ "of": counted.of, "total": counted.total, "total_upper": counted.total_upper, "points": points.collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(raw: &str) -> Result<Tally, Fault> {
        let (filter, rest) = params::filter_and(Some(raw), Unknown::Refuse, KNOWN)?;
        read(filter, &rest)
    }

    #[test]
    fn an_address_says_what_is_counted_and_how() {
        let ask =
            asked("place=Hajin&measure=killed&step=day&when=happened&split=place&fresh=7&known=2022-01-20").unwrap();
        assert_eq!((ask.measure, ask.step, ask.when), (Measure::Killed, Step::Day, When::Happened));
        assert_eq!((ask.split, ask.fresh, ask.filter.place.as_deref()), (Some(Split::Place), Some(7), Some("Hajin")));
        assert_eq!((ask.known, ask.until), ("2022-01-20".parse().ok(), "2022-01-20".parse().ok()));
        assert_eq!(asked("").unwrap(), Tally::default());
        for (bad, named) in
            [("measure=mean", "measure"), ("step=year", "step"), ("known=then", "known"), ("fresh=-1", "fresh")]
        {
            assert_eq!(asked(bad).unwrap_err().parameter, named, "{bad}");
        }
    }
}
