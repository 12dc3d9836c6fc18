//! A dossier's answer, put together from a store: what is counted, told and promised, up to one day.

use crate::api::{DocumentRow, Filter, ReportRow, Store};
use crate::counting::{Counting, Folded, Tally};
use crate::error::StoreError;
use crate::query::parse;
use marsad_model::{Day, Modality, Span};
use marsad_watch::dossier::{
    Answer, Both, Brief, FigureAsk, FigureGroup, FigureOf, Given, Indicator, IndicatorLine, Narrow, Note, Question,
    Reach, Source, Stated, follow,
};
use marsad_watch::{sentence, watch};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Most reports that are looked through for measures and what followed: the newest.
pub const MOST_REPORTS: usize = 10_000;
/// Most documents that are looked through for one figure: the newest.
pub const MOST_DOCUMENTS: usize = 1000;
/// Sources that an indicator names.
const SOURCES: usize = 3;

/// What an answer is asked for with.
#[derive(Debug, Clone, Default)]
pub struct Asking {
    /// The day of the answer: nothing told later is in it. Where none is named, the last day of the question, else the last
    /// day from which anything was read.
    pub as_of: Option<Day>,
    /// Which version of its question it is.
    pub version: u32,
    /// When the answer is put together, UTC, RFC 3339.
    pub made_at: String,
    /// Version of the program that does it.
    pub marsad: String,
    /// The notes, newest first.
    pub notes: Vec<Note>,
}

/// A filter of the store.
fn filter(words: &Narrow) -> Filter {
    Filter {
        q: words.q.clone(),
        type_: words.type_,
        place: words.place.clone(),
        actor: words.actor.clone(),
        modality: words.modality,
        outlet: words.outlet.clone(),
        from: words.from,
        to: words.to,
        min_confidence: words.min_confidence,
        ..Filter::default()
    }
}

/// The same as a search for documents: names and types in the words of a search.
fn search_words(words: &Narrow) -> String {
    let quoted = |field: &str, value: &str| format!("{field}:\"{}\"", value.replace('"', " "));
    let mut out: Vec<String> = words.q.iter().cloned().collect();
    out.extend(words.type_.map(|t| format!("type:{t}")));
    out.extend(words.place.as_deref().map(|place| quoted("place", place)));
    out.extend(words.actor.as_deref().map(|actor| quoted("actor", actor)));
    out.extend(words.outlet.as_deref().map(|outlet| quoted("source", outlet)));
    out.join(" ")
}

fn tally(only: &Narrow, indicator: &Indicator, until: Day) -> Tally {
    let words = only.within(&indicator.words);
    Tally {
        filter: filter(&words),
        measure: indicator.count,
        step: indicator.step,
        when: indicator.when,
        fresh: indicator.fresh,
        panel: indicator.panel.clone(),
        split: None,
        since: words.from,
        known: Some(until),
        until: Some(until),
    }
}

/// The documents that lines rest on, each read once.
struct Documents<'a, S: ?Sized> {
    store: &'a S,
    read: HashMap<i64, Option<DocumentRow>>,
}

impl<S: Store + ?Sized> Documents<'_, S> {
    fn get(&mut self, id: i64) -> Result<Option<&DocumentRow>, StoreError> {
        if !self.read.contains_key(&id) {
            let row = self.store.document(id)?;
            self.read.insert(id, row);
        }
        Ok(self.read.get(&id).and_then(Option::as_ref))
    }

    /// Adds what only the document itself says of a source: its capture.
    fn complete(&mut self, source: &mut Source) -> Result<(), StoreError> {
        if let Some(row) = self.get(source.document)? {
            source.sha256.clone_from(&row.capture.sha256);
            source.captured_at.clone_from(&row.capture.captured_at);
        }
        Ok(())
    }
}

fn source(row: &ReportRow) -> Source {
    Source {
        document: row.document,
        outlet: row.outlet.clone(),
        published: row.published,
        title: row.title.clone(),
        url: row.url.clone(),
        sha256: String::new(),
        captured_at: String::new(),
    }
}

fn source_of(row: &DocumentRow) -> Source {
    Source {
        document: row.id,
        outlet: row.document.outlet.clone(),
        published: row.document.published,
        title: row.document.title.clone(),
        url: row.document.url.clone(),
        sha256: row.capture.sha256.clone(),
        captured_at: row.capture.captured_at.clone(),
    }
}

