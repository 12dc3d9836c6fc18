//! From a text to its reports, one sentence at a time.

use marsad_lexicon::{Gazetteer, LanguagePack};
use marsad_model::{Aux, Certainty, Day, EventType, Modality, Mode, Polarity, Quote, Report, Versions};
use marsad_text::Text;

use crate::acts::{self, Act, Bearer};
use crate::compose::{Composed, compose, content};
use crate::groups::{self, Group};
use crate::links;
use crate::numbers;
use crate::places;
use crate::scene::Scene;
use crate::slots::{Slots, fill, from_content};
use crate::speech;
use crate::when;
use crate::words::{Sentence, sentences};

/// Days before publication from which an act is told as history.
const HISTORY_DAYS: i32 = 30;

/// The longest sentence that is read, in words: what is longer is no sentence.
const LONGEST: usize = 400;

/// Reads texts of one language by its pack. Cheap to make.
#[derive(Debug, Clone, Copy)]
pub struct ClauseReader<'l> {
    gazetteer: &'l Gazetteer,
    pack: &'l LanguagePack,
}

/// One act with all that was read around it.
struct Draft {
    act: Act,
    composed: Composed,
    slots: Slots,
}

impl<'l> ClauseReader<'l> {
    /// A reader of the language of a pack.
    #[must_use]
    pub fn new(gazetteer: &'l Gazetteer, pack: &'l LanguagePack) -> Self {
        Self { gazetteer, pack }
    }

    /// The reports of a text, in the order of their triggers. Days count from the day of publication.
    #[must_use]
    pub fn read(&self, text: &Text, published: Option<Day>) -> Vec<Report> {
        let mut out = Vec::new();
        for sentence in sentences(text, self.pack).iter().filter(|s| s.words.len() <= LONGEST) {
            self.sentence(text, sentence, published, &mut out);
        }
        for (number, report) in (1..).zip(&mut out) {
            report.event = number;
        }
        out
    }

    fn sentence(&self, text: &Text, sentence: &Sentence, published: Option<Day>, out: &mut Vec<Report>) {
        let scene = Scene::new(self.pack, sentence);
        let mut groups = groups::find(&scene);
        links::link(&scene, &mut groups);
        let acts = acts::find(&scene, &groups);
        if acts.is_empty() {
            return;
        }
        let mut drafts: Vec<Draft> = (0..acts.len())
            .map(|n| {
                let mut composed = compose(&scene, &groups, &acts, n);
                by_content(&scene, &groups, &acts, n, &mut composed);
                let mut slots = fill(&scene, &groups, &acts[n]);
                from_content(&scene, &groups, &acts, n, &mut slots);
                Draft { act: acts[n].clone(), composed, slots }
            })
            .collect();
        drafts.retain(|d| !d.composed.swallowed && !d.act.frame(&scene).silent && somebody(&scene, text, &groups, d));
        told(&scene, &groups, &mut drafts);
        let numbers = numbers::find(&scene);
        let times = when::find(&scene, published);
        let spots = places::find(&scene, text, self.gazetteer);
        let evidence = text.quote(sentence.span);
        for draft in drafts {
            let report = self.report(
                &Around {
                    scene: &scene,
                    text,
                    groups: &groups,
                    numbers: &numbers,
                    times: &times,
                    spots: &spots,
                    published,
                },
                draft,
                &evidence,
            );
            out.push(report);
        }
    }

    fn report(&self, around: &Around<'_, '_>, draft: Draft, evidence: &Quote) -> Report {
        let Around { scene, text, groups, .. } = *around;
        let Draft { act, composed, mut slots } = draft;
        let frame = act.frame(scene);
        let group = act.group();
        let said = group.and_then(|k| speech::over(scene, text, groups, k));
        // «Syria said it would …»: the speaker acts, in words.
        if slots.actors.is_empty()
            && let Some(party) =
                said.as_ref().and_then(|s| s.party.clone()).filter(|_| speaks(scene, groups, &act, &composed))
        {
            slots.recipients.retain(|r| r.start != party.start);
            slots.actors.push(party);
        }
        let own = said.as_ref().is_some_and(|s| {
            composed.type_.is_speech_act()
                && s.party.as_ref().is_some_and(|p| slots.actors.iter().any(|a| a.start == p.start))
        });
        let said = said.filter(|_| !own);
        let mut modality = composed.modality;
        if let (Modality::Asserted, Some(s)) = (modality, &said) {
            modality = s.modality();
        }
        let date = when::of(scene, text, groups, around.times, group, act.start);
        let mut aux = composed.aux.clone();
        let past = |d: &marsad_model::DateRange| {
            d.to.zip(around.published).and_then(|(to, p)| p.since(to).ok()).is_some_and(|s| s.get_days() > HISTORY_DAYS)
        };
        if date.as_ref().is_some_and(past) && !aux.contains(&Aux::Historical) {
            aux.push(Aux::Historical);
        }
        aux.sort();
        aux.dedup();
        let counts = counts(around, &act, group);
        let filled = 0.06 * f64::from(u8::from(!slots.actors.is_empty()))
            + 0.04 * f64::from(u8::from(!slots.recipients.is_empty()));
        let weight = if composed.passing { -0.2 } else { 0.0 };
        let form = match act.bearer {
            Bearer::Verb(_) => "verb",
            Bearer::Noun { .. } => "noun",
        };
        let how = if composed.how.is_empty() { String::new() } else { format!("-{}", composed.how) };
        Report {
            type_: composed.type_,
            mode: modes(scene, &act, &composed),
            aux,
            modality,
            polarity: composed.polarity,
            certainty: if composed.polarity == Polarity::Affirmed
                && !matches!(modality, Modality::Hypothetical | Modality::Alleged)
            {
                Certainty::Certain
            } else {
                Certainty::Unstated
            },
            trigger: text.quote(scene.span(act.start, trigger_end(scene, groups, &act))),
            event: 0,
            actors: slots.actors.iter().map(|p| p.actor(scene, text)).collect(),
            recipients: slots.recipients.iter().map(|p| p.actor(scene, text)).collect(),
            places: near(around, &act),
            date,
            counts,
            said_by: said.and_then(|s| s.said_by(scene, text)),
            contexts: frame.contexts.clone(),
            loaded_terms: Vec::new(),
            confidence: ((frame.confidence + filled + weight).clamp(0.05, 0.99) * 100.0).round() / 100.0,
            rule: format!("{}/{}/{form}{how}", self.pack.language.tag(), frame.id),
            evidence: evidence.clone(),
            versions: Versions { marsad: env!("CARGO_PKG_VERSION").to_owned(), lexicon: self.pack.hash.clone() },
        }
    }
}

