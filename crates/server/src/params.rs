//! Questions in addresses: query strings to [`Filter`]s and back, with errors that name the parameter.

use crate::i18n::Lang;
use marsad_model::{Day, EventType, Modality, Mode};
use marsad_store::{Area, Exclusion, Field, Filter};

/// Every parameter that a question to reports may have.
pub const KNOWN: &[&str] = &[
    "q",
    "type",
    "place",
    "actor",
    "mode",
    "said_by",
    "country",
    "governorate",
    "panel",
    "box",
    "modality",
    "outlet",
    "not",
    "from",
    "to",
    "document",
    "min_confidence",
    "limit",
    "after",
];

/// Those of them that hold any text; empty, they ask for nothing.
const FREE: &[&str] = &["q", "place", "actor", "said_by", "country", "governorate", "panel", "outlet", "after"];

/// The longest value taken for a parameter, in characters.
const LONGEST: usize = 300;

/// A parameter that cannot be used, in words that exist in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The parameter's name.
    pub parameter: String,
    key: &'static str,
    args: Vec<(&'static str, String)>,
}

impl Fault {
    /// A fault of `parameter`, told by the catalogue's `key`.
    #[must_use]
    pub fn new(parameter: &str, key: &'static str, args: Vec<(&'static str, String)>) -> Self {
        Self { parameter: parameter.to_owned(), key, args }
    }

    /// What is wrong and what would be right.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let mut args: Vec<(&str, &str)> = vec![("name", &self.parameter)];
        args.extend(self.args.iter().map(|(k, v)| (*k, v.as_str())));
        lang.fill_isolated(self.key, &args)
    }

    /// The same in English without invisible characters, for programs.
    #[must_use]
    pub fn plain(&self) -> String {
        let mut args: Vec<(&str, &str)> = vec![("name", &self.parameter)];
        args.extend(self.args.iter().map(|(k, v)| (*k, v.as_str())));
        Lang::En.fill(self.key, &args)
    }
}

/// What to do with a parameter that is not ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// Pages pass over it: links get decorated on their way.
    Ignore,
    /// The API refuses it: a misspelt filter that silently filters nothing misleads.
    Refuse,
}

