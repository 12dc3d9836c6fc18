//! Cases: a sentence with words in ⟦…⟧ and what they must come to.

use crate::error::EditError;
use marsad_coder::Coder;
use marsad_lexicon::Lexicon;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The longest sentence of a case, in characters.
const LONGEST: usize = 2_000;
/// Most cases of one change.
const MOST: usize = 200;

/// One case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// The id of an actor, person, place or frame, or the type of a report; `-` where the words must give nothing of one's own.
    pub expect: String,
    /// The sentence with ⟦…⟧ around the words.
    pub text: String,
}

/// What came of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseResult {
    /// The case.
    pub case: Case,
    /// Whether it holds.
    pub holds: bool,
    /// What the words came to: ids, or types of reports.
    pub found: Vec<String>,
    /// The file it stands in; none for one that is given with the change.
    pub file: Option<String>,
}

impl CaseResult {
    /// What is wrong, as a line.
    #[must_use]
    pub fn line(&self) -> String {
        let found = if self.found.is_empty() { "nothing".to_owned() } else { self.found.join(", ") };
        let file = self.file.as_deref().map(|file| format!("{file}: ")).unwrap_or_default();
        format!("{file}case «{}» expects {} and found {found}", self.case.text, self.case.expect)
    }
}

impl Case {
    /// Reads cases, one a line: `⟦words⟧ in a sentence` for what a change is about, `- sentence` for what must give nothing of
    /// it, `EXPECT<tab>sentence` for anything else. `[[…]]` does for ⟦…⟧.
    ///
    /// # Errors
    /// When a line has no brackets, or expects nothing that is known here.
    pub fn read(lines: &str, key: Option<&str>) -> Result<Vec<Self>, EditError> {
        let mut out = Vec::new();
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let line = line.replace("[[", "⟦").replace("]]", "⟧");
            let (expect, text) = match line.split_once('\t') {
                Some((expect, text)) => (expect.trim().to_owned(), text),
                None => match line.strip_prefix("- ") {
                    Some(text) => ("-".to_owned(), text),
                    None => {
                        let key = key.ok_or_else(|| {
                            EditError::bad(format!("case «{line}»: say what it expects, as `EXPECT<tab>sentence`"))
                        })?;
                        (key.to_owned(), line.as_str())
                    }
                },
            };
            let case = Self { expect, text: text.trim().to_owned() };
            case.parts()?;
            out.push(case);
        }
        if out.len() > MOST {
            return Err(EditError::bad(format!(
                "{} cases are more than {MOST}: put the rest into the file",
                out.len()
            )));
        }
        Ok(out)
    }

    /// The cases of a file.
    pub(crate) fn of_file(name: &str, text: &str) -> Result<Vec<Self>, EditError> {
        let mut out = Vec::new();
        marsad_lexicon::read_rows(name, text, |row| {
            out.push(Self { expect: row.get("expect").to_owned(), text: row.get("text").to_owned() });
            Ok(())
        })?;
        for case in &out {
            case.parts().map_err(|error| EditError::Row { file: name.to_owned(), what: error.to_string() })?;
        }
        Ok(out)
    }

    /// The sentence without brackets, and where they were in scalar values.
    fn parts(&self) -> Result<(String, usize, usize), EditError> {
        let bad = |why: &str| EditError::bad(format!("case «{}»: {why}", self.text));
        if self.text.chars().count() > LONGEST {
            return Err(bad(&format!("longer than {LONGEST} characters: a sentence is enough")));
        }
        if self.text.contains('\t') {
            return Err(bad("a sentence has no tab"));
        }
        let cut = self.text.split_once('⟦').and_then(|(before, rest)| {
            let (inside, after) = rest.split_once('⟧')?;
            Some((before, inside, after))
        });
        let (before, inside, after) = cut
            .filter(|(_, inside, _)| !inside.trim().is_empty())
            .ok_or_else(|| bad("put ⟦…⟧ around the words that count"))?;
        if after.contains(['⟦', '⟧']) || inside.contains('⟦') {
            return Err(bad("one pair of ⟦…⟧ is enough"));
        }
        let start = before.chars().count();
        Ok((format!("{before}{inside}{after}"), start, start + inside.chars().count()))
    }
}

