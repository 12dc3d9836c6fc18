//! Actors made of a head noun and what follows it: «قوات النظام», «عناصر من داعش», «الشرطة العراقية», «محافظ عدن».

use std::sync::Arc;

use marsad_lexicon::{Head, PhraseHit};
use marsad_text::TokenKind;

use super::combine::{Build, group_like, merge, take};
use super::link::{Link, link};
use super::names::{named, short};
use super::words::{
    adjective_country, definite, is_adjective, is_name_word, is_place_head, is_quote, plain_noun, relational,
};
use super::{Found, Open};
use crate::order;
use crate::scene::Scene;

/// The most modifiers after a head.
const MODIFIERS: usize = 6;
/// The most heads inside heads: «عناصر من قوات حرس الحدود».
const DEPTH: usize = 3;
/// The most words of a field of knowledge: «خبراء في شؤون …».
const FIELD: usize = 5;

/// The actor that a head at token `i` makes.
pub(super) fn composed(scene: &Scene<'_>, i: usize, depth: usize) -> Option<Found> {
    if depth >= DEPTH || scene.words.get(i)?.function.is_some() {
        return None;
    }
    let hit = scene.lexicon.entities.heads.at(scene, i).into_iter().next()?;
    let head = &hit.value;
    // A place that the gazetteer has whole («مزارع شبعا», «القصر الجمهوري»), or one that something happens in.
    let places = scene.place_names(i);
    let body = matches!(head.kind.as_str(), "government" | "court" | "ngo" | "outlet");
    if !body && places.first().is_some_and(|p| p.tokens.len() > 1) || site(scene, &hit) {
        return None;
    }
    if head.joined || head.adjective && describes(scene, &hit) || head.verb && acts(scene, &hit) {
        return None;
    }
    let mut b = Build {
        end: hit.tokens.end,
        sector: head.sector,
        country: None,
        group: None,
        of: None,
        open: Open::No,
        own: false,
        unknown: false,
        told: false,
        hit: &hit,
    };
    for _ in 0..MODIFIERS {
        if !modifier(scene, &mut b, depth) {
            break;
        }
    }
    super::combine::finish(scene, b)
}

/// Whether the head is one of a place too and stands after a preposition of place: «في محافظة الحسكة».
fn site(scene: &Scene<'_>, hit: &PhraseHit<Arc<Head>>) -> bool {
    let body = matches!(hit.value.kind.as_str(), "government" | "ngo" | "court" | "population" | "person");
    if !body || !is_place_head(scene, hit.tokens.start) {
        return false;
    }
    let preposition = scene.preposition_before(hit.tokens.start, hit.preposition);
    matches!(
        preposition.as_deref(),
        Some(
            "في" | "ب"
                | "ل"
                | "الي"
                | "من"
                | "قرب"
                | "داخل"
                | "خارج"
                | "علي"
                | "نحو"
                | "حول"
                | "عبر"
                | "وسط"
        )
    )
}

/// Whether the head is an adjective here: «هجوم انتحاري», «مؤتمر صحفي», «مصيرهم مجهول».
fn describes(scene: &Scene<'_>, hit: &PhraseHit<Arc<Head>>) -> bool {
    let i = hit.tokens.start;
    if hit.conjunction || hit.preposition.is_some() || i == 0 || !plain_noun(scene, i - 1) || opens(scene, i - 1) {
        return false;
    }
    // An adjective has the article of its noun; a noun in the genitive has its own.
    let before = i - 1;
    let word = scene.fold(i);
    let many = word.ends_with("ون") || word.ends_with("ين");
    let human_before = scene.lexicon.entities.heads.begins(scene, before);
    // «برأت المحكمة المتهمين»: a plural of people describes no singular.
    if many && (!human_before || scene.fold(before).ends_with('ه')) {
        return false;
    }
    definite(scene, before) == definite(scene, i) || scene.fold(before).ends_with("هم")
}

/// Whether the word at `i` can be a finite verb and stands where a clause begins: «كما توعد مسؤول», «فجر انتحاري».
pub(super) fn opens(scene: &Scene<'_>, i: usize) -> bool {
    scene.words[i].verb.is_some()
        && !scene.fold(i).starts_with("ال")
        && (i == 0
            || scene.parts_clauses(i - 1)
            || scene.sentence(i).tokens.start == i
            || scene.words[i - 1].function.is_some_and(|f| !f.preposition || f.subordinator))
}

/// Whether the head is a finite verb here: «شاهد الأهالي», «طالب الوزير».
fn acts(scene: &Scene<'_>, hit: &PhraseHit<Arc<Head>>) -> bool {
    let i = hit.tokens.start;
    // What follows a verb directly is its subject.
    let subject = i > 0 && scene.words[i - 1].verb.as_ref().is_some_and(|v| !v.noun_too);
    if scene.words[i].verb.is_none() || subject {
        return false;
    }
    let opens = i == 0
        || scene.parts_clauses(i - 1)
        || scene.sentence(i).tokens.start == i
        || scene.words[i - 1].function.is_some_and(|f| !f.preposition);
    opens || scene.is_verb(i)
}

