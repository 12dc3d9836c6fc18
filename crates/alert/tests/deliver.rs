//! Alarms on their way, to real servers on this machine.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Server, monday, observatory, weeks};
use mail_parser::MessageParser;
use marsad_alert::{Channels, PAUSES, queue, run, send_due, send_to, signature};
use marsad_model::EventType;
use marsad_store::{AlarmFilter, AlarmRow, DeliveryState, Filter, NewWatch, SqliteStore, Tally, WatchRow, WatchStore};

const NOW: i64 = 1_700_000_000_000;

fn alarmed() -> (SqliteStore, tempfile::TempDir, WatchRow, AlarmRow) {
    let (store, dir) = observatory(&weeks(0, &[vec![(10, 2); 55], vec![(10, 8); 3]].concat()));
    let tally = Tally { filter: Filter { type_: Some(EventType::Assault), ..Filter::default() }, ..Tally::default() };
    let new = NewWatch { name: "hajin".into(), name_ar: Some("هجين: هجمات".into()), tally, detect: true };
    let (id, _) = store.add_watch(&new, 1).unwrap();
    let watch = store.watch(id).unwrap().unwrap();
    run(&store, &watch, monday(58), NOW, &()).unwrap();
    let alarm = store.alarms(&AlarmFilter::default()).unwrap().remove(0);
    (store, dir, watch, alarm)
}

fn channels(text: &str) -> Channels {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("delivery.toml");
    std::fs::write(&path, text).unwrap();
    Channels::read(&path).unwrap()
}

fn webhook(address: &str, more: &str) -> Channels {
    channels(&format!(
        "pages = \"https://marsad.example.org/\"\n[[webhook]]\nname = \"desk\"\nurl = \"{address}\"\nsecret = \"key\"\n{more}"
    ))
}

#[test]
fn a_webhook_gets_the_alarm_signed_after_the_server_was_busy_and_once() {
    let (store, _dir, watch, alarm) = alarmed();
    let server = Server::http(vec![
        "HTTP/1.1 503 Busy\r\ncontent-length: 5\r\nconnection: close\r\n\r\nlater",
        "HTTP/1.1 204 Taken\r\nconnection: close\r\n\r\n",
    ]);
    let channels = webhook(&server.address, "private = true");
    assert_eq!(queue(&store, &watch, &channels, monday(58), NOW).unwrap(), 1);
    assert_eq!(queue(&store, &watch, &channels, monday(58), NOW).unwrap(), 0, "each alarm goes to each channel once");

    let first = send_due(&store, &channels, &|| NOW).unwrap();
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].outcome.state, DeliveryState::Waiting);
    assert_eq!(first[0].outcome.result, "HTTP 503 later");
    let next = NOW + i64::try_from(PAUSES[0].as_millis()).unwrap();
    assert_eq!(first[0].outcome.next_try, Some(next));
    assert!(send_due(&store, &channels, &|| next - 1).unwrap().is_empty(), "not before its time");
    let second = send_due(&store, &channels, &|| next).unwrap();
    assert_eq!((second[0].outcome.state, second[0].outcome.result.as_str()), (DeliveryState::Sent, "HTTP 204"));
    assert!(send_due(&store, &channels, &|| next * 2).unwrap().is_empty());
    let told = store.deliveries(alarm.id).unwrap();
    assert_eq!((told.len(), told[0].state, told[0].tries), (1, DeliveryState::Sent, 2));

    let taken = server.done();
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[0].body, taken[1].body);
    let stamp = taken[1].header("x-marsad-timestamp").unwrap();
    assert_eq!(stamp, (next / 1000).to_string());
    assert_eq!(
        taken[1].header("x-marsad-signature").unwrap(),
        signature("key", stamp.parse().unwrap(), &taken[1].body)
    );
    assert!(taken[1].header("content-type").unwrap().starts_with("application/json"));
    let json: serde_json::Value = serde_json::from_slice(&taken[1].body).unwrap();
    assert_eq!(json["watch"]["name"], "hajin");
    assert_eq!(json["method"], "rise");
    assert_eq!(json["numbers"]["observed"], alarm.alarm.content.report_count);
    assert_eq!(json["sentences"]["ar"], alarm.alarm.content.sentences.ar);
    assert_eq!(json["link"], format!("https://marsad.example.org/en/watch/{}#alarm-{}", watch.id, alarm.id));
    assert!(json["reports"][0]["title"].as_str().unwrap().contains("هجوم"));
}

