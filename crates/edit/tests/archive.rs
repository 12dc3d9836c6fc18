//! A change tried on an archive, kept, and its documents read again: what was announced is what comes.

#![allow(clippy::unwrap_used)]

use marsad_coder::Coder;
use marsad_edit::{Again, Case, Change, Desk, Documents, Draft, Folder, JobState, Limits, Reach, Trial, What, compare};
use marsad_lexicon::{Files, Lexicon};
use marsad_model::{CodedDocument, Document};
use marsad_store::{DocumentRow, EventStore, Filter, NewDocument, Recode, SqliteStore, Store, Upkeep};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Dispatches of the demonstration, every third one, coded with the program's own lexicon.
fn store(folder: &Path) -> SqliteStore {
    let store = SqliteStore::create(folder.join("store")).unwrap();
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo/dispatches.jsonl")).unwrap();
    let coder = Coder::new(Lexicon::builtin());
    let all: Vec<NewDocument> = text
        .lines()
        .enumerate()
        .filter(|(at, _)| at % 3 == 0)
        .map(|(at, line)| {
            let document: Document = serde_json::from_str(line).unwrap();
            let coded = coder.code(&document);
            NewDocument {
                target: format!("https://demo.example/{at}"),
                media_type: "text/plain".into(),
                bytes: line.as_bytes().to_vec(),
                captured_at: "2026-01-01T00:00:00Z".into(),
                document,
                ..NewDocument::default()
            }
            .coded(coded)
        })
        .collect();
    for added in store.add_all(&all).unwrap() {
        added.unwrap();
    }
    store.weigh(&|_| None, &mut |_, _| {}).unwrap();
    store
}

fn files(folder: &Folder) -> Files {
    let mut files = Files::builtin();
    files.overlay(folder.path()).unwrap();
    files
}

fn coded(row: &DocumentRow) -> CodedDocument {
    CodedDocument {
        id: row.document.id.clone(),
        reports: row.reports.iter().map(|row| row.report.clone()).collect(),
        genre: row.told.genre,
        genre_cues: row.told.genre_cues.clone(),
        figures: row.told.figures.clone(),
        notices: row.told.notices.clone(),
    }
}

fn all(store: &SqliteStore) -> Vec<DocumentRow> {
    store.documents_after(0, 10_000).unwrap().into_iter().map(|id| store.document(id).unwrap().unwrap()).collect()
}

/// What the reports of a store say, without which lexicon read them.
fn said(store: &SqliteStore) -> BTreeMap<i64, String> {
    let mut out = BTreeMap::new();
    for row in all(store) {
        let reports = row.reports.into_iter().map(|mut row| {
            row.report.versions.lexicon.clear();
            serde_json::to_string(&row.report).unwrap()
        });
        out.insert(row.id, reports.collect::<Vec<_>>().join("\n"));
    }
    out
}

fn lexicon_of(store: &SqliteStore) -> Vec<String> {
    let rows = all(store).into_iter().flat_map(|row| row.reports).map(|row| row.report.versions.lexicon);
    let mut out: Vec<String> = rows.collect();
    out.sort();
    out.dedup();
    out
}

/// Two words that stand side by side in some documents and that no row has, to be a name.
fn unnamed_words(store: &SqliteStore, at: usize) -> String {
    let lexicon = Lexicon::builtin();
    let plain = |word: &&str| word.chars().all(|c| ('\u{0621}'..='\u{064A}').contains(&c)) && word.chars().count() > 3;
    let pairs = |text: &str| -> Option<String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let pairs = words.windows(2).filter(|pair| pair.iter().all(plain)).map(|pair| pair.join(" "));
        pairs.into_iter().find(|name| lexicon.entities.names.get(name).is_empty())
    };
    all(store)[at..].iter().find_map(|row| pairs(&row.document.text)).unwrap()
}

/// Words of a doer whom the lexicon does not know.
fn unknown_doer(store: &SqliteStore) -> String {
    let doers = all(store).into_iter().flat_map(|row| row.reports).flat_map(|row| row.report.actors);
    let mut names = doers.filter(|actor| actor.id.is_none()).map(|actor| actor.quote.text);
    names.find(|name| name.split_whitespace().count() == 2).unwrap()
}

