//! The guide and the program say the same: every dataset and column stands in `docs/batch.md` as it is.
#![allow(clippy::unwrap_used)]

use marsad_batch::columns::Column;
use marsad_batch::once::DUPLICATES;
use marsad_batch::tables::Dataset;

#[test]
fn the_guide_has_every_column_with_its_type_and_meaning() {
    let guide = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/batch.md")).unwrap();
    let chapter = |name: &str| {
        let from = guide.find(&format!("\n### `{name}`\n")).unwrap_or_else(|| panic!("no chapter on {name}"));
        let rest = &guide[from + 1..];
        rest[..rest[1..].find("\n##").map_or(rest.len(), |at| at + 1)].to_owned()
    };
    let datasets = Dataset::ALL.map(|d| (d.name(), d.columns())).into_iter().chain([("duplicates", DUPLICATES)]);
    for (name, columns) in datasets {
        let chapter = chapter(name);
        let row = |c: &Column| format!("| `{}` | {} | {} |", c.name, c.kind.as_str(), c.means);
        let lacking: Vec<String> = columns.iter().map(row).filter(|row| !chapter.contains(row)).collect();
        assert!(lacking.is_empty(), "docs/batch.md, {name}, lacks\n{}", lacking.join("\n"));
        assert_eq!(chapter.matches("\n| `").count(), columns.len(), "{name} has rows for columns that are not there");
    }
}
