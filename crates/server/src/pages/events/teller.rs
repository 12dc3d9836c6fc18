//! What is said of an event: its fields with rivals and words, its figures, its origins.

use super::{course, range, standing, why};
use crate::i18n::Lang;
use crate::view::{Viewer, joined};
use crate::{dates, highlight};
use marsad_corroborate::{Contested, Range, Statement, Value};
use marsad_model::{CountKind, Day, Quote, Report, Span};
use marsad_store::{DocumentRow, EventFull, Filter, LinkRow};
use std::collections::BTreeMap;

/// How many passages of a link are shown, and rivals of a field.
const PASSAGES: usize = 3;
const RIVALS: usize = 8;
/// How many documents are quoted for a value before the rest is folded away.
const QUOTES: usize = 2;

/// A value of a field with who says so, and the words.
pub struct Said {
    pub value: String,
    pub href: Option<String>,
    /// Origins and who they are.
    pub by: String,
    pub quotes: Vec<Cited>,
    /// The rest of them, and how many they are in words.
    pub more: Vec<Cited>,
    pub more_words: String,
}

/// Words of a document.
pub struct Cited {
    pub words: String,
    pub outlet: String,
    pub href: String,
}

/// A field: the best value, and its rivals.
pub struct FieldOf {
    pub key: &'static str,
    pub label: String,
    pub best: Option<Said>,
    pub rivals: Vec<Said>,
}

/// A figure with all that was told of it.
pub struct FigureOf {
    pub what: String,
    pub range: String,
    pub standing: &'static str,
    pub course: Option<&'static str>,
    pub rows: Vec<Claimed>,
}

/// One statement of a number.
pub struct Claimed {
    pub told: String,
    pub number: String,
    pub outlet: String,
    pub said_by: Option<String>,
    pub words: String,
    pub href: String,
    pub origin: String,
}

/// Documents that go back to one source.
pub struct OriginOf {
    pub name: String,
    pub documents: Vec<(String, String, String)>,
    pub links: Vec<LinkOf>,
}

/// A link between two of them.
pub struct LinkOf {
    pub words: String,
    pub a: String,
    pub b: String,
    pub by_event: bool,
    /// The two documents.
    pub ids: (i64, i64),
    pub passages: Vec<String>,
}

/// Tells an event in the reader's words.
pub struct Teller<'a> {
    pub viewer: Viewer<'a>,
    pub event: &'a EventFull,
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
                let span = Span::new(quote.start - evidence.start, quote.end - evidence.start);
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

    /// Who tells a value: how many origins, and their names; each claim below names its own.
    fn by(&self, tellings: &[String], origins: usize) -> String {
        // By outlet, in the order told; whom it names instead of the outlet alone.
        let mut outlets: Vec<(String, Vec<String>)> = Vec::new();
        for speaker in tellings.iter().filter_map(|t| self.event.speakers.get(t)).flatten() {
            let outlet = speaker.outlet.clone().unwrap_or_default();
            let at = outlets.iter().position(|(known, _)| *known == outlet).unwrap_or_else(|| {
                outlets.push((outlet, Vec::new()));
                outlets.len() - 1
            });
            if let Some(who) = speaker.said_by.as_deref().map(|who| self.name(who))
                && !outlets[at].1.contains(&who)
            {
                outlets[at].1.push(who);
            }
        }
        let mut names: Vec<String> = outlets
            .iter()
            .map(|(outlet, said)| match joined(self.lang(), &few(said)) {
                Some(who) => self.lang().fill_isolated("event.said", &[("outlet", outlet), ("who", &who)]),
                None => format!("\u{2068}{outlet}\u{2069}"),
            })
            .collect();
        let count = self.lang().count("events.origins", origins as u64);
        names.truncate(6);
        joined(self.lang(), &names).map_or(count.clone(), |names| format!("{count}: {names}"))
    }

    fn field(
        &self,
        key: &'static str,
        label: &'static str,
        statement: &Statement,
        value: &dyn Fn(&str) -> (String, Option<String>),
        pick: &dyn Fn(&Report, &str) -> Option<Quote>,
    ) -> FieldOf {
        let said = |v: &Value| {
            let (words, href) = value(&v.value);
            // By tellings the speakers are known; a list without any has the tellings themselves.
            let by = self.by(&v.tellings, v.origins.len());
            let mut quotes = self.quotes(&v.tellings, &|r| pick(r, &v.value));
            let more = quotes.split_off(quotes.len().min(QUOTES));
            let more_words = self.lang().count("event.more", more.len() as u64);
            Said { value: words, href, by, quotes, more, more_words }
        };
        let mut values = statement.values.iter().map(said);
        let best = values.next();
        FieldOf { key, label: self.lang().t(label).to_owned(), best, rivals: values.take(RIVALS).collect() }
    }

    pub fn fields(&self) -> Vec<FieldOf> {
        let l = self.lang();
        let v = &self.event.view;
        let ask = |set: &dyn Fn(&mut Filter)| {
            let mut filter = Filter::default();
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

    pub fn figures(&self) -> Vec<FigureOf> {
        let l = self.lang();
        let one = |(what, c): (&CountKind, &Contested)| {
            let mut rows: Vec<(Option<Day>, Claimed)> = Vec::new();
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
                            number: range(l, Range { min: claim.min, max: claim.max }),
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

    pub fn origins(&self, documents: &BTreeMap<i64, DocumentRow>) -> Vec<OriginOf> {
        let l = self.lang();
        let outlet = |id: i64| {
            let row = documents.get(&id);
            let name = row.and_then(|r| r.document.outlet.clone().or_else(|| Some(r.document.title.clone())));
            name.unwrap_or_else(|| format!("{id}"))
        };
        let link = |x: &LinkRow| LinkOf {
            words: why::link(l, x),
            a: outlet(x.a),
            b: outlet(x.b),
            by_event: x.by_event,
            ids: (x.a, x.b),
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

/// The first sources of many: all of them stand beside the words.
fn few(said: &[String]) -> Vec<String> {
    let mut out: Vec<String> = said.iter().take(2).cloned().collect();
    if said.len() > 2 {
        out.push("…".to_owned());
    }
    out
}
