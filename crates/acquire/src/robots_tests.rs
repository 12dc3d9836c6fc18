use super::*;
use proptest::prelude::*;

fn allows(rules: &str, path: &str) -> bool {
    Robots::parse(rules.as_bytes(), "Marsad").allows(&format!("https://a.example{path}"))
}

#[test]
fn a_group_by_name_beats_the_one_for_everybody() {
    let file = "User-agent: *\nDisallow: /\n\nUser-agent: marsad/2.0\nUser-agent: other\nDisallow: /private\n";
    assert!(allows(file, "/news") && !allows(file, "/private/1"));
    assert!(!Robots::parse(file.as_bytes(), "Somebody").allows("https://a.example/news"));
    assert!(Robots::parse(file.as_bytes(), "other").allows("https://a.example/news"));
    // Groups of the same name are one.
    let file = "user-agent: marsad\ndisallow: /a\nuser-agent: x\ndisallow: /b\nuser-agent: MARSAD\ndisallow: /c";
    assert_eq!(["/a", "/b", "/c"].map(|p| allows(file, p)), [false, true, false]);
    assert!(allows("user-agent: marsadic\ndisallow: /", "/"), "another program's name begins as ours does");
}

#[test]
fn the_longest_rule_decides_and_allowing_wins_a_tie() {
    let file = "user-agent: *\nallow: /p\ndisallow: /\n";
    assert!(allows(file, "/page") && !allows(file, "/news"));
    let file = "user-agent: *\ndisallow: /folder\nallow: /folder\n";
    assert!(allows(file, "/folder/page"));
    let file = "user-agent: *\nallow: /page\ndisallow: /*.htm\n";
    assert!(!allows(file, "/page.htm"));
    let file = "user-agent: *\nallow: /$\ndisallow: /\n";
    assert!(allows(file, "/") && !allows(file, "/page.htm"));
}

#[test]
fn stars_and_ends_are_understood() {
    for (rule, yes, no) in [
        ("/fish", "/fish/salmon.html", "/Fish.asp"),
        ("/fish*", "/fishheads", "/catfish"),
        ("/*.php$", "/folder/a.php", "/a.php?x=1"),
        ("/*.php", "/index.php/more", "/windows.PHP"),
        ("/fish*.php", "/fishheads/catfish.php?parameters", "/Fish.PHP"),
        ("*/print$", "/a/print", "/print/a"),
        ("/**a***b", "/xxaxxb", "/xb"),
        ("/a$b", "/a$b", "/a"),
        ("news", "/news/1", "/old/news"),
        ("/*?*sort=", "/list?x=1&sort=2", "/list/sort=2"),
    ] {
        let file = format!("user-agent: *\ndisallow: {rule}");
        assert!(!allows(&file, yes), "{rule} forbids {yes}");
        assert!(allows(&file, no), "{rule} says nothing of {no}");
    }
}

#[test]
fn arabic_paths_are_the_same_in_every_spelling() {
    for rule in ["/أخبار/", "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/", "/%d8%a3%d8%ae%d8%a8%d8%a7%d8%b1/", "/%D8%A3خبار/"]
    {
        let file = format!("user-agent: *\ndisallow: {rule}");
        assert!(!allows(&file, "/أخبار/1") && !allows(&file, "/%d8%a3%d8%ae%d8%a8%d8%a7%d8%b1/1"), "{rule}");
        assert!(allows(&file, "/رياضة/1"), "{rule}");
    }
    // Letters in an old charset stay the octets they are.
    let file =
        [b"user-agent: *\ndisallow: /".to_vec(), encoding_rs::WINDOWS_1256.encode("أخبار").0.into_owned()].concat();
    let robots = Robots::parse(&file, "Marsad");
    assert!(!robots.allows("https://a.example/%C3%CE%C8%C7%D1") && robots.allows("https://a.example/أخبار"));
    // A needless encoding is taken off, a needed one stays.
    assert!(!allows("user-agent: *\ndisallow: /%66oo", "/foo") && !allows("user-agent: *\ndisallow: /foo", "/%66oo"));
    assert!(allows("user-agent: *\ndisallow: /a%2Fb", "/a/b") && !allows("user-agent: *\ndisallow: /a%2fb", "/a%2Fb"));
}