/// Reads one modifier; whether there was one.
fn modifier(scene: &Scene<'_>, b: &mut Build<'_>, depth: usize) -> bool {
    let at = b.end;
    let first = at == b.hit.tokens.end;
    let Some(token) = scene.text.tokens().get(at) else { return false };
    let head = &b.hit.value;
    // «لواء "النصر"», «حركة "الأحرار"».
    if first && is_quote(scene, at) && head.takes.contains("group") {
        let Some(close) = (at + 2..(at + 6).min(scene.text.tokens().len())).find(|&k| is_quote(scene, k)) else {
            return false;
        };
        if let Some(inner) = inner(scene, at + 1, depth).filter(|f| f.mention.tokens.end == close) {
            take(b, &inner.mention, inner.open);
        } else if (at + 1..close).all(|k| scene.text.tokens()[k].is_word()) {
            b.own = true;
        } else {
            return false;
        }
        b.end = close + 1;
        return true;
    }
    // «الفرقة 30», «اللواء 155 مشاة».
    if first && token.kind == TokenKind::Number && head.names && scene.fold(at).len() <= 3 {
        b.own = true;
        b.end += 1;
        return true;
    }
    if token.kind == TokenKind::Mark || !token.is_word() {
        return false;
    }
    if let Some(l) = link(scene, at, head) {
        return linked(scene, b, &l, depth);
    }
    if scene.words[at].function.is_some() {
        return false;
    }
    // What the head is of: «قوات النظام», «مقاتلي المعارضة السورية». After an adjective nothing more is in the genitive.
    let genitive = first && (!definite(scene, b.hit.tokens.end - 1) || epithet(scene, at));
    // «مسلحون مصرفا»: after a plural that is not in the construct only an adjective.
    let absolute = {
        let word = scene.fold(b.hit.tokens.end - 1);
        let tanwin = word.ends_with('ا') && !definite(scene, at);
        word.ends_with("ون") || word.ends_with("ين") && word.chars().count() >= 6 || tanwin
    };
    let describing = |f: &Found| {
        let heads = scene.lexicon.entities.heads.at(scene, f.mention.tokens.start);
        f.mention.id.is_some() || heads.iter().any(|h| h.value.adjective)
    };
    if genitive
        && let Some(inner) = inner(scene, at, depth).filter(|f| {
            f.cut.is_none()
                && !f.mention.joined
                && (!f.mention.person || head.kind == "population")
                && (!absolute || describing(f))
                // «أسر العشرات»: they captured dozens, not the families of dozens.
                && !(f.mention.tokens.len() == 1
                    && scene.lexicon.cues.generic_recipients.contains(scene.fold(f.mention.tokens.start)))
        })
    {
        let adjective = inner.mention.id.is_none()
            && inner.mention.tokens.len() == 1
            && !definite(scene, at)
            && inner.mention.country.is_none();
        if adjective {
            b.sector = merge(b.sector, inner.mention.sector);
        } else {
            take(b, &inner.mention, inner.open);
        }
        b.end = inner.mention.tokens.end;
        return true;
    }
    if let Some(country) = adjective_country(scene, at) {
        // «جيش الاحتلال الفلسطينيين»: a people behind an actor whose country is told is somebody else.
        let people = ["ين", "ون"].iter().any(|e| scene.fold(at).ends_with(e));
        if people && b.country.as_ref().is_some_and(|c| *c != country) {
            return false;
        }
        b.country = Some(country);
        b.end += 1;
        return true;
    }
    // «قوات حوثية», «قافلة أممية».
    if let Some(actor) = super::words::adjective_actor(scene, at, false) {
        take(b, &actor, Open::No);
        b.told = true;
        b.end += 1;
        return true;
    }
    if matches!(
        scene.fold(at),
        "مجهولون"
            | "مجهولين"
            | "مجهول"
            | "مجهوله"
            | "مجهولو"
            | "مجهولي"
            | "مجهولان"
            | "المجهولون"
            | "المجهولين"
    ) {
        b.unknown = true;
        b.end += if scene.fold(at + 1) == "الهويه" { 2 } else { 1 };
        return true;
    }
    // «عناصر مسلحة», «الجماعات المسلحة», «الفصائل المعارضة»: a head that stands as an adjective.
    if let Some(adj) = scene.lexicon.entities.heads.at(scene, at).into_iter().next() {
        // «نقلت الشرطة المتهمين»: a plural of people describes no singular.
        let many = scene.fold(at).ends_with("ون") || scene.fold(at).ends_with("ين");
        let agrees = definite(scene, at) == definite(scene, at - 1)
            && !(many && scene.fold(at - 1).ends_with('ه'))
            && (!scene.fold(at).ends_with('ا') || scene.fold(at - 1).ends_with('ا'));
        if adj.preposition.is_none() && !adj.conjunction && adj.value.adjective && agrees {
            b.sector = merge(b.sector, adj.value.sector);
            b.end = adj.tokens.end;
            b.told = true;
            return true;
        }
    }
    if genitive && !absolute && place(scene, b) {
        return true;
    }
    if is_adjective(scene, b.end - 1, at) || is_adjective(scene, b.hit.tokens.start, at) {
        b.end += 1;
        return true;
    }
    // «لواء النصر», «فيلق الشام», «اللواء الخامس»: a name of its own; «مركز الأفق للدراسات».
    let purpose = head.purpose && scene.fold(at + 1).starts_with('ل') && scene.fold(at + 1).chars().count() >= 4;
    if first && (head.names || purpose) && !b.own && is_name_word(scene, at) && scene.words[at].verb.as_ref().is_none()
    {
        let ordinal = order::on(&scene.numbers, at).is_some();
        let named = definite(scene, at)
            && !definite(scene, b.hit.tokens.start)
            && !is_place_head(scene, at)
            && !relational(scene.fold(at));
        if ordinal || named {
            b.own = true;
            b.end += 1;
            if ordinal && scene.fold(at + 1) == "عشر" {
                b.end += 1;
            }
            return true;
        }
    }
    false
}

