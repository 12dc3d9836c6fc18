//! Pronouns joined to a word: whom «هجومهم», «اعتقاله», «قصفها» speak of.

use marsad_text::TokenKind;
use marsad_text::arabic::number::{Grade, NumberLexicon};

use crate::scene::{ActorMention, Scene};

/// How many words back an antecedent may stand.
const REACH: usize = 45;

/// The kind of word a pronoun can stand for.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Masculine,
    Feminine,
    Plural,
}

/// What the first word of a mention looks like: feminine by ة or as a group of things, plural by its ending.
fn shape(scene: &Scene<'_>, m: &ActorMention) -> Shape {
    let token =
        scene.text.tokens()[m.tokens.start..m.tokens.end].iter().position(|t| t.kind == TokenKind::Arabic).unwrap_or(0);
    let word = scene.fold(m.tokens.start + token);
    if m.person {
        return Shape::Masculine;
    }
    if m.state || word.ends_with('ه') || word.ends_with("ات") {
        return Shape::Feminine;
    }
    let listed = NumberLexicon::builtin().countable(word).is_some_and(|(_, grade)| grade == Grade::Plural);
    let plural = listed || ["ون", "ين", "و"].iter().any(|e| word.ends_with(e)) && word.chars().count() > 4;
    if plural { Shape::Plural } else { Shape::Masculine }
}

/// Whether a pronoun can stand for a mention. Groups take ها by their word and هم by their sense.
pub(crate) fn agrees(scene: &Scene<'_>, pronoun: &str, m: &ActorMention) -> bool {
    let shape = shape(scene, m);
    match pronoun {
        "ه" => shape == Shape::Masculine,
        "ها" => shape == Shape::Feminine,
        "هم" => shape == Shape::Plural || !m.person && m.armed(),
        _ => false,
    }
}

/// The nearest actor before token `i` that a joined pronoun can stand for, in the same paragraph.
pub(crate) fn antecedent<'s>(scene: &'s Scene<'_>, pronoun: &str, i: usize) -> Option<&'s ActorMention> {
    let paragraph = scene.sentence(i).paragraph;
    scene
        .actors_in(i.saturating_sub(REACH)..i)
        .rev()
        .take_while(|m| scene.sentence(m.tokens.start).paragraph == paragraph)
        .find(|m| agrees(scene, pronoun, m))
}
