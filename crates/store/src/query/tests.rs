use super::*;
use proptest::prelude::*;

/// A search in few signs: clauses, each with its items.
fn shape(query: &str) -> Vec<String> {
    let item = |item: &Item| {
        let what = match &item.asks {
            Asks::Words(term) => {
                format!("{}{}", term.words().collect::<Vec<_>>().join("+"), if term.is_prefix() { "*" } else { "" })
            }
            Asks::Actor(key) => format!("actor={}", key.trim()),
            Asks::Place(key) => format!("place={}", key.trim()),
            Asks::Source(key) => format!("source={}", key.trim()),
            Asks::Type(of) => format!("type={of}"),
            Asks::Days(from, to) => format!("days={from}..{to}"),
        };
        format!("{}{what}", if item.excluded { "-" } else { "" })
    };
    let clause = |clause: &Clause| clause.items.iter().map(item).collect::<Vec<_>>().join(" OR ");
    parse(query).unwrap().clauses.iter().map(clause).collect()
}

fn fault(query: &str) -> (usize, usize, String) {
    match parse(query).unwrap_err() {
        StoreError::BadQuery { start, end, why, help, .. } => (start, end, format!("{why}; {help}")),
        other => panic!("{other}"),
    }
}

#[test]
fn words_phrases_exclusions_and_beginnings() {
    assert_eq!(shape("قصف -\"وقف إطلاق\" بغداد"), ["قصف", "-وقف+اطلاق", "بغداد"]);
    assert_eq!(shape("«الحسكة»S-400"), ["الحسكه", "s+400"]);
    assert_eq!(shape("  -- \"\" - ؟ \"").len(), 0);
    assert_eq!(shape("\"لم يغلق"), ["لم+يغلق"]);
    assert_eq!(shape("قصف* -طائر*"), ["قصف*", "-طائر*"]);
    assert_eq!(shape("\"قصف*\""), ["قصف"]);
}

#[test]
fn either_joins_its_two_neighbours() {
    assert_eq!(shape("هدنة OR تهدئة حلب"), ["هدنه OR تهدئه", "حلب"]);
    assert_eq!(shape("a OR b OR -c d|e"), ["a OR b OR -c", "d OR e"]);
    assert_eq!(shape("ORANGE or"), ["orange", "or"]);
    assert_eq!(shape("a OR ؟ b"), ["a OR b"]);
}

#[test]
fn fields_take_a_word_or_a_phrase() {
    assert_eq!(shape("actor:داعش -place:\"دير الزور\" type:assault"), ["actor=داعش", "-place=دير زور", "type=ASSAULT"]);
    assert_eq!(
        shape("مكان:الحسكة مصدر:«وكالة الساحل» Date:2019-03"),
        ["place=حسكه", "source=وكاله ساحل", "days=20190301..20190331"]
    );
    assert_eq!(shape("قال:هدنة title:x http://a.example/b"), ["قال+هدنه", "title+x", "http+a+example+b"]);
}

#[test]
fn the_syntax_of_the_index_is_only_words() {
    assert_eq!(shape("NEAR(a, 3) AND NOT ^y"), ["near+a", "3", "and", "not", "y"]);
    assert_eq!(parse("s-400").unwrap().wanted().next().unwrap().bare_phrase().as_deref(), Some("\"s 400\""));
}

#[test]
fn a_fault_names_its_place_and_the_way_out() {
    for (query, at, says) in [
        ("هدنة date:2019-13", (5, 17), "2019-13"),
        ("type:WAR", (0, 8), "ASSAULT"),
        ("حلب actor:", (4, 10), "actor:داعش"),
        ("place: حلب", (0, 6), "without a space"),
        ("OR هدنة", (0, 2), "before it"),
        ("هدنة OR", (5, 7), "after it"),
        ("هدنة OR OR حلب", (8, 10), "before it"),
        ("حلب ق*", (4, 6), "two letters"),
        ("حلب *", (4, 5), "nothing before"),
        ("source:…", (0, 8), "no letters"),
    ] {
        let (start, end, words) = fault(query);
        assert_eq!((start, end), at, "{query}");
        assert!(words.contains(says), "{query}: {words}");
    }
}

#[test]
fn too_many_words_are_counted_and_refused() {
    let long = "كلمة ".repeat(65);
    assert!(matches!(parse(&long), Err(StoreError::QueryTooLong { words: 65, max: 64 })));
    assert!(parse(&"كلمة ".repeat(64)).is_ok());
}

#[test]
fn finds_where_a_phrase_stands() {
    let text = words("أعلنت القوات السيطرة على المدينة وبالسيطرة على الطريق");
    let find = |query: &str| parse(query).unwrap().wanted().next().unwrap().find(&text);
    assert_eq!(find("\"سيطرة على الطريق\""), Some((5, 8)));
    assert_eq!(find("مدينة"), Some((4, 5)));
    assert_eq!(find("مدي*"), Some((4, 5)));
    assert_eq!(find("\"على السيطرة\""), None);
}

proptest! {
    #[test]
    fn nothing_typed_reaches_the_index_but_words(query in "[\"*:^(){}+|'\\-a-zORا-ي «»']{0,40}|\\PC{0,40}") {
        let Ok(parsed) = parse(&query) else { return Ok(()) };
        for term in parsed.wanted() {
            for form in term.each().flat_map(|(forms, _)| forms) {
                prop_assert!(!form.is_empty() && form.chars().all(char::is_alphanumeric), "{}", form);
            }
            if let Some(phrase) = term.bare_phrase() {
                let inner = phrase.strip_prefix('"').and_then(|p| p.strip_suffix('"')).unwrap();
                prop_assert!(inner.chars().all(|c| c == ' ' || c.is_alphanumeric()), "{}", phrase);
            }
            let tsquery = term.tsquery();
            for (at, part) in tsquery.split('\'').enumerate() {
                if at % 2 == 1 {
                    prop_assert!(part.trim_start_matches('=').chars().all(char::is_alphanumeric), "{}", tsquery);
                } else {
                    prop_assert!(part.chars().all(|c| " ()|&<->:*".contains(c)), "{}", tsquery);
                }
            }
        }
    }

    #[test]
    fn a_fault_lies_in_the_search(query in "(date:|type:|actor:|OR |\\*|[0-9a-zا-ي.<>\" -]{1,3}){0,8}") {
        if let Err(StoreError::BadQuery { start, end, .. }) = parse(&query) {
            prop_assert!(start < end && end <= query.chars().count(), "{}..{} of {}", start, end, query);
        }
    }
}
