//! Whether a report is one that a careful reader would make: one forest over everything that may be a report.

use marsad_coder::Coder;
use marsad_lexicon::{Forest, Lexicon};
use marsad_model::{EventType, Span};

use crate::boost::{Settings, Table, cross_validated, grow};
use crate::stories::{Story, pair};
use crate::{OTHER, OWN, figure};

/// Cuts that are tried.
const CUTS: [f32; 11] = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7];
/// Bands of the reliability table.
const BANDS: usize = 10;

/// Everything that may be a report.
#[derive(Default)]
struct Examples {
    rows: Vec<Vec<f32>>,
    names: Vec<String>,
    story: Vec<usize>,
    types: Vec<EventType>,
    truth: Vec<bool>,
    /// Whether the rules alone would keep it.
    kept: Vec<bool>,
    labels: usize,
}

impl Examples {
    fn read(stories: &[Story], lexicon: &Lexicon) -> Self {
        let coder = Coder::new(lexicon);
        let mut out = Self::default();
        for (number, story) in stories.iter().enumerate() {
            let examples = coder.report_examples(&story.document);
            let acts: Vec<(EventType, Span)> =
                examples.iter().map(|e| (e.report.type_, e.report.trigger.span())).collect();
            for (e, label) in examples.iter().zip(pair(&acts, &story.reports)) {
                if out.names.is_empty() {
                    out.names = e.sheet.names().to_vec();
                }
                out.rows.push(e.sheet.values.clone());
                out.story.push(number);
                out.types.push(e.report.type_);
                out.truth.push(label.is_some());
                out.kept.push(e.kept);
            }
            out.labels += story.reports.len();
        }
        out
    }

    /// Precision, recall and F1 of a choice.
    fn score(&self, chosen: impl Fn(usize) -> bool) -> [f64; 3] {
        let n = (0..self.rows.len()).filter(|&r| chosen(r)).count();
        let right = (0..self.rows.len()).filter(|&r| chosen(r) && self.truth[r]).count();
        let share = |a: usize, b: usize| if b == 0 { 0.0 } else { a as f64 / b as f64 };
        let (p, r) = (share(right, n), share(right, self.labels));
        [p, r, if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }]
    }
}

/// Trains the forest, tries it on other stories, and gives it with the reliability table of its confidence there.
pub fn train(own: &[Story], test: Option<&[Story]>, lexicon: &Lexicon) -> (&'static str, Forest) {
    let examples = Examples::read(own, lexicon);
    figure("report", OWN, "candidates", examples.rows.len());
    figure("report", OWN, "labels", examples.labels);
    scored(&format!("{OWN}, rules alone"), examples.score(|r| examples.kept[r]));
    let chances = cross_validated(&examples.rows, &examples.names, &examples.truth, &examples.story);
    let f1 = |cut: &f32| examples.score(|r| chances[r] >= *cut)[2];
    let cut = CUTS.into_iter().max_by(|a, b| f1(a).total_cmp(&f1(b))).unwrap_or(0.5);
    figure("report", OWN, "cut", cut);
    scored(&format!("{OWN}, cross-validated"), examples.score(|r| chances[r] >= cut));
    reliability(&format!("{OWN}, cross-validated"), &chances, &examples.truth);
    let mut forest = grow(&Table::new(&examples.rows), &examples.truth, &examples.names, Settings::default());
    forest.cut = cut;
    if let Some(test) = test {
        let test = Examples::read(test, lexicon);
        let chances: Vec<f32> = test.rows.iter().map(|r| forest.chance(r)).collect();
        scored(&format!("{OTHER}, rules alone"), test.score(|r| test.kept[r]));
        scored(OTHER, test.score(|r| chances[r] >= cut));
        reliability(OTHER, &chances, &test.truth);
    }
    ("report", forest)
}

/// Prints what keeping some of the candidates is worth.
fn scored(set: &str, score: [f64; 3]) {
    for (name, value) in ["P", "R", "F1"].into_iter().zip(score) {
        figure("report", set, name, format!("{value:.3}"));
    }
}

/// Prints how many of the reports of each band of confidence are right.
fn reliability(name: &str, chances: &[f32], truth: &[bool]) {
    for band in 0..BANDS {
        let (low, high) = (band as f32 / BANDS as f32, (band + 1) as f32 / BANDS as f32);
        let inside: Vec<usize> =
            (0..chances.len()).filter(|&r| chances[r] >= low && (chances[r] < high || band + 1 == BANDS)).collect();
        if inside.is_empty() {
            continue;
        }
        let mean = inside.iter().map(|&r| f64::from(chances[r])).sum::<f64>() / inside.len() as f64;
        let right = inside.iter().filter(|&&r| truth[r]).count();
        for (what, value) in [
            ("reports", inside.len().to_string()),
            ("mean confidence", format!("{mean:.3}")),
            ("share right", format!("{:.3}", right as f64 / inside.len() as f64)),
        ] {
            figure("reliability", name, &format!("{low:.1} to {high:.1}: {what}"), value);
        }
    }
}
