//! Files with many items: each kind as programs write it, and broken in the ways that are common.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

use marsad_acquire::sources::{self, Item, Kind, SourceError};
use marsad_acquire::{Limits, ReadOptions, Reading, to_document};
use proptest::prelude::*;
use std::path::PathBuf;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

fn all(path: &std::path::Path) -> (Vec<Item>, Vec<SourceError>) {
    with_limits(path, &Limits::default())
}

fn with_limits(path: &std::path::Path, limits: &Limits) -> (Vec<Item>, Vec<SourceError>) {
    let (mut items, mut errors) = (Vec::new(), Vec::new());
    match sources::open(path, limits) {
        Ok(source) => {
            for step in source {
                match step {
                    Ok(item) => items.push(item),
                    Err(error) => errors.push(error),
                }
            }
        }
        Err(error) => errors.push(error),
    }
    (items, errors)
}

fn read(item: &Item) -> Reading {
    to_document(item.fetched.as_ref().unwrap(), &ReadOptions::default()).unwrap()
}

const MAIL: &str = "From: =?windows-1256?B?x+HjysfI2sk=?= <news@example.org>\r\n\
Message-ID: <n1@example.org>\r\nList-Id: <list.example.org>\r\n\
Subject: =?utf-8?B?2YLYtdmBINi52YTZiSDYp9mE2KjZhNiv2Kk=?=\r\n\
Date: Thu, 20 Mar 2025 01:10:00 +0300\r\nMIME-Version: 1.0\r\n\
Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n\
2LPZgti32Kog2KvZhNin2Ksg2YLYsNin2KbZgSDZgdmKINi12KjYp9itINin2YTYrtmF2YrYsyDYudmE\r\n\
2Ykg2KPYt9ix2KfZgSDYp9mE2KjZhNiv2KkuDQo=\r\n";

#[test]
fn a_mail_gives_subject_sender_day_and_words() {
    let folder = Folder::new();
    let (items, errors) = all(&folder.write("one.eml", MAIL));
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(items[0].target, "mid:n1@example.org");
    let document = read(&items[0]).document;
    assert_eq!(document.title, "قصف على البلدة");
    assert_eq!(document.text, "سقطت ثلاث قذائف في صباح الخميس على أطراف البلدة.");
    assert_eq!(document.outlet.as_deref(), Some("المتابعة"));
    assert_eq!(document.published.unwrap().to_string(), "2025-03-20");
}

#[test]
fn the_html_part_in_an_old_charset_is_read_by_its_bytes() {
    let html = "<html><body><p>سقطت ثلاث قذائف على أطراف البلدة صباح الخميس وأصيب شخصان.</p></body></html>";
    let (bytes, ..) = encoding_rs::WINDOWS_1256.encode(html);
    let mut encoded = String::new();
    for byte in bytes.iter() {
        encoded.push_str(&format!("={byte:02X}"));
        if encoded.len() % 76 > 70 {
            encoded.push_str("=\r\n");
        }
    }
    let mail = format!(
        "From: a@example.org\r\nSubject: news\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nsee html\r\n\
         --b\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{encoded}\r\n--b--\r\n"
    );
    let folder = Folder::new();
    let (items, _) = all(&folder.write("a.eml", mail));
    assert!(items[0].target.starts_with("mail:a.eml#"), "{}", items[0].target);
    let reading = read(&items[0]);
    assert_eq!(reading.charset, "windows-1256");
    assert!(reading.document.text.contains("سقطت ثلاث قذائف على أطراف البلدة"), "{:?}", reading.document);
    assert_eq!(reading.document.outlet.as_deref(), Some("a@example.org"));
}

#[test]
fn a_mailbox_gives_its_messages_and_unquotes_from_lines() {
    let plain = |id: u32, body: &str| {
        format!(
            "From a@example.org Thu Mar 20 10:0{id}:00 2025\nFrom: a@example.org\nMessage-ID: <m{id}@x>\nSubject: s{id}\n\n{body}\n\n"
        )
    };
    let text =
        [plain(1, "first"), plain(2, "From here it goes on.\n>From the front:\nsecond"), plain(3, "third")].concat();
    let folder = Folder::new();
    for (name, text) in [("a.mbox", text.clone()), ("b.mbox", text.replace('\n', "\r\n")), ("noending", text)] {
        let path = folder.write(name, text);
        assert_eq!(sources::open(&path, &Limits::default()).unwrap().kind(), Kind::Mailbox);
        let (items, errors) = all(&path);
        assert!(errors.is_empty(), "{errors:?}");
        let targets: Vec<&str> = items.iter().map(|i| i.target.as_str()).collect();
        assert_eq!(targets, ["mid:m1@x", "mid:m2@x", "mid:m3@x"], "{name}");
        let text = read(&items[1]).document.text;
        assert!(text.contains("\nFrom the front:") && text.starts_with("From here it goes on."), "{text}");
        assert_eq!(items[2].place.to_string(), format!("{}, item 3", path.display()));
    }
}

