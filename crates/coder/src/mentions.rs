//! Mentions by themselves, as `marsad mentions` prints them.

use marsad_model::{CodedDocument, Counted, Day, Document, Mention, MentionKind, NumberType, TimeType};
use marsad_text::Text;
use marsad_text::arabic::segment::Segmenter;
use serde::Serialize;

use crate::Coder;
use crate::coder::coded;
use crate::further;
use crate::reading;
use crate::scene::Scene;

/// Which kinds of mention are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Wanted {
    pub time: bool,
    pub number: bool,
    pub place: bool,
    pub actor: bool,
    pub person: bool,
}

/// One written word cut into its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WordSegments {
    /// First scalar value.
    pub start: usize,
    /// One past the last scalar value.
    pub end: usize,
    /// The parts as written; together they are the word.
    pub segs: Vec<String>,
}

impl Coder<'_> {
    /// The mentions of a text, in order of their start. Spans count in the text itself.
    #[must_use]
    pub fn mentions(&self, text: &str, reference: Option<Day>, wanted: Wanted) -> Vec<Mention> {
        let (text, _) = reading::arabic(text.to_owned());
        if wanted.place || wanted.actor || wanted.person {
            return of_scene(&Scene::new(self.lexicon, &text, reference), wanted);
        }
        let mut out = Vec::new();
        if wanted.time {
            times(&marsad_text::arabic::time::times(&text, reference), &text, wanted, &mut out);
        }
        if wanted.number {
            numbers(&marsad_text::arabic::number::numbers(&text), &text, wanted, &mut out);
        }
        out.sort_by_key(|m| (m.start, m.end, m.kind));
        out
    }

    /// [`Coder::code`] and [`Coder::mentions`] of a document from one reading of it: both cost hardly more than the first alone.
    #[must_use]
    pub fn code_and_mention(&self, document: &Document, wanted: Wanted) -> (CodedDocument, Vec<Mention>) {
        let (text, notices) = reading::arabic(document.full_text());
        let further = further::coded(self.lexicon, document, &text, &notices);
        let scene = Scene::new(self.lexicon, &text, document.published);
        let mentions = of_scene(&scene, wanted);
        (further.unwrap_or_else(|| coded(&scene, document, notices).0), mentions)
    }

    /// The words of a text with what is joined to them cut off.
    #[must_use]
    pub fn segments(&self, text: &str) -> Vec<WordSegments> {
        let text = Text::new(text);
        let lexicon = self.lexicon;
        let names = |folded: &str| {
            lexicon.gazetteer.names.has(folded) && !lexicon.gazetteer.common.contains(folded)
                || lexicon.entities.names.has(folded)
                || lexicon.entities.is_given_name(folded)
        };
        let words = Segmenter::new(&lexicon.verbs.words, &lexicon.joined).segment(&text, &names);
        words.into_iter().map(|w| WordSegments { start: w.span.start, end: w.span.end, segs: w.parts }).collect()
    }
}

/// The mentions of a scene, in order of their start.
fn of_scene(scene: &Scene<'_>, wanted: Wanted) -> Vec<Mention> {
    let mut out = Vec::new();
    let found: Vec<_> = scene.times.iter().map(|t| t.mention.clone()).collect();
    times(&found, scene.text, wanted, &mut out);
    numbers(&scene.numbers, scene.text, wanted, &mut out);
    named(scene, wanted, &mut out);
    out.sort_by_key(|m| (m.start, m.end, m.kind));
    out
}

fn blank(text: &Text, span: marsad_model::Span, kind: MentionKind) -> Mention {
    Mention {
        start: span.start,
        end: span.end,
        text: text.slice(span).to_owned(),
        kind,
        type_: None,
        from: None,
        to: None,
        value: None,
        precision: None,
        period_part: None,
        timex: None,
        min: None,
        max: None,
        counted: None,
        name: None,
        id: None,
        lat: None,
        lon: None,
        place_kind: None,
        country: None,
        sector: None,
    }
}

fn times(found: &[marsad_text::arabic::time::TimeMention], text: &Text, wanted: Wanted, out: &mut Vec<Mention>) {
    if !wanted.time {
        return;
    }
    out.extend(found.iter().map(|t| {
        Mention {
            type_: Some(
                match t.kind {
                    TimeType::Date => "date",
                    TimeType::Range => "range",
                    TimeType::Duration => "duration",
                    TimeType::Set => "set",
                }
                .to_owned(),
            ),
            from: t.from.map(|d| d.to_string()),
            to: t.to.filter(|_| !t.open).map(|d| d.to_string()),
            value: t.value.clone(),
            precision: t.precision,
            period_part: t.part,
            timex: t.timex.clone(),
            ..blank(text, t.span, MentionKind::Time)
        }
    }));
}

fn numbers(found: &[marsad_text::arabic::number::NumberMention], text: &Text, wanted: Wanted, out: &mut Vec<Mention>) {
    if !wanted.number {
        return;
    }
    out.extend(found.iter().map(|n| {
        Mention {
            type_: Some(
                match n.kind {
                    NumberType::Number => "number",
                    NumberType::Ordinal => "ordinal",
                    NumberType::Percent => "percent",
                    NumberType::Range => "range",
                    NumberType::Vague => "vague",
                }
                .to_owned(),
            ),
            min: n.min,
            max: n.max,
            counted: n.counted.clone().map(|c| {
                let span = text.cover(c.start, c.end);
                Counted {
                    start: span.start,
                    end: span.end,
                    text: text.slice(span).to_owned(),
                    class: n.class.map(|class| class.as_str().to_owned()),
                }
            }),
            ..blank(text, n.span, MentionKind::Number)
        }
    }));
}

fn named(scene: &Scene<'_>, wanted: Wanted, out: &mut Vec<Mention>) {
    for a in &scene.actors {
        if !(if a.person { wanted.person } else { wanted.actor }) {
            continue;
        }
        out.push(Mention {
            name: Some(a.entity.clone()),
            id: a.id.clone(),
            country: a.country.clone(),
            sector: a.sector,
            ..blank(scene.text, a.span, if a.person { MentionKind::Person } else { MentionKind::Actor })
        });
    }
    if wanted.place {
        out.extend(scene.places.iter().map(|p| Mention {
            name: Some(p.name.clone()),
            id: p.id.clone(),
            lat: p.lat,
            lon: p.lon,
            place_kind: p.kind,
            country: p.country.clone(),
            ..blank(scene.text, p.span, MentionKind::Place)
        }));
    }
}
