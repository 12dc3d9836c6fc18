//! What a model answers, held to the words of the document.

use crate::words::Words;
use marsad_model::{CountKind, EventType, Quote, Span};
use marsad_store::{ProposedCount, ProposedReport};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;
use std::collections::HashSet;

/// Most reports of one answer, and values of one field.
const MOST: usize = 200;

/// The answer that a model is asked for. It is read leniently all the same ([`held`]): a model's text is a stranger's.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the JSON Schema is made from it")]
struct Wanted {
    /// One for each act; empty where the document tells of none.
    reports: Vec<WantedReport>,
}

#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the JSON Schema is made from it")]
struct WantedReport {
    /// The sentence in which the act is told, copied.
    sentence: String,
    /// The words that name the act, copied.
    trigger: String,
    /// What kind of act it is.
    #[serde(rename = "type")]
    type_: EventType,
    /// Who did it, each copied.
    actors: Vec<String>,
    /// To whom, each copied.
    recipients: Vec<String>,
    /// Where, each copied.
    places: Vec<String>,
    /// The words for when, copied; empty where there are none.
    date: String,
    /// The numbers that are stated of it.
    counts: Vec<WantedCount>,
}

#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the JSON Schema is made from it")]
struct WantedCount {
    /// What happened to those counted.
    what: CountKind,
    /// The number with what is counted, copied.
    words: String,
}

/// The JSON Schema of the answer that a model is asked for, made from the house's own codes.
#[must_use]
pub fn schema() -> Value {
    // Servers that turn a schema into a grammar know few of its words: no references, nothing optional.
    let settings = SchemaSettings::draft2020_12().with(|s| {
        s.inline_subschemas = true;
        s.meta_schema = None;
    });
    let mut schema = settings.into_generator().into_root_schema_for::<Wanted>().to_value();
    if let Some(object) = schema.as_object_mut() {
        object.remove("title");
    }
    schema
}

/// What of an answer stands in the document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answered {
    /// The reports, every value in them words of the document.
    pub reports: Vec<ProposedReport>,
    /// How many fields were left out.
    pub dropped: u64,
}

/// Takes of a model's text what stands in a part of a document.
///
/// # Errors
/// In words why it is no answer at all.
pub(super) fn held(content: &str, words: &Words, part: Span) -> Result<Answered, String> {
    let value = object(content).ok_or("the model's text is no JSON object")?;
    let list = value.get("reports").and_then(Value::as_array).ok_or("the model's text has no list `reports`")?;
    let mut out = Answered::default();
    let mut hold = Hold { words, part, dropped: 0, taken: HashSet::new() };
    for told in list.iter().take(MOST) {
        match hold.report(told) {
            Some(report) if !out.reports.contains(&report) => out.reports.push(report),
            _ => {}
        }
    }
    out.dropped = hold.dropped + list.len().saturating_sub(MOST) as u64;
    Ok(out)
}

/// The object in a text: the text itself, or what stands between its first and last braces, where a model wraps it in words.
fn object(content: &str) -> Option<Value> {
    let whole: Option<Value> = serde_json::from_str(content.trim()).ok();
    let found = whole.or_else(|| {
        // Behind what some models think aloud.
        let content = content.rsplit_once("</think>").map_or(content, |(_, rest)| rest);
        let (from, to) = (content.find('{')?, content.rfind('}')?);
        serde_json::from_str(content.get(from..=to)?).ok()
    })?;
    found.is_object().then_some(found)
}

struct Hold<'w> {
    words: &'w Words,
    part: Span,
    dropped: u64,
    /// Where triggers of a type stand already: the same words said again are the next ones in the text.
    taken: HashSet<(usize, EventType)>,
}

