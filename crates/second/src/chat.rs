//! A reader that asks a server: any that speaks the chat protocol of OpenAI, `POST …/v1/chat/completions`.
//!
//! Nothing is sent but to the address that the user named: redirects are not followed, and by plain http only this machine or
//! a private network is asked unless the user says that more is meant. The answer is bounded in bytes, time and nesting, and is
//! held to the words of the document ([`answer`]).

mod answer;
mod key;
mod parts;
mod protocol;

pub use answer::{Answered, schema};
pub use key::Key;

use crate::error::ReadError;
use crate::words::Words;
use crate::{Read, SecondReader};
use marsad_acquire::{AcquireError, Limits, ask};
use marsad_model::Document;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// Most bytes of an answer.
const MOST_BYTES: u64 = 2 * 1024 * 1024;
/// Longest wait that a server may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// What a model is told to do.
#[must_use]
pub fn instructions() -> &'static str {
    include_str!("../data/instructions.txt")
}

/// How a server is asked.
#[derive(Debug, Clone)]
pub struct ChatSettings {
    /// Its address: `http://127.0.0.1:11434`, with or without `/v1` or `/v1/chat/completions`.
    pub server: String,
    /// The model, as the server calls it.
    pub model: String,
    /// What is sent as `Authorization: Bearer …`; none for a server that wants none.
    pub key: Option<Key>,
    /// Whether plain http may be spoken with an address of the open network.
    pub in_the_open: bool,
    /// Longest time for one answer.
    pub timeout: Duration,
    /// How often a question is asked that gets no answer, or one that cannot be used.
    pub tries: u32,
    /// Most tokens of an answer, as the server counts them.
    pub max_tokens: u32,
    /// Wait before the second try; doubled for each further one.
    pub first_wait: Duration,
}

impl ChatSettings {
    /// Settings for a server and a model, the rest as it suits a model on this machine.
    #[must_use]
    pub fn new(server: &str, model: &str) -> Self {
        Self {
            server: server.to_owned(),
            model: model.to_owned(),
            key: None,
            in_the_open: false,
            timeout: Duration::from_secs(180),
            tries: 4,
            max_tokens: 4096,
            first_wait: Duration::from_secs(1),
        }
    }
}

/// A server with a model.
pub struct ChatReader {
    settings: ChatSettings,
    url: String,
    id: String,
    wait: Box<dyn Fn(Duration)>,
}

