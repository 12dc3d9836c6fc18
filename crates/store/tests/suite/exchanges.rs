//! Exchanges that are no documents: feeds, redirects, refusals, pages that could not be read.

use super::Factory;
use super::make::page;
use marsad_acquire::warc::Reader;
use marsad_acquire::{Exchange, Fetched};
use marsad_store::ledger::{Found, TargetOutcome, TargetResult, TargetState, Work};
use marsad_store::{Added, ExchangeRole, NewDocument, NewExchange, StoreError};

fn exchange(target: &str, status: u16, body: &[u8]) -> Exchange {
    let bytes = if status == 200 { body.to_vec() } else { Vec::new() };
    let page = Fetched { target: target.into(), media_type: "application/pdf".into(), charset_hint: None, bytes };
    let at = "2025-03-20T10:00:00.250Z".parse().unwrap();
    let headers = vec![("content-type".to_owned(), b"application/pdf".to_vec())];
    let request = b"GET / HTTP/1.1\r\nhost: a.example\r\n\r\n".to_vec();
    Exchange { request, ..Exchange::new(page, at, status, headers, body.to_vec()) }
}

fn of<'a>(role: ExchangeRole, exchange: &'a Exchange) -> NewExchange<'a> {
    NewExchange { role, address: "https://a.example/as-listed", exchange, leads_to: None, cause: None }
}

pub fn an_exchange_is_kept_once_for_every_change(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let feed = |body: &str| exchange("https://a.example/rss", 200, body.as_bytes());
    let (one, two) = (feed("<rss>1</rss>"), feed("<rss>2</rss>"));
    let (first, new) = store.keep(&of(ExchangeRole::Feed, &one)).unwrap();
    assert!(new);
    assert_eq!(store.keep(&of(ExchangeRole::Feed, &one)).unwrap(), (first, false));
    let (second, _) = store.keep(&of(ExchangeRole::Feed, &two)).unwrap();
    // What it was before counts as a change, too.
    let (third, new) = store.keep(&of(ExchangeRole::Feed, &one)).unwrap();
    assert!(new && first < second && second < third);
    // Another handle, as another process has, knows it as well.
    assert_eq!(made.again().keep(&of(ExchangeRole::Feed, &one)).unwrap(), (third, false));
    // The same bytes for another purpose, or from elsewhere, are another exchange; so is another destination.
    let hop = exchange("https://a.example/1", 301, b"moved");
    let to = |to| NewExchange { leads_to: Some(to), ..of(ExchangeRole::Redirect, &hop) };
    let (moved, _) = store.keep(&to("https://b.example/1")).unwrap();
    assert_eq!(store.keep(&to("https://b.example/1")).unwrap(), (moved, false));
    assert!(store.keep(&to("https://c.example/1")).unwrap().1);

    let rows = store.exchanges(None, 0, 100).unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [first, second, third, moved, moved + 1]);
    let (row, hop) = (&rows[1], &rows[3]);
    assert_eq!((row.role, row.status, row.target.as_str()), (ExchangeRole::Feed, 200, "https://a.example/rss"));
    assert_eq!((row.address.as_str(), row.media_type.as_str()), ("https://a.example/as-listed", "application/pdf"));
    assert_eq!(row.capture.captured_at, "2025-03-20T10:00:00Z");
    assert_eq!(store.exchange_bytes(row).unwrap(), b"<rss>2</rss>");
    assert_eq!((hop.leads_to.as_deref(), hop.status), (Some("https://b.example/1"), 301));
    assert_eq!(store.exchange_bytes(hop).unwrap(), b"moved");
    assert_eq!(store.exchanges(Some(ExchangeRole::Redirect), moved, 100).unwrap().len(), 1);
    assert_eq!(store.exchanges(None, second, 1).unwrap()[0].id, third);
}

pub fn a_file_goes_on_behind_exchanges_and_all_of_it_verifies(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    for n in 0..3 {
        let feed = exchange("https://a.example/rss", 200, format!("<rss>{n}</rss>").as_bytes());
        store.keep(&of(ExchangeRole::Feed, &feed)).unwrap();
        store.add(&page(&format!("https://a.example/{n}"), "عنوان", "نص", Vec::new())).unwrap();
        // A handle of its own, so that the file is opened anew each time.
        let gone = exchange("https://a.example/gone", 410, format!("gone {n}").as_bytes());
        if !store.place().starts_with("postgres") {
            made.again().keep(&of(ExchangeRole::Error, &gone)).unwrap();
        } else {
            store.keep(&of(ExchangeRole::Error, &gone)).unwrap();
        }
    }
    let records = Reader::open(&made.only_archive_file()).unwrap().map(Result::unwrap).collect::<Vec<_>>();
    // warcinfo, and three times a request and a feed, a page, a request and a refusal.
    assert_eq!(records.len(), 16);
    let report = store.verify().unwrap();
    assert!(report.is_sound() && report.notes.is_empty(), "{report:?}");
    assert_eq!((report.captures, report.exchanges), (3, 6));
}

