//! The judged pairs of articles: same origin or not, same main event or not.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result};
use marsad_corroborate::{ACCEPT, Credits, Field, Page, Rarity, Telling, Weights, compare, levels, link};
use marsad_model::{CodedDocument, Document};
use marsad_text::Text;

use crate::copies::documents;
use crate::{Score, row};

struct Pair {
    a: String,
    b: String,
    origin: String,
    event: String,
}

fn pairs(path: &Path) -> Result<Vec<Pair>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let mut list = Vec::new();
    for line in BufReader::new(file).lines() {
        let value: serde_json::Value = serde_json::from_str(&line?)?;
        let cell = |k: &str| value[k].as_str().map(str::to_owned).with_context(|| format!("a pair has no {k}"));
        list.push(Pair { a: cell("a")?, b: cell("b")?, origin: cell("origin")?, event: cell("event")? });
    }
    Ok(list)
}

/// The levels at which a pair agrees, whether it is one event, its weight as shipped.
type Judged = (Vec<(Field, usize)>, bool, Option<f64>);

/// The number of the cluster of pairs that share articles, for each pair.
fn clusters(pairs: &[Pair]) -> Vec<usize> {
    let mut of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut number: Vec<usize> = (0..pairs.len()).collect();
    for (i, pair) in pairs.iter().enumerate() {
        for id in [&pair.a, &pair.b] {
            if let Some(other) = of.insert(id, i) {
                let (from, to) = (number[i].max(number[other]), number[i].min(number[other]));
                number.iter_mut().filter(|n| **n == from).for_each(|n| *n = to);
            }
        }
    }
    number
}

