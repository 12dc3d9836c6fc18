//! To whom alarms go: the file `delivery.toml`.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::AlertError;

/// Largest file that is read, in bytes.
pub(crate) const MOST_BYTES: u64 = 1 << 20;

/// The channels of an observatory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Channels {
    /// Where the pages of this observatory can be read, e.g. `https://marsad.example.org`; messages link there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<String>,
    /// Addresses that get a message by POST.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub webhook: Vec<WebhookChannel>,
    /// People who get an e-mail.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mail: Vec<MailChannel>,
}

/// An address that gets a message by POST.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookChannel {
    /// Its name, which no other channel has.
    pub name: String,
    /// The address.
    pub url: String,
    /// The key that messages are signed with, or where it stands. Without one they are not signed.
    #[serde(flatten)]
    pub secret: Secret,
    /// Whether the address may be one of a private network.
    #[serde(default, skip_serializing_if = "is_false")]
    pub private: bool,
    /// Only the alarms of these watches; of all where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub watches: Vec<String>,
}

/// People who get an e-mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailChannel {
    /// Its name, which no other channel has.
    pub name: String,
    /// The mail server.
    pub server: String,
    /// Its port; 587, 465 or 25 by `tls` where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// How the connection is kept from others.
    #[serde(default)]
    pub tls: Tls,
    /// The account, where the server wants one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Its password, or where it stands.
    #[serde(flatten)]
    pub secret: Secret,
    /// Who the mail is from: `marsad@example.org` or `Marsad <marsad@example.org>`.
    pub from: String,
    /// Who gets it.
    pub to: Vec<String>,
    /// In which language.
    #[serde(default)]
    pub language: Language,
    /// Only the alarms of these watches; of all where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub watches: Vec<String>,
}

/// A secret: itself, or where it stands, so that the file can be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Secret {
    /// The secret itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// The variable of the environment that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_env: Option<String>,
    /// The file that holds it; a line end at its end does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_file: Option<PathBuf>,
}

/// How a connection to a mail server is kept from others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// It begins in the open and is encrypted before anything is said; a server that cannot is refused.
    #[default]
    Starttls,
    /// It is encrypted from the first byte.
    Tls,
    /// It is open: only to a server on this machine.
    None,
}

/// The language of a mail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Arabic.
    Ar,
    /// English.
    En,
    /// Arabic, and English below it.
    #[default]
    Both,
}

/// One channel.
#[derive(Debug, Clone, Copy)]
pub enum Channel<'a> {
    /// By POST.
    Webhook(&'a WebhookChannel),
    /// By mail.
    Mail(&'a MailChannel),
}

impl<'a> Channel<'a> {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'a str {
        match self {
            Self::Webhook(one) => &one.name,
            Self::Mail(one) => &one.name,
        }
    }

    /// Whether it wants the alarms of a watch.
    #[must_use]
    pub fn wants(&self, watch: &str) -> bool {
        let watches = match self {
            Self::Webhook(one) => &one.watches,
            Self::Mail(one) => &one.watches,
        };
        watches.is_empty() || watches.iter().any(|name| name == watch)
    }

    /// Where it leads, as a person may read it: without a secret.
    #[must_use]
    pub fn target(&self) -> String {
        match self {
            // What stands after the question mark may be a key.
            Self::Webhook(one) => one.url.split(['?', '#']).next().unwrap_or_default().to_owned(),
            Self::Mail(one) => one.to.join(", "),
        }
    }
}

fn is_false(value: &bool) -> bool {
    !value
}

impl Channels {
    /// Reads a file of channels; one that is not there has none.
    ///
    /// # Errors
    /// When it cannot be read, holds an unknown key, or a channel that cannot work.
    pub fn read(path: &Path) -> Result<Self, AlertError> {
        use std::io::Read;
        let failed = |source| AlertError::Read { path: path.to_path_buf(), source };
        let file = match std::fs::File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(failed(error)),
        };
        let mut text = String::new();
        file.take(MOST_BYTES + 1).read_to_string(&mut text).map_err(failed)?;
        let bad = |why: String| AlertError::BadFile { path: path.to_path_buf(), why };
        if text.len() as u64 > MOST_BYTES {
            return Err(bad(format!("it is larger than {MOST_BYTES} bytes")));
        }
        let found: Self = toml::from_str(&text).map_err(|error| bad(error.to_string().trim().to_owned()))?;
        found.check().map_err(bad)?;
        Ok(found)
    }

    /// All channels.
    pub fn all(&self) -> impl Iterator<Item = Channel<'_>> {
        self.webhook.iter().map(Channel::Webhook).chain(self.mail.iter().map(Channel::Mail))
    }

    /// The channel of a name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<Channel<'_>> {
        self.all().find(|channel| channel.name() == name)
    }

    /// What is wrong with the channels, if anything is.
    ///
    /// # Errors
    /// In words that name the channel and the way out.
    pub fn check(&self) -> Result<(), String> {
        let mut names = HashSet::new();
        for channel in self.all() {
            if channel.name().trim().is_empty() {
                return Err("a channel has no name".into());
            }
            if !names.insert(channel.name()) {
                return Err(format!("two channels have the name `{}`", channel.name()));
            }
        }
        for one in &self.webhook {
            if !(one.url.starts_with("https://") || one.url.starts_with("http://")) {
                return Err(format!("the address of `{}` must begin with https:// or http://", one.name));
            }
        }
        for one in &self.mail {
            if one.to.is_empty() {
                return Err(format!("`{}` names nobody in `to`", one.name));
            }
            for address in one.to.iter().chain([&one.from]) {
                address
                    .parse::<lettre::message::Mailbox>()
                    .map_err(|error| format!("`{}`: `{address}` is no mail address ({error})", one.name))?;
            }
            if one.tls == Tls::None && !is_this_machine(&one.server) {
                return Err(format!(
                    "`{}` would send over an open connection to `{}`; `tls = \"none\"` is for a server on this machine",
                    one.name, one.server
                ));
            }
        }
        Ok(())
    }
}

