//! Channels put into and taken out of `delivery.toml`. Everything else in it stays as a person wrote it: remarks, order, blank lines.

use std::io::Write;
use std::path::{Path, PathBuf};

use toml_edit::{Document, Table};

use crate::channels::{Channels, MOST_BYTES, MailChannel, WebhookChannel};
use crate::error::AlertError;

/// A channel to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewChannel {
    /// By POST.
    Webhook(WebhookChannel),
    /// By mail.
    Mail(MailChannel),
}

/// Adds a channel to a file of channels, which is made where there is none, readable by its owner alone.
///
/// # Errors
/// When the file cannot be read or written, has a fault already, or would have one: then it is left as it is.
pub fn add_channel(path: &Path, new: &NewChannel) -> Result<(), AlertError> {
    let text = read(path)?;
    let added = added(&text, new).map_err(|why| AlertError::BadFile { path: path.to_path_buf(), why })?;
    write(path, &added)
}

/// Takes a channel out of a file of channels, with the remarks right above it. False where there is none of this name.
///
/// # Errors
/// As [`add_channel`].
pub fn remove_channel(path: &Path, name: &str) -> Result<bool, AlertError> {
    let text = read(path)?;
    match removed(&text, name).map_err(|why| AlertError::BadFile { path: path.to_path_buf(), why })? {
        Some(text) => write(path, &text).map(|()| true),
        None => Ok(false),
    }
}

fn read(path: &Path) -> Result<String, AlertError> {
    use std::io::Read;
    let failed = |source| AlertError::Read { path: path.to_path_buf(), source };
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(String::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut text = String::new();
    file.take(MOST_BYTES + 1).read_to_string(&mut text).map_err(failed)?;
    if text.len() as u64 > MOST_BYTES {
        let why = format!("it is larger than {MOST_BYTES} bytes");
        return Err(AlertError::BadFile { path: path.to_path_buf(), why });
    }
    Ok(text)
}

/// Writes a file whole or not at all. It may hold secrets: a new one is its owner's alone, an old one keeps its rights.
fn write(path: &Path, text: &str) -> Result<(), AlertError> {
    let failed = |source| AlertError::Write { path: path.to_path_buf(), source };
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&part).map_err(failed)?;
    if let Ok(old) = std::fs::metadata(path) {
        file.set_permissions(old.permissions()).map_err(failed)?;
    }
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    std::fs::rename(&part, path).map_err(failed)
}

/// The channels of a text, if it is sound.
fn sound(text: &str) -> Result<Channels, String> {
    let found: Channels = toml::from_str(text).map_err(|error| error.to_string().trim().to_owned())?;
    found.check()?;
    Ok(found)
}

/// The text with one more channel at its end.
fn added(text: &str, new: &NewChannel) -> Result<String, String> {
    sound(text)?;
    let mut alone = Channels::default();
    match new {
        NewChannel::Webhook(one) => alone.webhook.push(one.clone()),
        NewChannel::Mail(one) => alone.mail.push(one.clone()),
    }
    let block = toml::to_string(&alone).map_err(|error| error.to_string())?;
    let before = text.trim_end();
    let gap = if before.is_empty() { "" } else { "\n\n" };
    let out = format!("{before}{gap}{}", block.trim_start());
    sound(&out)?;
    Ok(out)
}

/// The text without a channel; none where it has no such channel.
fn removed(text: &str, name: &str) -> Result<Option<String>, String> {
    if sound(text)?.named(name).is_none() {
        return Ok(None);
    }
    let document = Document::parse(text).map_err(|error| error.to_string())?;
    let mut found = None;
    for kind in ["webhook", "mail"] {
        let Some(item) = document.get(kind) else { continue };
        let Some(tables) = item.as_array_of_tables() else {
            return Err(format!("`{kind}` is written in one line; write each channel as [[{kind}]]"));
        };
        let of = |table: &&Table| table.get("name").and_then(|item| item.as_str()) == Some(name);
        found = found.or_else(|| tables.iter().find(of).and_then(stretch));
    }
    let by_hand = || format!("`{name}` could not be taken out; do it by hand");
    let (start, end) = found.ok_or_else(by_hand)?;
    let out = without(text, start, end);
    match sound(&out)?.named(name) {
        None => Ok(Some(out)),
        Some(_) => Err(by_hand()),
    }
}

/// Where a table begins, and where its last value ends.
fn stretch(table: &Table) -> Option<(usize, usize)> {
    let start = table.span()?.start;
    let end = table.iter().filter_map(|(_, item)| item.span()).map(|span| span.end).max()?;
    Some((start, end))
}