#[test]
fn what_is_announced_is_what_comes_and_taking_back_brings_everything_back() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path());
    let folder = Folder::new(dir.path().join("mine"));
    let untouched = said(&store);
    let put = |family: &str, cells: &[(&str, &str)]| Change::Put {
        family: family.into(),
        cells: cells.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
    };
    let alias = |at: usize| Change::Alias { id: "islamic-state".into(), name: unnamed_words(&store, at) };
    let place = unnamed_words(&store, 20);
    let doer = unknown_doer(&store);
    let changes = [
        put(
            "actor",
            &[("id", "doer-test"), ("en", "Test Group"), ("ar", &doer), ("kind", "armed-group"), ("sector", "REB")],
        ),
        alias(0),
        alias(40),
        put(
            "place",
            &[
                ("id", "village:tajriba-syr"),
                ("name_en", "Tajriba"),
                ("names_ar", &place),
                ("kind", "village"),
                ("lat", "35.91"),
                ("lon", "36.61"),
                ("country", "SYR"),
                ("parent", "governorate:syr-idlib"),
            ],
        ),
        put(
            "actor",
            &[
                ("id", "houthis-test"),
                ("en", "Test Movement"),
                ("ar", "حركة التجربة"),
                ("kind", "armed-group"),
                ("sector", "REB"),
            ],
        ),
        Change::Frame {
            toml: "[[frame]]\nid = \"own/wait\"\ntype = \"AGREE\"\nnouns = [\"اجتماع|اجتماعات\"]".into()
        },
    ];
    let mut differences = 0;
    for change in changes {
        let before = files(&folder);
        let lexicon = Lexicon::compile(&before).unwrap();
        let draft = Draft::make(&before, &lexicon, folder.path(), vec![change.clone()], Vec::new()).unwrap();
        assert_eq!(draft.against(), [] as [&str; 0], "{change:?}");
        let after = draft.lexicon.clone().unwrap();
        let trial = Trial { store: &store, before: &lexicon, after: &after, reach: &draft.reach };
        let never = AtomicBool::new(false);
        let mut announced = Vec::new();
        let totals = trial.run(&Documents::All, 2, &never, &mut |_, _| {}, &mut |diff| announced.push(diff)).unwrap();
        assert_eq!((totals.changed, totals.failures), (announced.len() as u64, 0));
        if let Reach::Names(_) = &draft.reach {
            assert!(totals.candidates < totals.stored, "{change:?}: {totals:?}");
            assert_eq!(totals.stale, 0, "{change:?}");
        }
        differences += announced.len();

        let entry = folder.save(&draft, "Rima", "tried").unwrap();
        let kept = Lexicon::compile(&files(&folder)).unwrap();
        assert_eq!(kept.hash, after.hash, "{change:?}");
        let again = Again { store: &store, lexicon: &kept, reach: &folder.reach(entry.id).unwrap() };
        let mut came = Vec::new();
        again.run(&Documents::All, false, &never, &mut |_, _| {}, &mut |diff| came.push(diff)).unwrap();
        assert_eq!(came, announced, "{change:?}");

        // Nothing was missed: every document is stored as it is read now.
        for row in all(&store) {
            let now = Coder::new(&kept).code(&row.document);
            assert_eq!(compare(row.id, &row.document, &coded(&row), &now), None, "{change:?}");
        }
        let counted = store.reports(&Filter::default()).unwrap().total;
        assert_eq!(counted, all(&store).iter().map(|row| row.reports.len() as u64).sum::<u64>());
    }
    assert!(differences > 0, "the changes did something: {differences}");
    assert_ne!(said(&store), untouched);
    store.weigh(&|_| None, &mut |_, _| {}).unwrap();
    assert!(store.verify().unwrap().is_sound());

    // All of it is taken back, the latest first: no file is left, and the store is read as it was.
    while let Some(entry) = folder.last().unwrap() {
        folder.undo(entry.id, "Rima", "", |_| Ok(())).unwrap();
    }
    assert!(!folder.path().join("lexicon/ar/actors/own.tsv").exists());
    let lexicon = Lexicon::compile(&files(&folder)).unwrap();
    assert_eq!(lexicon.hash, Lexicon::builtin().hash);
    let reach = Reach::All("-".into());
    let again = Again { store: &store, lexicon: &lexicon, reach: &reach };
    again.run(&Documents::All, false, &AtomicBool::new(false), &mut |_, _| {}, &mut |_| {}).unwrap();
    assert_eq!(said(&store), untouched);
    assert_eq!(lexicon_of(&store), [lexicon.hash]);
}

