//! Figures: stated quantities about a subject that are no count of an act.
//!
//! «يضم السجن نحو 3000 معتقل»: the noun beside the number says who is counted, the nearest word that the lexicon knows says
//! what is told of them. Where that word tells of an act, or a report counts the number already, there is no figure.

use std::ops::Range;

use marsad_lexicon::{CueSide, FigureRule, Figures};
use marsad_model::{Actor, DateRange, Figure, FigureKind, NumberType, Place, Report, Span, TimeType, Versions};
use marsad_text::arabic::number::NumberMention;

use crate::attribution::{Speech, speech_at};
use crate::fields::actor;
use crate::order;
use crate::placing::place;
use crate::scene::Scene;

/// What a mark or a new clause between a number and a word counts for, in words.
const PART: usize = 3;
/// How far from a figure its place may stand, in words.
const PLACE_REACH: usize = 10;
/// How far from a figure its day may stand, in words.
const DATE_REACH: usize = 20;
/// How far from the words of a figure its subject may stand.
const SUBJECT_REACH: usize = 3;

/// A word that says what is told of a number.
struct Cue<'l> {
    rule: &'l FigureRule,
    tokens: Range<usize>,
    span: Span,
    distance: usize,
}

/// The figures of a text. What a report counts is left to it.
pub(crate) fn figures(scene: &Scene<'_>, speeches: &[Speech], reports: &[Report]) -> Vec<Figure> {
    let mut out = Vec::new();
    for number in &scene.numbers {
        let plain = matches!(number.kind, NumberType::Number | NumberType::Range | NumberType::Vague);
        let dated = !order::touching(&scene.times, &number.tokens).is_empty();
        let (Some((min, max)), true, false) = (bounds(number), plain, dated) else { continue };
        let noun = counted(scene, number);
        let whole = number.tokens.start..noun.as_ref().map_or(number.tokens.end, |n| n.end.max(number.tokens.end));
        let Some(cue) = cue(scene, &whole, noun.as_ref()) else { continue };
        let Some(what) = cue.rule.figure else { continue };
        let span = number.span.cover(noun.as_ref().map_or(number.span, |n| scene.text.cover(n.start, n.end)));
        if reports.iter().any(|r| r.counts.iter().any(|c| c.quote.span().overlaps(span))) {
            continue;
        }
        let said = speech_at(speeches, number.tokens.start).and_then(|s| s.said_by(scene.text));
        let speaker = said.as_ref().map(|s| s.quote.span());
        let subject = (what != FigureKind::InNeed).then(|| subject(scene, &cue, span, speaker)).flatten();
        out.push(Figure {
            quote: scene.text.quote(span),
            what,
            of: noun.map(|n| scene.text.slice(scene.text.cover(n.start, n.end)).to_owned()),
            min,
            max,
            cue: scene.text.quote(cue.span),
            place: place_of(scene, &whole, subject.as_ref().map(|s| s.quote.span()), speaker),
            subject,
            date: date(scene, &whole),
            said_by: said,
            rule: format!("figure/{}", cue.rule.id),
            evidence: scene.text.quote(scene.sentence(number.tokens.start).span),
            versions: Versions { marsad: env!("CARGO_PKG_VERSION").to_owned(), lexicon: scene.lexicon.hash.clone() },
        });
    }
    out
}

/// The bounds of a number as whole numbers; none where it has none, or nothing is counted.
fn bounds(number: &NumberMention) -> Option<(Option<u64>, Option<u64>)> {
    let whole = |x: Option<f64>| match x {
        None => Some(None),
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Some(v) if (0.0..1e15).contains(&v) && v.fract() == 0.0 => Some(Some(v as u64)),
        Some(_) => None,
    };
    let (min, max) = (whole(number.min)?, whole(number.max)?);
    ((min.is_some() || max.is_some()) && max != Some(0)).then_some((min, max))
}

/// The noun that is counted: beside the number, or behind «من».
fn counted(scene: &Scene<'_>, number: &NumberMention) -> Option<Range<usize>> {
    if let Some(counted) = &number.counted {
        return Some(counted.clone());
    }
    let next = number.tokens.end
        + usize::from(scene.text.tokens().len() > number.tokens.end && scene.fold(number.tokens.end) == "من");
    let known = next < scene.text.tokens().len() && !scene.lexicon.figures.kinds(scene.fold(next)).is_empty();
    known.then_some(next..next + 1)
}

