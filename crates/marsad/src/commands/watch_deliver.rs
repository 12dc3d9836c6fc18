//! `marsad watch deliver`: where alarms go, and whether they get there.

use std::io::{Read, Write};
use std::path::PathBuf;

use anyhow::Context;
use marsad_alert::{
    Language, MailChannel, NewChannel, Secret, Tls, WebhookChannel, add_channel, remove_channel, send_due, send_to,
};

use super::watch::{ChannelChoice, now};
use super::watch_run::tell;
use super::{Done, StoreChoice};
use crate::talk::talk;

/// Longest secret that is read, in bytes.
const LONGEST_SECRET: u64 = 4096;

/// Send what is due again; or say where alarms go: add, list, remove and test channels
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Deliver {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    at: Where,
}

/// The file of channels, and the store that it belongs to.
#[derive(Debug, clap::Args)]
struct Where {
    #[command(flatten)]
    channels: ChannelChoice,
    #[command(flatten)]
    store: StoreChoice,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Add(Add),
    List(List),
    Remove(Remove),
    Test(Test),
}

impl Deliver {
    pub fn run(self) -> anyhow::Result<Done> {
        match self.what {
            Some(What::Add(c)) => c.run(),
            Some(What::List(c)) => c.run(),
            Some(What::Remove(c)) => c.run(),
            Some(What::Test(c)) => c.run(),
            None => self.at.send(),
        }
    }
}

impl Where {
    fn send(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let file = self.channels.file(&self.store, &*store)?;
        let channels = self.channels.read(&self.store, &*store)?;
        if channels.all().next().is_none() {
            talk!("no channels: {} is not there or names none; `marsad watch deliver add` makes one", file.display());
        }
        let sent = send_due(&*store, &channels, &now)?;
        if sent.is_empty() {
            talk!("nothing is due");
        }
        Ok(if tell(&sent) { Done::All } else { Done::Some })
    }
}

/// Add a channel: an address that gets alarms by POST, or people who get them by mail
#[derive(Debug, clap::Args)]
struct Add {
    #[command(subcommand)]
    kind: Kind,
}

#[derive(Debug, clap::Subcommand)]
enum Kind {
    Webhook(AddWebhook),
    Mail(Box<AddMail>),
}

impl Add {
    fn run(self) -> anyhow::Result<Done> {
        match self.kind {
            Kind::Webhook(c) => c.run(),
            Kind::Mail(c) => c.run(),
        }
    }
}

/// Where a secret comes from.
#[derive(Debug, clap::Args)]
struct SecretChoice {
    /// The secret is in this variable of the environment, whenever something is sent
    #[arg(long, value_name = "VARIABLE", conflicts_with_all = ["secret_file", "secret_stdin"])]
    secret_env: Option<String>,
    /// The secret is in this file
    #[arg(long, value_name = "FILE", conflicts_with = "secret_stdin")]
    secret_file: Option<PathBuf>,
    /// Read the secret from standard input, and keep it in the file of channels
    #[arg(long)]
    secret_stdin: bool,
}

impl SecretChoice {
    fn secret(self) -> anyhow::Result<Secret> {
        let mut secret = Secret { secret: None, secret_env: self.secret_env, secret_file: self.secret_file };
        if self.secret_stdin {
            let mut text = String::new();
            std::io::stdin().take(LONGEST_SECRET + 1).read_to_string(&mut text).context("standard input")?;
            let text = text.trim_end_matches(['\r', '\n']);
            anyhow::ensure!(!text.is_empty(), "standard input is empty; write the secret to it");
            anyhow::ensure!(text.len() as u64 <= LONGEST_SECRET, "the secret is longer than {LONGEST_SECRET} bytes");
            secret.secret = Some(text.to_owned());
        }
        Ok(secret)
    }
}

/// An address that gets each alarm as JSON by POST
#[derive(Debug, clap::Args)]
struct AddWebhook {
    /// A name for it
    name: String,
    /// The address
    url: String,
    #[command(flatten)]
    secret: SecretChoice,
    /// The address may be one of a private network
    #[arg(long)]
    private: bool,
    /// Only the alarms of this watch; may be given several times
    #[arg(long, value_name = "WATCH")]
    watch: Vec<String>,
    #[command(flatten)]
    at: Where,
}

impl AddWebhook {
    fn run(self) -> anyhow::Result<Done> {
        let Self { name, url, secret, private, watch: watches, at } = self;
        let new = WebhookChannel { name, url, secret: secret.secret()?, private, watches };
        add(&at, &new.name.clone(), &new.watches.clone(), NewChannel::Webhook(new))
    }
}

