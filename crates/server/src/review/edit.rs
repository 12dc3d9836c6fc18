//! One change to a card: what the form under a value sent, put into the report.

use super::known::{Known, Of};
use super::words::FullText;
use crate::params::{self, Fault};
use marsad_model::{
    Actor, Aux, Certainty, Count, CountKind, CueClass, DateRange, Day, EventType, Modality, Mode, Place, Polarity,
    Quotation, Quote, Report, SaidBy, Sector, SourceType,
};
use marsad_store::Nodes;
use marsad_store::ReportField;
use marsad_text::Text;
use marsad_text::arabic::{number::numbers, time::times};

/// Most values of a field.
const MOST_VALUES: usize = 40;

/// A form's fields as they came.
#[derive(Debug, Clone, Default)]
pub struct Form(pub Vec<(String, String)>);

impl Form {
    /// The value of a field, without blanks around it; empty where it is not there.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.trim())
    }

    /// Whether a field is there, be it empty.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n == name)
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.trim())
    }

    /// The stretch of the text that was chosen.
    ///
    /// # Errors
    /// When it is none.
    pub fn stretch(&self) -> Result<Option<(usize, usize)>, Fault> {
        if self.get("start").is_empty() {
            return Ok(None);
        }
        let at = |name| {
            let n = params::whole(name, self.get(name), 0, i64::from(i32::MAX))?;
            Ok::<usize, Fault>(usize::try_from(n).unwrap_or(usize::MAX))
        };
        Ok(Some((at("start")?, at("end")?)))
    }

    /// A code of a set, where the form has one.
    fn code<T: std::str::FromStr + std::fmt::Display>(&self, name: &str, all: &[T]) -> Result<Option<T>, Fault> {
        match self.get(name) {
            "" => Ok(None),
            value => code(name, value, all).map(Some),
        }
    }
}

fn code<T: std::str::FromStr + std::fmt::Display>(name: &str, value: &str, all: &[T]) -> Result<T, Fault> {
    let known = || all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    value.parse().map_err(|_| Fault::new(name, "error.choice", vec![("value", value.to_owned()), ("known", known())]))
}

/// What an edit is made with.
pub struct Desk<'a> {
    /// The document's words.
    pub text: &'a FullText,
    /// Its day of publication, for «أمس».
    pub published: Option<Day>,
    /// Who and where can be chosen.
    pub known: Option<&'a Known>,
}

/// The fields of a report that a row of the card shows; empty for a row that nobody edits.
#[must_use]
pub fn fields_of(key: &str) -> &'static [ReportField] {
    use ReportField as F;
    match key {
        "act" => &[F::Trigger, F::Type, F::Mode],
        "who" => &[F::Actors],
        "whom" => &[F::Recipients],
        "where" => &[F::Places],
        "when" => &[F::Date],
        "count" => &[F::Counts],
        "said" => &[F::SaidBy],
        "voice" => &[F::Modality, F::Polarity, F::Aux],
        "sure" => &[F::Certainty],
        _ => &[],
    }
}

