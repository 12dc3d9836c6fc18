//! Logging in and out, passwords, accounts, the log, and what goes over the wire with them.

#![allow(clippy::unwrap_used)]

mod common;

use axum::http::{StatusCode, header};
use common::team::{PASSWORD, Team, team};
use jiff::Timestamp;
use marsad_server::{Access, Options};
use marsad_store::{NewPerson, People, Role, Scope, Tokens, check_password, hash_password, new_token, token_hash};
use std::time::{Duration, Instant};

/// Opens the form: the cookie of whoever is about to log in, and what the form carries.
async fn form(team: &Team, path: &str) -> (String, String) {
    let page = team.get(path, "").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let guest = page.cookie("marsad_guest").unwrap();
    (format!("marsad_guest={guest}"), page.csrf())
}

async fn log_in(team: &Team, name: &str, password: &str) -> common::team::Told {
    let (cookie, csrf) = form(team, "/en/login").await;
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("csrf", &csrf)
        .append_pair("name", name)
        .append_pair("password", password)
        .append_pair("to", "/en/explore?type=ASSAULT")
        .finish();
    team.post("/en/login", &[("cookie", &cookie), ("origin", "http://localhost:8745")], &body).await
}

#[tokio::test]
async fn a_person_logs_in_reads_on_and_logs_out() {
    let team = team(|options| options);
    let led = team.get("/ar/explore?type=ASSAULT&view=map", "").await;
    assert_eq!(led.status, StatusCode::SEE_OTHER);
    assert_eq!(led.header("location"), "/ar/login?to=%2Far%2Fexplore%3Ftype%3DASSAULT%26view%3Dmap");
    let page = team.get(led.header("location"), "").await;
    assert!(
        page.body.contains("تسجيل الدخول") && page.body.contains("value=\"/ar/explore?type=ASSAULT&#38;view=map\"")
    );
    assert!(page.header("cache-control") == "no-store" && page.header("vary").contains("Cookie"));
    let told = log_in(&team, " Coder ", PASSWORD).await;
    assert_eq!((told.status, told.header("location")), (StatusCode::SEE_OTHER, "/en/explore?type=ASSAULT"));
    let set = told.set_cookie("marsad_session").unwrap();
    for attribute in ["Path=/", "HttpOnly", "SameSite=Lax", "Max-Age=1209600"] {
        assert!(set.contains(attribute), "{set}");
    }
    assert!(!set.contains("Secure"), "on plain http the browser would not send it back: {set}");
    let cookie = format!("marsad_session={}", told.cookie("marsad_session").unwrap());
    let page = team.get("/en/explore?type=ASSAULT", &cookie).await;
    assert!(page.status == StatusCode::OK && page.body.contains("<bdi>coder</bdi>"), "{}", page.body);
    assert!(!page.body.contains("/en/people\""), "no coder's business");
    assert_eq!(team.log()[0], ("coder".into(), "session.begin".into(), "{}".into()));
    // Whoever is in needs no form.
    let told = team.get("/en/login?to=%2Fen%2Fsources", &cookie).await;
    assert_eq!((told.status, told.header("location")), (StatusCode::SEE_OTHER, "/en/sources"));
    let csrf = page.csrf();
    let told = team.post("/en/logout", &[("cookie", &cookie)], &format!("csrf={csrf}")).await;
    assert_eq!((told.status, told.header("location")), (StatusCode::SEE_OTHER, "/en/login"));
    assert!(told.set_cookie("marsad_session").unwrap().contains("Max-Age=0"));
    assert_eq!(team.get("/en/explore", &cookie).await.status, StatusCode::SEE_OTHER, "the session is over");
    assert_eq!(team.log()[0].1, "session.end");
}

