//! The lines of a brief in a reader's words, and the sources that they name.

use super::{language, short};
use crate::dates;
use crate::i18n::{Lang, number};
use crate::view::Viewer;
use marsad_model::Actor;
use marsad_watch::Verdict;
use marsad_watch::dossier::{FigureGroup, FigureLine, Followed, IndicatorLine, Source, State};

/// One source in the list.
pub(crate) struct Listed {
    pub n: usize,
    pub outlet: String,
    pub day: String,
    pub title: String,
    /// The source view in this store.
    pub href: String,
    pub document: i64,
    pub url: Option<String>,
    pub hash: String,
    pub full_hash: String,
    pub captured: String,
}

/// The sources in the order in which lines name them, each once.
pub(crate) struct Sources {
    lang: Lang,
    pub list: Vec<Listed>,
}

impl Sources {
    pub fn new(lang: Lang) -> Self {
        Self { lang, list: Vec::new() }
    }

    /// The number of a source.
    pub fn cite(&mut self, source: &Source) -> usize {
        if let Some(found) = self.list.iter().find(|listed| listed.document == source.document) {
            return found.n;
        }
        let n = self.list.len() + 1;
        self.list.push(Listed {
            n,
            outlet: source.outlet.clone().unwrap_or_else(|| self.lang.t("brief.no_outlet").to_owned()),
            day: source.published.map(|d| d.to_string()).unwrap_or_default(),
            title: source.title.clone(),
            href: format!("/{}/documents/{}", self.lang.code(), source.document),
            document: source.document,
            url: source.url.clone(),
            hash: short(&source.sha256),
            full_hash: source.sha256.clone(),
            captured: source.captured_at.clone(),
        });
        n
    }