/// The nearest word of the sentence that says what is told of a number, and stands as its rule asks.
fn cue<'s>(scene: &'s Scene<'_>, whole: &Range<usize>, noun: Option<&Range<usize>>) -> Option<Cue<'s>> {
    let figures = &scene.lexicon.figures;
    let kinds = noun.map(|n| figures.kinds(scene.fold(n.start)));
    let takes = |rule: &FigureRule| {
        rule.counted.is_empty()
            || rule.counted.iter().any(|c| match kinds {
                Some(kinds) => kinds.iter().any(|k| **k == **c),
                None => c == Figures::NO_NOUN,
            })
    };
    let sentence = scene.sentence(whole.start).tokens.clone();
    let widest = figures.rules.iter().map(|r| r.reach).max().unwrap_or(0) + 4;
    let mut best: Option<Cue<'_>> = None;
    let mut offer = |number: u32, tokens: Range<usize>, span: Span, more: usize| {
        let rule = &figures.rules[number as usize];
        let before = tokens.end <= whole.start;
        // «55 ألفا من سكان المخيم»: the noun that is counted may begin it.
        let after = tokens.start >= noun.map_or(whole.end, |n| n.start);
        let side = match rule.side {
            CueSide::Before => before,
            CueSide::After => after,
            CueSide::Any => before || after,
        };
        let gap = if before { tokens.end..whole.start } else { whole.end..tokens.start.max(whole.end) };
        let distance =
            more + gap.len() + gap.filter(|&i| scene.parts_clauses(i) || scene.opens_clause(i)).count() * PART;
        if !side || distance > rule.reach || !takes(rule) {
            return;
        }
        let closer = |b: &Cue<'_>| {
            (distance, rule.figure.is_some(), std::cmp::Reverse(tokens.len()))
                < (b.distance, b.rule.figure.is_some(), std::cmp::Reverse(b.tokens.len()))
        };
        if best.as_ref().is_none_or(closer) {
            best = Some(Cue { rule, tokens, span, distance });
        }
    };
    for i in whole.start.saturating_sub(widest).max(sentence.start)..(whole.end + widest).min(sentence.end) {
        for hit in figures.words.at(scene, i) {
            offer(hit.value, hit.tokens, hit.span, 0);
        }
        if let Some(verb) = scene.words[i].verb.as_ref().filter(|_| scene.is_verb(i)) {
            for number in verb.readings.iter().filter_map(|r| figures.verbs.get(&r.verb)).flatten() {
                // «ذبحوا 500 رجل ويحتجزون النساء»: a verb joined on begins something else.
                let joined = i >= whole.end && verb.split.conjunction.is_some();
                offer(*number, i..i + 1, scene.text.cover(i, i + 1), if joined { PART } else { 0 });
            }
        }
    }
    best
}

/// Somebody named right beside the words of a figure: whose captives, whose force.
fn subject(scene: &Scene<'_>, cue: &Cue<'_>, figure: Span, speaker: Option<Span>) -> Option<Actor> {
    let sentence = scene.sentence(cue.tokens.start).tokens.clone();
    let near = cue.tokens.start.saturating_sub(SUBJECT_REACH + 3).max(sentence.start)
        ..(cue.tokens.end + SUBJECT_REACH + 3).min(sentence.end);
    scene
        .actors_in(near)
        .filter(|a| !a.span.overlaps(figure) && !a.span.overlaps(cue.span))
        .filter(|a| speaker.is_none_or(|s| !s.overlaps(a.span)))
        // «في سوريا» is where, not whose.
        .filter(|a| {
            !a.state || !a.preposition.as_ref().is_some_and(|p| scene.lexicon.place_links.beside.contains(p.as_str()))
        })
        .filter_map(|a| {
            let after = a.tokens.start >= cue.tokens.end;
            let gap =
                if after { cue.tokens.end..a.tokens.start } else { a.tokens.end..cue.tokens.start.max(a.tokens.end) };
            let parted = gap.clone().any(|i| scene.parts_clauses(i));
            (gap.len() <= SUBJECT_REACH && !parted).then_some((gap.len(), !after, a))
        })
        .min_by_key(|(gap, before, a)| (*gap, *before, a.tokens.start))
        .map(|(_, _, a)| actor(scene, a))
}

/// Where those counted are: the nearest place said to be one that something is in, behind the figure before those ahead.
fn place_of(scene: &Scene<'_>, whole: &Range<usize>, subject: Option<Span>, speaker: Option<Span>) -> Option<Place> {
    // «الوزارة في وارسو»: where the speaker sits.
    let seat = speaker.map_or(0, |s| scene.text.tokens().partition_point(|t| t.span.end <= s.end));
    let seated = |at: usize| speaker.is_some() && (seat..seat + 2).contains(&at);
    let sentence = scene.sentence(whole.start).tokens.clone();
    let links = &scene.lexicon.place_links;
    scene
        .places_in(sentence)
        .filter(|p| subject.is_none_or(|s| !s.overlaps(p.span)) && !p.follows(&links.apart) && !seated(p.tokens.start))
        .filter(|p| p.part || p.follows(&links.beside) || p.preposition.is_none())
        .filter_map(|p| {
            let after = p.tokens.start >= whole.end;
            let gap = if after { p.tokens.start - whole.end } else { whole.start.saturating_sub(p.tokens.end) };
            (gap <= PLACE_REACH).then_some((!p.follows(&links.inside), !after, gap, p))
        })
        .min_by_key(|(loose, before, gap, p)| (*loose, *before, *gap, p.tokens.start))
        .map(|(_, _, _, p)| place(scene, p))
}

/// As of when: the nearest day or range of the sentence.
fn date(scene: &Scene<'_>, whole: &Range<usize>) -> Option<DateRange> {
    let sentence = scene.sentence(whole.start).tokens.clone();
    scene
        .times
        .iter()
        .filter(|t| t.tokens.start >= sentence.start && t.tokens.end <= sentence.end)
        .filter(|t| {
            matches!(t.mention.kind, TimeType::Date | TimeType::Range)
                && (t.mention.from.is_some() || t.mention.to.is_some())
        })
        .map(|t| {
            let gap = if t.tokens.start >= whole.end {
                t.tokens.start - whole.end
            } else {
                whole.start.saturating_sub(t.tokens.end)
            };
            (gap, t)
        })
        .filter(|(gap, _)| *gap <= DATE_REACH)
        .min_by_key(|(gap, _)| *gap)
        .map(|(_, t)| DateRange { quote: scene.text.quote(t.mention.span), from: t.mention.from, to: t.mention.to })
}
