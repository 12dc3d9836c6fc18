//! Stories compared as wholes: whether two documents are about one main event, by what stands at the head of each.
//!
//! A report can be matched with a report ([`crate::compare`]); whole articles need more: the coder may miss the place or the day of
//! the one sentence that matters, tolls differ from hour to hour, and a round-up tells ten things. So the head of a story is
//! taken together: its day, its places and how rare they are, who suffered, its numbers, names and rare words.

use marsad_model::{Day, Document, EventType, Mode, Report};
use marsad_text::arabic::numbers_and_times;
use marsad_text::{Text, TokenKind};

use crate::compare::{Comparison, kilometres, numbers, parties, weigh};
use crate::story::{LEAD, Rarity, stem, stems};
use crate::telling::{Number, Party, Spot, Telling};
use crate::weights::{Field, Weights};

/// From which weight, in bits, two stories are taken to be about one event.
pub const SAME_STORY: f64 = 1.2;

/// How many words of the body belong to the head.
const HEAD_WORDS: usize = 60;
/// How many words of the head must be found anywhere in the other story.
const FIRST_WORDS: usize = 35;
/// From which share of the rare words of both heads on the one was copied from the other, as a whole or for the most part.
const COPIED: f64 = 0.75;
const MOSTLY: f64 = 0.5;
/// Shares of rare words that are much and some: of both heads, and of either head in the whole of the other story.
const MUCH: (f64, f64) = (0.33, 0.5);
const SOME: (f64, f64) = (0.2, 0.3);
/// How rare the words of a name must be, in bits.
const RARE: f32 = 6.0;
/// Points up to here are one place, up to there near it, in kilometres.
const PLACE_KM: f64 = 5.0;
const NEAR_KM: f64 = 15.0;
/// Regions whose middles lie no further apart are one, in kilometres.
const REGION_KM: f64 = 100.0;
/// From which number on equal numbers are hardly chance.
const MANY: u64 = 10;
/// Lesser numbers tell nothing.
const LEAST: u64 = 3;

/// A story as it is compared with others.
#[derive(Debug, Clone)]
pub struct Story {
    /// The document's id.
    pub id: String,
    /// The day of publication.
    pub published: Option<Day>,
    /// The day that the head of the story tells first.
    pub day: Option<Day>,
    /// The event that the main report is of, by its number in the document; none where the head has no report.
    pub main: Option<u32>,
    /// Type of the main report and whether the story leads with what somebody said of it; none where the head has no report.
    pub act: Option<(EventType, bool)>,
    /// The places of the head, in the order of the text.
    pub places: Vec<Spot>,
    /// Who acts in the reports of the head.
    pub actors: Vec<Party>,
    /// To whom it was done.
    pub recipients: Vec<Party>,
    /// The counts of the main report.
    pub counts: Vec<Number>,
    /// The numbers of the head, sorted.
    pub figures: Vec<u64>,
    /// Words of unknown names, by hash, sorted.
    pub names: Vec<u64>,
    /// Words of title and lead and how rare each is, by hash, sorted.
    lead: Vec<(u64, f32)>,
    /// The first of them.
    first: Vec<(u64, f32)>,
    /// All words of the story, by hash, sorted.
    words: Vec<u64>,
}

/// Whether a report tells what somebody said rather than what somebody did.
fn is_speech(report: &Report) -> bool {
    use EventType::{Accuse, Agree, Concede, Consult, Cooperate, Reject, Request, Support, Threaten};
    // Who is behind it and what the inquiry says is told with the act itself.
    if report.mode.iter().any(|m| matches!(m, Mode::Allege | Mode::Investigate)) {
        return false;
    }
    matches!(report.type_, Accuse | Agree | Concede | Consult | Cooperate | Reject | Request | Support | Threaten)
}