    pub fn cite_all<'a>(&mut self, sources: impl IntoIterator<Item = &'a Source>) -> Vec<usize> {
        let mut out: Vec<usize> = sources.into_iter().map(|source| self.cite(source)).collect();
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// An indicator's row.
pub(crate) struct Indicator {
    pub title: String,
    pub main: bool,
    pub total: String,
    pub last_four: String,
    pub expected: String,
    pub state: String,
    pub code: &'static str,
    pub alarms: String,
    pub cites: Vec<usize>,
}

impl Indicator {
    pub fn new(line: &IndicatorLine, lang: Lang, sources: &mut Sources) -> Self {
        let expected = match &line.answer.raw {
            Some(Verdict::Alarm(n) | Verdict::Quiet(n) | Verdict::TooSparse(n)) => round(n.expected),
            _ => lang.t("field.none").to_owned(),
        };
        let alarms: Vec<String> = line.alarms.iter().map(|(alarm, _)| alarm.day.to_string()).collect();
        Self {
            title: line.title.say(language(lang)).to_owned(),
            main: line.main,
            total: ends(line.total, line.upper.map(|(total, _)| total)),
            last_four: ends(line.last_four, line.upper.map(|(_, last)| last)),
            expected,
            state: lang.t(&format!("brief.state.{}", line.answer.saying.code())).to_owned(),
            code: line.answer.saying.code(),
            alarms: alarms.into_iter().rev().take(2).collect::<Vec<_>>().join("\u{a0}· "),
            cites: sources.cite_all(line.sources.iter().take(2)),
        }
    }
}

/// A count with its upper end, where it has one.
pub(crate) fn ends(least: u64, most: Option<u64>) -> String {
    match most {
        Some(most) if most != least => format!("{}–{}", number(least), number(most)),
        _ => number(least),
    }
}

fn round(value: f64) -> String {
    if value >= 10.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

/// A number with open ends, as a person writes it.
pub(crate) fn amount(min: Option<u64>, max: Option<u64>, lang: Lang) -> String {
    match (min, max) {
        (Some(a), Some(b)) if a == b => number(a),
        (Some(a), Some(b)) => format!("{}–{}", number(a), number(b)),
        (Some(a), None) => lang.fill("brief.more_than", &[("n", &number(a))]),
        (None, Some(b)) => lang.fill("brief.up_to", &[("n", &number(b))]),
        (None, None) => String::new(),
    }
}

/// One number of a figure.
pub(crate) struct FigureRow {
    pub amount: String,
    pub teller: String,
    pub day: String,
    pub words: String,
    pub cites: Vec<usize>,
}

/// A figure with its rival numbers.
pub(crate) struct Figure {
    pub title: String,
    pub range: String,
    pub rows: Vec<FigureRow>,
    pub left: Option<String>,
}

impl Figure {
    pub fn new(group: &FigureGroup, viewer: Viewer<'_>, most: usize, sources: &mut Sources) -> Self {
        let lang = viewer.lang;
        let rows: Vec<FigureRow> = group
            .lines
            .iter()
            .take(most)
            .map(|line| FigureRow {
                amount: amount(line.min, line.max, lang),
                teller: teller(line, viewer),
                day: days(line),
                words: line.words.clone(),
                cites: sources.cite_all(line.sources.iter().take(2)),
            })
            .collect();
        let left = group.lines.len() - rows.len();
        let left = (left > 0).then(|| lang.fill("brief.more", &[("n", &number(left as u64))]));
        Self { title: group.title.say(language(lang)).to_owned(), range: range(group, lang), rows, left }
    }
}

/// Between what and what the numbers lie, and how many tell them.
pub(crate) fn range(group: &FigureGroup, lang: Lang) -> String {
    match (group.lowest, group.highest) {
        (Some(a), Some(b)) if a == b && group.lines.len() == 1 => lang.t("brief.figure.one").to_owned(),
        (Some(a), Some(b)) => {
            let range = format!("{}–{}", number(a), number(b));
            let tellers = lang.count("brief.tellers", group.tellers as u64);
            lang.fill("brief.figure.range", &[("range", &range), ("tellers", &tellers)])
        }
        _ => lang.t("brief.figure.none").to_owned(),
    }
}

/// Who tells a number, in the reader's language where that is known.
pub(crate) fn teller(line: &FigureLine, viewer: Viewer<'_>) -> String {
    let english = line.teller.as_deref().unwrap_or_default();
    let written = line.teller_written.as_deref().unwrap_or(english);
    match viewer.lang {
        Lang::Ar => viewer.known_name(english).unwrap_or(written).to_owned(),
        Lang::En => english.to_owned(),
    }
}

/// When a number was told.
pub(crate) fn days(line: &FigureLine) -> String {
    match (line.first, line.last) {
        (Some(first), Some(last)) if first != last => format!("{first} – {last}"),
        (_, Some(last)) => last.to_string(),
        _ => String::new(),
    }
}

/// A measure with what followed.
pub(crate) struct Measure {
    pub kind: String,
    pub who: String,
    pub day: String,
    pub sentence: String,
    pub state: String,
    pub code: &'static str,
    pub later: String,
    pub cites: Vec<usize>,
    pub later_cites: Vec<usize>,
}

impl Measure {
    pub fn new(measure: &Followed, viewer: Viewer<'_>, sources: &mut Sources) -> Self {
        let lang = viewer.lang;
        let later = measure.later.iter().find(|l| l.denied == (measure.state == State::Denied));
        Self {
            kind: kind(measure, lang),
            who: people_of(measure, viewer),
            day: measure.source.published.map(|d| d.to_string()).unwrap_or_default(),
            sentence: cut(&measure.sentence, 150),
            state: lang.t(&format!("brief.later.{}", measure.state.code())).to_owned(),
            code: measure.state.code(),
            later: later
                .map(|l| {
                    let day = l.source.published.map(|d| dates::day(lang, d)).unwrap_or_default();
                    lang.fill("brief.later.what", &[("type", &viewer.type_name(l.type_)), ("day", &day)])
                })
                .unwrap_or_default(),
            cites: sources.cite_all([&measure.source]),
            later_cites: sources.cite_all(measure.later.iter().take(2).map(|l| &l.source)),
        }
    }
}

/// Whether it is a demand, a promise or a recommendation.
pub(crate) fn kind(measure: &Followed, lang: Lang) -> String {
    let modality = measure.modality.as_str();
    let key = match (modality, measure.type_.as_str()) {
        ("recommended", _) => "brief.measure.recommendation",
        ("intended", _) => "brief.measure.plan",
        (_, "REQUEST") => "brief.measure.demand",
        (_, "AGREE" | "CONCEDE" | "COOPERATE" | "SUPPORT") => "brief.measure.promise",
        _ => "brief.measure.other",
    };
    lang.t(key).to_owned()
}

/// Who asks or promises, and whom.
pub(crate) fn people_of(measure: &Followed, viewer: Viewer<'_>) -> String {
    let lang = viewer.lang;
    // Who asks is not asked too, where the words could be read as both.
    let asked: Vec<Actor> =
        measure.recipients.iter().filter(|r| !measure.actors.iter().any(|a| a.entity == r.entity)).cloned().collect();
    match (people(&measure.actors, viewer), people(&asked, viewer)) {
        (Some(a), Some(b)) => lang.fill_isolated("brief.measure.to", &[("who", &a), ("whom", &b)]),
        (Some(a), None) => a,
        (None, Some(b)) => lang.fill_isolated("brief.measure.whom", &[("whom", &b)]),
        (None, None) => lang.t("brief.measure.nobody").to_owned(),
    }
}

fn people(actors: &[Actor], viewer: Viewer<'_>) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for actor in actors {
        let name = match viewer.lang {
            Lang::Ar => viewer.known_name(&actor.entity).unwrap_or(&actor.quote.text),
            Lang::En => &actor.entity,
        };
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names.truncate(2);
    (!names.is_empty()).then(|| names.join(viewer.lang.t("list.and")))
}

/// The measures that a short list shows: those with an answer and those without by turns, newest first.
pub(crate) fn chosen(measures: &[Followed], most: usize) -> Vec<&Followed> {
    let (mut open, mut answered): (Vec<&Followed>, Vec<&Followed>) =
        measures.iter().partition(|m| m.state == State::Nothing);
    open.reverse();
    answered.reverse();
    let mut out: Vec<&Followed> = Vec::new();
    while out.len() < most && !(open.is_empty() && answered.is_empty()) {
        for list in [&mut answered, &mut open] {
            if out.len() < most {
                out.extend(list.pop());
            }
        }
    }
    out.sort_by_key(|m| (std::cmp::Reverse(m.source.published), m.source.document, m.trigger.start));
    out
}

/// A sentence cut at a word, with what shows it.
fn cut(text: &str, most: usize) -> String {
    let text = text.trim();
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most).collect();
    let end = head.rfind(char::is_whitespace).unwrap_or(head.len());
    format!("{}…", head[..end].trim_end())
}
