//! The suite on a real PostgreSQL server: one that the test starts, or the one that `MARSAD_TEST_POSTGRES` names.

// What it prints is for whoever runs it.
#![allow(clippy::print_stdout)]
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod server;
#[allow(dead_code)]
mod suite;

use marsad_store::{
    Dossiers, EventFilter, EventStore, Ledger, PostgresStore, Store, StoreError, Upkeep, restore, restore_postgres,
};
use server::Server;
use suite::{ALL, Made, counting, questions};

fn make(server: &Server, archive_files_of: Option<u64>) -> Made {
    let url = server.new_database();
    let dir = tempfile::tempdir().unwrap();
    let archive = dir.path().join("archive");
    let small = move |store: PostgresStore| match archive_files_of {
        Some(bytes) => store.with_archive_files_of(bytes),
        None => store,
    };
    let store = small(PostgresStore::create(&url, &archive).unwrap());
    let archive = store.archive_folder().to_path_buf();
    let open = Box::new(move || Box::new(small(PostgresStore::open(&url, None).unwrap())) as Box<dyn Upkeep>);
    Made { store: Box::new(store), archive, open, guard: Box::new(dir) }
}

#[test]
fn every_case_of_the_suite() {
    let Some(server) = Server::start() else { return };
    for (name, case) in ALL {
        println!("{name}");
        case(&|full| make(&server, full));
    }
    questions::pages_and_facets_equal_the_naive_ones(&|full| make(&server, full), 12);
    counting::series_equal_the_naive_count(&|full| make(&server, full), 8);
    reviews_lead_where_their_log_does(&server);
    refuses_what_is_no_store(&server);
    goes_on_after_the_server_was_away(&server);
    a_backup_comes_back_whole_and_a_bad_one_leaves_nothing(&server);
    two_writers_have_files_of_their_own(&server);
    one_weighs_at_a_time_and_the_others_go_on(&server);
    the_log_is_only_added_to_and_a_changed_row_is_named(&server);
}

fn the_log_is_only_added_to_and_a_changed_row_is_named(server: &Server) {
    let url = server.new_database();
    let dir = tempfile::tempdir().unwrap();
    let store = PostgresStore::create(&url, &dir.path().join("archive")).unwrap();
    suite::people::fill(&store);
    let mut other = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    let change = "UPDATE marsad.audit SET who = 'omar' WHERE n = 3";
    for sql in [change, "DELETE FROM marsad.audit WHERE n = 3", "TRUNCATE marsad.audit"] {
        let refused = other.execute(sql, &[]).unwrap_err();
        assert!(refused.as_db_error().unwrap().message().contains("only added to"), "{sql}");
    }
    // Whoever owns the table can take that away as well.
    other.batch_execute("ALTER TABLE marsad.audit DISABLE TRIGGER USER").unwrap();
    assert_eq!(other.execute(change, &[]).unwrap(), 1);
    let report = store.verify().unwrap();
    assert!(
        !report.is_sound() && report.audit_faults[0].starts_with("row 3 of the audit log was changed"),
        "{report:?}"
    );
    assert_eq!(other.execute("UPDATE marsad.audit SET who = 'salma' WHERE n = 3", &[]).unwrap(), 1);
    assert!(store.verify().unwrap().is_sound());
    assert_eq!(other.execute("DELETE FROM marsad.audit WHERE n > 3", &[]).unwrap(), 2);
    assert_eq!(store.verify().unwrap().audit_faults.len(), 1, "a log that was cut short shows");
}

