//! Where an act was: one forest over every place named near it.

use marsad_coder::{Coder, SlotExample};
use marsad_lexicon::{Forest, Lexicon};
use marsad_model::{EventType, Span};

use crate::boost::{Settings, Table, cross_validated, grow};
use crate::stories::{Story, pair};
use crate::{OTHER, OWN, figure};

/// Cuts that are tried.
const CUTS: [f32; 11] = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7];

/// Candidates of all acts that a label was found for and a place stands near.
#[derive(Default)]
struct Examples {
    rows: Vec<Vec<f32>>,
    names: Vec<String>,
    /// The story of each row.
    story: Vec<usize>,
    /// The act of each row.
    act: Vec<usize>,
    truth: Vec<bool>,
    /// Whether each act has a place in truth, named near it or not.
    given: Vec<bool>,
}

impl Examples {
    fn read(stories: &[Story], lexicon: &Lexicon) -> Self {
        let coder = Coder::new(lexicon);
        let mut out = Self::default();
        for (number, story) in stories.iter().enumerate() {
            let examples = coder.place_examples(&story.document);
            let mut acts: Vec<(EventType, Span)> = examples.iter().map(|e| (e.type_, e.trigger)).collect();
            acts.dedup();
            let labels = pair(&acts, &story.reports);
            for (act, label) in acts.iter().zip(labels) {
                let Some(label) = label.map(|l| &story.reports[l]) else { continue };
                for e in examples.iter().filter(|e| (e.type_, e.trigger) == *act) {
                    out.push(e, number, label.places.iter().any(|p| p.span().overlaps(e.candidate)));
                }
                out.given.push(!label.places.is_empty());
            }
        }
        out
    }

    fn push(&mut self, e: &SlotExample, story: usize, truth: bool) {
        if self.names.is_empty() {
            self.names = e.sheet.names().to_vec();
        }
        self.rows.push(e.sheet.values.clone());
        self.story.push(story);
        self.act.push(self.given.len());
        self.truth.push(truth);
    }

    /// Shares: of acts with a place, those of which one is chosen and all chosen are right; of acts without, those left
    /// without; and of all acts.
    fn score(&self, chosen: &[f32]) -> [f64; 3] {
        let (mut right, mut wrong) = (vec![false; self.given.len()], vec![false; self.given.len()]);
        for row in (0..chosen.len()).filter(|&r| chosen[r] > 0.5) {
            let list = if self.truth[row] { &mut right } else { &mut wrong };
            list[self.act[row]] = true;
        }
        let good = |a: usize| if self.given[a] { right[a] && !wrong[a] } else { !wrong[a] };
        let share = |of: &dyn Fn(usize) -> bool| {
            let all: Vec<usize> = (0..self.given.len()).filter(|&a| of(a)).collect();
            all.iter().filter(|&&a| good(a)).count() as f64 / all.len().max(1) as f64
        };
        [share(&|a| self.given[a]), share(&|a| !self.given[a]), share(&|_| true)]
    }

    fn print(&self, set: &str, chosen: &[f32]) {
        for (what, value) in
            ["place where given", "none where none is", "acts right"].into_iter().zip(self.score(chosen))
        {
            figure("place", set, what, format!("{value:.3}"));
        }
    }

    /// What the coder chooses: of the rules' places those that reach the cut, and where none does, any other that does.
    fn chosen(&self, chances: &[f32], cut: f32) -> Vec<f32> {
        let rules = self.rules();
        let mut any = vec![false; self.given.len()];
        for row in (0..rules.len()).filter(|&r| rules[r] > 0.5 && chances[r] >= cut) {
            any[self.act[row]] = true;
        }
        let never: Vec<Vec<f32>> = ["seat", "dateline"].into_iter().map(|name| self.column(name)).collect();
        let other = |row: usize| !any[self.act[row]] && never.iter().all(|column| column[row] < 0.5);
        let keeps = |row: usize| chances[row] >= cut && (rules[row] > 0.5 || other(row));
        (0..rules.len()).map(|row| f32::from(u8::from(keeps(row)))).collect()
    }

    /// What the rules alone choose.
    fn rules(&self) -> Vec<f32> {
        self.column("rule")
    }

    /// One column of the sheets.
    fn column(&self, name: &str) -> Vec<f32> {
        let column = self.names.iter().position(|n| n == name);
        self.rows.iter().map(|r| column.map_or(0.0, |k| r[k])).collect()
    }
}

/// Trains the forest on the stories and tries it on others.
pub fn train(own: &[Story], test: Option<&[Story]>, lexicon: &Lexicon) -> (&'static str, Forest) {
    let examples = Examples::read(own, lexicon);
    figure("place", OWN, "acts", examples.given.len());
    figure("place", OWN, "candidates", examples.rows.len());
    examples.print(&format!("{OWN}, rules alone"), &examples.rules());
    let chances = cross_validated(&examples.rows, &examples.names, &examples.truth, &examples.story);
    let worth = |cut: &f32| examples.score(&examples.chosen(&chances, *cut))[2];
    let cut = CUTS.into_iter().max_by(|a, b| worth(a).total_cmp(&worth(b))).unwrap_or(0.5);
    figure("place", OWN, "cut", cut);
    examples.print(&format!("{OWN}, cross-validated"), &examples.chosen(&chances, cut));
    let mut forest = grow(&Table::new(&examples.rows), &examples.truth, &examples.names, Settings::default());
    forest.cut = cut;
    if let Some(test) = test {
        let test = Examples::read(test, lexicon);
        let chances: Vec<f32> = test.rows.iter().map(|r| forest.chance(r)).collect();
        test.print(&format!("{OTHER}, rules alone"), &test.rules());
        test.print(OTHER, &test.chosen(&chances, cut));
    }
    ("place", forest)
}