impl Story {
    /// Reads a document with its reports. `above` says whom an actor of the lexicon belongs to.
    #[must_use]
    pub fn read(
        document: &Document,
        reports: &[Report],
        rarity: &Rarity,
        above: &dyn Fn(&str) -> Option<String>,
    ) -> Self {
        let head = document.title.chars().count() + 2 + LEAD;
        let led: Vec<&Report> = reports.iter().filter(|r| r.trigger.start < head).collect();
        let text = Text::new(document.full_text());
        let (told_numbers, times) = numbers_and_times(&text, document.published);
        let one_day = |(from, to): (Day, Day)| (from == to).then_some(from);
        let reported = led.iter().filter_map(|r| r.date.as_ref()).find_map(|d| d.from.zip(d.to).and_then(one_day));
        let written = || {
            let first = times.iter().take_while(|t| t.span.start < head);
            first.filter_map(|t| t.from.zip(t.to)).find_map(one_day)
        };
        let all = Telling::of(&document.id, document.published, &led, above);
        // What was said leads where the title says it, or the first sentence does and the title tells no numbers.
        let body = document.title.chars().count();
        let of_title = led.iter().find(|r| r.trigger.start < body);
        let of_body = led.iter().find(|r| r.trigger.start >= body);
        let speech = of_title.is_some_and(|r| is_speech(r))
            || (of_body.is_some_and(|r| is_speech(r)) && of_title.is_none_or(|r| r.counts.is_empty()));
        let main = led.iter().find(|r| !is_speech(r)).or_else(|| led.first());
        let mut places: Vec<Spot> = Vec::new();
        for place in led.iter().flat_map(|r| &r.places) {
            let spot = crate::telling::spot(place);
            if !places.contains(&spot) {
                places.push(spot);
            }
        }
        let mut figures: Vec<u64> = told_numbers
            .iter()
            .take_while(|n| n.span.start < head)
            .filter_map(|n| n.min.or(n.max))
            .filter(|n| *n >= LEAST as f64 && n.fract() == 0.0)
            .map(|n| n as u64)
            .collect();
        figures.sort_unstable();
        figures.dedup();
        let unknown = led.iter().flat_map(|r| r.actors.iter().chain(&r.recipients)).filter(|a| a.id.is_none());
        let mut names: Vec<u64> = unknown
            .flat_map(|a| stems(&Text::new(a.quote.text.clone()), usize::MAX))
            .filter(|w| rarity.of(*w) >= RARE)
            .collect();
        names.sort_unstable();
        names.dedup();
        let is_word = |i: &usize| text.tokens()[*i].kind != TokenKind::Mark;
        let all_words: Vec<u64> = (0..text.tokens().len()).filter(is_word).map(|i| stem(text.fold(i))).collect();
        let title = stems(&Text::new(document.title.clone()), usize::MAX).len();
        let part = |n: usize| rarity.list(all_words[..all_words.len().min(title + n)].to_vec());
        let mut words = all_words.clone();
        words.sort_unstable();
        words.dedup();
        Self {
            id: document.id.clone(),
            published: document.published,
            day: reported.or_else(written),
            main: main.map(|r| r.event),
            act: main.map(|r| (r.type_, speech)),
            places,
            actors: all.as_ref().map(|t| t.actors.clone()).unwrap_or_default(),
            recipients: all.as_ref().map(|t| t.recipients.clone()).unwrap_or_default(),
            counts: all.map(|t| t.numbers).unwrap_or_default(),
            figures,
            names,
            lead: part(HEAD_WORDS),
            first: part(FIRST_WORDS),
            words,
        }
    }
}

impl Story {
    /// The rarest words of its head, the rarest first, at most so many, and none less rare than so many bits.
    pub(crate) fn rarest(&self, most: usize, least: f32) -> Vec<u64> {
        let mut words: Vec<(u64, f32)> = self.lead.iter().copied().filter(|(_, rare)| *rare >= least).collect();
        words.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        words.into_iter().take(most).map(|(word, _)| word).collect()
    }
}

fn square(list: &[(u64, f32)]) -> f64 {
    list.iter().map(|(_, w)| f64::from(*w).powi(2)).sum()
}

/// The cosine of two lists of rare words.
fn cosine(a: &[(u64, f32)], b: &[(u64, f32)]) -> f64 {
    let (mut i, mut j, mut shared) = (0, 0, 0.0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if x.0 == y.0 {
            shared += f64::from(x.1) * f64::from(y.1);
        }
        i += usize::from(x.0 <= y.0);
        j += usize::from(y.0 <= x.0);
    }
    let both = (square(a) * square(b)).sqrt();
    if both > 0.0 { shared / both } else { 0.0 }
}

/// How much of the rare words of a list stands among the words of a story.
fn found_in(list: &[(u64, f32)], words: &[u64]) -> f64 {
    let whole = square(list);
    let found: f64 =
        list.iter().filter(|(h, _)| words.binary_search(h).is_ok()).map(|(_, w)| f64::from(*w).powi(2)).sum();
    if whole > 0.0 { found / whole } else { 0.0 }
}

fn lead(a: &Story, b: &Story) -> Option<usize> {
    if a.lead.is_empty() || b.lead.is_empty() {
        return None;
    }
    let both = cosine(&a.lead, &b.lead);
    let either = found_in(&a.first, &b.words).min(found_in(&b.first, &a.words));
    // A block at the end of both must not count like the head.
    let reaches = |(heads, whole): (f64, f64)| both >= heads || (either >= whole && both >= heads * 0.6);
    Some(if both >= COPIED {
        0
    } else if both >= MOSTLY {
        1
    } else if reaches(MUCH) {
        2
    } else if reaches(SOME) {
        3
    } else {
        4
    })
}

