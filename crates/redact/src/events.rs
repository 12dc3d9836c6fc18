//! The public forms of events. What an event is called by (headline, places, actors) is hidden where one of its documents hides
//! it; what its documents say is shown as they themselves are. What persons wrote about it, and the words that link documents,
//! are not shown.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use marsad_corroborate::{Contested, EventView, Statement};
use marsad_store::{
    Above, Act, Decided, EventFilter, EventFull, EventRow, EventStore, Named, News, OnWeighed, OriginRow, Page,
    Speaker, Store, StoreError, Suggestion, TellingRow, Weighed,
};

use crate::finder::Hidden;
use crate::hide::{self, BLACK, NEUTRAL, Veil};
use crate::lists::is_sensitive;
use crate::public::{PublicStore, unshowable};

/// Sensitive places lie somewhere in a district.
const PRECISION: u8 = 3;

fn read_only() -> StoreError {
    StoreError::BadInput { target: "the events".into(), why: "a store in public form is only read".into() }
}

/// What is hidden of an event: the words of all its documents.
struct Names<'a> {
    store: &'a PublicStore,
    veil: Veil<'a>,
}

impl Names<'_> {
    /// A name, or what stands for it.
    fn shown(&self, name: &str) -> Option<String> {
        let hidden = self.store.is_unspoken_name(name) || self.veil.words(name) != name;
        (!hidden).then(|| name.to_owned())
    }

    fn named(&self, all: &[Named]) -> Vec<Named> {
        let mut out: Vec<Named> = Vec::with_capacity(all.len());
        for one in all {
            let shown = match self.shown(&one.name) {
                Some(name) if is_sensitive(&name) => Named { id: name.clone(), name },
                Some(_) => one.clone(),
                None => Named { id: NEUTRAL.to_owned(), name: NEUTRAL.to_owned() },
            };
            if !out.contains(&shown) {
                out.push(shown);
            }
        }
        out
    }

    /// A field whose values are ids or names.
    fn statement(&self, field: &mut Statement, names: &BTreeMap<String, String>) {
        for value in &mut field.values {
            let name = names.get(&value.value).unwrap_or(&value.value);
            match self.shown(name) {
                None => value.value = NEUTRAL.to_owned(),
                Some(name) if is_sensitive(&name) => value.value = name,
                Some(_) => {}
            }
        }
    }
}

/// The words hidden in any of some documents.
fn together(all: &[std::sync::Arc<Hidden>]) -> Hidden {
    let words: BTreeSet<&String> = all.iter().flat_map(|hidden| &hidden.words).collect();
    Hidden { spans: Vec::new(), words: words.into_iter().cloned().collect() }
}

/// Other names for tellings: their own are made of addresses.
fn renamed(names: &HashMap<String, String>, name: &str) -> String {
    names.get(name).cloned().unwrap_or_else(|| "t0".to_owned())
}

impl PublicStore {
    /// The headline of an event, as the document shows it that it is from.
    fn headline(&self, title: &str, documents: &[i64]) -> Result<String, StoreError> {
        for id in documents {
            let row = Store::document(self.inner(), *id)?;
            if let Some(row) = row.filter(|row| row.document.title == title) {
                return Ok(Veil::of(&*self.hidden(row.id)?).stretch(title, 0));
            }
        }
        // Of no document that is there: nothing of it is shown.
        Ok(title.chars().map(|c| if c.is_whitespace() { c } else { BLACK }).collect())
    }

    fn all_hidden(&self, documents: &[i64]) -> Result<Hidden, StoreError> {
        let all = documents.iter().map(|id| self.hidden(*id)).collect::<Result<Vec<_>, _>>()?;
        Ok(together(&all))
    }

