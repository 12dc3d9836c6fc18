//! Which lexicons were released: the table of `lexicon/RELEASES.md`.

use crate::{Files, LexiconError};

/// Where the table stands. Notes are left out of the hash, so that naming a release does not change what is named.
const TABLE: &str = "lexicon/RELEASES.md";

/// One released lexicon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Year, month and number in it: `2026.11.1`.
    pub version: String,
    /// The day, as `2026-11-30`.
    pub day: String,
    /// [`Files::hash`] of its files.
    pub hash: String,
    /// What changed since the one before, in a sentence or two.
    pub changes: String,
}

impl Files {
    /// The releases, the latest first; none where the files have no such table.
    ///
    /// # Errors
    /// When a row has not its four cells, or its hash is none.
    pub fn releases(&self) -> Result<Vec<Release>, LexiconError> {
        let Some(layer) = self.get(TABLE).last() else { return Ok(Vec::new()) };
        let mut all = Vec::new();
        // The first two lines with a stroke are the header and the rule under it.
        for (line, row) in (1..).zip(layer.text.lines()).filter(|(_, row)| row.starts_with('|')).skip(2) {
            let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
            let wrong = |what: &str| LexiconError::Row { file: layer.name.clone(), line, what: what.to_owned() };
            let [version, day, hash, changes] = cells[..] else {
                return Err(wrong("a release has four cells: version, day, hash, what changed"));
            };
            let hash = hash.trim_matches('`');
            let digits = hash.strip_prefix("sha256:").unwrap_or_default();
            if digits.len() != 64 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
                return Err(wrong("the hash should be as `marsad lexicon version` prints it"));
            }
            let [version, day, hash, changes] = [version, day, hash, changes].map(str::to_owned);
            all.push(Release { version, day, hash, changes });
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(table: &str) -> Files {
        let mut files = Files::builtin();
        files.replace(TABLE, TABLE, table);
        files
    }

    #[test]
    fn the_table_that_ships_is_read_and_its_versions_are_told_apart() {
        let releases = Files::builtin().releases().unwrap();
        let mut versions: Vec<&str> = releases.iter().map(|r| r.version.as_str()).collect();
        versions.sort_unstable();
        versions.dedup();
        assert_eq!(versions.len(), releases.len());
        assert!(!releases.is_empty());
        assert!(releases.windows(2).all(|w| w[0].day >= w[1].day), "the latest comes first");
    }

    #[test]
    fn naming_a_release_does_not_change_the_hash_and_a_broken_row_is_told_with_its_line() {
        let hash = Files::builtin().hash();
        let row =
            format!("| v | d | h | c |\n| --- | --- | --- | --- |\n| 2026.11.1 | 2026-11-30 | `{hash}` | first |\n");
        let files = with(&row);
        // A layer of the user's own comes last and is the table; its hash is that of the built-in files.
        assert_eq!(files.hash(), hash);
        assert_eq!(files.releases().unwrap()[0].hash, hash);
        let error = with("| v | d | h | c |\n|---|---|---|---|\n| 1 | 2 | 3 |\n").releases().unwrap_err().to_string();
        assert!(error.contains("RELEASES.md:3"), "{error}");
    }
}