/// The days told, or the days on which a story published then may have happened: that day and the one before.
fn days(a: &Story, b: &Story) -> Option<(Field, usize)> {
    let window = |s: &Story| match (s.day, s.published) {
        (Some(day), _) => Some((day, day)),
        (None, Some(day)) => Some((day.checked_sub(jiff::Span::new().days(1)).ok()?, day)),
        (None, None) => None,
    };
    let (x, y) = (window(a)?, window(b)?);
    let gap = |from: Day, to: Day| from.until(to).map_or(0, |s| s.get_days().max(0) as usize);
    let apart = gap(x.1, y.0).max(gap(y.1, x.0));
    let field = if a.day.is_some() && b.day.is_some() { Field::Day } else { Field::Published };
    Some((field, apart))
}

fn site(a: &Story, b: &Story) -> Option<(Field, usize)> {
    let exact =
        |s: &Story| s.places.iter().filter(|p| p.precision <= 3 && p.point.is_some()).cloned().collect::<Vec<Spot>>();
    let (x, y) = (exact(a), exact(b));
    let km = |p: &Spot, q: &Spot| p.point.zip(q.point).map_or(f64::INFINITY, |(p, q)| kilometres(p, q));
    let within = |p: &Spot, list: &[Spot], limit: f64| list.iter().any(|q| km(p, q) <= limit);
    if let (Some(p), Some(q)) = (x.first(), y.first()) {
        let level = if km(p, q) <= PLACE_KM {
            0
        } else if within(p, &y, PLACE_KM) || within(q, &x, PLACE_KM) {
            1
        } else if x.iter().any(|p| within(p, &y, PLACE_KM)) {
            2
        } else if within(p, &y, NEAR_KM) || within(q, &x, NEAR_KM) {
            3
        } else {
            4
        };
        return Some((Field::Site, level));
    }
    // No exact places in both: the governorates, regions and countries.
    let pairs = a.places.iter().flat_map(|p| b.places.iter().map(move |q| (p, q)));
    let same = pairs.map(|(p, q)| {
        let id = p.id.is_some() && p.id == q.id;
        let country = p.country.is_some() && p.country == q.country;
        let near = p.point.zip(q.point).is_some_and(|(x, y)| kilometres(x, y) <= REGION_KM);
        id || near || (country && (p.precision >= 5 || q.precision >= 5))
    });
    same.max().map(|same| (Field::Region, usize::from(!same)))
}

fn shared<T: Ord>(a: &[T], b: &[T]) -> bool {
    a.iter().any(|x| b.binary_search(x).is_ok())
}

/// Numbers that stand in both, else how far the counts of those hurt are from each other: tolls of one event differ.
fn figures(a: &Story, b: &Story) -> Option<usize> {
    let many = |s: &Story| s.figures.iter().copied().filter(|n| *n >= MANY).collect::<Vec<u64>>();
    if shared(&many(a), &many(b)) {
        return Some(0);
    }
    if shared(&a.figures, &b.figures) {
        return Some(1);
    }
    match numbers(&a.counts, &b.counts) {
        Some(0..=3) => Some(2),
        Some(_) => Some(4),
        None if a.figures.is_empty() || b.figures.is_empty() => None,
        None => Some(3),
    }
}

/// At which level of each field two stories agree, 0 for the best.
#[must_use]
pub fn story_levels(a: &Story, b: &Story) -> Vec<(Field, usize)> {
    let mut out: Vec<(Field, usize)> = Vec::new();
    out.extend(lead(a, b).map(|l| (Field::Lead, l)));
    out.extend(days(a, b));
    out.extend(site(a, b));
    let mut push = |field, level: Option<usize>| out.extend(level.map(|l| (field, l)));
    push(Field::Actor, parties(&a.actors, &b.actors));
    push(Field::Recipient, parties(&a.recipients, &b.recipients));
    push(Field::Figure, figures(a, b));
    if !a.names.is_empty() && !b.names.is_empty() {
        push(Field::Names, Some(usize::from(!shared(&a.names, &b.names))));
    }
    push(Field::Act, a.act.zip(b.act).map(|((x, said), (y, also))| if said != also { 2 } else { usize::from(x != y) }));
    out
}

/// Compares two stories as wholes; the same whichever is named first.
#[must_use]
pub fn compare_stories(a: &Story, b: &Story, weights: &Weights) -> Comparison {
    weigh(story_levels(a, b), weights)
}

