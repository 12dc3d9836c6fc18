//! Files with one item a line: addresses, or articles as JSON.

use super::window::Window;
use super::{Item, Place, SourceError, Step, Steps, Unit};
use crate::feeds::clean_link;
use crate::records::{self, article};
use crate::{Fetched, charset};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Longest line of a list of addresses.
const MAX_ADDRESS: usize = 64 * 1024;

/// A file that is read line by line.
pub(super) struct Lines {
    path: PathBuf,
    window: Window,
    json: bool,
    most: usize,
    line: u64,
    failed: bool,
}

impl Lines {
    pub(super) fn list(path: &Path, input: Box<dyn Read + Send>) -> Self {
        Self {
            path: path.to_owned(),
            window: Window::over(input),
            json: false,
            most: MAX_ADDRESS,
            line: 0,
            failed: false,
        }
    }

    pub(super) fn json(path: &Path, input: Box<dyn Read + Send>, most: usize) -> Self {
        Self { json: true, most, ..Self::list(path, input) }
    }

    /// The next line that says something; too long a one as an error.
    fn line(&mut self) -> Option<Result<Vec<u8>, SourceError>> {
        loop {
            if self.failed {
                return None;
            }
            let length = match self.window.line(self.most) {
                Ok(length) => length,
                Err(e) => {
                    self.failed = true;
                    return Some(Err(SourceError::new(self.place(), format!("cannot be read any further ({e})"))));
                }
            };
            if length == Some(0) {
                return None;
            }
            self.line += 1;
            let Some(length) = length else {
                self.failed = self.window.skip_line().is_err();
                let reason = format!("a line of more than {} bytes; raise the limit if it is meant to be", self.most);
                return Some(Err(SourceError::new(self.place(), reason)));
            };
            let mut line = self.window.ahead()[..length].trim_ascii();
            if self.line == 1 {
                line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line).trim_ascii();
            }
            let line = line.to_vec();
            self.window.take(length);
            if !line.is_empty() && (self.json || line[0] != b'#') {
                return Some(Ok(line));
            }
        }
    }

    fn place(&self) -> Place {
        Place { path: self.path.clone(), unit: Unit::Line, at: self.line }
    }

    fn item(&self, line: &[u8]) -> Step {
        let place = self.place();
        if self.json {
            return article_item(line, place);
        }
        let text = charset::decode(line, None).text;
        let Some(target) = clean_link(&text, None).filter(|_| !text.trim().contains(char::is_whitespace)) else {
            let start: String = text.chars().take(80).collect();
            return Err(SourceError::new(
                place,
                format!("`{start}` is not a web address; write one like https://example.org/page"),
            ));
        };
        Ok(Item { target, fetched: None, captured_at: None, place, number: 0 })
    }
}

/// An article as an item, or why it is none. Where it has an address and no words, the address is to be fetched.
pub(super) fn article_item(json: &[u8], place: Place) -> Step {
    let found = match article::look(json) {
        Ok(found) => found,
        Err(reason) => return Err(SourceError::new(place, reason)),
    };
    let link = found.url.as_deref().and_then(|u| clean_link(u, None));
    if !found.has_text {
        return match link {
            Some(target) => Ok(Item { target, fetched: None, captured_at: None, place, number: 0 }),
            None => Err(SourceError::new(place, "neither text nor address; name a column `text` or `url`")),
        };
    }
    let target = link.unwrap_or_else(|| match &found.id {
        // Ids begin anew in every file.
        Some(id) => format!("article:{}#{id}", place.path.display()),
        None => format!("article:{}", super::short_hash(json)),
    });
    let fetched = Fetched {
        target: target.clone(),
        media_type: records::ARTICLE.to_owned(),
        charset_hint: None,
        bytes: json.to_vec(),
    };
    Ok(Item { target, fetched: Some(fetched), captured_at: None, place, number: 0 })
}

impl Steps for Lines {
    fn step(&mut self, skip: bool) -> Option<Step> {
        let line = match self.line()? {
            Ok(line) => line,
            Err(error) => return Some(Err(error)),
        };
        if skip {
            let place = self.place();
            return Some(Ok(Item { target: String::new(), fetched: None, captured_at: None, place, number: 0 }));
        }
        Some(self.item(&line))
    }
}
