//! What a head takes over from the actor it belongs to: «قوات النظام», «عناصر داعش», «نساء داعش».

use std::sync::Arc;

use marsad_lexicon::{Head, PhraseHit};
use marsad_model::{Sector, Span};

use super::composed::opens;
use super::names::loaded_inside;
use super::words::definite;
use super::{Found, Open};
use crate::scene::{ActorMention, Scene};

/// What a head gathers while its modifiers are read.
pub(super) struct Build<'h> {
    pub hit: &'h PhraseHit<Arc<Head>>,
    pub end: usize,
    pub sector: Option<Sector>,
    pub country: Option<String>,
    /// English name, id and kind of the group whose members are meant.
    pub group: Option<(String, Option<String>, String)>,
    /// Who else is named: «نساء داعش».
    pub of: Option<String>,
    /// What the mention leaves open because what it is made of does.
    pub open: Open,
    /// A name of its own: «لواء النصر».
    pub own: bool,
    pub unknown: bool,
    /// Some modifier says who it is, more than a plain adjective does.
    pub told: bool,
}

pub(super) fn group_like(m: &ActorMention) -> bool {
    m.armed() && !m.state
        || matches!(
            m.kind.as_str(),
            "party" | "militia" | "armed-group" | "igo" | "government" | "ministry" | "ngo" | "tribe"
        )
}

/// Takes over from the actor named after the head what the head leaves to it.
pub(super) fn take(b: &mut Build<'_>, inner: &ActorMention, open: Open) {
    use Sector::{Cop, Crm, Gov, Igo, Mil, Opp, Par, Prm, Pty, Reb, Spy, Uaf};
    let fights = matches!(b.hit.value.sector, None | Some(Uaf | Reb | Mil | Par | Prm | Cop | Spy | Crm));
    let officials = matches!(b.hit.value.sector, Some(Gov | Pty | Opp));
    let armed = matches!(inner.sector, Some(Mil | Reb | Par | Prm | Cop | Spy | Uaf | Crm)) && !inner.state;
    b.country = b.country.take().or(inner.country.clone());
    // «قتلى الجيش», «ناشطين من داعش».
    let sided = b.hit.value.side && armed;
    let same = if sided {
        b.sector = inner.sector;
        false
    } else if fights && armed {
        b.sector = if inner.sector == Some(Uaf) { merge(b.sector, inner.sector) } else { inner.sector };
        true
    } else if fights && matches!(inner.sector, Some(Gov)) {
        // The fighters of a state or government are its soldiers.
        if matches!(b.sector, None | Some(Uaf | Reb)) {
            b.sector = Some(Mil);
        }
        false
    } else if fights && matches!(inner.sector, Some(Opp | Pty)) {
        b.sector = Some(Reb);
        false
    } else if fights && inner.kind == "tribe" {
        b.sector = Some(Par);
        false
    } else if officials && (armed || matches!(inner.sector, Some(Igo | Pty | Opp))) {
        b.sector = inner.sector;
        true
    } else {
        b.sector = b.sector.or(inner.sector);
        b.hit.value.sector.is_none()
    };
    // A member, soldier or correspondent of a named body is of that body.
    let body = inner.id.is_some()
        && !inner.person
        && inner.kind != "population"
        && !inner.state
        && inner.sector != Some(Gov)
        && b.hit.value.kind != "population";
    let same = same || body && b.hit.value.sector != Some(Sector::Edu);
    if body && b.hit.value.kind == "person" && fights {
        b.sector = inner.sector;
    }
    if same && !inner.entity.is_empty() {
        b.group = Some((inner.entity.clone(), inner.id.clone(), inner.kind.clone()));
        b.open = match open {
            Open::Metonym | Open::Owned(_) | Open::Homeland(_) | Open::Again | Open::Acting => Open::No,
            other => other,
        };
    } else if inner.id.is_some() && !inner.state {
        b.of = Some(inner.entity.clone());
    }
}

