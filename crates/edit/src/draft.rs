//! A change made ready: the texts it comes to, what lint and the cases say, and the lexicon as it would be.

use crate::apply::{apply, layer_text, own_cases};
use crate::cases::{self, Case, CaseResult};
use crate::change::Change;
use crate::error::EditError;
use crate::family::{Families, Origin, rows};
use crate::reach::Reach;
use marsad_lexicon::lint::{Finding, lint};
use marsad_lexicon::{Files, Lexicon};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Most findings and cases that are told.
const MOST: usize = 50;

/// A file of the user's folder before and after a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileText {
    /// Its path in the folder.
    pub path: String,
    /// Where it lies.
    pub name: String,
    /// Its text before; none where there was no such file.
    pub before: Option<String>,
    /// Its text after.
    pub after: Option<String>,
}

/// A change made ready.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What is to be changed.
    pub changes: Vec<Change>,
    /// The cases that come with it.
    pub cases: Vec<Case>,
    /// The files that it changes.
    pub texts: Vec<FileText>,
    /// What lint finds that it did not find before.
    pub findings: Vec<Finding>,
    /// What came of the cases: those given, then those of one's own files that do not hold.
    pub results: Vec<CaseResult>,
    /// How many cases of one's own files were run.
    pub own_cases: usize,
    /// Which documents it can touch.
    pub reach: Reach,
    /// All files as they would be.
    pub files: Files,
    /// The lexicon as it would be; none where it does not compile, which is among the findings.
    pub lexicon: Option<Arc<Lexicon>>,
}

impl Draft {
    /// Makes changes ready. `files` and `lexicon` are what is read with now, `folder` is the user's own.
    ///
    /// # Errors
    /// When a change is not what its family asks for. What lint finds and cases that fail are no errors: they are told.
    pub fn make(
        files: &Files,
        lexicon: &Lexicon,
        folder: &Path,
        changes: Vec<Change>,
        cases: Vec<Case>,
    ) -> Result<Self, EditError> {
        let families = Families::of(files);
        let applied = apply(files, lexicon, &families, folder, &changes)?;
        let mut texts = applied.texts;
        let reach = Reach::of(files, &families, folder, &applied.touched);
        let mut after = files.clone();
        for text in &texts {
            after.set_layer(&text.path, &text.name, text.after.as_deref());
        }
        // Cases stand beside the file of the first row.
        if !cases.is_empty() {
            let family = applied.touched.first().and_then(|one| families.get(&one.family).ok());
            let path = family.map_or_else(|| "lexicon/ar/actors/own.cases.tsv".to_owned(), |family| family.cases());
            let name = folder.join(&path).display().to_string();
            let before = layer_text(files, &path, &name);
            let text = cases::with_cases(before.as_deref(), &cases.iter().collect::<Vec<_>>());
            after.set_layer(&path, &name, Some(&text));
            if before.as_deref() != Some(text.as_str()) {
                texts.push(FileText { path, name, before, after: Some(text) });
            }
        }
        let compiled = Lexicon::compile(&after);
        let findings = new_findings(files, &after, folder);
        let mut out = Self {
            changes,
            cases,
            texts,
            findings,
            results: Vec::new(),
            own_cases: 0,
            reach,
            files: after,
            lexicon: compiled.ok().map(Arc::new),
        };
        out.run_cases(folder, &applied.touched.iter().map(|one| one.key.clone()).collect())?;
        Ok(out)
    }

    /// The id or key that cases without an expectation are about: that of the only change.
    #[must_use]
    pub fn key(changes: &[Change], files: &Files) -> Option<String> {
        let [change] = changes else { return None };
        Some(match change {
            Change::Alias { id, .. } => id.clone(),
            Change::Frame { toml } => crate::family::blocks(toml).first()?.id.clone(),
            Change::Remove { key, .. } => key.clone(),
            Change::Put { family, cells } => {
                let family = Families::of(files).get(family).ok()?.clone();
                let cell = |column: &str| cells.iter().find(|(c, _)| c == column).map(|(_, v)| v.clone());
                match family.key.as_str() {
                    "actors" | "people" | "places" => cell("id")?,
                    "loaded" | "metonyms" | "actor_adjectives" => cell("actor")?,
                    "short_names" => cell("actors")?.split(['|', '@']).next()?.to_owned(),
                    _ => return None,
                }
            }
        })
    }

    /// What speaks against saving; empty where nothing does.
    #[must_use]
    pub fn against(&self) -> Vec<String> {
        let findings = self.findings.iter().map(ToString::to_string);
        findings.chain(self.results.iter().filter(|r| !r.holds).map(CaseResult::line)).collect()
    }

    /// What it is about, in few words.
    #[must_use]
    pub fn words(&self) -> String {
        let all: Vec<String> = self.changes.iter().take(3).map(Change::words).collect();
        let more = self.changes.len().saturating_sub(3);
        format!("{}{}", all.join(", "), if more > 0 { format!(" +{more}") } else { String::new() })
    }

    fn run_cases(&mut self, folder: &Path, touched: &BTreeSet<String>) -> Result<(), EditError> {
        let Some(lexicon) = self.lexicon.clone() else { return Ok(()) };
        let mut own = touched.clone();
        for family in Families::of(&self.files).all() {
            rows(&self.files, family, folder, |row| {
                if row.origin == Origin::Own {
                    own.insert(row.key);
                }
            });
        }
        for case in &self.cases {
            self.results.push(cases::run(&lexicon, case, &own, None));
        }
        for (name, text) in own_cases(&self.files, folder) {
            for case in Case::of_file(&name, &text)? {
                if self.cases.contains(&case) {
                    continue;
                }
                self.own_cases += 1;
                let result = cases::run(&lexicon, &case, &own, Some(name.clone()));
                if !result.holds && self.results.len() < self.cases.len() + MOST {
                    self.results.push(result);
                }
            }
        }
        Ok(())
    }
}