/// Compares two stories each of which is told by several copies: the heaviest comparison of a copy of the one with a copy of the
/// other. A copy cut short or posted days later lacks what the others have. None where either has no copy, not even itself.
#[must_use]
pub fn compare_through_copies(a: &[&Story], b: &[&Story], weights: &Weights) -> Option<Comparison> {
    let all = a.iter().flat_map(|x| b.iter().map(move |y| compare_stories(x, y, weights)));
    all.max_by(|x, y| x.weight.total_cmp(&y.weight))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOMB: &str = "قُتل تسعة أشخاص اليوم الثلاثاء بانفجار سيارة مفخخة في سوق للخضار وسط عفرين، وفق مصدر طبي";

    fn story(id: &str, published: Day, title: &str, text: &str) -> Story {
        let document = Document {
            id: id.to_owned(),
            title: title.to_owned(),
            text: text.to_owned(),
            published: Some(published),
            ..Document::default()
        };
        let mut rarity = Rarity::new();
        for words in [BOMB, "وصل الوزير إلى العاصمة", "قال مصدر إن الطريق مغلق", "ارتفع سعر الخبز في السوق"]
        {
            rarity.add(&Text::new(words));
        }
        Story::read(&document, &[], &rarity, &|_| None)
    }

    fn at(lat: f64, lon: f64, precision: u8) -> Spot {
        Spot { id: None, point: Some((lat, lon)), precision, country: Some("SYR".to_owned()) }
    }

    #[test]
    fn a_head_copied_by_another_outlet_is_one_event_and_the_next_week_is_another() {
        let (tuesday, next) = (Day::constant(2023, 3, 14), Day::constant(2023, 3, 21));
        let a = story("a", tuesday, "انفجار في عفرين", BOMB);
        let copy = story("b", tuesday, "سيارة مفخخة في سوق", BOMB);
        let found = compare_stories(&a, &copy, Weights::stories());
        assert!(found.weight >= SAME_STORY, "{found:?}");
        assert_eq!(a.day, Some(tuesday));
        assert!(found.parts.iter().all(|p| !p.en.is_empty() && !p.ar.is_empty()));
        let later = story("c", next, "انفجار آخر", "قتل شخصان اليوم الثلاثاء بعبوة ناسفة عند حاجز في رأس العين");
        assert!(compare_stories(&a, &later, Weights::stories()).weight < 0.0);
    }

    #[test]
    fn a_day_not_told_is_the_day_of_publication_or_the_one_before() {
        let day = |d| Day::constant(2023, 3, d);
        let silent = |published| Story { day: None, ..story("a", published, "", "نص") };
        let told = |d| Story { day: Some(day(d)), ..story("b", day(20), "", "نص") };
        assert_eq!(days(&told(13), &silent(day(14))), Some((Field::Published, 0)));
        assert_eq!(days(&silent(day(14)), &told(16)), Some((Field::Published, 2)));
        assert_eq!(days(&told(13), &told(14)), Some((Field::Day, 1)));
    }

    #[test]
    fn the_place_named_first_counts_more_than_one_named_later() {
        let of = |places: Vec<Spot>| Story { places, ..story("a", Day::constant(2023, 3, 14), "", "نص") };
        let (afrin, azaz, raqqa) = (at(36.51, 36.87, 1), at(36.59, 37.04, 1), at(35.95, 39.01, 1));
        let level = |x: Vec<Spot>, y: Vec<Spot>| site(&of(x), &of(y));
        assert_eq!(level(vec![afrin.clone()], vec![afrin.clone(), raqqa.clone()]), Some((Field::Site, 0)));
        assert_eq!(level(vec![afrin.clone()], vec![raqqa.clone(), afrin.clone()]), Some((Field::Site, 1)));
        assert_eq!(level(vec![afrin.clone()], vec![raqqa]), Some((Field::Site, 4)));
        assert_eq!(level(vec![afrin.clone()], vec![at(36.2, 37.1, 4)]), Some((Field::Region, 0)));
        assert_eq!(level(vec![afrin], vec![azaz]), Some((Field::Site, 4)));
    }

    #[test]
    fn a_number_that_stands_in_both_says_more_than_tolls_that_differ() {
        let of = |figures: Vec<u64>, killed: u64| Story {
            figures,
            counts: vec![Number { what: marsad_model::CountKind::Killed, min: Some(killed), max: Some(killed) }],
            ..story("a", Day::constant(2023, 3, 14), "", "نص")
        };
        assert_eq!(figures(&of(vec![9, 22], 9), &of(vec![11, 22], 11)), Some(0));
        assert_eq!(figures(&of(vec![9], 9), &of(vec![9, 40], 9)), Some(1));
        assert_eq!(figures(&of(vec![9], 9), &of(vec![12], 12)), Some(2));
        assert_eq!(figures(&of(vec![9], 9), &of(vec![50], 50)), Some(4));
    }

    proptest! {
        #[test]
        fn any_two_texts_compare_the_same_both_ways(s in "\\PC{0,80}", t in "[ابتثج \n.0-9]{0,120}") {
            let (a, b) = (story("a", Day::constant(2023, 3, 14), &t, &s), story("b", Day::constant(2023, 3, 15), &s, &t));
            prop_assert_eq!(story_levels(&a, &b), story_levels(&b, &a));
        }
    }
}
