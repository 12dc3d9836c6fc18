//! Hand-written paradigms, the hard spellings one by one, and strings that are no verbs.

use proptest::prelude::*;

use super::*;

const GOLDEN: &str = include_str!("golden/verbs.tsv");

fn verb(lemma: &str, root: &str, measure: &str, vowel: &str) -> VerbEntry {
    VerbEntry::from_columns(lemma, root, measure, vowel, "t", "").unwrap()
}

fn finite(forms: &[VerbForm], aspect: Aspect, voice: Voice, cell: &str) -> Vec<String> {
    let person = match &cell[..1] {
        "1" => Person::First,
        "2" => Person::Second,
        _ => Person::Third,
    };
    let number = match cell.contains('d') {
        true => Number::Dual,
        false if cell.contains('p') => Number::Plural,
        false => Number::Singular,
    };
    let gender = match &cell[1..] {
        "s" | "p" | "d" => Gender::Common,
        other if other.starts_with('m') => Gender::Masculine,
        _ => Gender::Feminine,
    };
    let wanted = VerbFeatures { aspect, voice, person, number, gender };
    forms.iter().filter(|f| f.features == wanted).map(|f| f.surface.clone()).collect()
}

fn nominal(forms: &[NominalForm], kind: NominalKind, gender: Gender, number: Number) -> Vec<String> {
    let oblique = |s: &str| s.ends_with("ين") && number == Number::Plural;
    forms
        .iter()
        .filter(|f| (f.kind, f.gender, f.number, f.state) == (kind, gender, number, NominalState::Absolute))
        .map(|f| f.surface.clone())
        .filter(|s| !oblique(s))
        .collect()
}

/// Golden cells are written `3ms`, `3md`, `3mp`, `3fp`, `1s`: person, gender, number.
fn cell(name: &str) -> String {
    let (person, rest) = name.split_at(1);
    match rest {
        "s" | "p" => name.to_owned(),
        _ => {
            let (gender, number) = rest.split_at(1);
            let number = if number == "s" { "" } else { number };
            format!("{person}{gender}{number}")
        }
    }
}

