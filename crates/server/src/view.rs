//! Reports in a reader's words: what the templates and the front end show.

use crate::i18n::{Lang, number};
use crate::params;
use crate::{Names, dates, highlight};
use marsad_model::{Actor, Aux, Count, EventType, Place, Polarity, Quote, Report, SaidBy, Span};
use marsad_store::{Filter, ReportRow};
use serde::Serialize;

/// A name as the reader's language has it, with the words of the text where they differ.
#[derive(Debug, Clone, Serialize)]
pub struct Name {
    /// The name to show.
    pub text: String,
    /// The words of the text, where they are not the same.
    pub written: Option<String>,
    /// A question for everything with this name.
    pub href: String,
    /// What else is to be said of it.
    pub note: Option<String>,
}

/// How a kind of act is grouped for its colour and sign: words or deeds, with or against one another.
#[must_use]
pub fn family(t: EventType) -> &'static str {
    use EventType as E;
    match t {
        E::Agree | E::Consult | E::Support | E::Concede => "words-with",
        E::Cooperate | E::Aid | E::Retreat => "deeds-with",
        E::Request | E::Accuse | E::Reject | E::Threaten => "words-against",
        E::Protest | E::Sanction | E::Mobilize | E::Coerce | E::Assault => "deeds-against",
    }
}

/// One report in a list.
#[derive(Debug)]
pub struct Card {
    /// Store id, for the anchor.
    pub id: i64,
    /// The source view with this report chosen.
    pub href: String,
    /// Kind of act in words.
    pub type_name: String,
    /// Its colour group.
    pub family: &'static str,
    /// How it was done.
    pub modes: Vec<String>,
    /// In what voice, in words.
    pub modality: String,
    /// The voice's code.
    pub modality_code: &'static str,
    /// Auxiliary flags in words.
    pub flags: Vec<String>,
    /// Who.
    pub actors: Vec<Name>,
    /// To whom.
    pub recipients: Vec<Name>,
    /// Where.
    pub places: Vec<Name>,
    /// When: words, and the days for machines.
    pub date: Option<(String, String)>,
    /// How many.
    pub counts: Vec<String>,
    /// Who says so.
    pub said_by: Option<Name>,
    /// How sure the words are.
    pub certainty: String,
    /// The machine's estimate, in percent.
    pub percent: u8,
    /// The sentence: before, trigger, after.
    pub quote: (String, String, String),
    /// The outlet.
    pub outlet: Option<String>,
    /// Day of publication: words and ISO.
    pub published: Option<(String, String)>,
    /// The document's headline.
    pub title: String,
}

/// What the views of one request share: language and names.
#[derive(Clone, Copy)]
pub struct Viewer<'a> {
    /// The reader's language.
    pub lang: Lang,
    /// Arabic names of known places and actors.
    pub names: &'a Names,
}

impl<'a> Viewer<'a> {
    /// A card for a row.
    #[must_use]
    pub fn card(self, row: &ReportRow) -> Card {
        let r = &row.report;
        let trigger =
            Span::new(r.trigger.start.saturating_sub(r.evidence.start), r.trigger.end.saturating_sub(r.evidence.start));
        let inside = r.evidence.span().contains(r.trigger.span());
        let quote = if inside {
            highlight::around(&r.evidence.text, trigger, 320)
        } else {
            (String::new(), r.trigger.text.clone(), String::new())
        };
        Card {
            id: row.id,
            href: self.source_href(row),
            type_name: self.type_name(r.type_),
            family: family(r.type_),
            modes: r.mode.iter().map(|m| self.lang.code_name("mode", m.as_str())).collect(),
            modality: self.lang.code_name("modality", r.modality.as_str()),
            modality_code: r.modality.as_str(),
            flags: self.flags(r),
            actors: r.actors.iter().map(|a| self.actor(a)).collect(),
            recipients: r.recipients.iter().map(|a| self.actor(a)).collect(),
            places: r.places.iter().map(|p| self.place(p)).collect(),
            date: r.date.as_ref().and_then(|d| Some((dates::range(self.lang, d.from, d.to)?, d.quote.text.clone()))),
            counts: r.counts.iter().map(|c| self.count(c)).collect(),
            said_by: r.said_by.as_ref().map(|s| self.said_by(s, false)),
            certainty: self.lang.code_name("certainty", r.certainty.as_str()),
            percent: percent(r.confidence),
            quote,
            outlet: row.outlet.clone(),
            published: row.published.map(|d| (dates::day(self.lang, d), d.to_string())),
            title: row.title.clone(),
        }
    }

