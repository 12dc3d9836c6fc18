//! Who did it and to whom: two forests over everybody named near an act.

use marsad_coder::{Coder, SlotExample};
use marsad_lexicon::{Forest, Lexicon};
use marsad_model::{EventType, Span};

use crate::boost::{Settings, Table, cross_validated, grow};
use crate::stories::{Place, Story, pair};
use crate::{OTHER, OWN, figure};

/// Cuts that are tried.
const CUTS: [f32; 9] = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6];

/// Candidates of all acts that a label was found for.
#[derive(Default)]
struct Examples {
    rows: Vec<Vec<f32>>,
    names: Vec<String>,
    /// The story of each row.
    story: Vec<usize>,
    /// The act of each row.
    act: Vec<usize>,
    truth: [Vec<bool>; 2],
    /// How many each act has in truth, found among the candidates or not.
    of: [Vec<usize>; 2],
}

impl Examples {
    fn read(stories: &[Story], lexicon: &Lexicon) -> Self {
        let coder = Coder::new(lexicon);
        let mut out = Self::default();
        for (number, story) in stories.iter().enumerate() {
            let examples = coder.slot_examples(&story.document);
            let mut acts: Vec<(EventType, Span)> = examples.iter().map(|e| (e.type_, e.trigger)).collect();
            acts.dedup();
            let labels = pair(&acts, &story.reports);
            for (act, label) in acts.iter().zip(labels) {
                let Some(label) = label.map(|l| &story.reports[l]) else { continue };
                let sides = [&label.actors, &label.recipients];
                for e in examples.iter().filter(|e| (e.type_, e.trigger) == *act) {
                    out.push(e, number, sides);
                }
                for (of, side) in out.of.iter_mut().zip(sides) {
                    of.push(side.len());
                }
            }
        }
        out
    }

    fn push(&mut self, e: &SlotExample, story: usize, sides: [&Vec<Place>; 2]) {
        if self.names.is_empty() {
            self.names = e.sheet.names().to_vec();
        }
        self.rows.push(e.sheet.values.clone());
        self.story.push(story);
        self.act.push(self.of[0].len());
        for (truth, side) in self.truth.iter_mut().zip(sides) {
            truth.push(side.iter().any(|p| p.span().overlaps(e.candidate)));
        }
    }

    /// What choosing every row whose chance reaches the cut is worth.
    fn score(&self, side: usize, chances: &[f32], cut: f32) -> Score {
        let acts = self.of[side].len();
        let (mut right, mut wrong) = (vec![0usize; acts], vec![0usize; acts]);
        for row in (0..chances.len()).filter(|&r| chances[r] >= cut) {
            if self.truth[side][row] {
                right[self.act[row]] += 1;
            } else {
                wrong[self.act[row]] += 1;
            }
        }
        let all: usize = self.of[side].iter().sum();
        let (good, bad): (usize, usize) = (right.iter().sum(), wrong.iter().sum());
        let exact = (0..acts).filter(|&a| wrong[a] == 0 && right[a] >= self.of[side][a]).count();
        let share = |a: usize, b: usize| if b == 0 { 0.0 } else { a as f64 / b as f64 };
        let (p, r) = (share(good, good + bad), share(good.min(all), all));
        let f1 = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
        Score { precision: p, recall: r, f1, exact: share(exact, acts) }
    }
}

/// What a choice is worth.
#[derive(Clone, Copy)]
struct Score {
    precision: f64,
    recall: f64,
    f1: f64,
    /// Share of the acts of which everybody was chosen and nobody else.
    exact: f64,
}

impl Score {
    fn print(self, name: &str, set: &str) {
        for (what, value) in
            [("P", self.precision), ("R", self.recall), ("F1", self.f1), ("acts wholly right", self.exact)]
        {
            figure(name, set, what, format!("{value:.3}"));
        }
    }
}

/// Trains both forests on the stories and tries them on others; gives them with their names.
pub fn train(own: &[Story], test: Option<&[Story]>, lexicon: &Lexicon) -> Vec<(&'static str, Forest)> {
    let examples = Examples::read(own, lexicon);
    figure("sides", OWN, "stories", own.len());
    figure("sides", OWN, "acts", examples.of[0].len());
    figure("sides", OWN, "candidates", examples.rows.len());
    let test = test.map(|t| Examples::read(t, lexicon));
    let mut out = Vec::new();
    for (side, name) in ["actor", "recipient"].into_iter().enumerate() {
        let rule = examples.names.iter().position(|n| *n == format!("rule-{name}"));
        let rules = |e: &Examples| -> Vec<f32> { e.rows.iter().map(|r| rule.map_or(0.0, |k| r[k])).collect() };
        examples.score(side, &rules(&examples), 0.5).print(name, &format!("{OWN}, rules alone"));
        let chances = cross_validated(&examples.rows, &examples.names, &examples.truth[side], &examples.story);
        // A record is right only where all of it is.
        let exact = |cut: &f32| examples.score(side, &chances, *cut).exact;
        let cut = CUTS.into_iter().max_by(|a, b| exact(a).total_cmp(&exact(b))).unwrap_or(0.5);
        figure(name, OWN, "cut", cut);
        examples.score(side, &chances, cut).print(name, &format!("{OWN}, cross-validated"));
        let mut forest = grow(&Table::new(&examples.rows), &examples.truth[side], &examples.names, Settings::default());
        forest.cut = cut;
        if let Some(test) = &test {
            let chances: Vec<f32> = test.rows.iter().map(|r| forest.chance(r)).collect();
            test.score(side, &rules(test), 0.5).print(name, &format!("{OTHER}, rules alone"));
            test.score(side, &chances, cut).print(name, OTHER);
        }
        out.push((name, forest));
    }
    out
}
