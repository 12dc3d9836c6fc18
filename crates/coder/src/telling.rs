//! Told or only spoken of: an act that one sentence of a document mentions in passing is no report.
//!
//! «قُتل ثلاثة جنود في هجوم قرب البلدة أمس» tells an attack; «ناقشت الندوة ظاهرة الاغتيالات» speaks of a kind of act. What is
//! seen at and around the words is weighed (`lexicon/ar/telling`). A document that comes back to a type of act in a second
//! sentence is about it, and keeps all its mentions. Whether an act was denied, demanded or planned does not matter here.

use std::ops::Range;

use marsad_lexicon::{Colour, Hint, Hints, Light};
use marsad_model::{Aux, CountKind, CueClass, EventType, Modality, Mode, Report, SourceType};
use marsad_text::TokenKind;
use marsad_text::arabic::conjugate::Aspect;

use crate::coder::Draft;
use crate::order;
use crate::scene::{ActorMention, Scene};
use crate::triggers::{Form, Trigger};

/// Sentences that speak of a type of act, from which a document is about it.
pub(crate) const ABOUT: usize = 2;
/// Words on either side in which a light verb or a figure of speech is looked for.
const NEAR: usize = 5;
/// Words after a light verb that opens a sentence in which its noun is looked for.
const OPENING: usize = 8;
/// Days before publication up to which a time is recent.
const RECENT_DAYS: i32 = 10;
/// Words up to which a sentence is short, and brief.
const SHORT: [usize; 2] = [14, 9];
/// Words from which a sentence is long, and very long.
const LONG: [usize; 2] = [55, 80];

/// Words on either side in which another sphere is looked for, and how many sentence-wide make it certain.
const SPHERE_NEAR: usize = 6;
/// Types that need a doer: weather and illness do nothing of the kind.
const DONE: [EventType; 6] = [
    EventType::Assault,
    EventType::Coerce,
    EventType::Threaten,
    EventType::Protest,
    EventType::Retreat,
    EventType::Sanction,
];

/// Modes of protest that last: whoever speaks of a strike speaks of one that is.
const LASTING: [Mode; 2] = [Mode::Strike, Mode::Hunger];

/// Types that firms and festivals have among themselves too.
const DEALT: [EventType; 5] =
    [EventType::Agree, EventType::Aid, EventType::Consult, EventType::Cooperate, EventType::Support];

/// What the words of a stretch hint at together.
fn together(scene: &Scene<'_>, tokens: Range<usize>) -> Hints {
    tokens.map(|i| scene.hints(i)).fold(Hints::default(), Hints::with)
}

/// Whether an act is of another sphere: of sport or trade, or, where somebody must do it, of nature, bodies, stories and
/// words. Arms, those who bear them, crowds and witnesses in the sentence say that it is not.
pub(crate) fn elsewhere(scene: &Scene<'_>, trigger: &Trigger) -> bool {
    let sentence = scene.sentence(trigger.tokens.start).tokens.clone();
    let near = trigger.tokens.start.saturating_sub(SPHERE_NEAR).max(sentence.start)
        ..(trigger.tokens.end + SPHERE_NEAR).min(sentence.end);
    let behind = trigger.tokens.end.min(near.end)..near.end;
    let near = together(scene, near.start..trigger.tokens.start).with(together(scene, behind));
    // «مقهى "الحصار"»: a name.
    let bearer = trigger.tokens.start.checked_sub(2).filter(|_| quoted(scene, &trigger.tokens));
    if bearer.is_some_and(|i| scene.hints(i).has(Hint::Named)) {
        return true;
    }
    if predicate(scene, trigger) {
        return true;
    }
    let type_ = trigger.frame(scene.lexicon).type_;
    let all = together(scene, sentence.clone());
    let sport = all.has(Hint::Sport) || DEALT.contains(&type_) && near.has(Hint::Trade);
    if !(sport || DONE.contains(&type_) && near.has(Hint::Sphere)) {
        return false;
    }
    // Strikes and blocked roads are about prices and trade.
    let rally = trigger.frame(scene.lexicon).mode.contains(&Mode::Demo);
    if all.has(Hint::Arms) || type_ == EventType::Protest && (all.has(Hint::Dissent) || !rally) {
        return false;
    }
    sport || !all.has(Hint::Witness) && !scene.actors_in(sentence).any(ActorMention::armed)
}

