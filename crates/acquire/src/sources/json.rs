//! JSON files too large to be held in memory: exports of Telegram, and arrays of articles.
//!
//! The file is walked token by token; only one message is in memory at a time. What is broken inside a message costs
//! that message: reading goes on where the next one begins.

use super::lines::article_item;
use super::window::Window;
use super::{Item, Place, SourceError, Step, Steps, Unit};
use crate::Fetched;
use crate::records::{self, message};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Longest key or short value that is kept.
const MAX_WORD: usize = 4096;
/// How many bytes are looked at a second time before a broken file is given up.
const PATIENCE: u64 = 1 << 30;
/// Deepest nesting outside of messages.
const MAX_DEPTH: usize = 64;

/// What is open around the place that is read.
#[derive(Debug, Default)]
struct Open {
    array: bool,
    /// Whether what stands in this array are the items.
    items: bool,
    /// The key whose value comes next.
    key: Option<String>,
    /// Whether a value comes next, and no key.
    value: bool,
    chat: message::Chat,
}

/// The items of a JSON file.
pub(super) struct Json {
    path: PathBuf,
    window: Window,
    open: Vec<Open>,
    most: usize,
    any: bool,
    articles: bool,
    /// Whether the brackets around the items are no longer known, since something was left out.
    lost: bool,
    /// Bytes that were looked at for objects that turned out broken.
    wasted: u64,
    done: bool,
}

/// What one captured object is.
enum Captured {
    Whole(usize),
    TooLarge,
    Cut,
}

impl Json {
    pub(super) fn over(path: &Path, input: Box<dyn Read + Send>, most: usize) -> Self {
        Self {
            path: path.to_owned(),
            window: Window::over(input),
            open: Vec::new(),
            most,
            any: false,
            articles: false,
            lost: false,
            wasted: 0,
            done: false,
        }
    }

    fn place(&self) -> Place {
        Place { path: self.path.clone(), unit: Unit::Byte, at: self.window.offset() }
    }

    fn next(&mut self, skip: bool) -> std::io::Result<Option<Step>> {
        loop {
            let Some(byte) = self.peek()? else { return Ok(self.end()) };
            let in_items = self.open.last().is_some_and(|o| o.items);
            match byte {
                b'{' if in_items => return self.item(skip).map(Some),
                b'{' | b'[' => {
                    if self.open.len() >= MAX_DEPTH {
                        self.done = true;
                        return Ok(Some(Err(SourceError::new(
                            self.place(),
                            format!("nested deeper than {MAX_DEPTH} levels"),
                        ))));
                    }
                    self.begin(byte == b'[');
                }
                b'}' | b']' => {
                    self.open.pop();
                    self.window.take(1);
                }
                b',' => {
                    if let Some(open) = self.open.last_mut() {
                        open.value = open.array;
                        open.key = None;
                    }
                    self.window.take(1);
                }
                b':' => {
                    if let Some(open) = self.open.last_mut() {
                        open.value = true;
                    }
                    self.window.take(1);
                }
                b'"' => {
                    let word = self.string()?;
                    self.word(word);
                }
                b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => {
                    let word = self.literal()?;
                    self.word(Some(word));
                }
                _ => {
                    let place = self.place();
                    self.window.take(1);
                    self.seek_item()?;
                    return Ok(Some(Err(SourceError::new(
                        place,
                        "no JSON; what stands up to the next message is left out",
                    ))));
                }
            }
        }
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> std::io::Result<Option<u8>> {
        loop {
            let ahead = self.window.ahead();
            let blank = ahead.iter().take_while(|b| b.is_ascii_whitespace() || matches!(b, 0xEF | 0xBB | 0xBF)).count();
            let found = ahead.get(blank).copied();
            self.window.take(blank);
            if found.is_some() || !self.window.grow()? {
                return Ok(found);
            }
        }
    }

    fn begin(&mut self, array: bool) {
        let mut new = Open { array, value: array, ..Open::default() };
        if array {
            let parent = self.open.last();
            new.items = parent.is_none_or(|p| p.key.as_deref() == Some("messages"));
            self.articles |= new.items && parent.is_none();
        }
        self.any |= new.items;
        self.open.push(new);
        self.window.take(1);
    }

    /// A string, if it is short; a long one is passed over.
    fn string(&mut self) -> std::io::Result<Option<String>> {
        self.window.take(1);
        let mut kept = vec![b'"'];
        let mut escaped = false;
        loop {
            let ahead = self.window.ahead();
            let mut end = None;
            for (at, byte) in ahead.iter().enumerate() {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' => escaped = true,
                    b'"' => {
                        end = Some(at);
                        break;
                    }
                    _ => {}
                }
            }
            let len = end.map_or(ahead.len(), |at| at + 1);
            if kept.len() <= MAX_WORD {
                kept.extend_from_slice(&ahead[..len]);
            }
            self.window.take(len);
            if end.is_some() || !self.window.grow()? {
                return Ok((kept.len() <= MAX_WORD).then(|| serde_json::from_slice(&kept).ok()).flatten());
            }
        }
    }

    fn literal(&mut self) -> std::io::Result<String> {
        let ahead = self.window.at_least(64)?;
        let len = ahead.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.')).count();
        let word = String::from_utf8_lossy(&ahead[..len.min(64)]).into_owned();
        self.window.take(len.max(1));
        Ok(word)
    }