#[test]
fn untidy_files_are_read() {
    let file = "\u{FEFF}# all\r\nUSER-AGENT :*  # everybody\r\rDisalow: /x # typing\rDisallow:\nCrawl-delay: 2.5\n\
                Sitemap: https://a.example/s.xml\nnonsense\n: \nAllow:\n";
    let robots = Robots::parse(file.as_bytes(), "Marsad");
    assert!(!robots.allows("https://a.example/x") && robots.allows("https://a.example/y"));
    assert_eq!(robots.delay(), Some(Duration::from_millis(2500)));
    assert_eq!(robots.sitemaps(), ["https://a.example/s.xml"]);
    assert!(!allows("disallow: /x", "/x"), "without any group the rules are for everybody");
    assert!(allows("user-agent: other\ndisallow: /", "/x"));
    for wild in ["inf", "NaN", "-1", "1e400", "x", ""] {
        assert_eq!(
            Robots::parse(format!("user-agent: *\ncrawl-delay: {wild}").as_bytes(), "Marsad").delay(),
            None,
            "{wild}"
        );
    }
    assert_eq!(Robots::parse(b"user-agent: *\ncrawl-delay: 1e300", "Marsad").delay(), Some(MAX_DELAY));
    assert!(allows("user-agent: *\ndisallow: /", "/robots.txt"));
}

#[test]
fn answers_mean_what_the_standard_says() {
    let rules = b"user-agent: *\ndisallow: /x";
    let may = |status, url| Access::of(status, rules, "Marsad").allows(url);
    assert!(!may(Some(200), "https://a.example/x") && may(Some(200), "https://a.example/y"));
    assert!(may(Some(404), "https://a.example/x") && may(Some(403), "https://a.example/x"));
    assert!(may(Some(302), "https://a.example/x"), "a redirect that leads nowhere is no file");
    for status in [Some(500), Some(503), Some(429), None] {
        assert!(!may(status, "https://a.example/y"), "{status:?}");
    }
}

#[test]
fn a_file_without_end_costs_little_and_its_cut_line_counts_for_nothing() {
    let mut file = b"user-agent: *\ndisallow: /secret\n".to_vec();
    while file.len() < MAX_BYTES - 3 {
        file.extend(b"disallow: /*a*b*c*d*e*f$\n");
    }
    file.extend(b"disallow: /verylongpath\n".repeat(1000));
    let started = std::time::Instant::now();
    let robots = Robots::parse(&file, "Marsad");
    assert!(!robots.allows("https://a.example/secret") && robots.allows("https://a.example/very"));
    assert!(robots.allows(&format!("https://a.example/{}", "abcde".repeat(400))));
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

/// A rule and a path as a person would match them: every way to spread the stars.
fn naive(pattern: &[u8], path: &[u8]) -> bool {
    match pattern {
        [] => true,
        [b'$'] => path.is_empty(),
        [b'*', rest @ ..] => (0..=path.len()).any(|at| naive(rest, &path[at..])),
        [c, rest @ ..] => path.first() == Some(c) && naive(rest, &path[1..]),
    }
}

proptest! {
    #[test]
    fn any_bytes_give_rules(bytes in proptest::collection::vec(any::<u8>(), 0..400), url in "\\PC{0,40}") {
        let robots = Robots::parse(&bytes, "Marsad");
        let _ = robots.allows(&url);
    }

    #[test]
    fn lines_of_the_format_give_rules(
        lines in proptest::collection::vec("(user-agent|allow|disallow|crawl-delay|sitemap|x) ?:? ?[/*$%aبA0-9.#]{0,12}", 0..30),
        path in "/[aب%A0/*$.]{0,20}",
    ) {
        let robots = Robots::parse(lines.join("\n").as_bytes(), "Marsad");
        let _ = robots.allows(&format!("https://a.example{path}"));
    }

    #[test]
    fn matching_is_as_a_person_would(pattern in "/[ab*/]{0,8}\\$?", path in "/[ab/]{0,10}") {
        let file = format!("user-agent: *\ndisallow: {pattern}");
        prop_assert_eq!(!allows(&file, &path), naive(pattern.as_bytes(), path.as_bytes()), "{} on {}", pattern, path);
    }

    #[test]
    fn ordinary_files_mean_what_they_mean_to_another_reader(
        rules in proptest::collection::vec(("allow|disallow", "/[abc/*]{0,6}[$]?"), 1..8),
        path in "/[abc/]{0,8}",
    ) {
        let file = rules.iter().fold("User-agent: *\n".to_owned(), |file, (key, rule)| format!("{file}{key}: {rule}\n"));
        let other = texting_robots::Robot::new("marsad", file.as_bytes()).unwrap();
        let url = format!("https://a.example{path}");
        prop_assert_eq!(Robots::parse(file.as_bytes(), "Marsad").allows(&url), other.allowed(&url), "{} on {}", file, path);
    }
}