/// People who get each alarm by e-mail
#[derive(Debug, clap::Args)]
struct AddMail {
    /// A name for it
    name: String,
    /// The mail server
    #[arg(long)]
    server: String,
    /// Its port [default: 587, or 465 with --tls tls]
    #[arg(long)]
    port: Option<u16>,
    /// How the connection is kept from others: starttls, tls, or none (only to a server on this machine)
    #[arg(long, default_value = "starttls", value_parser = tls)]
    tls: Tls,
    /// The account at the server; its password is the secret
    #[arg(long)]
    user: Option<String>,
    #[command(flatten)]
    secret: SecretChoice,
    /// Who the mail is from
    #[arg(long, value_name = "ADDRESS")]
    from: String,
    /// Who gets it; may be given several times
    #[arg(long, value_name = "ADDRESS", required = true)]
    to: Vec<String>,
    /// In which language: both, ar or en
    #[arg(long, default_value = "both", value_parser = language)]
    language: Language,
    /// Only the alarms of this watch; may be given several times
    #[arg(long, value_name = "WATCH")]
    watch: Vec<String>,
    #[command(flatten)]
    at: Where,
}

fn tls(text: &str) -> Result<Tls, String> {
    match text {
        "starttls" => Ok(Tls::Starttls),
        "tls" => Ok(Tls::Tls),
        "none" => Ok(Tls::None),
        other => Err(format!("`{other}` is not known; there are starttls, tls, none")),
    }
}

fn language(text: &str) -> Result<Language, String> {
    match text {
        "both" => Ok(Language::Both),
        "ar" => Ok(Language::Ar),
        "en" => Ok(Language::En),
        other => Err(format!("`{other}` is not known; there are both, ar, en")),
    }
}

impl AddMail {
    fn run(self) -> anyhow::Result<Done> {
        let new = MailChannel {
            name: self.name,
            server: self.server,
            port: self.port,
            tls: self.tls,
            user: self.user,
            secret: self.secret.secret()?,
            from: self.from,
            to: self.to,
            language: self.language,
            watches: self.watch,
        };
        add(&self.at, &new.name.clone(), &new.watches.clone(), NewChannel::Mail(new))
    }
}

/// Writes a channel down, and says which of its watches there are not.
fn add(at: &Where, name: &str, watches: &[String], new: NewChannel) -> anyhow::Result<Done> {
    let store = at.store.open()?;
    let file = at.channels.place(&at.store, &*store)?;
    add_channel(&file, &new)?;
    let known = store.watches(false)?;
    for watch in watches.iter().filter(|watch| !known.iter().any(|one| one.watch.name == **watch)) {
        talk!("there is no watch `{watch}` yet");
    }
    talk!("`{name}` is in {}; `marsad watch deliver test {name}` sends a test message", file.display());
    Ok(Done::All)
}

/// List the channels
#[derive(Debug, clap::Args)]
struct List {
    #[command(flatten)]
    at: Where,
}

impl List {
    fn run(self) -> anyhow::Result<Done> {
        let store = self.at.store.open()?;
        let mut out = std::io::stdout().lock();
        for channel in self.at.channels.read(&self.at.store, &*store)?.all() {
            writeln!(out, "{}\t{}", channel.name(), channel.target())?;
        }
        Ok(Done::All)
    }
}

/// Take a channel out of the file
#[derive(Debug, clap::Args)]
struct Remove {
    /// Its name
    name: String,
    #[command(flatten)]
    at: Where,
}

impl Remove {
    fn run(self) -> anyhow::Result<Done> {
        let store = self.at.store.open()?;
        let file = self.at.channels.file(&self.at.store, &*store)?;
        anyhow::ensure!(remove_channel(&file, &self.name)?, "{}: no channel `{}`", file.display(), self.name);
        talk!("alarms go to `{}` no longer", self.name);
        Ok(Done::All)
    }
}

/// Send a test message to a channel, and nothing else
#[derive(Debug, clap::Args)]
struct Test {
    /// Its name
    name: String,
    #[command(flatten)]
    at: Where,
}

impl Test {
    fn run(self) -> anyhow::Result<Done> {
        let store = self.at.store.open()?;
        let file = self.at.channels.file(&self.at.store, &*store)?;
        let channels = self.at.channels.read(&self.at.store, &*store)?;
        let name = &self.name;
        let channel = channels.named(name).with_context(|| format!("{}: no channel `{name}`", file.display()))?;
        let said = send_to(channel, now()).with_context(|| format!("channel `{name}`"))?;
        talk!("`{name}` took it: {said}");
        Ok(Done::All)
    }
}
