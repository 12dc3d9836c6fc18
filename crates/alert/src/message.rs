//! What a message says: the alarm with its numbers, its sentences and its newest reports.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use marsad_store::{AlarmRow, ReportRow, Store, WatchRow};
use sha2::Sha256;

use crate::{AlertError, Language};

/// The header that carries the signature of a message.
pub const SIGNATURE: &str = "x-marsad-signature";
/// The header that carries the time the signature was made at, in seconds since 1970.
pub(crate) const SIGNED_AT: &str = "x-marsad-timestamp";

/// How many reports a message names.
const NAMED: usize = 8;

/// An alarm on its way.
#[derive(Debug, Clone)]
pub struct Message {
    alarm: AlarmRow,
    watch: WatchRow,
    newest: Vec<ReportRow>,
    pages: Option<String>,
}

impl Message {
    /// The message of an alarm.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn new(store: &dyn Store, watch: &WatchRow, alarm: &AlarmRow, pages: Option<&str>) -> Result<Self, AlertError> {
        let mut newest = Vec::new();
        for id in alarm.alarm.content.reports.iter().take(NAMED) {
            newest.extend(store.report(*id)?);
        }
        let pages = pages.map(|address| address.trim_end_matches('/').to_owned());
        Ok(Self { alarm: alarm.clone(), watch: watch.clone(), newest, pages })
    }

    /// Where the alarm can be read, in a language; none where the pages have no address.
    fn link(&self, language: &str) -> Option<String> {
        self.pages.as_ref().map(|pages| format!("{pages}/{language}/watch/{}#alarm-{}", self.watch.id, self.alarm.id))
    }

    /// The message for programs, as JSON.
    #[must_use]
    pub fn json(&self) -> Vec<u8> {
        let alarm = &self.alarm.alarm;
        let reports: Vec<serde_json::Value> = self
            .newest
            .iter()
            .map(|row| {
                serde_json::json!({
                    "id": row.id, "title": row.title, "outlet": row.outlet, "published": row.published, "url": row.url,
                })
            })
            .collect();
        let value = serde_json::json!({
            "kind": "alarm",
            "id": self.alarm.id,
            "watch": {"id": self.watch.id, "name": self.watch.watch.name},
            "part": if alarm.of.is_empty() { None } else { Some(&alarm.of) },
            "method": alarm.method.name(),
            "level": alarm.level.name(),
            "day": alarm.day,
            "sentences": alarm.content.sentences,
            "numbers": alarm.content.numbers,
            "sighting": alarm.content.sighting,
            "known": alarm.content.known,
            "report_count": alarm.content.report_count,
            "reports": reports,
            "raised_at": Timestamp::from_millisecond(self.alarm.raised_at).ok(),
            "link": self.link("en"),
        });
        value.to_string().into_bytes()
    }

    /// The subject of a mail.
    #[must_use]
    pub fn subject(&self, language: Language) -> String {
        let of = |code: &str| {
            let level = words(self.alarm.alarm.level.name(), code, &[]);
            words("subject", code, &[("level", &level), ("watch", self.watch_name(code))])
        };
        match language {
            Language::En => of("en"),
            Language::Ar | Language::Both => of("ar"),
        }
    }

    /// The text of a mail.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::Ar => self.text_in("ar"),
            Language::En => self.text_in("en"),
            Language::Both => format!("{}\n\n———\n\n{}", self.text_in("ar"), self.text_in("en")),
        }
    }

    fn watch_name(&self, code: &str) -> &str {
        match (code, &self.watch.watch.name_ar) {
            ("ar", Some(name)) => name,
            _ => &self.watch.watch.name,
        }
    }

    fn text_in(&self, code: &str) -> String {
        let alarm = &self.alarm.alarm;
        let mut out = words("watched", code, &[("watch", self.watch_name(code))]);
        if !alarm.of.is_empty() {
            out += &format!("\n{}", words("part", code, &[("part", &alarm.of)]));
        }
        let sentences = &alarm.content.sentences;
        out += &format!("\n\n{}\n", if code == "ar" { &sentences.ar } else { &sentences.en });
        if self.newest.is_empty() {
            out += &format!("\n{}\n", words("no-reports", code, &[]));
        } else {
            let count = alarm.content.report_count.to_string();
            out += &format!("\n{}\n", words("reports", code, &[("count", &count)]));
            for row in &self.newest {
                let day = row.published.map(|day| format!("{day} ")).unwrap_or_default();
                let outlet = row.outlet.as_deref().map(|outlet| format!(" — {outlet}")).unwrap_or_default();
                let url = row.url.as_deref().map(|url| format!("\n  {}", one_line(url))).unwrap_or_default();
                out += &format!("- {day}{}{}{url}\n", one_line(&row.title), one_line(&outlet));
            }
        }
        if let Some(link) = self.link(code) {
            out += &format!("\n{}\n", words("open", code, &[("link", &link)]));
        }
        out + &format!("\n{}", words("said", code, &[]))
    }
}

/// A text of a page as it may stand in a line of a mail.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A template of the data file, filled in; empty for a key that the file does not have.
pub(crate) fn words(key: &str, code: &str, values: &[(&str, &str)]) -> String {
    let rows = include_str!("../data/words.tsv").lines().filter(|line| !line.starts_with('#')).skip(1);
    let found = rows.filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?, cells.next()?, cells.next()?))
    });
    let template = found.filter(|(k, ..)| *k == key).map(|(_, ar, en)| if code == "ar" { ar } else { en }).next();
    let mut out = template.unwrap_or_default().to_owned();
    for (name, value) in values {
        out = out.replace(&format!("{{{name}}}"), value);
    }
    out
}

/// The signature of a message: `sha256=` and the HMAC-SHA256, in hexadecimal, of the time in seconds, a full stop, and the
/// body.
#[must_use]
pub fn signature(secret: &str, seconds: i64, body: &[u8]) -> String {
    // HMAC takes keys of every length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(format!("{seconds}.").as_bytes());
    mac.update(body);
    let digest = mac.finalize().into_bytes();
    digest.iter().fold("sha256=".to_owned(), |out, byte| out + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_those_that_others_reckon() {
        // By Python: hmac.new(b"key", b"1700000000.{}", "sha256").hexdigest()
        assert_eq!(
            signature("key", 1_700_000_000, b"{}"),
            "sha256=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae"
        );
        assert_ne!(signature("key", 1_700_000_001, b"{}"), signature("key", 1_700_000_000, b"{}"));
    }

    #[test]
    fn every_template_has_both_languages_and_the_same_names() {
        let text = include_str!("../data/words.tsv");
        let names = |template: &str| {
            let mut names: Vec<String> =
                template.split('{').skip(1).filter_map(|t| Some(t.split('}').next()?.to_owned())).collect();
            names.sort();
            names
        };
        for line in text.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 3, "{line}");
            assert_eq!(names(cells[1]), names(cells[2]), "{line}");
            assert!(cells[1].chars().any(|c| ('ء'..='ي').contains(&c)) && !cells[2].is_empty(), "{line}");
        }
        for key in ["subject", "watch", "warning", "watched", "part", "reports", "no-reports", "open", "said", "test"] {
            assert!(!words(key, "ar", &[]).is_empty(), "{key}");
        }
    }
}
