//! `marsad watch`: what is wrong with a table is named, and the rest is replayed.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

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

/// The demonstration's store, made once for each test that changes it.
fn demo() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("demo");
    run(marsad().args(["demo", "--no-serve", "--store"]).arg(&store)).ends_with(0).says(&["3 watches"]);
    (folder, store)
}

#[test]
fn the_demonstration_shows_a_real_alarm_that_can_be_seen_muted_and_noted() {
    let (_folder, store) = demo();
    let watch = |arguments: &[&str]| {
        let mut command = marsad();
        command.arg("watch").args(arguments).arg("--store").arg(&store);
        command
    };
    let listed = run(&mut watch(&["list"])).ends_with(0).out;
    assert!(listed.contains("Attacks in al-Hasakah") && listed.contains("place=Al-Hasakah"), "{listed}");

    let alarms = run(&mut watch(&["alarms", "--json"])).ends_with(0).json_lines();
    let rise: Vec<_> = alarms.iter().filter(|a| a["method"]["detector"] == "rise").collect();
    assert!(!rise.is_empty(), "{alarms:#?}");
    let alarm = rise.iter().find(|a| a["watch_name"] == "Attacks in al-Hasakah").expect("the attacks rose");
    let day = alarm["day"].as_str().unwrap();
    assert_eq!((day, &alarm["level"]), ("2022-01-23", &"warning".into()), "in the week of the attack on the prison");
    assert!(!rise.iter().any(|a| a["watch_name"] == "Attacks of Islamic State"), "where reading rose as much, none");
    let numbers = &alarm["content"]["numbers"];
    assert!(numbers["observed"].as_f64().unwrap() > numbers["expected"].as_f64().unwrap(), "{numbers}");
    assert!(numbers["exposure"].as_f64().is_some(), "what was read is allowed for");
    assert!(alarm["content"]["reports"].as_array().unwrap().len() > 2);
    assert!(alarm["content"]["sentences"]["ar"].as_str().unwrap().contains("والمتوقع نحو"));

    // Another run on the same day raises nothing and knows nothing new.
    let again = run(&mut watch(&["run", "--day", "2022-04-11", "--no-deliver"])).ends_with(0);
    assert_eq!(again.out, "");
    assert!(again.err.contains("0 of them new or other than before"), "{}", again.err);

    let id = alarm["id"].to_string();
    run(&mut watch(&["ack", &id, "--by", "أمل"])).ends_with(0);
    run(&mut watch(&["ack", &id, "--by", "other"])).ends_with(1).says(&["seen before, by أمل"]);
    run(&mut watch(&["ack", "9999", "--by", "other"])).ends_with(1).says(&["no alarm 9999"]);
    let open = run(&mut watch(&["alarms", "--open", "--lang", "ar"])).ends_with(0).out;
    assert!(!open.lines().any(|line| line.starts_with(&format!("{id}\t"))), "{open}");
    run(&mut watch(&["note", "Attacks in al-Hasakah", "هجوم السجن", "--alarm", &id, "--by", "أمل"])).ends_with(0);
    let notes = run(&mut watch(&["note", "Attacks in al-Hasakah"])).ends_with(0).out;
    assert!(notes.contains("أمل") && notes.contains("هجوم السجن"), "{notes}");
    run(&mut watch(&["mute", "1", "--until", "2999-01-01"])).ends_with(0).says(&["sent to nobody until 2999-01-01"]);
    assert!(run(&mut watch(&["list"])).ends_with(0).out.contains("\tmuted\t"));
    run(&mut watch(&["mute", "1", "--off"])).ends_with(0);

    // What was known on an earlier Monday, and the counts of now.
    let now = run(&mut watch(&["show", "1"])).ends_with(0).out;
    let then = run(&mut watch(&["show", "1", "--known", "2022-01-10"])).ends_with(0).out;
    assert!(now.lines().count() > then.lines().count() && now.starts_with(then.trim_end()), "{then}");
    assert!(now.contains(&format!("{id} ")), "the alarm stands beside its week");
    let verdicts = run(&mut watch(&["show", "1", "--verdicts"])).ends_with(0).out;
    assert!(verdicts.contains("\trise\t") && verdicts.contains("\tfarrington\tToo little is known"), "{verdicts}");

    run(&mut watch(&["remove", "1"])).ends_with(0);
    run(&mut watch(&["show", "1"])).ends_with(2).says(&["no watch `1`; there are Prisons, Attacks of"]);
    assert!(run(&mut watch(&["alarms"])).ends_with(0).out.contains("Attacks in al-Hasakah"), "its alarms stay");
    run(marsad().args(["doctor", "--store"]).arg(&store)).ends_with(0);
}

