//! One event: field by field with the words of each document, rivals beside the best, origins and copies with their grounds,
//! the history of its figures, why it is one, and a kept page beside it.

use super::why::{self, Pair};
use super::{Row, course, range, row, standing};
use crate::dates;
use crate::errors::Failure;
use crate::highlight::{self, Block, Marking};
use crate::i18n::Lang;
use crate::pages::{Frame, page};
use crate::params;
use crate::state::AppState;
use crate::view::Viewer;
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use marsad_corroborate::Statement;
use marsad_model::{Quote, Report};
use marsad_store::{DocumentRow, EventFull, EventStore, Store, StoreError};
use std::collections::{BTreeMap, BTreeSet};

/// How many documents of origins are looked up, passages of a link shown, and rivals of a field.
const DOCUMENTS: usize = 60;
const PASSAGES: usize = 3;
const RIVALS: usize = 8;

/// A value of a field with who says so, and the words.
pub struct Said {
    value: String,
    href: Option<String>,
    /// Origins and who they are.
    by: String,
    quotes: Vec<Cited>,
}

/// Words of a document.
pub struct Cited {
    words: String,
    outlet: String,
    href: String,
}

/// A field: the best value, and its rivals.
pub struct FieldOf {
    key: &'static str,
    label: String,
    best: Option<Said>,
    rivals: Vec<Said>,
}

/// A figure with all that was told of it.
pub struct FigureOf {
    what: String,
    range: String,
    standing: &'static str,
    course: Option<&'static str>,
    rows: Vec<Claimed>,
}

/// One statement of a number.
pub struct Claimed {
    told: String,
    number: String,
    outlet: String,
    said_by: Option<String>,
    words: String,
    href: String,
    origin: String,
}

/// Documents that go back to one source.
pub struct OriginOf {
    name: String,
    documents: Vec<(String, String, String)>,
    links: Vec<LinkOf>,
}

/// A link between two of them.
pub struct LinkOf {
    words: String,
    a: String,
    b: String,
    by_event: bool,
    passages: Vec<String>,
}

/// A document that tells the event, to be shown beside it.
pub struct Tab {
    words: String,
    href: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "event.html")]
struct EventPage {
    f: Frame,
    event: Row,
    told: String,
    outlets: String,
    reports: String,
    fields: Vec<FieldOf>,
    figures: Vec<FigureOf>,
    origins: Vec<OriginOf>,
    pairs: Vec<Pair>,
    decisions: Vec<(String, String, String)>,
    suggestions: Vec<Row>,
    tabs: Vec<Tab>,
    beside: Option<Beside>,
}

/// The kept page shown beside the event.
pub struct Beside {
    href: String,
    captured: String,
    language: Option<String>,
    head: Block,
    body: Vec<Block>,
}

/// What the store says of an event: the event, and the documents that are quoted.
struct Found {
    event: EventFull,
    documents: BTreeMap<i64, DocumentRow>,
}

fn find(store: &dyn Store, events: &dyn EventStore, id: i64) -> Result<Option<Found>, StoreError> {
    let Some(event) = events.event(id)? else { return Ok(None) };
    let mut wanted: BTreeSet<i64> = event.tellings.iter().map(|t| t.document).collect();
    for origin in &event.origins {
        wanted.extend(origin.documents.iter().copied());
    }
    let mut documents = BTreeMap::new();
    for id in wanted.into_iter().take(DOCUMENTS) {
        if let Some(row) = store.document(id)? {
            documents.insert(id, row);
        }
    }
    Ok(Some(Found { event, documents }))
}

