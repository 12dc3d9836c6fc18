//! Contexts: what a report is about beside its act, from its frame, the words of its paragraph and its sides.

use std::ops::Range;

use marsad_lexicon::{Contexts, Sign};
use marsad_model::{Context, Report, Sector};
use rustc_hash::FxHashMap;

use crate::scene::Scene;

/// Words of a paragraph that put it into a context.
#[derive(Debug, Clone)]
pub(crate) struct ContextWords {
    pub context: Context,
    pub tokens: Vec<Range<usize>>,
}

/// A context under way, with the rows of the lexicon seen and what they weigh together.
struct Found {
    words: ContextWords,
    rows: Vec<u32>,
    weight: u32,
}

/// A paragraph of more sentences is a whole story on one line.
const SENTENCES: usize = 6;
/// How many sentences on either side count for the paragraph of an act there.
const AROUND: usize = 2;
/// Kinds of actors whose names say what they are for, not what the paragraph is about.
const NAMED_FOR: [&str; 7] = ["ngo", "outlet", "agency", "party", "armed-group", "militia", "company"];

/// The contexts of a paragraph by its words, with the words.
pub(crate) fn of_words(scene: &Scene<'_>, tokens: Range<usize>) -> Vec<ContextWords> {
    let words = &scene.lexicon.contexts.words;
    let mut found: Vec<Found> = Vec::new();
    let mut i = tokens.start;
    while i < tokens.end {
        let hits = words.at(scene, i);
        let end = hits.first().map_or(i + 1, |h| h.tokens.end);
        for hit in hits {
            let inside = hit.tokens.end <= tokens.end && !in_name(scene, &hit.tokens);
            let Some(context) = hit.value.context.filter(|_| inside) else { continue };
            let at = found.iter().position(|f| f.words.context == context).unwrap_or_else(|| {
                let words = ContextWords { context, tokens: Vec::new() };
                found.push(Found { words, rows: Vec::new(), weight: 0 });
                found.len() - 1
            });
            let seen = &mut found[at];
            if !seen.rows.contains(&hit.value.row) {
                seen.rows.push(hit.value.row);
                seen.weight += u32::from(hit.value.weight);
                seen.words.tokens.push(hit.tokens);
            }
        }
        i = end;
    }
    found.retain(|f| f.weight >= u32::from(Contexts::ENOUGH));
    found.into_iter().map(|f| f.words).collect()
}

/// «المرصد السوري لحقوق الإنسان»: a word that is only a part of somebody's name.
fn in_name(scene: &Scene<'_>, tokens: &Range<usize>) -> bool {
    let k = scene.actors.partition_point(|a| a.tokens.end < tokens.end);
    scene.actors.get(k).is_some_and(|a| {
        let part = a.tokens.start <= tokens.start && a.tokens.len() > tokens.len();
        part && a.id.is_some() && NAMED_FOR.contains(&a.kind.as_str())
    })
}

/// The tokens of the paragraph that a scalar value of the text lies in; of one that is a whole story, the sentences around.
pub(crate) fn paragraph_at(scene: &Scene<'_>, start: usize) -> Range<usize> {
    let token = scene.text.tokens().partition_point(|t| t.span.end <= start);
    if token >= scene.text.tokens().len() {
        return token..token;
    }
    let number = scene.sentence(token).paragraph;
    let sentences = scene.text.sentences();
    let first = sentences.partition_point(|s| s.paragraph < number);
    let last = sentences.partition_point(|s| s.paragraph <= number);
    let (first, last) = if last - first > SENTENCES {
        let own = scene.text.sentence_of(token);
        (first.max(own.saturating_sub(AROUND)), last.min(own + AROUND + 1))
    } else {
        (first, last)
    };
    sentences[first].tokens.start..sentences[last - 1].tokens.end
}

/// What the act itself and its sides bring, and what they keep out.
pub(crate) fn of_signs(scene: &Scene<'_>, report: &Report, here: &[Sector]) -> (Vec<Context>, Vec<Context>) {
    let (mut brings, mut bars) = (Vec::new(), Vec::new());
    for signs in &scene.lexicon.contexts.signs {
        if signs.all.iter().all(|s| seen(*s, report, here)) {
            brings.extend(&signs.brings);
            bars.extend(&signs.bars);
        }
    }
    (brings, bars)
}

fn seen(sign: Sign, report: &Report, here: &[Sector]) -> bool {
    let among = |list: &[marsad_model::Actor], sector| list.iter().any(|a| a.sector == Some(sector));
    match sign {
        Sign::Type(type_) => report.type_ == type_,
        Sign::Mode(mode) => report.mode.contains(&mode),
        Sign::Actor(sector) => among(&report.actors, sector),
        Sign::Recipient(sector) => among(&report.recipients, sector),
        Sign::Party(sector) => among(&report.actors, sector) || among(&report.recipients, sector),
        Sign::Here(sector) => here.contains(&sector),
        Sign::States => {
            let mut countries: Vec<&str> = report
                .actors
                .iter()
                .chain(&report.recipients)
                .filter(|a| matches!(a.sector, Some(Sector::Gov | Sector::Leg)))
                .filter_map(|a| a.country.as_deref())
                .collect();
            countries.sort_unstable();
            countries.dedup();
            countries.len() > 1
        }
    }
}

/// The sectors of those named in a paragraph.
pub(crate) fn sectors(scene: &Scene<'_>, paragraph: Range<usize>) -> Vec<Sector> {
    scene.actors_in(paragraph).filter_map(|a| a.sector).collect()
}

/// Gives every report the contexts of its frame (which it has already), of its paragraph and of its sides.
pub(crate) fn add(scene: &Scene<'_>, reports: &mut [Report]) {
    let mut read: FxHashMap<Range<usize>, (Vec<Context>, Vec<Sector>)> = FxHashMap::default();
    for report in reports {
        let paragraph = paragraph_at(scene, report.trigger.start);
        let (words, here) = read.entry(paragraph.clone()).or_insert_with(|| {
            let words = of_words(scene, paragraph.clone()).into_iter().map(|w| w.context).collect();
            (words, sectors(scene, paragraph))
        });
        let (brings, bars) = of_signs(scene, report, here);
        report.contexts.extend(words.iter().chain(&brings));
        report.contexts.retain(|c| !bars.contains(c));
        Context::settle(&mut report.contexts);
    }
}
