//! Messages by POST.

use std::time::Duration;

use marsad_acquire::{AcquireError, Limits, post};
use marsad_store::ledger::Millis;

use crate::message::{SIGNATURE, SIGNED_AT, signature};
use crate::{AlertError, WebhookChannel};

/// Longest time for one message.
const TIMEOUT: Duration = Duration::from_secs(15);

/// Sends a body; in words what the other side said.
pub(crate) fn send(channel: &WebhookChannel, body: &[u8], now: Millis) -> Result<String, AlertError> {
    let seconds = now.div_euclid(1000);
    let stamp = seconds.to_string();
    let signed = channel.secret.get(&channel.name)?.map(|secret| signature(&secret, seconds, body));
    let mut headers = vec![("content-type", "application/json; charset=utf-8"), (SIGNED_AT, stamp.as_str())];
    if let Some(signed) = &signed {
        headers.push((SIGNATURE, signed));
    }
    let limits = Limits { timeout: TIMEOUT, allow_private: channel.private, ..Limits::default() };
    let answer = post(&channel.url, &headers, body, &limits).map_err(|error| match error {
        AcquireError::RefusedAddress { .. } => AlertError::Never(format!(
            "{error}; write `private = true` at the channel `{}` if that is meant",
            channel.name
        )),
        AcquireError::BadUrl { .. } => AlertError::Never(error.to_string()),
        other => AlertError::NotNow(other.to_string()),
    })?;
    let told: String =
        String::from_utf8_lossy(&answer.body).chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect();
    let words = format!("HTTP {} {}", answer.status, told.trim()).trim_end().to_owned();
    match answer.status {
        _ if answer.is_taken() => Ok(words),
        // Too early, too many, not now; and what is wrong over there may be right tomorrow.
        408 | 425 | 429 | 500..=599 => Err(AlertError::NotNow(words)),
        300..=399 => {
            Err(AlertError::Never(format!("{words}; redirects are not followed: name the address it leads to")))
        }
        _ => Err(AlertError::Never(words)),
    }
}