#[test]
fn a_message_beyond_the_limit_costs_only_itself() {
    let folder = Folder::new();
    let big = "x".repeat(5000);
    let text = format!(
        "From a Thu Mar 20 10:00:00 2025\nMessage-ID: <1@x>\n\n{big}\n\nFrom a Thu Mar 20 10:00:00 2025\nMessage-ID: <2@x>\n\nok\n"
    );
    let limits = Limits { max_bytes: 2000, ..Limits::default() };
    let (items, errors) = with_limits(&folder.write("a.mbox", text), &limits);
    assert_eq!((items.len(), errors.len()), (1, 1));
    assert_eq!(items[0].target, "mid:2@x");
    assert!(errors[0].to_string().contains("item 1: a message of"), "{}", errors[0]);
}

const CHANNEL: &str = r#"{
 "name": "قناة \"المثال\"", "type": "public_channel", "id": 1234567,
 "messages": [
  {"id": 1, "type": "service", "date": "2025-03-19T10:00:00", "action": "create_channel", "text": ""},
  {"id": 2, "type": "message", "date": "2025-03-20T01:10:00", "date_unixtime": "1742422200", "from": "قناة",
   "forwarded_from": "وكالة أخرى",
   "text": ["قصف على ", {"type": "bold", "text": "أطراف البلدة"}, "\nسقطت ثلاث قذائف {وأصيب} شخصان.\n", {"type": "link", "text": "https://example.org/1"}],
   "text_entities": []},
  {"id": 3, "type": "message", "date": "2025-03-20T02:00:00", "photo": "x.jpg", "text": ""},
  {"id": 4, "type": "message", "date": "2025-03-21T02:00:00", "text": "عاجل: انفجار في السوق"}
 ]
}"#;

#[test]
fn a_telegram_channel_gives_its_messages_and_tells_what_it_passes_over() {
    let folder = Folder::new();
    let path = folder.write("result.json", CHANNEL);
    let (items, errors) = all(&path);
    let targets: Vec<&str> = items.iter().map(|i| i.target.as_str()).collect();
    assert_eq!(targets, ["telegram:1234567/2", "telegram:1234567/4"]);
    assert_eq!(errors.len(), 2);
    assert!(errors.iter().all(|e| e.notice) && errors[0].reason.contains("create_channel"), "{errors:?}");
    let document = read(&items[0]).document;
    assert_eq!(document.title, "قصف على أطراف البلدة");
    assert!(document.text.starts_with("سقطت ثلاث قذائف {وأصيب} شخصان."), "{}", document.text);
    assert_eq!(document.published.unwrap().to_string(), "2025-03-20");
    assert_eq!(document.outlet.as_deref(), Some("قناة \"المثال\""));
    assert_eq!(document.byline.as_deref(), Some("وكالة أخرى"));
    assert_eq!(document.url.as_deref(), Some("https://t.me/c/1234567/2"));
    let short = read(&items[1]).document;
    assert_eq!((short.title.as_str(), short.text.as_str()), ("", "عاجل: انفجار في السوق"));
}

#[test]
fn an_export_of_all_chats_keeps_each_message_in_its_own() {
    let folder = Folder::new();
    let text = format!(
        "{{\"about\":\"x\",\"contacts\":{{\"list\":[{{\"first_name\":\"a\"}}]}},\"chats\":{{\"list\":[{CHANNEL},{}]}}}}",
        r#"{"name":null,"type":"private_group","id":99,"messages":[{"id":7,"type":"message","date":"2025-01-01T00:00:00","text":"كلام"}]}"#
    );
    let (items, _) = all(&folder.write("result.json", text));
    let targets: Vec<&str> = items.iter().map(|i| i.target.as_str()).collect();
    assert_eq!(targets, ["telegram:1234567/2", "telegram:1234567/4", "telegram:99/7"]);
}