impl Desk<'_> {
    /// Puts what a form says into a report. Gives the panel that stands open afterwards: the one of a value that is new, so
    /// that it can be seen what was made of the words.
    ///
    /// # Errors
    /// What of the form cannot be used; the report is then to be thrown away.
    pub fn edit(&self, report: &mut Report, form: &Form) -> Result<Option<String>, Fault> {
        let set = form.get("set");
        let (key, at) = set.split_once('.').unwrap_or((set, ""));
        let stretch = form.stretch()?;
        // Words that stand in the form as they stood are no choice of the same words elsewhere in the text.
        let same = stretch.is_none() && words_of(report, key, at).is_some_and(|old| old == form.get("words"));
        let typed = if same { "" } else { form.get("words") };
        let words = self.text.chosen(stretch, typed, report.trigger.start)?;
        let away = form.get("do") == "remove";
        match key {
            "act" => self.act(report, form, words)?,
            "who" => return self.list(&mut report.actors, key, at, away, |old| self.actor(old, form, words)),
            "whom" => return self.list(&mut report.recipients, key, at, away, |old| self.actor(old, form, words)),
            "where" => return self.list(&mut report.places, key, at, away, |old| self.place(old, form, words)),
            "count" => return self.list(&mut report.counts, key, at, away, |old| self.count(old, form, words)),
            "when" if away => report.date = None,
            "when" => report.date = Some(self.date(report.date.take(), form, words)?),
            "said" if away => report.said_by = None,
            "said" => {
                report.said_by = Some(self.said(report.said_by.take(), form, words)?);
                if report.modality == Modality::Asserted {
                    // With somebody who says it, the outlet does not state it itself.
                    report.modality = Modality::Reported;
                }
            }
            "voice" => {
                report.modality = form.code("modality", Modality::ALL)?.unwrap_or(report.modality);
                report.polarity = form.code("polarity", Polarity::ALL)?.unwrap_or(report.polarity);
                report.aux = form.all("aux").map(|a| code("aux", a, Aux::ALL)).collect::<Result<_, _>>()?;
            }
            "sure" => report.certainty = form.code("certainty", Certainty::ALL)?.unwrap_or(report.certainty),
            _ => return Err(no_value(set)),
        }
        Ok(None)
    }

    /// Changes, adds or takes away one value of a list.
    fn list<T: Clone>(
        &self,
        list: &mut Vec<T>,
        key: &str,
        at: &str,
        away: bool,
        make: impl FnOnce(Option<T>) -> Result<T, Fault>,
    ) -> Result<Option<String>, Fault> {
        if at == "new" {
            if list.len() >= MOST_VALUES {
                return Err(Fault::new("set", "error.full", vec![("max", MOST_VALUES.to_string())]));
            }
            list.push(make(None)?);
            return Ok(Some(format!("{key}.{}", list.len() - 1)));
        }
        let index: usize =
            at.parse().ok().filter(|i| *i < list.len()).ok_or_else(|| no_value(&format!("{key}.{at}")))?;
        if away {
            list.remove(index);
        } else {
            list[index] = make(Some(list[index].clone()))?;
        }
        Ok(None)
    }

    fn act(&self, report: &mut Report, form: &Form, words: Option<Quote>) -> Result<(), Fault> {
        let before = report.type_;
        report.type_ = form.code("type", EventType::ALL)?.unwrap_or(before);
        if form.has("mode") || form.get("do") == "set" {
            report.mode = form.all("mode").map(|m| code("mode", m, Mode::ALL)).collect::<Result<_, _>>()?;
        }
        // Of another type, other modes.
        report.mode.retain(|mode| report.type_.modes().contains(mode));
        report.trigger = words.unwrap_or_else(|| report.trigger.clone());
        Ok(())
    }

    /// Who is chosen: an id of the lexicon, or none for the words as they stand. For a value that is new, or whose words are
    /// others, whoever bears the words as a name; where nobody does, one that was `sure` stays who it was.
    fn chosen(&self, form: &Form, of: Of, words: Option<&Quote>, sure: bool) -> Chosen {
        match (form.get("pick"), words) {
            ("-", _) => Chosen::Written,
            ("", None) => Chosen::Same,
            ("", Some(words)) => {
                let named = self.known.and_then(|known| known.named(of, &words.text).into_iter().next());
                named.map_or(if sure { Chosen::Same } else { Chosen::Written }, Chosen::Node)
            }
            (id, _) => Chosen::Node(id.to_owned()),
        }
    }

    fn actor(&self, old: Option<Actor>, form: &Form, words: Option<Quote>) -> Result<Actor, Fault> {
        let moved = words.as_ref().filter(|w| old.as_ref().is_none_or(|o| o.quote != **w));
        let chosen = self.chosen(form, Of::Actor, moved, old.as_ref().is_some_and(|o| o.id.is_some()));
        let mut out = match (old, words) {
            (Some(old), words) => Actor { quote: words.unwrap_or_else(|| old.quote.clone()), ..old },
            (None, Some(quote)) => {
                Actor { entity: quote.text.clone(), quote, id: None, country: None, sector: None, loaded: None }
            }
            (None, None) => return Err(no_words()),
        };
        match chosen {
            Chosen::Same => {}
            Chosen::Written => {
                (out.entity, out.id, out.country, out.sector) = (out.quote.text.clone(), None, None, None);
            }
            Chosen::Node(id) => {
                let node = self.known.and_then(|k| k.actor(&id)).ok_or_else(|| no_node(&id))?;
                (out.entity, out.id, out.country, out.sector) = (node.entity, Some(id), node.country, node.sector);
            }
        }
        if !out.loaded.as_ref().is_none_or(|term| out.quote.text.contains(term)) {
            out.loaded = None;
        }
        Ok(out)
    }

    fn place(&self, old: Option<Place>, form: &Form, words: Option<Quote>) -> Result<Place, Fault> {
        let moved = words.as_ref().filter(|w| old.as_ref().is_none_or(|o| o.quote != **w));
        let chosen = self.chosen(form, Of::Place, moved, old.as_ref().is_some_and(|o| o.id.is_some()));
        let mut out = match (old, words) {
            (Some(old), words) => Place { quote: words.unwrap_or_else(|| old.quote.clone()), ..old },
            (None, Some(quote)) => unknown_place(quote),
            (None, None) => return Err(no_words()),
        };
        match chosen {
            Chosen::Same => {}
            Chosen::Written => out = unknown_place(out.quote),
            Chosen::Node(id) => {
                let node = self.known.and_then(|k| k.place(&id)).ok_or_else(|| no_node(&id))?;
                out = Place {
                    name: node.name,
                    id: Some(id),
                    lat: node.lat,
                    lon: node.lon,
                    kind: node.kind,
                    country: node.country,
                    precision: node.precision,
                    ..unknown_place(out.quote)
                };
            }
        }
        Ok(out)
    }

    fn date(&self, old: Option<DateRange>, form: &Form, words: Option<Quote>) -> Result<DateRange, Fault> {
        let day = |name| match form.get(name) {
            "" => Ok(None),
            value => params::day(name, value).map(Some),
        };
        let typed = if form.has("from") || form.has("to") { Some((day("from")?, day("to")?)) } else { None };
        let before = old.as_ref().map_or((None, None), |d| (d.from, d.to));
        let quote = match (&old, words) {
            (Some(old), None) => old.quote.clone(),
            (_, Some(quote)) => quote,
            (None, None) => return Err(no_words()),
        };
        let moved = old.as_ref().is_none_or(|o| o.quote != quote);
        let (from, to) = match typed {
            // Days that somebody typed count for more than those that the words come to.
            Some(typed) if typed != before || !moved => typed,
            _ if moved => self.days(&quote.text),
            _ => before,
        };
        if let (Some(a), Some(b)) = (from, to)
            && a > b
        {
            return Err(Fault::new("from", "error.date_order", vec![("from", a.to_string()), ("to", b.to_string())]));
        }
        Ok(DateRange { quote, from, to })
    }

    /// The days that words come to.
    fn days(&self, words: &str) -> (Option<Day>, Option<Day>) {
        let text = Text::new(words);
        times(&text, self.published).first().map_or((None, None), |time| (time.from, time.to))
    }

    fn count(&self, old: Option<Count>, form: &Form, words: Option<Quote>) -> Result<Count, Fault> {
        let number = |name| match form.get(name) {
            "" => Ok(None),
            value => Ok(u64::try_from(params::whole(name, value, 0, i64::MAX)?).ok()),
        };
        let typed = if form.has("min") || form.has("max") { Some((number("min")?, number("max")?)) } else { None };
        let before = old.as_ref().map_or((None, None), |c| (c.min, c.max));
        let what = form.code("what", CountKind::ALL)?.or(old.as_ref().map(|c| c.what)).unwrap_or(CountKind::Killed);
        let mut out = match (&old, words) {
            (Some(old), None) => old.clone(),
            (Some(old), Some(quote)) if old.quote == quote => old.clone(),
            (_, Some(quote)) => said_number(quote),
            (None, None) => return Err(no_words()),
        };
        out.what = what;
        let moved = old.as_ref().is_none_or(|o| o.quote != out.quote);
        if let Some(typed) = typed
            && (typed != before || !moved)
        {
            (out.min, out.max) = typed;
        }
        if let (Some(a), Some(b)) = (out.min, out.max)
            && a > b
        {
            return Err(Fault::new("min", "error.count_order", vec![("min", a.to_string()), ("max", b.to_string())]));
        }
        Ok(out)
    }

    fn said(&self, old: Option<SaidBy>, form: &Form, words: Option<Quote>) -> Result<SaidBy, Fault> {
        let moved = words.as_ref().filter(|w| old.as_ref().is_none_or(|o| o.quote != **w));
        let chosen = self.chosen(form, Of::Actor, moved, old.as_ref().is_some_and(|o| o.named));
        let typed = form.code("source", SourceType::ALL)?;
        let mut out = match (old, words) {
            (Some(old), words) => SaidBy { quote: words.unwrap_or_else(|| old.quote.clone()), ..old },
            (None, Some(quote)) => SaidBy {
                entity: quote.text.clone(),
                quote,
                source_type: SourceType::Official,
                named: false,
                cue: None,
                cue_class: CueClass::Neutral,
                quotation: Quotation::Indirect,
                cited_outlet: None,
            },
            (None, None) => return Err(no_words()),
        };
        match chosen {
            Chosen::Same => {}
            Chosen::Written => (out.entity, out.named) = (out.quote.text.clone(), false),
            Chosen::Node(id) => {
                let node = self.known.and_then(|k| k.actor(&id)).ok_or_else(|| no_node(&id))?;
                out.source_type = node.sector.map_or(out.source_type, source_type);
                (out.entity, out.named) = (node.entity, true);
            }
        }
        if form.get("pick").is_empty() {
            out.source_type = typed.unwrap_or(out.source_type);
        }
        Ok(out)
    }
}

