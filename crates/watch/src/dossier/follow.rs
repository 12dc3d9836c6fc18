//! What was reported about measures later.
//!
//! A later report answers a measure when it is of the same document's matter by a written rule (`data/fulfils.tsv`): one of
//! the acts that carry it out, by the one who was asked or promised, or at the same place. That says what was reported, not
//! that the measure was carried out because of it.

use super::measures::{Followed, Later, State, Stated};
use super::question::Measures;
use marsad_model::{Actor, EventType, Modality, Polarity, Report, Span};
use std::collections::BTreeSet;

const RULES: &str = include_str!("../../data/fulfils.tsv");

/// Places told more vaguely than a district are no "same place".
const SAME_PLACE: u8 = 3;

/// Most later reports that one measure keeps.
const MOST_LATER: usize = 6;

impl Measures {
    /// Whether a report is a measure.
    #[must_use]
    pub fn takes(&self, report: &Report) -> bool {
        let is = self.types.contains(&report.type_) || self.modalities.contains(&report.modality);
        is && !self.not_types.contains(&report.type_)
            && report.polarity == Polarity::Affirmed
            && !matches!(report.modality, Modality::Denied | Modality::Hypothetical)
            && !report.aux.iter().any(|aux| aux.as_str() == "historical")
    }
}

/// Which acts answer a measure of a type.
struct Rule {
    by_recipients: bool,
    done: Vec<EventType>,
    refused: Vec<EventType>,
}

impl Rule {
    fn of(type_: EventType) -> Self {
        let rows = RULES.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).skip(1);
        for row in rows {
            let mut cells = row.split('\t');
            let (measure, who, done, refused) = (cells.next(), cells.next(), cells.next(), cells.next());
            if measure != Some(type_.as_str()) {
                continue;
            }
            let types = |cell: Option<&str>| {
                cell.unwrap_or("").split(',').filter_map(|word| word.trim().parse().ok()).collect::<Vec<EventType>>()
            };
            return Self { by_recipients: who == Some("recipients"), done: types(done), refused: types(refused) };
        }
        Self { by_recipients: false, done: vec![type_], refused: vec![EventType::Reject] }
    }
}

/// What a report's actors are called: known ones by their ids, so that a common noun is never the same actor.
fn known(actors: &[Actor]) -> BTreeSet<&str> {
    actors.iter().filter_map(|actor| actor.id.as_deref()).collect()
}

fn places(report: &Report) -> BTreeSet<&str> {
    report.places.iter().filter(|p| p.precision <= SAME_PLACE).filter_map(|p| p.id.as_deref()).collect()
}

/// What was reported later of the measures among `all`; newest measure first. `all` may hold any reports; what counts as later
/// is told on a later day.
#[must_use]
pub fn follow(ask: &Measures, measures: &[Stated], all: &[Stated]) -> Vec<Followed> {
    let mut taken: Vec<&Stated> = measures.iter().filter(|m| ask.takes(&m.report)).collect();
    // A headline says again what the text says: of one event of one document the longest sentence stands.
    taken.sort_by_key(|m| {
        (m.source.document, m.report.event, m.report.type_.as_str(), std::cmp::Reverse(m.report.evidence.text.len()))
    });
    taken.dedup_by_key(|m| (m.source.document, m.report.event, m.report.type_.as_str()));
    let mut out: Vec<Followed> = taken.into_iter().map(|measure| followed(measure, all)).collect();
    out.sort_by_key(|m| (std::cmp::Reverse(m.source.published), m.source.document, m.trigger.start));
    out
}

fn followed(measure: &Stated, all: &[Stated]) -> Followed {
    let report = &measure.report;
    let rule = Rule::of(report.type_);
    let who = if rule.by_recipients { known(&report.recipients) } else { known(&report.actors) };
    let here = places(report);
    let mut later: Vec<Later> = Vec::new();
    let mut candidates: Vec<&Stated> = all.iter().filter(|other| other.told() > measure.told()).collect();
    candidates.sort_by_key(|other| (other.told(), other.id));
    for other in candidates {
        let by_actor = !who.is_disjoint(&known(&other.report.actors));
        if !by_actor && here.is_disjoint(&places(&other.report)) {
            continue;
        }
        let Some(denied) = answers(&rule, other) else { continue };
        if other.report.type_ != report.type_ && !share_a_word(report, &other.report) {
            continue;
        }
        if later.iter().any(|l| l.source.document == other.source.document && l.denied == denied) {
            continue;
        }
        later.push(Later {
            report: other.id,
            denied,
            type_: other.report.type_,
            by_actor,
            sentence: other.report.evidence.text.clone(),
            source: other.source.clone(),
        });
    }
    let (done, refused) = (later.iter().any(|l| !l.denied), later.iter().any(|l| l.denied));
    let state = match (done, refused) {
        (true, true) => State::Contested,
        (true, false) => State::Reported,
        (false, true) => State::Denied,
        (false, false) => State::Nothing,
    };
    later.truncate(MOST_LATER);
    Followed {
        report: measure.id,
        type_: report.type_,
        modality: report.modality,
        actors: report.actors.clone(),
        recipients: report.recipients.clone(),
        places: report.places.clone(),
        said_by: report.said_by.as_ref().map(|said| said.entity.clone()),
        sentence: report.evidence.text.clone(),
        trigger: Span { start: report.trigger.start, end: report.trigger.end },
        source: measure.source.clone(),
        state,
        later,
    }
}

