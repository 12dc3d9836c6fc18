//! Judged pairs of articles: same origin or not, same main event or not. Those that stand beside the repository, and our own,
//! from which the weights were counted.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result};
use marsad_corroborate::{
    Credits, Field, Page, Rarity, SAME_STORY, Story, Weights, compare_stories, compare_through_copies, link,
    story_levels,
};
use marsad_model::{CodedDocument, Document};
use marsad_text::Text;

use crate::copies::documents;
use crate::{Score, row};

/// From which resemblance on two texts are copies through which others are compared.
const SAME_TEXT: f64 = 0.5;

struct Pair {
    a: String,
    b: String,
    origin: String,
    event: String,
}

/// The lines of a file, each read as JSON.
fn lines<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    BufReader::new(file).lines().map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

fn pairs(path: &Path) -> Result<Vec<Pair>> {
    let cells = |value: serde_json::Value| {
        let cell = |k: &str| value[k].as_str().map(str::to_owned).with_context(|| format!("a pair has no {k}"));
        Ok(Pair { a: cell("a")?, b: cell("b")?, origin: cell("origin")?, event: cell("event")? })
    };
    lines(path)?.into_iter().map(cells).collect()
}

/// The levels at which a pair agrees and what they weigh as shipped.
type Judged = (Vec<(Field, usize)>, f64);

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

/// Scores origins of the pairs by their links.
fn origins(part: &str, pairs: &[Pair], by_id: &BTreeMap<&str, &Document>) -> Result<()> {
    let mut score = Score::default();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for pair in pairs {
        let page = |id: &str| {
            let document = by_id.get(id).with_context(|| format!("no article {id}"))?;
            Ok::<_, anyhow::Error>(Page::read(document, Credits::builtin()))
        };
        let found = link(&page(&pair.a)?, &page(&pair.b)?, false);
        let there = pair.origin != "independent";
        score.there += usize::from(there);
        score.found += usize::from(found.is_some());
        score.right += usize::from(there && found.is_some());
        if let Some(found) = found {
            let kind = format!("links: {:?}, {}", found.kind, if there { "right" } else { "wrong" });
            *kinds.entry(kind).or_default() += 1;
        }
    }
    score.print(part, "same or partial origin");
    kinds.into_iter().for_each(|(kind, n)| row(part, "same or partial origin", &kind, n));
    Ok(())
}

fn print(part: &str, set: &str, pairs: &[Pair], yes: &[bool]) {
    let score = Score {
        right: yes.iter().zip(pairs).filter(|(y, p)| **y && p.event == "same").count(),
        found: yes.iter().filter(|y| **y).count(),
        there: pairs.iter().filter(|p| p.event == "same").count(),
    };
    score.print(part, set);
    for (event, name) in [("different", "look-alikes merged"), ("related", "related ones merged")] {
        let all = pairs.iter().zip(yes).filter(|(p, _)| p.event == event);
        let merged = all.clone().filter(|(_, y)| **y).count();
        row(part, set, name, format!("{merged} of {}", all.count()));
    }
    let alone = pairs.iter().zip(yes).filter(|(p, _)| p.event == "same" && p.origin == "independent");
    row(part, set, "R of independent reports", {
        let found = alone.clone().filter(|(_, y)| **y).count();
        format!("{found} of {}", alone.count())
    });
}

/// Judges the pairs with weights and threshold counted from other clusters of them.
fn learnt_elsewhere(pairs: &[Pair], judged: &[Judged]) -> Vec<bool> {
    let clusters = clusters(pairs);
    let same = |i: usize| pairs[i].event == "same";
    let sum = |weights: &Weights, agreed: &[(Field, usize)]| {
        agreed.iter().filter_map(|(f, l)| weights.level(*f, *l)).map(|(_, l)| l.weight()).sum::<f64>()
    };
    let mut answers = vec![false; pairs.len()];
    for fold in 0..8 {
        let held = |i: usize| clusters[i] % 8 == fold;
        let learn = (0..pairs.len()).filter(|i| !held(*i));
        let weights = Weights::stories().learn(learn.clone().map(|i| (&judged[i].0[..], same(i))));
        let weighed: Vec<(f64, usize)> = learn.map(|i| (sum(&weights, &judged[i].0), i)).collect();
        let alike = weighed.iter().filter(|(_, i)| pairs[*i].event == "different").count();
        let worth = |least: f64| {
            let found = weighed.iter().filter(|(w, _)| *w >= least);
            let merged = found.clone().filter(|(_, i)| pairs[*i].event == "different").count();
            let right = found.clone().filter(|(_, i)| same(*i)).count();
            let there = weighed.iter().filter(|(_, i)| same(*i)).count();
            let f1 = Score { right, found: found.count(), there }.f1();
            if merged * 20 <= alike { f1 } else { f1 - 1.0 }
        };
        let least =
            (-20..60).map(|t| f64::from(t) * 0.25).max_by(|x, y| worth(*x).total_cmp(&worth(*y))).unwrap_or(0.0);
        for i in (0..pairs.len()).filter(|i| held(*i)) {
            answers[i] = sum(&weights, &judged[i].0) >= least;
        }
    }
    answers
}