impl Hold<'_> {
    /// A report, where its type and trigger hold; without them nothing of it can be kept.
    fn report(&mut self, told: &Value) -> Option<ProposedReport> {
        let type_ = told.get("type").and_then(Value::as_str).and_then(|code| code.parse::<EventType>().ok());
        let sentence = told.get("sentence").and_then(Value::as_str).unwrap_or("");
        let inside = self.words.nearest(sentence, &[self.part], None).map(|quote| quote.span());
        let trigger = told.get("trigger").and_then(Value::as_str).unwrap_or("");
        let (Some(type_), Some(trigger)) = (type_, type_.and_then(|type_| self.trigger(trigger, inside, type_))) else {
            self.dropped += 1;
            return None;
        };
        self.taken.insert((trigger.start, type_));
        let near = trigger.span();
        let date = told.get("date").and_then(Value::as_str).filter(|date| !date.trim().is_empty());
        let mut counts = Vec::new();
        for count in self.list(told, "counts") {
            let what = count.get("what").and_then(Value::as_str).and_then(|code| code.parse::<CountKind>().ok());
            let quote = count.get("words").and_then(Value::as_str).and_then(|said| self.quote(said, inside, near));
            match what.zip(quote) {
                Some((what, quote)) => counts.push(ProposedCount { what, quote }),
                None => self.dropped += 1,
            }
        }
        Some(ProposedReport {
            type_,
            actors: self.quotes(told, "actors", inside, near),
            recipients: self.quotes(told, "recipients", inside, near),
            places: self.quotes(told, "places", inside, near),
            date: match date.map(|said| self.quote(said, inside, near)) {
                Some(None) => {
                    self.dropped += 1;
                    None
                }
                found => found.flatten(),
            },
            counts,
            trigger,
        })
    }

    /// Where a trigger stands: in its sentence if that is in the text, and not where one of its type was found already.
    fn trigger(&self, said: &str, inside: Option<Span>, type_: EventType) -> Option<Quote> {
        let mut found = inside.map(|inside| self.words.find(said, &[inside])).unwrap_or_default();
        if found.is_empty() {
            found = self.words.find(said, &[self.part]);
        }
        let free = found.iter().position(|quote| !self.taken.contains(&(quote.start, type_)));
        let at = free.unwrap_or(0);
        (at < found.len()).then(|| found.swap_remove(at))
    }

    /// Where some words stand: in the sentence if they do, else nearest to the trigger.
    fn quote(&self, said: &str, inside: Option<Span>, near: Span) -> Option<Quote> {
        let there = inside.and_then(|inside| self.words.nearest(said, &[inside], Some(near)));
        there.or_else(|| self.words.nearest(said, &[self.part], Some(near)))
    }

    fn quotes(&mut self, told: &Value, field: &str, inside: Option<Span>, near: Span) -> Vec<Quote> {
        let mut out: Vec<Quote> = Vec::new();
        for said in self.list(told, field) {
            match said.as_str().and_then(|said| self.quote(said, inside, near)) {
                Some(quote) if out.contains(&quote) => {}
                Some(quote) => out.push(quote),
                None => self.dropped += 1,
            }
        }
        out
    }

    /// The values of a list; what is too many is dropped, and what is no list is one dropped field.
    fn list<'v>(&mut self, told: &'v Value, field: &str) -> &'v [Value] {
        match told.get(field) {
            None | Some(Value::Null) => &[],
            Some(Value::Array(all)) => {
                self.dropped += all.len().saturating_sub(MOST) as u64;
                all.get(..MOST).unwrap_or(all)
            }
            Some(_) => {
                self.dropped += 1;
                &[]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const TEXT: &str =
        "قصف على حلب\n\nقصفت طائرات حربية أحياء في مدينة حلب أمس، وقتل خمسة مدنيين. وفي حمص قتل جندي برصاص قناص.";

    fn held_all(content: &str) -> Result<Answered, String> {
        held(content, &Words::new(TEXT), Span::new(0, TEXT.chars().count()))
    }

    fn told(more: Value) -> Value {
        let mut report = json!({
            "sentence": "قصفت طائرات حربية أحياء في مدينة حلب أمس، وقتل خمسة مدنيين.", "trigger": "قصفت", "type": "ASSAULT",
            "actors": ["طائرات حربية"], "recipients": [], "places": ["مدينة حلب"], "date": "أمس",
            "counts": [{ "what": "killed", "words": "خمسة مدنيين" }],
        });
        for (key, value) in more.as_object().unwrap() {
            report[key] = value.clone();
        }
        report
    }

    fn answer(reports: &[Value]) -> String {
        json!({ "reports": reports }).to_string()
    }

    #[test]
    fn what_stands_in_the_text_is_kept_with_its_place() {
        let found = held_all(&answer(&[told(json!({}))])).unwrap();
        assert_eq!((found.reports.len(), found.dropped), (1, 0));
        let report = &found.reports[0];
        for quote in report.quotes() {
            assert_eq!(quote.span().slice(TEXT), quote.text);
        }
        assert_eq!((report.actors[0].text.as_str(), report.places[0].text.as_str()), ("طائرات حربية", "مدينة حلب"));
        assert_eq!(report.date.as_ref().map(|q| q.text.as_str()), Some("أمس"));
        assert_eq!(report.counts[0].what, CountKind::Killed);
    }

    #[test]
    fn what_is_invented_is_dropped_and_counted() {
        let found = held_all(&answer(&[
            told(json!({ "actors": ["طائرات روسية", "طائرات حربية"], "date": "يوم الجمعة", "places": ["Aleppo"] })),
            told(json!({ "counts": [{ "what": "killed", "words": "خمسون" }, { "what": "eaten", "words": "خمسة مدنيين" }, 7] })),
            told(json!({ "trigger": "اغتالت" })),
            told(json!({ "type": "WAR" })),
            json!("not a report"),
        ]))
        .unwrap();
        assert_eq!(found.dropped, 3 + 3 + 3);
        assert_eq!(found.reports.len(), 2);
        assert_eq!(
            (found.reports[0].actors.len(), found.reports[0].places.len(), &found.reports[0].date),
            (1, 0, &None)
        );
    }

    #[test]
    fn the_same_trigger_twice_is_the_next_one_and_the_sentence_decides() {
        let one =
            told(json!({ "trigger": "قتل", "sentence": "", "actors": [], "places": [], "date": "", "counts": [] }));
        let two = told(
            json!({ "trigger": "قتل", "sentence": "وفي حمص قتل جندي برصاص قناص", "actors": [], "places": ["حمص"] }),
        );
        let found = held_all(&answer(&[two, one])).unwrap();
        let starts: Vec<usize> = found.reports.iter().map(|r| r.trigger.start).collect();
        assert!(starts.len() == 2 && starts[1] < starts[0], "{starts:?}");
    }

    #[test]
    fn an_answer_in_words_around_it_is_found_and_no_answer_is_told() {
        let plain = answer(&[told(json!({}))]);
        for wrapped in [
            format!("```json\n{plain}\n```"),
            format!("<think>{{ }}</think>\nHere it is: {plain} Done."),
            format!("  {plain}\n"),
        ] {
            assert_eq!(held_all(&wrapped).map(|a| a.reports.len()), Ok(1), "{wrapped}");
        }
        for bad in ["", "APPROVED", "[]", "{\"reports\": 3}", "{}", "}{", &"{\"reports\":[".repeat(50_000)] {
            assert!(held_all(bad).is_err(), "{bad:.40}");
        }
        assert_eq!(held_all("{\"reports\":[]}"), Ok(Answered::default()));
    }

    #[test]
    fn many_reports_and_values_are_bounded() {
        let flood = answer(&vec![told(json!({ "trigger": "لا شيء" })); 5_000]);
        assert_eq!(held_all(&flood).unwrap().dropped, 5_000);
        let wide = answer(&[told(json!({ "actors": vec!["طائرات حربية"; 5_000] }))]);
        let found = held_all(&wide).unwrap();
        assert_eq!((found.reports[0].actors.len(), found.dropped), (1, 4_800));
    }

    #[test]
    fn the_schema_has_the_codes_of_the_house_and_no_references() {
        let text = schema().to_string();
        for type_ in EventType::ALL {
            assert!(text.contains(&format!("\"{type_}\"")));
        }
        assert!(!text.contains("$ref") && !text.contains("$defs") && !text.contains("\"null\""), "{text}");
        let report = &schema()["properties"]["reports"]["items"];
        assert_eq!(
            report["required"].as_array().map(Vec::len),
            report["properties"].as_object().map(serde_json::Map::len)
        );
        assert_eq!(report["additionalProperties"], false);
    }

    proptest! {
        #[test]
        fn no_text_of_a_model_makes_more_than_quotes(content in "\\PC{0,80}|[{}\\[\\]\",:a-z قصفتحلب]{0,80}", trigger in "[قصفتل والحب]{0,9}") {
            let _ = held_all(&content);
            if let Ok(found) = held_all(&answer(&[told(json!({ "trigger": trigger, "actors": [content] }))])) {
                for quote in found.reports.iter().flat_map(ProposedReport::quotes) {
                    prop_assert_eq!(quote.span().slice(TEXT), quote.text.as_str());
                }
            }
        }
    }
}
