//! What several pages show: entries of the history, differences, tallies.

use super::family_name;
use crate::i18n::Lang;
use marsad_edit::{Context, DocumentDiff, Entry, JobState, JobView, Reach, ReportDiff, Summary, Tally, Totals, What};
use std::collections::BTreeMap;

/// How many values of a field the sums show.
const VALUES: usize = 12;

/// A change of the history.
pub struct Line {
    pub id: u64,
    pub words: String,
    pub who: String,
    pub why: String,
    pub at: String,
    /// The change that it takes back.
    pub undoes: Option<u64>,
    /// Whether it was taken back.
    pub undone: bool,
    /// Its files.
    pub files: Vec<String>,
}

/// An entry as a line.
pub fn entry_line(lang: Lang, entry: &Entry) -> Line {
    Line {
        id: entry.id,
        words: entry.words.clone(),
        who: entry.who.clone(),
        why: entry.why.clone(),
        at: moment(lang, &entry.at),
        undoes: entry.undoes,
        undone: entry.undone,
        files: entry.files.iter().map(|file| file.path.clone()).collect(),
    }
}

/// A moment with its day in words, UTC.
pub fn moment(lang: Lang, at: &str) -> String {
    let day = at.get(..10).and_then(|day| day.parse().ok()).map(|day| crate::dates::day(lang, day));
    match (day, at.get(11..16)) {
        (Some(day), Some(time)) => format!("{day} {time} UTC"),
        _ => at.to_owned(),
    }
}

/// Which documents are looked at, in words.
pub fn reach_words(lang: Lang, reach: &Reach) -> String {
    match reach {
        Reach::Names(names) => {
            let shown: Vec<String> = names.iter().take(8).map(|name| format!("«{name}»")).collect();
            let more = names.len().saturating_sub(8);
            let more = if more > 0 { format!(" +{more}") } else { String::new() };
            lang.fill_isolated(
                "lexicon.reach.names",
                &[("names", &format!("{}{more}", shown.join(lang.t("lexicon.comma"))))],
            )
        }
        Reach::All(family) if family == "-" => lang.t("lexicon.reach.everything").to_owned(),
        Reach::All(family) => lang.fill_isolated("lexicon.reach.all", &[("family", &family_name(lang, family))]),
    }
}

