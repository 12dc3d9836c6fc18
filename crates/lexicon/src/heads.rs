//! Nouns that make an actor, and the forms of theirs that follow from those a row lists.

use std::sync::Arc;

use marsad_model::Sector;
use marsad_text::fold_str;

use crate::phrase::PhraseMap;
use crate::table::{Row, read_tables};
use crate::{Files, LexiconError};

/// A noun that makes an actor together with what follows it: «قوات», «مسلحو», «شرطة».
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// PLOVER sector of what it makes.
    pub sector: Option<Sector>,
    /// What it makes: `military`, `armed-group`, `population` ….
    pub kind: String,
    /// What may follow: `nationality`, `group`, `place`, `any`.
    pub takes: String,
    /// English for the head, e.g. `forces`.
    pub en: String,
    /// Whether the form may be an adjective: «هجوم انتحاري».
    pub adjective: bool,
    /// Whether the form may be a finite verb: «شاهد».
    pub verb: bool,
    /// Whether a name of its own may follow without marks: «لواء النصر», «الفرقة 30».
    pub names: bool,
    /// Whether a name of its own may follow where a purpose comes after it: «مركز الأفق للدراسات».
    pub purpose: bool,
    /// Whether those it makes are of the side that follows: «قتلى الجيش», «أسرى داعش».
    pub side: bool,
    /// Whether what it makes belongs to whoever follows with «ل»: «دبابات للجيش».
    pub thing: bool,
    /// Whether no pronoun makes it somebody's: «كتابه» is a book.
    pub alone: bool,
    /// Whether only a pronoun makes it an actor: «بلاده».
    pub joined: bool,
    /// Whether the head alone is an actor although nothing tells of which sector: «الجانبان».
    pub whole: bool,
    /// Whether the head with the article alone is an actor only where one of that head was named before: «المركز».
    pub again: bool,
    /// Whether the word alone is an actor only where it acts: «الأمن».
    pub acting: bool,
}

impl Head {
    fn read(row: &Row<'_>) -> Result<Self, LexiconError> {
        let also = |what: &str| row.list("also").any(|a| a == what);
        Ok(Self {
            sector: row.parse_some("sector")?,
            kind: row.get("kind").to_owned(),
            takes: row.get("takes").to_owned(),
            en: row.get("en").to_owned(),
            adjective: also("adjective"),
            verb: also("verb"),
            side: also("side"),
            thing: also("thing"),
            names: also("name"),
            purpose: also("purpose"),
            alone: also("alone"),
            joined: also("joined"),
            whole: also("whole"),
            again: also("again"),
            acting: also("acting"),
        })
    }

    /// Whether somebody can own what the head makes: «مقاتلوه», «قواتها», «أنصاره».
    #[must_use]
    pub fn owned(&self) -> bool {
        !self.alone
            && (matches!(
                self.kind.as_str(),
                "armed-group"
                    | "military"
                    | "militia"
                    | "police"
                    | "person"
                    | "population"
                    | "government"
                    | "ministry"
                    | "party"
            ) || self.thing
                || matches!(self.sector, Some(Sector::Mil | Sector::Reb | Sector::Uaf | Sector::Pty)))
    }

    /// Whether the head makes people, not a body of them nor a thing.
    #[must_use]
    pub fn people(&self) -> bool {
        matches!(self.kind.as_str(), "person" | "population")
    }
}

/// Reads the heads: first the forms that rows list, then those that follow from them, but where a row says that its forms are
/// all listed («متهما» is «accusing» before it is an accused).
pub(crate) fn load(files: &Files) -> Result<PhraseMap<Arc<Head>>, LexiconError> {
    let mut out = PhraseMap::default();
    let mut further: Vec<(String, Arc<Head>)> = Vec::new();
    read_tables(files, "lexicon/ar/heads_actor", |row| {
        let head = Arc::new(Head::read(&row)?);
        for form in row.list("form").chain(row.list("plural")) {
            for form in with_article(form) {
                out.insert(&form, Arc::clone(&head));
            }
        }
        if row.list("also").any(|a| a == "listed") {
            return Ok(());
        }
        let forms = row.list("form").flat_map(of_singular).chain(row.list("plural").flat_map(of_plural));
        further.extend(forms.map(|form| (form, Arc::clone(&head))));
        Ok(())
    })?;
    for (form, head) in further {
        let mut add = |form: String| {
            if !out.has(&fold_str(&form)) {
                out.insert(&form, Arc::clone(&head));
            }
        };
        // What stands before a genitive has no article, nor has the accusative with its alif.
        if form.ends_with('ن') {
            add(format!("ال{form}"));
        }
        add(form);
    }
    Ok(out)
}

/// Whether forms can be made from a form: one word without article.
fn plain(form: &str) -> bool {
    !form.contains(char::is_whitespace) && !form.starts_with("ال") && form.chars().count() >= 3
}

/// What follows from a singular: «متهم» gives «متهما», «متهمان», «متهمين»; «سفينة» gives «سفينتان», «سفينتين», «سفينتي».
fn of_singular(form: &str) -> Vec<String> {
    if !plain(form) || form.ends_with(['ى', 'ا', 'ء', 'ئ']) {
        return Vec::new();
    }
    if let Some(stem) = form.strip_suffix('ة') {
        return ["تان", "تين", "تا", "تي"].map(|e| format!("{stem}{e}")).to_vec();
    }
    let long = form.chars().count() >= 4 && !form.ends_with('ي');
    let mut ends = vec!["ا", "ان", "ين"];
    if long {
        ends.push("ي");
    }
    ends.into_iter().map(|e| format!("{form}{e}")).collect()
}

/// What follows from a plural: «معلمون» gives «معلمين», «معلمو», «معلمي»; «طلاب» gives «طلابا».
fn of_plural(form: &str) -> Vec<String> {
    if !plain(form) {
        return Vec::new();
    }
    if let Some(stem) = form.strip_suffix("ون") {
        return ["ين", "و", "ي"].map(|e| format!("{stem}{e}")).to_vec();
    }
    let broken = !["ين", "ان", "ات", "و", "ي", "ى", "ا", "ة", "ء", "ه"].iter().any(|e| form.ends_with(e));
    if broken { vec![format!("{form}ا")] } else { Vec::new() }
}

/// A form without and with the article: «قوة» and «القوة», «قوات خاصة» and «القوات الخاصة», «رجال شرطة» and «رجال الشرطة».
fn with_article(form: &str) -> Vec<String> {
    let mut out = vec![form.to_owned()];
    let words: Vec<&str> = form.split_whitespace().collect();
    if words.iter().all(|w| !w.starts_with("ال")) {
        match words[..] {
            [one] => out.push(format!("ال{one}")),
            [one, two] if two.chars().count() > 1 => {
                out.push(format!("ال{one} ال{two}"));
                out.push(format!("{one} ال{two}"));
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_follow_from_those_listed() {
        assert_eq!(of_singular("متهم"), ["متهما", "متهمان", "متهمين", "متهمي"]);
        assert_eq!(of_singular("سفينة"), ["سفينتان", "سفينتين", "سفينتا", "سفينتي"]);
        assert_eq!(of_plural("معلمون"), ["معلمين", "معلمو", "معلمي"]);
        assert_eq!(of_plural("طلاب"), ["طلابا"]);
        assert!(
            of_plural("جرحى").is_empty() && of_plural("سفينتان").is_empty() && of_singular("جماعة مسلحة").is_empty()
        );
    }
}
