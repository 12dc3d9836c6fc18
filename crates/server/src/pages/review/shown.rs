//! What the page of the workplace shows.

use super::events::{self, EventOf};
use super::second::{Proposed, beside};
use super::work::Found;
use super::{At, home_href};
use crate::dates;
use crate::highlight::{self, Block, Marking};
use crate::i18n::Lang;
use crate::pages::{Frame, script_json};
use crate::params;
use crate::people::Who;
use crate::review::card::{LETTERS, Row, TAKES_WORDS, rows};
use crate::review::edit::fields_of;
use crate::review::panel::{Choice, Maker};
use crate::review::{Draft, Queue};
use crate::view::{Card, Viewer};
use askama::Template;
use marsad_model::{EventType, Report, Span};
use marsad_store::{DocumentRow, ItemState, Reason, ReviewItem, Role, Verdict, reasons};
use serde_json::json;

/// A reason that a report is not taken into the record.
pub struct Why {
    digit: u8,
    words: String,
    /// The field that it leads to; none where it rejects the report.
    field: Option<&'static str>,
}

/// Another report of the document.
pub struct Other {
    id: i64,
    href: String,
    type_name: String,
    family: &'static str,
    words: String,
    here: bool,
    state: ItemState,
    said: String,
}

/// What whoever looks did with the report before.
pub struct Before {
    /// In words.
    words: String,
    /// When.
    at: String,
    note: Option<String>,
}

#[derive(Template)]
#[template(path = "review_work.html")]
pub(super) struct WorkPage {
    f: Frame,
    row: DocumentRow,
    head: Block,
    body: Vec<Block>,
    bidi: bool,
    published: Option<(String, String)>,
    link: Option<String>,
    /// The report; none of a document without any.
    work: Option<Work>,
    /// The queue as it is in addresses, and what it is called.
    queue: String,
    queue_name: String,
    home: String,
    /// How many of the queue's reports are done, and of how many.
    done: u64,
    total: u64,
    mine: u64,
    /// What only second readers have in the document.
    proposed: Vec<Proposed>,
    /// The form for a report that the machine has missed.
    types: Choice,
    others: Vec<Other>,
    data: String,
}

/// What the page shows of a report.
pub struct Work {
    id: i64,
    state: ItemState,
    badge: Card,
    rows: Vec<Row>,
    changed: bool,
    draft: String,
    decides: bool,
    fault: Option<String>,
    /// Who has it on the screen, if another.
    taken: bool,
    whys: Vec<Why>,
    same: Vec<(i64, String)>,
    next: Option<i64>,
    next_href: Option<String>,
    before: Vec<Before>,
    event: Option<EventOf>,
    percent: u8,
    settle: Option<String>,
    /// Which second readers do not have it.
    absent: Option<String>,
}

impl WorkPage {
    fn untitled(&self) -> bool {
        self.row.document.title.trim().is_empty()
    }

    /// How the report stands, in words.
    fn stands(&self, state: &ItemState) -> &str {
        self.f.lang.t(state_key(*state))
    }

    /// What the script of the page is given: where it lies, and its words.
    fn setup(&self) -> String {
        let lang = self.f.lang;
        let keys =
            crate::review::card::LETTERS.map(|(key, code, letter)| json!([key, code, letter, lang.t(label_of(key))]));
        script_json(&json!({
            "script": crate::assets::address("marsad-review.js"), "strings": lang.words_of("review.js."), "fields": keys,
            "takes": TAKES_WORDS,
        }))
    }

    fn picks(&self) -> Vec<(&'static str, &'static str, &'static str, String)> {
        let label = |key: &str| self.f.lang.t(label_of(key)).to_owned();
        LETTERS.iter().filter(|(k, ..)| TAKES_WORDS.contains(k)).map(|(k, code, l)| (*k, *code, *l, label(k))).collect()
    }
}

/// The name of a field of the card.
pub(super) fn label_of(key: &str) -> &'static str {
    match key {
        "act" => "field.type",
        "who" => "field.actors",
        "whom" => "field.recipients",
        "where" => "field.place",
        "when" => "field.date",
        "count" => "field.counts",
        "said" => "field.said_by",
        "voice" => "field.modality",
        _ => "field.sure",
    }
}