#[test]
fn golden_verbs() {
    let mut lines = GOLDEN.lines().filter(|l| !l.starts_with('#'));
    let header: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let (mut verbs, mut cells, mut wrong) = (0, 0, Vec::new());
    for line in lines {
        let row: Vec<&str> = line.split('\t').collect();
        assert_eq!(row.len(), header.len(), "{line}");
        let entry = verb(row[0], row[1], row[2], row[3]);
        let forms = conjugate(&entry).unwrap_or_else(|e| panic!("{e}"));
        let nouns = participles(&entry).unwrap();
        verbs += 1;
        for (name, expected) in header.iter().zip(&row).skip(4) {
            let (group, person) = name.split_once('_').unwrap();
            let (active, passive) = (Voice::Active, Voice::Passive);
            let number = if person == "mp" { Number::Plural } else { Number::Singular };
            let gender = if person == "fs" { Gender::Feminine } else { Gender::Masculine };
            let got = match group {
                "perf" => finite(&forms, Aspect::Perfect, active, &cell(person)),
                "impf" => finite(&forms, Aspect::Imperfect, active, &cell(person)),
                "juss" => finite(&forms, Aspect::Jussive, active, &cell(person)),
                "subj" => finite(&forms, Aspect::Subjunctive, active, &cell(person)),
                "imp" => finite(&forms, Aspect::Imperative, active, &cell(person)),
                "pperf" => finite(&forms, Aspect::Perfect, passive, &cell(person)),
                "pimpf" => finite(&forms, Aspect::Imperfect, passive, &cell(person)),
                "act" => nominal(&nouns, NominalKind::ActiveParticiple, gender, number),
                "pass" => nominal(&nouns, NominalKind::PassiveParticiple, gender, number),
                other => panic!("unknown group {other}"),
            };
            let expected: Vec<&str> = expected.split('/').filter(|e| *e != "-").collect();
            cells += 1;
            if got != expected {
                wrong.push(format!("{} {name}: expected {expected:?}, got {got:?}", row[0]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(verbs >= 40 && cells > 900, "{verbs} verbs, {cells} cells");
}

/// All thirteen persons of one verb, so that no cell is only assumed to follow from the others.
#[test]
fn whole_paradigm() {
    let forms = conjugate(&verb("نفى", "نفي", "I", "i")).unwrap();
    let of = |aspect| -> Vec<&str> {
        forms
            .iter()
            .filter(|f| f.features.aspect == aspect && f.features.voice == Voice::Active)
            .map(|f| f.surface.as_str())
            .collect()
    };
    let perfect =
        ["نفى", "نفت", "نفيا", "نفتا", "نفوا", "نفين", "نفيت", "نفيت", "نفيتما", "نفيتم", "نفيتن", "نفيت", "نفينا"];
    let imperfect = [
        "ينفي",
        "تنفي",
        "ينفيان",
        "تنفيان",
        "ينفون",
        "ينفين",
        "تنفي",
        "تنفين",
        "تنفيان",
        "تنفون",
        "تنفين",
        "أنفي",
        "ننفي",
    ];
    assert_eq!(of(Aspect::Perfect), perfect);
    assert_eq!(of(Aspect::Imperfect), imperfect);
    assert_eq!(of(Aspect::Subjunctive), ["ينفيا", "تنفيا", "ينفوا", "تنفي", "تنفيا", "تنفوا"]);
    assert_eq!(of(Aspect::Jussive), ["ينف", "تنف", "تنف", "أنف", "ننف"]);
    assert_eq!(of(Aspect::Imperative), ["انف", "انفي", "انفيا", "انفوا", "انفين"]);
}

#[test]
fn jussives_with_hamza_keep_their_vowel() {
    let bare = |lemma, root, measure, vowel| {
        finite(&conjugate(&verb(lemma, root, measure, vowel)).unwrap(), Aspect::Jussive, Voice::Active, "3m")
    };
    assert_eq!(bare("نأى", "نءي", "I", "a"), ["ينأ"]);
    assert_eq!(bare("ارتأى", "رءي", "VIII", "-"), ["يرتئ"]);
    assert_eq!(bare("أرى", "رءي", "IV", "-"), ["ير"]);
    assert_eq!(bare("شاء", "شيء", "I", "a"), ["يشأ"]);
}

#[test]
fn forms_before_a_pronoun() {
    let bound = |lemma, root, measure, vowel| -> Vec<String> {
        bound_forms(&verb(lemma, root, measure, vowel)).unwrap().into_iter().map(|f| f.surface).collect()
    };
    let kill = bound("قتل", "قتل", "I", "u");
    for form in ["قتلو", "قتلتمو", "يقتلو", "اقتلو"] {
        assert!(kill.iter().any(|f| f == form), "{form} not in {kill:?}");
    }
    assert!(!kill.iter().any(|f| f == "قتل"), "the free form says it already");
    assert!(bound("نفى", "نفي", "I", "i").contains(&"نفا".to_owned()));
    let read = bound("قرأ", "قرء", "I", "a");
    assert!(read.contains(&"يقرؤ".to_owned()) && read.contains(&"قرؤو".to_owned()), "{read:?}");
    let mut fall = verb("سقط", "سقط", "I", "u");
    fall.transitive = Transitivity::Intransitive;
    assert!(bound_forms(&fall).unwrap().is_empty());
}

#[test]
fn passive_of_verbs_without_object_is_impersonal() {
    let mut release = verb("أفرج", "فرج", "IV", "-");
    release.transitive = Transitivity::Intransitive;
    let passive: Vec<_> =
        conjugate(&release).unwrap().into_iter().filter(|f| f.features.voice == Voice::Passive).collect();
    let words: Vec<&str> = passive.iter().map(|f| f.surface.as_str()).collect();
    assert_eq!(words, ["أفرج", "يفرج"]);
}

#[test]
fn masdars_inflect() {
    use NominalState::{Absolute, Accusative, Bound, Construct, Indefinite};
    let has = |masdar: &str, surface: &str, number, state| {
        let forms = masdar_forms(masdar);
        assert!(
            forms.iter().any(|f| (f.surface.as_str(), f.number, f.state) == (surface, number, state)),
            "{masdar}: no {surface} {number:?} {state:?} in {forms:?}"
        );
    };
    has("هجوم", "هجوما", Number::Singular, Accusative);
    has("هجوم", "هجومين", Number::Dual, Absolute);
    has("هجوم", "هجوما", Number::Dual, Construct);
    has("مهاجمة", "مهاجمت", Number::Singular, Bound);
    has("مهاجمة", "مهاجمات", Number::Plural, Absolute);
    has("اعتداء", "اعتداء", Number::Singular, Accusative);
    has("اعتداء", "اعتداؤ", Number::Singular, Bound);
    has("اعتداء", "اعتداءات", Number::Plural, Absolute);
    has("لجوء", "لجوءا", Number::Singular, Accusative);
    has("عبء", "عبئا", Number::Singular, Accusative);
    has("بدء", "بدءا", Number::Singular, Accusative);
    has("مجيء", "مجيئا", Number::Singular, Accusative);
    has("مفاجأة", "مفاجآت", Number::Plural, Absolute);
    has("تباطؤ", "تباطؤا", Number::Singular, Accusative);
    has("تخلي", "تخل", Number::Singular, Indefinite);
    has("تحدي", "تحديات", Number::Plural, Absolute);
    has("تفجير", "تفجيرات", Number::Plural, Absolute);
    assert!(masdar_forms("نفي").iter().all(|f| f.state != Indefinite), "نفي keeps its yāʾ");
    assert!(masdar_forms("").is_empty() && masdar_forms("two words").is_empty() && masdar_forms("قتل عمد").is_empty());
}

#[test]
fn participles_inflect() {
    let words = |entry: &VerbEntry, state| -> Vec<String> {
        participles(entry).unwrap().into_iter().filter(|f| f.state == state).map(|f| f.surface).collect()
    };
    let fight = verb("قاتل", "قتل", "III", "-");
    for form in ["مقاتلان", "مقاتلين", "مقاتلتان", "مقاتلون", "مقاتلات"] {
        assert!(words(&fight, NominalState::Absolute).contains(&form.to_owned()), "{form}");
    }
    for form in ["مقاتلو", "مقاتلي", "مقاتلا", "مقاتلتا"] {
        assert!(words(&fight, NominalState::Construct).contains(&form.to_owned()), "{form}");
    }
    let lawyer = verb("حامى", "حمي", "III", "-");
    assert!(words(&lawyer, NominalState::Indefinite).contains(&"محام".to_owned()));
    assert!(words(&lawyer, NominalState::Accusative).contains(&"محاميا".to_owned()));
    let set_up = verb("أنشأ", "نشء", "IV", "-");
    assert!(words(&set_up, NominalState::Absolute).contains(&"منشآت".to_owned()));
    assert!(words(&set_up, NominalState::Accusative).contains(&"منشئا".to_owned()));
}

#[test]
fn errors_name_the_input_and_the_way_out() {
    let error = |lemma: &str, root: &str, measure: &str, vowel: &str| {
        VerbEntry::from_columns(lemma, root, measure, vowel, "t", "").and_then(|e| conjugate(&e)).unwrap_err()
    };
    assert!(matches!(error("قتل", "قت", "I", "u"), ConjugationError::RootLength { wanted: 3, .. }));
    assert!(matches!(error("سيطر", "سيط", "QI", "-"), ConjugationError::RootLength { wanted: 4, .. }));
    assert!(matches!(error("قال", "قال", "I", "u"), ConjugationError::RootLetter { letter: 'ا', .. }));
    assert!(matches!(error("قتل", "قتل", "I", "-"), ConjugationError::MissingVowel { .. }));
    assert!(matches!(error("قتل", "قتل", "XI", "-"), ConjugationError::UnknownMeasure { .. }));
    assert!(matches!(error("قتل", "قتل", "I", "o"), ConjugationError::UnknownVowel { .. }));
    let mismatch = error("انهمر", "همر", "VIII", "-");
    assert_eq!(
        mismatch.to_string(),
        "verb `انهمر`: root and measure give `اهتمر`; correct the lemma, the root or the measure"
    );
}

/// Any string over the letters that verbs are made of, and some that they are not.
fn letters() -> impl Strategy<Value = String> {
    proptest::string::string_regex("[ءابتثجحخدذرزسشصضطظعغفقكلمنهويىآأإؤئةab/ \u{64e}\u{651}]{0,6}").unwrap()
}

fn measures() -> impl Strategy<Value = Measure> {
    use Measure::*;
    proptest::sample::select(vec![I, II, III, IV, V, VI, VII, VIII, IX, X, QI, QII, QIV])
}

fn vowels() -> impl Strategy<Value = Option<ImperfectVowel>> {
    proptest::sample::select(vec![None, Some(ImperfectVowel::A), Some(ImperfectVowel::I), Some(ImperfectVowel::U)])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn nothing_panics(lemma in letters(), root in letters(), any in ".{0,40}", measure in measures(), vowel in vowels()) {
        for (lemma, root) in [(&lemma, &root), (&any, &root), (&lemma, &any)] {
            let entry = VerbEntry {
                lemma: lemma.clone(),
                root: root.clone(),
                measure,
                vowel,
                transitive: Transitivity::Both,
                masdars: vec![],
            };
            if let Ok(forms) = conjugate(&entry) {
                prop_assert!(forms.iter().any(|f| f.surface == entry.lemma));
            }
            let _ = (bound_forms(&entry), participles(&entry), masdar_forms(lemma));
        }
    }

    /// Roots of real letters: the lemma is taken from the error, so that every root really is conjugated.
    #[test]
    fn every_root_conjugates(
        root in proptest::string::string_regex("[ءبتثجحخدذرزسشصضطظعغفقكلمنهوي]{3,4}").unwrap(),
        measure in measures(),
        vowel in vowels(),
    ) {
        let vowel = vowel.or(Some(ImperfectVowel::A));
        let mut entry = VerbEntry {
            lemma: String::new(), root, measure, vowel, transitive: Transitivity::Transitive, masdars: vec![],
        };
        match conjugate(&entry) {
            Err(ConjugationError::LemmaMismatch { built, .. }) => entry.lemma = built,
            Err(ConjugationError::RootLength { .. }) => return Ok(()),
            other => prop_assert!(false, "an empty lemma gave {other:?}"),
        }
        let forms = conjugate(&entry).map_err(|e| TestCaseError::fail(e.to_string()))?;
        for (i, form) in forms.iter().enumerate() {
            prop_assert!(form.surface.chars().all(|c| matches!(c, 'ء'..='غ' | 'ف'..='ي')), "{form:?}");
            prop_assert!(!forms[..i].contains(form), "twice: {form:?}");
        }
        for form in participles(&entry).map_err(|e| TestCaseError::fail(e.to_string()))? {
            prop_assert!(form.surface.chars().all(|c| matches!(c, 'ء'..='غ' | 'ف'..='ي')), "{form:?}");
        }
    }
}