/// A job, as a page shows it.
pub struct JobWords {
    pub running: bool,
    /// The class of its state.
    pub class: &'static str,
    pub state: String,
    /// What failed.
    pub why: Option<String>,
    pub progress: String,
    pub done: u64,
    pub of: u64,
    pub sums: Vec<(&'static str, String)>,
    pub tables: Vec<(String, Vec<Count>)>,
    pub failed: Vec<(String, String)>,
    pub diffs: Vec<Shown>,
    /// How many documents are read otherwise and not shown.
    pub more: Option<String>,
    pub stale: Option<String>,
}

/// A value with what came, went and changed.
pub struct Count {
    pub value: String,
    pub gained: String,
    pub lost: String,
    pub changed: String,
}

/// A document that is read otherwise.
pub struct Shown {
    pub href: String,
    pub title: String,
    pub about: String,
    pub reports: Vec<ShownReport>,
    pub told: Vec<(String, String, String)>,
}

/// A report that is read otherwise.
pub struct ShownReport {
    /// `gained`, `lost` or `changed`.
    pub what: &'static str,
    /// The class of its state.
    pub class: &'static str,
    pub words: String,
    /// What it says, in few words.
    pub summary: String,
    pub fields: Vec<(String, String, String)>,
    pub context: Context,
}

/// What a job found, in words.
pub fn job(lang: Lang, view: &JobView) -> JobWords {
    let (class, state, why) = match &view.state {
        JobState::Running => ("wait", "lexicon.job.running", None),
        JobState::Done => ("good", "lexicon.job.done", None),
        JobState::Stopped => ("off", "lexicon.job.stopped", None),
        JobState::Failed(why) => ("bad", "lexicon.job.failed", Some(why.clone())),
    };
    let t = &view.totals;
    let number = |n: u64| lang.number(n);
    let progress = lang.fill_isolated(
        "lexicon.job.progress",
        &[("done", &number(view.done)), ("of", &number(view.of)), ("seconds", &number(view.seconds))],
    );
    let sums = vec![
        ("lexicon.sum.changed", number(t.changed)),
        ("lexicon.sum.gained", number(t.reports.gained)),
        ("lexicon.sum.lost", number(t.reports.lost)),
        ("lexicon.sum.altered", number(t.reports.changed)),
    ];
    let type_name = |code: &str| lang.code_name("type", code);
    let tables = vec![
        (lang.t("field.type").to_owned(), counts(lang, &t.types, type_name)),
        (lang.t("field.actors").to_owned(), counts(lang, &t.actors, str::to_owned)),
        (lang.t("field.place").to_owned(), counts(lang, &t.places, str::to_owned)),
    ];
    let shown = view.shown.len() as u64;
    JobWords {
        running: view.state == JobState::Running,
        class,
        state: lang.t(state).to_owned(),
        why,
        progress,
        done: view.done,
        of: view.of.max(1),
        sums,
        tables: tables.into_iter().filter(|(_, rows)| !rows.is_empty()).collect(),
        failed: t.failed.iter().map(|(id, why)| (format!("/{}/documents/{id}", lang.code()), why.clone())).collect(),
        diffs: view.shown.iter().map(|diff| document(lang, diff)).collect(),
        more: (t.changed > shown).then(|| lang.count("lexicon.more_documents", t.changed - shown)),
        stale: (t.stale > 0).then(|| lang.count("lexicon.stale", t.stale)),
    }
}

fn counts(lang: Lang, values: &BTreeMap<String, Tally>, name: impl Fn(&str) -> String) -> Vec<Count> {
    let number = |n: u64| if n > 0 { lang.number(n) } else { String::new() };
    let rows = Totals::ranked(values, VALUES).into_iter().filter(|(_, tally)| !tally.is_nothing());
    rows.map(|(value, t)| Count {
        value: name(&value),
        gained: number(t.gained),
        lost: number(t.lost),
        changed: number(t.changed),
    })
    .collect()
}

fn document(lang: Lang, diff: &DocumentDiff) -> Shown {
    let about = [diff.outlet.clone(), diff.published.clone()];
    let field = |f: &marsad_edit::FieldChange| (field_name(lang, &f.field), f.before.clone(), f.after.clone());
    Shown {
        href: format!("/{}/documents/{}", lang.code(), diff.document),
        title: if diff.title.is_empty() { format!("#{}", diff.document) } else { diff.title.clone() },
        about: about.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        reports: diff.reports.iter().map(|report| one_report(lang, report)).collect(),
        told: diff.told.iter().map(field).collect(),
    }
}

fn one_report(lang: Lang, diff: &ReportDiff) -> ShownReport {
    let (class, key) = match diff.what {
        What::Gained => ("good", "lexicon.gained"),
        What::Lost => ("bad", "lexicon.lost"),
        What::Changed => ("wait", "lexicon.changed"),
    };
    let summary = diff.after.as_ref().or(diff.before.as_ref()).map(|s| summary(lang, s)).unwrap_or_default();
    ShownReport {
        what: diff.what.as_str(),
        class,
        words: lang.t(key).to_owned(),
        summary,
        fields: diff.fields.iter().map(|f| (field_name(lang, &f.field), f.before.clone(), f.after.clone())).collect(),
        context: diff.context.clone(),
    }
}

fn summary(lang: Lang, s: &Summary) -> String {
    let list = |names: &[String]| {
        names.iter().map(|n| format!("\u{2068}{n}\u{2069}")).collect::<Vec<_>>().join(lang.t("lexicon.comma"))
    };
    let mut out = vec![lang.code_name("type", &s.type_), lang.code_name("modality", &s.modality)];
    if !s.actors.is_empty() || !s.recipients.is_empty() {
        let arrow = if s.recipients.is_empty() { String::new() } else { format!(" {} ", lang.t("lexicon.arrow")) };
        out.push(format!("{}{arrow}{}", list(&s.actors), list(&s.recipients)));
    }
    if !s.places.is_empty() {
        out.push(list(&s.places));
    }
    out.extend(s.date.clone());
    out.join(" · ")
}

/// A field of a report in words; the record's own word where we have none.
fn field_name(lang: Lang, field: &str) -> String {
    let key = match field {
        "actors" => "field.actors",
        "recipients" => "field.recipients",
        "places" => "field.place",
        "date" => "field.date",
        "counts" => "field.counts",
        "said_by" => "field.said_by",
        "modality" => "field.modality",
        "type" => "field.type",
        "confidence" => "field.sure",
        other => other,
    };
    lang.get(key).map_or_else(|| field.to_owned(), str::to_owned)
}