/// Letters that Arabic joins in front of a word.
const JOINED: [char; 5] = ['و', 'ف', 'ب', 'ل', 'ك'];

/// The words of a report's sentence that say what it is about: not short ones, and not the names of its parties and places.
fn matter(report: &Report) -> BTreeSet<String> {
    let bare = |word: &str| {
        let word = word.trim_start_matches(JOINED);
        let word = word.strip_prefix("ال").or_else(|| word.strip_prefix("لل")).unwrap_or(word);
        word.chars().take(5).collect::<String>()
    };
    let words = |text: &str| {
        let folded = marsad_text::fold_str(text);
        let words = folded.split(|c: char| !c.is_alphanumeric()).map(bare);
        words.filter(|word| word.chars().count() >= 4).collect::<BTreeSet<String>>()
    };
    let mut out = words(&report.evidence.text);
    for named in report.actors.iter().chain(&report.recipients).map(|a| &a.quote.text) {
        out.retain(|word| !words(named).contains(word));
    }
    for named in report.places.iter().map(|p| &p.quote.text) {
        out.retain(|word| !words(named).contains(word));
    }
    out
}

/// Whether two sentences are about the same matter as far as words tell: one of the longer ones stands in both.
fn share_a_word(a: &Report, b: &Report) -> bool {
    !matter(a).is_disjoint(&matter(b))
}

