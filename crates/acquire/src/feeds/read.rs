//! RSS and Atom, once they are tamed, to a [`Feed`].

use super::tame::{self, Root, Tamed, show_at};
use super::{Entry, Feed, FeedError, Kind, MAX_ENTRIES, Skipped, links, plain, wild};
use crate::clock;
use feed_rs::model::{self, FeedType};
use feed_rs::parser::{Builder, ParseFeedError, Parser};
use jiff::Timestamp;
use marsad_model::Day;
use reqwest::Url;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// The days that were written for instants.
type Days = Arc<Mutex<HashMap<Timestamp, Day>>>;
/// One run of the parser over well-formed XML.
type Parse<'p> = dyn Fn(&str) -> Result<model::Feed, ParseFeedError> + 'p;

/// Reads one feed of XML.
pub(super) fn read(text: &str, root: Root, address: &str, base: Option<&Url>) -> Result<Feed, FeedError> {
    let tamed = tame::tame(text, root).map_err(|w| wild(w, address))?;
    let days = Days::default();
    // A parser that has failed once is in disorder: each run gets a new one.
    let parse = |xml: &str| parser(base, &days).parse(xml.as_bytes());
    let broken = |e: &ParseFeedError| FeedError::Broken { address: address.to_owned(), reason: e.to_string() };
    let mut skipped = Vec::new();
    let wanted = if root == Root::AtomEntry { 1 } else { tamed.items.len() };
    let within = wanted <= MAX_ENTRIES;
    let whole = parse(&tamed.xml);
    let parsed = match whole {
        Ok(feed) if within && feed.entries.len() == wanted => feed,
        // One bad entry fails the parser: each on its own, then.
        whole if root != Root::AtomEntry => one_by_one(&parse, &tamed, &mut skipped).map_err(|head| {
            let first = whole.err().unwrap_or(head);
            broken(&first)
        })?,
        Ok(feed) => feed,
        Err(error) => return Err(broken(&error)),
    };
    if tamed.cut {
        skipped.push(Skipped { position: wanted + 1, reason: "the file ends in the middle".to_owned() });
    }
    Ok(convert(parsed, base, &days, skipped))
}

fn parser(base: Option<&Url>, days: &Days) -> Parser {
    let days = Arc::clone(days);
    Builder::new()
        .base_uri(base.map(Url::as_str))
        .sanitize_content(false)
        // Missing ids are made by [`id`], the same ones every time.
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(move |text| {
            let moment = clock::moment(text)?;
            // Whole seconds, as the entries' own times are looked up.
            let at = instant(moment.at.as_second())?;
            days.lock().unwrap_or_else(PoisonError::into_inner).entry(at).or_insert(moment.day);
            Some(SystemTime::from(at).into())
        })
        .build()
}

/// The feed without its items, and then each of them alone.
fn one_by_one(parse: &Parse<'_>, tamed: &Tamed, skipped: &mut Vec<Skipped>) -> Result<model::Feed, ParseFeedError> {
    let mut head = String::new();
    let mut from = 0;
    for item in &tamed.items {
        head.push_str(&tamed.xml[from..item.start]);
        from = item.end;
    }
    head.push_str(&tamed.xml[from..]);
    let mut feed = match parse(&head) {
        Ok(feed) => feed,
        // What the feed says of itself is no reason to lose its entries.
        Err(error) if tamed.items.is_empty() => return Err(error),
        Err(_) => parse(&format!("{}{}", tamed.around.0, tamed.around.1))?,
    };
    feed.entries.clear();
    let (before, after) = &tamed.around;
    for (number, item) in tamed.items.iter().enumerate() {
        let position = number + 1;
        if number >= MAX_ENTRIES {
            let rest = tamed.items.len() - MAX_ENTRIES;
            skipped
                .push(Skipped { position, reason: format!("a feed has at most {MAX_ENTRIES} entries; {rest} more") });
            break;
        }
        let one = format!("{before}{}{after}", &tamed.xml[item.clone()]);
        match parse(&one) {
            Ok(mut one) if !one.entries.is_empty() => feed.entries.append(&mut one.entries),
            Ok(_) => skipped.push(Skipped { position, reason: "it has no link".to_owned() }),
            Err(error) => skipped.push(Skipped { position, reason: error.to_string() }),
        }
    }
    Ok(feed)
}