/// A sentence with its mentions.
struct Around<'a, 's> {
    scene: &'a Scene<'s>,
    text: &'a Text,
    groups: &'a [Group],
    numbers: &'a [numbers::Number],
    times: &'a [when::Time],
    spots: &'a [places::Spot],
    published: Option<Day>,
}

/// An act that holds another takes its type or mode from it, as `composed.tsv` says.
fn by_content(scene: &Scene<'_>, groups: &[Group], acts: &[Act], n: usize, composed: &mut Composed) {
    if composed.swallowed || !acts[n].frame(scene).swallows {
        return;
    }
    let Some(inner) = content(scene, groups, acts, n) else { return };
    let held = inner.frame(scene);
    let found = scene.pack.becomes(composed.type_.as_str(), held.type_, &held.mode);
    if let Some(found) = found {
        composed.type_ = found.becomes;
        composed.mode = found.mode.into_iter().collect();
        composed.how = "content";
    }
}

/// Whether an act has anybody known on one of its sides, or who says it. Force, protest and restriction are told without («a curfew was
/// imposed»); a recipe that calls for eggs is no demand.
fn somebody(scene: &Scene<'_>, text: &Text, groups: &[Group], draft: &Draft) -> bool {
    use EventType::{Assault, Coerce, Mobilize, Protest, Sanction};
    matches!(draft.composed.type_, Assault | Coerce | Mobilize | Protest | Sanction)
        || !scene.pack.frames[draft.act.frame as usize].subjects.words.is_empty()
        || draft.act.fronted
        || !draft.slots.actors.is_empty()
        || !draft.slots.recipients.is_empty()
        || draft.act.group().and_then(|k| speech::over(scene, text, groups, k)).is_some_and(|s| s.party.is_some())
}

/// Leaves what a sentence mentions in passing where it tells something else, and one report of what is told twice.
fn told(scene: &Scene<'_>, groups: &[Group], drafts: &mut Vec<Draft>) {
    // What only a setting makes an act («will hold elections») is none without one.
    drafts.retain(|d| !d.act.frame(scene).passing || matches!(d.composed.how, "future" | "future-not" | "unless"));
    // A noun whose verb is an act of another kind is what that act is about: «the bombing was condemned».
    let verbs: Vec<(usize, EventType)> = drafts
        .iter()
        .filter_map(|d| match d.act.bearer {
            Bearer::Verb(k) if !d.act.frame(scene).consequence => Some((k, d.composed.type_)),
            _ => None,
        })
        .collect();
    for draft in drafts.iter_mut() {
        if let Bearer::Noun { group, .. } = draft.act.bearer {
            draft.composed.passing |= verbs.iter().any(|(k, t)| Some(*k) == group && *t != draft.composed.type_);
        }
    }
    // Behind a preposition a noun only mentions an act, unless the sentence counts who was hurt.
    let losses = (0..scene.words.len()).any(|i| {
        scene.pack.losses.at(|k| scene.lower(k), i).is_some()
            || groups.iter().any(|g| g.head == i && crate::numbers::loss(scene, g).is_some())
    });
    drafts.retain(|d| losses || !matches!(d.act.bearer, Bearer::Noun { group: None, .. }));
    if drafts.iter().any(|d| !d.composed.passing) {
        drafts.retain(|d| !d.composed.passing);
    }
    // «a bombing killed three»: the noun and the verb of one clause tell one act.
    let mut gone = vec![false; drafts.len()];
    for i in 0..drafts.len() {
        for j in 0..drafts.len() {
            let (a, b) = (&drafts[i], &drafts[j]);
            let same = a.composed.type_ == b.composed.type_ && i != j && !gone[i] && !gone[j];
            let joined = match (a.act.bearer, b.act.bearer) {
                (Bearer::Noun { group: Some(k), .. }, Bearer::Verb(h)) => k == h || groups[h].parent == Some(k),
                (Bearer::Verb(h), Bearer::Verb(k)) => b.act.frame(scene).consequence && groups[k].parent == Some(h),
                (Bearer::Noun { group: g, .. }, Bearer::Noun { group: h, .. }) => g == h && i < j,
                _ => false,
            };
            if same && joined {
                gone[j] = true;
                let (recipients, actors) = (drafts[j].slots.recipients.clone(), drafts[j].slots.actors.clone());
                let a = &mut drafts[i].slots;
                if a.recipients.is_empty() {
                    a.recipients =
                        recipients.into_iter().filter(|r| !a.actors.iter().any(|x| x.start == r.start)).collect();
                }
                if a.actors.is_empty() {
                    a.actors = actors;
                }
            }
        }
    }
    let mut k = 0;
    drafts.retain(|_| {
        k += 1;
        !gone[k - 1]
    });
}