/// Whether a server is this very machine.
fn is_this_machine(server: &str) -> bool {
    server == "localhost" || server.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl Secret {
    /// The secret, if there is one.
    ///
    /// # Errors
    /// When the place that is named for it does not have it.
    pub(crate) fn get(&self, channel: &str) -> Result<Option<String>, AlertError> {
        let missing = |why: String| AlertError::NotNow(format!("the secret of `{channel}` cannot be had: {why}"));
        if let Some(name) = &self.secret_env {
            return match std::env::var(name) {
                Ok(secret) if !secret.is_empty() => Ok(Some(secret)),
                _ => Err(missing(format!("the variable {name} is not set"))),
            };
        }
        if let Some(path) = &self.secret_file {
            let text = std::fs::read_to_string(path).map_err(|e| missing(format!("{}: {e}", path.display())))?;
            return Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()));
        }
        Ok(self.secret.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Channels, String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("delivery.toml");
        std::fs::write(&path, text).unwrap();
        Channels::read(&path).map_err(|e| e.to_string())
    }

    const WHOLE: &str = r#"
        pages = "https://marsad.example.org"

        [[webhook]]
        name = "desk"
        url = "https://hooks.example.org/in?key=1"
        secret_env = "MARSAD_DESK_KEY"
        watches = ["hajin"]

        [[mail]]
        name = "editors"
        server = "mail.example.org"
        user = "marsad"
        secret_file = "/etc/marsad/mail"
        from = "مرصد <marsad@example.org>"
        to = ["a@example.org", "ب <b@example.org>"]
        language = "ar"
    "#;

    #[test]
    fn a_file_of_channels_is_read_and_written_alike() {
        let found = read(WHOLE).unwrap();
        let names: Vec<&str> = found
            .all()
            .map(|c| match c {
                Channel::Webhook(one) => one.name.as_str(),
                Channel::Mail(one) => one.name.as_str(),
            })
            .collect();
        assert_eq!(names, ["desk", "editors"]);
        assert!(found.named("desk").unwrap().wants("hajin") && !found.named("desk").unwrap().wants("raqqa"));
        assert!(found.named("editors").unwrap().wants("raqqa"));
        assert_eq!(found.named("desk").unwrap().target(), "https://hooks.example.org/in", "without what may be a key");
        assert_eq!(read(&toml::to_string(&found).unwrap()).unwrap(), found);
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(Channels::read(&dir.path().join("none.toml")).unwrap(), Channels::default());
    }

    #[test]
    fn what_cannot_work_is_refused_by_name() {
        let faults = [
            (WHOLE.replace("\"editors\"", "\"desk\""), "two channels have the name `desk`"),
            (WHOLE.replace("https://hooks", "ftp://hooks"), "`desk` must begin with https://"),
            (WHOLE.replace("to = [\"a@example.org\"", "to = [\"a at example\""), "`a at example` is no mail address"),
            (WHOLE.replace("language = \"ar\"", "tls = \"none\""), "an open connection to `mail.example.org`"),
            (WHOLE.replace("pages", "page"), "unknown field `page`"),
        ];
        for (text, why) in faults {
            let error = read(&text).unwrap_err();
            assert!(error.contains(why) && error.contains("delivery.toml"), "{error}");
        }
    }

    #[test]
    fn a_secret_that_is_not_where_it_should_be_is_named() {
        let env = Secret { secret_env: Some("MARSAD_TEST_NO_SUCH_VARIABLE".into()), ..Secret::default() };
        let error = env.get("desk").unwrap_err().to_string();
        assert!(error.contains("`desk`") && error.contains("MARSAD_TEST_NO_SUCH_VARIABLE"), "{error}");
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        std::fs::write(&path, "geheim\n").unwrap();
        let file = Secret { secret_file: Some(path), ..Secret::default() };
        assert_eq!(file.get("desk").unwrap().as_deref(), Some("geheim"));
    }
}