fn convert(feed: model::Feed, base: Option<&Url>, days: &Days, skipped: Vec<Skipped>) -> Feed {
    let kind = match feed.feed_type {
        FeedType::Atom => Kind::Atom,
        FeedType::RSS1 => Kind::Rdf,
        _ => Kind::Rss,
    };
    let rel = |names: &[&str]| {
        let found = feed.links.iter().find(|l| l.rel.as_deref().is_some_and(|r| names.contains(&r)));
        found.and_then(|l| links::clean(&l.href, base))
    };
    let home = feed.links.iter().filter(|l| matches!(l.rel.as_deref(), None | Some("alternate")));
    let home = home.filter_map(|l| links::clean(&l.href, base)).next();
    // A file knows no address of its own: then links count from the home page.
    let own_base = home.as_deref().and_then(|h| Url::parse(h).ok());
    let base = base.or(own_base.as_ref());
    Feed {
        kind,
        title: feed.title.map(|t| plain(&t.content)).unwrap_or_default(),
        home,
        language: feed.language.map(|l| l.trim().to_ascii_lowercase()).filter(|l| !l.is_empty()),
        updated: feed.updated.or(feed.published).and_then(|t| instant(t.timestamp())),
        ttl: feed.ttl,
        next: rel(&["next", "prev-archive"]),
        hub: rel(&["hub"]),
        entries: feed.entries.into_iter().map(|e| entry(e, base, days)).collect(),
        skipped,
        charset: String::new(),
        warnings: Vec::new(),
    }
}

fn instant(seconds: i64) -> Option<Timestamp> {
    Timestamp::from_second(seconds).ok()
}

fn entry(entry: model::Entry, base: Option<&Url>, days: &Days) -> Entry {
    // The page itself first: an alternate of type HTML, then any alternate, then an id that is an address.
    let pages =
        entry.links.iter().filter(|l| l.target.is_none() && matches!(l.rel.as_deref(), None | Some("alternate")));
    let mut pages: Vec<_> = pages.collect();
    pages.sort_by_key(|l| l.media_type.as_deref().is_some_and(|t| !t.contains("html")));
    let mut found: Vec<String> = pages.iter().filter_map(|l| links::clean(&l.href, base)).collect();
    let given = entry.id.trim();
    if given.starts_with("http://") || given.starts_with("https://") {
        found.extend(links::clean(given, None));
    }
    let other = entry.links.iter().filter(|l| l.rel.as_deref().is_some_and(|r| r == "enclosure" || r == "related"));
    found.extend(other.filter_map(|l| links::clean(&l.href, base)));
    let content_link = entry.content.as_ref().and_then(|c| c.src.as_ref()).filter(|_| found.is_empty());
    found.extend(content_link.and_then(|l| links::clean(&l.href, base)));
    let mut seen = Vec::new();
    found.retain(|link| {
        let new = !seen.contains(link);
        if new {
            seen.push(link.clone());
        }
        new
    });
    let mut found = found.into_iter();
    let link = found.next();
    let title = entry.title.map(|t| plain(&t.content)).unwrap_or_default();
    let published = entry.published.and_then(|t| instant(t.timestamp()));
    let updated = entry.updated.and_then(|t| instant(t.timestamp()));
    let summary = entry.summary.map(|t| t.content).filter(|t| !t.trim().is_empty());
    let content = entry.content.filter(|c| c.content_type.to_string().starts_with("text") || is_xhtml(c));
    let content = content.and_then(|c| c.body).filter(|t| !t.trim().is_empty());
    let day = published.or(updated).and_then(|at| {
        let days = days.lock().unwrap_or_else(PoisonError::into_inner);
        days.get(&at).copied()
    });
    let id = id(given, link.as_deref(), &title, summary.as_deref().or(content.as_deref()));
    Entry {
        id,
        link,
        links: found.take(20).collect(),
        title,
        published: published.or(updated),
        day,
        updated: updated.filter(|u| Some(*u) != published),
        summary,
        content,
        authors: names(&entry.authors),
        categories: entry.categories.into_iter().map(|c| plain(&c.term)).filter(|c| !c.is_empty()).take(50).collect(),
    }
}

fn is_xhtml(content: &model::Content) -> bool {
    content.content_type.to_string().contains("xhtml")
}

fn names(people: &[model::Person]) -> Vec<String> {
    let names = people.iter().filter_map(|p| p.name.as_deref().or(p.email.as_deref()));
    names.map(|n| plain(&show_at(n))).filter(|n| !n.is_empty()).take(20).collect()
}

/// A stable id where the feed gives none: the link, or a hash of the words.
pub(super) fn id(given: &str, link: Option<&str>, title: &str, words: Option<&str>) -> String {
    if !given.is_empty() {
        return given.chars().take(1000).collect();
    }
    if let Some(link) = link {
        return link.to_owned();
    }
    let hash = Sha256::new().chain_update(title).chain_update("\n").chain_update(words.unwrap_or_default()).finalize();
    let hex: String = hash.iter().take(16).map(|b| format!("{b:02x}")).collect();
    format!("urn:sha256:{hex}")
}
