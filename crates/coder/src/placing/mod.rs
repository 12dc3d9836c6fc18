//! Where an act took place: which of the places of its sentence are its own.
//!
//! A place belongs to the act that it stands nearest to in the same clause. It is taken from behind the act first, from the
//! words before it next, from behind another act of the same kind last. A place that only says where somebody comes from,
//! belongs to or speaks about is none of the act's.

mod known;
mod near;
mod record;
mod sites;

use std::ops::Range;

use marsad_model::{EventType, Place, PlaceKind, Span};

pub(crate) use record::{has_name, place};

use crate::learn::{Around, Sheet};
use crate::order;
use crate::scene::{PlaceMention, Scene};
use crate::slots::Slots;
use crate::triggers::{Form, Trigger};

/// A speaker's place stands right behind the verb and its subject: «اتهم ناشطون في تعز …».
const SPEAKER_REACH: usize = 2;
/// A place so many words behind an act is no longer its own.
const FAR: usize = 40;

/// A place so many words behind an agreement is where it was made.
const AGREED_REACH: usize = 12;

/// The places of an act, the most specific first.
pub(crate) fn places(around: &Around<'_, '_>, kept: &[Trigger]) -> Vec<Place> {
    let scene = around.scene;
    let draft = &around.drafts[around.at];
    let here = Here::new(scene, &draft.trigger, kept, &draft.slots);
    let ruled = here.ruled();
    let chosen = match &scene.lexicon.learned.place {
        Some(forest) => here.chosen(forest, around.act_values(), ruled),
        None => ruled,
    };
    let mut out: Vec<Place> = Vec::new();
    for p in chosen {
        if !out.iter().any(|x| x.quote.span() == p.span) {
            out.push(place(scene, p));
        }
    }
    out.sort_by_key(|p| p.kind);
    if !here.of_somebody()
        && let Some(site) = here.site(&out)
    {
        out.insert(0, site);
    }
    out
}

/// The sheets of every place that may be an act's, for training, with the place's words.
pub(crate) fn place_sheets(around: &Around<'_, '_>, kept: &[Trigger]) -> Vec<(Span, Sheet)> {
    let draft = &around.drafts[around.at];
    let here = Here::new(around.scene, &draft.trigger, kept, &draft.slots);
    let (ruled, all) = (here.ruled(), here.candidates());
    let of = |p: &&PlaceMention| {
        let mut sheet = around.act_sheet();
        here.known(p, &ruled, &all, &mut sheet);
        (p.span, sheet)
    };
    all.iter().map(of).collect()
}

/// One act among the others of its sentence.
struct Here<'a, 's> {
    scene: &'a Scene<'s>,
    slots: &'a Slots,
    act: Range<usize>,
    type_: EventType,
    noun: bool,
    participle: bool,
    /// Whether somebody leaves a place by it.
    leaves: bool,
    /// Whether a preposition is joined to it.
    joined: bool,
    sentence: Range<usize>,
    /// The other acts of the sentence, in order, with their types.
    others: Vec<(Range<usize>, EventType)>,
}

impl<'a, 's> Here<'a, 's> {
    fn new(scene: &'a Scene<'s>, trigger: &Trigger, kept: &[Trigger], slots: &'a Slots) -> Self {
        let sentence = scene.sentence(trigger.tokens.start).tokens.clone();
        let mut others: Vec<(Range<usize>, EventType)> = order::within(kept, &sentence)
            .iter()
            .filter(|t| t.tokens != trigger.tokens)
            .map(|t| (t.tokens.clone(), t.frame(scene.lexicon).type_))
            .collect();
        others.sort_by_key(|o| o.0.start);
        let frame = trigger.frame(scene.lexicon);
        Self {
            leaves: frame.leaves,
            scene,
            slots,
            act: trigger.tokens.clone(),
            type_: trigger.frame(scene.lexicon).type_,
            noun: matches!(trigger.form, Form::Noun { .. }),
            participle: matches!(trigger.form, Form::Noun { participle: Some(_), .. }),
            joined: trigger.joined_preposition.is_some(),
            sentence,
            others,
        }
    }

    /// «القوات المدعومة من …»: what somebody is, not what happened somewhere.
    fn of_somebody(&self) -> bool {
        let told = self.slots.how == "adjective" || self.participle;
        told && self.type_ == EventType::Aid
    }