/// Whether an indefinite noun only says what something already spoken of is: «وصفه بأنه هجوم إرهابي».
fn predicate(scene: &Scene<'_>, trigger: &Trigger) -> bool {
    let Form::Noun { definite: false, participle: None, .. } = trigger.form else { return false };
    let quote = |i: usize| matches!(scene.text.tokens()[i].mark, Some('«' | '"' | '“'));
    let before = (0..trigger.tokens.start).rev().find(|&i| !quote(i));
    trigger.frame(scene.lexicon).type_ == EventType::Assault
        && trigger.joined_preposition.is_none_or(|p| p == 'ل')
        && before.is_some_and(|i| scene.hints(i).has(Hint::Predicate))
}

/// Whether tokens stand alone between quotation marks.
fn quoted(scene: &Scene<'_>, tokens: &Range<usize>) -> bool {
    let mark = |i: Option<usize>| i.and_then(|i| scene.text.tokens().get(i)).and_then(|t| t.mark);
    matches!(mark(tokens.start.checked_sub(1)), Some('«' | '"' | '“'))
        && matches!(mark(Some(tokens.end)), Some('»' | '"' | '”'))
}

/// Which reports are of acts that are only spoken of; `of` has the draft of each report.
pub(crate) fn passing(scene: &Scene<'_>, drafts: &[Draft], reports: &[Report], of: &[usize]) -> Vec<bool> {
    let untold: Vec<EventType> = [EventType::Assault, EventType::Protest]
        .into_iter()
        .filter(|&t| scene.lexicon.telling.weighs(t))
        .filter(|&t| {
            let mut sentences: Vec<usize> = drafts
                .iter()
                .filter(|d| d.trigger.frame(scene.lexicon).type_ == t)
                .map(|d| scene.text.sentence_of(d.trigger.tokens.start))
                .collect();
            sentences.dedup();
            let mut mentions = reports.iter().zip(of).filter(|(r, _)| r.type_ == t);
            // «نفى الجيش قصف المطار»: who denies an act speaks of one that is told.
            let denied = reports
                .iter()
                .zip(of)
                .any(|(r, &k)| r.type_ == t && r.modality == Modality::Denied && !any(scene, &drafts[k].trigger));
            !denied && sentences.len() < ABOUT && !mentions.any(|(r, &k)| told(scene, r, &drafts[k]))
        })
        .collect();
    reports.iter().map(|r| untold.contains(&r.type_) && !r.mode.iter().any(|m| LASTING.contains(m))).collect()
}

/// «أي تعذيب»: whatever there may be of an act.
fn any(scene: &Scene<'_>, trigger: &Trigger) -> bool {
    let before = trigger.tokens.start.checked_sub(1);
    before.is_some_and(|i| scene.lexicon.cues.modality.at(scene, i).iter().any(|h| h.value == Colour::Any))
}

/// Whether the hints at and around a mention say that it tells an event.
fn told(scene: &Scene<'_>, report: &Report, draft: &Draft) -> bool {
    let mut sum = 0.0;
    hints(scene, report, draft, |hint: Hint, times: usize| {
        // A figure of a few words at most: the number is exact.
        #[allow(clippy::cast_precision_loss)]
        let times = times as f64;
        sum += scene.lexicon.telling.weight(report.type_, hint) * times;
    });
    sum > 0.0
}

/// Every hint at and around a mention, with how often it is there.
pub(crate) fn hints(scene: &Scene<'_>, report: &Report, draft: &Draft, mut add: impl FnMut(Hint, usize)) {
    let announced = announced(report);
    add(Hint::Base, 1);
    add(Hint::Announced, usize::from(announced));
    form(scene, draft, announced, &mut add);
    fields(scene, report, draft, &mut add);
    sentence(scene, draft, &mut add);
}

