//! Why a report is as it is: the words and the mechanism behind each of its fields.
//!
//! Nothing is noted while coding. A document is coded as ever, and what stood behind each field is looked up in the same
//! readings afterwards, with the same functions; so coding without reasons costs nothing more.

mod sides;

use marsad_model::{CodedDocument, CueClass, Document, Modality, Polarity, Quote, Report};
use serde::Serialize;

use crate::attribution::{Speech, speech_at};
use crate::coder::{Draft, Workings, coded};
use crate::contexts::{of_signs, of_words, paragraph_at, sectors};
use crate::modality::colour;
use crate::scene::Scene;
use crate::triggers::Trigger;
use crate::when::{before, when};
use crate::{Coder, further, reading};
use sides::Sides;

/// Why one value of a report is there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// The field, as the report's JSON names it.
    pub field: &'static str,
    /// The value.
    pub value: String,
    /// The mechanism: a short code.
    pub how: String,
    /// The words that led to it; none where no words of the text did.
    pub words: Option<Quote>,
    /// The same in plain English.
    pub because: String,
}

/// A coded document with the reasons for each of its reports.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// The document, exactly as [`Coder::code`] gives it.
    pub coded: CodedDocument,
    /// The reasons, one list for each report, in the order of the reports.
    pub why: Vec<Vec<Reason>>,
}

impl Coder<'_> {
    /// Codes a document and says why each field of its reports is as it is.
    #[must_use]
    pub fn explain(&self, document: &Document) -> Explained {
        let (text, notices) = reading::arabic(document.full_text());
        if let Some(coded) = further::coded(self.lexicon, document, &text, &notices) {
            return further::explained(coded);
        }
        let scene = Scene::new(self.lexicon, &text, document.published);
        let (coded, workings) = coded(&scene, document, notices);
        let ruled = crate::coder::drafts(&scene, &workings.speeches, &workings.subjects);
        let kept: Vec<Trigger> = workings.drafts.iter().filter(|d| !d.dropped).map(|d| d.trigger.clone()).collect();
        let case = Case { scene: &scene, workings: &workings, ruled: &ruled, kept: &kept, coded: &coded };
        let why = coded.reports.iter().map(|r| case.reasons(r)).collect();
        Explained { coded, why }
    }
}

/// A document with everything that was read of it.
struct Case<'a, 's> {
    scene: &'a Scene<'s>,
    workings: &'a Workings,
    /// What the rules of grammar alone make of the acts.
    ruled: &'a [Draft],
    kept: &'a [Trigger],
    coded: &'a CodedDocument,
}

impl Case<'_, '_> {
    fn reasons(&self, report: &Report) -> Vec<Reason> {
        let of = |d: &Draft| !d.dropped && d.trigger.span == report.trigger.span();
        let Some(k) = self.workings.drafts.iter().position(of) else { return Vec::new() };
        let trigger = &self.workings.drafts[k].trigger;
        let mut out = Vec::new();
        self.act(report, trigger, &mut out);
        let sides = Sides {
            scene: self.scene,
            draft: &self.workings.drafts[k],
            ruled: self.ruled,
            at: k,
            speeches: &self.workings.speeches,
            subjects: &self.workings.subjects,
        };
        sides.reasons(report, &mut out);
        self.places(report, trigger, &mut out);
        self.date(report, trigger, &mut out);
        self.counts(report, trigger, &mut out);
        let speech = speech_at(&self.workings.speeches, trigger.tokens.start);
        let accuser = self.workings.drafts[k].alleged_by.map(|a| &self.workings.drafts[a].trigger);
        self.said_by(report, speech, accuser, &mut out);
        self.voice(report, trigger, speech, accuser, &mut out);
        self.contexts(report, trigger, &mut out);
        self.confidence(report, trigger, &mut out);
        out
    }

    fn words(&self, tokens: &std::ops::Range<usize>) -> Quote {
        self.scene.text.quote(self.scene.text.cover(tokens.start, tokens.end))
    }

    fn act(&self, report: &Report, trigger: &Trigger, out: &mut Vec<Reason>) {
        let frame = trigger.frame(self.scene.lexicon);
        out.push(Reason {
            field: "type",
            value: report.type_.to_string(),
            how: frame.id.clone(),
            words: Some(report.trigger.clone()),
            because: format!("the frame {} has these words as a {}", frame.id, trigger.pattern),
        });
        let sentence = self.scene.sentence(trigger.tokens.start).tokens.clone();
        for mode in &report.mode {
            let (how, words, because) = if frame.mode.contains(mode) {
                ("frame", Some(report.trigger.clone()), "the words of the frame say so by themselves".to_owned())
            } else {
                let cue = sentence.clone().find_map(|i| {
                    let hits = self.scene.lexicon.cues.modes.at(self.scene.text, i);
                    hits.into_iter().find(|h| h.value.mode == *mode && h.value.type_ == report.type_)
                });
                ("word", cue.map(|h| self.scene.text.quote(h.span)), "a word of mode stands near the act".to_owned())
            };
            out.push(Reason { field: "mode", value: mode.to_string(), how: how.to_owned(), words, because });
        }
    }