#[test]
fn a_trial_can_be_narrowed_and_called_off_and_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path());
    let before = said(&store);
    let (files, lexicon) = (Files::builtin(), Lexicon::builtin());
    let frame =
        Change::Frame { toml: "id = \"own/x\"\ntype = \"AGREE\"\nnouns = [\"اجتماع|اجتماعات\"]".into() };
    let draft = Draft::make(&files, lexicon, dir.path(), vec![frame], Vec::new()).unwrap();
    assert_eq!(draft.reach, Reach::All("frames".into()));
    let after = draft.lexicon.clone().unwrap();
    let trial = Trial { store: &store, before: lexicon, after: &after, reach: &draft.reach };
    let never = AtomicBool::new(false);
    let run = |which: Documents, cancel: &AtomicBool| trial.run(&which, 1, cancel, &mut |_, _| {}, &mut |_| {});
    let sample = run(Documents::Sample(10), &never).unwrap();
    assert_eq!((sample.looked, sample.candidates, sample.stored), (10, 80, 80));
    let word = all(&store)[0].document.text.split_whitespace().next().unwrap().to_owned();
    let found = run(Documents::Search(format!("\"{word}\"")), &never).unwrap();
    assert!(found.looked >= 1 && found.looked < 80, "{found:?}");
    assert!(
        run(Documents::Search("date:someday".into()), &never).unwrap_err().0.to_string().contains("cannot be read")
    );

    let cancel = AtomicBool::new(false);
    let mut seen = 0;
    let mut progress = |done: u64, _: u64| {
        seen = done;
        cancel.store(done > 0, Ordering::Relaxed);
    };
    let (error, part) = *trial.run(&Documents::All, 1, &cancel, &mut progress, &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("called off"), "{error}");
    assert!(part.looked > 0 && part.looked < 80 && seen == part.looked, "{part:?}");
    assert_eq!(said(&store), before);
    let reach = Reach::All("-".into());
    let again = Again { store: &store, lexicon: &after, reach: &reach };
    again.run(&Documents::All, true, &never, &mut |_, _| {}, &mut |_| {}).unwrap();
    assert_eq!(said(&store), before, "a dry run");
}