/// Whether a government or an armed side says by itself that the act was done.
fn announced(report: &Report) -> bool {
    report.said_by.as_ref().is_some_and(|s| {
        matches!(s.source_type, SourceType::Official | SourceType::ArmedActor)
            && matches!(s.cue_class, CueClass::Neutral | CueClass::Commitment)
    })
}

/// Hints of the trigger's own form and of the words right beside it. What is announced is no topic («نشر مشاهد من قصف …»).
fn form(scene: &Scene<'_>, draft: &Draft, announced: bool, add: &mut impl FnMut(Hint, usize)) {
    let trigger = &draft.trigger;
    let span = scene.sentence(trigger.tokens.start).tokens.clone();
    let named = Names::of(scene, &span);
    let before = |n: usize| {
        let word = |i: &usize| scene.text.tokens()[*i].kind == TokenKind::Arabic && !named.go_on(*i);
        (span.start..trigger.tokens.start).rev().filter(word).take(n)
    };
    let hinted = |n: usize, hint: Hint| before(n).any(|i| scene.hints(i).has(hint));
    match trigger.form {
        Form::Verb { features, .. } => {
            add(Hint::Verb, 1);
            // After «لم» stands what was.
            let past = before(1).any(|i| scene.words[i].function.is_some_and(|f| f.jussive));
            if features.aspect != Aspect::Perfect && !past {
                add(Hint::Imperfect, 1);
            }
            if before(1).any(|i| scene.words[i].function.is_some_and(|f| f.relative)) {
                add(Hint::AfterRelative, 1);
            }
        }
        Form::Noun { definite, many, .. } => {
            let article = definite && trigger.pronoun.is_none();
            add(if article { Hint::Definite } else { Hint::Indefinite }, 1);
            if article && (many || scene.fold(trigger.tokens.start).ends_with("ات")) {
                add(Hint::DefinitePlural, 1);
            }
            let how = draft.slots.how;
            let light = how.starts_with("light");
            for (is, hint) in [
                (light, Hint::Light),
                (how == "relative", Hint::Relative),
                (how == "row", Hint::Row),
                (how == "control", Hint::Control),
                (!light && light_near(scene, &span, &trigger.tokens), Hint::LightNear),
            ] {
                add(hint, usize::from(is));
            }
            if !announced && hinted(2, Hint::Topic) {
                add(Hint::Topic, 1);
            } else if hinted(1, Hint::Behind) {
                add(Hint::Behind, 1);
            }
            add(Hint::Quoted, usize::from(quoted(scene, &trigger.tokens)));
            add(Hint::Within, usize::from(hinted(1, Hint::Within)));
        }
    }
    add(Hint::Opening, usize::from(opens(scene, &span, draft)));
    add(Hint::Frame, usize::from(trigger.frame(scene.lexicon).passing));
    let beside = before(3).chain(trigger.tokens.end..(trigger.tokens.end + NEAR).min(span.end));
    add(Hint::Figure, beside.filter(|&i| scene.hints(i).has(Hint::Figure)).count().min(2));
}

/// Whether an act opens its sentence, itself or by the light verb that carries it.
fn opens(scene: &Scene<'_>, sentence: &Range<usize>, draft: &Draft) -> bool {
    let here = draft.trigger.tokens.start;
    let first = sentence.clone().find(|&i| scene.text.tokens()[i].kind == TokenKind::Arabic);
    let Some(first) = first else { return false };
    // «كما قتل», «وقد وقع».
    let first = if scene.words[first].function.is_some() { first + 1 } else { first };
    match draft.trigger.form {
        Form::Verb { features, .. } => here <= first && features.aspect == Aspect::Perfect,
        Form::Noun { definite, .. } => {
            here <= first && !definite || here > first && here - first <= OPENING && is_light(scene, first)
        }
    }
}

/// Whether token `i` is a light verb in the perfect.
fn is_light(scene: &Scene<'_>, i: usize) -> bool {
    scene.words.get(i).and_then(|w| w.verb.as_ref()).is_some_and(|v| {
        v.readings
            .iter()
            .any(|r| r.features.aspect == Aspect::Perfect && scene.lexicon.cues.light.contains_key(&r.verb))
    })
}

