//! On what grounds reports are one event, and documents one origin: in words, with what they weigh and where it stands.

use crate::highlight::around;
use crate::i18n::Lang;
use marsad_corroborate::{Comparison, Field, LinkKind, Telling, Weights, compare};
use marsad_model::{Report, Span};
use marsad_store::{EventFull, LinkRow};

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

/// Each telling beside that of the others it agrees with most; the second of two is not said again.
pub fn pairs(lang: Lang, event: &EventFull) -> Vec<Pair> {
    let none = |_: &str| None;
    let tellings: Vec<(Telling, &str)> = event
        .tellings
        .iter()
        .filter_map(|t| {
            let reports: Vec<&Report> = t.reports.iter().map(|r| &r.report).collect();
            let told = Telling::of(&t.document.to_string(), t.published, &reports, &none)?;
            Some((told, t.outlet.as_deref().unwrap_or(&t.title)))
        })
        .collect();
    let weights = Weights::builtin();
    let mut out = Vec::new();
    for (at, (telling, name)) in tellings.iter().enumerate().skip(1) {
        let before = tellings[..at].iter().map(|(other, name)| (compare(other, telling, weights), *name));
        let best: Option<(Comparison, &str)> = before.max_by(|a, b| a.0.weight.total_cmp(&b.0.weight));
        let Some((found, other)) = best else { continue };
        let grounds = found.parts.iter().map(|p| Ground {
            field: field(lang, p.field),
            words: if lang == Lang::Ar { p.ar.clone() } else { p.en.clone() },
            weight: bits(p.weight),
            against: p.weight < 0.0,
        });
        out.push(Pair {
            a: other.to_owned(),
            b: (*name).to_owned(),
            weight: bits(found.weight),
            grounds: grounds.collect(),
        });
    }
    out
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
