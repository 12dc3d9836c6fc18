//! Pages with the requests that got them.

use super::WarcError;
use super::record::Record;
use std::collections::VecDeque;

/// How many requests wait for their answer at once.
const WAITING: usize = 8;
/// Largest request that waits, in bytes: forms with files can be as large as pages.
const MAX_REQUEST: usize = 1024 * 1024;

/// A record that may hold a page, with its request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// The response, resource, conversion or revisit.
    pub record: Record,
    /// The request that it answers, where one stands near it.
    pub request: Option<Record>,
}

/// Pairs the records of an archive: gives those that may hold a page, each with its request, in the order in which they are
/// complete. Requests stand before or after their answers, and belong together by `WARC-Concurrent-To`, or by address and
/// time where that is missing. Other records (`warcinfo`, `metadata`, unanswered requests) are left out.
///
/// Holds one answer and a few small requests.
#[derive(Debug)]
pub struct Captures<I> {
    records: I,
    requests: VecDeque<Record>,
    answer: Option<Record>,
    ready: VecDeque<Result<Capture, WarcError>>,
}

impl<I> Captures<I> {
    /// The captures of these records.
    pub fn new(records: I) -> Self {
        Self { records, requests: VecDeque::new(), answer: None, ready: VecDeque::new() }
    }

    fn release(&mut self, request: Option<Record>) {
        self.ready.extend(self.answer.take().map(|record| Ok(Capture { record, request })));
    }

    fn take(&mut self, record: Record) {
        match record.kind() {
            "request" => {
                if self.answer.as_ref().is_some_and(|answer| belong(answer, &record)) {
                    self.release(Some(record));
                } else if record.payload.len() <= MAX_REQUEST {
                    self.requests.truncate(WAITING - 1);
                    self.requests.push_front(record);
                }
            }
            "response" | "resource" | "conversion" | "revisit" => {
                self.release(None);
                let found = self.requests.iter().position(|request| belong(&record, request));
                let request = found.and_then(|at| self.requests.remove(at));
                let paired = request.is_some();
                self.answer = Some(record);
                if paired {
                    self.release(request);
                }
            }
            _ => {}
        }
    }
}

/// Whether an answer and a request are of one capture.
fn belong(answer: &Record, request: &Record) -> bool {
    let names = |one: &Record, other: &Record| {
        let id = other.id().unwrap_or_default();
        !id.is_empty() && one.concurrent_to().any(|named| named == id)
    };
    if names(answer, request) || names(request, answer) {
        return true;
    }
    let loose = |record: &Record| record.concurrent_to().next().is_none();
    (loose(answer) || loose(request))
        && answer.target().is_some()
        && answer.target() == request.target()
        && answer.header("WARC-Date") == request.header("WARC-Date")
}

impl<I: Iterator<Item = Result<Record, WarcError>>> Iterator for Captures<I> {
    type Item = Result<Capture, WarcError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            match self.records.next() {
                Some(Ok(record)) => self.take(record),
                Some(Err(error)) => return Some(Err(error)),
                None => {
                    self.release(None);
                    return self.ready.pop_front();
                }
            }
        }
    }
}