    fn places(&self, report: &Report, trigger: &Trigger, out: &mut Vec<Reason>) {
        for place in &report.places {
            let spots = self.scene.places.iter().chain(&self.scene.pointers).chain(&self.scene.sites);
            let Some(p) = spots.into_iter().find(|p| p.span == place.quote.span()) else { continue };
            let sentence = self.scene.text.sentence_of(trigger.tokens.start);
            let (how, place_words) = if self.scene.text.sentence_of(p.tokens.start) != sentence {
                ("carried", "it is the place of the act in another sentence".to_owned())
            } else if p.tokens.start >= trigger.tokens.end {
                ("behind", format!("it stands {} words behind the act", p.tokens.start - trigger.tokens.end))
            } else {
                let gap = trigger.tokens.start.saturating_sub(p.tokens.end);
                ("before", format!("it stands {gap} words before the act"))
            };
            let mut because = vec![place_words];
            because.extend(p.preposition.as_ref().map(|w| format!("after «{w}»")));
            if p.pointed {
                because.push("it points back at a place".to_owned());
            }
            if !p.why.is_empty() {
                because.push(format!("this place of the name: {}", p.why.join(", ")));
            }
            if let (false, Some(margin)) = (p.rivals.is_empty(), p.margin) {
                because.push(format!("ahead of {} others by {margin:.1}", p.rivals.len()));
            }
            if self.scene.lexicon.learned.place.is_some() && !p.many {
                because.push("the learned weighing finds it likely".to_owned());
            }
            out.push(Reason {
                field: "places",
                value: place.name.clone(),
                how: how.to_owned(),
                words: Some(place.quote.clone()),
                because: because.join("; "),
            });
        }
    }

    fn date(&self, report: &Report, trigger: &Trigger, out: &mut Vec<Reason>) {
        let day = |d: Option<marsad_model::Day>| d.map(|d| d.to_string()).unwrap_or_default();
        let value = |from, to| if from == to { day(from) } else { format!("{}..{}", day(from), day(to)) };
        if let Some(date) = &report.date {
            let own = when(self.scene, trigger, self.kept, &self.workings.speeches);
            let (how, because) = if own.is_some_and(|own| own.quote.span() == date.quote.span()) {
                ("nearest", "the nearest time of the sentence that no other act stands closer to")
            } else {
                ("carried", "the act goes on from the sentence before, on its day")
            };
            let value = value(date.from, date.to);
            let words = Some(date.quote.clone());
            out.push(Reason { field: "date", value, how: how.to_owned(), words, because: because.to_owned() });
        } else if let Some(t) = before(self.scene, trigger, self.kept) {
            out.push(Reason {
                field: "date",
                value: String::new(),
                how: "before".to_owned(),
                words: Some(self.scene.text.quote(t.mention.span)),
                because: "the act was before this day, which is another's".to_owned(),
            });
        }
    }

    fn counts(&self, report: &Report, trigger: &Trigger, out: &mut Vec<Reason>) {
        let frame = trigger.frame(self.scene.lexicon);
        for count in &report.counts {
            let span = count.quote.span();
            let inside = |i: &usize| self.scene.text.tokens().get(*i).is_some_and(|t| span.overlaps(t.span));
            let first = self.scene.text.tokens().partition_point(|t| t.span.end <= span.start);
            let by_noun = (first..first + 12).filter(inside).any(|i| {
                let hits = self.scene.lexicon.cues.losses.at(self.scene.text, i);
                hits.iter().any(|h| h.value == count.what)
            });
            let (how, because) = if by_noun {
                ("noun", "the noun itself says what became of those counted")
            } else if frame.counts == Some(count.what) {
                ("frame", "the frame says what became of those counted beside it")
            } else {
                ("beside", "the number belongs to this act, the nearest that can have it")
            };
            out.push(Reason {
                field: "counts",
                value: count.what.to_string(),
                how: how.to_owned(),
                words: Some(count.quote.clone()),
                because: because.to_owned(),
            });
        }
    }