    /// The address of the source view with a report chosen.
    #[must_use]
    pub fn source_href(self, row: &ReportRow) -> String {
        format!("/{}/documents/{}?report={}", self.lang.code(), row.document, row.id)
    }

    /// The address of a question in this language.
    #[must_use]
    pub fn list_href(self, f: &Filter) -> String {
        let query = params::to_query(f);
        let mark = if query.is_empty() { "" } else { "?" };
        format!("/{}/explore{mark}{query}", self.lang.code())
    }

    /// A kind of act in words.
    #[must_use]
    pub fn type_name(self, t: EventType) -> String {
        self.lang.code_name("type", t.as_str())
    }

    /// A canonical (English) name in the reader's language, where known.
    #[must_use]
    pub fn known_name(self, canonical: &str) -> Option<&'a str> {
        match self.lang {
            Lang::En => None,
            Lang::Ar => self.names.arabic(canonical),
        }
    }

    /// The flags that a reader must see: what the text says did not or has not yet happened, and background.
    fn flags(self, r: &Report) -> Vec<String> {
        let mut out: Vec<String> = r.aux.iter().map(|a| self.lang.code_name("aux", a.as_str())).collect();
        if r.polarity == Polarity::Negated && !r.aux.contains(&Aux::Negation) {
            out.push(self.lang.code_name("polarity", "negated"));
        }
        out
    }

    /// A name to show for a canonical English name and the words of the text.
    fn name(self, canonical: &str, quote: &Quote) -> (String, Option<String>) {
        let text = match self.lang {
            Lang::En => canonical.to_owned(),
            Lang::Ar => self.known_name(canonical).unwrap_or(&quote.text).to_owned(),
        };
        let written = (text != quote.text).then(|| quote.text.clone());
        (text, written)
    }

    fn actor(self, a: &Actor) -> Name {
        let (mut text, mut written) = self.name(&a.entity, &a.quote);
        if a.loaded.is_some() && text == a.quote.text {
            // Nothing neutral in this language: the neutral name of the record, and the text's words beside it.
            text.clone_from(&a.entity);
            written = (text != a.quote.text).then(|| a.quote.text.clone());
        }
        let mut notes: Vec<String> = Vec::new();
        notes.extend(a.sector.map(|s| self.lang.code_name("sector", s.as_str())));
        notes.extend(a.loaded.as_ref().map(|term| self.lang.fill_isolated("actor.loaded", &[("term", term)])));
        let href = self.list_href(&Filter { actor: Some(a.entity.clone()), ..Filter::default() });
        Name { text, written, href, note: self.joined(&notes) }
    }

    fn place(self, p: &Place) -> Name {
        let (text, written) = self.name(&p.name, &p.quote);
        let mut notes: Vec<String> = Vec::new();
        notes.extend(p.kind.map(|k| self.lang.code_name("kind", k.as_str())));
        notes.extend(p.country.as_ref().map(|c| self.lang.code_name("country", c)));
        if p.precision > 0 {
            notes.push(self.lang.code_name("precision", &p.precision.to_string()));
        }
        notes.dedup();
        if notes.len() == 3 && notes[0] == notes[2] {
            // "governorate · Syria · governorate" says one thing twice.
            notes.pop();
        }
        if !p.rivals.is_empty() {
            let names: Vec<String> = p
                .rivals
                .iter()
                .take(8)
                .map(|r| {
                    r.country.as_ref().map_or_else(
                        || r.name.clone(),
                        |c| format!("\u{2068}{}\u{2069} ({})", r.name, self.lang.code_name("country", c)),
                    )
                })
                .collect();
            notes.push(self.lang.fill_isolated("place.rivals", &[("names", &names.join("; "))]));
        }
        let href = self.list_href(&Filter { place: Some(p.name.clone()), ..Filter::default() });
        Name { text, written, href, note: self.joined(&notes) }
    }

    /// Who says so; `full` adds how the words are given.
    fn said_by(self, s: &SaidBy, full: bool) -> Name {
        let (text, written) = self.name(&s.entity, &s.quote);
        let mut notes = vec![self.lang.code_name("source", s.source_type.as_str())];
        if !s.named {
            notes.push(self.lang.t("said.unnamed").to_owned());
        }
        notes.push(match &s.cue {
            Some(cue) => format!("{} «\u{2068}{cue}\u{2069}»", self.lang.code_name("cue", s.cue_class.as_str())),
            None => self.lang.code_name("cue", s.cue_class.as_str()),
        });
        if full {
            notes.push(self.lang.code_name("quotation", s.quotation.as_str()));
        }
        notes.extend(s.cited_outlet.as_ref().map(|o| self.lang.fill_isolated("said.cited", &[("outlet", o)])));
        let href = self.list_href(&Filter { actor: Some(s.entity.clone()), ..Filter::default() });
        Name { text, written, href, note: self.joined(&notes) }
    }

    /// A count in words: "at least 20 killed (شخصاً)".
    fn count(self, c: &Count) -> String {
        let n = match (c.min, c.max) {
            (Some(a), Some(b)) if a == b => number(a),
            // A range of figures reads from left to right in both languages.
            (Some(a), Some(b)) => format!("\u{2066}{}–{}\u{2069}", number(a), number(b)),
            (Some(a), None) => self.lang.fill("count.min", &[("n", &number(a))]),
            (None, Some(b)) => self.lang.fill("count.max", &[("n", &number(b))]),
            (None, None) => self.lang.t("count.unknown").to_owned(),
        };
        let what = self.lang.code_name("count", c.what.as_str());
        match &c.of {
            Some(of) => format!("{what}: {n} (\u{2068}{of}\u{2069})"),
            None => format!("{what}: {n}"),
        }
    }

    fn joined(self, notes: &[String]) -> Option<String> {
        joined(self.lang, notes)
    }

    /// The field card of a report: every field in the order of reading, with its words.
    #[must_use]
    pub fn fields(self, r: &Report) -> Vec<Field> {
        let l = self.lang;
        let mut out: Vec<Field> = Vec::new();
        let mut anchor = 0;
        let mut put = |key: &'static str, label: &'static str, values: Vec<Value>| {
            let values = values
                .into_iter()
                .map(|mut v| {
                    if let Some(words) = &mut v.words {
                        words.anchor = anchor;
                        anchor += 1;
                    }
                    v
                })
                .collect();
            out.push(Field { key, label: l.t(label).to_owned(), values });
        };
        let modes: Vec<String> = r.mode.iter().map(|m| l.code_name("mode", m.as_str())).collect();
        put("act", "field.type", vec![Value::new(self.type_name(r.type_), self.joined(&modes), Some(&r.trigger))]);
        put("who", "field.actors", r.actors.iter().map(|a| Value::named(self.actor(a), &a.quote)).collect());
        put("whom", "field.recipients", r.recipients.iter().map(|a| Value::named(self.actor(a), &a.quote)).collect());
        put("where", "field.place", r.places.iter().map(|p| Value::named(self.place(p), &p.quote)).collect());
        let date = r.date.as_ref().map(|d| {
            Value::new(dates::range(l, d.from, d.to).unwrap_or_else(|| d.quote.text.clone()), None, Some(&d.quote))
        });
        put("when", "field.date", date.into_iter().collect());
        put(
            "count",
            "field.counts",
            r.counts.iter().map(|c| Value::new(self.count(c), None, Some(&c.quote))).collect(),
        );
        let said = match &r.said_by {
            Some(s) => Value::named(self.said_by(s, true), &s.quote),
            None => Value::new(l.t("field.none_outlet").to_owned(), None, None),
        };
        put("said", "field.said_by", vec![said]);
        let flags = self.flags(r);
        put(
            "voice",
            "field.modality",
            vec![Value::new(l.code_name("modality", r.modality.as_str()), self.joined(&flags), None)],
        );
        put("sure", "field.sure", vec![Value::new(l.code_name("certainty", r.certainty.as_str()), None, None)]);
        let read = format!("\u{2066}{}%\u{2069}", percent(r.confidence));
        put("read", "field.confidence", vec![Value::new(read, Some(l.t("confidence.note").to_owned()), None)]);
        if !r.contexts.is_empty() {
            let names: Vec<String> = r.contexts.iter().map(|c| l.code_name("context", c.as_str())).collect();
            put("context", "field.contexts", vec![Value::new(self.joined(&names).unwrap_or_default(), None, None)]);
        }
        if !r.loaded_terms.is_empty() {
            let terms = r.loaded_terms.iter().map(|t| {
                let note = l.fill_isolated("loaded.instead", &[("neutral", &t.neutral)]);
                Value::new(t.quote.text.clone(), Some(note), Some(&t.quote))
            });
            put("loaded", "field.loaded", terms.collect());
        }
        put("evidence", "field.evidence", vec![Value::new(String::new(), None, Some(&r.evidence))]);
        let lexicon: String = r.versions.lexicon.chars().take(19).collect();
        let made = format!("\u{2066}Marsad {} · {lexicon} · {}\u{2069}", r.versions.marsad, r.rule);
        put("versions", "field.versions", vec![Value::new(made, None, None)]);
        out
    }
}

