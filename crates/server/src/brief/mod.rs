//! The brief: a dossier's answer on one page, for paper and for the screen, in both languages.
//!
//! As a file it holds its style and fonts itself and asks for nothing from anywhere; on the server the same page links them.
//! Every line names its sources by number; the sources are listed with outlet, day, document and the hash of the archived page.

mod chart;
mod lines;
mod print;
mod room;
mod view;

pub(crate) use lines::ends;
pub use print::PrintError;
pub use room::Room;
pub(crate) use view::{DossierView, look};

use crate::i18n::{Lang, number};
use crate::view::Viewer;
use crate::{Names, assets, dates};
use askama::Template;
use lines::{Figure, Indicator, Measure, Sources};
use marsad_watch::dossier::{Both, Brief, Reach, Tally, Unknown};
use marsad_watch::sentence::Language;

/// Where the style comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Inside the page, fonts and all.
    Inside,
    /// Linked, as the server's pages do.
    Linked,
}

/// The language of sentences that other crates write.
pub(crate) fn language(lang: Lang) -> Language {
    match lang {
        Lang::Ar => Language::Arabic,
        Lang::En => Language::English,
    }
}

/// Renders a brief. On the server, documents are linked in the store; in a file, where they were published.
///
/// # Errors
/// When the template fails, which is a fault of the program.
pub fn brief_html(brief: &Brief, lang: Lang, names: &Names, room: Room, style: Style) -> Result<String, askama::Error> {
    BriefPage::new(brief, lang, names, room, style).render()
}

/// Prints a brief on one page, as roomy as it fits: the PDF, and the room it took.
///
/// # Errors
/// When there is no browser on the machine, or it does not print.
pub fn brief_pdf(brief: &Brief, lang: Lang, names: &Names) -> Result<(Vec<u8>, Room), PrintError> {
    let mut last = None;
    for room in Room::LEVELS {
        let pdf = print::print(&brief_html(brief, lang, names, room, Style::Inside)?)?;
        let fits = print::pages(&pdf) <= 1;
        last = Some((pdf, room));
        if fits {
            break;
        }
    }
    last.ok_or(PrintError::NoBrowser)
}

#[derive(Template)]
#[template(path = "brief.html")]
struct BriefPage<'a> {
    lang: Lang,
    b: &'a Brief,
    linked: bool,
    css: String,
    title: &'a str,
    question: &'a str,
    answer: String,
    state: String,
    chart: String,
    chart_note: String,
    alarm: Option<(String, String)>,
    indicators: Vec<Indicator>,
    figures: Vec<Figure>,
    measures: Vec<Measure>,
    measures_left: usize,
    tally: String,
    unknown: Vec<String>,
    notes: Vec<(String, String)>,
    sources: Sources,
    rests: String,
    made: String,
}

impl<'a> BriefPage<'a> {
    fn new(b: &'a Brief, lang: Lang, names: &'a Names, room: Room, style: Style) -> Self {
        let viewer = Viewer { lang, names };
        let say = |both: &'a Both| both.say(language(lang));
        let mut sources = Sources::new(lang);
        let main = b.indicators.iter().find(|i| i.main).or_else(|| b.indicators.first());
        let indicators = b.indicators.iter().map(|i| Indicator::new(i, lang, &mut sources)).collect();
        let figures: Vec<Figure> =
            b.figures.iter().map(|f| Figure::new(f, viewer, room.figure_lines, &mut sources)).collect();
        let measures: Vec<Measure> = lines::chosen(&b.measures, room.measures)
            .into_iter()
            .map(|m| Measure::new(m, viewer, &mut sources))
            .collect();
        let unknown = b.unknown.iter().take(room.unknown).map(|u| unknown(u, lang)).collect();
        let notes = b.notes.iter().take(room.notes).map(|n| (dates::instant(lang, &n.at), n.text.clone())).collect();
        let lexicons: Vec<String> = b.lexicons.iter().map(|hash| short(hash)).collect();
        let made = lang.fill_isolated(
            "brief.made",
            &[
                ("at", &dates::instant(lang, &b.made_at)),
                ("marsad", &b.marsad),
                ("lexicon", &lexicons.join(", ")),
                ("name", &b.name),
                ("version", &b.version.to_string()),
            ],
        );
        Self {
            lang,
            b,
            linked: style == Style::Linked,
            css: if style == Style::Linked { String::new() } else { assets::brief_style() },
            title: say(&b.title),
            question: say(&b.question),
            answer: dates::isolated(lang, say(&b.answer.sentence)),
            state: lang.t(&format!("brief.state.{}", b.answer.saying.code())).to_owned(),
            chart: main.map(|i| chart::svg(i, lang)).unwrap_or_default(),
            chart_note: main.map(|i| chart::note(i, lang)).unwrap_or_default(),
            alarm: main
                .and_then(|i| i.alarms.last())
                .map(|(alarm, words)| (dates::day(lang, alarm.day), dates::isolated(lang, words.say(language(lang))))),
            indicators,
            figures,
            measures_left: b.measures.len().saturating_sub(measures.len()),
            measures,
            tally: tally(&b.tally, lang),
            unknown,
            notes,
            sources,
            rests: rests(&b.reach, lang),
            made,
        }
    }