/// Scores origins of the pairs by their links, and events by their reports.
pub fn measure(folder: &Path, coded: Option<&Path>) -> Result<()> {
    let pairs = pairs(&folder.join("bench/corroborate/article_pairs.jsonl"))?;
    let articles = documents(&folder.join("bench/news/articles.jsonl"))?;
    let by_id: BTreeMap<&str, &Document> = articles.iter().map(|d| (d.id.as_str(), d)).collect();
    let find = |id: &str| by_id.get(id).copied().with_context(|| format!("no article {id}"));
    row("articles", "judged pairs", "pairs", pairs.len());
    let clusters = clusters(&pairs);

    let mut score = Score::default();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for pair in &pairs {
        let page = |id: &str| find(id).map(|d| Page::read(d, Credits::builtin()));
        let found = link(&page(&pair.a)?, &page(&pair.b)?, false);
        let there = pair.origin != "independent";
        score.there += usize::from(there);
        score.found += usize::from(found.is_some());
        score.right += usize::from(there && found.is_some());
        if let Some(found) = found {
            *kinds.entry(format!("links: {:?}, {}", found.kind, if there { "right" } else { "wrong" })).or_default() +=
                1;
        }
    }
    score.print("articles", "same or partial origin");
    kinds.into_iter().for_each(|(kind, n)| row("articles", "same or partial origin", &kind, n));

    let Some(coded) = coded else { return Ok(()) };
    let file = File::open(coded).with_context(|| format!("cannot open {}", coded.display()))?;
    let mut reports: BTreeMap<String, CodedDocument> = BTreeMap::new();
    for line in BufReader::new(file).lines() {
        let document: CodedDocument = serde_json::from_str(&line?)?;
        reports.insert(document.id.clone(), document);
    }
    let mut rarity = Rarity::new();
    articles.iter().for_each(|d| rarity.add(&Text::new(d.full_text())));
    let tell = |id: &str| -> Result<Option<Telling>> {
        let coded = reports.get(id).with_context(|| format!("{id} was not coded"))?;
        Ok(Telling::main(find(id)?, &coded.reports, &rarity, &|_| None))
    };
    let mut judged: Vec<Judged> = Vec::new();
    for pair in &pairs {
        let (a, b) = (tell(&pair.a)?, tell(&pair.b)?);
        let both = a.as_ref().zip(b.as_ref());
        let agreed = both.map(|(a, b)| levels(a, b)).unwrap_or_default();
        let weight = both.map(|(a, b)| compare(a, b, Weights::builtin()).weight);
        judged.push((agreed, pair.event == "same", weight));
    }
    let print = |set: &str, yes: &[bool]| {
        let score = Score {
            right: yes.iter().zip(&judged).filter(|(y, j)| **y && j.1).count(),
            found: yes.iter().filter(|y| **y).count(),
            there: judged.iter().filter(|j| j.1).count(),
        };
        score.print("articles", set);
        let alike = |p: &&Pair| p.event == "different";
        let merged = pairs.iter().zip(yes).filter(|(p, y)| alike(p) && **y).count();
        row("articles", set, "look-alikes merged", format!("{merged} of {}", pairs.iter().filter(alike).count()));
    };
    let shipped: Vec<bool> = judged.iter().map(|j| j.2.is_some_and(|w| w >= ACCEPT)).collect();
    print("same event, weights as shipped", &shipped);

    // With weights and threshold learnt from other clusters of pairs.
    let sum = |weights: &Weights, agreed: &[(Field, usize)]| {
        agreed.iter().filter_map(|(f, l)| weights.level(*f, *l)).map(|(_, l)| l.weight()).sum::<f64>()
    };
    let mut answers = vec![false; pairs.len()];
    for fold in 0..8 {
        let held = |i: usize| clusters[i] % 8 == fold;
        let learn = (0..pairs.len()).filter(|i| !held(*i) && !judged[*i].0.is_empty());
        let weights = Weights::builtin().learn(learn.clone().map(|i| (&judged[i].0[..], judged[i].1)));
        let weighed: Vec<(f64, usize)> = learn.map(|i| (sum(&weights, &judged[i].0), i)).collect();
        let alike = weighed.iter().filter(|(_, i)| pairs[*i].event == "different").count();
        let worth = |least: f64| {
            let found = weighed.iter().filter(|(w, _)| *w >= least);
            let merged = found.clone().filter(|(_, i)| pairs[*i].event == "different").count();
            let right = found.clone().filter(|(_, i)| judged[*i].1).count();
            let there = weighed.iter().filter(|(_, i)| judged[*i].1).count();
            let f1 = Score { right, found: found.count(), there }.f1();
            if merged * 20 <= alike { f1 } else { f1 - 1.0 }
        };
        let least =
            (-20..60).map(|t| f64::from(t) * 0.25).max_by(|x, y| worth(*x).total_cmp(&worth(*y))).unwrap_or(0.0);
        for i in (0..pairs.len()).filter(|i| held(*i) && !judged[*i].0.is_empty()) {
            answers[i] = sum(&weights, &judged[i].0) >= least;
        }
    }
    print("same event, weights learnt from other clusters", &answers);
    if std::env::var_os("MARSAD_PRINT_WEIGHTS").is_some() {
        let weights = Weights::builtin().learn(judged.iter().filter(|j| !j.0.is_empty()).map(|j| (&j.0[..], j.1)));
        for field in [
            Field::Type,
            Field::Mode,
            Field::Day,
            Field::Published,
            Field::Place,
            Field::Region,
            Field::Actor,
            Field::Recipient,
            Field::Count,
            Field::Words,
            Field::Title,
        ] {
            for at in 0..5 {
                if let Some((name, l)) = weights.level(field, at) {
                    eprintln!("{field:?}\t{name}\t{:.3}\t{:.3}\t{:.2}", l.m, l.u, l.weight());
                }
            }
        }
        let mut all: Vec<(f64, &str)> =
            judged.iter().zip(&pairs).map(|(j, p)| (j.2.unwrap_or(-99.0), p.event.as_str())).collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (w, e) in all {
            eprintln!("W\t{w:.2}\t{e}");
        }
    }
    Ok(())
}
