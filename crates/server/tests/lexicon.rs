//! The pages of the lexicon: looked up, tried on the archive, saved, read again, taken back; in both languages, by every role.

#![allow(clippy::unwrap_used)]

mod common;

use axum::http::StatusCode;
use common::desk::with_desk;
use common::team::{Team, Told, team};
use std::time::{Duration, Instant};

/// A person who is logged in.
struct Person<'t> {
    team: &'t Team,
    cookie: String,
    csrf: String,
}

impl<'t> Person<'t> {
    fn new(team: &'t Team, role: &str) -> Self {
        let (cookie, csrf) = team.session(role);
        Self { team, cookie, csrf }
    }

    async fn get(&self, path: &str) -> Told {
        self.team.get(path, &self.cookie).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Told {
        let body: Vec<String> = fields.iter().map(|(k, v)| format!("{}={}", encoded(k), encoded(v))).collect();
        self.team.post(path, &[("cookie", &self.cookie), ("x-csrf", &self.csrf)], &body.join("&")).await
    }

    /// Asks until nothing is under way there.
    async fn done(&self, path: &str) -> Told {
        let began = Instant::now();
        loop {
            let told = self.get(path).await;
            assert_eq!(told.status, StatusCode::OK, "{path}");
            if told.header("refresh").is_empty() {
                return told;
            }
            assert!(began.elapsed() < Duration::from_secs(120), "{path} takes too long");
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }
}

fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[tokio::test]
async fn rows_are_looked_up_and_say_where_they_come_from() {
    let team = team(with_desk);
    let reader = Person::new(&team, "reader");
    for lang in ["ar", "en"] {
        let home = reader.get(&format!("/{lang}/lexicon?q={}", encoded("تنظيم الدولة"))).await;
        assert_eq!(home.status, StatusCode::OK);
        assert!(home.body.contains("islamic-state"), "{}", home.body);
        assert!(!home.body.contains("/actors/new"), "a reader adds nothing");
        let actors = reader.get(&format!("/{lang}/lexicon/actors")).await;
        assert!(actors.body.contains("lexicon-tree") && actors.body.contains("rel=\"next\""));
        let own = reader.get(&format!("/{lang}/lexicon/actors?own=1")).await;
        assert!(own.body.contains("wadi-brigade") && !own.body.contains("islamic-state"));
        let row = reader.get(&format!("/{lang}/lexicon/actors/row?key=islamic-state")).await;
        assert!(row.body.contains("داعش") && row.body.contains("lexicon/ar/actors/"), "{}", row.body);
        assert!(row.body.contains("lexicon.col") || row.body.contains("class=\"note\""));
        let places = reader.get(&format!("/{lang}/gazetteer?q=Idlib")).await;
        assert!(places.body.contains("governorate:syr-idlib"));
        let place = reader.get(&format!("/{lang}/lexicon/places/row?key=governorate%3Asyr-idlib")).await;
        assert!(place.body.contains("map-plain") && place.body.contains("35."), "{}", place.body);
        for nowhere in ["lexicon/months", "lexicon/actors/row?key=nobody", "lexicon/actors/row"] {
            assert_eq!(reader.get(&format!("/{lang}/{nowhere}")).await.status, StatusCode::NOT_FOUND, "{nowhere}");
        }
    }
    assert_eq!(reader.get("/en/lexicon/actors/new").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_alias_is_tried_saved_and_read_again_and_explore_has_it() {
    let team = team(with_desk);
    let (coder, editor) = (Person::new(&team, "coder"), Person::new(&team, "editor"));
    // Words that a sample page has for somebody whom nobody knows: who attacked the prison.
    let words = "مسلحو التنظيم";
    let shown = coder.get("/en/lexicon/actors/row?key=wadi-brigade").await;
    assert!(shown.body.contains("name=\"alias\""), "{}", shown.body);
    let told = coder
        .post(
            "/en/lexicon/try",
            &[("id", "wadi-brigade"), ("alias", words), ("cases", "هاجم ⟦مسلحو التنظيم⟧ حاجزا للجيش")],
        )
        .await;
    assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.body);
    let page = told.header("location").to_owned();
    let tried = coder.done(&page).await;
    assert!(tried.body.contains("id=\"lint\"") && tried.body.contains("class=\"state good\""), "{}", tried.body);
    assert!(tried.body.contains(words), "the file shows what is added");
    assert!(tried.body.contains("value=\"all\"") && !tried.body.contains("value=\"save\""), "a coder does not save");
    assert_eq!(coder.post(&page, &[("action", "save"), ("why", "x")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(coder.post(&page, &[("action", "all")]).await.status, StatusCode::SEE_OTHER);
    let whole = editor.done(&page).await;
    assert!(whole.body.contains("On all documents that it can touch") && whole.body.contains("value=\"save\""));

    assert_eq!(
        editor.post(&page, &[("action", "save"), ("why", "told so by a reader")]).await.status,
        StatusCode::SEE_OTHER
    );
    let saved = editor.get(&page).await;
    assert!(
        saved.body.contains("Saved as change 2") && saved.body.contains("Read the documents again"),
        "{}",
        saved.body
    );
    assert_eq!(editor.post(&page, &[("action", "save"), ("why", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let history = editor.get("/en/lexicon/history").await;
    assert!(history.body.contains("told so by a reader") && history.body.contains("editor"));
    let log = team.log();
    assert!(log.iter().any(|(who, what, _)| who == "editor" && what == "lexicon.save"), "{log:?}");

    assert_eq!(
        editor.post("/en/lexicon/again", &[("action", "start"), ("change", "2")]).await.status,
        StatusCode::SEE_OTHER
    );
    let again = editor.done("/en/lexicon/again").await;
    assert!(again.body.contains("Documents that change touches: 2"), "{}", again.body);
    let row = editor.get("/ar/lexicon/actors/row?key=wadi-brigade").await;
    assert!(row.body.contains("هاجم <mark>مسلحو التنظيم</mark>"), "its case: {}", row.body);
    // Taken back, the file is as it was.
    assert_eq!(editor.post("/en/lexicon/history", &[("undo", "2"), ("why", "no")]).await.status, StatusCode::SEE_OTHER);
    let row = editor.get("/en/lexicon/actors/row?key=wadi-brigade").await;
    assert!(!row.body.contains("هاجم <mark>"));
    let twice = editor.post("/en/lexicon/history", &[("undo", "2")]).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.body.contains("taken back already"), "{}", twice.body);
}

#[tokio::test]
async fn what_is_wrong_with_a_row_is_told_beside_the_form_as_it_was_filled_in() {
    let team = team(with_desk);
    let coder = Person::new(&team, "coder");
    let form = coder.get("/ar/lexicon/verbs/new").await;
    for column in ["lemma", "root", "measure", "masdars"] {
        assert!(form.body.contains(&format!("name=\"cell.{column}\"")), "{column}");
    }
    let fields = [
        ("family", "verbs"),
        ("cell.lemma", "هاجم"),
        ("cell.root", "هجم"),
        ("cell.measure", "III"),
        ("cell.vowel", "-"),
        ("cell.transitive", "t"),
    ];
    let told = coder.post("/en/lexicon/try", &fields).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        told.body.contains("cannot be changed from your folder") && told.body.contains("value=\"هاجم\""),
        "{}",
        told.body
    );

    // Lint has its say on the page of the trial, and nothing can be saved.
    let fields = [
        ("family", "actors"),
        ("cell.id", "own-x"),
        ("cell.en", "X"),
        ("cell.ar", "قوات سوريا الديمقراطية"),
        ("cell.kind", "militia"),
        ("cases", "- هاجم <b>⟦مسلحون⟧</b> حاجزا"),
    ];
    let told = coder.post("/en/lexicon/try", &fields).await;
    let page = told.header("location").to_owned();
    let tried = coder.done(&page).await;
    assert!(tried.body.contains("own.tsv:") && tried.body.contains("share the name"), "{}", tried.body);
    assert!(tried.body.contains("It cannot be saved yet") && !tried.body.contains("هاجم <b>"), "{}", tried.body);
    let editor = Person::new(&team, "editor");
    let refused = editor.post(&page, &[("action", "save")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("nothing was saved"), "{}", refused.body);

    let place = [
        ("family", "places"),
        ("cell.id", "village:x-syr"),
        ("cell.name_en", "X"),
        ("cell.names_ar", "كفر تجربة"),
        ("cell.kind", "village"),
        ("cell.lat", "35.9"),
        ("cell.lon", "36.6"),
        ("cell.country", "SYR"),
        ("cell.parent", "governorate:syr-idlib"),
    ];
    let told = coder.post("/ar/lexicon/try", &place).await;
    assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.body);
    let tried = coder.done(told.header("location")).await;
    assert!(tried.body.contains("gazetteer/own.tsv"), "{}", tried.body);
    assert_eq!(coder.get("/en/lexicon/try/999").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_program_tries_and_saves_as_json() {
    let team = team(with_desk);
    let editor = Person::new(&team, "editor");
    let json = [("cookie", editor.cookie.as_str()), ("x-csrf", &editor.csrf), ("content-type", "application/json")];
    let told = team.post("/en/lexicon/try", &json, r#"{"id":"wadi-brigade","alias":"كتيبة الوادي"}"#).await;
    assert_eq!((told.status, told.body.as_str()), (StatusCode::OK, r#"{"trial":1}"#));
    editor.done("/en/lexicon/try/1").await;
    let told = team.post("/en/lexicon/try/1", &json, r#"{"action":"save","why":"x"}"#).await;
    assert!(told.status == StatusCode::OK && told.body.contains("\"change\":2"), "{}", told.body);
    let told = team.post("/en/lexicon/try", &json, r#"{"id":"nobody","alias":"س"}"#).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.body.contains("there is no actor, person or place `nobody`"), "{}", told.body);
}

#[tokio::test]
async fn without_a_desk_there_are_no_such_pages() {
    let team = team(|options| options);
    let admin = Person::new(&team, "admin");
    for path in ["/en/lexicon", "/ar/gazetteer", "/en/lexicon/actors", "/en/lexicon/history", "/en/lexicon/again"] {
        assert_eq!(admin.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