fn reviews_lead_where_their_log_does(server: &Server) {
    let config = proptest::test_runner::Config { cases: 3, max_shrink_iters: 20, ..Default::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let done = runner.run(&suite::reviewing::steps(), |steps| {
        suite::reviewing::check(&|| make(server, None), &steps, &|_| {});
        Ok(())
    });
    done.unwrap();
}

fn one_weighs_at_a_time_and_the_others_go_on(server: &Server) {
    let url = server.new_database();
    let dir = tempfile::tempdir().unwrap();
    let store = PostgresStore::create(&url, &dir.path().join("archive")).unwrap();
    store.add(&numbered(0)).unwrap();
    // Another process weighs.
    let mut other = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    let mut step = other.transaction().unwrap();
    step.execute("SELECT pg_advisory_xact_lock($1)", &[&0x4D52_5344_0000_0002_i64]).unwrap();
    let busy = store.weigh(&|_| None, &mut |_, _| {}).unwrap();
    assert!(busy.busy && busy.documents == 0, "{busy:?}");
    store.add(&numbered(1)).unwrap();
    assert_eq!(store.unweighed().unwrap(), 2);
    step.rollback().unwrap();
    // Several at once, while documents come in: each is weighed once.
    let weighed: u64 = std::thread::scope(|scope| {
        let adding = scope.spawn(|| {
            let store = PostgresStore::open(&url, None).unwrap();
            (2..40).for_each(|n| {
                store.add(&numbered(n)).unwrap();
            });
            0
        });
        let weighing = || {
            scope.spawn(|| {
                let store = PostgresStore::open(&url, None).unwrap();
                (0..20).map(|_| store.weigh(&|_| None, &mut |_, _| {}).unwrap().documents).sum::<u64>()
            })
        };
        let all = [weighing(), weighing(), adding];
        all.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(weighed + suite::events::weigh(&store), 40);
    assert_eq!(store.unweighed().unwrap(), 0);
    let before = suite::events::state(&store, 40);
    store.rebuild_events(&|_| None, &mut |_, _| {}).unwrap();
    assert_eq!(suite::events::state(&store, 40), before);
}

fn numbered(n: usize) -> marsad_store::NewDocument {
    let mut one = suite::make::report(0);
    one.places = vec![suite::make::place(&format!("Village {n}"), "القرية")];
    suite::make::page(&format!("https://a.example/{n}"), &format!("خبر رقم{n}"), "وقع هجوم على\tالقرية\\N", vec![one])
}

fn a_backup_comes_back_whole_and_a_bad_one_leaves_nothing(server: &Server) {
    let made = make(server, None);
    made.store.add_all(&(0..6).map(numbered).collect::<Vec<_>>()).unwrap();
    made.store
        .add_targets(
            &[marsad_store::ledger::Found {
                address: "https://a.example/9".into(),
                host: "a.example".into(),
                updated: None,
            }],
            1,
        )
        .unwrap();
    assert_eq!(suite::events::weigh(&*made.store), 6);
    let rows = made.store.events(&EventFilter::default()).unwrap().rows;
    let full = made.store.event(rows[0].id).unwrap().unwrap();
    made.store.split_event(rows[0].id, &[full.tellings[0].reports[0].id], &suite::events::act("two")).unwrap();
    made.store.keep_dossier("water", "name = \"ماء\"\t\\N", "2024-05-01T10:00:00Z").unwrap();
    made.store.add_dossier_note("water", "ملاحظة", "2024-05-02T10:00:00Z").unwrap();
    let watched = suite::watch::fill(&*made.store);
    suite::people::fill(&*made.store);
    let seconds = suite::second::fill(&*made.store, 2);
    let dir = tempfile::tempdir().unwrap();
    for name in ["copy", "copy.tar"] {
        let backup = dir.path().join(name);
        let manifest = made.store.backup(&backup, &mut |_, _| {}).unwrap();
        assert_eq!((manifest.store.as_str(), manifest.documents), ("postgres", 6));
        let (url, archive) = (server.new_database(), dir.path().join(format!("archive-{name}")));
        assert_eq!(restore_postgres(&backup, &url, &archive, &mut |_, _| {}).unwrap(), manifest);
        let restored = PostgresStore::open(&url, None).unwrap();
        for id in 1..=6 {
            assert_eq!(restored.document(id).unwrap(), made.store.document(id).unwrap());
            assert_eq!(restored.capture(id).unwrap(), made.store.capture(id).unwrap());
        }
        assert_eq!(restored.search("رقم3", 9).unwrap().total, 1);
        let events = |store: &dyn Upkeep| store.events(&EventFilter::default()).unwrap();
        assert_eq!(events(&restored), events(&*made.store));
        assert_eq!(restored.decisions(None).unwrap(), made.store.decisions(None).unwrap());
        restored.add(&numbered(7)).unwrap();
        assert_eq!(suite::events::weigh(&restored), 1);
        assert_eq!(restored.targets(None, None, 0, 9).unwrap().len(), 1);
        let more = marsad_store::ledger::Found {
            address: "https://a.example/8".into(),
            host: "a.example".into(),
            updated: None,
        };
        assert_eq!(restored.add_targets(&[more], 1).unwrap(), 1);
        assert_eq!(restored.dossiers().unwrap(), made.store.dossiers().unwrap());
        assert!(restored.add_dossier_note("water", "أخرى", "2024-05-03T10:00:00Z").unwrap() > Some(1));
        assert_eq!(suite::watch::told(&restored), watched, "watches and alarms come back, and can be added to");
        suite::watch::fill(&restored);
        suite::people::is_restored(&restored);
        assert_eq!(suite::second::told(&restored), seconds, "second readings come back, and can be added to");
        suite::second::fill(&restored, 3);
        assert!(restored.verify().unwrap().is_sound());
        assert!(matches!(
            restore_postgres(&backup, &url, &dir.path().join("x"), &mut |_, _| {}),
            Err(StoreError::Exists { .. })
        ));
        assert!(matches!(
            restore(&backup, &dir.path().join("folder"), &mut |_, _| {}),
            Err(StoreError::BadBackup { .. })
        ));
    }
    // A page that is damaged, with nothing else to tell: the database is empty again, and the folder gone.
    let file = std::fs::read_dir(dir.path().join("copy/archive")).unwrap().next().unwrap().unwrap().path();
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    std::fs::write(&file, &bytes).unwrap();
    let (url, archive) = (server.new_database(), dir.path().join("bad"));
    assert!(matches!(
        restore_postgres(&dir.path().join("copy"), &url, &archive, &mut |_, _| {}),
        Err(StoreError::BadBackup { .. })
    ));
    assert!(!archive.exists());
    assert!(matches!(PostgresStore::open(&url, None), Err(StoreError::Missing { .. })));
}

fn two_writers_have_files_of_their_own(server: &Server) {
    let made = make(server, None);
    let other = made.again();
    made.store.add(&numbered(0)).unwrap();
    other.add(&numbered(1)).unwrap();
    made.store.add(&numbered(2)).unwrap();
    let file = |id: i64| made.store.document(id).unwrap().unwrap().capture.file;
    assert_eq!(file(1), file(3));
    assert_ne!(file(1), file(2));
    // The number of a writer that is gone is taken again, and its file gone on with.
    let first = file(2);
    drop(other);
    std::thread::sleep(std::time::Duration::from_millis(300));
    let third = made.again();
    third.add(&numbered(3)).unwrap();
    assert_eq!(made.store.document(4).unwrap().unwrap().capture.file, first);
    assert!(made.store.verify().unwrap().is_sound());
}

fn refuses_what_is_no_store(server: &Server) {
    let url = server.new_database();
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(PostgresStore::open(&url, None), Err(StoreError::Missing { .. })));
    std::fs::write(dir.path().join("notes.txt"), "x").unwrap();
    assert!(matches!(PostgresStore::create(&url, dir.path()), Err(StoreError::NotEmpty { .. })));
    let archive = dir.path().join("archive");
    drop(PostgresStore::create(&url, &archive).unwrap());
    assert!(matches!(PostgresStore::create(&url, &dir.path().join("other")), Err(StoreError::Exists { .. })));
    std::fs::rename(&archive, dir.path().join("moved")).unwrap();
    let error = PostgresStore::open(&url, None).unwrap_err();
    assert!(matches!(error, StoreError::NoArchive { .. }) && error.to_string().contains("--archive"), "{error}");
    PostgresStore::open(&url, Some(&dir.path().join("moved"))).unwrap();
    let wrong = url.replace("/marsad_test", "/no_such_marsad_test");
    let error = PostgresStore::open(&wrong, None).unwrap_err();
    assert!(matches!(error, StoreError::Server { .. }), "{error}");
    server.run(&url, "UPDATE marsad.meta SET value = '99' WHERE key = 'format'");
    assert!(matches!(PostgresStore::open(&url, None), Err(StoreError::Newer { found: 99, .. })));
}

fn goes_on_after_the_server_was_away(server: &Server) {
    let made = make(server, None);
    let add = |n: usize| {
        made.store.add(&suite::make::page(&format!("https://a.example/{n}"), "خبر", "نص", vec![suite::make::report(0)]))
    };
    add(0).unwrap();
    assert_eq!(made.store.stats().unwrap().documents, 1);
    server.end_connections();
    // What was under way fails once at most; the next call connects anew.
    let _ = add(1);
    add(2).unwrap();
    let _ = made.store.stats();
    assert!(made.store.stats().unwrap().documents >= 2);
    assert!(made.store.verify().unwrap().is_sound());
}