/// Scores one set: `part` is its name in the table, `background` more texts by which words are known to be rare.
fn score(part: &str, pairs: &[Pair], articles: &[Document], coded: &Path, background: &[String]) -> Result<()> {
    let by_id: BTreeMap<&str, &Document> = articles.iter().map(|d| (d.id.as_str(), d)).collect();
    let find = |id: &str| by_id.get(id).copied().with_context(|| format!("no article {id}"));
    row(part, "judged pairs", "pairs", pairs.len());
    origins(part, pairs, &by_id)?;
    let reports: BTreeMap<String, CodedDocument> =
        lines::<CodedDocument>(coded)?.into_iter().map(|d| (d.id.clone(), d)).collect();
    let mut rarity = Rarity::new();
    articles.iter().for_each(|d| rarity.add(&Text::new(d.full_text())));
    background.iter().for_each(|t| rarity.add(&Text::new(t.clone())));
    let read = |id: &str| -> Result<Story> {
        let coded = reports.get(id).with_context(|| format!("{id} was not coded"))?;
        Ok(Story::read(find(id)?, &coded.reports, &rarity, &|_| None))
    };
    let mut judged: Vec<Judged> = Vec::new();
    for pair in pairs {
        let (a, b) = (read(&pair.a)?, read(&pair.b)?);
        judged.push((story_levels(&a, &b), compare_stories(&a, &b, Weights::stories()).weight));
    }
    let shipped: Vec<bool> = judged.iter().map(|j| j.1 >= SAME_STORY).collect();
    print(part, "same event, weights as shipped", pairs, &shipped);
    // As stores compare them: with the table of words that is built in.
    let mut in_stores = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let story = |id: &str| -> Result<Story> {
            let coded = reports.get(id).with_context(|| format!("{id} was not coded"))?;
            Ok(Story::read(find(id)?, &coded.reports, Rarity::builtin(), &|_| None))
        };
        in_stores.push(compare_stories(&story(&pair.a)?, &story(&pair.b)?, Weights::stories()).weight >= SAME_STORY);
    }
    print(part, "same event, words as built in", pairs, &in_stores);
    // Through the copies of each among the articles of the set.
    let mut stories: BTreeMap<&str, Story> = BTreeMap::new();
    let mut pages: BTreeMap<&str, Page> = BTreeMap::new();
    for id in reports.keys().map(String::as_str) {
        stories.insert(id, read(id)?);
        pages.insert(id, Page::read(find(id)?, Credits::builtin()));
    }
    let copies = |id: &str| -> Vec<&Story> {
        let Some(own) = pages.get(id) else { return Vec::new() };
        let is_copy = |other: &str| {
            other == id || pages.get(other).is_some_and(|p| own.shingles.resemblance(&p.shingles) >= SAME_TEXT)
        };
        stories.iter().filter(|(other, _)| is_copy(other)).map(|(_, s)| s).collect()
    };
    let through: Vec<f64> = pairs
        .iter()
        .map(|p| {
            let found = compare_through_copies(&copies(&p.a), &copies(&p.b), Weights::stories());
            found.map_or(f64::NEG_INFINITY, |c| c.weight)
        })
        .collect();
    let yes: Vec<bool> = through.iter().map(|w| *w >= SAME_STORY).collect();
    print(part, "same event, through copies", pairs, &yes);
    print(part, "same event, weights learnt from other clusters", pairs, &learnt_elsewhere(pairs, &judged));
    if std::env::var_os("MARSAD_PRINT_WEIGHTS").is_some() {
        for ((pair, (agreed, weight)), through) in pairs.iter().zip(&judged).zip(&through) {
            let name = |(field, at): &(Field, usize)| {
                Weights::stories().level(*field, *at).map(|(name, _)| format!("{field:?}={name}"))
            };
            let agreed: Vec<String> = agreed.iter().filter_map(name).collect();
            eprintln!(
                "P\t{part}\t{}\t{}\t{}\t{}\t{weight:.2}/{through:.2}\t{}",
                pair.a,
                pair.b,
                pair.origin,
                pair.event,
                agreed.join(" ")
            );
        }
    }
    Ok(())
}

/// Scores the pairs that stand beside the repository, and our own.
pub fn measure(folder: &Path, coded: Option<&Path>, own: Option<&Path>) -> Result<()> {
    if let Some(own_coded) = own {
        let pairs = pairs(Path::new("bench/own/pairs/pairs.jsonl"))?;
        let articles = documents(Path::new("bench/own/pairs/articles.jsonl"))?;
        let mut background = Vec::new();
        for entry in std::fs::read_dir("bench/own/reports")? {
            let text = std::fs::read_to_string(entry?.path())?;
            background.extend(text.split("\npublished:").map(str::to_owned));
        }
        background.sort();
        score("own articles", &pairs, &articles, own_coded, &background)?;
    }
    if let Some(coded) = coded {
        let pairs = pairs(&folder.join("bench/corroborate/article_pairs.jsonl"))?;
        let articles = documents(&folder.join("bench/news/articles.jsonl"))?;
        score("articles", &pairs, &articles, coded, &[])?;
    }
    Ok(())
}
