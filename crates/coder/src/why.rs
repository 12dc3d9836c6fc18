//! Why words were read as they were: which entries of the lexicon they matched, and why one place won over its namesakes.

use marsad_model::{Day, Span};
use marsad_text::Text;

use crate::Coder;
use crate::scene::Scene;

/// Words that the lexicon knew.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Where they stand.
    pub span: Span,
    /// The words.
    pub text: String,
    /// `actor`, `person`, `place` or `frame`.
    pub what: &'static str,
    /// The name that the record uses.
    pub name: String,
    /// The key of the row that matched, where one row did.
    pub id: Option<String>,
    /// How a place was chosen.
    pub place: Option<PlaceReading>,
}

/// How a place was chosen among those of its name.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceReading {
    /// Latitude and longitude, where known.
    pub position: Option<(f64, f64)>,
    /// What spoke for it.
    pub why: Vec<&'static str>,
    /// By how much it is the likeliest, on the scale of the ranking; nothing without rivals.
    pub margin: Option<f64>,
    /// Ids of the other places of the name, the likeliest first.
    pub rivals: Vec<String>,
}

impl Coder<'_> {
    /// What the lexicon knew of a text, in order.
    #[must_use]
    pub fn why(&self, text: &str, reference: Option<Day>) -> Vec<Known> {
        let text = Text::new(text);
        let scene = Scene::new(self.lexicon, &text, reference);
        let mut out: Vec<Known> = Vec::new();
        for a in &scene.actors {
            out.push(Known {
                span: a.span,
                text: text.slice(a.span).to_owned(),
                what: if a.person { "person" } else { "actor" },
                name: a.entity.clone(),
                id: a.id.clone(),
                place: None,
            });
        }
        for p in &scene.places {
            out.push(Known {
                span: p.span,
                text: text.slice(p.span).to_owned(),
                what: "place",
                name: p.name.clone(),
                id: p.id.clone(),
                place: Some(PlaceReading {
                    position: p.lat.zip(p.lon),
                    why: p.why.clone(),
                    margin: p.margin,
                    rivals: p.rivals.iter().map(|&r| self.lexicon.gazetteer.at(r).id.to_owned()).collect(),
                }),
            });
        }
        for t in crate::triggers::find(&scene) {
            let frame = t.frame(self.lexicon);
            out.push(Known {
                span: t.span,
                text: text.slice(t.span).to_owned(),
                what: "frame",
                name: frame.type_.to_string(),
                id: Some(frame.id.clone()),
                place: None,
            });
        }
        out.sort_by_key(|k| (k.span.start, k.span.end, k.what));
        out
    }
}