/// Whether the word at `at` is a group under a name that may follow a head with the article: «الميليشيات الحوثية».
fn epithet(scene: &Scene<'_>, at: usize) -> bool {
    super::names::best_hit(scene, at).is_some_and(|h| {
        let people = scene.lexicon.entities.at(h.value).kind == "population";
        h.preposition.is_none() && !h.conjunction && (relational(scene.fold(at)) || people && definite(scene, at))
    })
}

/// The actor at a token, names before heads.
fn inner(scene: &Scene<'_>, at: usize, depth: usize) -> Option<Found> {
    // «أبناء شعبنا», «أفراد عائلته».
    let owned = super::owned::owned(scene, at);
    super::longest([named(scene, at), owned, composed(scene, at, depth + 1), short(scene, at)].into_iter().flatten())
}

/// Reads what a linking word ties to the head.
fn linked(scene: &Scene<'_>, b: &mut Build<'_>, l: &Link, depth: usize) -> bool {
    if l.field {
        // «خبراء في شؤون التنظيمات المتطرفة»: the words of the field up to a verb, mark or function word.
        let mut end = l.at;
        while end < l.at + FIELD
            && scene.text.tokens().get(end).is_some_and(|t| t.kind == TokenKind::Arabic)
            && scene.words[end].function.is_none()
            && scene.words[end].verb.as_ref().is_none_or(|v| v.noun_too)
            && (end == l.at || scene.text.sentence_of(end) == scene.text.sentence_of(l.at))
        {
            end += 1;
        }
        b.end = end;
        return end > l.at;
    }
    let found = super::longest(
        [named(scene, l.at), composed(scene, l.at, depth + 1), short(scene, l.at), super::titled::titled(scene, l.at)]
            .into_iter()
            .flatten(),
    );
    let Some(inner) = found.filter(|f| f.cut == l.joined && !f.mention.joined) else { return false };
    if l.members && (inner.mention.state || inner.mention.person || !group_like(&inner.mention)) {
        return false;
    }
    if l.members {
        take(b, &inner.mention, inner.open);
    } else if l.allies {
        b.of = Some(inner.mention.entity.clone());
        b.country = b.country.take().or(inner.mention.country.clone());
    }
    b.end = inner.mention.tokens.end;
    true
}

/// «محافظ عدن», «سكان الحي»: the place that an office or a people is of.
fn place(scene: &Scene<'_>, b: &mut Build<'_>) -> bool {
    let head = &b.hit.value;
    if !matches!(head.kind.as_str(), "population" | "government" | "police" | "person" | "court" | "ngo" | "tribe")
        || head.takes == "nationality" && head.kind != "government"
    {
        return false;
    }
    let at = b.end;
    let heads = &scene.lexicon.gazetteer.heads;
    let word = scene.fold(at);
    // «سكان الحي», «أهالي مدينة حلب».
    if word.strip_prefix("ال").is_some_and(|bare| heads.has(bare) || bare == "بلاد") {
        b.end += 1;
        b.of = Some(scene.text.word(at).to_owned());
        return true;
    }
    let mut name = at;
    if let Some(h) = heads.at(scene, at).into_iter().next().filter(|h| h.preposition.is_none() && !h.conjunction) {
        name = h.tokens.end;
    }
    let names = scene.place_names(name);
    let Some(hit) = names.first().filter(|h| h.preposition.is_none() && !h.conjunction) else { return false };
    let countries: Vec<_> = names.iter().map(|h| scene.lexicon.gazetteer.at(h.value).country).collect();
    if countries.iter().all(|c| c == &countries[0]) {
        b.country = countries[0].map(str::to_owned);
    }
    b.of = Some(scene.lexicon.gazetteer.at(hit.value).en.to_owned());
    b.end = hit.tokens.end;
    true
}