/// Whether whoever says an act is who does it: «said it would …», «said Sudan must …».
fn speaks(scene: &Scene<'_>, groups: &[Group], act: &Act, composed: &Composed) -> bool {
    let Bearer::Verb(k) = act.bearer else { return false };
    let (a, b) = crate::subject::subject_range(scene, groups, k);
    let pronoun = (a..b).any(|i| scene.is(i, marsad_lexicon::language::Classes::PRONOUN));
    pronoun || composed.type_ == EventType::Request || act.frame(scene).subject == marsad_lexicon::Role::Recipient
}

/// The last word of a trigger: a phrase is named as far as it goes.
fn trigger_end(scene: &Scene<'_>, groups: &[Group], act: &Act) -> usize {
    match act.bearer {
        Bearer::Verb(k) if act.end > groups[k].end + 4 && act.start == groups[k].head => groups[k].end,
        _ => act.end.min(scene.words.len()),
    }
}

/// Modes of the act, and of words near it.
fn modes(scene: &Scene<'_>, act: &Act, composed: &Composed) -> Vec<Mode> {
    let mut out = composed.mode.clone();
    if composed.how.is_empty() {
        for i in act.start.saturating_sub(6)..(act.end + 10).min(scene.words.len()) {
            if let Some((_, (type_, mode))) = scene.pack.modes.at(|k| scene.lower(k), i)
                && *type_ == composed.type_
                && !out.contains(mode)
            {
                out.push(*mode);
            }
        }
    }
    // The particular way, not the general one beside it.
    for (special, general) in [(Mode::SuicideAttack, Mode::Explosives), (Mode::Drone, Mode::Aerial)] {
        if out.contains(&special) {
            out.retain(|m| *m != general || act.frame(scene).mode.contains(m));
        }
    }
    out.retain(|m| composed.type_.modes().contains(m));
    out
}

/// Counts of people beside the act: its own, and those of verbs of loss in its sentence.
fn counts(around: &Around<'_, '_>, act: &Act, group: Option<usize>) -> Vec<marsad_model::Count> {
    let Around { scene, text, groups, numbers, .. } = *around;
    let frame = act.frame(scene);
    let mut out: Vec<marsad_model::Count> = Vec::new();
    if let (Some(what), Bearer::Verb(k)) = (frame.counts, act.bearer) {
        out.extend(numbers::counted(scene, text, groups, numbers, k, what));
    }
    if frame.type_ == EventType::Assault {
        for (k, g) in groups.iter().enumerate().filter(|(k, g)| Some(*k) == group || !g.passing || g.gerund) {
            if let Some(what) = numbers::loss(scene, g) {
                out.extend(numbers::counted(scene, text, groups, numbers, k, what));
            }
        }
        // «12 dead», «three wounded».
        for number in numbers {
            if let Some((_, what)) = scene.pack.losses.at(|i| scene.lower(i), number.end) {
                out.extend(numbers::count(scene, text, number, *what));
            }
        }
    }
    if frame.type_ == EventType::Protest
        && let Some(first) = numbers.iter().find(|n| n.end <= act.start)
    {
        out.extend(numbers::count(scene, text, first, marsad_model::CountKind::Participants));
    }
    let mut seen: Vec<usize> = Vec::new();
    out.retain(|c| {
        let new = !seen.contains(&c.quote.start);
        seen.push(c.quote.start);
        new
    });
    out
}

/// The places of an act that is done somewhere: those of its sentence, the nearest first.
fn near(around: &Around<'_, '_>, act: &Act) -> Vec<marsad_model::Place> {
    if act.frame(around.scene).type_.is_speech_act() {
        return Vec::new();
    }
    let mut spots: Vec<&places::Spot> = around.spots.iter().collect();
    spots.sort_by_key(|s| (s.place.precision == 6, s.start.abs_diff(act.start)));
    spots.into_iter().take(2).map(|s| s.place.clone()).collect()
}