/// The more telling of two sectors: whoever is just armed or just a person takes the other's.
pub(super) fn merge(a: Option<Sector>, b: Option<Sector>) -> Option<Sector> {
    match (a, b) {
        (None | Some(Sector::Uaf | Sector::Cvl), Some(b)) => Some(b),
        (a, _) => a,
    }
}

/// Makes the mention, if what has been read is an actor at all.
pub(super) fn finish(scene: &Scene<'_>, b: Build<'_>) -> Option<Found> {
    let head = &b.hit.value;
    let tokens = b.hit.tokens.start..b.end;
    let bare = b.end == b.hit.tokens.end;
    let with_article = definite(scene, b.hit.tokens.start) || definite(scene, b.hit.tokens.end - 1);
    let groupish = matches!(
        head.kind.as_str(),
        "armed-group" | "party" | "militia" | "military" | "police" | "government" | "ngo" | "company"
    );
    // «المركز», «الرابطة»: one that was named before, or nobody.
    let again = with_article && head.again;
    // A head that says nothing by itself («حركة», «مجموعة») is no actor.
    if bare
        && !head.whole
        && !again
        && (head.sector.is_none()
            || head.acting && !with_article
            || !with_article && !matches!(head.takes.as_str(), "any" | "nationality" | "" | "none" | "place"))
    {
        return None;
    }
    let known = b.group.is_some()
        || b.of.is_some()
        || b.own
        || b.told
        || b.unknown
        || b.country.is_some()
        || b.open != Open::No;
    // «الحركة المرورية», «فرقة موسيقية»: an adjective alone makes no group of what needs a name.
    if !bare && !known && head.takes == "group" {
        return None;
    }
    let next = scene.fold(b.end);
    // «التحالف بين الشركتين», «مهاجم النادي»: of something that nobody here fights for.
    let absolute = ["ون", "ين", "ان", "ا"].iter().any(|e| scene.fold(b.end - 1).ends_with(e));
    if bare
        && (next == "بين"
            || !absolute
                && !with_article
                && (head.sector == Some(Sector::Uaf) || head.adjective && head.alone)
                && next.starts_with("ال")
                && scene.words[b.end].verb.is_none()
                && !(head.adjective && b.hit.tokens.start.checked_sub(1).is_some_and(|v| opens(scene, v))))
    {
        return None;
    }
    let open = match b.open {
        Open::No if head.acting && !known => Open::Acting,
        Open::No if bare && again => Open::Again,
        Open::No if bare && with_article && groupish => Open::Bare,
        Open::No if b.country.is_none() && b.group.is_none() && !b.unknown => Open::Country,
        other => other,
    };
    let span = Span::new(b.hit.span.start, scene.text.cover(tokens.start, tokens.end).end);
    let words = scene.text.slice(span);
    let en = if head.en.is_empty() { head.kind.as_str() } else { head.en.as_str() };
    let (entity, id, kind) = match (b.group, b.of, &b.country) {
        (Some((name, id, kind)), _, _) => (name, id, kind),
        _ if b.own => (words.to_owned(), None, head.kind.clone()),
        (_, Some(of), _) => (format!("{en} ({of})"), None, head.kind.clone()),
        (_, _, Some(c)) => (format!("{en} ({c})"), None, head.kind.clone()),
        _ => (words.to_owned(), None, head.kind.clone()),
    };
    Some(Found {
        mention: ActorMention {
            span,
            entity,
            id,
            country: b.country,
            sector: if b.unknown { Some(Sector::Uaf) } else { b.sector },
            kind,
            // The words of an own name are no loaded words.
            loaded: loaded_inside(scene, tokens.start..if b.own { b.hit.tokens.end } else { tokens.end }),
            joined: b.hit.conjunction,
            preposition: scene.preposition_before(tokens.start, b.hit.preposition),
            person: false,
            state: false,
            tokens,
        },
        open,
        cut: b.hit.preposition,
    })
}
