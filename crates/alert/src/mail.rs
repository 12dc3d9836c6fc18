//! Messages by e-mail.

use std::time::Duration;

use jiff::Timestamp;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message as Mail};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls as Security, TlsParameters};
use lettre::{SmtpTransport, Transport};
use marsad_store::ledger::Millis;

use crate::{AlertError, MailChannel, Tls};

/// Longest wait for one answer of a mail server.
const TIMEOUT: Duration = Duration::from_secs(20);

fn mailbox(address: &str) -> Result<Mailbox, AlertError> {
    address.parse().map_err(|error| AlertError::Never(format!("`{address}` is no mail address ({error})")))
}

/// The mail as it goes over the wire: headers of other letters than ASCII encoded, the text as UTF-8.
fn mail(channel: &MailChannel, id: &str, subject: &str, text: &str, now: Millis) -> Result<Mail, AlertError> {
    let from = mailbox(&channel.from)?;
    let host = from.email.domain().to_owned();
    let seconds = u64::try_from(now.div_euclid(1000)).unwrap_or(0);
    let mut builder = Mail::builder()
        .from(from)
        .subject(subject)
        // The same alarm has the same id however often it is tried, so that a mail taken twice is shown once.
        .message_id(Some(format!("<{id}@{host}>")))
        .date(std::time::UNIX_EPOCH + Duration::from_secs(seconds))
        .header(ContentType::TEXT_PLAIN);
    for address in &channel.to {
        builder = builder.to(mailbox(address)?);
    }
    let mut mail =
        builder.body(text.replace('\n', "\r\n")).map_err(|error| AlertError::Never(format!("the mail: {error}")))?;
    // No out-of-office note shall answer.
    let name = HeaderName::new_from_ascii_str("Auto-Submitted");
    mail.headers_mut().insert_raw(HeaderValue::new(name, "auto-generated".to_owned()));
    Ok(mail)
}

fn transport(channel: &MailChannel) -> Result<SmtpTransport, AlertError> {
    let tls = || {
        TlsParameters::new(channel.server.clone())
            .map_err(|error| AlertError::NotNow(format!("TLS to `{}`: {error}", channel.server)))
    };
    let (security, port) = match channel.tls {
        // A server that cannot encrypt is refused: nothing falls back to an open connection.
        Tls::Starttls => (Security::Required(tls()?), 587),
        Tls::Tls => (Security::Wrapper(tls()?), 465),
        Tls::None => (Security::None, 25),
    };
    let mut builder = SmtpTransport::builder_dangerous(&channel.server)
        .port(channel.port.unwrap_or(port))
        .tls(security)
        .timeout(Some(TIMEOUT));
    if let Some(user) = &channel.user {
        let secret = channel.secret.get(&channel.name)?.ok_or_else(|| {
            AlertError::Never(format!("`{}` names a user and no `secret`, `secret_env` or `secret_file`", channel.name))
        })?;
        builder = builder.credentials(Credentials::new(user.clone(), secret));
    }
    Ok(builder.build())
}

/// Sends a mail; in words what the server said.
pub(crate) fn send(
    channel: &MailChannel,
    id: &str,
    subject: &str,
    text: &str,
    now: Millis,
) -> Result<String, AlertError> {
    let mail = mail(channel, id, subject, text, now)?;
    let answer = transport(channel)?.send(&mail).map_err(|error| {
        let words = format!("mail server `{}`: {}", channel.server, chain(&error));
        if error.is_permanent() { AlertError::Never(words) } else { AlertError::NotNow(words) }
    })?;
    let said: Vec<&str> = answer.message().collect();
    Ok(format!("SMTP {} {}", answer.code(), said.join(" ")).trim_end().to_owned())
}

/// An error with what led to it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut out = error.to_string();
    let mut at = error.source();
    while let Some(source) = at {
        let words = source.to_string();
        if !out.contains(&words) {
            out += &format!(": {words}");
        }
        at = source.source();
    }
    out
}

/// The id of the mail of an alarm to a channel.
pub(crate) fn id_of(alarm: i64, raised_at: Millis) -> String {
    let at = Timestamp::from_millisecond(raised_at).map_or(0, Timestamp::as_second);
    format!("marsad.alarm.{alarm}.{at}")
}