/// The named parameters of a query string, each once (only `not` may be there several times), without empty ones.
///
/// # Errors
/// A parameter given twice, too long a value, or (if asked) an unknown name.
pub fn pairs(
    raw: Option<&str>,
    known: &[&'static str],
    unknown: Unknown,
) -> Result<Vec<(&'static str, String)>, Fault> {
    let mut out: Vec<(&'static str, String)> = Vec::new();
    for (name, value) in form_urlencoded::parse(raw.unwrap_or("").as_bytes()) {
        let Some(known_name) = known.iter().copied().find(|k| *k == name) else {
            if unknown == Unknown::Refuse {
                let shown: String = name.chars().take(60).collect();
                return Err(Fault::new(&shown, "error.unknown", vec![("known", known.join(", "))]));
            }
            continue;
        };
        let value = value.trim();
        // Forms send their empty fields along; a program that sends an empty code or number means something else than it says.
        if value.is_empty() && (unknown == Unknown::Ignore || FREE.contains(&known_name)) {
            continue;
        }
        if value.chars().count() > LONGEST {
            return Err(Fault::new(known_name, "error.long", vec![("max", LONGEST.to_string())]));
        }
        if known_name != "not" && out.iter().any(|(k, _)| *k == known_name) {
            return Err(Fault::new(known_name, "error.twice", Vec::new()));
        }
        out.push((known_name, value.to_owned()));
    }
    Ok(out)
}

/// Reads a question to reports.
///
/// # Errors
/// The first parameter that cannot be used.
pub fn filter(raw: Option<&str>, unknown: Unknown) -> Result<Filter, Fault> {
    filter_and(raw, unknown, &[]).map(|(filter, _)| filter)
}

/// Parameters with their values.
pub type Rest = Vec<(&'static str, String)>;

/// The same with other parameters beside it, which are given as they are.
///
/// # Errors
/// As [`filter`].
pub fn filter_and(raw: Option<&str>, unknown: Unknown, more: &[&'static str]) -> Result<(Filter, Rest), Fault> {
    let known: Vec<&'static str> = KNOWN.iter().chain(more).copied().collect();
    let mut rest = Vec::new();
    let mut f = Filter::default();
    for (name, value) in pairs(raw, &known, unknown)? {
        match name {
            name if more.contains(&name) => rest.push((name, value)),
            "q" => f.q = Some(value),
            "place" => f.place = Some(value),
            "actor" => f.actor = Some(value),
            "outlet" => f.outlet = Some(value),
            "after" => f.after = Some(value),
            "said_by" => f.said_by = Some(value),
            "country" => f.country = Some(value),
            "governorate" => f.governorate = Some(value),
            "panel" => f.panel = Some(value),
            "mode" => f.mode = Some(code(name, &value, "error.mode", Mode::ALL)?),
            "box" => f.within = Some(area(name, &value)?),
            "not" => f.not.push(exclusion(name, &value)?),
            "type" => f.type_ = Some(code(name, &value, "error.type", EventType::ALL)?),
            "modality" => f.modality = Some(code(name, &value, "error.modality", Modality::ALL)?),
            "from" => f.from = Some(day(name, &value)?),
            "to" => f.to = Some(day(name, &value)?),
            "document" => f.document = Some(whole(name, &value, 1, i64::MAX)?),
            "limit" => f.limit = usize::try_from(whole(name, &value, 1, 1000)?).ok(),
            _ => f.min_confidence = Some(fraction(name, &value)?),
        }
    }
    if let (Some(from), Some(to)) = (f.from, f.to)
        && from > to
    {
        return Err(Fault::new("from", "error.date_order", vec![("from", from.to_string()), ("to", to.to_string())]));
    }
    Ok((f, rest))
}

/// Reads one number parameter of a query string, e.g. `report` of a source view.
///
/// # Errors
/// When it is there and is no positive whole number.
pub fn one_id(raw: Option<&str>, name: &'static str) -> Result<Option<i64>, Fault> {
    match pairs(raw, &[name], Unknown::Ignore)?.into_iter().next() {
        Some((_, value)) => whole(name, &value, 1, i64::MAX).map(Some),
        None => Ok(None),
    }
}

/// Reads a stretch of the globe: `west,south,east,north` in degrees.
///
/// # Errors
/// When it is none.
pub fn area(name: &str, value: &str) -> Result<Area, Fault> {
    let fault = || Fault::new(name, "error.box", vec![("value", value.to_owned())]);
    let numbers: Vec<f64> =
        value.split(',').map_while(|n| n.trim().parse().ok().filter(|n: &f64| n.is_finite())).collect();
    match numbers[..] {
        [west, south, east, north] if west <= east && south <= north => Ok(Area { west, south, east, north }),
        _ => Err(fault()),
    }
}

/// Reads what is excluded: `field:value`.
fn exclusion(name: &str, value: &str) -> Result<Exclusion, Fault> {
    let known = || Field::ALL.map(Field::as_str).join(", ");
    let read = value.split_once(':').and_then(|(field, value)| Some((Field::from_name(field)?, value.trim())));
    match read {
        Some((field, value)) if !value.is_empty() => Ok(Exclusion { field, value: value.to_owned() }),
        _ => Err(Fault::new(name, "error.not", vec![("value", value.to_owned()), ("known", known())])),
    }
}

fn code<T: std::str::FromStr + std::fmt::Display>(
    name: &str,
    value: &str,
    key: &'static str,
    all: &[T],
) -> Result<T, Fault> {
    let known = || all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    value.parse().map_err(|_| Fault::new(name, key, vec![("value", value.to_owned()), ("known", known())]))
}

/// Reads a day: YYYY-MM-DD.
///
/// # Errors
/// When it is none.
pub fn day(name: &str, value: &str) -> Result<Day, Fault> {
    let shaped = value.len() == 10
        && value.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    let parsed = if shaped { value.parse().ok() } else { None };
    parsed.ok_or_else(|| Fault::new(name, "error.date", vec![("value", value.to_owned())]))
}

/// Reads a whole number within bounds.
///
/// # Errors
/// When it is none or lies outside.
pub fn whole(name: &str, value: &str, min: i64, max: i64) -> Result<i64, Fault> {
    value.parse().ok().filter(|n| (min..=max).contains(n)).ok_or_else(|| {
        Fault::new(
            name,
            "error.number",
            vec![("value", value.to_owned()), ("min", min.to_string()), ("max", max.to_string())],
        )
    })
}

fn fraction(name: &str, value: &str) -> Result<f64, Fault> {
    let parsed = value.parse().ok().filter(|n: &f64| (0.0..=1.0).contains(n));
    parsed.ok_or_else(|| Fault::new(name, "error.fraction", vec![("value", value.to_owned())]))
}

/// Writes a question as a query string, in a fixed order, without the leading `?`.
#[must_use]
pub fn to_query(f: &Filter) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            out.append_pair(name, &value);
        }
    };
    put("q", f.q.clone());
    put("type", f.type_.map(|t| t.to_string()));
    put("place", f.place.clone());
    put("actor", f.actor.clone());
    put("mode", f.mode.map(|m| m.to_string()));
    put("said_by", f.said_by.clone());
    put("country", f.country.clone());
    put("governorate", f.governorate.clone());
    put("panel", f.panel.clone());
    put("box", f.within.map(|a| format!("{},{},{},{}", a.west, a.south, a.east, a.north)));
    put("modality", f.modality.map(|m| m.to_string()));
    put("outlet", f.outlet.clone());
    put("from", f.from.map(|d| d.to_string()));
    put("to", f.to.map(|d| d.to_string()));
    put("document", f.document.map(|d| d.to_string()));
    put("min_confidence", f.min_confidence.map(|c| c.to_string()));
    f.not.iter().for_each(|not| put("not", Some(format!("{}:{}", not.field.as_str(), not.value))));
    put("limit", f.limit.map(|l| l.to_string()));
    put("after", f.after.clone());
    out.finish()
}

/// Encodes one value for use in a query string.
#[must_use]
pub fn encode(value: &str) -> String {
    form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_survives_its_address() {
        let raw = "q=%D9%82%D8%B5%D9%81&type=ASSAULT&place=Al-Baghuz&actor=a%26b&mode=aerial&said_by=-&country=SYR&governorate=Idlib&panel=daily&box=35.5%2C32%2C42%2C37.25&modality=denied&outlet=x&from=2019-03-01&to=2019-03-31&document=4&min_confidence=0.5&not=place%3AIdlib&not=outlet%3Aa%3Ab&limit=10&after=abc";
        let f = filter(Some(raw), Unknown::Refuse).unwrap();
        assert_eq!(f.q.as_deref(), Some("قصف"));
        assert_eq!(f.actor.as_deref(), Some("a&b"));
        assert_eq!((f.not[1].field, f.not[1].value.as_str()), (Field::Outlet, "a:b"));
        assert_eq!(to_query(&f), raw);
    }

    #[test]
    fn faults_name_their_parameter() {
        for (raw, parameter) in [
            ("type=WAR", "type"),
            ("modality=x", "modality"),
            ("modality=", "modality"),
            ("limit=", "limit"),
            ("mode=x", "mode"),
            ("box=1,2,3", "box"),
            ("box=5,2,3,4", "box"),
            ("box=NaN,2,3,4", "box"),
            ("not=Idlib", "not"),
            ("not=colour:red", "not"),
            ("not=place:", "not"),
            ("from=2019-02-30", "from"),
            ("to=yesterday", "to"),
            ("from=20190201", "from"),
            ("limit=0", "limit"),
            ("limit=1001", "limit"),
            ("document=-1", "document"),
            ("min_confidence=NaN", "min_confidence"),
            ("typ=ASSAULT", "typ"),
            ("q=a&q=b", "q"),
            ("from=2020-01-02&to=2020-01-01", "from"),
        ] {
            let fault = filter(Some(raw), Unknown::Refuse).unwrap_err();
            assert_eq!(fault.parameter, parameter, "{raw}");
            assert!(fault.plain().contains(parameter), "{}", fault.plain());
            assert!(fault.message(Lang::Ar).contains(parameter), "{}", fault.message(Lang::Ar));
        }
        assert!(filter(Some(&format!("q={}", "a".repeat(301))), Unknown::Ignore).is_err());
    }

    #[test]
    fn pages_pass_over_strangers_and_empty_fields() {
        let f = filter(Some("utm_source=x&q=&type=&place=+"), Unknown::Ignore).unwrap();
        assert_eq!(f, Filter::default());
    }
}
