//! Counts: how many, of whom, and what happened to them.

use std::ops::Range;

use marsad_model::{Count, CountKind, EventType, NumberType};
use marsad_text::arabic::number::{Countable, NumberLexicon, NumberMention};

use marsad_text::splits;

use crate::involved::{aimed_at, goes_on, taking_part, used};
use crate::losses::{
    both_losses, drop_named, loss_before, noun_loss, one_person, others, result_before, singles, together,
};
use crate::order;
use crate::scene::Scene;
use crate::slots::Slots;
use crate::triggers::{Form, Trigger};

/// How far from a trigger its numbers may stand, in words.
pub(crate) const REACH: usize = 14;
/// How far from an act a number may stand that nothing but the act says the meaning of.
pub(crate) const BESIDE: usize = 6;
/// The same, where the act says what happens to those counted.
const OBJECT: usize = 9;
/// The same, for a number alone behind its act.
const BARE: usize = 2;
/// How far from the only act near it the killed and wounded may stand.
const TOLD: usize = 22;
/// How far apart the items of a list of counts may stand: «9 مستودعات للأسلحة و22 عجلة».
const ITEM: usize = 6;

/// How far, in words, a verb of result may stand before a number.
const RESULT: usize = 5;
/// How far from an act its result may stand.
const RESULT_REACH: usize = 40;
/// How near an act must stand to say what became of captives or the displaced.
const STATUS: usize = 3;

/// A count with the tokens it stands on.
#[derive(Debug, Clone)]
pub(crate) struct FoundCount {
    pub at: usize,
    pub count: Count,
    /// Whether it is one without a number: «مقتل جندي».
    pub single: bool,
}

/// A number that belongs to an act: the trigger's index, what it counts, and how far away it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owned {
    pub trigger: usize,
    pub what: CountKind,
    pub gap: usize,
}

/// The counts of every trigger, in the order of the triggers.
pub(crate) fn counts(scene: &Scene<'_>, triggers: &[Trigger], slots: &[Slots]) -> Vec<Vec<FoundCount>> {
    let mut out: Vec<Vec<FoundCount>> = vec![Vec::new(); triggers.len()];
    let mut before: Option<(usize, Owned)> = None;
    let mut owners: Vec<(usize, Owned)> = Vec::new();
    for (n, number) in scene.numbers.iter().enumerate() {
        // «منذ فبراير 2018 حملة»: a year, not how many.
        if !order::touching(&scene.times, &number.tokens).is_empty() {
            continue;
        }
        // «مقاتلات إف-16».
        if named_part(scene, number) {
            continue;
        }
        // «للمرة الأولى منذ 2016».
        if number.tokens.start.checked_sub(1).is_some_and(|i| scene.lexicon.cues.since.contains(scene.bare(i))) {
            continue;
        }
        let counted = counted_tokens(scene, number);
        let last = before.and_then(|(k, owned)| listed(scene, &scene.numbers[k], number).then_some(owned));
        let among = last.filter(|_| is_among(scene, number));
        let more = last.filter(|l| {
            among.is_none()
                && goes_on(scene, &scene.numbers[before.map_or(0, |b| b.0)], number, counted.as_ref(), triggers, *l)
        });
        let owned = among
            .or(more)
            .or_else(|| taking_part(scene, number, counted.as_ref(), triggers, slots))
            .or_else(|| owner(scene, number, counted.as_ref(), triggers, last));
        let Some(owned) = owned else { continue };
        if let Some(count) = make(scene, number, counted, owned.what) {
            out[owned.trigger].push(FoundCount { at: number.tokens.start, count, single: false });
            before = Some((n, owned));
            owners.push((n, owned));
        }
    }
    for (trigger, found) in singles(scene, &owners) {
        out[trigger].push(found);
    }
    for (trigger, found) in triggers.iter().zip(&mut out) {
        if found.is_empty()
            && let Some(one) = one_person(scene, trigger).or_else(|| others(scene, trigger))
        {
            found.push(one);
        }
    }
    drop_named(scene, triggers, slots, &mut out);
    out
}

