//! Paradigms by hand, and strings that are no words.

use proptest::prelude::*;

use super::*;
use crate::arabic::conjugate::{Gender, Number};

fn entry(row: &str) -> NounEntry {
    let c: Vec<&str> = row.split(' ').collect();
    NounEntry::from_columns(c[0], c[1], c[2], c[3], c[4]).unwrap()
}

fn surfaces(row: &str, pick: impl Fn(&NounFeatures) -> bool) -> Vec<String> {
    let mut out: Vec<String> =
        inflect(&entry(row)).into_iter().filter(|f| pick(&f.features)).map(|f| f.surface).collect();
    out.sort();
    out.dedup();
    out
}

/// Rows: lemma and columns; then by number and state all forms, alphabetically.
#[test]
fn paradigms() {
    use NounState::{Accusative, Bare, Bound, Construct, Indefinite};
    use Number::{Dual, Plural, Singular};
    for (row, number, state, expected) in [
        ("وزير noun m وزراء ة", Singular, Bare, "وزير وزيرة"),
        ("وزير noun m وزراء ة", Singular, Bound, "وزيرت"),
        ("وزير noun m وزراء ة", Singular, Accusative, "وزيرا"),
        ("وزير noun m وزراء ة", Dual, Bare, "وزيران وزيرتان وزيرتين وزيرين"),
        ("وزير noun m وزراء ة", Dual, Construct, "وزيرا وزيرتا وزيرتي وزيري"),
        ("وزير noun m وزراء ة", Plural, Bare, "وزراء وزيرات"),
        ("وزير noun m وزراء ة", Plural, Bound, "وزراؤ وزرائ"),
        ("لاجئ noun m ون ة", Plural, Bare, "لاجئات لاجئون لاجئين"),
        ("لاجئ noun m ون ة", Plural, Construct, "لاجئو لاجئي"),
        ("إجراء noun m ات -", Plural, Bare, "إجراءات"),
        ("إجراء noun m ات -", Singular, Bound, "إجراؤ إجرائ"),
        ("إجراء noun m ات -", Singular, Accusative, ""),
        ("جزء noun m أجزاء -", Singular, Accusative, "جزءا"),
        ("جزء noun m أجزاء -", Singular, Bound, "جزأ جزؤ جزئ"),
        ("شيء noun m أشياء -", Singular, Accusative, "شيئا"),
        ("شيء noun m أشياء -", Dual, Bare, "شيئان شيئين"),
        ("مبدأ noun m مبادئ -", Dual, Bare, "مبدآن مبدأين"),
        ("مبدأ noun m مبادئ -", Singular, Bound, "مبدؤ مبدئ"),
        ("مستشفى noun m ات -", Singular, Bound, "مستشفا"),
        ("مستشفى noun m ات -", Dual, Bare, "مستشفيان مستشفيين"),
        ("مستشفى noun m ات -", Plural, Bare, "مستشفيات"),
        ("قاضي noun m قضاة ة", Singular, Indefinite, "قاض"),
        ("قاضي noun m قضاة ة", Plural, Bound, "قضات"),
        ("محامي noun m محامون|محامين ة", Plural, Bare, "محامون محاميات محامين"),
        ("محامي noun m محامون|محامين ة", Plural, Construct, "محامو محامي"),
        ("مبنى noun m مباني -", Plural, Indefinite, "مبان"),
        ("قتيل noun m قتلى ة", Plural, Bound, "قتلا"),
        ("سوري nisba m ون ة", Plural, Bare, "سوريات سوريون سوريين"),
        ("سوري nisba m ون ة", Singular, Indefinite, ""),
        ("مدرسة noun f مدارس -", Plural, Accusative, ""),
        ("كتاب noun m كتب -", Plural, Accusative, "كتبا"),
        ("أكبر elative m أكابر كبرى", Singular, Bare, "أكبر كبرى"),
        ("أكبر elative m أكابر كبرى", Dual, Bare, "أكبران أكبرين كبريان كبريين"),
        ("أحمر adj m حمر حمراء", Dual, Construct, "أحمرا أحمري حمراءا حمراءي حمراوا حمراوي"),
        ("مكافأة noun f ات -", Plural, Bare, "مكافآت"),
        ("بطيء adj m ون ة", Singular, Bare, "بطيء بطيئة"),
        ("كاميرا noun f ات -", Plural, Bare, "كاميرات"),
        ("سوى invariable - - -", Singular, Bare, "سوى"),
    ] {
        let found = surfaces(row, |f| f.number == number && f.state == state);
        assert_eq!(found.join(" "), expected, "{row} {number:?} {state:?}");
    }
}

#[test]
fn case_and_gender_are_told_where_letters_show_them() {
    let forms = inflect(&entry("مراسل noun m ون ة"));
    let of = |surface: &str| -> Vec<NounFeatures> {
        forms.iter().filter(|f| f.surface == surface).map(|f| f.features).collect()
    };
    assert!(of("مراسلون").iter().all(|f| f.case == Case::Nominative && f.number == Number::Plural));
    assert!(of("مراسلين").iter().all(|f| f.case == Case::Oblique));
    assert_eq!(of("مراسلين").len(), 2, "dual and plural look alike");
    assert!(of("مراسلا").iter().any(|f| f.case == Case::Accusative && f.state == NounState::Accusative));
    assert!(of("مراسلا").iter().any(|f| f.case == Case::Nominative && f.number == Number::Dual));
    assert!(of("مراسلات").iter().all(|f| f.gender == Gender::Feminine));
}

#[test]
fn wrong_cells_are_named() {
    for (cells, what) in [
        (["وزير", "nuon", "m", "-", "-"], "unknown pos `nuon`"),
        (["وزير", "noun", "x", "-", "-"], "unknown gender `x`"),
        (["وزير كبير", "noun", "m", "-", "-"], "is not one word"),
        (["وزير", "noun", "m", "وُزَراء", "-"], "is not one word"),
        (["", "noun", "m", "-", "-"], "is not one word"),
    ] {
        let error = NounEntry::from_columns(cells[0], cells[1], cells[2], cells[3], cells[4]).unwrap_err();
        assert!(error.to_string().contains(what), "{error}");
    }
}

proptest! {
    #[test]
    fn any_cells_are_declined_or_refused(
        lemma in "\\PC{0,12}|[\\u{621}-\\u{64a}]{1,12}",
        plural in "\\PC{0,12}|[\\u{621}-\\u{64a}]{1,12}|ون|ات",
        feminine in "[\\u{621}-\\u{64a}]{0,8}|ة|-",
    ) {
        for pos in ["noun", "adj", "nisba", "elative", "invariable"] {
            if let Ok(entry) = NounEntry::from_columns(&lemma, pos, "m", &plural, &feminine) {
                let forms = inflect(&entry);
                prop_assert!(forms.iter().any(|f| f.surface == entry.lemma));
                prop_assert!(forms.iter().all(|f| !f.surface.is_empty()));
            }
        }
    }
}
