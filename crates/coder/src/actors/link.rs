//! Words that tie a head to the actor it belongs to: «عناصر من داعش», «قوات موالية للحكومة», «ضابط في الجيش».

use marsad_lexicon::Head;

use super::words::definite;
use crate::scene::Scene;

/// What stands between a head and an actor.
pub(super) struct Link {
    /// Where the actor begins.
    pub at: usize,
    /// The preposition joined to the actor's first word.
    pub joined: Option<char>,
    /// The head is of the actor: its sector and identity hold.
    pub members: bool,
    /// The head stands by the actor, which keeps its own identity.
    pub allies: bool,
    /// What follows is a field of knowledge.
    pub field: bool,
}

/// Adjectives of belonging, by folded stem without article: those of membership, those of allegiance.
const MEMBER: &[&str] =
    &["تابع", "تابعه", "تابعون", "تابعين", "منتم", "منتميه", "منتمين", "منتمون", "منضوين", "منضويه"];
const ALLY: &[&str] = &[
    "موال",
    "مواليه",
    "موالين",
    "موالون",
    "موالي",
    "متحالف",
    "متحالفه",
    "متحالفين",
    "مقرب",
    "مقربه",
    "مقربين",
    "مقربون",
    "محسوب",
    "محسوبه",
    "محسوبين",
    "مرتبط",
    "مرتبطه",
    "مرتبطين",
    "مناهض",
    "مناهضه",
    "مناهضين",
];

/// The link at token `at` after a head.
pub(super) fn link(scene: &Scene<'_>, at: usize, head: &Head) -> Option<Link> {
    let word = scene.fold(at);
    let plain = Link { at: at + 1, joined: None, members: true, allies: false, field: false };
    let fighters = head.sector.is_none_or(|s| s != marsad_model::Sector::Cvl) || head.kind == "person";
    match word {
        // «خبراء في شؤون …».
        "في" if head.sector == Some(marsad_model::Sector::Edu) && field_word(scene.fold(at + 1)) => {
            Some(Link { field: true, ..plain })
        }
        "في" if matches!(head.kind.as_str(), "person" | "armed-group")
            || head.sector == Some(marsad_model::Sector::Mil) =>
        {
            Some(plain)
        }
        "من" if fighters || head.whole && head.people() => Some(plain),
        // «طائرة للجيش», «رتل للميليشيا».
        _ if head.thing && word.starts_with('ل') && word.chars().count() > 3 => {
            Some(Link { at, joined: Some('ل'), ..plain })
        }
        "بقياده" => Some(Link { members: false, ..plain }),
        _ => {
            let bare = word.strip_prefix("ال").unwrap_or(word);
            let members = MEMBER.contains(&bare);
            if members || ALLY.contains(&bare) {
                let free = matches!(scene.fold(at + 1), "من" | "الي" | "مع" | "علي");
                let next = at + 1 + usize::from(free);
                let joined = if free { None } else { Some(joined_to(scene, next)?) };
                return Some(Link { at: next, joined, members, allies: !members, field: false });
            }
            // «ضابط بالحرس الثوري»: only before the article, else it is how something is done.
            let by = word.starts_with("بال") && definite(scene, at);
            (by && matches!(head.kind.as_str(), "person" | "armed-group" | "military")).then_some(Link {
                at,
                joined: Some('ب'),
                ..plain
            })
        }
    }
}

fn field_word(word: &str) -> bool {
    matches!(
        word,
        "شؤون"
            | "شئون"
            | "الشؤون"
            | "الشان"
            | "شان"
            | "مجال"
            | "قضايا"
            | "ملف"
            | "القانون"
            | "علم"
            | "مكافحه"
    )
}

fn joined_to(scene: &Scene<'_>, at: usize) -> Option<char> {
    let c = scene.fold(at).chars().next()?;
    matches!(c, 'ل' | 'ب').then_some(c)
}