#[test]
fn private_networks_and_refusals_are_not_tried_again() {
    let (store, _dir, watch, alarm) = alarmed();
    let private = webhook("http://127.0.0.1:9/in", "");
    queue(&store, &watch, &private, monday(58), NOW).unwrap();
    let tried = send_due(&store, &private, &|| NOW).unwrap();
    assert_eq!(tried[0].outcome.state, DeliveryState::Failed);
    assert!(tried[0].outcome.result.contains("private = true"), "{}", tried[0].outcome.result);
    assert_eq!(store.deliveries(alarm.id).unwrap()[0].state, DeliveryState::Failed);

    let answers = vec![
        "HTTP/1.1 410 Gone\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    ];
    let server = Server::http(answers);
    let open = webhook(&server.address, "private = true");
    let channel = open.named("desk").unwrap();
    let gone = send_to(channel, NOW).unwrap_err().to_string();
    assert_eq!(gone, "HTTP 410");
    let elsewhere = send_to(channel, NOW).unwrap_err().to_string();
    assert!(elsewhere.contains("redirects are not followed"), "{elsewhere}");
    assert_eq!(server.done().len(), 2);
}

fn mail(port: &str, more: &str) -> Channels {
    channels(&format!(
        "[[mail]]\nname = \"editors\"\nserver = \"127.0.0.1\"\nport = {port}\nfrom = \"مرصد <marsad@a.example>\"
         to = [\"one@a.example\", \"two@b.example\"]\n{more}"
    ))
}

#[test]
fn a_mail_arrives_whole_in_arabic() {
    let (store, _dir, watch, alarm) = alarmed();
    let server = Server::smtp(1, false);
    let channels = mail(&server.address, "tls = \"none\"");
    queue(&store, &watch, &channels, monday(58), NOW).unwrap();
    let sent = send_due(&store, &channels, &|| NOW).unwrap();
    assert_eq!(sent[0].outcome.state, DeliveryState::Sent, "{}", sent[0].outcome.result);
    assert!(sent[0].outcome.result.contains("250") && sent[0].outcome.result.contains("taken as 42"));

    let taken = server.done();
    assert!(taken[0].head.contains("<one@a.example>") && taken[0].head.contains("<two@b.example>"));
    assert!(taken[0].body.is_ascii(), "it goes through servers that know ASCII alone");
    assert!(taken[0].body.split(|b| *b == b'\n').all(|line| line.len() <= 999), "no line is too long for a server");
    let read = MessageParser::default().parse(&taken[0].body).unwrap();
    assert_eq!(read.subject(), Some("مرصد: تنبيه بمستوى تحذير — هجين: هجمات"));
    let from = read.from().unwrap().first().unwrap();
    assert_eq!((from.name(), from.address()), (Some("مرصد"), Some("marsad@a.example")));
    assert_eq!(read.date().unwrap().to_timestamp(), NOW / 1000);
    let text = read.body_text(0).unwrap();
    assert!(text.contains(&alarm.alarm.content.sentences.ar), "{text}");
    assert!(text.contains(&alarm.alarm.content.sentences.en) && text.contains("Reports counted: "), "{text}");
    assert!(text.contains("https://a.example/"), "the newest reports are named: {text}");
    assert_eq!(read.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
}

#[test]
fn a_mail_server_that_says_later_is_asked_later_and_one_without_tls_gets_nothing() {
    let (store, _dir, watch, _) = alarmed();
    let busy = Server::smtp(1, true);
    let channels = mail(&busy.address, "tls = \"none\"\nlanguage = \"en\"");
    queue(&store, &watch, &channels, monday(58), NOW).unwrap();
    let tried = send_due(&store, &channels, &|| NOW).unwrap();
    assert_eq!(tried[0].outcome.state, DeliveryState::Waiting);
    assert!(tried[0].outcome.result.contains("try again later"), "{}", tried[0].outcome.result);
    assert!(busy.done().is_empty());

    // Asked to encrypt, a server that cannot is told nothing: neither the account nor the mail.
    let open = Server::smtp(1, false);
    let channels = mail(&open.address, "user = \"marsad\"\nsecret = \"geheim\"");
    let error = send_to(channels.named("editors").unwrap(), NOW).unwrap_err().to_string();
    assert!(error.contains("mail server `127.0.0.1`"), "{error}");
    assert!(open.done().is_empty());
}

#[test]
fn what_is_muted_seen_or_old_is_sent_to_nobody() {
    let (store, _dir, watch, alarm) = alarmed();
    let channels = webhook("https://hooks.example.org/in", "");
    store.mute_watch(watch.id, Some(NOW + 1)).unwrap();
    let muted = store.watch(watch.id).unwrap().unwrap();
    assert_eq!(queue(&store, &muted, &channels, monday(58), NOW).unwrap(), 0);
    assert_eq!(
        queue(&store, &watch, &channels, monday(70), NOW).unwrap(),
        0,
        "an alarm of three months ago is no news"
    );
    let others = webhook("https://hooks.example.org/in", "watches = [\"raqqa\"]");
    assert_eq!(queue(&store, &watch, &others, monday(58), NOW).unwrap(), 0);
    assert!(store.acknowledge(alarm.id, "أمل", NOW).unwrap());
    assert_eq!(queue(&store, &watch, &channels, monday(58), NOW).unwrap(), 0);
    assert!(store.deliveries(alarm.id).unwrap().is_empty());
}
