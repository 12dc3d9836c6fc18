//! What a head takes over from the actor it belongs to: «قوات النظام», «عناصر داعش», «نساء داعش».

use marsad_lexicon::{Head, PhraseHit};
use marsad_model::Sector;

use super::Open;
use crate::scene::ActorMention;

/// What a head gathers while its modifiers are read.
pub(super) struct Build<'h> {
    pub hit: &'h PhraseHit<Head>,
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
