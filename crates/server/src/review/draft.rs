//! What a coder changed on a card and has not sent yet. It stands in the page's address, so that nothing is stored before the
//! verdict, the way back is the browser's, and everything works without a script.

use super::words::FullText;
use crate::params::Fault;
use marsad_model::{Report, Span};
use marsad_store::FieldChange;
use marsad_store::ReportField;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Longest draft, in bytes of its JSON.
const LONGEST: usize = 16 << 10;

/// The fields that are others than in the reading that the card began with, each with its whole value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft(BTreeMap<ReportField, Value>);

impl Draft {
    /// The fields in which a report differs from another.
    #[must_use]
    pub fn between(before: &Report, after: &Report) -> Self {
        let fields = ReportField::ALL.into_iter().filter(|field| field.of(before) != field.of(after));
        Self(fields.map(|field| (field, field.of(after))).collect())
    }

    /// Reads a draft from an address; the words under its spans come from the text.
    ///
    /// # Errors
    /// When it is none of ours.
    pub fn read(raw: &str, text: &FullText) -> Result<Self, Fault> {
        let fault = || Fault::new("draft", "error.draft", Vec::new());
        if raw.is_empty() {
            return Ok(Self::default());
        }
        if raw.len() > LONGEST {
            return Err(fault());
        }
        let Ok(Value::Object(fields)) = serde_json::from_str(raw) else { return Err(fault()) };
        let mut out = BTreeMap::new();
        for (name, mut value) in fields {
            let field = ReportField::from_name(&name).ok_or_else(fault)?;
            whole(&mut value, text).ok_or_else(fault)?;
            out.insert(field, value);
        }
        Ok(Self(out))
    }

    /// As an address has it: without the words, and without what is empty. Empty where nothing was changed.
    #[must_use]
    pub fn write(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        let fields = self.0.iter().map(|(field, value)| {
            let mut value = value.clone();
            slim(&mut value);
            (field.as_str().to_owned(), value)
        });
        Value::Object(fields.collect::<Map<_, _>>()).to_string()
    }

    /// The report with the draft laid over it.
    ///
    /// # Errors
    /// When a value has not the shape of its field.
    pub fn over(&self, report: &Report) -> Result<Report, Fault> {
        let mut out = report.clone();
        for (field, value) in &self.0 {
            field.put(&mut out, value).map_err(|_| Fault::new("draft", "error.draft", Vec::new()))?;
        }
        Ok(out)
    }

    /// Without some fields: these stand as they did.
    #[must_use]
    pub fn without(&self, fields: &[ReportField]) -> Self {
        Self(self.0.iter().filter(|(field, _)| !fields.contains(field)).map(|(f, v)| (*f, v.clone())).collect())
    }

    /// Whether nothing is changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of some fields is changed.
    #[must_use]
    pub fn has(&self, fields: &[ReportField]) -> bool {
        fields.iter().any(|field| self.0.contains_key(field))
    }

    /// The changes, as a review has them.
    #[must_use]
    pub fn changes(&self) -> Vec<FieldChange> {
        self.0.iter().map(|(field, value)| FieldChange { field: *field, value: value.clone() }).collect()
    }
}

/// Takes out of a value what can be told again: the words under spans, nulls, empty lists.
fn slim(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(slim),
        Value::Object(map) => {
            if map.contains_key("start") && map.contains_key("end") {
                map.remove("text");
            }
            map.values_mut().for_each(slim);
            // What whoever reads JSON fills in by itself.
            map.retain(|_, value| !(value.is_null() || value.as_array().is_some_and(Vec::is_empty)));
        }
        _ => {}
    }
}

/// Puts the words under every span of a value; none where one lies outside the text.
fn whole(value: &mut Value, text: &FullText) -> Option<()> {
    match value {
        Value::Array(all) => all.iter_mut().try_for_each(|value| whole(value, text)),
        Value::Object(map) => {
            if let (Some(start), Some(end)) = (map.get("start"), map.get("end")) {
                let at = |value: &Value| value.as_u64().and_then(|n| usize::try_from(n).ok());
                let words = text.quote(Span::new(at(start)?, at(end)?))?;
                map.insert("text".into(), json!(words.text));
            }
            map.values_mut().try_for_each(|value| whole(value, text))
        }
        _ => Some(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::words::tests::{report, text};
    use marsad_model::EventType;
    use proptest::prelude::*;

    #[test]
    fn a_draft_survives_its_address() {
        let (before, text) = (report(), text());
        let mut after = before.clone();
        after.type_ = EventType::Protest;
        after.actors.clear();
        after.places[0].id = Some("geonames:1".into());
        after.date = None;
        let draft = Draft::between(&before, &after);
        let raw = draft.write();
        assert!(!raw.contains(&before.places[0].quote.text), "{raw}");
        let read = Draft::read(&raw, &text).unwrap();
        assert_eq!(read.over(&before).unwrap(), after, "{raw}");
        assert_eq!(read.changes().len(), 4);
        assert_eq!(Draft::between(&before, &before), Draft::default());
        assert_eq!(Draft::default().write(), "");
    }

    #[test]
    fn what_is_no_draft_is_refused_by_name() {
        let text = text();
        for raw in [
            "x",
            "[]",
            r#"{"colour":1}"#,
            r#"{"trigger":{"start":0,"end":9999}}"#,
            r#"{"trigger":{"start":5,"end":2}}"#,
            &format!("{{\"type\":\"{}\"}}", "A".repeat(LONGEST)),
        ] {
            assert_eq!(Draft::read(raw, &text).unwrap_err().parameter, "draft", "{raw}");
        }
        let odd = Draft::read(r#"{"type":"WAR"}"#, &text).unwrap();
        assert!(odd.over(&report()).is_err());
    }

    proptest! {
        #[test]
        fn no_address_panics(raw in "\\PC{0,60}", start in 0u64..400, end in 0u64..400) {
            let text = text();
            let _ = Draft::read(&raw, &text);
            let odd = format!(r#"{{"actors":[{{"start":{start},"end":{end},"entity":"x"}}]}}"#);
            if let Ok(draft) = Draft::read(&odd, &text) {
                let after = draft.over(&report()).unwrap();
                prop_assert_eq!(after.actors[0].quote.text.chars().count() as u64, end - start);
            }
        }
    }
}