/// The words that a value rests on.
fn words_of<'r>(report: &'r Report, key: &str, at: &str) -> Option<&'r str> {
    let index: usize = at.parse().unwrap_or(usize::MAX);
    let quote = match key {
        "act" => Some(&report.trigger),
        "who" => report.actors.get(index).map(|a| &a.quote),
        "whom" => report.recipients.get(index).map(|a| &a.quote),
        "where" => report.places.get(index).map(|p| &p.quote),
        "count" => report.counts.get(index).map(|c| &c.quote),
        "when" => report.date.as_ref().map(|d| &d.quote),
        "said" => report.said_by.as_ref().map(|s| &s.quote),
        _ => None,
    };
    quote.map(|quote| quote.text.trim())
}

/// What somebody chose for words.
enum Chosen {
    /// What was there.
    Same,
    /// The words as they stand.
    Written,
    /// This one of the lexicon.
    Node(String),
}

fn unknown_place(quote: Quote) -> Place {
    Place {
        name: quote.text.clone(),
        quote,
        id: None,
        lat: None,
        lon: None,
        kind: None,
        country: None,
        precision: 7,
        rivals: Vec::new(),
        matched: None,
    }
}

/// A number as words say it.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn said_number(quote: Quote) -> Count {
    let text = Text::new(quote.text.as_str());
    let found = numbers(&text);
    let whole = |n: f64| (0.0..1e15).contains(&n).then_some(n as u64);
    let (min, max) = found.first().map_or((None, None), |n| (n.min.and_then(whole), n.max.and_then(whole)));
    let of = found.first().and_then(|n| n.counted.clone()).map(|t| text.slice(text.cover(t.start, t.end)).to_owned());
    Count { quote, what: CountKind::Killed, of, min, max }
}

/// What kind of source somebody of a sector is.
fn source_type(sector: Sector) -> SourceType {
    match sector {
        Sector::Gov | Sector::Mil | Sector::Cop | Sector::Jud | Sector::Leg | Sector::Spy | Sector::Igo => {
            SourceType::Official
        }
        Sector::Reb | Sector::Prm | Sector::Uaf => SourceType::ArmedActor,
        Sector::Ngo | Sector::Soc => SourceType::Ngo,
        Sector::Jrn => SourceType::Outlet,
        Sector::Edu => SourceType::Expert,
        _ => SourceType::Witness,
    }
}

fn no_words() -> Fault {
    Fault::new("words", "error.no_words", Vec::new())
}

fn no_node(id: &str) -> Fault {
    Fault::new("pick", "error.no_node", vec![("value", id.chars().take(80).collect())])
}

fn no_value(set: &str) -> Fault {
    Fault::new("set", "error.no_value", vec![("value", set.chars().take(40).collect())])
}

#[cfg(test)]
mod tests;
