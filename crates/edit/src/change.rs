//! What a person wants changed.

use crate::error::EditError;
use crate::family::{Families, Form, blocks};
use serde::{Deserialize, Serialize};

/// One change of the user's own lexicon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "lowercase")]
pub enum Change {
    /// A row is put in: added, or in place of the own row with its key.
    Put {
        /// The family.
        family: String,
        /// Columns and cells.
        cells: Vec<(String, String)>,
    },
    /// An own row is taken out.
    Remove {
        /// The family.
        family: String,
        /// Its key.
        key: String,
    },
    /// An actor, person or place has one more name.
    Alias {
        /// Its id.
        id: String,
        /// The name.
        name: String,
    },
    /// A frame is put in: added, or in place of the own frame with its id.
    Frame {
        /// The frame as TOML, `[[frame]]` first.
        toml: String,
    },
}

impl Change {
    /// Reads a change from the command line: `KIND:column=value;column=value`, `alias:ID=NAME`.
    ///
    /// # Errors
    /// When it is not written so.
    pub fn read(text: &str) -> Result<Self, EditError> {
        let help = "write `actor:id=x;en=X;ar=…`, `alias:ID=NAME`, or name a file";
        let (kind, rest) =
            text.split_once(':').ok_or_else(|| EditError::bad(format!("`{text}` is no change: {help}")))?;
        let parts = |part: &str| -> Result<(String, String), EditError> {
            let (column, value) = part
                .split_once('=')
                .ok_or_else(|| EditError::bad(format!("`{part}` in `{text}`: write column=value; {help}")))?;
            Ok((column.trim().to_owned(), value.trim().to_owned()))
        };
        if kind == "alias" {
            let (id, name) = parts(rest)?;
            return Ok(Self::Alias { id, name });
        }
        let cells = rest.split(';').filter(|part| !part.trim().is_empty()).map(parts).collect::<Result<_, _>>()?;
        Ok(Self::Put { family: kind.to_owned(), cells })
    }

    /// Reads what is to be taken out: `KIND:KEY`.
    ///
    /// # Errors
    /// When it is not written so.
    pub fn read_removal(text: &str) -> Result<Self, EditError> {
        let (family, key) = text
            .split_once(':')
            .filter(|(_, key)| !key.trim().is_empty())
            .ok_or_else(|| EditError::bad(format!("`{text}`: write what is to go as `actor:ID` or `loaded:TERM`")))?;
        Ok(Self::Remove { family: family.trim().to_owned(), key: key.trim().to_owned() })
    }

    /// The changes that a file of a user's lexicon asks for: each of its rows, or each of its frames, is put in.
    ///
    /// # Errors
    /// When the path belongs to no family, or a row has more cells than the header.
    pub fn of_file(families: &Families, path: &str, name: &str, text: &str) -> Result<Vec<Self>, EditError> {
        let family = families.of_path(path)?;
        if family.form == Form::Frames {
            return Ok(blocks(text).into_iter().map(|block| Self::Frame { toml: block.text }).collect());
        }
        let mut out = Vec::new();
        let mut header: Vec<String> = Vec::new();
        marsad_lexicon::read_rows(name, text, |row| {
            if header.is_empty() {
                let line = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'));
                header = line.unwrap_or_default().split('\t').map(|c| c.trim().to_owned()).collect();
                if let Some(odd) = header.iter().find(|column| !family.columns.contains(column)) {
                    return Err(row.error(format!("no column `{odd}`; there are: {}", family.columns.join(", "))));
                }
            }
            let cells = header.iter().map(|column| (column.clone(), row.get(column).to_owned()));
            let cells = cells.filter(|(_, value)| !value.is_empty()).collect();
            out.push(Self::Put { family: family.key.clone(), cells });
            Ok(())
        })?;
        Ok(out)
    }

    /// What it is about, in few words: `alias wadi-brigade = كتيبة الوادي`.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Put { family, cells } => format!("{family} {}", cells.first().map_or("", |(_, v)| v)),
            Self::Remove { family, key } => format!("{family} {key} −"),
            Self::Alias { id, name } => format!("{id} = {name}"),
            Self::Frame { toml } => {
                format!("frames {}", blocks(toml).first().map(|b| b.id.clone()).unwrap_or_default())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_read_as_they_are_written_on_the_command_line() {
        let cells = vec![("id".to_owned(), "x".to_owned()), ("ar".to_owned(), "لواء الوادي".to_owned())];
        assert_eq!(Change::read("actor:id=x; ar=لواء الوادي;").unwrap(), Change::Put { family: "actor".into(), cells });
        assert_eq!(
            Change::read("alias:x=كتيبة الوادي").unwrap(),
            Change::Alias { id: "x".into(), name: "كتيبة الوادي".into() }
        );
        let removal = Change::Remove { family: "place".into(), key: "village:x".into() };
        assert_eq!(Change::read_removal("place:village:x").unwrap(), removal);
        for (text, says) in [("wadi", "is no change"), ("actor:wadi", "column=value"), ("alias:x", "column=value")] {
            assert!(Change::read(text).unwrap_err().to_string().contains(says), "{text}");
        }
        assert!(Change::read_removal("wadi").is_err());
    }
}