/// «إف-16»: a number that is part of a name.
fn named_part(scene: &Scene<'_>, number: &NumberMention) -> bool {
    let tokens = scene.text.tokens();
    let i = number.tokens.start;
    i > 1
        && tokens[i - 1].mark == Some('-')
        && tokens[i - 1].span.end == tokens[i].span.start
        && tokens[i - 2].span.end == tokens[i - 1].span.start
        && tokens[i - 2].is_word()
}

/// The act that a number belongs to; `last` is the owner of the number it is listed with.
fn owner(
    scene: &Scene<'_>,
    number: &NumberMention,
    counted: Option<&Range<usize>>,
    triggers: &[Trigger],
    last: Option<Owned>,
) -> Option<Owned> {
    let sentence = scene.sentence(number.tokens.start).tokens.clone();
    let first = triggers.partition_point(|t| t.tokens.start < sentence.start);
    let inside = triggers[first..].iter().take_while(|t| t.tokens.end <= sentence.end);
    // «وفاة 17 محتجزا»: what became of captives is told before them.
    let own = noun_loss(scene, number, counted);
    let told = loss_before(scene, number);
    let captive = own.is_some_and(|w| !matches!(w, CountKind::Killed | CountKind::Wounded | CountKind::Other));
    let hurt = matches!(told, Some(CountKind::Killed | CountKind::Wounded));
    let by_noun = (if captive && hurt { told } else { own.or(told) })
        .filter(|what| *what != CountKind::Destroyed || counted.is_some_and(|c| suffers(scene, c.start, *what)));
    let result = by_noun.is_some() && result_before(scene, number.tokens.start, RESULT);
    let (k, trigger, near) = inside
        .enumerate()
        .map(|(k, t)| {
            let near = gap(number, t);
            // «9 مستودعات و22 عجلة»: as near as the first of the list.
            (first + k, t, last.filter(|l| l.trigger == first + k).map_or(near, |l| l.gap.min(near)))
        })
        .filter(|(_, t, _)| {
            by_noun.is_some()
                || t.frame(scene.lexicon).counts.is_some()
                || counts_act(scene, number, counted, t)
                || counted.is_some_and(|c| {
                    used(scene, c, t).or_else(|| aimed_at(scene, number, c, t, gap(number, t))).is_some()
                })
        })
        // «مقتل 11 عنصرا و10 مدنيين وإصابة 17»: an act joined on by و counts what follows it.
        .filter(|(_, t, _)| {
            !(t.tokens.start >= number.tokens.end && joined_on(scene, t)) || by_noun.is_some() && last.is_none()
        })
        // «أسفر … عن سقوط 27 قتيلا»: a result belongs to what stands before it.
        .filter(|(_, t, _)| !result || t.tokens.start < number.tokens.start)
        .min_by_key(|(_, t, near)| (*near, t.tokens.start))?;
    let hurt = matches!(by_noun, Some(CountKind::Killed | CountKind::Wounded));
    if near
        > if result {
            RESULT_REACH
        } else if hurt {
            TOLD
        } else {
            REACH
        }
    {
        return None;
    }
    let what = meaning(scene, number, counted, trigger, near, by_noun)?;
    Some(Owned { trigger: k, what, gap: near })
}

