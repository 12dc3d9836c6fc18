//! What can be known of a new document before anything is written.

use crate::api::{Added, NewDocument, Told};
use crate::archive;
use crate::error::{StoreError, shortened};
use jiff::Timestamp;

/// A new document that can be given back as it came.
pub(crate) struct Checked {
    pub sha256: String,
    pub captured: Timestamp,
    /// The reports as JSON, in the order of their triggers, with their places in [`NewDocument::reports`].
    pub reports: Vec<(usize, String)>,
    /// What else is told as JSON; none where there is nothing.
    pub told: Option<String>,
}

/// Refuses what could not be given back as it came.
pub(crate) fn check(new: &NewDocument) -> Result<Checked, StoreError> {
    let refuse = |why: String| StoreError::BadInput { target: shortened(&new.target), why };
    if new.target.is_empty() {
        return Err(refuse("it has no address or path".into()));
    }
    for (what, text) in [("its address", &new.target), ("its media type", &new.media_type)] {
        if text.chars().any(char::is_control) {
            return Err(refuse(format!("{what} has a line break or another control character")));
        }
    }
    if new.bytes.len() as u64 > archive::LARGEST {
        return Err(refuse(format!("it has more than {} MiB, the most of one page", archive::LARGEST >> 20)));
    }
    let captured: Timestamp = new
        .captured_at
        .parse()
        .map_err(|e| refuse(format!("its capture time `{}` is no RFC 3339 time ({e})", shortened(&new.captured_at))))?;
    let sha256 = archive::sha256(&new.bytes);
    if new.place.as_ref().is_some_and(|place| place.sha256 != sha256) {
        return Err(refuse("its bytes are not those that are archived where it says".into()));
    }
    let mut order: Vec<usize> = (0..new.reports.len()).collect();
    order.sort_by_key(|&at| new.reports[at].trigger.start);
    let reports = order.into_iter().map(|at| {
        let report = &new.reports[at];
        if !report.confidence.is_finite() {
            return Err(refuse(format!("the confidence of its report {} is no number", at + 1)));
        }
        let json =
            serde_json::to_string(report).map_err(|e| refuse(format!("its report {} is no JSON ({e})", at + 1)))?;
        Ok((at, json))
    });
    let reports = reports.collect::<Result<_, _>>()?;
    let told = (new.told != Told::default())
        .then(|| {
            serde_json::to_string(&new.told).map_err(|e| refuse(format!("its genre and figures are no JSON ({e})")))
        })
        .transpose()?;
    Ok(Checked { sha256, captured, reports, told })
}

/// Checks several, has `write` write those that can be kept, and gives the outcome of each in the order they came.
pub(crate) fn check_all(
    new: &[NewDocument],
    write: impl FnOnce(&[(&NewDocument, Checked)]) -> Result<Vec<Added>, StoreError>,
) -> Result<Vec<Result<Added, StoreError>>, StoreError> {
    let mut good = Vec::with_capacity(new.len());
    let mut refused = Vec::new();
    for (at, new) in new.iter().enumerate() {
        match check(new) {
            Ok(checked) => good.push((new, checked)),
            Err(error) => refused.push((at, error)),
        }
    }
    let mut out: Vec<_> = write(&good)?.into_iter().map(Ok).collect();
    refused.into_iter().for_each(|(at, error)| out.insert(at, Err(error)));
    Ok(out)
}
