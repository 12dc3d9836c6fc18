//! Who may do what: every address that changes something, by every role, with every way of faking; and what those see who have
//! not logged in.

#![allow(clippy::unwrap_used)]

mod common;

use axum::http::StatusCode;
use common::desk;
use common::team::{PASSWORD, Team, team};
use marsad_server::{Access, Options};
use marsad_store::Role;
use std::collections::BTreeSet;

/// An address that changes something.
struct Write {
    /// As the router has it.
    pattern: &'static str,
    /// An example of it.
    path: &'static str,
    /// The least role that may; none for what is everybody's own.
    least: Option<Role>,
    /// A form that it takes.
    body: &'static str,
}

const WRITES: &[Write] = &[
    Write { pattern: "/{lang}/login", path: "/en/login", least: None, body: "name=admin&password=x" },
    Write { pattern: "/{lang}/logout", path: "/en/logout", least: None, body: "" },
    Write { pattern: "/{lang}/account", path: "/en/account", least: None, body: "old=a&new=b&again=b" },
    Write {
        pattern: "/{lang}/people",
        path: "/en/people",
        least: Some(Role::Admin),
        body: "name=new.person&display=&role=reader",
    },
    Write {
        pattern: "/{lang}/sources/{outlet}",
        path: "/en/sources/%D9%88%D9%83%D8%A7%D9%84%D8%A9%20%D8%A7%D9%84%D9%86%D9%87%D8%B1%D9%8A%D9%86",
        least: Some(Role::Editor),
        body: "language=ar",
    },
    Write {
        pattern: "/api/outlets/{outlet}",
        path: "/api/outlets/%D9%88%D9%83%D8%A7%D9%84%D8%A9%20%D8%A7%D9%84%D9%86%D9%87%D8%B1%D9%8A%D9%86",
        least: Some(Role::Editor),
        body: "language=fr",
    },
    Write { pattern: "/{lang}/alarms/{id}", path: "/en/alarms/1", least: Some(Role::Coder), body: "action=ack" },
    Write { pattern: "/api/alarms/{id}", path: "/api/alarms/1", least: Some(Role::Coder), body: "action=ack" },
    Write { pattern: "/{lang}/watch/{id}", path: "/en/watch/1", least: Some(Role::Coder), body: "action=unmute" },
    Write { pattern: "/api/watch/{id}", path: "/api/watch/1", least: Some(Role::Coder), body: "action=unmute" },
    Write {
        pattern: "/{lang}/documents/{id}/cut",
        path: "/en/documents/1/cut",
        least: Some(Role::Editor),
        body: "other=2&why=x",
    },
    Write {
        pattern: "/api/documents/{id}/cut",
        path: "/api/documents/1/cut",
        least: Some(Role::Editor),
        body: "other=2&why=x",
    },
    Write { pattern: "/{lang}/people/{name}", path: "/en/people/reader", least: Some(Role::Admin), body: "action=end" },
    Write {
        pattern: "/{lang}/review/{report}",
        path: "/en/review/1",
        least: Some(Role::Coder),
        body: "verdict=accept",
    },
    Write { pattern: "/{lang}/review/{report}/undo", path: "/en/review/1/undo", least: Some(Role::Coder), body: "in=" },
    Write {
        pattern: "/{lang}/review/documents/{id}/missed",
        path: "/en/review/documents/4/missed",
        least: Some(Role::Coder),
        body: "type=ACCUSE&words=%D8%A7%D9%84%D8%A7%D8%AA%D9%87%D8%A7%D9%85",
    },
    Write {
        pattern: "/{lang}/review/documents/{id}/second",
        path: "/en/review/documents/4/second",
        least: Some(Role::Coder),
        body: "do=leave&reading=1&proposal=0",
    },
    Write {
        pattern: "/{lang}/review/samples",
        path: "/en/review/samples",
        least: Some(Role::Editor),
        body: "name=one&coders=coder&reports=1&seed=1",
    },
    Write {
        pattern: "/{lang}/review/{report}/event",
        path: "/en/review/1/event",
        least: Some(Role::Editor),
        body: "do=pin&why=complete",
    },
    // Nobody disagrees about it: an editor is told so.
    Write {
        pattern: "/{lang}/review/{report}/settle",
        path: "/en/review/1/settle",
        least: Some(Role::Editor),
        body: "",
    },
    Write {
        pattern: "/api/review",
        path: "/api/review",
        least: Some(Role::Coder),
        body: "document=1&report=2&verdict=accept",
    },
    Write {
        pattern: "/{lang}/lexicon/try",
        path: "/en/lexicon/try",
        least: Some(Role::Coder),
        body: "id=islamic-state&alias=%D8%AC%D9%85%D8%A7%D8%B9%D8%A9+%D8%A7%D9%84%D8%AA%D8%AC%D8%B1%D8%A8%D8%A9",
    },
    Write {
        pattern: "/{lang}/lexicon/try/{id}",
        path: "/en/lexicon/try/1",
        least: Some(Role::Coder),
        body: "action=stop",
    },
    Write {
        pattern: "/{lang}/lexicon/history",
        path: "/en/lexicon/history",
        least: Some(Role::Editor),
        body: "undo=1",
    },
    Write {
        pattern: "/{lang}/lexicon/again",
        path: "/en/lexicon/again",
        least: Some(Role::Editor),
        body: "action=start&change=1",
    },
];

