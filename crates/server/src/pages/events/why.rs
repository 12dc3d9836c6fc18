//! On what grounds reports are one event, and documents one origin: in words, with what they weigh and where it stands.

use crate::highlight::around;
use crate::i18n::Lang;
use marsad_corroborate::{Field, LinkKind, Part};
use marsad_model::Span;
use marsad_store::{EventFull, Grounds, LinkRow};
use std::collections::HashMap;

/// One field of a comparison in words.
pub struct Ground {
    pub field: &'static str,
    pub words: String,
    /// What it weighs, in bits: a sign and one decimal.
    pub weight: String,
    pub against: bool,
}

/// Two documents that tell the event, and how what they say agrees.
pub struct Pair {
    pub a: String,
    pub b: String,
    pub weight: String,
    pub grounds: Vec<Ground>,
}

fn field(lang: Lang, field: Field) -> &'static str {
    lang.t_static(match field {
        Field::Type => "field.type",
        Field::Mode => "filter.mode",
        Field::Day => "field.date",
        Field::Published => "document.published",
        Field::Place => "field.place",
        Field::Region => "why.region",
        Field::Actor => "field.actors",
        Field::Recipient => "field.recipients",
        Field::Count => "field.counts",
        Field::Words => "why.words",
        Field::Title => "why.title",
        Field::Lead => "why.lead",
        Field::Site => "why.site",
        Field::Figure => "why.figure",
        Field::Names => "why.names",
        Field::Act => "why.act",
    })
}

fn bits(weight: f64) -> String {
    format!("\u{2066}{weight:+.1}\u{2069}")
}

/// Each telling beside the earlier one that it agrees with most.
pub fn pairs(lang: Lang, event: &EventFull) -> Vec<Pair> {
    let names: HashMap<&str, &str> =
        event.tellings.iter().map(|t| (t.name.as_str(), t.outlet.as_deref().unwrap_or(&t.title))).collect();
    let name = |of: &str| names.get(of).copied().unwrap_or(of).to_owned();
    let one = |found: &Grounds| Pair {
        a: name(&found.a),
        b: name(&found.b),
        weight: bits(found.weight),
        grounds: grounds(lang, &found.parts),
    };
    event.grounds.iter().map(one).collect()
}

/// The fields of a comparison in words.
pub fn grounds(lang: Lang, parts: &[Part]) -> Vec<Ground> {
    let one = |p: &Part| Ground {
        field: field(lang, p.field),
        words: if lang == Lang::Ar { p.ar.clone() } else { p.en.clone() },
        weight: bits(p.weight),
        against: p.weight < 0.0,
    };
    parts.iter().map(one).collect()
}

/// What kind of link it is, in words.
pub fn link(lang: Lang, link: &LinkRow) -> String {
    let source = link.source.clone().unwrap_or_default();
    let percent = format!("\u{2066}{:.0}%\u{2069}", (link.score * 100.0).clamp(0.0, 100.0));
    let key = match link.kind {
        LinkKind::Verbatim => "link.verbatim",
        LinkKind::Copy => "link.copy",
        LinkKind::Partial => "link.partial",
        LinkKind::Quotation => "link.quotation",
        LinkKind::Wire => "link.wire",
        LinkKind::Citation => "link.citation",
    };
    lang.fill_isolated(key, &[("percent", &percent), ("source", &source)])
}

/// The words of a text at a place, shortened.
pub fn words(text: &str, span: Span, most: usize) -> String {
    let (before, inside, after) = around(text, span, most);
    if inside.chars().count() > most {
        let cut: String = inside.chars().take(most).collect();
        return format!("{cut} …");
    }
    format!("{before}{inside}{after}")
}
