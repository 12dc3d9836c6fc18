//! Questions in SQL over files that are coded while they are asked.
#![allow(clippy::unwrap_used)]

mod common;

use common::{ask, dispatches, field, inputs, run, write_jsonl};

#[test]
fn the_functions_give_what_the_tables_of_a_batch_hold() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, out) = (dir.path().join("in"), dir.path().join("out"));
    inputs(&folder);
    std::fs::remove_file(folder.join("b.jsonl")).unwrap();
    let (from, to) = (folder.to_str().unwrap(), out.to_str().unwrap());
    run(&["batch", from, "--out", to], 0);
    let data = ["--data", to];
    for (function, table) in [("documents", "documents"), ("mentions", "mentions"), ("code", "reports")] {
        let sum = if table == "documents" { "sum(reports)" } else { "sum(number)" };
        let counted = |of: &str| ask(&format!("select count(*) n, {sum} s, count(published) p from {of}"), &data);
        let (asked, kept) = (counted(&format!("{function}('{from}')")), counted(table));
        assert_eq!(asked, kept, "{function}");
        assert!(asked[0]["n"].as_u64().unwrap() > 100);
    }
    let read = ask(&format!("select id, text from read('{from}/*.parquet') order by id limit 3"), &[]);
    let mut ids: Vec<String> = dispatches()[..60].iter().map(|d| field(d, "id").to_owned()).collect();
    ids.sort();
    assert_eq!(read.iter().map(|r| field(r, "id")).collect::<Vec<_>>(), ids[..3]);
    // Read and joined with one another, and with files.
    let joined = ask(
        &format!(
            "select d.outlet, count(*) n from code('{from}/a.parquet') r join read('{from}/a.parquet') d on d.id = r.document
             join '{from}/a.parquet' f on f.id = d.id where r.type = 'ASSAULT' group by d.outlet order by n desc, d.outlet"
        ),
        &[],
    );
    assert!(joined.iter().map(|r| r["n"].as_u64().unwrap()).sum::<u64>() > 5, "{joined:?}");
}

#[test]
fn a_limit_ends_the_reading_early_and_every_form_has_the_same_rows() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.jsonl");
    let mut documents = dispatches();
    documents[1]["title"] = "=1+1, \"قول\"".into();
    write_jsonl(&file, &documents);
    // Behind the first rows stands what would end everything.
    let mut text = std::fs::read_to_string(&file).unwrap();
    text += "{broken\n";
    std::fs::write(&file, text).unwrap();
    let name = file.to_str().unwrap();
    let query = format!(
        "select d.id, d.title, d.published, r.actors from code('{name}') r join read('{name}') d on r.document = d.id order by r.number, r.report limit 5"
    );
    let json = run(&["sql", &query, "--format", "jsonl"], 1).0;
    assert_eq!(json.lines().count(), 5);
    let (first, err) =
        run(&["sql", &format!("select id, title, published from read('{name}') limit 2"), "--format", "csv"], 0);
    assert_eq!(err, "", "the broken line is not reached");
    let lines: Vec<&str> = first.split("\r\n").collect();
    assert_eq!((lines[0], lines.len()), ("id,title,published", 4));
    assert!(lines[2].contains("\"'=1+1, \"\"قول\"\"\""), "{first}");
    // A table on the screen is cut when it is shown: what was read by then is told.
    let (table, err) = run(&["sql", &format!("select id from read('{name}')"), "--rows", "4"], 1);
    assert!(
        err.contains("first 4 rows")
            && err.contains("line 241")
            && table.matches("brief").count() + table.matches("| ").count() >= 4,
        "{table}{err}"
    );
    let parquet = common::program()
        .args(["sql", &format!("select id from read('{name}') limit 7"), "--format", "parquet"])
        .output()
        .unwrap();
    let saved = dir.path().join("answer.parquet");
    std::fs::write(&saved, parquet.stdout).unwrap();
    assert_eq!(ask(&format!("select count(*) n from '{}'", saved.display()), &[])[0]["n"], 7);
}
