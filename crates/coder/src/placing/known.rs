//! What is known of a place named near an act, for choosing where the act was.

use marsad_lexicon::Forest;
use marsad_model::{EventType, PlaceKind};

use super::Here;
use crate::learn::Sheet;
use crate::order;
use crate::scene::PlaceMention;

/// Prepositions that are told apart.
const PREPOSITIONS: &[&str] = &["", "في", "ب", "من", "الي", "علي", "ل", "قرب", "بين", "نحو", "عن", "حول", "خارج"];
/// Kinds that are told apart.
const KINDS: &[(&str, PlaceKind)] = &[
    ("site", PlaceKind::Site),
    ("neighbourhood", PlaceKind::Neighbourhood),
    ("village", PlaceKind::Village),
    ("town", PlaceKind::Town),
    ("city", PlaceKind::City),
    ("district", PlaceKind::District),
    ("governorate", PlaceKind::Governorate),
    ("region", PlaceKind::Region),
    ("country", PlaceKind::Country),
];

impl<'a> Here<'a, '_> {
    /// Every place that may be the act's: those of its sentence and of the one before.
    pub(super) fn candidates(&self) -> Vec<&'a PlaceMention> {
        let number = self.scene.text.sentence_of(self.act.start).saturating_sub(1);
        let from = self.scene.text.sentences()[number].tokens.start;
        self.scene.spots_in(from..self.sentence.end).filter(|p| !p.tokens.contains(&self.act.start)).collect()
    }

    /// Of the rules' places those that the forest thinks likely, and where there are none, any other that it does. `act`: the
    /// values of the act's own sheet.
    pub(super) fn chosen(&self, forest: &Forest, act: &[f32], ruled: Vec<&'a PlaceMention>) -> Vec<&'a PlaceMention> {
        let begun = forest.begin(act);
        let all = self.candidates();
        let mut sheet = Sheet::default();
        let mut likely = |p: &PlaceMention| {
            sheet.values.clear();
            self.known(p, &ruled, &all, &mut sheet);
            begun.chance(&sheet.values) >= forest.cut
        };
        let kept: Vec<&PlaceMention> = ruled.iter().copied().filter(|p| likely(p)).collect();
        if !kept.is_empty() {
            return kept;
        }
        // Where a story was written, and a capital that stands for its government, are never where an act was.
        all.iter().copied().filter(|p| !self.seat(p) && !self.dateline(p) && likely(p)).collect()
    }

    /// Writes what is known of one of them; `ruled` are those that the rules choose, `all` every candidate.
    pub(super) fn known(&self, p: &PlaceMention, ruled: &[&PlaceMention], all: &[&PlaceMention], sheet: &mut Sheet) {
        let scene = self.scene;
        let links = &scene.lexicon.place_links;
        let by_rule = |q: &PlaceMention| q.span == p.span;
        sheet.flag("rule", ruled.iter().any(|q| by_rule(q)));
        sheet.flag("rule-first", ruled.first().is_some_and(|q| by_rule(q)));
        sheet.flag("rule-name", ruled.iter().any(|q| q.name == p.name));
        sheet.count("ruled", ruled.len());
        sheet.count("candidates", all.len());
        for (name, kind) in KINDS {
            sheet.flag_of("kind", name, p.kind == Some(*kind));
        }
        for (name, is) in [
            ("part", p.part),
            ("pointed", p.pointed),
            ("many", p.many),
            ("near", p.near),
            ("listed", p.id.is_some()),
            ("sure", p.rivals.is_empty()),
            ("several-words", p.tokens.len() > 1),
        ] {
            sheet.flag(name, is);
        }
        sheet.one_of("preposition", PREPOSITIONS, p.preposition.as_deref().unwrap_or_default());
        for (name, set) in [
            ("inside", &links.inside),
            ("beside", &links.beside),
            ("apart", &links.apart),
            ("origin", &links.origin),
            ("leaving", &links.leaving),
            ("goal", &links.goal),
            ("at", &links.at),
        ] {
            sheet.flag_of("link", name, p.follows(set));
        }
        sheet.flag("usable", self.usable(p));
        sheet.flag("seat", self.seat(p));
        sheet.flag("dateline", self.dateline(p));
        sheet.flag("portion", self.portion(p));
        sheet.flag("side", self.side(p));
        let named = scene.actors_in(p.tokens.start.saturating_sub(6)..p.tokens.end + 6);
        sheet.flag("in-actor", named.into_iter().any(|a| a.span.overlaps(p.span)));
        sheet.flag("opens", self.opens(p));
        sheet.flag("bound", self.bound().is_some_and(by_rule));
        sheet.flag("front", self.front().is_some_and(by_rule));
        sheet.flag("witness", self.witness().is_some_and(by_rule));
        sheet.flag("theme", self.theme().is_some_and(by_rule));
        self.way(p, all, sheet);
        let title = &scene.text.sentences()[0].tokens;
        let same = |q: &PlaceMention| q.name == p.name;
        sheet.flag("in-title", self.sentence.start > 0 && scene.spots_in(title.clone()).any(same));
        sheet.count("named", scene.place_named(&p.name));
        sheet.flag("about", p.country.is_some() && p.country == scene.about);
        sheet.flag("country-of-text", p.country.is_some() && p.country == scene.country);
    }

    /// The words between the act and a place.
    fn way(&self, p: &PlaceMention, all: &[&PlaceMention], sheet: &mut Sheet) {
        let scene = self.scene;
        let behind = p.tokens.start >= self.act.end;
        let gap = if behind { self.act.end..p.tokens.start } else { p.tokens.end.min(self.act.start)..self.act.start };
        sheet.flag("behind", behind);
        sheet.flag("other-sentence", p.tokens.start < self.sentence.start);
        sheet.count("gap", gap.len());
        sheet.flag("touches", gap.is_empty());
        let words = |f: &dyn Fn(usize) -> bool| gap.clone().filter(|&i| f(i)).count();
        sheet.count("gap-verbs", words(&|i| scene.words[i].verb.is_some() && scene.is_verb(i)));
        sheet.count("gap-marks", words(&|i| scene.parts_clauses(i)));
        sheet.count("gap-contents", words(&|i| scene.words[i].function.is_some_and(|f| f.content)));
        sheet.count("gap-relatives", words(&|i| scene.words[i].function.is_some_and(|f| f.relative)));
        sheet.count("gap-subordinators", words(&|i| scene.words[i].function.is_some_and(|f| f.subordinator)));
        sheet.count("gap-contrasts", words(&|i| scene.lexicon.cues.contrasts.begins(scene, i)));
        let inside = |t: &std::ops::Range<usize>| gap.start <= t.start && t.end <= gap.end;
        sheet.count("gap-acts", self.others.iter().filter(|o| inside(&o.0)).count());
        sheet.count("gap-acts-alike", self.others.iter().filter(|o| inside(&o.0) && o.1 == self.type_).count());
        let forces = |t: EventType| matches!(t, EventType::Assault | EventType::Coerce | EventType::Mobilize);
        sheet.count("gap-acts-force", self.others.iter().filter(|o| inside(&o.0) && forces(o.1)).count());
        sheet.count("gap-actors", scene.actors_in(gap.clone()).count());
        sheet.count("gap-places", all.iter().filter(|q| inside(&q.tokens)).count());
        sheet.count("gap-times", order::within(&scene.times, &gap).len());
        let nearer = |t: &std::ops::Range<usize>| {
            if behind {
                t.start >= p.tokens.end && t.start - p.tokens.end < gap.len()
            } else {
                t.end <= p.tokens.start && p.tokens.start - t.end < gap.len()
            }
        };
        sheet.flag("nearer-other-act", self.others.iter().any(|o| nearer(&o.0)));
        let before = p.tokens.start.checked_sub(1);
        let verb = |i: usize| scene.words[i].verb.is_some() && scene.is_verb(i);
        sheet.flag("verb-before", before.is_some_and(verb));
        sheet.flag(
            "actor-before",
            before.is_some_and(|b| scene.actors_near(b).any(|a| a.tokens.end == b || a.tokens.end == b + 1)),
        );
        sheet.flag("verb-after", scene.words.get(p.tokens.end).is_some_and(|w| w.verb.is_some()) && verb(p.tokens.end));
        sheet.flag("mark-after", scene.parts_clauses(p.tokens.end));
        sheet.flag(
            "place-follows",
            all.iter().any(|q| q.tokens.start >= p.tokens.end && q.tokens.start <= p.tokens.end + 2),
        );
        sheet.flag(
            "place-precedes",
            all.iter().any(|q| q.tokens.end <= p.tokens.start && q.tokens.end + 2 >= p.tokens.start),
        );
        let ahead = |q: &&&PlaceMention| q.tokens.start >= self.act.end;
        let rank = all.iter().filter(|q| (q.tokens.start >= self.act.end) == behind);
        sheet.count(
            "rank",
            if behind {
                rank.filter(ahead).filter(|q| q.tokens.start < p.tokens.start).count()
            } else {
                rank.filter(|q| q.tokens.start > p.tokens.start).count()
            },
        );
    }
}