/// Whether a light verb stands within a few words of a noun: «وقع الهجوم», «التفجير الذي استهدف».
fn light_near(scene: &Scene<'_>, sentence: &Range<usize>, noun: &Range<usize>) -> bool {
    let from = noun.start.saturating_sub(2).max(sentence.start);
    (from..(noun.end + 3).min(sentence.end)).filter(|i| !noun.contains(i)).any(|i| {
        scene.words[i].verb.as_ref().is_some_and(|v| {
            v.readings.iter().any(|r| {
                r.features.aspect == Aspect::Perfect
                    && scene
                        .lexicon
                        .cues
                        .light
                        .get(&r.verb)
                        .is_some_and(|l| !matches!(l, Light::Undergo) || i < noun.start)
            })
        })
    })
}

/// Hints of what was read around the act.
fn fields(scene: &Scene<'_>, report: &Report, draft: &Draft, add: &mut impl FnMut(Hint, usize)) {
    let lost = report.counts.iter().any(|c| matches!(c.what, CountKind::Killed | CountKind::Wounded));
    let sentence = scene.sentence(draft.trigger.tokens.start).tokens.clone();
    let recent = order::beginning(&scene.times, &sentence).iter().any(|t| {
        let days = scene.published.zip(t.mention.to).and_then(|(p, to)| p.since(to).ok()).map(|s| s.get_days());
        days.is_some_and(|d| (0..=RECENT_DAYS).contains(&d))
    });
    for (is, hint) in [
        (lost, Hint::Loss),
        (!lost && !report.counts.is_empty(), Hint::Count),
        (report.date.is_some(), Hint::Date),
        (recent, Hint::Recent),
        (!report.places.is_empty(), Hint::Place),
        (!report.actors.is_empty(), Hint::Actor),
        (!report.recipients.is_empty(), Hint::Recipient),
        (report.aux.contains(&Aux::Historical), Hint::Historical),
    ] {
        add(hint, usize::from(is));
    }
}

/// Hints of the whole sentence.
fn sentence(scene: &Scene<'_>, draft: &Draft, add: &mut impl FnMut(Hint, usize)) {
    let tokens = scene.sentence(draft.trigger.tokens.start).tokens.clone();
    // What a side is called says nothing: names hint at nothing and are one word each, so that sides are read alike.
    let named = Names::of(scene, &tokens);
    let told: Vec<Hints> = tokens.clone().filter(|&i| !named.hold(i)).map(|i| scene.hints(i)).collect();
    let count = |hint: Hint, most: usize| told.iter().filter(|h| h.has(hint)).take(most).count();
    for (hint, most) in [
        (Hint::Losses, 3),
        (Hint::Arms, 4),
        (Hint::Witness, 2),
        (Hint::Law, 3),
        (Hint::Opinion, 3),
        (Hint::Crowd, 3),
        (Hint::Dissent, 2),
    ] {
        add(hint, count(hint, most));
    }
    let words = tokens.clone().filter(|&i| scene.text.tokens()[i].mark.is_none() && !named.go_on(i)).count();
    add(Hint::Short, usize::from(words <= SHORT[0]));
    add(Hint::Brief, usize::from(words <= SHORT[1]));
    add(Hint::Long, usize::from(words > LONG[0]));
    add(Hint::VeryLong, usize::from(words > LONG[1]));
    add(Hint::Question, usize::from(tokens.clone().any(|i| matches!(scene.text.tokens()[i].mark, Some('؟' | '?')))));
}

/// The names of those who act or suffer in a sentence, by their tokens.
struct Names(Vec<Range<usize>>);

impl Names {
    fn of(scene: &Scene<'_>, sentence: &Range<usize>) -> Self {
        Self(scene.actors_in(sentence.clone()).map(|a| a.tokens.clone()).collect())
    }

    /// Whether token `i` belongs to a name.
    fn hold(&self, i: usize) -> bool {
        self.0.iter().any(|name| name.contains(&i))
    }

    /// Whether token `i` goes on with a name that began before it.
    fn go_on(&self, i: usize) -> bool {
        self.0.iter().any(|name| name.contains(&i) && name.start < i)
    }
}