    fn as_of(&self) -> String {
        self.lang.fill("brief.as_of", &[("day", &dates::day(self.lang, self.b.as_of))])
    }

    fn more_measures(&self) -> Option<String> {
        (self.measures_left > 0).then(|| self.lang.fill("brief.more", &[("n", &number(self.measures_left as u64))]))
    }

    fn asset(&self, name: &str) -> String {
        assets::address(name).unwrap_or_default()
    }
}

/// How many measures stand how.
pub(crate) fn tally(tally: &Tally, lang: Lang) -> String {
    let counted = [
        ("brief.tally.reported", tally.reported),
        ("brief.tally.denied", tally.denied),
        ("brief.tally.contested", tally.contested),
        ("brief.tally.nothing", tally.nothing),
    ];
    let words = counted.iter().filter(|(_, n)| *n > 0);
    let words = words.map(|(key, n)| lang.fill(key, &[("n", &number(*n as u64))]));
    words.collect::<Vec<_>>().join(lang.t("list.and"))
}

/// What an answer rests on, in words.
pub(crate) fn rests(reach: &Reach, lang: Lang) -> String {
    let day = |d: Option<marsad_model::Day>| d.map(|d| dates::day(lang, d)).unwrap_or_default();
    lang.fill(
        "brief.rests",
        &[
            ("reports", &lang.count("list.count", reach.reports)),
            ("documents", &lang.count("brief.documents", reach.documents)),
            ("origins", &lang.count("brief.origins", reach.origins)),
            ("events", &lang.count("brief.events", reach.events)),
            ("outlets", &lang.count("brief.outlets", reach.outlets.len() as u64)),
            ("from", &day(reach.first)),
            ("to", &day(reach.last)),
            ("read", &number(reach.read)),
        ],
    )
}

/// The beginning of a hash, enough to compare by eye.
pub(crate) fn short(hash: &str) -> String {
    hash.trim_start_matches("sha256:").chars().take(10).collect()
}

/// What is not known, in words.
pub(crate) fn unknown(what: &Unknown, lang: Lang) -> String {
    let titles =
        |titles: &[Both]| titles.iter().map(|t| t.say(language(lang))).collect::<Vec<_>>().join(lang.t("list.and"));
    match what {
        Unknown::Copies => lang.t("brief.unknown.copies").to_owned(),
        Unknown::Unread { periods } => lang.fill("brief.unknown.unread", &[("n", &number(*periods))]),
        Unknown::Sparse { titles: t } => lang.fill("brief.unknown.sparse", &[("titles", &titles(t))]),
        Unknown::NoFigure { titles: t } => lang.fill("brief.unknown.no_figure", &[("titles", &titles(t))]),
        Unknown::OneTeller { titles: t } => lang.fill("brief.unknown.one_teller", &[("titles", &titles(t))]),
        Unknown::Open { n, of } => lang.fill("brief.unknown.open", &[("n", &number(*n)), ("of", &number(*of))]),
        Unknown::OneOutlet { outlet, percent } => {
            lang.fill_isolated("brief.unknown.one_outlet", &[("outlet", outlet), ("percent", &percent.to_string())])
        }
        Unknown::Alleged { n } => lang.fill("brief.unknown.alleged", &[("n", &number(*n))]),
        Unknown::Cut { looked, of } => {
            lang.fill("brief.unknown.cut", &[("looked", &number(*looked)), ("of", &number(*of))])
        }
    }
}