    fn said_by(&self, report: &Report, speech: Option<&Speech>, accuser: Option<&Trigger>, out: &mut Vec<Reason>) {
        let Some(said) = &report.said_by else { return };
        let (how, words, because) = match (accuser, speech) {
            (Some(a), _) => {
                ("accuser", self.words(&a.tokens), "the act stands in what this side accuses another of".to_owned())
            }
            (None, Some(s)) => {
                let quotation = format!("{} speech", said.quotation);
                let near = self.scene.sentence(s.cue.start).span.contains(said.quote.span());
                let whence = if near { "named beside it" } else { "named in an earlier sentence" };
                let because = format!(
                    "{} word of saying, {quotation}, whose words reach the act; the speaker is {whence}",
                    said.cue_class
                );
                ("speech", self.words(&s.cue), because)
            }
            (None, None) => return,
        };
        let value = said.entity.clone();
        out.push(Reason { field: "said_by", value, how: how.to_owned(), words: Some(words), because });
    }

    fn voice(
        &self,
        report: &Report,
        trigger: &Trigger,
        speech: Option<&Speech>,
        accuser: Option<&Trigger>,
        out: &mut Vec<Reason>,
    ) {
        let colouring = colour(self.scene, trigger, self.kept);
        let cue = colouring.by.first().map(|t| self.words(t));
        let (how, words, because) = if let Some(a) = accuser {
            ("accusation", Some(self.words(&a.tokens)), "the act is what somebody is accused of".to_owned())
        } else if trigger.frame(self.scene.lexicon).modality == Some(report.modality) {
            ("frame", Some(report.trigger.clone()), "the words of the frame say so by themselves".to_owned())
        } else if colouring.modality.is_some() {
            ("word", cue.clone(), "a word of modality, or the tense, colours the act".to_owned())
        } else if let (Some(s), true) = (speech, report.modality != Modality::Asserted) {
            let class: CueClass = s.class;
            ("speech", Some(self.words(&s.cue)), format!("it is said, with a {class} word of saying"))
        } else if speech.is_some() {
            ("own-words", Some(report.trigger.clone()), "the act is itself done in the speaker's words".to_owned())
        } else {
            ("outlet", None, "nobody is named who says it, and no word colours it".to_owned())
        };
        let value = report.modality.to_string();
        out.push(Reason { field: "modality", value, how: how.to_owned(), words, because });
        if report.polarity == Polarity::Negated {
            let value = report.polarity.to_string();
            let because = "a word of denial stands before the act".to_owned();
            out.push(Reason { field: "polarity", value, how: "word".to_owned(), words: cue.clone(), because });
        }
        for flag in &report.aux {
            let own = colouring.aux.contains(flag);
            let (how, words, because) = match (own, &report.date) {
                (true, _) => ("word", cue.clone(), "a word or the tense beside the act says so"),
                (false, Some(d)) => ("date", Some(d.quote.clone()), "by its date, against the day of publication"),
                (false, None) => (
                    "document",
                    self.coded.genre_cues.first().cloned(),
                    "by what kind of text this is, or by the day of another act",
                ),
            };
            let value = flag.to_string();
            out.push(Reason { field: "aux", value, how: how.to_owned(), words, because: because.to_owned() });
        }
    }

    fn contexts(&self, report: &Report, trigger: &Trigger, out: &mut Vec<Reason>) {
        if report.contexts.is_empty() {
            return;
        }
        let paragraph = paragraph_at(self.scene, report.trigger.start);
        let words = of_words(self.scene, paragraph.clone());
        let (brings, _) = of_signs(self.scene, report, &sectors(self.scene, paragraph));
        let frame = trigger.frame(self.scene.lexicon);
        for context in &report.contexts {
            let told = words.iter().find(|w| w.context == *context);
            let (how, quote, because) = if frame.contexts.contains(context) {
                ("frame", Some(report.trigger.clone()), "the frame brings it")
            } else if let Some(w) = told {
                ("paragraph", w.tokens.first().map(|t| self.words(t)), "words of the paragraph bring it")
            } else if brings.contains(context) {
                ("sides", None, "the act and its sides bring it")
            } else {
                continue;
            };
            let value = context.to_string();
            out.push(Reason {
                field: "contexts",
                value,
                how: how.to_owned(),
                words: quote,
                because: because.to_owned(),
            });
        }
    }

    fn confidence(&self, report: &Report, trigger: &Trigger, out: &mut Vec<Reason>) {
        let frame = trigger.frame(self.scene.lexicon);
        let (how, mut because) = match self.scene.lexicon.learned.report {
            Some(_) => {
                ("learned", "how often a careful reader makes such a report, by the labelled stories".to_owned())
            }
            None => (
                "frame",
                format!("{:.2} of the frame, more for sides named, less for a definite noun", frame.confidence),
            ),
        };
        if let Some(genre) = self.coded.genre {
            let factor = self.scene.lexicon.genres.effect(genre).confidence;
            if factor < 1.0 {
                because += &format!("; times {factor} for {genre}");
            }
        }
        let value = format!("{:.2}", report.confidence);
        out.push(Reason { field: "confidence", value, how: how.to_owned(), words: None, because });
    }
}