/// What a number beside an act counts.
fn meaning(
    scene: &Scene<'_>,
    number: &NumberMention,
    counted: Option<&Range<usize>>,
    trigger: &Trigger,
    near: usize,
    by_noun: Option<CountKind>,
) -> Option<CountKind> {
    let frame = trigger.frame(scene.lexicon);
    let open = number.min.is_none() && number.max.is_none();
    let after = number.tokens.start >= trigger.tokens.end;
    if counts_act(scene, number, counted, trigger) && !frame.consequence && frame.type_ == EventType::Assault {
        return (!open).then_some(CountKind::Other);
    }
    if let Some(what) = by_noun {
        // «إطلاق سراح 20 أسيرا», «استشهاد 3 معتقلين»: the noun says who they are, the act what became of them.
        let status = !matches!(what, CountKind::Killed | CountKind::Wounded | CountKind::Missing | CountKind::Other);
        let far = if frame.counts == Some(CountKind::Released) { REACH } else { STATUS };
        if let Some(act) = frame.counts.filter(|_| status && near <= far) {
            return Some(act);
        }
        if open && together(scene, number, counted, what) {
            return None;
        }
        let one_figure = together(scene, number, counted, what) || after && both_losses(scene, trigger, what);
        return Some(if one_figure { CountKind::Other } else { what });
    }
    let what = frame.counts;
    let fits = |what| match counted {
        Some(c) => suffers(scene, c.start, what) && near <= OBJECT && !verb_between(scene, number, Some(c), trigger),
        // «يقتل 25 في سوق»: a bare number right after the act.
        // «أفرجت عن ستة منهم».
        None => {
            near <= if after { BARE } else { 1 }
                && what != CountKind::Destroyed
                && !verb_between(scene, number, None, trigger)
        }
    };
    if let Some(what) = what.filter(|w| fits(*w)) {
        return Some(if after && both_losses(scene, trigger, what) { CountKind::Other } else { what });
    }
    // «أطلق 5 صواريخ», «قصف … بعشرات القذائف»: with how many.
    // «استهدفت … بعشرات الصواريخ»: what is done with may stand far behind.
    let with = scene.fold(number.tokens.start).starts_with('ب');
    counted
        .filter(|c| near <= if with { REACH } else { BESIDE } && !verb_between(scene, number, Some(c), trigger))
        .and_then(|c| used(scene, c, trigger).or_else(|| aimed_at(scene, number, c, trigger, near)))
}

/// «3 عمليات عسكرية», «تفجيران»: the act itself is counted.
fn counts_act(scene: &Scene<'_>, number: &NumberMention, counted: Option<&Range<usize>>, trigger: &Trigger) -> bool {
    // «165 خرقا» may look like a verb.
    let accusative = scene.fold(trigger.tokens.start).ends_with('ا');
    let noun = matches!(trigger.form, Form::Noun { participle: None, .. }) || accusative;
    let touches = |r: &Range<usize>| r.start < trigger.tokens.end && trigger.tokens.start < r.end;
    let known = number.dual_noun && matches!(trigger.form, Form::Noun { definite: true, .. });
    let beside = scene.text.tokens().get(number.tokens.end).is_some() && trigger.tokens.start == number.tokens.end;
    noun && !known && (counted.is_some_and(touches) || beside || number.dual_noun && touches(&number.tokens))
}

/// Whether an act begins with و: «وإصابة», «ودمرت».
fn joined_on(scene: &Scene<'_>, trigger: &Trigger) -> bool {
    let i = trigger.tokens.start;
    scene.fold(i).starts_with('و')
        && (scene.words[i].verb.as_ref().is_some_and(|v| v.split.conjunction.is_some())
            || matches!(trigger.form, Form::Noun { .. }))
}

/// Whether a number goes on a list that an earlier one began: nothing but nouns and «و» between.
fn listed(scene: &Scene<'_>, earlier: &NumberMention, number: &NumberMention) -> bool {
    let between = earlier.tokens.end..number.tokens.start;
    between.len() <= ITEM
        && scene.text.sentence_of(earlier.tokens.start) == scene.text.sentence_of(number.tokens.start)
        && !between.clone().any(|i| {
            scene.words[i].verb.is_some() && scene.is_verb(i)
                || scene.text.tokens()[i].mark.is_some_and(|m| !matches!(m, '،' | ',' | '"' | '«' | '»'))
        })
        && (scene.fold(number.tokens.start).starts_with('و')
            || scene.fold(number.tokens.start.saturating_sub(1)) == "و"
            || is_among(scene, number))
}

/// «بينهم 3 أطفال»: some of those counted before.
fn is_among(scene: &Scene<'_>, number: &NumberMention) -> bool {
    (1..=2).any(|back| {
        number
            .tokens
            .start
            .checked_sub(back)
            .is_some_and(|i| scene.lexicon.cues.among.at(scene, i).iter().any(|h| h.tokens.end == number.tokens.start))
    })
}