/// The text without the lines from one byte to another, and without the remarks right above them.
fn without(text: &str, start: usize, end: usize) -> String {
    let mut first = text[..start].rfind('\n').map_or(0, |at| at + 1);
    while let Some(above) = text[..first].strip_suffix('\n') {
        let line = above.rfind('\n').map_or(0, |at| at + 1);
        if !above[line..].trim_start().starts_with('#') {
            break;
        }
        first = line;
    }
    let last = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    let (before, mut after) = (&text[..first], &text[last..]);
    // One gap is enough.
    if before.is_empty() || before.ends_with("\n\n") {
        after = after.strip_prefix('\n').unwrap_or(after);
    }
    format!("{before}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::{Language, Secret, Tls};
    use proptest::prelude::*;

    const WRITTEN: &str = r#"# Our channels. Ask Rima before changing them.
pages = "https://marsad.example.org"   # behind the proxy

# The desk.
[[webhook]]
name = "desk"
url = "https://hooks.example.org/in"
secret_env = "MARSAD_DESK_KEY"   # set in the unit

[[mail]]
name = "editors"
server = "mail.example.org"
from = "marsad@example.org"
to = ["a@example.org"]
# The end.
"#;

    fn webhook(name: &str) -> NewChannel {
        NewChannel::Webhook(WebhookChannel {
            name: name.into(),
            url: "https://hooks.example.org/b".into(),
            secret: Secret { secret: Some("a \"b\" \\ ج".into()), ..Secret::default() },
            private: true,
            watches: vec!["هجين".into()],
        })
    }

    #[test]
    fn what_a_person_wrote_stays_when_a_channel_comes_and_goes() {
        let more = added(WRITTEN, &webhook("night")).unwrap();
        assert!(more.starts_with(WRITTEN.trim_end()), "{more}");
        let NewChannel::Webhook(one) = webhook("night") else { panic!() };
        assert_eq!(sound(&more).unwrap().webhook[1], one);
        let back = removed(&more, "night").unwrap().unwrap();
        assert_eq!(back.trim_end(), WRITTEN.trim_end());
        let without = removed(WRITTEN, "desk").unwrap().unwrap();
        for kept in ["# Our channels.", "# behind the proxy", "[[mail]]", "# The end."] {
            assert!(without.contains(kept), "{kept}: {without}");
        }
        assert!(!without.contains("hooks.example.org") && !without.contains("# The desk."), "{without}");
        assert_eq!(removed(WRITTEN, "nobody").unwrap(), None);
    }

    #[test]
    fn a_file_that_would_have_a_fault_is_left_as_it_is() {
        assert!(added(WRITTEN, &webhook("desk")).unwrap_err().contains("two channels have the name `desk`"));
        let open = NewChannel::Mail(MailChannel {
            name: "open".into(),
            server: "mail.example.org".into(),
            port: None,
            tls: Tls::None,
            user: None,
            secret: Secret::default(),
            from: "a@example.org".into(),
            to: vec!["b@example.org".into()],
            language: Language::Ar,
            watches: Vec::new(),
        });
        assert!(added(WRITTEN, &open).unwrap_err().contains("open connection"));
        assert!(added("x = 1", &webhook("a")).unwrap_err().contains("unknown field `x`"));
        let line = "webhook = [{ name = \"a\", url = \"https://a.example/\" }]";
        assert!(removed(line, "a").unwrap_err().contains("[[webhook]]"));
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("delivery.toml");
        std::fs::write(&path, WRITTEN).unwrap();
        assert!(add_channel(&path, &webhook("desk")).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), WRITTEN);
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("delivery.toml");
        add_channel(&path, &webhook("a")).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(remove_channel(&path, "a").unwrap() && !remove_channel(&path, "a").unwrap());
    }

    proptest! {
        #[test]
        fn any_name_and_secret_comes_back_as_it_was(name in "\\PC{1,20}", secret in "\\PC{0,20}") {
            prop_assume!(!name.trim().is_empty() && name != "desk" && name != "editors");
            let NewChannel::Webhook(mut one) = webhook(&name) else { panic!() };
            one.secret.secret = Some(secret);
            let more = added(WRITTEN, &NewChannel::Webhook(one.clone())).unwrap();
            prop_assert_eq!(&sound(&more).unwrap().webhook[1], &one);
            let back = removed(&more, &name).unwrap().unwrap();
            prop_assert_eq!(back.trim_end(), WRITTEN.trim_end());
        }
    }
}