#[test]
fn watches_are_added_with_words_or_from_a_file_and_faults_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("own");
    run(marsad().arg("init").arg("--store").arg(&store)).ends_with(0);
    let watch = |arguments: &[&str]| {
        let mut command = marsad();
        command.arg("watch").args(arguments).arg("--store").arg(&store);
        command
    };
    let added = run(&mut watch(&[
        "add",
        "hajin",
        "مخيم",
        "place:Hajin",
        "--type",
        "ASSAULT",
        "--outlets",
        "A",
        "--step",
        "day",
    ]));
    assert_eq!(added.ends_with(0).says(&["no reports of `A` yet"]).out, "1\thajin\n");
    run(&mut watch(&["add", "hajin"])).ends_with(1).says(&["there is a watch `hajin` already"]);
    run(&mut watch(&["add", "x", "--split", "genre"]))
        .ends_with(2)
        .says(&["`genre` is not known; there are place, actor"]);
    run(&mut watch(&["add", "x", "type:"])).ends_with(2).says(&["watch `x`"]);
    let file = folder.path().join("watches.toml");
    std::fs::write(&file, "[[watch]]\nname = \"a\"\ntyp = \"ASSAULT\"\n").unwrap();
    run(&mut watch(&["add", "--file", file.to_str().unwrap()]))
        .ends_with(2)
        .says(&["watches.toml", "watch `a`: `typ` is not known"]);
    std::fs::write(&file, "[[watch]]\nname = \"a\"\ntype = \"ASSAULT\"\ndetect = false\n").unwrap();
    run(&mut watch(&["add", "--file", file.to_str().unwrap()])).ends_with(0);
    let listed = run(&mut watch(&["list"])).ends_with(0).out;
    assert!(listed.contains("\tcounted\t") && listed.contains("q=مخيم place:Hajin"), "{listed}");
    // Nothing was read: nothing is counted, and nothing fails.
    run(&mut watch(&["run"])).ends_with(0).says(&["watch `hajin`: 0 periods"]);
    run(&mut watch(&["run", "b"])).ends_with(2).says(&["no watch `b`; there are hajin, a"]);

    std::fs::write(
        store.join("delivery.toml"),
        "[[webhook]]\nname = \"desk\"\nurl = \"http://127.0.0.1:9/in?key=1\"\n",
    )
    .unwrap();
    let channels = run(&mut watch(&["deliver", "list"])).ends_with(0).out;
    assert_eq!(channels, "desk\thttp://127.0.0.1:9/in\n");
    run(&mut watch(&["deliver", "test", "desk"])).ends_with(2).says(&["private network", "private = true"]);
    run(&mut watch(&["deliver", "test", "none"])).ends_with(2).says(&["no channel `none`"]);
    let add = [
        "deliver",
        "add",
        "webhook",
        "night",
        "https://hooks.example.org/n",
        "--secret-env",
        "NIGHT_KEY",
        "--watch",
        "b",
    ];
    run(&mut watch(&add)).ends_with(0).says(&["there is no watch `b` yet", "`night` is in"]);
    run(&mut watch(&add)).ends_with(2).says(&["two channels have the name `night`"]);
    let mail =
        ["deliver", "add", "mail", "ed", "--server", "mail.example.org", "--from", "a@example.org", "--to", "nobody"];
    run(&mut watch(&mail)).ends_with(2).says(&["`nobody` is no mail address"]);
    let written = std::fs::read_to_string(store.join("delivery.toml")).unwrap();
    assert!(written.contains("secret_env = \"NIGHT_KEY\"") && written.contains("name = \"desk\""), "{written}");
    run(&mut watch(&["deliver", "remove", "night"])).ends_with(0);
    run(&mut watch(&["deliver", "remove", "night"])).ends_with(2).says(&["no channel `night`"]);
    run(&mut watch(&["deliver"])).ends_with(0).says(&["nothing is due"]);
    std::fs::write(store.join("delivery.toml"), "[[webhok]]\n").unwrap();
    run(&mut watch(&["run"])).ends_with(2).says(&["delivery.toml", "webhok"]);
}
