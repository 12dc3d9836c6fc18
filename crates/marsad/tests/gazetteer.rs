//! `marsad gazetteer` and `marsad lexicon` as a user runs them: fetched from a server on this machine, imported, used, looked up.

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use assert_cmd::Command;
use common::{marsad, run};

/// The program with a lexicon folder of its own.
fn with_lexicon(folder: &Path) -> Command {
    let mut command = marsad();
    command.env("MARSAD_LEXICON", folder);
    command
}

const PLACES: &str = "id\tname_en\tnames_ar\tkind\tlat\tlon\tcountry\tadmin1\tsource\tlicence\n\
    test:1\tTajriba Hill\tتل التجربة\tvillage\t36.51\t37.51\tSYR\tAleppo\town\tproject\n";

fn places_in(folder: &Path, text: &str) -> Vec<(String, Option<f64>)> {
    let line = serde_json::json!({"id": 1, "text": text, "ref": null}).to_string();
    let mut command = with_lexicon(folder);
    command.args(["mentions", "--kind", "place"]).write_stdin(line + "\n");
    let answer = run(&mut command).ends_with(0).json_lines().remove(0);
    let found = answer["mentions"].as_array().expect("mentions");
    found.iter().map(|m| (m["text"].as_str().unwrap_or_default().to_owned(), m["lat"].as_f64())).collect()
}

#[test]
fn imported_places_are_found_and_rows_that_are_none_are_named() {
    let folder = tempfile::tempdir().expect("folder");
    let text = "قصفت الطائرات قرية تل التجربة بريف حلب صباح اليوم.";
    assert!(places_in(folder.path(), text).iter().all(|(_, lat)| *lat != Some(36.51)));
    let file = folder.path().join("mine.tsv");
    std::fs::write(&file, format!("{PLACES}test:2\tNowhere\tلا مكان\tvillage\t136\t37\tSYR\tAleppo\town\tproject\n"))
        .expect("write");
    let import = run(with_lexicon(folder.path()).args(["gazetteer", "import"]).arg(&file)).ends_with(1);
    let import = import.says(&["mine.tsv:3: column `lat`: 136 is not a position in degrees", "imported.pack"]);
    assert!(import.out.contains("places\t1\n"), "{}", import.out);
    assert!(places_in(folder.path(), text).iter().any(|(_, lat)| *lat == Some(36.51)));

    let shown = run(with_lexicon(folder.path()).args(["lexicon", "show", "تل", "التجربة"])).ends_with(0);
    assert!(shown.out.contains("imported.tsv.gz:2\n  id: test:1"), "{}", shown.out);
    // What was imported stays until it is replaced.
    run(with_lexicon(folder.path()).args(["gazetteer", "import"])).ends_with(0);
    run(with_lexicon(folder.path()).args(["gazetteer", "import", "--replace", "nothing.tsv"]))
        .ends_with(2)
        .says(&["nothing.tsv"]);
    assert!(places_in(folder.path(), text).iter().any(|(_, lat)| *lat == Some(36.51)));
}

#[test]
fn a_damaged_gazetteer_is_named_with_the_way_out() {
    let folder = tempfile::tempdir().expect("folder");
    let file = folder.path().join("mine.tsv");
    std::fs::write(&file, PLACES).expect("write");
    run(with_lexicon(folder.path()).args(["gazetteer", "import"]).arg(&file)).ends_with(0);
    let pack = folder.path().join("gazetteer/imported.pack");
    let mut bytes = std::fs::read(&pack).expect("pack");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    std::fs::write(&pack, bytes).expect("write");
    run(with_lexicon(folder.path()).args(["code"]).write_stdin(""))
        .ends_with(2)
        .says(&["imported.pack", "import its sources again"]);
    run(with_lexicon(folder.path()).args(["gazetteer", "import"])).ends_with(0);
    run(with_lexicon(folder.path()).args(["code"]).write_stdin("")).ends_with(0);
}

#[test]
fn rows_are_added_when_they_are_sound() {
    let folder = tempfile::tempdir().expect("folder");
    let add = |lat: &str, name: &str| {
        let cells = ["id=village:tajriba-syr", "name_en=Tajriba", "kind=village", "lon=36.61", "country=SYR"];
        let more = [format!("lat={lat}"), format!("names_ar={name}"), "parent=governorate:syr-idlib".to_owned()];
        run(with_lexicon(folder.path()).args(["lexicon", "add", "place"]).args(cells).args(more))
    };
    add("75.91", "كفر التجربة").ends_with(2).says(&[
        "own.tsv:2",
        "km from `governorate:syr-idlib`",
        "nothing was added",
    ]);
    add("35.91", "كفر التجـربة").ends_with(2).says(&["U+0640"]);
    assert!(!folder.path().join("gazetteer/own.tsv").exists());
    add("35.91", "كفر التجربة").ends_with(0);
    add("35.91", "كفر التجربة").ends_with(2).says(&["stands in the file already"]);
    assert_eq!(places_in(folder.path(), "انفجار في كفر التجربة.")[0], ("كفر التجربة".to_owned(), Some(35.91)));
    let why = run(with_lexicon(folder.path()).args(["lexicon", "why", "انفجار في كفر التجربة"])).ends_with(0);
    assert!(
        why.out.contains("village:tajriba-syr") && why.out.contains("own.tsv:2") && why.out.contains("because: "),
        "{}",
        why.out
    );
    run(with_lexicon(folder.path()).args(["lexicon", "show", "لا أحد يعرف هذا"]))
        .ends_with(1)
        .says(&["not in the lexicon"]);
    run(with_lexicon(folder.path()).args(["lexicon", "add", "place", "height=3"]))
        .ends_with(2)
        .says(&["no column `height`"]);
}

