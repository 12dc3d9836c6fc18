//! What kind of text a document is, and what that makes of its acts.

use marsad_lexicon::{GenrePlace, Genres};
use marsad_model::{Aux, Document, EventType, Genre, Quote, Report, Span};
use marsad_text::fold_str;

use crate::coder::HISTORY_DAYS;
use crate::scene::Scene;

/// Acts of force and what answers them: what an anniversary tells of, and a stage or a street does not repeat.
const FORCE: [EventType; 5] =
    [EventType::Assault, EventType::Coerce, EventType::Mobilize, EventType::Retreat, EventType::Sanction];

/// How many words may stand between a word of remembering and what is remembered.
const NEAR: usize = 3;
/// The most words of a word of genre.
const LONGEST: usize = 6;

/// A genre with the words that told it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Read {
    pub genre: Genre,
    pub cues: Vec<Quote>,
}

/// The genre of a document: that of the greatest weight, news where none is heavy enough.
pub(crate) fn read(scene: &Scene<'_>, document: &Document) -> Read {
    let (genres, text) = (&scene.lexicon.genres, scene.text);
    let mut weights: Vec<(Genre, f64, Vec<Quote>)> = Genre::ALL.iter().map(|g| (*g, 0.0, Vec::new())).collect();
    let mut add = |genre: Genre, weight: f64, cue: Option<Quote>| {
        if let Some(entry) = weights.iter_mut().find(|w| w.0 == genre) {
            entry.1 += weight;
            entry.2.extend(cue);
        }
    };
    let title = document.title.chars().count();
    let tokens = text.tokens();
    let body = tokens.partition_point(|t| t.span.end <= title);
    let opening = tokens.get(body).map_or(body, |_| {
        let paragraph = text.sentences()[text.sentence_of(body)].paragraph;
        let last = text.sentences().partition_point(|s| s.paragraph <= paragraph);
        text.sentences()[last - 1].tokens.end
    });
    let mut rows: Vec<u32> = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        let hits = genres.words.at(scene, i);
        let end = hits.first().map_or(i + 1, |h| h.tokens.end);
        for hit in hits {
            let fits = match hit.value.place {
                GenrePlace::Title => i < body,
                GenrePlace::Start => i == 0 && body > 0,
                GenrePlace::Opening => (body..opening).contains(&i),
                GenrePlace::Text => i >= body,
            };
            if fits && !rows.contains(&hit.value.row) {
                rows.push(hit.value.row);
                add(hit.value.genre, hit.value.weight, Some(text.quote(hit.span)));
            }
        }
        i = end;
    }
    if let Some(url) = &document.url {
        let url = decoded(url).to_lowercase();
        let parts: Vec<&str> = url.split(['/', '?', '&', '=', '.', '#', ':']).collect();
        for (_, genre, weight) in genres.addresses.iter().filter(|a| parts.contains(&a.0.as_str())) {
            add(*genre, *weight, None);
        }
    }
    if let Some(outlet) = &document.outlet {
        let name = fold_str(&outlet.to_lowercase());
        let parts: Vec<&str> = name.split(|c: char| !c.is_alphanumeric() && c != '-').collect();
        for (_, genre, weight) in genres.outlets.iter().filter(|o| parts.contains(&o.0.as_str())) {
            add(*genre, *weight, None);
        }
    }
    let best =
        weights.into_iter().filter(|w| w.1 + 1e-9 >= Genres::ENOUGH).reduce(|a, b| if b.1 > a.1 { b } else { a });
    best.map_or(Read { genre: Genre::News, cues: Vec::new() }, |(genre, _, cues)| Read { genre, cues })
}

/// An address with its `%D8%B1` read as letters; what is no such code stays.
fn decoded(url: &str) -> String {
    let mut out = Vec::with_capacity(url.len());
    let mut rest = url.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|d| byte == b'%' && d.iter().all(u8::is_ascii_hexdigit));
        let code = digits.and_then(|d| std::str::from_utf8(d).ok()).and_then(|d| u8::from_str_radix(d, 16).ok());
        out.push(code.unwrap_or(byte));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Lets the genre bear on the reports: on how sure they are, and on whether acts of force are of these days.
pub(crate) fn apply(scene: &Scene<'_>, genre: Genre, reports: &mut [Report]) {
    let effect = scene.lexicon.genres.effect(genre);
    for report in reports.iter_mut() {
        report.confidence = (report.confidence * effect.confidence * 100.0).round() / 100.0;
    }
    if effect.historical {
        set_back(scene, genre, reports);
    }
}

/// Acts of force are history here, unless one of their type is dated as of these days.
fn set_back(scene: &Scene<'_>, genre: Genre, reports: &mut [Report]) {
    // «تحل اليوم ذكرى مجزرة …»: today is the day of remembering, also where an act told on takes its day from there.
    let remembered: Vec<Span> = reports
        .iter()
        .filter(|r| is_remembered(scene, genre, r))
        .filter_map(|r| r.date.as_ref().map(|d| d.quote.span()))
        .collect();
    let recent = |r: &Report| {
        let date = r.date.as_ref().filter(|d| !remembered.contains(&d.quote.span()));
        let age = scene.published.zip(date.and_then(|d| d.to.or(d.from))).and_then(|(p, d)| p.since(d).ok());
        age.is_some_and(|span| span.get_days() <= HISTORY_DAYS)
    };
    // A page that tells one such act as of these days tells the others of its type so, too.
    let now: Vec<EventType> = reports.iter().filter(|r| recent(r)).map(|r| r.type_).collect();
    for report in reports.iter_mut().filter(|r| FORCE.contains(&r.type_) && !now.contains(&r.type_)) {
        if report.date.as_ref().is_some_and(|d| remembered.contains(&d.quote.span())) {
            report.date = None;
        }
        if !report.aux.iter().any(|a| matches!(a, Aux::Future | Aux::Hypothetical | Aux::Historical)) {
            report.aux.push(Aux::Historical);
            report.aux.sort();
        }
    }
}

/// Whether an act is what a word of the genre right before it is about: «الذكرى العاشرة لمجزرة …».
fn is_remembered(scene: &Scene<'_>, genre: Genre, report: &Report) -> bool {
    let act = scene.text.tokens().partition_point(|t| t.span.end <= report.trigger.start);
    (act.saturating_sub(NEAR + LONGEST)..act).any(|i| {
        let hits = scene.lexicon.genres.words.at(scene, i);
        hits.iter().any(|h| {
            let gap = h.tokens.end..act.max(h.tokens.end);
            h.value.genre == genre
                && h.tokens.end <= act
                && gap.len() <= NEAR
                && !gap.into_iter().any(|k| scene.parts_clauses(k))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn addresses_are_read_as_letters() {
        assert_eq!(decoded("https://example.org/%D8%B1%D8%A3%D9%8A/%zz%2"), "https://example.org/رأي/%zz%2");
    }
}