    fn event_row(&self, row: &EventRow, documents: &[i64]) -> Result<EventRow, StoreError> {
        let hidden = self.all_hidden(documents)?;
        let names = Names { store: self, veil: Veil::of(&hidden) };
        let sensitive = row.places.iter().any(|place| is_sensitive(&place.name));
        let tenth = |degrees: f64| (degrees * 10.0).round() / 10.0;
        Ok(EventRow {
            title: self.headline(&row.title, documents)?,
            places: names.named(&row.places),
            actors: names.named(&row.actors),
            recipients: names.named(&row.recipients),
            point: row.point.map(|(lat, lon)| if sensitive { (tenth(lat), tenth(lon)) } else { (lat, lon) }),
            precision: if sensitive { row.precision.max(PRECISION) } else { row.precision },
            ..row.clone()
        })
    }

    fn event_rows(&self, rows: &[EventRow]) -> Result<Vec<EventRow>, StoreError> {
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let of = self.inner().documents_of_events(&ids)?;
        let documents = |id: &i64| of.get(id).map(Vec::as_slice).unwrap_or_default();
        rows.iter().map(|row| self.event_row(row, documents(&row.id))).collect()
    }

    fn figures(&self, all: &BTreeMap<marsad_model::CountKind, Contested>) -> Result<Figures, StoreError> {
        let mut out = all.clone();
        for claim in out.values_mut().flat_map(|c| &mut c.rows).flat_map(|row| &mut row.claims) {
            let document: i64 = claim.document.parse().unwrap_or_default();
            let hidden = self.hidden(document)?;
            *claim = hide::anything(claim, &hidden).ok_or_else(|| unshowable(document))?;
            claim.said_by = claim.said_by.take().map(|name| match self.is_unspoken_name(&name) {
                true => NEUTRAL.to_owned(),
                false => name,
            });
        }
        Ok(out)
    }

    fn event_full(&self, full: EventFull) -> Result<EventFull, StoreError> {
        let documents: Vec<i64> = full.tellings.iter().map(|t| t.document).collect();
        let hidden = self.all_hidden(&documents)?;
        let names = Names { store: self, veil: Veil::of(&hidden) };
        let other: HashMap<String, String> =
            full.tellings.iter().enumerate().map(|(n, t)| (t.name.clone(), format!("t{}", n + 1))).collect();
        let mut view: EventView = full.view;
        view.id = renamed(&other, &view.id);
        for field in [&mut view.places, &mut view.actors, &mut view.recipients] {
            names.statement(field, &full.names);
        }
        let fields = [&mut view.type_, &mut view.modes, &mut view.days];
        for value in fields
            .into_iter()
            .chain([&mut view.places, &mut view.actors, &mut view.recipients])
            .flat_map(|f| &mut f.values)
        {
            value.tellings.iter_mut().for_each(|name| *name = renamed(&other, name));
        }
        let speaker = |one: &Speaker| Speaker {
            outlet: one.outlet.clone(),
            said_by: one.said_by.as_ref().map(|name| names.shown(name).unwrap_or_else(|| NEUTRAL.to_owned())),
        };
        let mut tellings = Vec::with_capacity(full.tellings.len());
        for one in &full.tellings {
            let hidden = self.hidden(one.document)?;
            let veil = Veil::of(&hidden);
            let reports =
                one.reports.iter().map(|row| hide::report(row, &hidden).ok_or_else(|| unshowable(row.document)));
            tellings.push(TellingRow {
                name: renamed(&other, &one.name),
                title: veil.stretch(&one.title, 0),
                url: one.url.as_deref().map(|url| veil.address(url)),
                reports: reports.collect::<Result<_, _>>()?,
                ..one.clone()
            });
        }
        Ok(EventFull {
            row: self.event_row(&full.row, &documents)?,
            view,
            names: full.names.into_iter().filter(|(_, name)| names.shown(name).is_some()).collect(),
            speakers: full
                .speakers
                .iter()
                .map(|(name, all)| (renamed(&other, name), all.iter().map(speaker).collect()))
                .collect(),
            figures: self.figures(&full.figures)?,
            tellings,
            origins: full.origins.into_iter().map(without_words).collect(),
            decisions: Vec::new(),
            suggestions: Vec::new(),
            // Why they are one is told in the words of their documents.
            grounds: Vec::new(),
            was: full.was,
        })
    }
}

