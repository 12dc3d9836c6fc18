//! What the pages of watches and alarms ask: a store that counts and keeps alarms.

use crate::errors::Failure;
use crate::i18n::Lang;
use crate::state::AppState;
use crate::{Names, params};
use marsad_store::{AlarmRow, Method, StoreError, WatchRow, Watched};
use marsad_watch::sentence::{self, Language};
use marsad_watch::{Kind, Novelty, Series};
use std::sync::Arc;

/// The watches of an observatory.
#[derive(Clone)]
pub struct Watches(pub Arc<dyn Watched>);

impl std::fmt::Debug for Watches {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watches")
    }
}

impl AppState {
    /// Asks the watches off the async threads; a server without watches has nothing at their addresses.
    ///
    /// # Errors
    /// What the store says, or that its thread broke.
    pub async fn ask_watches<T, F>(&self, question: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&dyn Watched) -> Result<T, StoreError> + Send + 'static,
    {
        let watches = self.watches.clone().ok_or(Failure::NotFound)?;
        match tokio::task::spawn_blocking(move || question(watches.0.as_ref())).await {
            Ok(answer) => answer.map_err(Failure::from),
            Err(broken) => Err(Failure::Broken(broken.to_string())),
        }
    }
}

/// The last periods of a series.
#[must_use]
pub fn last_periods(series: &Series, most: usize) -> usize {
    series.len().saturating_sub(most)
}

/// The name of a watch in the reader's language.
#[must_use]
pub fn watch_name(lang: Lang, watch: &WatchRow) -> &str {
    match (lang, &watch.watch.name_ar) {
        (Lang::Ar, Some(name)) => name,
        _ => &watch.watch.name,
    }
}

/// A part of a split count, or a place or method, in the reader's language.
#[must_use]
pub fn part_name(lang: Lang, names: &Names, id: &str) -> String {
    if let Some(name) = (lang == Lang::Ar).then(|| names.arabic(id)).flatten() {
        return name.to_owned();
    }
    let code = ["mode", "type"].iter().find_map(|group| lang.get(&format!("{group}.{id}")));
    code.map_or_else(|| id.to_owned(), str::to_owned)
}

/// What an alarm says, with names in the reader's language.
#[must_use]
pub fn alarm_sentence(lang: Lang, names: &Names, alarm: &AlarmRow) -> String {
    let content = &alarm.alarm.content;
    let language = match lang {
        Lang::Ar => Language::Arabic,
        Lang::En => Language::English,
    };
    let kind = match alarm.alarm.method {
        Method::Place => Some(Kind::Place),
        Method::Mode => Some(Kind::Method),
        Method::Detector(_) => None,
    };
    let text = match kind.zip(content.sighting.as_ref()) {
        Some((kind, seen)) => {
            let new = Novelty { kind, id: &seen.what, day: alarm.alarm.day, last: seen.last, since: seen.since };
            sentence::of_novelty(&new, &part_name(lang, names, &seen.what), language)
        }
        None => match lang {
            Lang::Ar => content.sentences.ar.clone(),
            Lang::En => content.sentences.en.clone(),
        },
    };
    with_days(&text)
}

/// A sentence with its days (`2022-01-23`) kept in their own direction: between Arabic words they would be read backwards.
#[must_use]
pub fn with_days(text: &str) -> String {
    let is_day = |word: &[u8]| {
        word.len() == 10
            && word.iter().enumerate().all(|(at, b)| if at == 4 || at == 7 { *b == b'-' } else { b.is_ascii_digit() })
    };
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len() + 24);
    let mut from = 0;
    let mut at = 0;
    while at + 10 <= bytes.len() {
        if is_day(&bytes[at..at + 10]) {
            out.push_str(&text[from..at]);
            out.push('\u{2066}');
            out.push_str(&text[at..at + 10]);
            out.push('\u{2069}');
            at += 10;
            from = at;
        } else {
            at += 1;
        }
    }
    out.push_str(&text[from..]);
    out
}

/// The address of a watch's page, with what it is to show.
#[must_use]
pub fn watch_href(lang: Lang, watch: i64, part: &str, known: Option<marsad_model::Day>) -> String {
    let mut query = Vec::new();
    if !part.is_empty() {
        query.push(format!("part={}", params::encode(part)));
    }
    if let Some(day) = known {
        query.push(format!("known={day}"));
    }
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    format!("/{}/watch/{watch}{query}", lang.code())
}

#[cfg(test)]
mod tests {
    use super::with_days;

    #[test]
    fn days_are_read_in_their_own_direction() {
        assert_eq!(
            with_days("من 2022-01-03 إلى 2022-01-23."),
            "من \u{2066}2022-01-03\u{2069} إلى \u{2066}2022-01-23\u{2069}."
        );
        for text in ["", "2022-1-3", "ما من يوم", "12022-01"] {
            assert_eq!(with_days(text), text);
        }
    }
}