/// The reports of a question that were told until a day, newest first, at most [`MOST_REPORTS`]; and how many there are.
fn reports<S: Store + ?Sized>(store: &S, words: &Narrow, until: Day) -> Result<(Vec<ReportRow>, u64), StoreError> {
    let mut ask = Filter { limit: Some(1000), ..filter(words) };
    let (mut out, mut looked, mut later) = (Vec::new(), 0, 0);
    loop {
        let page = store.reports(&ask)?;
        let total = page.total;
        looked += page.rows.len();
        for row in page.rows {
            if row.published.is_some_and(|day| day > until) {
                later += 1;
            } else {
                out.push(row);
            }
        }
        match page.next {
            Some(next) if looked < MOST_REPORTS => ask.after = Some(next),
            _ => return Ok((out, total.saturating_sub(later))),
        }
    }
}

/// Answers a question.
///
/// # Errors
/// When a search of the question cannot be read, or the database.
pub fn answer<S: Store + Counting + ?Sized>(
    store: &S,
    question: &Question,
    asking: Asking,
) -> Result<Brief, StoreError> {
    // Each search alone, before they are put together: what could not be asked alone must not pass as part of another.
    let all = question.indicators.iter().map(|i| &i.words).chain(question.figures.iter().map(|f| &f.words));
    let all = all.chain([&question.only]).chain(question.measures.iter().map(|m| &m.words));
    for q in all.filter_map(|words| words.q.as_deref()) {
        parse(q)?;
    }
    let made_on = asking.made_at.get(..10).and_then(|day| day.parse::<Day>().ok()).unwrap_or(Day::MAX);
    let last = store.stats()?.last_published;
    let as_of = asking.as_of.or(question.only.to).or(last).unwrap_or(made_on);
    let mut documents = Documents { store, read: HashMap::new() };
    let (rows, total) = reports(store, &question.only, as_of)?;

    let mut indicators = Vec::new();
    for indicator in &question.indicators {
        indicators.push(line(store, &mut documents, question, indicator, as_of)?);
    }
    let main = question.main().and_then(|main| indicators.iter().find(|i| i.key == main.key));
    let answer = main
        .map_or_else(|| Answer::of(&marsad_watch::Series::new(as_of, marsad_watch::Step::Week)), |i| i.answer.clone());
    let whole = Tally { filter: filter(&question.only), known: Some(as_of), ..Tally::default() };
    let reach = reach(&rows, total, store.folded(&whole)?, main);

    let (mut figures, mut looked, mut of) = (Vec::new(), 0, 0);
    for ask in &question.figures {
        let (given, found) = given(store, &mut documents, &question.only, ask, as_of)?;
        figures.push(FigureGroup::of(ask, &given));
        looked += found.0;
        of += found.1;
    }
    let mut measures = Vec::new();
    if let Some(ask) = &question.measures {
        let stated = |row: &ReportRow| Stated { id: row.id, source: source(row), report: row.report.clone() };
        let all: Vec<Stated> = rows.iter().map(stated).collect();
        let taken: Vec<Stated> = if ask.words == Narrow::default() {
            all.clone()
        } else {
            reports(store, &question.only.within(&ask.words), as_of)?.0.iter().map(stated).collect()
        };
        measures = follow(ask, &taken, &all);
        for measure in &mut measures {
            documents.complete(&mut measure.source)?;
            for later in &mut measure.later {
                documents.complete(&mut later.source)?;
            }
        }
    }
    let lexicons: BTreeSet<&str> = rows.iter().map(|row| row.report.versions.lexicon.as_str()).collect();
    let mut brief = Brief {
        name: question.name.clone(),
        version: asking.version,
        title: question.title.clone(),
        question: question.question.clone(),
        about: question.about.clone(),
        as_of,
        made_at: asking.made_at,
        marsad: asking.marsad,
        lexicons: lexicons.into_iter().map(str::to_owned).collect(),
        reach,
        answer,
        indicators,
        figures,
        tally: marsad_watch::dossier::Tally::of(&measures),
        measures,
        unknown: Vec::new(),
        notes: asking.notes,
    };
    brief.find_unknown(looked, of);
    Ok(brief)
}

