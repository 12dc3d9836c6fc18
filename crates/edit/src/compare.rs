//! Two readings of one document side by side: what came, what went, and what is read otherwise, with the words.

use marsad_model::{Actor, CodedDocument, Document, Place, Quote, Report};
use marsad_store::pairs;
use serde::{Deserialize, Serialize};

/// How many characters of the text stand before and behind the words that count.
const AROUND: usize = 70;

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// It was not there before.
    Gained,
    /// It is there no more.
    Lost,
    /// It is read otherwise.
    Changed,
}

impl What {
    /// Its word in JSON and in keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gained => "gained",
            Self::Lost => "lost",
            Self::Changed => "changed",
        }
    }
}

/// A field that is read otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The field, as the record calls it.
    pub field: String,
    /// What it said; empty where it said nothing.
    pub before: String,
    /// What it says.
    pub after: String,
}

/// Words with what stands around them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    /// What stands before.
    pub before: String,
    /// The words that count.
    pub words: String,
    /// What stands behind.
    pub after: String,
}

/// A report in few words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// PLOVER type.
    #[serde(rename = "type")]
    pub type_: String,
    /// In what voice it is told.
    pub modality: String,
    /// Who.
    pub actors: Vec<String>,
    /// To whom.
    pub recipients: Vec<String>,
    /// Where.
    pub places: Vec<String>,
    /// When.
    pub date: Option<String>,
    /// The frame.
    pub rule: String,
}

/// A report that is not as it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportDiff {
    /// What became of it.
    pub what: What,
    /// As it was.
    pub before: Option<Summary>,
    /// As it is.
    pub after: Option<Summary>,
    /// The fields that are read otherwise.
    pub fields: Vec<FieldChange>,
    /// The words that made the difference, as far as they can be told; else those that tell the act.
    pub context: Context,
}

/// A document that is not read as it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentDiff {
    /// Store id.
    pub document: i64,
    /// Headline.
    pub title: String,
    /// Outlet.
    pub outlet: Option<String>,
    /// Day of publication.
    pub published: Option<String>,
    /// Its reports.
    pub reports: Vec<ReportDiff>,
    /// What else is told of it otherwise: genre, figures.
    pub told: Vec<FieldChange>,
}

/// A report in few words.
#[must_use]
pub fn summary(report: &Report) -> Summary {
    Summary {
        type_: report.type_.as_str().to_owned(),
        modality: report.modality.as_str().to_owned(),
        actors: report.actors.iter().map(|a| a.entity.clone()).collect(),
        recipients: report.recipients.iter().map(|a| a.entity.clone()).collect(),
        places: report.places.iter().map(|p| p.name.clone()).collect(),
        date: field(report, "date"),
        rule: report.rule.clone(),
    }
}

/// Compares two readings of a document; none where they say the same.
#[must_use]
pub fn compare(id: i64, document: &Document, before: &CodedDocument, after: &CodedDocument) -> Option<DocumentDiff> {
    let found = pairs(&before.reports, &after.reports);
    let text: Vec<char> = document.full_text().chars().collect();
    let mut reports = Vec::new();
    for (old, new) in found.changed {
        let (old, new) = (&before.reports[old], &after.reports[new]);
        reports.push((new.trigger.start, changed(&text, old, new)));
    }
    for old in found.lost {
        let old = &before.reports[old];
        reports.push((old.trigger.start, alone(&text, What::Lost, old)));
    }
    for new in found.gained {
        let new = &after.reports[new];
        reports.push((new.trigger.start, alone(&text, What::Gained, new)));
    }
    reports.sort_by_key(|(start, diff)| (*start, diff.what.as_str()));
    let told = told(before, after);
    if reports.is_empty() && told.is_empty() {
        return None;
    }
    Some(DocumentDiff {
        document: id,
        title: document.title.clone(),
        outlet: document.outlet.clone(),
        published: document.published.map(|day| day.to_string()),
        reports: reports.into_iter().map(|(_, diff)| diff).collect(),
        told,
    })
}