    /// A key, or a value that may tell about the chat.
    fn word(&mut self, word: Option<String>) {
        let Some(open) = self.open.last_mut() else { return };
        if !open.value {
            open.key = word;
            return;
        }
        match (open.key.as_deref(), word) {
            (Some("name"), word) => open.chat.name = word.filter(|w| w != "null"),
            (Some("type"), word) => open.chat.kind = word,
            (Some("id"), word) => open.chat.id = word,
            _ => {}
        }
    }

    fn end(&mut self) -> Option<Step> {
        self.done = true;
        let place = self.place();
        if !self.any {
            let reason = "neither a Telegram export nor a list of articles; give the result.json of an export in JSON, or articles as \
                          one JSON object a line";
            return Some(Err(SourceError::new(place, reason)));
        }
        let reason = "the file ends in the middle; export or copy it again to have the rest";
        (!self.open.is_empty() && !self.lost).then(|| Err(SourceError::new(place, reason)))
    }

    /// The object that begins here, as far as its brackets tell.
    fn capture(&mut self) -> std::io::Result<Captured> {
        let (mut at, mut depth) = (0usize, 0usize);
        let (mut string, mut escaped) = (false, false);
        loop {
            let ahead = self.window.ahead();
            while let Some(byte) = ahead.get(at) {
                at += 1;
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' if string => escaped = true,
                    b'"' => string = !string,
                    _ if string => {}
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => {
                        depth -= 1;
                        if depth == 0 {
                            return Ok(Captured::Whole(at));
                        }
                    }
                    _ => {}
                }
            }
            if at > self.most {
                self.wasted += at as u64;
                return Ok(Captured::TooLarge);
            }
            if !self.window.grow()? {
                self.wasted += at as u64;
                return Ok(Captured::Cut);
            }
        }
    }

    fn item(&mut self, skip: bool) -> std::io::Result<Step> {
        let place = self.place();
        let reason = match self.capture()? {
            Captured::Whole(len) => {
                let raw = &self.window.ahead()[..len];
                match serde_json::from_slice::<serde::de::IgnoredAny>(raw) {
                    Ok(_) => {
                        let raw = raw.to_vec();
                        self.window.take(len);
                        return Ok(if skip { Ok(skipped(place)) } else { self.read(&raw, place) });
                    }
                    Err(e) => {
                        self.wasted += len as u64;
                        format!("broken JSON ({e}); the next message is read")
                    }
                }
            }
            Captured::TooLarge => {
                format!("more than {} bytes without an end; reading goes on at the next message", self.most)
            }
            Captured::Cut => "it ends in the middle; export or copy the file again to have it whole".to_owned(),
        };
        self.window.take(1);
        self.seek_item()?;
        if self.wasted > PATIENCE {
            self.done = true;
            return Ok(Err(SourceError::new(
                place,
                "broken beyond repair; what follows is not read: export the file again",
            )));
        }
        Ok(Err(SourceError::new(place, reason)))
    }

    /// Goes to where an object begins with an id, as messages do.
    fn seek_item(&mut self) -> std::io::Result<()> {
        loop {
            match memchr::memchr(b'{', self.window.ahead()) {
                None => {
                    let all = self.window.ahead().len();
                    self.window.take(all);
                    if !self.window.grow()? {
                        // Everything behind the breakage has been looked at: that was told already.
                        self.open.clear();
                        return Ok(());
                    }
                }
                Some(at) => {
                    self.window.take(at);
                    let head = self.window.at_least(64)?;
                    let rest = head[1..head.len().min(64)].trim_ascii_start();
                    if rest.strip_prefix(b"\"id\"").is_some_and(|r| r.trim_ascii_start().starts_with(b":")) {
                        // It is an item, wherever the brackets before it were lost.
                        if !self.open.last().is_some_and(|o| o.items) {
                            self.open.push(Open { array: true, items: true, value: true, ..Open::default() });
                        }
                        (self.any, self.lost) = (true, true);
                        return Ok(());
                    }
                    self.window.take(1);
                }
            }
        }
    }

    fn read(&self, raw: &[u8], place: Place) -> Step {
        if self.articles {
            return article_item(raw, place);
        }
        let chat = self.open.iter().rev().find(|o| !o.array).map(|o| &o.chat).cloned().unwrap_or_default();
        let (target, bytes) = message::wrap(&chat, raw).map_err(|reason| SourceError::new(place.clone(), reason))?;
        if let Some(reason) = message::nothing_to_read(raw) {
            return Err(SourceError::notice(place, reason));
        }
        let fetched =
            Fetched { target: target.clone(), media_type: records::TELEGRAM.to_owned(), charset_hint: None, bytes };
        Ok(Item { target, fetched: Some(fetched), captured_at: None, place, number: 0 })
    }
}

fn skipped(place: Place) -> Item {
    Item { target: String::new(), fetched: None, captured_at: None, place, number: 0 }
}

impl Steps for Json {
    fn step(&mut self, skip: bool) -> Option<Step> {
        if self.done {
            return None;
        }
        match self.next(skip) {
            Ok(step) => step,
            Err(e) => {
                self.done = true;
                Some(Err(SourceError::new(self.place(), format!("cannot be read any further ({e})"))))
            }
        }
    }
}