fn until(mut done: impl FnMut() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(began.elapsed() < Duration::from_secs(120), "it takes too long");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_desk_tries_keeps_and_reads_again_behind_pages() {
    let dir = tempfile::tempdir().unwrap();
    let store: Arc<dyn Upkeep> = Arc::new(store(dir.path()));
    let folder = Folder::new(dir.path().join("mine"));
    let read = folder.path().to_path_buf();
    let layers = move || {
        let mut files = Files::builtin();
        files.overlay(&read)?;
        Ok(files)
    };
    let limits = Limits { sample: 20, shown: 5, ..Limits::default() };
    let desk = Arc::new(Desk::open(folder.clone(), Box::new(layers), Arc::clone(&store), limits).unwrap());
    let heard = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&heard);
    desk.on_change(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
    });

    let (total, found) = desk.find("داعش", false, 10);
    assert!(total > 0 && found.iter().any(|(family, row)| family == "actors" && row.key == "islamic-state"));
    // A name that every dispatch with an attack has: the word for it.
    let change = Change::Put {
        family: "actors".into(),
        cells: [
            ("id", "gunmen-test"),
            ("en", "Test Gunmen"),
            ("ar", "مسلحون مجهولون"),
            ("kind", "armed-group"),
            ("sector", "REB"),
        ]
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .to_vec(),
    };
    let id = desk.attempt(vec![change.clone()], "هاجم ⟦مسلحون مجهولون⟧ حاجزا", "Rima").unwrap();
    until(|| desk.tried(id).unwrap().job.is_some_and(|job| job.state == JobState::Done));
    let tried = desk.tried(id).unwrap();
    assert!(!tried.whole && tried.draft.against().is_empty(), "{:?}", tried.draft.against());
    desk.try_all(id).unwrap();
    until(|| desk.tried(id).unwrap().job.is_some_and(|job| job.state == JobState::Done));
    let tried = desk.tried(id).unwrap();
    let job = tried.job.unwrap();
    assert!(tried.whole && job.shown.len() <= 5 && job.totals.looked == job.totals.candidates, "{job:?}");

    let hash = desk.current().lexicon.hash.clone();
    let entry = desk.save(id, "Rima", "new").unwrap();
    assert_eq!((entry.id, entry.cases.len(), heard.load(Ordering::Relaxed)), (1, 1, 1));
    assert_ne!(desk.current().lexicon.hash, hash);
    assert!(desk.current().lexicon.entities.get("gunmen-test").is_some());
    assert!(desk.save(id, "Rima", "").unwrap_err().to_string().contains("saved already"));
    assert_eq!(
        desk.own_cases().unwrap()[0].1,
        [Case { expect: "gunmen-test".into(), text: "هاجم ⟦مسلحون مجهولون⟧ حاجزا".into() }]
    );

    desk.read_again(Some(entry.id)).unwrap();
    until(|| desk.reading_again().is_some_and(|(job, _)| job.state == JobState::Done));
    let (again, of) = desk.reading_again().unwrap();
    assert_eq!((of, again.totals.changed), (Some(1), job.totals.changed));
    assert_eq!(store.unweighed().unwrap(), 0);

    // Another program takes the change back: the desk sees it by itself.
    folder.undo(entry.id, "Omar", "", |_| Ok(())).unwrap();
    until(|| desk.current().lexicon.entities.get("gunmen-test").is_none());
    assert_eq!(desk.current().lexicon.hash, hash);
    assert!(desk.tried(99).unwrap_err().to_string().contains("fill in the form again"));
    // What does not compile is told, and not tried.
    let bad = Change::read("actor:id=x;en=X;ar=لواء التجربة;kind=militia;sector=NOPE").unwrap();
    let bad = desk.attempt(vec![bad], "", "Rima").unwrap();
    let tried = desk.tried(bad).unwrap();
    assert!(tried.job.is_none() && !tried.draft.against().is_empty());
    assert!(desk.save(bad, "Rima", "").unwrap_err().to_string().contains("nothing was saved"));
}

#[test]
fn readings_that_change_are_shown_with_the_words_that_made_the_difference() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path());
    let name = unnamed_words(&store, 0);
    let (files, lexicon) = (Files::builtin(), Lexicon::builtin());
    let alias = Change::Alias { id: "islamic-state".into(), name: name.clone() };
    let draft = Draft::make(&files, lexicon, dir.path(), vec![alias], Vec::new()).unwrap();
    let after = draft.lexicon.clone().unwrap();
    let trial = Trial { store: &store, before: lexicon, after: &after, reach: &draft.reach };
    let mut found = Vec::new();
    trial.run(&Documents::All, 1, &AtomicBool::new(false), &mut |_, _| {}, &mut |diff| found.push(diff)).unwrap();
    for diff in &found {
        let row = store.document(diff.document).unwrap().unwrap();
        let text = row.document.full_text().replace(char::is_whitespace, " ");
        for report in &diff.reports {
            let c = &report.context;
            assert!(
                text.contains(&format!("{}{}{}", c.before, c.words.replace(char::is_whitespace, " "), c.after)),
                "{c:?}"
            );
            assert_eq!(report.before.is_none(), report.what == What::Gained);
        }
    }
}
