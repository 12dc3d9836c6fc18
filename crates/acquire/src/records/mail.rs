//! E-mails, newsletters above all: the HTML or text part as a document, with subject, sender and date.

use super::{Read, broken, dated, one_line};
use crate::document::{ReadOptions, Reading};
use crate::{AcquireError, Fetched, clock, to_document};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Address, Encoding, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders};
use marsad_model::Day;
use reqwest::Url;

/// The `mid:` address of a message, from its Message-ID.
pub(crate) fn address(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(256 * 1024)];
    let message = MessageParser::default().parse_headers(head)?;
    let id = message.message_id()?.trim();
    let good = !id.is_empty() && id.len() < 500 && !id.contains(|c: char| c.is_whitespace() || c.is_control());
    good.then(|| format!("mid:{id}"))
}

/// Reads an e-mail.
pub(crate) fn read(fetched: &Fetched, options: &ReadOptions, today: Day) -> Read {
    let target = &fetched.target;
    let message = MessageParser::default()
        .parse(&fetched.bytes[..])
        .ok_or_else(|| broken(target, "an e-mail", "it has no headers"))?;
    let day = message.header_raw("Date").and_then(|d| clock::moment(d.trim())).map(|m| m.day);
    let options = ReadOptions { today: Some(today), ..dated(options, day) };
    let html = message.html_part(0).filter(|p| p.is_text_html()).map(|p| part(&message, p, target, "text/html"));
    let text = message.text_part(0).filter(|p| !p.is_text_html()).map(|p| part(&message, p, target, "text/plain"));
    let subject = message.subject().map(one_line).filter(|s| !s.is_empty());
    let text = text.map(|mut fetched| {
        // Plain text is read with its first line as the title: that is the subject's place.
        if let Some(subject) = &subject {
            fetched.bytes = [subject.as_bytes(), b"\n", &in_utf8(&fetched)].concat();
            fetched.charset_hint = Some("utf-8".to_owned());
        }
        fetched
    });
    let html = html.map(|f| to_document(&f, &options));
    let text = text.map(|f| to_document(&f, &options));
    let Reading { mut document, charset, warnings, .. } =
        better(html, text).ok_or_else(|| AcquireError::Wordless { target: target.clone(), what: "the e-mail" })??;
    if let Some(subject) = subject {
        document.title = subject;
    }
    document.id.clone_from(target);
    document.outlet = sender(&message).or(document.outlet);
    document.url = archived_at(&message);
    Ok((document, charset, warnings))
}

type Outcome = Result<Reading, AcquireError>;

/// The HTML part, unless the text part says much more: then its article was not found.
fn better(html: Option<Outcome>, text: Option<Outcome>) -> Option<Outcome> {
    match (html, text) {
        (Some(Ok(html)), Some(Ok(text))) => {
            let length = |r: &Reading| r.document.text.chars().filter(|c| c.is_alphabetic()).count();
            Some(Ok(if length(&html) * 3 < length(&text) { text } else { html }))
        }
        (Some(Ok(html)), _) => Some(Ok(html)),
        (_, Some(text)) => Some(text),
        (html, None) => html,
    }
}

/// A part as bytes with what the headers say of them: the charset is decided by our own rules.
fn part(message: &Message<'_>, part: &MessagePart<'_>, target: &str, media_type: &str) -> Fetched {
    let raw = message.raw_message.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
    let bytes = match part.encoding {
        Encoding::None => Some(raw.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
        Encoding::Base64 => base64_decode(raw),
    };
    let said = part.content_type().and_then(|t| t.attribute("charset")).map(str::to_owned);
    let (bytes, charset_hint) = match bytes {
        Some(bytes) => (bytes, said),
        // Broken encoding: what the parser could make of it.
        None => (part.text_contents().unwrap_or_default().as_bytes().to_vec(), Some("utf-8".to_owned())),
    };
    Fetched { target: target.to_owned(), media_type: media_type.to_owned(), charset_hint, bytes }
}

fn in_utf8(fetched: &Fetched) -> Vec<u8> {
    crate::charset::decode(&fetched.bytes, fetched.charset_hint.as_deref()).text.into_bytes()
}

/// Who sends it: the name before the address, else the list, else the address.
fn sender(message: &Message<'_>) -> Option<String> {
    let from = message.from().and_then(Address::first);
    let name = from.and_then(|a| a.name.as_deref()).map(one_line).filter(|n| !n.is_empty());
    let list = || match message.header("List-Id") {
        Some(HeaderValue::Address(list)) => {
            let first = list.first()?;
            first.name.as_deref().or(first.address.as_deref()).map(one_line)
        }
        Some(HeaderValue::Text(text)) => Some(one_line(text.split('<').next().unwrap_or_default())),
        _ => None,
    };
    name.or_else(|| list().filter(|n| !n.is_empty())).or_else(|| from.and_then(|a| a.address.as_deref()).map(one_line))
}

/// Where the message can be read on the web.
fn archived_at(message: &Message<'_>) -> Option<String> {
    let raw = message.header_raw("Archived-At")?.trim().trim_matches(['<', '>']);
    Url::parse(raw).ok().filter(|u| matches!(u.scheme(), "http" | "https")).map(|u| u.to_string())
}