/// Whether another finite verb stands between a number and a trigger.
fn verb_between(scene: &Scene<'_>, number: &NumberMention, counted: Option<&Range<usize>>, trigger: &Trigger) -> bool {
    let (from, to) = if number.tokens.start >= trigger.tokens.end {
        (trigger.tokens.end, number.tokens.start)
    } else {
        (number.tokens.end, trigger.tokens.start)
    };
    // «شخصا» may look like a verb.
    let noun = |i: usize| counted.is_some_and(|c| c.contains(&i));
    (from..to).any(|i| !noun(i) && scene.words[i].verb.is_some() && scene.is_verb(i))
}

pub(crate) fn gap(number: &NumberMention, trigger: &Trigger) -> usize {
    if number.tokens.start >= trigger.tokens.end {
        number.tokens.start - trigger.tokens.end
    } else {
        trigger.tokens.start.saturating_sub(number.tokens.end)
    }
}

/// The tokens of what is counted: the noun beside the number, or the number's own dual noun.
fn counted_tokens(scene: &Scene<'_>, number: &NumberMention) -> Option<Range<usize>> {
    if let Some(counted) = &number.counted {
        return Some(counted.clone());
    }
    let next = number.tokens.end + usize::from(scene.fold(number.tokens.end) == "من");
    let token = scene.text.tokens().get(next)?;
    // «120 ألفا والنظام», «العشرات بجراح»: what is joined on is not counted.
    let joined = next == number.tokens.end
        && scene.fold(next).starts_with(['و', 'ف', 'ب', 'ل'])
        && class_of(scene, next).is_none();
    let joined = joined || scene.words[next].verb.is_some() && scene.is_verb(next) && class_of(scene, next).is_none();
    (token.is_word() && scene.words[next].function.is_none() && !joined).then_some(next..next + 1)
}

pub(crate) fn class_of(scene: &Scene<'_>, i: usize) -> Option<Countable> {
    let class = |word: &str| NumberLexicon::builtin().countable(word).map(|(class, _)| class);
    class(scene.fold(i)).or_else(|| splits(scene.fold(i)).filter(|s| s.pronoun.is_none()).find_map(|s| class(s.stem)))
}

/// Whether the noun at `i` can be what an act did something to.
fn suffers(scene: &Scene<'_>, i: usize, what: CountKind) -> bool {
    let dated = order::on(&scene.times, i).is_some();
    !dated
        && match class_of(scene, i) {
            Some(Countable::Money | Countable::Unit | Countable::Time) => false,
            Some(Countable::Person) => what != CountKind::Destroyed,
            Some(Countable::Vehicle | Countable::Weapon | Countable::Thing) => matches!(what, CountKind::Destroyed),
            None => true,
        }
}

fn make(scene: &Scene<'_>, number: &NumberMention, counted: Option<Range<usize>>, what: CountKind) -> Option<Count> {
    let bound = |x: Option<f64>| -> Option<Option<u64>> {
        match x {
            None => Some(None),
            // Counts of people are whole numbers that fit.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            Some(v) if (0.0..1e15).contains(&v) && v.fract() == 0.0 => Some(Some(v as u64)),
            Some(_) => None,
        }
    };
    let (min, max) = (bound(number.min)?, bound(number.max)?);
    // «عددا كبيرا من الجنود» tells of many; «عدد من الجنود» only of some.
    let many = || (number.tokens.start..number.tokens.end + 1).any(|i| scene.lexicon.cues.many.contains(scene.fold(i)));
    if min.is_none() && max.is_none() && !many() {
        return None;
    }
    if max == Some(0) || !matches!(number.kind, NumberType::Number | NumberType::Range | NumberType::Vague) {
        return None;
    }
    // A mention that begins where the noun does is the noun with its modifiers: «آلاف عناصر داعش».
    let noun = counted.map(|c| {
        let actor = scene.actors.iter().find(|a| a.tokens.start == c.start).map_or(c.end, |a| a.tokens.end);
        scene.text.cover(c.start, actor)
    });
    let span =
        noun.map_or(number.span, |n| if n.start >= number.span.start { number.span.cover(n) } else { number.span });
    let quote = scene.text.quote(span);
    let of = noun.map(|n| scene.text.slice(n).to_owned());
    Some(Count { quote, what, of, min, max })
}