/// `/{lang}/events/{id}?page=DOCUMENT`.
pub async fn event(
    State(state): State<AppState>,
    Path((code, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let path = format!("/events/{}", params::encode(&id));
    let frame = |lang: Lang| Frame::new(lang, "events", &path, query.clone());
    let raw = query.clone();
    let mut moved = None;
    let response = page(&code, frame, async |f: Frame| {
        let id: i64 = id.parse().map_err(|_| Failure::NotFound)?;
        let shown = params::one_id(raw.as_deref(), "page")?;
        let events = state.events.clone().ok_or(Failure::NotFound)?;
        let found = state.ask(move |store| find(store, events.as_ref(), id)).await?.ok_or(Failure::NotFound)?;
        if found.event.row.id != id {
            moved = Some(format!("/{}/events/{}", f.lang.code(), found.event.row.id));
        }
        let viewer = Viewer { lang: f.lang, names: &state.names };
        Ok::<_, Failure>(compose(f, viewer, &found, shown))
    })
    .await;
    // An event that was merged into another is found there.
    moved.map_or(response, |to| Redirect::temporary(&to).into_response())
}

fn compose(mut f: Frame, viewer: Viewer<'_>, found: &Found, shown: Option<i64>) -> EventPage {
    let lang = f.lang;
    let e = &found.event;
    let list = row(viewer, &e.row);
    f.title = match &list.place {
        Some(place) => lang.fill_isolated("event.title", &[("type", &list.type_name), ("place", place)]),
        None => list.type_name.clone(),
    };
    f.json = Some(format!("/api/events/{}", e.row.id));
    let teller = Teller { viewer, event: e };
    let chosen =
        shown.filter(|id| e.tellings.iter().any(|t| t.document == *id)).or(e.tellings.first().map(|t| t.document));
    let tabs = e.tellings.iter().map(|t| Tab {
        words: t.outlet.clone().unwrap_or_else(|| t.title.clone()),
        href: format!("/{}/events/{}?page={}#beside", lang.code(), e.row.id, t.document),
        here: Some(t.document) == chosen,
    });
    let told = dates::range(lang, e.row.first_told, e.row.last_told).unwrap_or_default();
    EventPage {
        told: lang.fill("event.told", &[("days", &told)]),
        outlets: lang.count("event.outlets", e.row.outlets),
        reports: lang.count("list.count", e.row.reports),
        fields: teller.fields(),
        figures: teller.figures(),
        origins: teller.origins(&found.documents),
        pairs: why::pairs(lang, e),
        decisions: e.decisions.iter().map(|d| (decided(lang, &d.what), d.who.clone(), d.why.clone())).collect(),
        suggestions: e.suggestions.iter().map(|s| row(viewer, if s.a.id == e.row.id { &s.b } else { &s.a })).collect(),
        tabs: tabs.collect(),
        beside: chosen.and_then(|id| beside(lang, e, found.documents.get(&id)?)),
        event: list,
        f,
    }
}

fn decided(lang: Lang, what: &str) -> String {
    let key = match what {
        "merge" => "decided.merge",
        "split" => "decided.split",
        "pin" => "decided.pin",
        _ => "decided.undo",
    };
    lang.t(key).to_owned()
}

/// The kept text of a document with the words of its reports of the event.
fn beside(lang: Lang, event: &EventFull, row: &DocumentRow) -> Option<Beside> {
    let telling = event.tellings.iter().find(|t| t.document == row.id)?;
    let mut marks = Vec::new();
    for r in &telling.reports {
        let r = &r.report;
        let mut put = |key: &'static str, q: &Quote| {
            marks.push(Marking { span: q.span(), key, anchor: marks.len() });
        };
        put("evidence", &r.evidence);
        put("act", &r.trigger);
        r.actors.iter().for_each(|a| put("who", &a.quote));
        r.recipients.iter().for_each(|a| put("whom", &a.quote));
        r.places.iter().for_each(|p| put("where", &p.quote));
        r.date.iter().for_each(|d| put("when", &d.quote));
        r.counts.iter().for_each(|c| put("count", &c.quote));
        r.said_by.iter().for_each(|s| put("said", &s.quote));
    }
    let (head, body) = highlight::blocks(&row.document.title, &row.document.text, &marks);
    let first = telling.reports.first().map(|r| format!("?report={}", r.id)).unwrap_or_default();
    Some(Beside {
        href: format!("/{}/documents/{}{first}", lang.code(), row.id),
        captured: dates::instant(lang, &row.capture.captured_at),
        language: row.document.language.clone(),
        head,
        body,
    })
}

struct Teller<'a> {
    viewer: Viewer<'a>,
    event: &'a EventFull,
}