type Figures = BTreeMap<marsad_model::CountKind, Contested>;

/// An origin without the words that show its links: that they are the same is shown by their kind and share.
fn without_words(mut origin: OriginRow) -> OriginRow {
    origin.links.iter_mut().for_each(|link| link.evidence.clear());
    origin
}

impl EventStore for PublicStore {
    fn weigh(&self, _: Above<'_>, _: OnWeighed<'_>) -> Result<Weighed, StoreError> {
        Err(read_only())
    }

    fn rebuild_events(&self, _: Above<'_>, _: OnWeighed<'_>) -> Result<Weighed, StoreError> {
        Err(read_only())
    }

    fn unweighed(&self) -> Result<u64, StoreError> {
        self.inner().unweighed()
    }

    /// A question that touches what is hidden is answered as one that nothing answers.
    fn events(&self, filter: &EventFilter) -> Result<Page<EventRow>, StoreError> {
        let (asked, check) = self.asked(&filter.reports)?;
        if check.is_some() {
            return Ok(Page { rows: Vec::new(), total: 0, next: None });
        }
        let page = self.inner().events(&EventFilter { reports: asked, ..filter.clone() })?;
        Ok(Page { rows: self.event_rows(&page.rows)?, total: page.total, next: page.next })
    }

    fn event(&self, id: i64) -> Result<Option<EventFull>, StoreError> {
        self.inner().event(id)?.map(|full| self.event_full(full)).transpose()
    }

    fn event_of_report(&self, report: i64) -> Result<Option<i64>, StoreError> {
        self.inner().event_of_report(report)
    }

    fn events_of_document(&self, document: i64) -> Result<Vec<EventRow>, StoreError> {
        self.event_rows(&self.inner().events_of_document(document)?)
    }

    fn documents_of_events(&self, events: &[i64]) -> Result<BTreeMap<i64, Vec<i64>>, StoreError> {
        self.inner().documents_of_events(events)
    }

    fn origin_of(&self, document: i64) -> Result<Option<OriginRow>, StoreError> {
        Ok(self.inner().origin_of(document)?.map(without_words))
    }

    /// None: the lists and pages of events tell them in public form.
    fn news(&self, _: i64, _: usize) -> Result<News, StoreError> {
        Ok(News { events: Vec::new(), total: 0, rises: Vec::new() })
    }

    fn last_before(&self, instant: &str) -> Result<i64, StoreError> {
        self.inner().last_before(instant)
    }

    fn cut_link(&self, _: i64, _: i64, _: &Act) -> Result<Decided, StoreError> {
        Err(read_only())
    }

    /// None: why two events may be one is told in the words of their documents.
    fn suggestions(&self, _: usize) -> Result<Vec<Suggestion>, StoreError> {
        Ok(Vec::new())
    }

    fn merge_events(&self, _: i64, _: i64, _: &Act) -> Result<Decided, StoreError> {
        Err(read_only())
    }

    fn split_event(&self, _: i64, _: &[i64], _: &Act) -> Result<Decided, StoreError> {
        Err(read_only())
    }

    fn pin_event(&self, _: i64, _: &Act) -> Result<Decided, StoreError> {
        Err(read_only())
    }

    fn undo_decision(&self, _: i64, _: &Act) -> Result<Decided, StoreError> {
        Err(read_only())
    }

    /// None: who decided and why is nobody's business outside.
    fn decisions(&self, _: Option<i64>) -> Result<Vec<Decided>, StoreError> {
        Ok(Vec::new())
    }

    fn check_events(&self) -> Result<Vec<String>, StoreError> {
        self.inner().check_events()
    }
}