/// The routes as the source has them, each with whether it takes a POST.
fn routes() -> Vec<(String, bool)> {
    let source = include_str!("../src/lib.rs");
    let mut out = Vec::new();
    for part in source.split(".route(").skip(1) {
        // Routes made in a loop have no plain address.
        let Some(rest) = part.trim_start().strip_prefix('"') else { continue };
        let pattern = rest.split('"').next().unwrap();
        let handlers = rest.split(".layer(").next().unwrap();
        out.push((pattern.to_owned(), handlers.contains("post(")));
    }
    assert!(out.len() > 30, "{out:?}");
    out
}

#[test]
fn every_address_that_changes_something_is_in_the_table() {
    let written: BTreeSet<String> =
        routes().into_iter().filter(|(_, post)| *post).map(|(pattern, _)| pattern).collect();
    let told: BTreeSet<String> = WRITES.iter().map(|w| w.pattern.to_owned()).collect();
    assert_eq!(written, told);
}

/// The headers of a session, with the page's token.
async fn send(team: &Team, write: &Write, cookie: &str, more: &[(&str, &str)]) -> StatusCode {
    let mut headers = vec![("cookie", cookie)];
    headers.extend(more);
    team.post(write.path, &headers, write.body).await.status
}

#[tokio::test]
async fn too_low_a_role_changes_nothing() {
    let team = team(desk::with_desk);
    for write in WRITES.iter().filter(|w| w.least.is_some()) {
        for role in Role::ALL.into_iter().filter(|role| Some(*role) < write.least) {
            let (cookie, csrf) = team.session(role.as_str());
            let told = team.post(write.path, &[("cookie", &cookie), ("x-csrf", &csrf)], write.body).await;
            assert_eq!(told.status, StatusCode::FORBIDDEN, "{} by {role}", write.path);
            let json = [("cookie", &*cookie), ("x-csrf", &csrf), ("content-type", "application/json")];
            let told = team.post(write.path, &json, "{}").await;
            // Whoever may write at all is refused for the role or for the empty body, whichever is looked at first.
            let refused = told.status == StatusCode::FORBIDDEN || role >= Role::Coder && told.status.is_client_error();
            assert!(refused, "{} by {role}: {}", write.path, told.status);
            assert_eq!(told.header("content-type"), "application/problem+json", "{} by {role}", write.path);
            team.store_ends(role.as_str());
        }
        // Nobody is led to the log-in; a program is told.
        let told = team.post(write.path, &[], write.body).await;
        if write.path.starts_with("/api/") {
            assert_eq!(told.status, StatusCode::UNAUTHORIZED, "{}", write.path);
        } else {
            assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", write.path);
            assert!(told.header("location").starts_with("/en/login"), "{}", told.header("location"));
        }
        let told = team.post(write.path, &[("content-type", "application/json")], "{}").await;
        assert_eq!(told.status, StatusCode::UNAUTHORIZED, "{}", write.path);
        // And whoever may, does.
        let role = write.least.unwrap();
        let (cookie, csrf) = team.session(role.as_str());
        let status = send(&team, write, &cookie, &[("x-csrf", &csrf), ("origin", "http://localhost:8745")]).await;
        // There is nothing here to settle or to cut, no alarm, no watch and no second reader: whoever may is told so.
        let nothing = ["/settle", "/cut"].iter().any(|end| write.path.ends_with(end))
            && status == StatusCode::UNPROCESSABLE_ENTITY
            || ["/alarms/", "/watch/", "/second"].iter().any(|part| write.path.contains(part))
                && status == StatusCode::NOT_FOUND;
        assert!(
            status.is_success() || status == StatusCode::SEE_OTHER || nothing,
            "{} by {role}: {status}",
            write.path
        );
        team.store_ends(role.as_str());
    }
}