/// Runs a case. `own` are the ids that `-` must not come to.
pub(crate) fn run(lexicon: &Lexicon, case: &Case, own: &BTreeSet<String>, file: Option<String>) -> CaseResult {
    let mut out = CaseResult { case: case.clone(), holds: false, found: Vec::new(), file };
    let Ok((text, start, end)) = case.parts() else { return out };
    let known = Coder::new(lexicon).why(&text, None);
    for one in known.iter().filter(|one| one.span.start < end && start < one.span.end) {
        let id = one.id.clone().unwrap_or_default();
        if one.what == "frame" {
            out.holds |= case.expect == one.name || case.expect == id;
            out.found.push(format!("{} ({id})", one.name));
        } else if !id.is_empty() {
            out.holds |= case.expect == id;
            out.found.push(id.clone());
        }
    }
    if case.expect == "-" {
        let ids = known.iter().filter(|one| one.span.start < end && start < one.span.end);
        out.holds = !ids.filter_map(|one| one.id.as_ref()).any(|id| own.contains(id));
    }
    out
}

/// The text of a file of cases with some more, each once.
pub(crate) fn with_cases(before: Option<&str>, cases: &[&Case]) -> String {
    let mut lines: Vec<String> = before.unwrap_or("expect\ttext\n").lines().map(str::to_owned).collect();
    for case in cases {
        let line = format!("{}\t{}", case.expect, case.text);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_read_as_people_write_them() {
        let text = "هاجم [[لواء الوادي]] حاجزا\n- امتلأ ⟦الوادي⟧ بالسيول\nASSAULT\tوقع ⟦كمين⟧\n\n";
        let read = Case::read(text, Some("wadi-brigade")).unwrap();
        let expects: Vec<&str> = read.iter().map(|c| c.expect.as_str()).collect();
        assert_eq!(expects, ["wadi-brigade", "-", "ASSAULT"]);
        assert_eq!(read[0].text, "هاجم ⟦لواء الوادي⟧ حاجزا");
        for (line, says) in [("بلا أقواس", "⟦…⟧"), ("⟦⟧ فارغ", "⟦…⟧"), ("⟦أ⟧ ⟦ب⟧", "one pair")]
        {
            let error = Case::read(line, Some("x")).unwrap_err().to_string();
            assert!(error.contains(says) && error.contains(line), "{error}");
        }
        assert!(Case::read("⟦أ⟧", None).unwrap_err().to_string().contains("EXPECT"));
    }

    #[test]
    fn a_case_holds_where_its_words_come_to_what_it_expects() {
        let lexicon = Lexicon::builtin();
        let own = BTreeSet::from(["islamic-state".to_owned()]);
        let case = |expect: &str, text: &str| Case { expect: expect.into(), text: text.into() };
        let holds = |c: &Case| run(lexicon, c, &own, None).holds;
        assert!(holds(&case("islamic-state", "هاجم ⟦تنظيم الدولة الإسلامية⟧ حاجزا في الحسكة")));
        assert!(!holds(&case("al-nusra-front", "هاجم ⟦تنظيم الدولة الإسلامية⟧ حاجزا في الحسكة")));
        assert!(holds(&case("-", "هاجم تنظيم الدولة الإسلامية ⟦حاجزا⟧ في الحسكة")));
        let failed = run(lexicon, &case("-", "هاجم ⟦تنظيم الدولة الإسلامية⟧ حاجزا في الحسكة"), &own, None);
        assert!(!failed.holds && failed.line().contains("found islamic-state"), "{}", failed.line());
        assert!(holds(&case("ASSAULT", "⟦هاجم⟧ مسلحون حاجزا للجيش في الحسكة")));
    }

    #[test]
    fn cases_stand_in_their_file_once() {
        let case = Case { expect: "x".into(), text: "⟦س⟧".into() };
        let once = with_cases(None, &[&case]);
        assert_eq!(once, "expect\ttext\nx\t⟦س⟧\n");
        assert_eq!(with_cases(Some(&once), &[&case]), once);
        assert_eq!(Case::of_file("f", &once).unwrap(), [case]);
    }
}