fn alone(text: &[char], what: What, report: &Report) -> ReportDiff {
    let short = Some(summary(report));
    let (before, after) = if what == What::Lost { (short, None) } else { (None, short) };
    ReportDiff { what, before, after, fields: Vec::new(), context: around(text, &report.trigger) }
}

fn changed(text: &[char], old: &Report, new: &Report) -> ReportDiff {
    let mut fields = Vec::new();
    for name in FIELDS {
        let (before, after) = (field(old, name), field(new, name));
        if before != after {
            fields.push(FieldChange {
                field: (*name).to_owned(),
                before: before.unwrap_or_default(),
                after: after.unwrap_or_default(),
            });
        }
    }
    ReportDiff {
        what: What::Changed,
        before: Some(summary(old)),
        after: Some(summary(new)),
        fields,
        context: around(text, telling(old, new).unwrap_or(&new.trigger)),
    }
}

/// The words of a name that only one of the two readings knows so.
fn telling<'a>(old: &'a Report, new: &'a Report) -> Option<&'a Quote> {
    let actors = |r: &'a Report| r.actors.iter().chain(&r.recipients);
    let who = actors(new).find(|a| !actors(old).any(|b| a == &b)).map(|a| &a.quote);
    let gone = || actors(old).find(|a| !actors(new).any(|b| a == &b)).map(|a| &a.quote);
    let place = || new.places.iter().find(|p| !old.places.contains(p)).map(|p| &p.quote);
    let left = || old.places.iter().find(|p| !new.places.contains(p)).map(|p| &p.quote);
    who.or_else(gone).or_else(place).or_else(left)
}

fn around(text: &[char], quote: &Quote) -> Context {
    let cut = |from: usize, to: usize| -> String {
        let part = text.get(from.min(text.len())..to.min(text.len())).unwrap_or_default();
        part.iter().map(|c| if c.is_whitespace() { ' ' } else { *c }).collect()
    };
    Context {
        before: cut(quote.start.saturating_sub(AROUND), quote.start),
        words: quote.text.clone(),
        after: cut(quote.end, quote.end + AROUND),
    }
}

/// The fields of a report that are compared, as the record calls them.
const FIELDS: &[&str] = &[
    "type",
    "mode",
    "modality",
    "polarity",
    "certainty",
    "aux",
    "actors",
    "recipients",
    "places",
    "date",
    "counts",
    "said_by",
    "contexts",
    "loaded_terms",
    "confidence",
    "trigger",
    "evidence",
    "rule",
];

/// A field in words; none where it says nothing.
fn field(report: &Report, name: &str) -> Option<String> {
    let text = match name {
        "actors" => report.actors.iter().map(who).collect::<Vec<_>>().join("; "),
        "recipients" => report.recipients.iter().map(who).collect::<Vec<_>>().join("; "),
        "places" => report.places.iter().map(place).collect::<Vec<_>>().join("; "),
        "date" => report.date.as_ref().map(|d| {
            let day = |day: Option<marsad_model::Day>| day.map_or_else(|| "…".to_owned(), |day| day.to_string());
            if d.from == d.to { day(d.from) } else { format!("{}–{}", day(d.from), day(d.to)) }
        })?,
        "trigger" => report.trigger.text.clone(),
        "evidence" => report.evidence.text.clone(),
        "confidence" => format!("{:.2}", report.confidence),
        "rule" => report.rule.clone(),
        _ => {
            let value = serde_json::to_value(report).ok()?;
            plain(value.get(name)?)
        }
    };
    (!text.is_empty()).then_some(text)
}

fn who(actor: &Actor) -> String {
    let more = [actor.id.as_deref(), actor.sector.map(|s| s.as_str()), actor.country.as_deref()];
    with_words(&actor.entity, &more, &actor.quote)
}

fn place(place: &Place) -> String {
    let position = place.lat.zip(place.lon).map(|(lat, lon)| format!("{lat:.4}, {lon:.4}"));
    let precision = format!("precision {}", place.precision);
    let more = [
        place.id.as_deref(),
        place.kind.map(|k| k.as_str()),
        place.country.as_deref(),
        position.as_deref(),
        Some(precision.as_str()),
    ];
    with_words(&place.name, &more, &place.quote)
}

