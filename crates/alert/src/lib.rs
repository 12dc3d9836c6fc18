//! Saved watches at work: they are counted, what was known when is kept, alarms are raised once and delivered.
//!
//! [`run`] counts one watch up to a day and raises its alarms; a second run on the same store raises nothing anew.
//! [`Channels`] says to whom alarms go, from a file `delivery.toml`; [`send_due`] sends what is due, by webhook or e-mail, and
//! tries again with growing pauses what could not be sent. The store remembers what was sent where.
//!
//! Time comes from outside, as milliseconds since 1970 and as a day.

mod channels;
mod edit;
mod error;
mod file;
mod mail;
mod message;
mod run;
mod send;
mod webhook;

pub use channels::{Channel, Channels, Language, MailChannel, Secret, Tls, WebhookChannel};
pub use edit::{NewChannel, add_channel, remove_channel};
pub use error::AlertError;
pub use file::{NEWS_DAYS, read_watches};
pub use message::{Message, SIGNATURE, signature};
pub use run::{FRESH_DAYS, Names, Ran, Verdicts, run, verdicts};
pub use send::{PAUSES, Sent, queue, send_due, send_to};