/// The field that a reason leads to: what is wrong is put right there. The others reject the report.
pub(super) fn leads_to(reason: &Reason) -> Option<&'static str> {
    Some(match reason.name {
        "actor" => "who",
        "place" => "where",
        "date" => "when",
        "count" => "count",
        "type" => "act",
        "voice" => "voice",
        _ => return None,
    })
}

/// The reason that a change of a field gives by itself.
pub(super) fn reason_of(draft: &Draft) -> Option<u8> {
    let found = reasons().iter().find(|reason| leads_to(reason).is_some_and(|key| draft.has(fields_of(key))));
    // Who was acted upon belongs to the actors, who says so to the voice.
    let other =
        |name: &str, key| draft.has(fields_of(key)).then(|| reasons().iter().find(|r| r.name == name)).flatten();
    found.or_else(|| other("actor", "whom")).or_else(|| other("voice", "said")).map(|reason| reason.digit)
}

/// What a page is put together from.
pub(super) struct Looked<'a> {
    pub viewer: Viewer<'a>,
    pub maker: Maker<'a>,
    pub queue: &'a Queue,
    pub who: &'a Who,
    pub base: &'a Report,
    pub now: &'a Report,
    pub draft: &'a Draft,
    pub decides: bool,
    pub fault: Option<String>,
}

/// The page of a report.
pub(super) fn compose(f: Frame, look: Looked<'_>, found: Found) -> WorkPage {
    let lang = f.lang;
    let Looked { viewer, maker, queue, who, base, now, draft, decides, fault } = look;
    let report = found.item.report;
    let query = queue.query();
    let at = |draft: &Draft| At { decides, ..At::new(lang, report, &query).with(draft) };
    let mut rows = rows(viewer, maker, base, now, draft, |key| at(&draft.without(fields_of(key))).href());
    let fields = viewer.fields(now);
    let mut marks: Vec<Marking> = fields
        .iter()
        .flat_map(|field| field.values.iter().filter_map(|v| v.words.as_ref()).map(|w| (field.key, w)))
        .map(|(key, w)| Marking { span: Span::new(w.start, w.end), key, anchor: w.anchor })
        .collect();
    let used = marks.iter().map(|mark| mark.anchor + 1).max().unwrap_or(0);
    let mut second = beside(viewer, &found.second, Some(report), used);
    second.lay(&mut rows);
    marks.append(&mut second.marks);
    let next_href = found.next.map(|next| format!("{}#w0", At::new(lang, next, &query).href()));
    let mut card = viewer.card(&as_row(&found.row, report, now));
    card.href = at(&Draft::default()).href();
    let whys = reasons().iter().map(|reason| Why {
        digit: reason.digit,
        words: if lang == Lang::Ar { reason.ar.to_owned() } else { reason.en.to_owned() },
        field: leads_to(reason),
    });
    let others = others(viewer, &found, &query);
    let same = others.iter().filter(|o| !o.here && o.state != ItemState::Rejected);
    let same = same.map(|o| (o.id, format!("{}: \u{2068}{}\u{2069}", o.type_name, o.words))).collect();
    let before = before(lang, &found.item, &who.name);
    let settle = (found.item.state == ItemState::Disputed && who.may(Role::Editor))
        .then(|| format!("/{}/review/{report}/settle?in={}", lang.code(), params::encode(&query)));
    let data = script_json(&json!({
        "report": report, "fields": fields, "here": at(&Draft::default()).href(), "changed": !draft.is_empty(),
        "place": at(draft).href(), "trigger": now.trigger.start, "done": found.progress.settled + found.progress.rejected,
    }));
    let work = Work {
        id: report,
        state: found.item.state,
        badge: card,
        rows,
        changed: !draft.is_empty(),
        draft: draft.write(),
        decides,
        fault,
        taken: !found.mine,
        whys: whys.collect(),
        same,
        next: found.next,
        next_href,
        before,
        event: found.event.as_ref().map(|event| events::shown(viewer, event, report, who)),
        percent: crate::view::percent(found.item.machine.as_ref().map_or(now.confidence, |m| m.confidence)),
        settle,
        absent: second.absent(lang),
    };
    let mine = found.progress.coders.iter().find(|c| *c.coder == *who.name).map_or(0, |c| c.reports);
    let progress = &found.progress;
    page_of(
        f,
        found.row,
        Some(work),
        second.proposed,
        &marks,
        queue,
        (progress.settled, progress.total, mine),
        others,
        data,
    )
}