/// Several notes as one; none of none.
#[must_use]
pub fn joined(lang: Lang, notes: &[String]) -> Option<String> {
    let mut all = notes.iter();
    let first = all.next()?.clone();
    Some(all.fold(first, |a, b| lang.fill("flow.joined", &[("a", &a), ("b", b)])))
}

/// One field of a report's card.
#[derive(Debug, Clone, Serialize)]
pub struct Field {
    /// A CSS-safe word that names the field and its colour.
    pub key: &'static str,
    /// Its name in the reader's language.
    pub label: String,
    /// Its values; none where the text does not say.
    pub values: Vec<Value>,
}

/// One value of a field.
#[derive(Debug, Clone, Serialize)]
pub struct Value {
    /// The value in words; empty where the words of the text say all.
    pub text: String,
    /// What else is to be said of it.
    pub note: Option<String>,
    /// A question for everything with this value.
    pub href: Option<String>,
    /// The words of the text it rests on.
    pub words: Option<Words>,
}

/// Words of the text under a value.
#[derive(Debug, Clone, Serialize)]
pub struct Words {
    /// First Unicode scalar value in the document's full text.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words.
    pub text: String,
    /// Number of the anchor within the report.
    pub anchor: usize,
}

impl Value {
    fn new(text: String, note: Option<String>, quote: Option<&Quote>) -> Self {
        Self { text, note, href: None, words: quote.map(Words::of) }
    }

    fn named(name: Name, quote: &Quote) -> Self {
        Self { text: name.text, note: name.note, href: Some(name.href), words: Some(Words::of(quote)) }
    }
}

impl Words {
    fn of(q: &Quote) -> Self {
        Self { start: q.start, end: q.end, text: q.text.clone(), anchor: 0 }
    }
}

/// An estimate from 0 to 1 as whole percent; what is no number counts as nothing.
#[must_use]
pub fn percent(confidence: f64) -> u8 {
    // `as` saturates and takes NaN to 0.
    (confidence * 100.0).round().clamp(0.0, 100.0) as u8
}