impl Teller<'_> {
    fn lang(&self) -> Lang {
        self.viewer.lang
    }

    fn name(&self, id: &str) -> String {
        let name = self.event.names.get(id).map_or(id, String::as_str);
        self.viewer.known_name(name).unwrap_or(name).to_owned()
    }

    /// The words under a field of the reports that tell a value; of each telling one stretch.
    fn quotes(&self, tellings: &[String], pick: &dyn Fn(&Report) -> Option<Quote>) -> Vec<Cited> {
        let mut out = Vec::new();
        for telling in self.event.tellings.iter().filter(|t| tellings.contains(&t.name)) {
            let Some((row, quote)) = telling.reports.iter().find_map(|r| Some((r, pick(&r.report)?))) else { continue };
            let evidence = &row.report.evidence;
            let inside = quote.start >= evidence.start && quote.end <= evidence.end;
            let words = if inside {
                let span = marsad_model::Span::new(quote.start - evidence.start, quote.end - evidence.start);
                let (before, words, after) = highlight::around(&evidence.text, span, 180);
                format!(
                    "{}<mark>{}</mark>{}",
                    highlight::escape(&before),
                    highlight::escape(&words),
                    highlight::escape(&after)
                )
            } else {
                format!("<mark>{}</mark>", highlight::escape(&quote.text))
            };
            out.push(Cited {
                words,
                outlet: telling.outlet.clone().unwrap_or_else(|| telling.title.clone()),
                href: self.viewer.source_href(row),
            });
        }
        out
    }

    /// Who tells a value: how many origins, and their names.
    fn by(&self, tellings: &[String], origins: usize) -> String {
        let mut names: Vec<String> = Vec::new();
        for speaker in tellings.iter().filter_map(|t| self.event.speakers.get(t)).flatten() {
            let outlet = speaker.outlet.clone().unwrap_or_default();
            let words = match &speaker.said_by {
                Some(said) => {
                    self.lang().fill_isolated("event.said", &[("outlet", &outlet), ("who", &self.name(said))])
                }
                None => format!("\u{2068}{outlet}\u{2069}"),
            };
            if !names.contains(&words) {
                names.push(words);
            }
        }
        let count = self.lang().count("events.origins", origins as u64);
        names.truncate(6);
        crate::view::joined(self.lang(), &names).map_or(count.clone(), |names| format!("{count}: {names}"))
    }

    fn field(
        &self,
        key: &'static str,
        label: &'static str,
        statement: &Statement,
        value: &dyn Fn(&str) -> (String, Option<String>),
        pick: &dyn Fn(&Report, &str) -> Option<Quote>,
    ) -> FieldOf {
        let said = |v: &marsad_corroborate::Value| {
            let (words, href) = value(&v.value);
            // By tellings the speakers are known; a list without any has the tellings themselves.
            let by = self.by(&v.tellings, v.origins.len());
            Said { value: words, href, by, quotes: self.quotes(&v.tellings, &|r| pick(r, &v.value)) }
        };
        let mut values = statement.values.iter().map(said);
        let best = values.next();
        FieldOf { key, label: self.lang().t(label).to_owned(), best, rivals: values.take(RIVALS).collect() }
    }

    fn fields(&self) -> Vec<FieldOf> {
        let l = self.lang();
        let v = &self.event.view;
        let ask = |set: &dyn Fn(&mut marsad_store::Filter)| {
            let mut filter = marsad_store::Filter::default();
            set(&mut filter);
            Some(self.viewer.list_href(&filter))
        };
        let canonical = |id: &str| self.event.names.get(id).cloned().unwrap_or_else(|| id.to_owned());
        let actor = |id: &str| (self.name(id), ask(&|f| f.actor = Some(canonical(id))));
        let place = |id: &str| (self.name(id), ask(&|f| f.place = Some(canonical(id))));
        let is = |id: &Option<String>, name: &str, value: &str| id.as_deref() == Some(value) || name == value;
        let trigger = |r: &Report| Some(r.trigger.clone());
        vec![
            self.field("act", "field.type", &v.type_, &|c| (l.code_name("type", c), None), &|r, c| {
                trigger(r).filter(|_| r.type_.as_str() == c)
            }),
            self.field("act", "filter.mode", &v.modes, &|c| (l.code_name("mode", c), None), &|r, c| {
                trigger(r).filter(|_| r.mode.iter().any(|m| m.as_str() == c))
            }),
            self.field("when", "field.date", &v.days, &|d| (days(l, d), None), &|r, _| {
                r.date.as_ref().map(|d| d.quote.clone())
            }),
            self.field("where", "field.place", &v.places, &place, &|r, id| {
                r.places.iter().find(|p| is(&p.id, &p.name, id)).map(|p| p.quote.clone())
            }),
            self.field("who", "field.actors", &v.actors, &actor, &|r, id| {
                r.actors.iter().find(|a| is(&a.id, &a.entity, id)).map(|a| a.quote.clone())
            }),
            self.field("whom", "field.recipients", &v.recipients, &actor, &|r, id| {
                r.recipients.iter().find(|a| is(&a.id, &a.entity, id)).map(|a| a.quote.clone())
            }),
        ]
    }

    fn figures(&self) -> Vec<FigureOf> {
        let l = self.lang();
        let one = |(what, c): (&marsad_model::CountKind, &marsad_corroborate::Contested)| {
            let mut rows: Vec<(Option<marsad_model::Day>, Claimed)> = Vec::new();
            let mut course_of = None;
            for row in &c.rows {
                course_of = course_of.or(course(l, row.course));
                for claim in &row.claims {
                    let telling = self.event.tellings.iter().find(|t| t.document.to_string() == claim.document);
                    let report = telling.and_then(|t| t.reports.first());
                    let said_by = claim.said_by.as_deref().map(|who| self.name(who));
                    rows.push((
                        claim.told,
                        Claimed {
                            told: claim.told.map(|d| dates::day(l, d)).unwrap_or_default(),
                            number: range(l, marsad_corroborate::Range { min: claim.min, max: claim.max }),
                            outlet: telling.and_then(|t| t.outlet.clone()).unwrap_or_default(),
                            said_by,
                            words: claim.wording.text.clone(),
                            href: report.map_or_else(
                                || format!("/{}/documents/{}", l.code(), claim.document),
                                |r| self.viewer.source_href(r),
                            ),
                            origin: self.origin_name(&row.origin),
                        },
                    ));
                }
            }
            rows.sort_by_key(|(day, _)| *day);
            FigureOf {
                what: l.code_name("count", what.as_str()),
                range: range(l, c.range),
                standing: standing(l, c.standing),
                course: course_of,
                rows: rows.into_iter().map(|(_, row)| row).collect(),
            }
        };
        self.event.figures.iter().map(one).collect()
    }

    /// Origins are counted in the order in which they stand on the page.
    fn origin_name(&self, id: &str) -> String {
        let at = self.event.origins.iter().position(|o| o.id.to_string() == id).map_or(0, |at| at + 1);
        self.lang().fill("event.origin", &[("n", &at.to_string())])
    }

    fn origins(&self, documents: &BTreeMap<i64, DocumentRow>) -> Vec<OriginOf> {
        let l = self.lang();
        let outlet = |id: i64| {
            let row = documents.get(&id);
            let name = row.and_then(|r| r.document.outlet.clone().or_else(|| Some(r.document.title.clone())));
            name.unwrap_or_else(|| format!("{id}"))
        };
        let link = |x: &marsad_store::LinkRow| LinkOf {
            words: why::link(l, x),
            a: outlet(x.a),
            b: outlet(x.b),
            by_event: x.by_event,
            passages: match documents.get(&x.a) {
                Some(row) => {
                    let text = row.document.full_text();
                    x.evidence.iter().take(PASSAGES).map(|p| why::words(&text, p.a, 220)).collect()
                }
                None => Vec::new(),
            },
        };
        let origins = self.event.origins.iter().map(|o| OriginOf {
            name: self.origin_name(&o.id.to_string()),
            documents: o
                .documents
                .iter()
                .map(|id| {
                    let title = documents.get(id).map(|r| r.document.title.clone()).unwrap_or_default();
                    (format!("/{}/documents/{id}", l.code()), outlet(*id), title)
                })
                .collect(),
            links: o.links.iter().map(link).collect(),
        });
        origins.collect()
    }
}

/// A day, or two with a stroke between, in words.
fn days(lang: Lang, value: &str) -> String {
    let (from, to) = value.split_once('/').unwrap_or((value, value));
    dates::range(lang, from.parse().ok(), to.parse().ok()).unwrap_or_else(|| value.to_owned())
}
