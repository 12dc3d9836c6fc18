//! `marsad watch`: what is wrong with a table is named, and the rest is replayed.

mod common;

use common::{marsad, run};

#[test]
fn a_bad_row_is_named_and_the_others_are_replayed() {
    let folder = tempfile::tempdir().unwrap();
    let (table, truth) = (folder.path().join("counts.csv"), folder.path().join("truth.csv"));
    let mut text = "week,events\n".to_owned();
    let start = jiff::civil::date(2022, 1, 3);
    for n in 0..70i64 {
        let week = start + jiff::Span::new().days(7 * n);
        text.push_str(&format!("{week},{}\n", if n < 65 { 2 } else { 12 }));
    }
    text.push_str("2023-06-05,many\n");
    std::fs::write(&table, text).unwrap();
    std::fs::write(&truth, "series,onset\nseries,2023-04-03\nelsewhere,2023-04-03\n").unwrap();
    let mut command = marsad();
    command.args(["watch", "backtest", "--detector", "rise", "--truth"]).arg(&truth).arg(&table);
    let done = run(&mut command).ends_with(1);
    let row: Vec<&str> = done.out.lines().nth(1).expect("a row").split('\t').collect();
    assert_eq!((row[0], row[3], row[4], row[6], row[9]), ("rise", "1", "1", "0", "0.0 weeks"), "{}", done.out);
    assert!(done.err.contains("counts.csv: line 72: `many` is no count"), "{}", done.err);
    assert!(done.err.contains("no series `elsewhere` is in"), "{}", done.err);

    let mut command = marsad();
    command.args(["watch", "backtest", "--detector", "rise", "--alarms", "--lang", "ar"]).arg(&table);
    let done = run(&mut command).ends_with(1);
    assert!(done.out.contains("series\trise\t2023-04-09\twarning\tفي المدة من "), "{}", done.out);
}

#[test]
fn what_cannot_be_replayed_at_all_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("counts.csv");
    std::fs::write(&table, "when,what\n").unwrap();
    let done = run(marsad().args(["watch", "backtest"]).arg(&table)).ends_with(2);
    assert!(done.err.contains("counts.csv: no column `week` or `day`"), "{}", done.err);
    let done = run(marsad().args(["watch", "backtest", "--detector", "sun"]).arg(&table)).ends_with(2);
    assert!(done.err.contains("no detector `sun`; there are rise, block"), "{}", done.err);
    let done = run(marsad().args(["watch", "backtest", "nowhere.csv"])).ends_with(2);
    assert!(done.err.contains("nowhere.csv: cannot be opened"), "{}", done.err);
}
