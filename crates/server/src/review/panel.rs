//! The form under a value of a card: what can be chosen for it. It is a part of the page and opens without a script.

use super::known::{Candidate, Known, Of};
use crate::i18n::Lang;
use crate::names::Names;
use marsad_model::{
    Actor, Aux, Certainty, Count, CountKind, DateRange, EventType, Modality, Place, Polarity, Report, SaidBy,
    SourceType,
};

/// The form under one value.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    /// Which value, as an edit names it: `who.0`, `who.new`.
    pub set: String,
    /// Whether it stands open.
    pub open: bool,
    /// What name can be looked for in it, and what was typed.
    pub find: Option<(&'static str, String)>,
    /// Who or where the words may mean.
    pub candidates: Vec<Candidate>,
    /// Whether the words can be taken as they are, without a name of the lexicon.
    pub as_written: bool,
    /// Lists to choose one of.
    pub choices: Vec<Choice>,
    /// Boxes to tick.
    pub boxes: Vec<Choice>,
    /// Fields to type in.
    pub inputs: Vec<Input>,
    /// The words it rests on; none where it rests on none.
    pub words: Option<String>,
    /// Whether the value can be taken away.
    pub removable: bool,
}

/// A list to choose of: its name in the form, its label, and its options: code, words, whether chosen.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Name in the form.
    pub name: &'static str,
    /// What is chosen.
    pub label: String,
    /// Code, words, whether it is chosen.
    pub options: Vec<(String, String, bool)>,
}

/// A field to type in.
#[derive(Debug, Clone)]
pub struct Input {
    /// Name in the form.
    pub name: &'static str,
    /// What is typed.
    pub label: String,
    /// Kind of field: `date`, `number`, `text`.
    pub kind: &'static str,
    /// What stands in it.
    pub value: String,
}

/// What panels are made with.
#[derive(Clone, Copy)]
pub struct Maker<'a> {
    /// The reader's language.
    pub lang: Lang,
    /// Arabic names.
    pub names: &'a Names,
    /// Who and where can be chosen.
    pub known: Option<&'a Known>,
    /// Which panel stands open, and what was typed in it.
    pub open: Option<(&'a str, &'a str)>,
}