fn line<S: Store + Counting + ?Sized>(
    store: &S,
    documents: &mut Documents<'_, S>,
    question: &Question,
    indicator: &Indicator,
    as_of: Day,
) -> Result<IndicatorLine, StoreError> {
    let ask = tally(&question.only, indicator, as_of);
    let empty = || marsad_watch::Series::new(as_of, indicator.step);
    let counted = store.tally(&ask)?.into_iter().next();
    let (total, series, series_upper, total_upper) =
        counted.map_or_else(|| (0, empty(), None, None), |c| (c.total, c.series, c.upper, c.total_upper));
    let tail = |series: &marsad_watch::Series| {
        series.points()[series.len().saturating_sub(4)..].iter().filter_map(|p| p.count).sum::<u64>()
    };
    let last_four = tail(&series);
    let upper = total_upper.zip(series_upper.as_ref().map(tail));
    let alarms = watch(&series.raw())
        .into_iter()
        .map(|alarm| {
            let say = |language| sentence::of_counts(&alarm, language);
            (alarm, Both { ar: say(sentence::Language::Arabic), en: say(sentence::Language::English) })
        })
        .collect();
    let mut sources: Vec<Source> = Vec::new();
    if !series.is_empty() {
        let (_, ids) = store.tallied(&ask, series.day(0), as_of, SOURCES * 8)?;
        for id in ids {
            let Some(row) = store.report(id)? else { continue };
            if sources.len() < SOURCES && !sources.iter().any(|s| s.document == row.document) {
                let mut source = source(&row);
                documents.complete(&mut source)?;
                sources.push(source);
            }
        }
    }
    let main = question.main().is_some_and(|main| main.key == indicator.key);
    let (key, title) = (indicator.key.clone(), indicator.title.clone());
    Ok(IndicatorLine {
        key,
        title,
        main,
        count: indicator.count,
        total,
        last_four,
        upper,
        answer: Answer::of(&series),
        series,
        series_upper,
        alarms,
        sources,
    })
}

fn reach(rows: &[ReportRow], total: u64, folded: Folded, main: Option<&IndicatorLine>) -> Reach {
    let mut outlets: BTreeMap<&str, u64> = BTreeMap::new();
    for row in rows {
        *outlets.entry(row.outlet.as_deref().unwrap_or("")).or_default() += 1;
    }
    let mut outlets: Vec<(String, u64)> = outlets.into_iter().map(|(name, n)| (name.to_owned(), n)).collect();
    outlets.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let days = || rows.iter().filter_map(|row| row.published);
    let read = main.map_or(0.0, |i| i.series.points().iter().filter_map(|p| p.exposure).sum::<f64>());
    Reach {
        documents: rows.iter().map(|row| row.document).collect::<BTreeSet<_>>().len() as u64,
        reports: total,
        events: folded.events,
        origins: folded.origins,
        outlets,
        alleged: rows.iter().filter(|row| row.report.modality == Modality::Alleged).count() as u64,
        read: read as u64,
        first: days().min(),
        last: days().max(),
    }
}

/// The numbers that a figure may be made of; of how many documents, of how many there are.
fn given<S: Store + ?Sized>(
    store: &S,
    documents: &mut Documents<'_, S>,
    only: &Narrow,
    ask: &FigureAsk,
    as_of: Day,
) -> Result<(Vec<Given>, (u64, u64)), StoreError> {
    let words = only.within(&ask.words);
    let inside = |day: Option<Day>| day.is_none_or(|day| day <= as_of && words.from.is_none_or(|from| day >= from));
    let mut out = Vec::new();
    match ask.of {
        FigureOf::Count(kind) => {
            let (rows, total) = reports(store, &words, as_of)?;
            for row in &rows {
                for count in row.report.counts.iter().filter(|count| count.what == kind) {
                    let mut source = source(row);
                    documents.complete(&mut source)?;
                    let said = row.report.said_by.as_ref();
                    out.push(Given {
                        of: ask.of,
                        min: count.min,
                        max: count.max,
                        words: count.quote.text.clone(),
                        span: Span { start: count.quote.start, end: count.quote.end },
                        sentence: row.report.evidence.text.clone(),
                        said_by: said.map(|s| s.entity.clone()),
                        said_by_written: said.map(|s| s.quote.text.clone()),
                        dated: row.report.date.as_ref().map(|date| (date.from, date.to)),
                        source,
                    });
                }
            }
            Ok((out, (rows.len() as u64, total)))
        }
        FigureOf::Figure(kind) => {
            let found = store.search(&search_words(&words), MOST_DOCUMENTS)?;
            let looked = found.rows.len() as u64;
            for hit in found.rows.iter().filter(|hit| inside(hit.published)) {
                let Some(row) = documents.get(hit.document)? else { continue };
                for figure in row.told.figures.iter().filter(|figure| figure.what == kind) {
                    let said = figure.said_by.as_ref();
                    out.push(Given {
                        of: ask.of,
                        min: figure.min,
                        max: figure.max,
                        words: figure.quote.text.clone(),
                        span: Span { start: figure.quote.start, end: figure.quote.end },
                        sentence: figure.evidence.text.clone(),
                        said_by: said.map(|s| s.entity.clone()),
                        said_by_written: said.map(|s| s.quote.text.clone()),
                        dated: figure.date.as_ref().map(|date| (date.from, date.to)),
                        source: source_of(row),
                    });
                }
            }
            Ok((out, (looked, found.total)))
        }
    }
}