#[test]
fn a_broken_message_costs_only_itself() {
    let folder = Folder::new();
    // A quote too few, and the file cut in the last message.
    let broken = CHANNEL.replace("\"from\": \"قناة\",", "\"from\": \"قناة,");
    let (items, errors) = all(&folder.write("a.json", &broken));
    let targets: Vec<&str> = items.iter().map(|i| i.target.as_str()).collect();
    assert_eq!(targets, ["telegram:1234567/4"]);
    let bad: Vec<&SourceError> = errors.iter().filter(|e| !e.notice).collect();
    assert_eq!(bad.len(), 1, "{errors:?}");
    assert!(bad[0].to_string().contains("a.json, byte "), "{}", bad[0]);

    // Something that is no JSON before the messages.
    let (items, errors) = all(&folder.write("d.json", CHANNEL.replace("\"public_channel\"", "public channel")));
    let targets: Vec<&str> = items.iter().map(|i| i.target.as_str()).collect();
    assert_eq!(targets, ["telegram:unknown/2", "telegram:unknown/4"].map(|t| t.replace("unknown", "قناة-\"المثال\"")));
    assert_eq!(errors.iter().filter(|e| !e.notice).count(), 1, "{errors:?}");

    let cut = &CHANNEL[..CHANNEL.find("السوق").unwrap()];
    let (items, errors) = all(&folder.write("b.json", cut));
    assert_eq!(items.len(), 1);
    assert!(errors.iter().any(|e| e.reason.contains("ends in the middle")), "{errors:?}");

    let (items, errors) = all(&folder.write("c.json", "{\n\"a\": 1}"));
    assert!(items.is_empty() && errors[0].reason.contains("neither a Telegram export"), "{errors:?}");
}

#[test]
fn a_table_from_excel_in_an_old_charset_is_read() {
    let folder = Folder::new();
    let text = "sep=;\r\nالعنوان;النص;التاريخ;الرابط;المصدر\r\n\
        قصف;\"سقطت ثلاث قذائف; وأصيب \"\"شخصان\"\"\r\nفي البلدة\";20/03/2025;https://example.org/1?utm_source=x;وكالة\r\n\
        ;;;;\r\nبلا نص;;;https://example.org/2;\r\nلا شيء;;;;\r\n";
    let (bytes, ..) = encoding_rs::WINDOWS_1256.encode(text);
    let mut utf8 = "\u{FEFF}".to_owned();
    utf8.push_str(text);
    let utf16: Vec<u8> = utf8.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes) in [("old.csv", bytes.into_owned()), ("bom.csv", utf8.clone().into_bytes()), ("utf16.csv", utf16)]
    {
        let path = folder.write(name, bytes);
        let (items, errors) = all(&path);
        let targets: Vec<&str> = items.iter().map(|i| i.target.as_str()).collect();
        assert_eq!(targets, ["https://example.org/1", "https://example.org/2"], "{name}: {errors:?}");
        let document = read(&items[0]).document;
        assert_eq!(document.title, "قصف");
        assert_eq!(document.text, "سقطت ثلاث قذائف; وأصيب \"شخصان\"\nفي البلدة");
        assert_eq!(document.published.unwrap().to_string(), "2025-03-20");
        assert_eq!(document.outlet.as_deref(), Some("وكالة"));
        assert!(items[1].fetched.is_none(), "a row with an address alone is to be fetched");
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].place.to_string(), format!("{}, row 3", path.display()));
    }
}

#[test]
fn broken_rows_are_named_and_the_others_read() {
    let folder = Folder::new();
    let text = "title,text\na,one\nb,\"two\nc,three\nd,four,five,six\ne,\"fi\"\"ve\"\n";
    let (items, errors) = all(&folder.write("a.csv", text));
    let texts: Vec<String> = items.iter().map(|i| read(i).document.text).collect();
    assert_eq!(texts, ["one", "three", "fi\"ve"]);
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[0].to_string().contains("row 2: a quote that is opened and never closed"), "{}", errors[0]);
    assert!(errors[1].to_string().contains("row 4: 4 cells where the heading has 2"), "{}", errors[1]);
    let (_, errors) = all(&folder.write("b.csv", "a,b\n1,2\n"));
    assert!(errors[0].to_string().contains("call one `text` or `url`"), "{}", errors[0]);
}

#[test]
fn json_lines_and_lists_of_addresses_are_read_line_by_line() {
    let folder = Folder::new();
    let text = "\u{FEFF}{\"id\":5,\"headline\":\"قصف\",\"body\":\"سقطت قذائف\",\"source\":{\"name\":\"وكالة\"},\"date\":1742422200}\n\nnot json\n\
        {\"text\":\"<p>أول فقرة في الخبر</p><p>ثاني فقرة في الخبر</p>\",\"title\":\"خبر\"}\n";
    let path = folder.write("a.jsonl", text);
    let (items, errors) = all(&path);
    assert_eq!((items.len(), errors.len()), (2, 1));
    assert_eq!(errors[0].place.to_string(), format!("{}, line 3", path.display()));
    assert_eq!(items[0].target, format!("article:{}#5", path.display()));
    let document = read(&items[0]).document;
    assert_eq!(
        (document.outlet.as_deref(), document.published.unwrap().to_string().as_str()),
        (Some("وكالة"), "2025-03-19")
    );
    let document = read(&items[1]).document;
    assert!(document.text.contains("أول فقرة") && document.text.contains("ثاني فقرة") && !document.text.contains('<'));

    let list = folder.write("list.txt", "# mine\nhttps://example.org/a?fbclid=1\n\nhttps://example.org/b\n");
    let (items, _) = all(&list);
    let targets: Vec<&str> = items.iter().map(|i| i.target.as_str()).collect();
    assert_eq!(targets, ["https://example.org/a", "https://example.org/b"]);
    assert!(items.iter().all(|i| i.fetched.is_none()));

    let array =
        folder.write("a.json", "[\n {\"id\":1,\"text\":\"كلام\"}, {\"id\":2,\"url\":\"https://example.org/x\"} ]");
    assert_eq!(all(&array).0.len(), 2);
}

