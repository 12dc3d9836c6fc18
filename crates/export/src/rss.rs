//! A question as a feed (RSS 2.0): its newest reports, so that any reader can follow it.

use std::io::Write;

use marsad_store::ReportRow;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::about::About;
use crate::error::ExportError;

fn failed(why: impl std::fmt::Display) -> ExportError {
    ExportError::form("feed", why)
}

/// Characters that XML 1.0 cannot hold are left out.
pub(crate) fn xml(text: &str) -> String {
    text.chars()
        .filter(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..))
        .collect()
}

/// The head of a feed.
pub(crate) fn begin(out: &mut impl Write, about: &About) -> Result<(), ExportError> {
    let mut w = Writer::new(out);
    w.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None))).map_err(failed)?;
    w.write_event(Event::Start(BytesStart::new("rss").with_attributes([("version", "2.0")]))).map_err(failed)?;
    w.write_event(Event::Start(BytesStart::new("channel"))).map_err(failed)?;
    let asked = if about.question.is_empty() { format!("all {}", about.of.name()) } else { about.question.clone() };
    element(&mut w, "title", &[], &format!("{}: {asked}", about.title))?;
    let lang = if about.right_to_left { "ar" } else { "en" };
    let question = if about.question.is_empty() { String::new() } else { format!("?{}", about.question) };
    let at = about.address.as_deref().unwrap_or("http://localhost");
    element(&mut w, "link", &[], &format!("{at}/{lang}/{}{question}", about.of.page()))?;
    element(&mut w, "description", &[], &about.citation())?;
    element(&mut w, "language", &[], lang)?;
    element(&mut w, "lastBuildDate", &[], &about.accessed.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
}

/// What one item says.
pub(crate) struct Item<'a> {
    pub title: String,
    pub link: Option<String>,
    pub guid: String,
    pub day: Option<marsad_model::Day>,
    pub category: &'a str,
    /// An outlet and where it published.
    pub source: Option<(&'a str, &'a str)>,
    pub text: String,
}

/// One report.
pub(crate) fn item(out: &mut impl Write, row: &ReportRow, about: &About) -> Result<(), ExportError> {
    let r = &row.report;
    let place = r.places.first().map(|p| format!(", {}", p.name)).unwrap_or_default();
    let actors: Vec<&str> = r.actors.iter().map(|a| a.entity.as_str()).collect();
    let who = if actors.is_empty() { String::new() } else { format!(": {}", actors.join(", ")) };
    item_of(
        out,
        &Item {
            title: format!("{}{who}{place}", r.type_),
            link: about.link(row).or_else(|| row.url.clone()),
            guid: format!("marsad:report:{}", row.id),
            day: row.published,
            category: r.type_.as_str(),
            source: row.outlet.as_deref().map(|outlet| (outlet, row.url.as_deref().unwrap_or(""))),
            text: format!("{}\n{}", r.evidence.text, about.cite(row)),
        },
    )
}

/// Writes an item.
pub(crate) fn item_of(out: &mut impl Write, item: &Item<'_>) -> Result<(), ExportError> {
    let mut w = Writer::new(out);
    w.write_event(Event::Start(BytesStart::new("item"))).map_err(failed)?;
    element(&mut w, "title", &[], &item.title)?;
    if let Some(link) = &item.link {
        element(&mut w, "link", &[], link)?;
    }
    element(&mut w, "guid", &[("isPermaLink", "false")], &item.guid)?;
    if let Some(day) = item.day
        && let Ok(at) = day.to_zoned(jiff::tz::TimeZone::UTC)
    {
        element(&mut w, "pubDate", &[], &at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())?;
    }
    element(&mut w, "category", &[], item.category)?;
    if let Some((outlet, url)) = item.source {
        element(&mut w, "source", &[("url", url)], outlet)?;
    }
    element(&mut w, "description", &[], &item.text)?;
    w.write_event(Event::End(BytesEnd::new("item"))).map_err(failed)
}

/// The end of a feed.
pub(crate) fn end(out: &mut impl Write) -> Result<(), ExportError> {
    Ok(out.write_all(b"</channel></rss>\n")?)
}

fn element<W: Write>(
    w: &mut Writer<W>,
    name: &str,
    attributes: &[(&str, &str)],
    text: &str,
) -> Result<(), ExportError> {
    let cleaned: Vec<(&str, String)> = attributes.iter().map(|(k, v)| (*k, xml(v))).collect();
    let start = BytesStart::new(name).with_attributes(cleaned.iter().map(|(k, v)| (*k, v.as_str())));
    w.write_event(Event::Start(start)).map_err(failed)?;
    w.write_event(Event::Text(BytesText::new(&xml(text)))).map_err(failed)?;
    w.write_event(Event::End(BytesEnd::new(name))).map_err(failed)
}
