//! Sending: what is due goes out, what cannot go now goes later, and the store knows of every try.

use std::time::Duration;

use marsad_store::ledger::Millis;
use marsad_store::{AlarmFilter, Delivery, DeliveryOutcome, DeliveryState, WatchRow, WatchStore, Watched};

use crate::message::words;
use crate::{AlertError, Channel, Channels, FRESH_DAYS, Message, mail, webhook};

/// How long is waited after each try that failed; after the last one it is given up. Two days in all.
pub const PAUSES: [Duration; 7] = [
    Duration::from_secs(60),
    Duration::from_secs(5 * 60),
    Duration::from_secs(30 * 60),
    Duration::from_secs(2 * 3600),
    Duration::from_secs(6 * 3600),
    Duration::from_secs(12 * 3600),
    Duration::from_secs(24 * 3600),
];

/// For how long a delivery that is being tried belongs to who tries it.
const LEASE: Millis = 10 * 60 * 1000;

/// Deliveries that are taken at once.
const AT_ONCE: usize = 20;

/// A try to deliver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// What was to be delivered, as it was before.
    pub delivery: Delivery,
    /// What came of it.
    pub outcome: DeliveryOutcome,
}

fn millis(span: Duration) -> Millis {
    Millis::try_from(span.as_millis()).unwrap_or(Millis::MAX)
}

/// Puts the fresh alarms of a watch that nobody has seen on their way to every channel that wants them, each once. Of a muted
/// watch none. How many were put.
///
/// # Errors
/// When the store cannot be read or written.
pub fn queue(
    store: &dyn WatchStore,
    watch: &WatchRow,
    channels: &Channels,
    fresh: marsad_model::Day,
    now: Millis,
) -> Result<u64, AlertError> {
    if watch.is_muted(now) {
        return Ok(0);
    }
    let oldest = fresh.checked_sub(jiff::Span::new().days(FRESH_DAYS)).unwrap_or(fresh);
    let filter = AlarmFilter { watch: Some(watch.id), open: true, ..AlarmFilter::default() };
    let mut queued = 0;
    for alarm in store.alarms(&filter)?.iter().rev().filter(|alarm| alarm.alarm.day >= oldest) {
        for channel in channels.all().filter(|channel| channel.wants(&watch.watch.name)) {
            queued += u64::from(store.queue_delivery(alarm.id, channel.name(), now)?);
        }
    }
    Ok(queued)
}

/// Sends what is due. `clock` gives the time of each try.
///
/// # Errors
/// When the store cannot be read or written; a message that cannot be sent is no error, and stands in the answer.
pub fn send_due(store: &dyn Watched, channels: &Channels, clock: &dyn Fn() -> Millis) -> Result<Vec<Sent>, AlertError> {
    let mut out = Vec::new();
    // What was tried now is not due again before its pause is over: this ends.
    loop {
        let now = clock();
        let due = store.claim_deliveries(now, now.saturating_add(LEASE), AT_ONCE)?;
        if due.is_empty() {
            return Ok(out);
        }
        for delivery in due {
            let at = clock();
            let outcome = outcome(&delivery, one(store, channels, &delivery, at), at);
            store.delivery_done(delivery.id, &outcome)?;
            out.push(Sent { delivery, outcome });
        }
    }
}

/// What a try comes to.
fn outcome(delivery: &Delivery, tried: Result<String, AlertError>, at: Millis) -> DeliveryOutcome {
    let tries = usize::try_from(delivery.tries).unwrap_or(usize::MAX);
    match tried {
        Ok(result) => DeliveryOutcome { at, state: DeliveryState::Sent, next_try: None, result },
        Err(AlertError::Never(result)) => DeliveryOutcome { at, state: DeliveryState::Failed, next_try: None, result },
        Err(error) => match PAUSES.get(tries) {
            Some(pause) => DeliveryOutcome {
                at,
                state: DeliveryState::Waiting,
                next_try: Some(at.saturating_add(millis(*pause))),
                result: error.to_string(),
            },
            None => DeliveryOutcome {
                at,
                state: DeliveryState::Failed,
                next_try: None,
                result: format!("given up after {} tries: {error}", tries + 1),
            },
        },
    }
}

fn one(store: &dyn Watched, channels: &Channels, delivery: &Delivery, now: Millis) -> Result<String, AlertError> {
    let Some(channel) = channels.named(&delivery.channel) else {
        return Err(AlertError::NotNow(format!("there is no channel `{}` in delivery.toml", delivery.channel)));
    };
    let gone = || AlertError::Never("its alarm is not in the store".into());
    let alarm = store.alarm(delivery.alarm)?.ok_or_else(gone)?;
    let watch = store.watch(alarm.alarm.watch)?.ok_or_else(gone)?;
    let message = Message::new(as_store(store), &watch, &alarm, channels.pages.as_deref())?;
    match channel {
        Channel::Webhook(channel) => webhook::send(channel, &message.json(), now),
        Channel::Mail(channel) => {
            let id = mail::id_of(alarm.id, alarm.raised_at);
            mail::send(channel, &id, &message.subject(channel.language), &message.text(channel.language), now)
        }
    }
}

fn as_store(store: &dyn Watched) -> &dyn marsad_store::Store {
    store
}

/// Sends a test message to one channel; in words what the other side said.
///
/// # Errors
/// When it cannot be sent.
pub fn send_to(channel: Channel<'_>, now: Millis) -> Result<String, AlertError> {
    let named = [("channel", channel.name())];
    match channel {
        Channel::Webhook(one) => {
            let text = |code| words("test", code, &named);
            let body = serde_json::json!({"kind": "test", "sentences": {"ar": text("ar"), "en": text("en")}});
            webhook::send(one, body.to_string().as_bytes(), now)
        }
        Channel::Mail(one) => {
            let code = if one.language == crate::Language::En { "en" } else { "ar" };
            let text = format!("{}\n\n{}", words("test", code, &named), words("said", code, &[]));
            let id = format!("marsad.test.{now}");
            mail::send(one, &id, &words("test-subject", code, &[]), &text, now)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(tries: u32) -> Delivery {
        Delivery {
            id: 1,
            alarm: 1,
            channel: "desk".into(),
            state: DeliveryState::Waiting,
            tries,
            next_try: Some(0),
            last_try: None,
            last_result: None,
        }
    }

    #[test]
    fn pauses_grow_and_end() {
        let mut now = 0;
        let mut waits = Vec::new();
        for tries in 0..20 {
            let tried = outcome(&delivery(tries), Err(AlertError::NotNow("busy".into())), now);
            let Some(next) = tried.next_try else {
                assert_eq!(tried.state, DeliveryState::Failed);
                assert!(tried.result.contains("after 8 tries: busy"), "{}", tried.result);
                break;
            };
            waits.push(next - now);
            now = next;
        }
        assert_eq!(waits.len(), PAUSES.len());
        assert!(waits.is_sorted() && now < 3 * 24 * 3600 * 1000);
        let never = outcome(&delivery(0), Err(AlertError::Never("no".into())), 5);
        assert_eq!((never.state, never.next_try, never.at), (DeliveryState::Failed, None, 5));
    }
}