#[test]
fn an_archive_gives_its_pages_with_the_time_of_capture() {
    let folder = Folder::new();
    let path = folder.0.path().join("a.warc.gz");
    let mut writer = marsad_acquire::warc::Writer::open(&path).unwrap();
    let at = "2025-03-20T10:00:00Z".parse().unwrap();
    writer.append_resource("https://example.org/1", "text/html", "<p>نص الصفحة</p>".as_bytes(), at).unwrap();
    writer.append_resource("https://example.org/p.png", "image/png", b"\x89PNG", at).unwrap();
    drop(writer);
    let (items, errors) = all(&path);
    assert_eq!((items.len(), items[0].target.as_str()), (1, "https://example.org/1"));
    assert_eq!(items[0].captured_at.unwrap().to_string(), "2025-03-20T10:00:00Z");
    assert!(errors.len() == 1 && errors[0].notice, "{errors:?}");
}

#[test]
fn every_source_can_be_resumed_after_any_item() {
    let folder = Folder::new();
    let rows = (0..30).map(|i| format!("t{i},text {i},https://example.org/{i}\n")).collect::<String>();
    let mails: String = (0..30)
        .map(|i| format!("From a Thu Mar 20 10:00:00 2025\nMessage-ID: <{i}@x>\nSubject: s\n\nbody {i}\n\n"))
        .collect();
    let messages: Vec<String> = (0..30)
        .map(|i| {
            format!(
                "{{\"id\":{i},\"type\":\"message\",\"date\":\"2025-01-01T00:00:00\",\"text\":\"word {i}\"{}}}",
                if i == 9 { "{" } else { "" }
            )
        })
        .collect();
    for (name, text) in [
        ("a.csv", format!("title,text,url\n{rows}")),
        ("a.mbox", mails),
        ("a.json", format!("{{\"name\":\"c\",\"id\":1,\"messages\":[{}]}}", messages.join(","))),
        ("a.jsonl", (0..30).map(|i| format!("{{\"id\":{i},\"text\":\"word {i}\"}}\n")).collect()),
    ] {
        let path = folder.write(name, text);
        let steps: Vec<_> = sources::open(&path, &Limits::default()).unwrap().collect();
        assert!(steps.len() >= 30, "{name}");
        for after in [0, 1, 8, 9, 10, 11, 29] {
            let rest: Vec<_> = sources::open(&path, &Limits::default()).unwrap().skip_to(after).collect();
            assert!(rest == steps[after as usize..], "{name} after {after}");
        }
    }
}

#[test]
fn compressed_sources_open_and_missing_ones_are_named() {
    use std::io::Write;
    let folder = Folder::new();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(CHANNEL.as_bytes()).unwrap();
    let path = folder.write("result.json.gz", gz.finish().unwrap());
    assert_eq!(all(&path).0.len(), 2);
    let error = sources::open(&folder.0.path().join("لا.csv"), &Limits::default()).err().unwrap();
    assert!(error.to_string().contains("لا.csv: no such file"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_bytes_panic_in_any_kind_of_file(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        ending in prop::sample::select(vec!["csv", "json", "jsonl", "mbox", "eml", "txt", "html", "urls"]),
        start in prop::sample::select(vec!["", "text,url\n", "{\"messages\":[{\"id\":1,", "From a 2025\n", "From: a\nSubject: =?utf-8?B?", "[{\"id\":"]),
    ) {
        let folder = Folder::new();
        let path = folder.write(&format!("x.{ending}"), [start.as_bytes(), &bytes].concat());
        let (items, _) = all(&path);
        for item in items.iter().filter_map(|i| i.fetched.as_ref()) {
            let _ = to_document(item, &ReadOptions::default());
        }
    }

    #[test]
    fn good_exports_with_a_byte_changed_lose_little(at in 0usize..1500, new in any::<u8>()) {
        let folder = Folder::new();
        let mut bytes = CHANNEL.as_bytes().to_vec();
        let at = at % bytes.len();
        bytes[at] = new;
        let (items, errors) = all(&folder.write("x.json", bytes));
        prop_assert!(items.len() + errors.len() > 0);
        for item in items.iter().filter_map(|i| i.fetched.as_ref()) {
            let _ = to_document(item, &ReadOptions::default());
        }
    }
}