/// Whether a report tells that a measure was carried out (false) or refused (true); none where it tells neither.
fn answers(rule: &Rule, other: &Stated) -> Option<bool> {
    let report = &other.report;
    let told = matches!(report.modality, Modality::Asserted | Modality::Reported);
    let not = report.modality == Modality::Denied || (told && report.polarity == Polarity::Negated);
    if rule.done.contains(&report.type_) {
        if not {
            return Some(true);
        }
        return told.then_some(false);
    }
    (rule.refused.contains(&report.type_) && told && report.polarity == Polarity::Affirmed).then_some(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::Source;
    use serde_json::json;

    fn stated(id: i64, day: &str, what: serde_json::Value) -> Stated {
        let quote = json!({"start": 0, "end": 4, "text": "كلمة"});
        let actor =
            |name: &serde_json::Value| json!({"start": 0, "end": 4, "text": "كلمة", "entity": name, "id": name});
        let list =
            |key: &str| what[key].as_array().map(|a| a.iter().map(actor).collect::<Vec<_>>()).unwrap_or_default();
        let place =
            |name: &str| json!({"start": 0, "end": 4, "text": "كلمة", "name": name, "id": name, "precision": 1});
        let report = json!({
            "type": what["type"], "modality": what["modality"].as_str().unwrap_or("asserted"),
            "polarity": what["polarity"].as_str().unwrap_or("affirmed"), "certainty": "unstated", "trigger": quote,
            "event": id, "actors": list("actors"), "recipients": list("recipients"),
            "places": what["place"].as_str().map(place).into_iter().collect::<Vec<_>>(),
            "confidence": 0.8, "rule": "x", "evidence": quote, "versions": {"marsad": "0", "lexicon": "0"},
        });
        Stated {
            id,
            source: Source {
                document: id,
                outlet: None,
                published: Some(day.parse().unwrap()),
                title: String::new(),
                url: None,
                sha256: String::new(),
                captured_at: String::new(),
            },
            report: serde_json::from_value(report).unwrap(),
        }
    }

    fn state(all: &[Stated]) -> Vec<(i64, State, Vec<i64>)> {
        let found = follow(&Measures::default(), all, all);
        found.into_iter().map(|m| (m.report, m.state, m.later.iter().map(|l| l.report).collect())).collect()
    }

    #[test]
    fn a_demand_is_answered_by_whom_it_was_made_to_and_only_later() {
        let ask = json!({"type": "REQUEST", "actors": ["un"], "recipients": ["belgium"]});
        let gives = json!({"type": "AID", "actors": ["belgium"]});
        let other = json!({"type": "AID", "actors": ["france"]});
        let mut all = [
            stated(1, "2021-02-01", gives.clone()),
            stated(2, "2021-02-08", ask.clone()),
            stated(3, "2021-02-08", gives.clone()),
            stated(4, "2021-03-01", other),
            stated(5, "2021-07-17", gives),
        ];
        for each in &mut all {
            each.report.evidence.text = "استعادة الأطفال من المخيم".to_owned();
        }
        assert_eq!(state(&all), [(2, State::Reported, vec![5])]);
        assert_eq!(state(&all[..4]), [(2, State::Nothing, vec![])]);
        let mut refused = stated(6, "2021-08-01", json!({"type": "REJECT", "actors": ["belgium"]}));
        refused.report.evidence.text = "رفض استعادة الأطفال".to_owned();
        assert_eq!(state(&[all[1].clone(), refused.clone()]), [(2, State::Denied, vec![6])]);
        assert_eq!(state(&[all[1].clone(), all[4].clone(), refused])[0].1, State::Contested);
    }

    #[test]
    fn a_plan_is_answered_by_the_same_act_at_the_same_place() {
        let plan = json!({"type": "COERCE", "modality": "intended", "actors": ["sdf"], "place": "hol"});
        let done = json!({"type": "COERCE", "actors": ["asayish"], "place": "hol"});
        let denied = json!({"type": "COERCE", "modality": "denied", "place": "hol"});
        let planned_again = json!({"type": "COERCE", "modality": "intended", "place": "hol"});
        let far = json!({"type": "COERCE", "place": "roj"});
        let all = [stated(1, "2021-01-01", plan), stated(2, "2021-01-05", done), stated(3, "2021-01-06", far)];
        assert_eq!(state(&all), [(1, State::Reported, vec![2])]);
        assert_eq!(state(&[all[0].clone(), stated(4, "2021-01-07", denied)]), [(1, State::Denied, vec![4])]);
        let again = stated(5, "2021-01-08", planned_again);
        assert_eq!(state(&[all[0].clone(), again]), [(5, State::Nothing, vec![]), (1, State::Nothing, vec![])]);
    }

    #[test]
    fn another_kind_of_act_answers_only_where_the_sentences_share_a_word() {
        let mut ask =
            stated(1, "2021-06-28", json!({"type": "REQUEST", "actors": ["us"], "recipients": ["coalition"]}));
        ask.report.evidence.text = "حث الوزير دول التحالف على استعادة مواطنيها المحتجزين".to_owned();
        let mut far = stated(2, "2021-10-09", json!({"type": "AID", "actors": ["coalition"]}));
        far.report.evidence.text = "اعتُقل مطلوب بدعم من التحالف في ريف دير الزور".to_owned();
        far.report.actors[0].quote.text = "التحالف".to_owned();
        let mut near = far.clone();
        (near.id, near.source.document) = (3, 3);
        near.report.evidence.text = "ساعد التحالف في نقل المواطنين وفي استعادتهم من السجون".to_owned();
        assert_eq!(state(&[ask.clone(), far]), [(1, State::Nothing, vec![])]);
        assert_eq!(state(&[ask, near]), [(1, State::Reported, vec![3])]);
    }

    #[test]
    fn attacks_that_are_planned_are_no_measures_and_common_nouns_no_actors() {
        let attack = stated(1, "2021-01-01", json!({"type": "ASSAULT", "modality": "intended"}));
        assert!(state(&[attack]).is_empty());
        let mut ask = stated(2, "2021-01-01", json!({"type": "REQUEST", "recipients": ["people"]}));
        let mut act = stated(3, "2021-01-02", json!({"type": "AID", "actors": ["people"]}));
        ask.report.recipients[0].id = None;
        act.report.actors[0].id = None;
        assert_eq!(state(&[ask, act]), [(2, State::Nothing, vec![])]);
    }

    #[test]
    fn every_rule_names_types_that_there_are() {
        for row in RULES.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            assert_eq!(cells.len(), 4, "{row}");
            assert!(["actors", "recipients"].contains(&cells[1]), "{row}");
            for code in [cells[0], cells[2], cells[3]].iter().flat_map(|c| c.split(',')) {
                assert!(code.parse::<EventType>().is_ok(), "{code}");
            }
        }
    }
}
