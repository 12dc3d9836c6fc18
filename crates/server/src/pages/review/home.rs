//! The first page of the workplace: what is to be reviewed, and how far it has come.

use super::{At, now, reviews, until};
use crate::dates;
use crate::errors::Failure;
use crate::i18n::Lang;
use crate::pages::{Frame, page};
use crate::params::{self, Unknown};
use crate::people::Who;
use crate::review::Queue;
use crate::review::edit::Form;
use crate::state::AppState;
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use marsad_model::EventType;
use marsad_store::{
    Batch, CoderProgress, Facets, FieldAgreement, Filter, Progress, QueueKind, QueueOrder, Role, Stats,
};
use marsad_watch::dossier::{Narrow, Question};

/// Most outlets that are listed.
const OUTLETS: usize = 12;

/// A queue in a list: its name, what is said of it, where it begins.
pub struct Entry {
    name: String,
    note: String,
    href: String,
    strong: bool,
}

/// A row of the table of coders.
pub struct Coder {
    name: String,
    you: bool,
    reports: String,
    accepted: String,
    seconds: String,
    last: String,
}

/// A sample that was given out.
pub struct Sample {
    id: i64,
    name: String,
    about: String,
    settled: u64,
    reports: u64,
    disputed: String,
}

#[derive(Template)]
#[template(path = "review_home.html")]
struct HomePage {
    f: Frame,
    /// Whether one has come to the end of a queue.
    done: bool,
    progress: Progress,
    you: Option<Coder>,
    first: Vec<Entry>,
    dossiers: Vec<Entry>,
    outlets: Vec<Entry>,
    samples: Vec<Sample>,
    coders: Vec<Coder>,
    agreement: Vec<(String, String, String)>,
    types: Vec<(String, String)>,
    /// Names of those who can be given a sample.
    people: String,
    /// What a new sample is made of by itself.
    seed: i64,
    may_give: bool,
}

impl HomePage {
    fn part(&self) -> u64 {
        self.progress.settled
    }
}

/// Where a queue begins.
fn begin(lang: Lang, queue: &Queue) -> String {
    format!("/{}/review/next?in={}", lang.code(), params::encode(&queue.query()))
}

/// `/{lang}/review`.
pub async fn home(
    State(state): State<AppState>,
    who: Who,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let frame = |lang: Lang| Frame::new(lang, "review", "/review", query.clone());
    let raw = query.clone();
    page(&code, frame, async move |mut f: Frame| {
        who.must(Role::Coder)?;
        let lang = f.lang;
        let form = Form(form_urlencoded::parse(raw.as_deref().unwrap_or("").as_bytes()).into_owned().collect());
        let reviews = reviews(&state)?;
        let asked = now();
        let (progress, facets, stats, batches, agreed) = state
            .ask(move |store| {
                let all = Filter::default();
                Ok((
                    reviews.review_progress(&all, &asked)?,
                    store.facets(&all)?,
                    store.stats()?,
                    reviews.review_batches()?,
                    reviews.review_agreement(None)?,
                ))
            })
            .await?;
        let questions = match &state.dossiers {
            Some(_) => state.whole(|store| store.dossiers()).await?,
            None => Vec::new(),
        };
        let people = if f.team && who.may(Role::Editor) {
            let all = state.with_people(|people| people.people(Timestamp::now())).await?;
            let may = all.into_iter().filter(|p| p.role >= Role::Coder && !p.disabled).map(|p| p.name);
            may.collect::<Vec<_>>().join("\n")
        } else {
            String::new()
        };
        f.title = lang.t("review.title").to_owned();
        let dossiers = questions.iter().filter_map(|row| {
            let question = Question::read(&row.question).ok()?;
            let name = question.title.say(crate::brief::language(lang)).to_owned();
            let filter = narrowed(&question);
            Some(Entry { name, note: String::new(), href: begin(lang, &Queue::open(filter)), strong: false })
        });
        let coders: Vec<Coder> = progress.coders.iter().map(|c| coder(lang, c, &who.name)).collect();
        Ok(HomePage {
            done: form.get("done") == "1",
            first: first(lang, &progress, &who),
            dossiers: dossiers.collect(),
            outlets: outlets(lang, &facets),
            samples: batches.iter().map(|b| sample(lang, b)).collect(),
            you: progress.coders.iter().find(|c| *c.coder == *who.name).map(|c| coder(lang, c, &who.name)),
            coders,
            agreement: short(lang, &agreed),
            types: EventType::ALL.iter().map(|t| (t.to_string(), lang.code_name("type", t.as_str()))).collect(),
            people,
            seed: i64::try_from(stats_seed(&stats)).unwrap_or(1),
            may_give: who.may(Role::Editor),
            progress,
            f,
        })
    })
    .await
}

/// The reports that a dossier asks about: what all of it asks, with what its main indicator counts.
fn narrowed(question: &Question) -> Filter {
    let main = question.main().map(|main| main.words.clone()).unwrap_or_default();
    let Narrow { q, type_, place, actor, modality, outlet, from, to, min_confidence } = question.only.within(&main);
    Filter { q, type_, place, actor, modality, outlet, from, to, min_confidence, ..Filter::default() }
}

/// A seed that is another for another store, and the same for the same.
fn stats_seed(stats: &Stats) -> u64 {
    stats.reports.wrapping_mul(31).wrapping_add(stats.documents) % 100_000
}

