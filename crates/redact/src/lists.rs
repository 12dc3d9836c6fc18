//! The lists under `data/`.

use marsad_model::{EventType, Sector};
use marsad_text::fold_str;

/// All of them, to know whether what was found by them is found by these.
pub(crate) const ALL: &[&str] = &[
    include_str!("../data/age_words.tsv"),
    include_str!("../data/given_names.tsv"),
    include_str!("../data/name_heads.tsv"),
    include_str!("../data/no_name_after.tsv"),
    include_str!("../data/public_sectors.tsv"),
    include_str!("../data/sensitive_places.tsv"),
    include_str!("../data/suffering_types.tsv"),
];

fn first_column(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|l| !l.starts_with('#')).skip(1).filter_map(|l| l.split('\t').next())
}

/// Whether people of a sector act in public.
pub(crate) fn is_public(sector: Option<Sector>) -> bool {
    sector.is_some_and(|s| first_column(include_str!("../data/public_sectors.tsv")).any(|code| code == s.as_str()))
}

/// Whether recipients of a type of act suffer.
pub(crate) fn suffer(type_: EventType) -> bool {
    first_column(include_str!("../data/suffering_types.tsv")).any(|code| code == type_.as_str())
}

/// Whether the position of a place of this name is sensitive.
pub(crate) fn is_sensitive(name: &str) -> bool {
    let folded = fold_str(&name.to_lowercase());
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    first_column(include_str!("../data/sensitive_places.tsv")).any(|listed| {
        let listed = fold_str(listed);
        let listed: Vec<&str> = listed.split(' ').collect();
        words.windows(listed.len()).any(|window| window.iter().zip(&listed).all(|(word, listed)| is_form(word, listed)))
    })
}

/// Whether a word is a listed one, with an article or a letter joined to it.
fn is_form(word: &str, listed: &str) -> bool {
    let mut rest = word;
    for joined in ["و", "ب", "ل", "ك", "ف"] {
        if rest != listed {
            rest = rest.strip_prefix(joined).unwrap_or(rest);
        }
    }
    rest == listed || rest.strip_prefix("ال").or(rest.strip_prefix("ل")) == Some(listed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn camps_hospitals_and_shelters_are_sensitive_and_cities_are_not() {
        for name in [
            "مخيم الهول",
            "Al-Hol Camp",
            "المستشفى الوطني",
            "بمشفى القدس",
            "مركز إيواء",
            "Al-Shifa Hospital",
            "والمخيم",
        ] {
            assert!(is_sensitive(name), "{name}");
        }
        for name in ["الرقة", "Campania", "سجن الصناعة", "Al-Hasakah", "مطار عدن"] {
            assert!(!is_sensitive(name), "{name}");
        }
    }

    #[test]
    fn the_lists_hold_known_codes_only() {
        for code in first_column(include_str!("../data/public_sectors.tsv")) {
            assert!(code.parse::<Sector>().is_ok(), "{code}");
        }
        for code in first_column(include_str!("../data/suffering_types.tsv")) {
            assert!(code.parse::<EventType>().is_ok(), "{code}");
        }
        assert!(is_public(Some(Sector::Gov)) && !is_public(Some(Sector::Cvl)) && !is_public(None));
        assert!(suffer(EventType::Assault) && !suffer(EventType::Consult));
    }
}
