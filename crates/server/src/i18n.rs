//! The interface's words: two languages, one set of keys, kept as data under `web/i18n/`.

use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Arabic, written from right to left.
    Ar,
    /// English.
    En,
}

/// One entry of a catalogue: plain words, or one wording for each plural category.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Message {
    Plain(String),
    Plural(HashMap<String, String>),
}

type Catalog = HashMap<String, Message>;

const AR: &str = include_str!("../../../web/i18n/ar.json");
const EN: &str = include_str!("../../../web/i18n/en.json");

static CATALOGS: LazyLock<[Catalog; 2]> =
    LazyLock::new(|| [AR, EN].map(|json| serde_json::from_str(json).expect("the embedded catalogue is valid JSON")));

impl Lang {
    /// Both languages, in the order in which they are offered.
    pub const ALL: [Lang; 2] = [Lang::Ar, Lang::En];

    /// The ISO 639-1 code, as used in addresses and in `lang` attributes.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Lang::Ar => "ar",
            Lang::En => "en",
        }
    }

    /// The direction of writing, as HTML's `dir` takes it.
    #[must_use]
    pub const fn dir(self) -> &'static str {
        match self {
            Lang::Ar => "rtl",
            Lang::En => "ltr",
        }
    }

    /// The other language: where the language switch leads.
    #[must_use]
    pub const fn other(self) -> Lang {
        match self {
            Lang::Ar => Lang::En,
            Lang::En => Lang::Ar,
        }
    }

    /// The language of a code, where we have it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// The language a reader asked for: the `marsad_lang` cookie, else the first of `Accept-Language` by weight that we
    /// have, else English.
    #[must_use]
    pub fn negotiate(cookies: Option<&str>, accept: Option<&str>) -> Lang {
        let chosen = cookies.into_iter().flat_map(|all| all.split(';')).find_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            if name.trim() == "marsad_lang" { Lang::from_code(value.trim()) } else { None }
        });
        chosen.unwrap_or_else(|| accept.map_or(Lang::En, accepted))
    }

    fn message(self, key: &str) -> Option<&'static Message> {
        CATALOGS[self as usize].get(key)
    }

    /// The words for a key; the key itself where there are none, so that a gap shows instead of hiding.
    #[must_use]
    pub fn t(self, key: &str) -> &str {
        self.get(key).unwrap_or(key)
    }

    /// The words for a key, where the catalogue has them.
    #[must_use]
    pub fn get(self, key: &str) -> Option<&'static str> {
        match self.message(key)? {
            Message::Plain(words) => Some(words),
            Message::Plural(forms) => forms.get("other").map(String::as_str),
        }
    }

    /// Like [`Lang::t`], of the program's own life: for what outlives the call.
    #[must_use]
    pub fn t_static(self, key: &'static str) -> &'static str {
        self.get(key).unwrap_or(key)
    }

    /// The words for `group.code`; the bare code where there are none.
    #[must_use]
    pub fn code_name(self, group: &str, code: &str) -> String {
        self.get(&format!("{group}.{code}")).unwrap_or(code).to_owned()
    }

    /// The words for a key with its `{name}` places filled.
    #[must_use]
    pub fn fill(self, key: &str, args: &[(&str, &str)]) -> String {
        fill(self.t(key), args)
    }

    /// Like [`Lang::fill`], with each value in a bidirectional isolate: for words that are not the interface's own.
    #[must_use]
    pub fn fill_isolated(self, key: &str, args: &[(&str, &str)]) -> String {
        let isolated: Vec<(&str, String)> = args.iter().map(|(k, v)| (*k, format!("\u{2068}{v}\u{2069}"))).collect();
        let borrowed: Vec<(&str, &str)> = isolated.iter().map(|(k, v)| (*k, v.as_str())).collect();
        fill(self.t(key), &borrowed)
    }

    /// The wording of a counted thing, in the plural category that `n` takes.
    #[must_use]
    pub fn count(self, key: &str, n: u64) -> String {
        let words = match self.message(key) {
            Some(Message::Plural(forms)) => {
                forms.get(self.plural(n)).or_else(|| forms.get("other")).map(String::as_str)
            }
            Some(Message::Plain(words)) => Some(words.as_str()),
            None => None,
        };
        fill(words.unwrap_or(key), &[("n", &number(n))])
    }

    /// The wording of a counted thing in a plural category, with its `{n}`; for the front end, which counts itself.
    #[must_use]
    pub fn form(self, key: &str, category: &str) -> &'static str {
        match self.message(key) {
            Some(Message::Plural(forms)) => {
                forms.get(category).or_else(|| forms.get("other")).map_or("{n}", String::as_str)
            }
            _ => "{n}",
        }
    }

    /// A whole number as this language writes it.
    #[must_use]
    pub fn number(self, n: u64) -> String {
        number(n)
    }

    /// The CLDR plural category of a whole number.
    #[must_use]
    pub const fn plural(self, n: u64) -> &'static str {
        match self {
            Lang::En => {
                if n == 1 {
                    "one"
                } else {
                    "other"
                }
            }
            Lang::Ar => match (n, n % 100) {
                (0, _) => "zero",
                (1, _) => "one",
                (2, _) => "two",
                (_, 3..=10) => "few",
                (_, 11..=99) => "many",
                _ => "other",
            },
        }
    }

    /// The words whose keys begin so, as a JSON object: for a script that not every page has.
    #[must_use]
    pub fn words_of(self, prefix: &str) -> serde_json::Value {
        let mut keys: Vec<&String> = CATALOGS[self as usize].keys().filter(|k| k.starts_with(prefix)).collect();
        keys.sort();
        let all = keys.into_iter().map(|k| (k.clone(), serde_json::Value::from(self.t(k))));
        all.collect::<serde_json::Map<_, _>>().into()
    }

    /// The words that the front end shows itself, as a JSON object.
    #[must_use]
    pub fn script_strings(self) -> serde_json::Value {
        let extra = ["words.show", "field.none"];
        let mut keys: Vec<&String> =
            CATALOGS[self as usize].keys().filter(|k| k.starts_with("js.") || extra.contains(&k.as_str())).collect();
        keys.sort();
        keys.into_iter()
            .map(|k| (k.clone(), serde_json::Value::from(self.t(k))))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}