impl Maker<'_> {
    fn panel(self, set: String) -> Panel {
        let open = self.open.is_some_and(|(open, _)| open == set);
        Panel { set, open, ..Panel::default() }
    }

    /// A choice among the codes of a set.
    fn codes<T: Copy + PartialEq>(
        self,
        name: &'static str,
        label: &str,
        group: &str,
        all: &[T],
        code: fn(T) -> &'static str,
        chosen: impl Fn(T) -> bool,
    ) -> Choice {
        let option = |c: &T| (code(*c).to_owned(), self.lang.code_name(group, code(*c)), chosen(*c));
        Choice { name, label: self.lang.t(label).to_owned(), options: all.iter().map(option).collect() }
    }

    /// A name to look for: what was typed, and what that may mean; else what the words of the text may mean.
    fn find(self, panel: &mut Panel, of: Of, shown: &str, words: &str, others: &[String]) {
        panel.as_written = true;
        let typed = self.open.filter(|(open, typed)| *open == panel.set && !typed.is_empty()).map(|(_, typed)| typed);
        panel.find = Some((of.as_str(), typed.unwrap_or(shown).to_owned()));
        let Some(known) = self.known else { return };
        panel.candidates = match typed {
            Some(typed) => known.like(of, typed, self.lang),
            None => {
                let mut ids = others.to_vec();
                for id in known.named(of, words) {
                    if !ids.contains(&id) {
                        ids.push(id);
                    }
                }
                let found = ids.iter().filter_map(|id| known.candidate(of, id, self.lang));
                found.take(super::known::OFFERED).collect()
            }
        };
    }

    /// Of the act: its type, its modes, its words.
    #[must_use]
    pub fn act(self, r: &Report) -> Panel {
        let mut out = self.panel("act".into());
        out.choices =
            vec![self.codes("type", "field.type", "type", EventType::ALL, EventType::as_str, |t| t == r.type_)];
        let modes = r.type_.modes();
        if !modes.is_empty() {
            let chosen = |m| r.mode.contains(&m);
            out.boxes = vec![self.codes("mode", "filter.mode", "mode", modes, marsad_model::Mode::as_str, chosen)];
        }
        out.words = Some(r.trigger.text.clone());
        out
    }

    /// Of somebody, or of nobody yet.
    #[must_use]
    pub fn actor(self, key: &str, at: Option<usize>, actor: Option<&Actor>) -> Panel {
        let mut out = self.panel(address(key, at));
        let words = actor.map_or("", |a| &a.quote.text);
        let shown = actor.map(|a| super::known::shown(self.names, self.lang, &a.entity)).unwrap_or_default();
        let own: Vec<String> = actor.and_then(|a| a.id.clone()).into_iter().collect();
        self.find(&mut out, Of::Actor, &shown, words, &own);
        out.words = Some(words.to_owned());
        out.removable = actor.is_some();
        out
    }

    /// Of a place.
    #[must_use]
    pub fn place(self, at: Option<usize>, place: Option<&Place>) -> Panel {
        let mut out = self.panel(address("where", at));
        let words = place.map_or("", |p| &p.quote.text);
        let shown = place.map(|p| super::known::shown(self.names, self.lang, &p.name)).unwrap_or_default();
        let own: Option<Vec<String>> =
            place.map(|p| p.id.iter().cloned().chain(p.rivals.iter().map(|r| r.id.clone())).collect());
        self.find(&mut out, Of::Place, &shown, words, &own.unwrap_or_default());
        out.words = Some(words.to_owned());
        out.removable = place.is_some();
        out
    }

    /// Of the days.
    #[must_use]
    pub fn date(self, date: Option<&DateRange>) -> Panel {
        let mut out = self.panel("when".into());
        let day = |day: Option<marsad_model::Day>| day.map(|d| d.to_string()).unwrap_or_default();
        out.inputs = vec![
            self.input("from", "filter.from", "date", day(date.and_then(|d| d.from))),
            self.input("to", "filter.to", "date", day(date.and_then(|d| d.to))),
        ];
        out.words = Some(date.map(|d| d.quote.text.clone()).unwrap_or_default());
        out.removable = date.is_some();
        out
    }

    fn input(self, name: &'static str, label: &str, kind: &'static str, value: String) -> Input {
        Input { name, label: self.lang.t(label).to_owned(), kind, value }
    }

    /// Of a number.
    #[must_use]
    pub fn count(self, at: Option<usize>, count: Option<&Count>) -> Panel {
        let mut out = self.panel(address("count", at));
        let what = count.map_or(CountKind::Killed, |c| c.what);
        out.choices =
            vec![self.codes("what", "review.what", "count", CountKind::ALL, CountKind::as_str, |k| k == what)];
        let number = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
        out.inputs = vec![
            self.input("min", "review.least", "number", number(count.and_then(|c| c.min))),
            self.input("max", "review.most", "number", number(count.and_then(|c| c.max))),
        ];
        out.words = Some(count.map(|c| c.quote.text.clone()).unwrap_or_default());
        out.removable = count.is_some();
        out
    }

    /// Of who says so.
    #[must_use]
    pub fn said(self, said: Option<&SaidBy>) -> Panel {
        let mut out = self.panel("said".into());
        let words = said.map_or("", |s| &s.quote.text);
        let shown = said.map(|s| super::known::shown(self.names, self.lang, &s.entity)).unwrap_or_default();
        self.find(&mut out, Of::Actor, &shown, words, &[]);
        let kind = said.map_or(SourceType::Official, |s| s.source_type);
        out.choices =
            vec![
                self.codes("source", "review.source_type", "source", SourceType::ALL, SourceType::as_str, |t| {
                    t == kind
                }),
            ];
        out.words = Some(words.to_owned());
        out.removable = said.is_some();
        out
    }

    /// Of the voice.
    #[must_use]
    pub fn voice(self, r: &Report) -> Panel {
        let mut out = self.panel("voice".into());
        let polarity = [Polarity::Affirmed, Polarity::Negated];
        out.choices = vec![
            self.codes("modality", "field.modality", "modality", Modality::ALL, Modality::as_str, |m| m == r.modality),
            self.codes("polarity", "review.polarity", "polarity", &polarity, Polarity::as_str, |p| p == r.polarity),
        ];
        out.boxes = vec![self.codes("aux", "review.aux", "aux", Aux::ALL, Aux::as_str, |a| r.aux.contains(&a))];
        out
    }

    /// Of how sure the words are.
    #[must_use]
    pub fn sure(self, r: &Report) -> Panel {
        let mut out = self.panel("sure".into());
        let chosen = |c| c == r.certainty;
        out.choices =
            vec![self.codes("certainty", "field.sure", "certainty", Certainty::ALL, Certainty::as_str, chosen)];
        out
    }
}

/// How an edit names a value.
fn address(key: &str, at: Option<usize>) -> String {
    at.map_or_else(|| format!("{key}.new"), |at| format!("{key}.{at}"))
}