fn with_words(name: &str, more: &[Option<&str>], quote: &Quote) -> String {
    let more: Vec<&str> = more.iter().copied().flatten().collect();
    let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join(", ")) };
    format!("{name}{more} «{}»", quote.text)
}

/// JSON without its marks.
fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join("; "),
        serde_json::Value::Object(map) => {
            let parts = map.iter().filter(|(key, _)| !matches!(key.as_str(), "start" | "end"));
            parts.map(|(_, value)| plain(value)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}

fn told(before: &CodedDocument, after: &CodedDocument) -> Vec<FieldChange> {
    let mut out = Vec::new();
    let mut add = |field: &str, before: serde_json::Value, after: serde_json::Value| {
        if before != after {
            out.push(FieldChange { field: field.to_owned(), before: plain(&before), after: plain(&after) });
        }
    };
    let json = |value: Result<serde_json::Value, serde_json::Error>| value.unwrap_or_default();
    add("genre", json(serde_json::to_value(before.genre)), json(serde_json::to_value(after.genre)));
    // Which lexicon read them is no difference.
    let bare = |coded: &CodedDocument| {
        let mut figures = coded.figures.clone();
        for (figure, like) in figures.iter_mut().zip(&before.figures) {
            figure.versions.clone_from(&like.versions);
        }
        json(serde_json::to_value(&figures))
    };
    add("figures", bare(before), bare(after));
    add("notices", json(serde_json::to_value(&before.notices)), json(serde_json::to_value(&after.notices)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use marsad_coder::Coder;
    use marsad_lexicon::Lexicon;

    fn document(text: &str) -> Document {
        Document { id: "x".into(), title: "خبر".into(), text: text.into(), ..Document::default() }
    }

    #[test]
    fn the_same_reading_makes_no_difference() {
        let document = document(
            "هاجم تنظيم الدولة الإسلامية حاجزا للجيش في الحسكة أمس. ولا يزال عشرة آلاف مقاتل محتجزين لدى قوات سوريا الديمقراطية.",
        );
        let coded = Coder::new(Lexicon::builtin()).code(&document);
        assert!(!coded.reports.is_empty() && !coded.figures.is_empty());
        assert_eq!(compare(1, &document, &coded, &coded), None);
        let mut other = coded.clone();
        other.reports[0].versions.lexicon = "sha256:other".into();
        for figure in &mut other.figures {
            figure.versions.lexicon = "sha256:other".into();
        }
        assert_eq!(compare(1, &document, &coded, &other), None, "which lexicon it was is no difference");
    }

    #[test]
    fn what_came_went_and_changed_is_told_with_its_words() {
        let document = document("هاجم تنظيم الدولة الإسلامية حاجزا للجيش في الحسكة أمس.");
        let coded = Coder::new(Lexicon::builtin()).code(&document);
        let mut other = coded.clone();
        other.reports[0].actors[0].entity = "Somebody else".into();
        let diff = compare(7, &document, &coded, &other).unwrap();
        assert_eq!((diff.document, diff.reports.len()), (7, 1));
        let one = &diff.reports[0];
        assert_eq!((one.what, one.fields.len(), one.fields[0].field.as_str()), (What::Changed, 1, "actors"));
        assert!(one.fields[0].before.contains("Islamic State") && one.fields[0].after.contains("Somebody else"));
        assert!(one.context.words.contains("تنظيم الدولة") && one.context.after.contains("حاجزا"), "{:?}", one.context);

        let mut none = coded.clone();
        none.reports.clear();
        let lost = compare(7, &document, &coded, &none).unwrap();
        assert!(lost.reports.iter().all(|r| r.what == What::Lost && r.after.is_none()));
        let gained = compare(7, &document, &none, &coded).unwrap();
        assert!(gained.reports.iter().all(|r| r.what == What::Gained && r.before.is_none()));
        assert_eq!(lost.reports.len(), coded.reports.len());
    }
}