#[tokio::test]
async fn a_faked_form_changes_nothing_whoever_is_made_to_send_it() {
    let team = team(desk::with_desk);
    let (cookie, csrf) = team.session("admin");
    let (_, foreign) = team.session("editor");
    let good = ("x-csrf", csrf.as_str());
    let fakes: &[&[(&str, &str)]] = &[
        &[],
        &[("x-csrf", "")],
        &[("x-csrf", &foreign)],
        &[("x-csrf", &csrf[..csrf.len() - 1])],
        &[good, ("origin", "https://evil.example")],
        &[good, ("origin", "http://localhost:9999")],
        &[good, ("origin", "null")],
        &[good, ("sec-fetch-site", "cross-site")],
        &[good, ("sec-fetch-site", "same-site")],
    ];
    let before = team.log();
    for write in WRITES {
        for fake in fakes {
            let status = send(&team, write, &cookie, fake).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{} with {fake:?}", write.path);
        }
        // What is no form cannot be sent by a foreign page either.
        let told =
            team.post(write.path, &[("cookie", &cookie), good, ("content-type", "text/plain")], write.body).await;
        assert_eq!(told.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{}", write.path);
        let long = format!("x={}", "y".repeat(1 << 20));
        let told = team.post(write.path, &[("cookie", &cookie), good], &long).await;
        assert_eq!(told.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", write.path);
    }
    assert_eq!(team.log(), before);
    assert_eq!(team.get("/en/people", &cookie).await.status, StatusCode::OK, "the session is still there");
}

#[tokio::test]
async fn a_server_that_only_shows_takes_nothing() {
    let only_shows = |options| Options { access: Access::Reading, people: None, tokens: None, ..options };
    let team = team(only_shows);
    let page = team.get("/en/about", "").await;
    assert!(!page.body.contains("csrf") && !page.body.contains("/login"), "{}", page.body);
    for write in WRITES {
        let (cookie, csrf) = team.session("admin");
        let status = send(&team, write, &cookie, &[("x-csrf", &csrf)]).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{}", write.path);
        team.store_ends("admin");
    }
    for path in ["/en/login", "/en/account", "/en/logout", "/en/people"] {
        assert_eq!(team.get(path, "").await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(team.get("/en/audit", "").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn one_person_at_the_machine_may_everything_and_nobody_from_elsewhere() {
    let team = team(|options| Options { access: Access::local(), tokens: None, ..options });
    let page = team.get("/en/about", "").await;
    let csrf = page.csrf();
    assert!(csrf.len() == 64 && page.header("cache-control") == "no-store" && page.body.contains("/en/audit"));
    assert_eq!(team.get("/ar/audit", "").await.status, StatusCode::OK);
    assert_eq!(team.get("/en/login", "").await.status, StatusCode::NOT_FOUND);
    for write in WRITES.iter().filter(|w| w.least.is_some()) {
        let good = [("x-csrf", csrf.as_str()), ("sec-fetch-site", "same-origin")];
        let status = send(&team, write, "", &good).await;
        // There are no people to change here; whatever is refused is refused after the door.
        assert_ne!(status, StatusCode::FORBIDDEN, "{}", write.path);
        for fake in [&[][..], &[("x-csrf", "guessed")], &[good[0], ("origin", "https://evil.example")]] {
            assert_eq!(send(&team, write, "", fake).await, StatusCode::FORBIDDEN, "{}", write.path);
        }
        for passed_on in ["x-forwarded-for", "forwarded", "via"] {
            let status = send(&team, write, "", &[good[0], good[1], (passed_on, "198.51.100.7")]).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{} through a proxy", write.path);
        }
    }
    let request = axum::http::Request::get("/en/about").header("x-forwarded-for", "198.51.100.7");
    let page = team.send(request.body(axum::body::Body::empty()).unwrap()).await;
    assert!(!page.body.contains("csrf"), "what comes through a proxy gets no token");
}

/// The addresses that can be read, each filled in.
fn readable() -> Vec<String> {
    let mut out: Vec<String> = routes()
        .into_iter()
        .map(|(pattern, _)| pattern)
        .filter(|pattern| !pattern.starts_with("/assets/"))
        .map(|pattern| {
            let filled = pattern.replace("{lang}", "en").replace("{id}", "1").replace("{what}", "reports");
            let filled = filled.replace("{name}", "reader").replace("{*rest}", "nothing").replace("{report}", "1");
            filled.replace("{family}", "actors").replace("{outlet}", "nobody")
        })
        .collect();
    for format in marsad_export::Format::ALL {
        out.push(format!("/api/reports.{}", format.name()));
        out.push(format!("/en/reports.{}", format.name()));
    }
    out
}

#[tokio::test]
async fn whoever_has_not_logged_in_sees_nothing_unless_guests_may() {
    let closed = team(|options| options);
    let open = team(|options| Options { access: Access::Team { guests: true }, ..options });
    let (mut shown, mut led) = (BTreeSet::new(), 0);
    for path in readable() {
        assert!(!path.contains('{'), "{path}");
        let told = closed.get(&path, "").await;
        match told.status.as_u16() {
            303 => {
                assert!(told.header("location").starts_with("/en/login"), "{path}: {}", told.header("location"));
                led += 1;
            }
            401 => assert_eq!(told.header("content-type"), "application/problem+json", "{path}"),
            302 => assert_eq!(path, "/"),
            404 => assert_eq!(path, "/en/logout"),
            200 => {
                shown.insert(path.clone());
            }
            other => panic!("{path}: {other}"),
        }
        assert!(!told.body.contains("الباغوز") && !told.body.contains("Baghuz"), "{path} tells of the record");
        // Only what is for admins stays closed to guests.
        let told = open.get(&path, "").await;
        // Data for coders is told so; their pages lead to the log-in.
        let coders = path.starts_with("/api/review/") || path == "/en/review/candidates";
        assert_eq!(told.status == StatusCode::UNAUTHORIZED, coders, "{path}");
        if ["/en/people", "/en/people/reader", "/en/audit", "/en/account"].contains(&path.as_str()) {
            assert_eq!(told.status, StatusCode::SEE_OTHER, "{path}");
        }
    }
    assert!(led > 15, "{led}");
    let expected = ["/api/openapi.json", "/en/login"].map(String::from);
    assert_eq!(shown, BTreeSet::from(expected));
    // A cookie that is none, or of a session that is over, is as good as nothing.
    for cookie in ["marsad_session=guessed", "marsad_session=", "marsad_session=token_of_reader"] {
        assert_eq!(closed.get("/en/explore", cookie).await.status, StatusCode::SEE_OTHER, "{cookie}");
    }
    let (cookie, _) = closed.session("reader");
    assert!(closed.get("/ar/explore", &cookie).await.body.contains("الباغوز"));
    assert_eq!(closed.get("/api/reports", &cookie).await.status, StatusCode::OK);
    for path in ["/en/people", "/en/audit"] {
        for role in Role::ALL {
            let (cookie, _) = closed.session_anew(role.as_str());
            let expected = if role == Role::Admin { StatusCode::OK } else { StatusCode::FORBIDDEN };
            assert_eq!(closed.get(path, &cookie).await.status, expected, "{path} by {role}");
        }
    }
    assert!(PASSWORD.len() > 12);
}