/// The queues that are always there.
fn first(lang: Lang, progress: &Progress, who: &Who) -> Vec<Entry> {
    let entry = |queue: Queue, n: Option<u64>, note: &str, strong: bool| {
        let told = n.map(|n| lang.count("review.waiting", n));
        let note = told.map_or_else(|| lang.t(note).to_owned(), |told| format!("{told} · {}", lang.t(note)));
        Entry { name: queue.name(lang), note, href: begin(lang, &queue), strong }
    };
    let given = progress.coders.iter().find(|c| *c.coder == *who.name).map_or(0, |c| c.waiting);
    let mut out = Vec::new();
    if given > 0 {
        out.push(entry(Queue::of(QueueKind::Assigned), Some(given), "review.queue.assigned.note", true));
    }
    out.push(entry(Queue::default(), Some(progress.open), "review.queue.confidence.note", given == 0));
    let newest = Queue { order: QueueOrder::Newest, ..Queue::default() };
    out.push(entry(newest, None, "review.queue.newest.note", false));
    let random = Queue { order: QueueOrder::Random { seed: 1, stratified: true }, ..Queue::default() };
    out.push(entry(random, None, "review.queue.random.note", false));
    if progress.moved > 0 {
        out.push(entry(Queue::of(QueueKind::Moved), Some(progress.moved), "review.queue.moved.note", false));
    }
    if progress.second > 0 {
        out.push(entry(Queue::of(QueueKind::Second), Some(progress.second), "review.queue.second.note", false));
    }
    if who.may(Role::Editor) && progress.disputed > 0 {
        out.push(entry(Queue::of(QueueKind::Disputed), Some(progress.disputed), "review.queue.disputed.note", true));
    }
    out
}

fn outlets(lang: Lang, facets: &Facets) -> Vec<Entry> {
    let entry = |value: &marsad_store::FacetValue| Entry {
        name: value.value.clone(),
        note: lang.count("list.count", value.count),
        href: begin(lang, &Queue::open(Filter { outlet: Some(value.value.clone()), ..Filter::default() })),
        strong: false,
    };
    facets.outlets.iter().take(OUTLETS).map(entry).collect()
}

fn coder(lang: Lang, c: &CoderProgress, me: &str) -> Coder {
    let share = |part: u64, of: u64| match of {
        0 => String::new(),
        of => format!("\u{2066}{}%\u{2069}", (part * 100 + of / 2) / of),
    };
    Coder {
        name: c.coder.clone(),
        you: c.coder == me,
        reports: lang.number(c.reports),
        accepted: share(c.accepted, c.reports),
        seconds: c.median_seconds.map(|s| format!("{s:.0}")).unwrap_or_default(),
        last: c.last.map(|day| dates::day(lang, day)).unwrap_or_default(),
    }
}

fn sample(lang: Lang, b: &Batch) -> Sample {
    let names: Vec<String> = b.coders.iter().map(|c| format!("\u{2068}{c}\u{2069}")).collect();
    let by = lang.fill_isolated("review.sample.by", &[("who", &b.by), ("at", &dates::instant(lang, &b.at))]);
    Sample {
        id: b.id,
        name: b.name.clone(),
        about: format!("{} · {by}", names.join(" · ")),
        settled: b.settled,
        reports: b.reports,
        disputed: if b.disputed > 0 { lang.count("review.disputed", b.disputed) } else { String::new() },
    }
}

/// The fields that say most of how coders agree: name, alpha, over how many reports.
fn short(lang: Lang, agreed: &[FieldAgreement]) -> Vec<(String, String, String)> {
    const SHOWN: [&str; 5] = ["report", "type", "actors", "places", "modality"];
    let shown = agreed.iter().filter(|a| SHOWN.contains(&a.field.as_str()) && a.units > 0);
    shown
        .map(|a| {
            let alpha = a.alpha.map_or_else(|| "–".to_owned(), |x| format!("{x:.2}"));
            (super::agreement::field_name(lang, &a.field), alpha, lang.count("list.count", a.units))
        })
        .collect()
}

/// `/{lang}/review/next?in=…`: to the first report of a queue; also with the fields of a form that asks for one.
pub async fn next(
    State(state): State<AppState>,
    who: Who,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(lang) = Lang::from_code(&code) else {
        return Failure::NotFound.page(Frame::new(Lang::En, "", "/", None));
    };
    let work = async {
        who.must(Role::Coder)?;
        let raw = query.as_deref().unwrap_or("");
        let form = Form(form_urlencoded::parse(raw.as_bytes()).into_owned().collect());
        // A link names the queue as one; the form of the first page has its fields side by side.
        let queue = Queue::read(if form.has("in") { form.get("in") } else { raw }, Unknown::Ignore)?;
        let reviews = reviews(&state)?;
        let second = reviews.clone();
        let (asked, me) = (queue.clone(), who.name.to_string());
        let found = state.ask(move |_| reviews.next_review(&asked.ask(&me, &now(), 1), &until())).await?;
        let query = queue.query();
        let bare = if found.is_none() && queue.kind == QueueKind::Second && queue.filter == Filter::default() {
            // A document without a report of its own in which a second reader has one.
            let waits = second.clone();
            let waits = state.ask(move |_| waits.second_waits()).await?;
            waits.proposals.first().map(|(document, ..)| *document)
        } else {
            None
        };
        Ok::<_, Failure>(match found {
            None if bare.is_some() => {
                let document = bare.unwrap_or_default();
                format!("/{}/review/documents/{document}?in={}", lang.code(), params::encode(&query))
            }
            None => super::home_href(lang, &query, true),
            Some(item) if queue.kind == QueueKind::Disputed => {
                format!("/{}/review/{}/settle?in={}#w0", lang.code(), item.row.id, params::encode(&query))
            }
            Some(item) => format!("{}#w0", At::new(lang, item.row.id, &query).href()),
        })
    };
    match work.await {
        Ok(to) => Redirect::to(&to).into_response(),
        Err(failure) => failure.page(Frame::new(lang, "review", "/review", query)),
    }
}
