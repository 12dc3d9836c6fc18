//! An imported gazetteer in a folder: the rows as a table, compiled for the program, and what the sources disagree on.
//!
//! | file | holds |
//! | --- | --- |
//! | `imported.tsv.gz` | every row after merging, in the form of Marsad's own tables; the next import begins with it |
//! | `imported.pack` | the same, compiled; this alone is read when texts are |
//! | `conflicts.txt` | rows about one place that disagree |

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::ImportError;
use super::merge::Merged;
use crate::place::NewPlace;
use crate::write::pack;

/// The table of an imported gazetteer, inside its folder.
pub const TABLE: &str = "imported.tsv.gz";

/// Writes an imported gazetteer to a folder, which is made where it is missing. Each file is replaced as a whole.
///
/// # Errors
/// When the folder cannot be written, or there is more than a pack can hold.
pub fn save(folder: &Path, merged: &Merged) -> Result<(), ImportError> {
    let fail = |path: &Path| {
        let path = path.display().to_string();
        move |source| ImportError::Io { path, source }
    };
    std::fs::create_dir_all(folder).map_err(fail(folder))?;
    let put = |name: &str, bytes: &[u8]| {
        let (half, whole) = (folder.join(format!("{name}.part")), folder.join(name));
        std::fs::write(&half, bytes).and_then(|()| std::fs::rename(&half, &whole)).map_err(fail(&whole))
    };
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    let table = gz.write_all(table(&merged.places).as_bytes()).and_then(|()| gz.finish());
    put(TABLE, &table.map_err(fail(&folder.join(TABLE)))?)?;
    let mut conflicts = String::from("kept\tother\tname\twhat\n");
    for c in &merged.conflicts {
        let _ = writeln!(conflicts, "{}\t{}\t{}\t{}", c.kept, c.other, c.name, c.what);
    }
    put("conflicts.txt", conflicts.as_bytes())?;
    let bytes = pack(&merged.places).map_err(|e| ImportError::Packed {
        path: folder.display().to_string(),
        what: format!("cannot be compiled: {e}"),
    })?;
    put("imported.pack", &bytes)
}

/// Places as a table with a header, sorted by id.
fn table(places: &[NewPlace]) -> String {
    let mut out = String::from(
        "id\tname_en\tnames_ar\tkind\tlat\tlon\tcountry\tadmin1\tparent\tpopulation\tnames_other\trefs\tsource\tlicence\n",
    );
    let mut sorted: Vec<&NewPlace> = places.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    let cell = |text: &str| text.replace(['\t', '\n', '\r'], " ");
    for p in sorted {
        let ar: Vec<String> = p.ar.iter().map(|n| n.replace('|', " ")).collect();
        let latin: Vec<String> = p.latin.iter().map(|n| format!("en:{}", n.replace('|', " "))).collect();
        let population = if p.population == 0 { String::new() } else { p.population.to_string() };
        let cells = [
            &p.id,
            &p.en,
            &ar.join("|"),
            p.kind.as_str(),
            &format!("{:.5}", p.lat),
            &format!("{:.5}", p.lon),
            &p.country,
            &p.admin1,
            &p.parent,
            &population,
            &latin.join("|"),
            &p.refs,
            &p.source,
            &p.licence,
        ];
        let cells: Vec<String> = cells.into_iter().map(cell).collect();
        out.push_str(&cells.join("\t"));
        out.push('\n');
    }
    out
}