/// The first language of an `Accept-Language` header that we have, by weight.
fn accepted(header: &str) -> Lang {
    let mut best = (0.0_f32, Lang::En);
    for part in header.split(',').take(20) {
        let mut pieces = part.split(';');
        let tag = pieces.next().unwrap_or("").trim().to_ascii_lowercase();
        let weight = pieces
            .find_map(|p| p.trim().strip_prefix("q="))
            .map_or(1.0, |q| q.trim().parse::<f32>().ok().filter(|q| q.is_finite()).unwrap_or(0.0));
        if let Some(lang) = Lang::from_code(tag.split('-').next().unwrap_or(""))
            && weight > best.0
        {
            best = (weight, lang);
        }
    }
    best.1
}

/// Replaces each `{name}` of a template in one pass, so that a value can never be taken for a place.
fn fill(template: &str, args: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let value = after.find('}').and_then(|close| {
            args.iter().find(|(name, _)| *name == &after[..close]).map(|(_, value)| (*value, &after[close + 1..]))
        });
        match value {
            Some((value, tail)) => {
                out.push_str(value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// A whole number with a comma between thousands, in the digits both languages read.
#[must_use]
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_takes_all_six_plural_categories() {
        let words: Vec<String> =
            [0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 1111].map(|n| Lang::Ar.count("list.count", n)).to_vec();
        let expected = [
            "لا أخبار",
            "خبر واحد",
            "خبران",
            "3 أخبار",
            "10 أخبار",
            "11 خبراً",
            "99 خبراً",
            "100 خبر",
            "102 خبر",
            "103 أخبار",
            "1,111 خبراً",
        ];
        assert_eq!(words, expected);
        assert_eq!(Lang::En.count("list.count", 1), "1 report");
        assert_eq!(Lang::En.count("list.count", 0), "0 reports");
    }

    #[test]
    fn negotiation_prefers_the_cookie_then_weights() {
        assert_eq!(Lang::negotiate(Some("a=b; marsad_lang=ar"), Some("en")), Lang::Ar);
        assert_eq!(Lang::negotiate(Some("marsad_lang=xx"), Some("fr, ar-SY;q=0.8, en;q=0.3")), Lang::Ar);
        assert_eq!(Lang::negotiate(None, Some("en-GB, ar;q=0.9")), Lang::En);
        assert_eq!(Lang::negotiate(None, Some("ar;q=nan, fr")), Lang::En);
        assert_eq!(Lang::negotiate(None, None), Lang::En);
    }

    #[test]
    fn filling_does_not_fill_what_was_filled_in() {
        assert_eq!(fill("{a} {b} {c}", &[("a", "{b}"), ("b", "2")]), "{b} 2 {c}");
        assert_eq!(fill("open { brace", &[]), "open { brace");
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(number(999), "999");
    }
}
