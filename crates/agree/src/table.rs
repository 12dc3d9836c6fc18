//! How far coders agree, field by field.

use crate::alpha::{Unit, alpha, observed};
use crate::distance::{interval, masi, nominal};
use crate::fields::ReportField;
use crate::meaning::{Meaning, meaning};
use marsad_model::{CountKind, Report};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What one coder said of one report: that there is none, or how it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// Who.
    pub coder: String,
    /// The report as they have it; none where they say that there is none.
    pub report: Option<Report>,
}

/// How far coders agree in one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldAgreement {
    /// The field; `report` for whether there is a report at all, `counts.killed` and the like for the numbers of one kind.
    pub field: String,
    /// The distance that alpha is computed with: `nominal`, `masi` or `interval`.
    pub metric: String,
    /// Krippendorff's alpha; null where nothing varies.
    pub alpha: Option<f64>,
    /// The share of pairs of answers that are the same; null where there is no pair.
    pub agreement: Option<f64>,
    /// Reports with at least two answers.
    pub units: u64,
    /// Answers about these.
    pub values: u64,
    /// Pairs of answers.
    pub pairs: u64,
}

fn share((same, pairs): (u64, u64)) -> Option<f64> {
    (pairs > 0).then(|| same as f64 / pairs as f64)
}

fn names<T: Clone + PartialEq + std::fmt::Display>(field: &str, units: &[Unit<T>]) -> FieldAgreement {
    let found = alpha(units, nominal, T::to_string);
    let seen = observed(units, |a, b| a == b);
    row(field, "nominal", found, seen)
}

fn row(field: &str, metric: &str, found: crate::alpha::Alpha, seen: (u64, u64)) -> FieldAgreement {
    FieldAgreement {
        field: field.to_owned(),
        metric: metric.to_owned(),
        alpha: found.alpha,
        agreement: share(seen),
        units: found.units,
        values: found.values,
        pairs: seen.1,
    }
}

/// How far coders agree about some reports: whether there is one, then field by field among those who say that there is, then
/// the least numbers of each kind of count among those who give one.
#[must_use]
pub fn agreement(reports: &[Vec<Given>]) -> Vec<FieldAgreement> {
    let there: Vec<Unit<bool>> =
        reports.iter().map(|answers| answers.iter().map(|a| a.report.is_some()).collect()).collect();
    let mut out = vec![names("report", &there)];
    let units: Vec<Vec<&Report>> =
        reports.iter().map(|answers| answers.iter().filter_map(|a| a.report.as_ref()).collect()).collect();
    for field in ReportField::ALL {
        let (mut one, mut many): (Vec<Unit<String>>, Vec<Unit<BTreeSet<String>>>) = (Vec::new(), Vec::new());
        for unit in &units {
            let (mut names, mut sets) = (Vec::new(), Vec::new());
            for report in unit {
                match meaning(field, report) {
                    Meaning::One(name) => names.push(name),
                    Meaning::Many(set) => sets.push(set),
                }
            }
            one.push(names);
            many.push(sets);
        }
        out.push(if many.iter().any(|unit| !unit.is_empty()) {
            let key = |set: &BTreeSet<String>| Meaning::Many(set.clone()).key();
            row(field.as_str(), "masi", alpha(&many, masi, key), observed(&many, |a, b| a == b))
        } else {
            names(field.as_str(), &one)
        });
    }
    for kind in CountKind::ALL {
        let least = |report: &&Report| {
            report.counts.iter().filter(|c| c.what == *kind).filter_map(|c| c.min).max().map(|n| n as f64)
        };
        let numbers: Vec<Unit<f64>> = units.iter().map(|unit| unit.iter().filter_map(least).collect()).collect();
        if numbers.iter().any(|unit| unit.len() > 1) {
            let found = alpha(&numbers, interval, f64::to_string);
            out.push(row(&format!("counts.{kind}"), "interval", found, observed(&numbers, |a, b| a == b)));
        }
    }
    out
}