#[tokio::test]
async fn a_session_that_somebody_else_begun_is_not_taken_over() {
    let team = team(|options| options);
    // A cookie that was put into the browser before, of nobody and of another's session.
    let (theirs, _) = team.session("reader");
    for put in ["marsad_session=chosen_by_somebody_else", theirs.as_str()] {
        let page = team.get("/en/login", put).await;
        let (cookie, csrf) = match page.status {
            StatusCode::OK => (format!("{put}; marsad_guest={}", page.cookie("marsad_guest").unwrap()), page.csrf()),
            _ => (put.to_owned(), team.get("/en/account", put).await.csrf()),
        };
        let body = format!("csrf={csrf}&name=admin&password={}", PASSWORD.replace(' ', "+"));
        let told = team.post("/en/login", &[("cookie", &cookie)], &body).await;
        assert_eq!(told.status, StatusCode::SEE_OTHER);
        let token = told.cookie("marsad_session").unwrap();
        assert!(!put.ends_with(&token) && token.len() > 60);
        assert_eq!(team.get("/en/people", put).await.status, StatusCode::SEE_OTHER, "{put} opens nothing");
        assert_eq!(team.get("/en/people", &format!("marsad_session={token}")).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn wrong_names_and_passwords_are_answered_alike_and_wait_longer_each_time() {
    let team = team(|options| options);
    team.store.set_disabled("reader", true).unwrap();
    let mut bodies = Vec::new();
    for (name, password) in [("coder", "wrong password"), ("zaynab", PASSWORD), ("reader", PASSWORD)] {
        let told = log_in(&team, name, password).await;
        assert_eq!(told.status, StatusCode::FORBIDDEN, "{name}");
        assert!(told.set_cookie("marsad_session").is_none());
        assert!(!told.body.contains(password), "a password is not sent back");
        let csrf = told.csrf();
        bodies.push(told.body.replace(name, "NAME").replace(&csrf, "CSRF"));
    }
    assert!(bodies[0].contains("Name or password is wrong") && bodies.iter().all(|b| *b == bodies[0]));
    // The fourth from one address waits, whatever the name, and even with the right password.
    let told = log_in(&team, "admin", PASSWORD).await;
    assert_eq!((told.status, told.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "1"));
    assert!(told.body.contains("Try again in 1 second."), "{}", told.body);
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(log_in(&team, "admin", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[test]
fn a_name_that_nobody_has_takes_as_long() {
    let hash = hash_password(PASSWORD).unwrap();
    let _ = check_password(None, "the first makes what the others are compared with");
    let once = |hash: Option<&str>| {
        let start = Instant::now();
        assert!(!check_password(hash, "wrong password"));
        start.elapsed().as_secs_f64()
    };
    // In turn, and the quickest of each, as other tests run beside this one. A name that is not hashed for takes microseconds.
    let (mut known, mut unknown) = (f64::MAX, f64::MAX);
    for _ in 0..10 {
        known = known.min(once(Some(&hash)));
        unknown = unknown.min(once(None));
    }
    assert!(unknown > known / 4.0, "{known} s and {unknown} s");
}

#[tokio::test]
async fn a_first_password_is_changed_before_anything_else() {
    let team = team(|options| options);
    let first = "first-password-made-up";
    let new = NewPerson {
        name: "سلمى".into(),
        display: "سلمى ح.".into(),
        role: Role::Editor,
        password: hash_password(first).unwrap(),
        one_time: true,
    };
    team.store.add_person(&new, Timestamp::now()).unwrap();
    let told = log_in(&team, "سلمى", first).await;
    let cookie = format!("marsad_session={}", told.cookie("marsad_session").unwrap());
    let other = log_in(&team, "سلمى", first).await;
    let other = format!("marsad_session={}", other.cookie("marsad_session").unwrap());
    for path in ["/ar/explore", "/ar/"] {
        let told = team.get(path, &cookie).await;
        assert_eq!((told.status, told.header("location")), (StatusCode::SEE_OTHER, "/ar/account"), "{path}");
    }
    for path in ["/api/reports", "/en/reports.csv"] {
        assert_eq!(team.get(path, &cookie).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let page = team.get("/ar/account", &cookie).await;
    assert!(page.body.contains("اختر كلمة سر تخصك") && page.body.contains("محرر"), "{}", page.body);
    let change = async |old: &str, new: &str, again: &str| {
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf", &page.csrf())
            .append_pair("old", old)
            .append_pair("new", new)
            .append_pair("again", again)
            .finish();
        team.post("/ar/account", &[("cookie", &cookie)], &body).await
    };
    for (old, new, again, says) in [
        ("wrong", "كلمات كثيرة لا صلة بينها", "كلمات كثيرة لا صلة بينها", "كلمة السر الحالية غير صحيحة"),
        (first, "قصيرة", "قصيرة", "أقصر من 12"),
        (first, "كلمات كثيرة لا صلة بينها", "كلمات أخرى لا صلة بينها", "مرتين"),
        (first, first, first, "هي القديمة"),
    ] {
        let told = change(old, new, again).await;
        assert!(told.status.is_client_error() && told.body.contains(says), "{says}: {}", told.body);
        assert!(!told.body.contains(new) || new == first);
    }
    let told = change(first, "كلمات كثيرة لا صلة بينها", "كلمات كثيرة لا صلة بينها").await;
    assert_eq!((told.status, told.header("location")), (StatusCode::SEE_OTHER, "/ar/account?done"));
    let anew = format!("marsad_session={}", told.cookie("marsad_session").unwrap());
    assert!(team.get("/ar/account?done", &anew).await.body.contains("تغيّرت كلمة السر"));
    assert_eq!(team.get("/ar/explore", &anew).await.status, StatusCode::OK);
    for old in [&cookie, &other] {
        assert_eq!(team.get("/ar/explore", old).await.status, StatusCode::SEE_OTHER, "sessions of before are over");
    }
    let done = &team.log()[0];
    assert_eq!((done.0.as_str(), done.1.as_str()), ("سلمى", "person.password"));
    assert!(!done.2.contains("كلمات"), "no password in the log");
}

#[tokio::test]
async fn an_admin_lets_people_in_changes_roles_and_keeps_them_out() {
    let team = team(|options| options);
    let (cookie, csrf) = team.session("admin");
    let from = [("cookie", cookie.as_str()), ("referer", "http://localhost:8745/en/people")];
    let post = async |path: &str, body: &str| team.post(path, &from, &format!("csrf={csrf}&{body}")).await;
    let told = post("/en/people", "name=Huda&display=Huda+K.&role=coder").await;
    assert!(told.status == StatusCode::OK && told.header("cache-control") == "no-store", "{}", told.body);
    let at = told.body.find("id=\"made\">").unwrap();
    let first = told.body[at + 10..].split('<').next().unwrap().to_owned();
    assert!(!team.get("/en/people", &cookie).await.body.contains(&first), "it is shown this once");
    assert_eq!(log_in(&team, "huda", &first).await.status, StatusCode::SEE_OTHER);
    assert!(post("/en/people", "name=huda&role=coder").await.body.contains("is taken"));
    let bad = post("/en/people", "name=two+words&role=coder").await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post("/en/people", "name=x&role=owner").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let person =
        |name: &str| team.store.people(Timestamp::now()).unwrap().into_iter().find(|p| p.name == name).unwrap();
    assert!(person("huda").one_time && person("huda").display == "Huda K." && person("huda").sessions == 1);
    let told = post("/en/people/huda", "action=role&role=editor").await;
    assert_eq!((told.status, told.header("location")), (StatusCode::SEE_OTHER, "/en/people"));
    assert_eq!(person("huda").role, Role::Editor);
    post("/en/people/huda", "action=end").await;
    assert_eq!(person("huda").sessions, 0);
    post("/en/people/huda", "action=disable").await;
    assert!(person("huda").disabled);
    assert_eq!(log_in(&team, "huda", &first).await.status, StatusCode::FORBIDDEN);
    post("/en/people/huda", "action=enable").await;
    assert!(!person("huda").disabled);
    let told = post("/en/people/huda", "action=password").await;
    assert!(told.body.contains("id=\"made\">") && !told.body.contains(&first));
    assert!(post("/en/people/admin", "action=role&role=reader").await.body.contains("last admin"));
    assert_eq!(post("/en/people/nobody", "action=disable").await.status, StatusCode::NOT_FOUND);
    assert_eq!(post("/en/people/huda", "action=delete").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words: Vec<String> = team.log().into_iter().filter(|r| r.0 == "admin").map(|r| r.1).collect();
    let expected = ["password", "enable", "disable", "end_sessions", "role", "add"].map(|w| format!("person.{w}"));
    assert_eq!(words, expected, "what was refused is not in the log");
    // A program does the same.
    let json = [("cookie", cookie.as_str()), ("x-csrf", csrf.as_str()), ("content-type", "application/json")];
    let told = team.post("/en/people", &json, r#"{"name":"ziad","role":"reader"}"#).await;
    let answer: serde_json::Value = serde_json::from_str(&told.body).unwrap();
    assert!(answer["name"] == "ziad" && answer["one_time_password"].as_str().unwrap().len() == 23, "{answer}");
    let told = team.post("/en/people/ziad", &json, r#"{"action":"role","role":"coder"}"#).await;
    assert_eq!((told.status, person("ziad").role), (StatusCode::OK, Role::Coder));
}

#[tokio::test]
async fn the_log_is_shown_by_pages_and_by_person() {
    let team = team(|options| options);
    for n in 0..150 {
        let who = if n % 3 == 0 { "<b>omar</b>" } else { "سلمى" };
        let subject = serde_json::json!({ "text": "<script>alert(1)</script>", "n": n });
        team.store.append_audit(who, "person.role", &subject, Timestamp::now()).unwrap();
    }
    let (cookie, _) = team.session("admin");
    let page = team.get("/en/audit", &cookie).await;
    assert!(
        page.body.contains("changed a role") && !page.body.contains("<script>alert") && !page.body.contains("<b>omar")
    );
    assert_eq!(page.body.matches("class=\"nowrap\"").count(), 100);
    let older = "/en/audit?before=51";
    assert!(page.body.contains(&format!("href=\"{older}\"")), "{}", page.body);
    let page = team.get(older, &cookie).await;
    assert_eq!(page.body.matches("class=\"nowrap\"").count(), 50);
    let page = team.get("/ar/audit?who=%D8%B3%D9%84%D9%85%D9%89", &cookie).await;
    assert!(page.body.matches("class=\"nowrap\"").count() == 100 && page.body.contains("غيّر دوراً"));
    assert_eq!(team.get("/en/audit?before=x", &cookie).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn programs_come_with_a_token_or_a_session() {
    let team = team(|options| options);
    let token = new_token().unwrap();
    team.store.add_token("map", &[Scope::Read], &token_hash(&token), "2024-05-01T10:00:00Z").unwrap();
    let with = async |path: &str, token: &str| {
        let request = axum::http::Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        team.send(request.body(axum::body::Body::empty()).unwrap()).await.status
    };
    assert_eq!(with("/api/reports", &token).await, StatusCode::OK);
    assert_eq!(with("/en/alarms.rss", &token).await, StatusCode::OK, "a feed reader cannot log in");
    assert_eq!(with("/api/reports.csv", &token).await, StatusCode::FORBIDDEN, "another scope");
    assert_eq!(with("/api/reports", "marsad_guessed").await, StatusCode::UNAUTHORIZED);
    assert_eq!(with("/en/explore", &token).await, StatusCode::SEE_OTHER, "pages are for people");
    let (cookie, csrf) = team.session("reader");
    for path in ["/api/reports", "/api/reports.csv", "/en/reports.csv", "/api/changes", "/en/alarms.rss"] {
        assert_eq!(team.get(path, &cookie).await.status, StatusCode::OK, "{path}");
    }
    // Logging in without a form.
    let json = [("cookie", cookie.as_str()), ("x-csrf", csrf.as_str()), ("content-type", "application/json")];
    let told = team.post("/en/login", &json, &format!(r#"{{"name":"coder","password":"{PASSWORD}"}}"#)).await;
    assert!(told.status == StatusCode::OK && told.cookie("marsad_session").is_some(), "{}", told.body);
    let told = team.post("/en/login", &json, r#"{"name":"coder"}"#).await;
    assert_eq!(told.status, StatusCode::FORBIDDEN, "the session of before ended with the log-in");
}

#[tokio::test]
async fn over_https_cookies_and_browsers_are_held_to_it() {
    let team = team(|options| Options { address: Some("https://record.example/".into()), ..options });
    let page = team.get("/en/login", "").await;
    let set = page.set_cookie("__Host-marsad-guest").unwrap();
    assert!(set.ends_with("; Secure") && set.contains("Path=/") && !set.contains("Domain"), "{set}");
    assert_eq!(page.header("strict-transport-security"), "max-age=63072000");
    let cookie = format!("__Host-marsad-guest={}", page.cookie("__Host-marsad-guest").unwrap());
    let body = format!("csrf={}&name=admin&password={}", page.csrf(), PASSWORD.replace(' ', "+"));
    // The proxy asks under another name; the browser's own word is that of the address.
    let headers = [("cookie", cookie.as_str()), ("origin", "https://record.example")];
    let told = team.post("/en/login", &headers, &body).await;
    assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.body);
    let set = told.set_cookie("__Host-marsad").unwrap();
    assert!(set.contains("HttpOnly") && set.ends_with("; Secure"), "{set}");
    let session = format!("__Host-marsad={}", told.cookie("__Host-marsad").unwrap());
    assert_eq!(team.get("/en/people", &session).await.status, StatusCode::OK);
    assert_eq!(
        team.get("/en/people", &session.replace("__Host-marsad", "marsad_session")).await.status,
        StatusCode::SEE_OTHER
    );
    let csrf = team.get("/en/people", &session).await.csrf();
    let out = team.post("/en/logout", &[("cookie", &session), ("x-csrf", &csrf)], "").await;
    assert_eq!(out.header("clear-site-data"), "\"cache\"");
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_keep_it_to_itself() {
    let team = team(|options| Options { access: Access::Team { guests: true }, ..options });
    for path in ["/en/explore", "/en/login", "/api/reports", "/en/nowhere", "/assets/marsad.css", "/api/nothing"] {
        let told = team.get(path, "").await;
        let csp = told.header("content-security-policy");
        assert!(csp.contains("default-src 'self'") && csp.contains("form-action 'self'"), "{path}");
        assert!(!csp.contains("unsafe") && !csp.contains("*"), "{path}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(told.header(name), value, "{path}");
        }
        assert!(told.header("permissions-policy").contains("geolocation=()"), "{path}");
        assert!(told.headers.get("strict-transport-security").is_none(), "{path}: it comes over plain http");
    }
}