#[test]
fn why_names_the_rivals_of_a_place() {
    let text = "قالت الشرطة في بيروت إن انفجارا وقع في طرابلس شمال لبنان";
    let why = run(marsad().args(["lexicon", "why", text])).ends_with(0);
    let at = why.out.find("طرابلس  place").expect("Tripoli is found");
    let rest = &why.out[at..];
    assert!(rest.contains("in the country of the story") && rest.contains("LBY"), "{rest}");
}

/// A server of GeoNames' and OCHA's files that breaks off the first answer for `SY.zip` in its middle.
struct Server {
    address: String,
    asked: Arc<AtomicUsize>,
}

fn serve(files: Vec<(&'static str, Vec<u8>)>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("address"));
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let own = address.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let _ = answer(stream, &files, &count, &own);
        }
    });
    Server { address, asked }
}

fn answer(
    mut stream: TcpStream,
    files: &[(&'static str, Vec<u8>)],
    count: &AtomicUsize,
    own: &str,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut first, mut range, mut same) = (String::new(), None, false);
    reader.read_line(&mut first)?;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim().to_lowercase();
        if line.is_empty() {
            break;
        }
        range =
            line.strip_prefix("range: bytes=").and_then(|r| r.trim_end_matches('-').parse::<usize>().ok()).or(range);
        same |= line == "if-none-match: \"v1\"";
    }
    let path = first.split(' ').nth(1).unwrap_or_default();
    let Some((_, body)) = files.iter().find(|(name, _)| path == *name) else {
        return stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    };
    let body = if path.contains("package_show") {
        String::from_utf8_lossy(body).replace("OWN", own).into_bytes()
    } else {
        body.clone()
    };
    if same {
        return stream.write_all(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n");
    }
    let from = range.unwrap_or(0).min(body.len());
    let status = if from > 0 { "206 Partial Content" } else { "200 OK" };
    let rest = &body[from..];
    write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\nETag: \"v1\"\r\nConnection: close\r\n\r\n", rest.len())?;
    let cut = path.ends_with("/SY.txt") && count.fetch_add(1, Ordering::SeqCst) == 0;
    stream.write_all(if cut { &rest[..rest.len() / 2] } else { rest })?;
    stream.flush()?;
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let _ = stream.read(&mut [0; 64]);
    Ok(())
}

#[test]
fn countries_are_fetched_again_from_where_they_broke_off() {
    let row = "7001\tTall at Tajribah\tTall at Tajribah\tتل التجربة\t36.51\t37.51\tP\tPPL\tSY\t\t09\t\t\t\t900\t\t300\tAsia/Damascus\t2024-01-01\n";
    let shapes = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"ADM3_EN":"Tajriba","ADM3_AR":"ناحية التجربة",
        "ADM3_PCODE":"SY029901"},"geometry":{"type":"Point","coordinates":[37.4,36.4]}}]}"#;
    let list = r#"{"result":{"resources":[{"format":"SHP","url":"OWN/x.shp"},{"format":"GeoJSON","url":"OWN/ocha/syr.geojson"}]}}"#;
    let server = serve(vec![
        ("/dump/SY.zip", row.as_bytes().to_vec()),
        ("/dump/SY.txt", row.as_bytes().to_vec()),
        ("/dump/admin1CodesASCII.txt", b"SY.09\tAleppo\tAleppo\t170062\n".to_vec()),
        ("/api/3/action/package_show?id=cod-ab-syr", list.as_bytes().to_vec()),
        ("/ocha/syr.geojson", shapes.as_bytes().to_vec()),
    ]);
    let folder = tempfile::tempdir().expect("folder");
    let fetch = |more: &[&str]| {
        let mut command = with_lexicon(folder.path());
        command.args(["gazetteer", "fetch", "SYR", "--geonames-url", &format!("{}/dump", server.address)]);
        run(command.args(["--ocha-url", &server.address]).args(more))
    };
    fetch(&[]).ends_with(2).says(&["private network"]);
    let first = fetch(&["--allow-private"]).ends_with(0);
    assert!(first.out.contains("places\t2\n"), "{} {}", first.out, first.err);
    assert!(folder.path().join("gazetteer/fetched/SY.zip").exists());
    fetch(&["--allow-private"]).ends_with(0).says(&["unchanged"]);
    run(with_lexicon(folder.path()).args(["gazetteer", "fetch", "XX"]))
        .ends_with(2)
        .says(&["not the code of a country"]);
    let found = places_in(folder.path(), "قصفت الطائرات قرية تل التجربة بريف حلب.");
    assert!(found.iter().any(|(_, lat)| *lat == Some(36.51)), "{found:?}");

    // A download that breaks off is named and goes on from there.
    let limits = marsad_acquire::Limits { allow_private: true, ..Default::default() };
    let (url, path) = (format!("{}/dump/SY.txt", server.address), folder.path().join("SY.txt"));
    let error = marsad_acquire::download(&url, &path, &limits).expect_err("the first answer breaks off");
    assert!(error.to_string().contains("SY.txt") && !path.exists(), "{error}");
    let half = row.len() as u64 / 2;
    assert_eq!(
        marsad_acquire::download(&url, &path, &limits).expect("resumed"),
        marsad_acquire::Downloaded::Resumed(half)
    );
    assert_eq!(std::fs::read_to_string(&path).expect("file"), row);
    assert!(server.asked.load(Ordering::SeqCst) >= 2);
}