/// What lint finds in one's own folder, or about the whole, that it did not find before.
fn new_findings(before: &Files, after: &Files, folder: &Path) -> Vec<Finding> {
    let own = |f: &Finding| Path::new(&f.file).starts_with(folder) || f.line == 0;
    let mut found: Vec<Finding> = lint(after).into_iter().filter(own).collect();
    if found.is_empty() {
        return found;
    }
    let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
    for f in lint(before) {
        *known.entry((f.file, f.what)).or_default() += 1;
    }
    found.retain(|f| {
        let count = known.get_mut(&(f.file.clone(), f.what.clone()));
        match count {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        }
    });
    found.truncate(MOST);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(changes: &[&str], cases: &str) -> Result<Draft, EditError> {
        let files = Files::builtin();
        let changes: Vec<Change> = changes.iter().map(|text| Change::read(text).unwrap()).collect();
        let key = Draft::key(&changes, &files);
        let cases = Case::read(cases, key.as_deref())?;
        Draft::make(&files, Lexicon::builtin(), Path::new("/nowhere/mine"), changes, cases)
    }

    const BRIGADE: &str =
        "actor:id=wadi-brigade;en=Wadi Brigade;ar=لواء الوادي;kind=armed-group;sector=REB;country=SYR";

    #[test]
    fn a_sound_change_has_nothing_against_it() {
        let made = draft(&[BRIGADE], "هاجم ⟦لواء الوادي⟧ حاجزا قرب البلدة\n- امتلأ ⟦الوادي⟧ بالسيول").unwrap();
        assert_eq!(made.against(), [] as [&str; 0]);
        let paths: Vec<&str> = made.texts.iter().map(|t| t.path.as_str()).collect();
        assert_eq!(paths, ["lexicon/ar/actors/own.tsv", "lexicon/ar/actors/own.cases.tsv"]);
        assert!(made.texts[0].before.is_none());
        let row = made.texts[0].after.as_ref().unwrap().lines().nth(1).unwrap().to_owned();
        assert!(row.starts_with("wadi-brigade\tWadi Brigade\tلواء الوادي\t\tarmed-group\tREB\tSYR"), "{row}");
        assert!(row.ends_with("own knowledge\tproject"), "{row}");
        assert_ne!(made.lexicon.unwrap().hash, Lexicon::builtin().hash);
    }

    #[test]
    fn lint_names_file_and_line_and_cases_say_what_they_found() {
        let bad = BRIGADE.replace("لواء الوادي", "قوات سوريا الديمقراطية");
        let made = draft(&[&bad], "هاجم ⟦مسلحون⟧ حاجزا").unwrap();
        let against = made.against().join("\n");
        assert!(against.contains("/nowhere/mine/lexicon/ar/actors/own.tsv:2:"), "{against}");
        assert!(against.contains("share the name"), "{against}");
        assert!(against.contains("expects wadi-brigade and found"), "{against}");
    }

    #[test]
    fn what_does_not_compile_is_told_with_its_line() {
        let made = draft(&[&BRIGADE.replace("REB", "NOPE")], "").unwrap();
        assert!(made.lexicon.is_none());
        assert!(
            made.against().iter().any(|line| line.contains("own.tsv:2") && line.contains("sector")),
            "{:?}",
            made.against()
        );
    }

    #[test]
    fn what_cannot_be_changed_is_refused_by_name() {
        for (change, says) in [
            ("verb:lemma=هاجم;root=هجم;measure=III;vowel=-;transitive=t", "cannot be changed from your folder"),
            ("alias:islamic-state=داعش", "is known as «داعش» already"),
            ("alias:nobody=س", "there is no actor, person or place `nobody`"),
            ("months:form=س", "there is no family `months`"),
            ("actor:id=x;height=3", "no column `height`"),
        ] {
            let error = draft(&[change], "").unwrap_err().to_string();
            assert!(error.contains(says), "{change}: {error}");
        }
        let removal = Change::read_removal("actor:islamic-state").unwrap();
        let error =
            Draft::make(&Files::builtin(), Lexicon::builtin(), Path::new("/n"), vec![removal], vec![]).unwrap_err();
        assert!(error.to_string().contains("not your own folder"), "{error}");
    }

    #[test]
    fn an_alias_leaves_everything_else_of_its_entry_as_it_is() {
        let made = draft(&["alias:islamic-state=جماعة التجربة"], "أعلنت ⟦جماعة التجربة⟧ الهجوم").unwrap();
        assert_eq!(made.against(), [] as [&str; 0]);
        let lexicon = made.lexicon.unwrap();
        let (before, after) = (Lexicon::builtin().entities.get("islamic-state"), lexicon.entities.get("islamic-state"));
        assert_eq!(format!("{before:?}"), format!("{after:?}"));
        let place = draft(&["alias:governorate:syr-idlib=محافظة التجربة"], "في ⟦محافظة التجربة⟧ اليوم").unwrap();
        assert_eq!(place.against(), [] as [&str; 0]);
        let after = place.lexicon.unwrap();
        let at = |lexicon: &Lexicon| lexicon.gazetteer.get("governorate:syr-idlib").map(|p| (p.ar.to_owned(), p.lat));
        assert_eq!(at(&after), at(Lexicon::builtin()));
    }
}