impl ChatReader {
    /// A reader that asks a server. `wait` passes time between two tries.
    ///
    /// # Errors
    /// [`ReadError::Setup`] where the model has no name that can be kept.
    pub fn new(settings: ChatSettings, wait: Box<dyn Fn(Duration)>) -> Result<Self, ReadError> {
        let name = settings.model.trim();
        if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
            let why = "a model has a name of 1 to 80 characters, as the server calls it (`--model`)";
            return Err(ReadError::Setup(why.to_owned()));
        }
        let asked = Sha256::new().chain_update(instructions()).chain_update(schema().to_string()).finalize();
        let version: String = asked.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        let id = format!("server/{name}/{version}");
        let url = protocol::address(&settings.server);
        Ok(Self { settings, url, id, wait })
    }

    /// Asks once. The error says whether it is worth asking again, and how long the server wants to be left alone.
    fn once(&self, body: &[u8]) -> Result<Vec<u8>, Failed> {
        let key = self.settings.key.as_ref().map(|key| format!("Bearer {}", key.reveal()));
        let mut headers = vec![("content-type", "application/json"), ("accept", "application/json")];
        if let Some(key) = &key {
            headers.push(("authorization", key));
        }
        let limits = Limits { timeout: self.settings.timeout, max_bytes: MOST_BYTES, ..Limits::default() };
        let answer =
            ask(&self.url, &headers, body, &limits, self.settings.in_the_open).map_err(|error| match error {
                AcquireError::InTheOpen { .. } => Failed::never(ReadError::Setup(format!("{error} (`--plain-http`)"))),
                AcquireError::BadUrl { .. } => Failed::never(ReadError::Setup(error.to_string())),
                AcquireError::TooLarge { limit, .. } => Failed::never(ReadError::Document(format!(
                    "{}: the answer has more than {} MiB; ask for fewer tokens (`--max-tokens`)",
                    self.url,
                    limit / 1024 / 1024
                ))),
                other => Failed::now(other.to_string(), None),
            })?;
        if answer.is_taken() {
            return Ok(answer.body);
        }
        let told = protocol::fault(&answer.body, self.settings.key.as_ref());
        let words = format!("{}: the server answered {}{told}", self.url, answer.status);
        Err(match answer.status {
            408 | 425 | 429 | 500..=599 => {
                let wait = answer.retry_after.as_deref().and_then(|s| s.trim().parse().ok()).map(Duration::from_secs);
                Failed::now(words, wait)
            }
            401 | 403 => Failed::never(ReadError::Setup(format!(
                "{words}; it wants another key: name it with `--key-env` or `--key-file`"
            ))),
            300..=399 => Failed::never(ReadError::Setup(format!(
                "{words}; redirects are not followed: name the address it leads to with `--server`"
            ))),
            404 | 405 => Failed::never(ReadError::Setup(format!(
                "{words}; is `{}` an address of its chat protocol, and `{}` a model it has?",
                self.url, self.settings.model
            ))),
            413 => Failed::never(ReadError::Document(words)),
            _ => Failed::never(ReadError::Setup(format!(
                "{words}; the server must take `response_format` with a JSON schema"
            ))),
        })
    }

    /// Asks about one part of a document until there is an answer that can be used.
    fn asked(&self, body: &[u8], use_it: impl Fn(&[u8]) -> Result<Answered, String>) -> Result<Answered, ReadError> {
        let tries = self.settings.tries.max(1);
        let mut pause = self.settings.first_wait;
        let mut last = ReadError::NotNow(format!("{}: it was not asked", self.url));
        for attempt in 1..=tries {
            let wait = match self.once(body) {
                Ok(bytes) => match use_it(&bytes) {
                    Ok(answer) => return Ok(answer),
                    Err(why) => {
                        last = ReadError::Document(format!("{}: {why}", self.url));
                        // A model asked a third time what it got wrong twice gets it wrong again.
                        if attempt >= 2 {
                            break;
                        }
                        None
                    }
                },
                Err(Failed { error, again: false, .. }) => return Err(error),
                Err(Failed { error, wait, .. }) => {
                    last = error;
                    wait
                }
            };
            if attempt < tries {
                (self.wait)(wait.unwrap_or(pause).max(pause).min(LONGEST_WAIT));
                pause = (pause * 2).min(LONGEST_WAIT);
            }
        }
        Err(last)
    }
}

/// Why a question got no answer.
struct Failed {
    error: ReadError,
    again: bool,
    wait: Option<Duration>,
}

impl Failed {
    fn never(error: ReadError) -> Self {
        Self { error, again: false, wait: None }
    }

    fn now(words: String, wait: Option<Duration>) -> Self {
        Self { error: ReadError::NotNow(words), again: true, wait }
    }
}

impl SecondReader for ChatReader {
    fn id(&self) -> &str {
        &self.id
    }

    fn reads_reports(&self) -> bool {
        true
    }

    fn read(&self, document: &Document) -> Result<Read, ReadError> {
        let full = document.full_text();
        let parts = parts::cut(&full).ok_or_else(|| {
            ReadError::Document(format!(
                "it is longer than {} characters, which is more than a model is asked to read",
                parts::MOST * parts::LONGEST
            ))
        })?;
        let words = Words::new(&full);
        let mut out = Read::default();
        for part in parts {
            let text = part.slice(&full);
            if text.trim().is_empty() {
                continue;
            }
            let body = protocol::question(&self.settings, document, text);
            let answer = self.asked(&body, |bytes| {
                let content = protocol::content(bytes, self.settings.key.as_ref())?;
                answer::held(&content, &words, part)
            })?;
            out.dropped += answer.dropped;
            out.reports.extend(answer.reports);
        }
        out.reports.sort_by_key(|report| (report.trigger.start, report.trigger.end, report.type_));
        Ok(out)
    }
}
