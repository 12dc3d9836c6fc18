//! A dossier's page: everything that the brief shortens, with links to the documents in the store.

use super::lines::{amount, days, kind, people_of, teller};
use super::{chart, language, unknown};
use crate::dates;
use crate::i18n::{Lang, number};
use crate::view::Viewer;
use marsad_watch::Verdict;
use marsad_watch::dossier::{Brief, Followed, IndicatorLine, Saying, Source, State};

/// A link to a document.
pub(crate) struct Cite {
    pub href: String,
    pub outlet: String,
    pub day: String,
}

pub(crate) struct IndicatorRow {
    pub title: String,
    pub total: String,
    pub last_four: String,
    pub expected: String,
    pub state: String,
    pub look: &'static str,
    pub cites: Vec<Cite>,
}

pub(crate) struct AlarmRow {
    pub title: String,
    pub day: String,
    pub sentence: String,
}

pub(crate) struct NumberRow {
    pub amount: String,
    pub words: String,
    pub teller: String,
    pub day: String,
    pub cites: Vec<Cite>,
}

pub(crate) struct FigureTable {
    pub title: String,
    pub range: String,
    pub rows: Vec<NumberRow>,
}

pub(crate) struct LaterRow {
    pub what: String,
    pub cites: Vec<Cite>,
}

pub(crate) struct MeasureRow {
    pub kind: String,
    pub who: String,
    pub day: String,
    pub sentence: String,
    pub state: String,
    pub look: &'static str,
    pub cites: Vec<Cite>,
    pub later: Vec<LaterRow>,
}

/// What the page shows.
pub(crate) struct DossierView {
    pub question: String,
    pub about: String,
    pub answer: String,
    pub state: String,
    pub look: &'static str,
    pub panel: &'static str,
    pub as_of: String,
    pub chart: String,
    pub chart_note: String,
    pub indicators: Vec<IndicatorRow>,
    pub alarms: Vec<AlarmRow>,
    pub figures: Vec<FigureTable>,
    pub measures: Vec<MeasureRow>,
    pub tally: String,
    pub unknown: Vec<String>,
    pub notes: Vec<(String, String)>,
    pub rests: String,
}

/// The class that shows how an answer stands.
pub(crate) fn look(saying: Saying) -> &'static str {
    match saying {
        Saying::Rising => "bad",
        Saying::Rose => "wait",
        Saying::Quiet => "good",
        _ => "off",
    }
}

fn cites<'a>(sources: impl IntoIterator<Item = &'a Source>, lang: Lang) -> Vec<Cite> {
    let cite = |source: &Source| Cite {
        href: format!("/{}/documents/{}", lang.code(), source.document),
        outlet: source.outlet.clone().unwrap_or_else(|| lang.t("brief.no_outlet").to_owned()),
        day: source.published.map(|d| d.to_string()).unwrap_or_default(),
    };
    sources.into_iter().map(cite).collect()
}

/// A link to one report of a document.
fn cite_report(source: &Source, report: i64, lang: Lang) -> Vec<Cite> {
    let mut all = cites([source], lang);
    for cite in &mut all {
        cite.href.push_str(&format!("?report={report}"));
    }
    all
}

impl DossierView {
    pub fn new(b: &Brief, viewer: Viewer<'_>) -> Self {
        let lang = viewer.lang;
        let say = |both: &marsad_watch::dossier::Both| both.say(language(lang)).to_owned();
        let main = b.indicators.iter().find(|i| i.main).or_else(|| b.indicators.first());
        let state = |saying: Saying| lang.t(&format!("brief.state.{}", saying.code())).to_owned();
        let indicator = |i: &IndicatorLine| IndicatorRow {
            title: say(&i.title),
            total: number(i.total),
            last_four: number(i.last_four),
            expected: match &i.answer.raw {
                Some(Verdict::Alarm(n) | Verdict::Quiet(n) | Verdict::TooSparse(n)) => format!("{:.1}", n.expected),
                _ => lang.t("field.none").to_owned(),
            },
            state: state(i.answer.saying),
            look: look(i.answer.saying),
            cites: cites(&i.sources, lang),
        };
        let alarms = b.indicators.iter().flat_map(|i| {
            i.alarms.iter().map(|(alarm, words)| AlarmRow {
                title: say(&i.title),
                day: dates::day(lang, alarm.day),
                sentence: dates::isolated(lang, words.say(language(lang))),
            })
        });
        let figures = b.figures.iter().map(|group| FigureTable {
            title: say(&group.title),
            range: super::lines::range(group, lang),
            rows: group
                .lines
                .iter()
                .map(|line| NumberRow {
                    amount: amount(line.min, line.max, lang),
                    words: line.words.clone(),
                    teller: teller(line, viewer),
                    day: days(line),
                    cites: cites(&line.sources, lang),
                })
                .collect(),
        });
        Self {
            question: say(&b.question),
            about: say(&b.about),
            answer: dates::isolated(lang, b.answer.sentence.say(language(lang))),
            state: state(b.answer.saying),
            look: look(b.answer.saying),
            panel: if b.answer.saying == Saying::Rising { "bad" } else { "" },
            as_of: lang.fill("brief.as_of", &[("day", &dates::day(lang, b.as_of))]),
            chart: main.map(|i| chart::svg(i, lang)).unwrap_or_default(),
            chart_note: main.map(|i| chart::note(i, lang)).unwrap_or_default(),
            indicators: b.indicators.iter().map(indicator).collect(),
            alarms: alarms.collect(),
            figures: figures.collect(),
            measures: b.measures.iter().map(|m| measure(m, viewer)).collect(),
            tally: super::tally(&b.tally, lang),
            unknown: b.unknown.iter().map(|u| unknown(u, lang)).collect(),
            notes: b.notes.iter().map(|n| (dates::instant(lang, &n.at), n.text.clone())).collect(),
            rests: super::rests(&b.reach, lang),
        }
    }
}

fn measure(m: &Followed, viewer: Viewer<'_>) -> MeasureRow {
    let lang = viewer.lang;
    MeasureRow {
        kind: kind(m, lang),
        who: people_of(m, viewer),
        day: m.source.published.map(|d| d.to_string()).unwrap_or_default(),
        sentence: m.sentence.trim().to_owned(),
        state: lang.t(&format!("brief.later.{}", m.state.code())).to_owned(),
        look: match m.state {
            State::Reported => "good",
            State::Denied | State::Contested => "bad",
            State::Nothing => "off",
        },
        cites: cite_report(&m.source, m.report, lang),
        later: m
            .later
            .iter()
            .map(|l| LaterRow { what: viewer.type_name(l.type_), cites: cite_report(&l.source, l.report, lang) })
            .collect(),
    }
}