/// A report as lists have it, for its badge and links.
pub(super) fn as_row(row: &DocumentRow, id: i64, report: &Report) -> marsad_store::ReportRow {
    marsad_store::ReportRow {
        id,
        document: row.id,
        title: row.document.title.clone(),
        outlet: row.document.outlet.clone(),
        url: row.document.url.clone(),
        published: row.document.published,
        version: row.version,
        current: row.current,
        reviewed: None,
        report: report.clone(),
    }
}

/// The frame of a page around the text of a document.
#[allow(clippy::too_many_arguments)]
pub(super) fn page_of(
    mut f: Frame,
    row: DocumentRow,
    work: Option<Work>,
    proposed: Vec<Proposed>,
    marks: &[Marking],
    queue: &Queue,
    (done, total, mine): (u64, u64, u64),
    others: Vec<Other>,
    data: String,
) -> WorkPage {
    let lang = f.lang;
    let d = &row.document;
    f.title = lang.t("review.title").to_owned();
    let (head, body) = highlight::blocks(&d.title, &d.text, marks);
    let query = queue.query();
    let type_options = EventType::ALL
        .iter()
        .map(|t| (t.as_str().to_owned(), lang.code_name("type", t.as_str()), *t == EventType::Assault));
    WorkPage {
        head,
        body,
        bidi: highlight::steers_direction(&d.title) || highlight::steers_direction(&d.text),
        published: d.published.map(|day| (dates::day(lang, day), day.to_string())),
        link: d.url.clone().filter(|u| u.starts_with("https://") || u.starts_with("http://")),
        home: home_href(lang, &query, false),
        queue_name: queue.name(lang),
        queue: query,
        done,
        total,
        mine,
        types: Choice { name: "type", label: lang.t("field.type").to_owned(), options: type_options.collect() },
        work,
        proposed,
        others,
        data,
        row,
        f,
    }
}

fn others(viewer: Viewer<'_>, found: &Found, query: &str) -> Vec<Other> {
    let item = |item: &ReviewItem| Other {
        id: item.report,
        href: At::new(viewer.lang, item.report, query).href(),
        type_name: viewer.type_name(item.settled.type_),
        family: crate::view::family(item.settled.type_),
        words: item.settled.trigger.text.clone(),
        here: item.report == found.item.report,
        state: item.state,
        said: viewer.lang.t(state_key(item.state)).to_owned(),
    };
    found.items.iter().map(item).collect()
}

/// How a report stands, in words.
pub(super) fn state_key(state: ItemState) -> &'static str {
    match state {
        ItemState::Open => "review.state.open",
        ItemState::Waiting => "review.state.waiting",
        ItemState::Disputed => "review.state.disputed",
        ItemState::Moved => "review.state.moved",
        ItemState::Settled => "review.state.settled",
        ItemState::Rejected => "review.state.rejected",
    }
}

/// A verdict in words.
pub(super) fn verdict_key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accept => "review.verdict.accept",
        Verdict::Wrong => "review.verdict.wrong",
        Verdict::NotEvent => "review.verdict.not_event",
        Verdict::Missed => "review.verdict.missed",
        Verdict::Duplicate => "review.verdict.duplicate",
        Verdict::Undo => "review.verdict.undo",
    }
}

/// What whoever looks may see of what was done with the report, the latest last.
fn before(lang: Lang, item: &ReviewItem, me: &str) -> Vec<Before> {
    let one = |review: &marsad_store::ReviewRow| {
        let verdict = lang.t(verdict_key(review.new.verdict));
        let who = if review.new.coder == me { lang.t("review.you") } else { &review.new.coder };
        Before {
            words: lang.fill_isolated("review.did", &[("who", who), ("what", verdict)]),
            at: dates::instant(lang, &review.new.at),
            note: review.new.note.clone(),
        }
    };
    item.reviews.iter().map(one).collect()
}