pub fn a_body_that_is_not_in_its_compression_is_kept_as_it_is(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let mut broken = exchange("https://a.example/5", 500, b"\x1f\x8b\x08\x00 no gzip at all");
    broken.headers.push(("Content-Encoding".into(), b"gzip".to_vec()));
    store.keep(&of(ExchangeRole::Error, &broken)).unwrap();
    let rows = store.exchanges(None, 0, 9).unwrap();
    assert_eq!(store.exchange_bytes(&rows[0]).unwrap(), b"\x1f\x8b\x08\x00 no gzip at all");
    assert!(store.verify().unwrap().is_sound());
}

pub fn a_page_that_could_not_be_read_is_read_later_from_the_archive(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let address = "https://a.example/as-listed";
    let host = "a.example".to_owned();
    store.add_targets(&[Found { address: address.into(), host, updated: None }], 0).unwrap();
    let claim = store.claim(10, 110, 1).unwrap().unwrap();
    assert!(matches!(&claim.work, Work::Target(target) if target.address == address));
    let unread = exchange("https://a.example/report.pdf", 200, b"%PDF-1.7 scanned");
    let why = |cause| NewExchange { cause: Some(cause), ..of(ExchangeRole::Unread, &unread) };
    let (id, _) = store.keep(&why("no reader")).unwrap();
    assert_eq!(store.keep(&why("no words")).unwrap(), (id, false), "a new cause is no new page");
    let over = TargetResult::Over { state: TargetState::Failed, cause: "no words".into() };
    assert!(store.target_done(&claim, &TargetOutcome { at: 20, next_try: None, result: over }).unwrap());

    let row = store.exchanges(Some(ExchangeRole::Unread), 0, 9).unwrap().remove(0);
    assert_eq!((row.cause.as_deref(), row.document), (Some("no words"), None));
    let length = made.only_archive_file().metadata().unwrap().len();
    let mut new = page(&row.target, "تقرير", "نص قرئ لاحقا", Vec::new());
    new.media_type.clone_from(&row.media_type);
    new.place = Some(row.capture.clone());
    // Bytes that are not those of the place are refused.
    let other = NewDocument { bytes: b"other".to_vec(), ..new.clone() };
    assert!(matches!(store.add(&other), Err(StoreError::BadInput { .. })));
    new.bytes = store.exchange_bytes(&row).unwrap();
    let Added::New(document) = store.add(&new).unwrap() else { panic!("it is new") };
    store.exchange_read(row.id, document).unwrap();
    assert_eq!(made.only_archive_file().metadata().unwrap().len(), length, "nothing is archived twice");
    assert_eq!(store.capture(document).unwrap().unwrap(), b"%PDF-1.7 scanned");
    assert_eq!(store.exchanges(Some(ExchangeRole::Unread), 0, 9).unwrap()[0].document, Some(document));
    let target = store.targets(None, None, 0, 9).unwrap().remove(0);
    assert_eq!((target.state, target.document, target.last_cause), (TargetState::Done, Some(document), None));
    assert!(store.verify().unwrap().is_sound());
    // The next capture goes on in the same file.
    store.add(&page("https://a.example/2", "عنوان", "نص", Vec::new())).unwrap();
    let report = store.verify().unwrap();
    assert!(report.is_sound() && report.notes.is_empty(), "{report:?}");
}

pub fn a_damaged_exchange_is_named(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    store.keep(&of(ExchangeRole::Feed, &exchange("https://a.example/rss", 200, b"<rss>1</rss>"))).unwrap();
    let row = store.exchanges(None, 0, 9).unwrap().remove(0);
    let path = made.only_archive_file();
    let mut bytes = std::fs::read(&path).unwrap();
    let at = usize::try_from(row.capture.offset + row.capture.length / 2).unwrap();
    bytes[at] ^= 0xff;
    std::fs::write(&path, bytes).unwrap();
    let report = store.verify().unwrap();
    assert_eq!(report.damaged.len(), 1);
    assert_eq!((report.damaged[0].document, report.damaged[0].target.as_str()), (None, "https://a.example/rss"));
    assert!(store.exchange_bytes(&row).unwrap_err().to_string().contains("damaged"));
}
