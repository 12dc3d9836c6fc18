//! Faults that show only between rows: names that two actors share, parents that are none, places that cannot lie there.

use marsad_gazetteer::{km, place_of};
use marsad_model::PlaceKind;
use marsad_text::fold_str;
use rustc_hash::FxHashMap;

use crate::lint::Finding;
use crate::table::{Row, read_rows};
use crate::tables_beside::TABLES_BESIDE;
use crate::{Files, LexiconError};

/// Every such finding.
pub(crate) fn lint(files: &Files, out: &mut Vec<Finding>) {
    actors(files, out);
    places(files, out);
}

fn each(files: &Files, prefix: &str, mut row: impl FnMut(Row<'_>) -> Result<(), LexiconError>) {
    // The program's own rows first: of two that clash, the user's is named.
    for built_in in [true, false] {
        for path in files.paths(prefix, ".tsv") {
            for layer in files.get(path).iter().filter(|l| l.is_built_in() == built_in) {
                // Rows that cannot be read are findings of other checks.
                let _ = read_rows(&layer.name, &layer.text, &mut row);
            }
        }
    }
}

/// Two actors of one name at one time: texts could not tell them apart.
fn actors(files: &Files, out: &mut Vec<Finding>) {
    struct Named {
        id: String,
        from: String,
        to: String,
    }
    let mut names: FxHashMap<String, Vec<Named>> = FxHashMap::default();
    let mut parents: Vec<(String, usize, String, String)> = Vec::new();
    let mut ids: Vec<String> = Vec::new();
    each(files, "lexicon/ar/actors/", |row| {
        let (id, from, to) = (row.get("id"), row.get("from"), row.get("to"));
        ids.push(id.to_owned());
        if let Some(parent) = row.some("parent") {
            parents.push((row.file.to_owned(), row.line, id.to_owned(), parent));
        }
        let mut own: Vec<String> = row.list("ar").chain(row.list("aliases")).map(fold_str).collect();
        own.sort_unstable();
        own.dedup();
        for name in own {
            let list = names.entry(name.clone()).or_default();
            let ends_before = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && a < b;
            if let Some(other) =
                list.iter().find(|n| n.id != id && !ends_before(&n.to, from) && !ends_before(to, &n.from))
            {
                let what = format!(
                    "`{id}` and `{}` share the name «{name}»: keep it for one, or give both their years",
                    other.id
                );
                out.push(Finding { file: row.file.to_owned(), line: row.line, what });
            }
            list.push(Named { id: id.to_owned(), from: from.to_owned(), to: to.to_owned() });
        }
        Ok(())
    });
    for (file, line, id, parent) in parents {
        if !ids.contains(&parent) {
            out.push(Finding { file, line, what: format!("`{id}` belongs to `{parent}`, which is no actor") });
        }
    }
}

/// A place as these checks see it.
struct Spot {
    file: String,
    line: usize,
    id: String,
    parent: String,
    country: String,
    kind: PlaceKind,
    at: (f64, f64),
    name: String,
}

/// How far a place may lie from the point that stands for one of this kind around it, in kilometres.
fn span(kind: PlaceKind) -> f64 {
    match kind {
        // Islands and far provinces: nothing can be said.
        PlaceKind::Country => f64::INFINITY,
        PlaceKind::Region | PlaceKind::Governorate => 900.0,
        PlaceKind::District => 150.0,
        _ => 60.0,
    }
}

fn places(files: &Files, out: &mut Vec<Finding>) {
    let mut all: Vec<Spot> = Vec::new();
    let mut at: FxHashMap<String, usize> = FxHashMap::default();
    for path in files.paths("gazetteer/", ".tsv") {
        if TABLES_BESIDE.contains(&path.trim_start_matches("gazetteer/").trim_end_matches(".tsv")) {
            continue;
        }
        each(files, path, |row| {
            match place_of(|column| row.get(column)) {
                Ok(p) => {
                    at.insert(p.id.clone(), all.len());
                    let name = p.ar.first().map(|n| fold_str(n)).unwrap_or_default();
                    let (file, line) = (row.file.to_owned(), row.line);
                    let (parent, country) = (p.parent, p.country);
                    all.push(Spot { file, line, id: p.id, parent, country, kind: p.kind, at: (p.lat, p.lon), name });
                }
                Err(what) => out.push(Finding { file: row.file.to_owned(), line: row.line, what }),
            }
            Ok(())
        });
    }
    let mut by_name: FxHashMap<(&str, &str), Vec<usize>> = FxHashMap::default();
    for (i, spot) in all.iter().enumerate().filter(|(i, s)| at[&s.id] == *i) {
        let mut say = |what: String| out.push(Finding { file: spot.file.clone(), line: spot.line, what });
        if spot.at == (0.0, 0.0) {
            say(format!("`{}` lies at 0, 0, in the sea: give its position", spot.id));
        }
        if !spot.parent.is_empty() {
            match at.get(&spot.parent).map(|&p| &all[p]) {
                None => say(format!("`{}` lies in `{}`, which is no place", spot.id, spot.parent)),
                Some(p) if p.id == spot.id => say(format!("`{}` lies in itself", spot.id)),
                Some(p) if p.kind < spot.kind && spot.kind != PlaceKind::Region => {
                    say(format!(
                        "`{}` is a {} and lies in `{}`, a {}: the other way round?",
                        spot.id, spot.kind, p.id, p.kind
                    ));
                }
                Some(p) if !p.country.is_empty() && !spot.country.is_empty() && p.country != spot.country => {
                    say(format!("`{}` is in {} and its parent `{}` in {}", spot.id, spot.country, p.id, p.country));
                }
                Some(p) => {
                    let apart = km(spot.at, p.at);
                    if apart > span(p.kind) {
                        say(format!(
                            "`{}` lies {apart:.0} km from `{}`, in which it is said to lie: check both positions",
                            spot.id, p.id
                        ));
                    }
                }
            }
        }
        let twins = by_name.entry((spot.country.as_str(), spot.name.as_str())).or_default();
        let twin = twins
            .iter()
            .map(|&t| &all[t])
            .find(|t| t.kind == spot.kind && !spot.name.is_empty() && km(t.at, spot.at) < 2.0);
        if let Some(twin) = twin {
            say(format!("`{}` and `{}` are one place twice: merge the rows", twin.id, spot.id));
        }
        twins.push(i);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACES: &str = "id\tname_en\tnames_ar\tkind\tlat\tlon\tcountry\tparent\tsource\tlicence\n";
    const ACTORS: &str = "id\ten\tar\taliases\tkind\tsector\tcountry\tparent\tfrom\tto\tsource\tlicence\n";

    /// What is found with rows laid over the built-in files.
    fn found(path: &str, text: &str) -> Vec<String> {
        let mut files = Files::builtin();
        files.replace(path, "own.tsv", text);
        let mut out = Vec::new();
        lint(&files, &mut out);
        out.iter().filter(|f| f.file == "own.tsv").map(ToString::to_string).collect()
    }

    fn place(row: &str) -> Vec<String> {
        found("gazetteer/own.tsv", &format!("{PLACES}{row}\town\tproject\n"))
    }

    fn actor(row: &str) -> Vec<String> {
        found("lexicon/ar/actors/own.tsv", &format!("{ACTORS}{row}\town\tproject\n"))
    }

    #[test]
    fn the_built_in_rows_have_no_such_fault() {
        let mut out = Vec::new();
        lint(&Files::builtin(), &mut out);
        assert!(
            out.is_empty(),
            "{} findings: {:#?}",
            out.len(),
            out.iter().take(30).map(ToString::to_string).collect::<Vec<_>>()
        );
    }

    #[test]
    fn a_sound_place_has_no_finding() {
        let none: Vec<String> = place("village:x\tX\tكفر تجربة\tvillage\t35.9\t36.6\tSYR\tgovernorate:syr-idlib");
        assert!(none.is_empty(), "{none:?}");
    }

    #[test]
    fn each_fault_of_a_place_is_named() {
        for (row, expected) in [
            ("village:x\tX\tكفر تجربة\tvillage\t35.9\t36.6\tSYR\tgovernorate:syr-atlantis", "which is no place"),
            ("village:x\tX\tكفر تجربة\tvillage\t35.9\t36.6\tSYR\tvillage:x", "lies in itself"),
            ("governorate:x\tX\tكفر تجربة\tgovernorate\t35.9\t36.6\tSYR\tgeonames:170063", "the other way round"),
            ("village:x\tX\tكفر تجربة\tvillage\t35.9\t36.6\tIRQ\tgovernorate:syr-idlib", "its parent"),
            ("village:x\tX\tكفر تجربة\tvillage\t15.3\t44.2\tSYR\tgovernorate:syr-idlib", "km from"),
            ("village:x\tX\tكفر تجربة\tvillage\t0\t0\tSYR\t", "in the sea"),
            ("village:x\tX\tكفر تجربة\tvillage\t135.9\t36.6\tSYR\t", "not a position in degrees"),
            ("city:x\tX\tحلب\tcity\t36.2028\t37.1587\tSYR\t", "are one place twice"),
        ] {
            let all = place(row);
            assert!(all.iter().any(|f| f.contains("own.tsv:2") && f.contains(expected)), "{expected}: {all:?}");
        }
    }

    #[test]
    fn an_actor_with_the_name_of_another_is_named() {
        let all = actor("own-x\tX\tقوات سوريا الديمقراطية\t\tarmed-group\tREB\tSYR\t\t\t");
        assert!(all.iter().any(|f| f.contains("`own-x` and") && f.contains("share the name")), "{all:?}");
        let all = actor("own-x\tX\tكتيبة التجربة\t\tarmed-group\tREB\tSYR\tnobody\t\t");
        assert!(all.iter().any(|f| f.contains("`nobody`, which is no actor")), "{all:?}");
        assert!(actor("own-x\tX\tكتيبة التجربة\t\tarmed-group\tREB\tSYR\t\t\t").is_empty());
    }
}