    /// The places that the rules of grammar give the act.
    fn ruled(&self) -> Vec<&'a PlaceMention> {
        if self.of_somebody() {
            return Vec::new();
        }
        // What somebody does together with others is told of them, not of a place.
        let said = self.type_.is_speech_act() || self.type_ == EventType::Cooperate;
        if said { self.of_speech() } else { self.of_act() }
    }

    /// Where the next act begins.
    fn next(&self) -> usize {
        self.others.iter().map(|o| o.0.start).find(|s| *s >= self.act.end).unwrap_or(self.sentence.end)
    }

    /// Where the act before ends.
    fn last(&self) -> usize {
        self.others.iter().map(|o| o.0.end).filter(|e| *e <= self.act.start).max().unwrap_or(self.sentence.start)
    }

    /// Whether a place can be where the act was, rather than who did it or where somebody came from.
    fn usable(&self, p: &PlaceMention) -> bool {
        let links = &self.scene.lexicon.place_links;
        let stays = p.part || p.follows(&links.beside);
        let side = !stays && self.side(p);
        let left = self.leaves && p.tokens.start >= self.act.end && p.follows(&links.leaving);
        let origin = p.follows(&links.origin) && !left && !self.measured(p) && !self.portion(p);
        let state =
            p.kind == Some(PlaceKind::Country) && p.preposition.is_none() && !p.part && !p.pointed && !self.portion(p);
        !side && !origin && !state && !self.seat(p) && !self.dateline(p)
    }

    /// «أنحاء متفرقة من اليمن», «عدد من أحياء حمص», «مناطق تابعة لمدينة بعقوبة»: a place of which a part is meant.
    fn portion(&self, p: &PlaceMention) -> bool {
        let portion = |i: usize| self.scene.lexicon.cues.portions.contains(self.scene.bare(i));
        let at = p.tokens.start;
        match p.preposition.as_deref() {
            Some("من") => (at.saturating_sub(3)..at.saturating_sub(1)).any(portion),
            Some("ل") | None => at > 0 && portion(at - 1),
            _ => false,
        }
    }

    /// The capital of a country, bare and not right behind the act: its government.
    fn seat(&self, p: &PlaceMention) -> bool {
        let bare = p.preposition.is_none() && !p.part && !p.pointed && p.tokens.len() == 1;
        let gazetteer = &self.scene.lexicon.gazetteer;
        let capital = || {
            let capital = p.country.as_deref().and_then(|c| gazetteer.capital(c));
            capital.is_some_and(|c| Some(gazetteer.at(c).id) == p.id.as_deref())
        };
        let listed = self.scene.fold(p.tokens.start).starts_with('و')
            && self.scene.spots_in(self.sentence.start..p.tokens.start).any(|q| q.tokens.end == p.tokens.start);
        bare && !listed && p.tokens.start != self.act.end && !self.opens(p) && capital()
    }

    /// Whether a sentence begins with a place.
    fn opens(&self, p: &PlaceMention) -> bool {
        p.tokens.start == self.sentence.start
    }

    /// «رام الله - قال …»: where a story was written.
    fn dateline(&self, p: &PlaceMention) -> bool {
        let mark = self.scene.text.tokens().get(p.tokens.end).and_then(|t| t.mark);
        self.opens(p) && self.sentence.start > 0 && matches!(mark, Some('-' | '–' | '—' | '(' | '/'))
    }

    /// «على بعد 5 كم من كركوك», «بالقرب من حلب»: a place that another is told from.
    fn measured(&self, p: &PlaceMention) -> bool {
        let from = p.tokens.start.saturating_sub(4)..p.tokens.start;
        from.into_iter().any(|i| {
            let hits = self.scene.lexicon.gazetteer.directions.at(self.scene.text, i);
            hits.iter().any(|h| h.value == "NEAR" && h.tokens.end == p.tokens.start)
        })
    }

    /// Whether the words of a place name one of the sides as well.
    fn side(&self, p: &PlaceMention) -> bool {
        self.slots.actors.iter().chain(&self.slots.recipients).any(|a| a.span.overlaps(p.span))
    }

    /// The place that a noun of an act is bound to: «حرب اليمن», «تحرير مدينة عدن», «زيارة لبغداد», «هجوم على السعودية».
    fn bound(&self) -> Option<&'a PlaceMention> {
        let next = self.scene.spots_in(self.act.start..self.sentence.end).find(|p| p.tokens.end > self.act.end)?;
        let gap = self.act.end..next.tokens.start;
        let object = match next.preposition.as_deref() {
            None => gap.is_empty(),
            Some("ل" | "علي" | "الي") => gap.len() <= 3 && !self.parted(gap),
            Some(_) => false,
        };
        (self.noun && next.tokens.start < self.next() && object).then_some(next)
    }

    /// The place that a sentence opens with as its theme: «سوريا: قصف …», «مصر - قتلى …».
    fn theme(&self) -> Option<&'a PlaceMention> {
        let first = self.scene.spots_in(self.sentence.clone()).next()?;
        let mark = self.scene.text.tokens().get(first.tokens.end).and_then(|t| t.mark);
        (first.tokens.start == self.sentence.start
            && !self.dateline(first)
            && matches!(mark, Some(':' | '-' | '–' | '—')))
        .then_some(first)
    }

    /// The place that sees it happen: «يشهد اليمن حربا», «مدينة شهدت تفجيرات».
    fn witness(&self) -> Option<&'a PlaceMention> {
        let sees = |i: usize| {
            self.scene.words[i]
                .verb
                .as_ref()
                .is_some_and(|v| v.readings.iter().any(|r| self.scene.lexicon.cues.scene_verbs.contains(&r.verb)))
        };
        let verb = (self.sentence.start..self.act.start).rev().find(|&i| sees(i))?;
        let named = |p: &&PlaceMention| !p.follows(&self.scene.lexicon.place_links.apart);
        let behind = self.scene.spots_in(verb + 1..self.act.start).find(|p| p.tokens.start == verb + 1 && named(p));
        behind.or_else(|| {
            self.scene.spots_in(self.sentence.start..verb).filter(|p| verb - p.tokens.end <= 6).filter(named).last()
        })
    }

    /// Whether punctuation stands between two tokens.
    fn parted(&self, range: Range<usize>) -> bool {
        range.into_iter().any(|i| self.scene.parts_clauses(i))
    }

    /// The place that a sentence puts before all that is told in it: «وفي جنيف، طالبت …», «وفي باماكو تظاهر …».
    fn front(&self) -> Option<&'a PlaceMention> {
        let first = self.scene.spots_in(self.sentence.start..self.act.start).next()?;
        let ends = first.tokens.end == self.act.start || self.scene.parts_clauses(first.tokens.end);
        let inside = first.follows(&self.scene.lexicon.place_links.inside);
        (first.tokens.start <= self.sentence.start + 1 && inside && ends).then_some(first)
    }

    /// Where those met who agree: «اتفاق … في القاهرة».
    fn of_agreement(&self) -> Option<&'a PlaceMention> {
        let reach = self.act.end..(self.act.end + AGREED_REACH).min(self.next());
        self.scene
            .spots_in(reach)
            .find(|p| self.usable(p) && self.stays(p))
            .filter(|p| !self.parted(self.act.end..p.tokens.start) && !self.told_of_side(p))
    }

    /// The speaker's own place.
    fn of_speech(&self) -> Vec<&'a PlaceMention> {
        let reach = self.act.end..(self.act.end + SPEAKER_REACH + 4).min(self.next());
        let at = self.scene.spots_in(reach).find(|p| self.usable(p));
        let own = at.filter(|p| {
            let gap = self.act.end..p.tokens.start;
            gap.len() <= SPEAKER_REACH && !self.parted(gap) && p.follows(&self.scene.lexicon.place_links.inside)
        });
        let met = || if self.type_ == EventType::Agree { self.of_agreement() } else { None };
        own.or_else(met).or_else(|| self.front()).into_iter().collect()
    }

    fn of_act(&self) -> Vec<&'a PlaceMention> {
        let next = self.next();
        let mut found: Vec<&PlaceMention> = self
            .scene
            .spots_in(self.act.end..next)
            .filter(|p| self.usable(p) && p.tokens.start - self.act.end <= FAR && !self.told_of_side(p))
            .collect();
        // «انسحب من حلب إلى الباب»: it was where they left.
        let links = &self.scene.lexicon.place_links;
        if self.leaves && found.iter().any(|p| p.follows(&links.leaving)) {
            found.retain(|p| !p.follows(&links.goal));
        }
        if let Some(bound) = self.bound().filter(|b| found.is_empty() || b.kind != Some(PlaceKind::Country)) {
            found.insert(0, bound);
        }
        if found.is_empty() {
            found = self.before();
        }
        if found.is_empty() {
            found = self.behind_like(next);
        }
        if found.is_empty() {
            found = self.before_like();
        }
        if found.is_empty() {
            found = self.behind_any(next);
        }
        if found.is_empty() {
            found = self.before_joined();
        }
        if found.is_empty() {
            found = self.witness().or_else(|| self.theme()).into_iter().collect();
        }
        found
    }

    /// Whether a place is told of somebody named on the way to it: «هجوم من تنفيذ داعش الذي سيطر على …».
    fn told_of_side(&self, p: &PlaceMention) -> bool {
        let relative = |i: usize| self.scene.words[i].function.is_some_and(|f| f.relative);
        (self.act.end + 2..p.tokens.start).any(|i| relative(i) && self.scene.actors.iter().any(|a| a.tokens.end == i))
    }
}
