//! Amounts before an actor: «خمسة من عناصر داعش», «جميع المدنيين». What governs the amount governs the actor.

use crate::order;
use crate::scene::Scene;

/// The most words of an amount before an actor.
const WORDS: usize = 6;

/// Gives every actor under an amount the preposition and conjunction of the amount.
pub(crate) fn free_amounts(scene: &mut Scene<'_>) {
    let mut found = Vec::new();
    for (k, m) in scene.actors.iter().enumerate() {
        let start = amount_start(scene, m.tokens.start, m.preposition.as_deref());
        if start == m.tokens.start {
            continue;
        }
        let fold = scene.fold(start);
        let joined = m.joined && start + 1 == m.tokens.start
            || start > 0 && matches!(scene.fold(start - 1), "و" | "او")
            || fold.starts_with('و') && fold != "واحد" && fold != "واحده";
        let letter = fold.chars().next().filter(|c| matches!(c, 'ل' | 'ب') && scene.text.tokens()[start].is_word());
        let letter = letter
            .filter(|_| !scene.lexicon.cues.amounts.contains(fold) && !scene.lexicon.cues.quantifiers.contains(fold));
        found.push((k, joined, scene.preposition_before(start, letter)));
    }
    for (k, joined, preposition) in found {
        scene.actors[k].joined = joined;
        scene.actors[k].preposition = preposition;
    }
}

/// Where the amount before a mention begins; the mention's own start where there is none.
pub(crate) fn amount_start(scene: &Scene<'_>, at: usize, preposition: Option<&str>) -> usize {
    let cues = &scene.lexicon.cues;
    let bare = |i: usize| {
        let fold = scene.fold(i);
        let cut = fold.strip_prefix(['و', 'ف', 'ب', 'ل']).filter(|r| r.chars().count() > 2);
        (fold, cut.unwrap_or(fold))
    };
    let is = |i: usize, set: &rustc_hash::FxHashSet<Box<str>>| {
        let (whole, cut) = bare(i);
        set.contains(whole) || set.contains(cut)
    };
    let mut start = at;
    let mut own = preposition;
    while start > 0 && at - start < WORDS {
        let b = start - 1;
        // «خمسة من أفراد الفرقة»: an amount under an amount.
        if own.is_none() && is(b, &cues.amounts) && b > 1 && scene.bare(b - 1) == "من" && start == at {
            if let Some(n) = order::ending(&scene.numbers, b - 1).filter(|n| n.tokens.start < b - 1) {
                return n.tokens.start;
            }
            if is(b - 2, &cues.amounts) {
                return b - 2;
            }
        }
        if own.is_none() || own.is_some_and(|p| is(b, &cues.quantifiers) && scene.bare(b) == p) {
            if let Some(n) = order::ending(&scene.numbers, start).filter(|n| n.tokens.start < start) {
                start = n.tokens.start;
                own = None;
                continue;
            }
            if is(b, &cues.quantifiers) {
                start = b;
                own = None;
                continue;
            }
            break;
        }
        // «خمسة من …», «عدد من …», «معظمهم من …».
        if own == Some("من") && scene.bare(b) == "من" && b > 0 {
            if let Some(n) = order::ending(&scene.numbers, b).filter(|n| n.tokens.start < b) {
                start = n.tokens.start;
                own = None;
                continue;
            }
            if is(b - 1, &cues.amounts) {
                start = b - 1;
                own = None;
                continue;
            }
        }
        break;
    }
    start
}
