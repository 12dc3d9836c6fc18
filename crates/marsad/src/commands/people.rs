//! `marsad people`: who may log in to a server that was started with `--team`.

use std::io::{IsTerminal, Write};

use jiff::Timestamp;
use marsad_store::{
    NewPerson, Person, Role, SetPerson, Upkeep, account_name, display_name, hash_password, one_time_password,
    password_fault,
};
use serde_json::json;

use super::{Done, StoreChoice};
use crate::talk::talk;

/// Who the log names for what is done here.
const WHO: &str = "command line";

/// Make, list and change the accounts of a server that runs with --team
#[derive(Debug, clap::Args)]
pub struct PeopleCommand {
    #[command(subcommand)]
    command: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Make an account; the password is asked for, or read from standard input
    Add(Add),
    /// List all accounts
    List(List),
    /// Say what a person may do
    Role(SetRole),
    /// Give a person another password, and end the sessions
    Password(Password),
    /// Keep a person out, at once
    Disable(One),
    /// Let a person in again
    Enable(One),
}

#[derive(Debug, clap::Args)]
struct Add {
    /// The name to log in with
    name: String,
    /// The name that others see
    #[arg(long, value_name = "TEXT", default_value = "")]
    display: String,
    /// What the person may do: reader, coder, editor, admin; each may all that those before it may
    #[arg(long, default_value_t = Role::Reader)]
    role: Role,
    /// Make a password up and print it; it must be changed at the first log-in
    #[arg(long)]
    one_time: bool,
    #[command(flatten)]
    store: StoreChoice,
}

#[derive(Debug, clap::Args)]
struct List {
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreChoice,
}

#[derive(Debug, clap::Args)]
struct SetRole {
    /// Whose
    name: String,
    /// What the person may do: reader, coder, editor, admin
    role: Role,
    #[command(flatten)]
    store: StoreChoice,
}

#[derive(Debug, clap::Args)]
struct Password {
    /// Whose
    name: String,
    /// Make a password up and print it; it must be changed at the first log-in
    #[arg(long)]
    one_time: bool,
    #[command(flatten)]
    store: StoreChoice,
}

#[derive(Debug, clap::Args)]
struct One {
    /// Whom
    name: String,
    #[command(flatten)]
    store: StoreChoice,
}

impl PeopleCommand {
    pub fn run(self) -> anyhow::Result<Done> {
        match self.command {
            What::Add(add) => add.run()?,
            What::List(list) => list.run()?,
            What::Role(set) => {
                let store = set.store.open()?;
                let name = named(&set.name)?;
                done(store.set_role(&name, set.role)?, &name)?;
                log(&*store, "person.role", &json!({ "name": name, "role": set.role }))?;
                talk!("{name} is {} now", set.role);
            }
            What::Password(set) => {
                let store = set.store.open()?;
                let name = named(&set.name)?;
                anyhow::ensure!(store.credentials(&name)?.is_some(), no_such(&name));
                let password = password(&name, set.one_time)?;
                done(store.set_password(&name, &hash_password(&password)?, set.one_time)?, &name)?;
                log(&*store, "person.password", &json!({ "name": name, "one_time": set.one_time }))?;
                tell(set.one_time, &password)?;
                talk!("{name} has another password; sessions are ended");
            }
            What::Disable(one) => one.set(true)?,
            What::Enable(one) => one.set(false)?,
        }
        Ok(Done::All)
    }
}

impl Add {
    fn run(self) -> anyhow::Result<()> {
        let store = self.store.open()?;
        let name = named(&self.name)?;
        let display = display_name(&self.display).map_err(anyhow::Error::msg)?;
        anyhow::ensure!(store.credentials(&name)?.is_none(), taken(&name));
        let password = password(&name, self.one_time)?;
        let new = NewPerson {
            name: name.clone(),
            display,
            role: self.role,
            password: hash_password(&password)?,
            one_time: self.one_time,
        };
        anyhow::ensure!(store.add_person(&new, Timestamp::now())?, taken(&name));
        log(&*store, "person.add", &json!({ "name": name, "role": self.role }))?;
        tell(self.one_time, &password)?;
        talk!("{name} may log in as {} where `marsad serve --team` runs", self.role);
        Ok(())
    }
}

impl List {
    fn run(self) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        for p in self.store.open()?.people(Timestamp::now())? {
            if self.json {
                writeln!(out, "{}", serde_json::to_string(&p)?)?;
                continue;
            }
            let Person { name, display, role, disabled, one_time, created_at, seen_at, sessions } = p;
            let state = match (disabled, one_time) {
                (true, _) => "kept out",
                (_, true) => "first password",
                _ => "good",
            };
            let seen = seen_at.unwrap_or_else(|| "never".into());
            writeln!(
                out,
                "{name}\t{role}\t{state}\t{sessions} sessions\tmade {created_at}\tlast here {seen}\t{display}"
            )?;
        }
        Ok(())
    }
}

impl One {
    fn set(self, disabled: bool) -> anyhow::Result<()> {
        let store = self.store.open()?;
        let name = named(&self.name)?;
        done(store.set_disabled(&name, disabled)?, &name)?;
        let word = if disabled { "person.disable" } else { "person.enable" };
        log(&*store, word, &json!({ "name": name }))?;
        match disabled {
            true => talk!("{name} is kept out; sessions are ended"),
            false => talk!("{name} may log in again"),
        }
        Ok(())
    }
}

fn named(name: &str) -> anyhow::Result<String> {
    account_name(name).map_err(|why| anyhow::anyhow!("`{name}` is no name to log in with: {why}"))
}

fn taken(name: &str) -> String {
    format!(
        "the name `{name}` is taken; `marsad people list` shows all, `marsad people password` gives another password"
    )
}

fn no_such(name: &str) -> String {
    format!("there is no account of the name `{name}`; `marsad people list` shows all")
}

fn done(set: SetPerson, name: &str) -> anyhow::Result<()> {
    match set {
        SetPerson::Done => Ok(()),
        SetPerson::NoSuch => anyhow::bail!(no_such(name)),
        SetPerson::LastAdmin => {
            anyhow::bail!("`{name}` is the last admin who may log in; make somebody else one first")
        }
    }
}

fn log(store: &dyn Upkeep, what: &str, subject: &serde_json::Value) -> anyhow::Result<()> {
    store.append_audit(WHO, what, subject, Timestamp::now())?;
    Ok(())
}

/// A password that was made up goes to standard output, where a program takes it; one that was typed goes nowhere.
fn tell(one_time: bool, password: &str) -> anyhow::Result<()> {
    if one_time {
        writeln!(std::io::stdout(), "{password}")?;
        talk!("it is shown this once, and must be changed at the first log-in");
    }
    Ok(())
}

/// A password: made up, asked for twice at a terminal, or the first line of standard input.
fn password(name: &str, one_time: bool) -> anyhow::Result<String> {
    if one_time {
        return Ok(one_time_password()?);
    }
    let password = match std::io::stdin().is_terminal() {
        true => {
            let first = rpassword::prompt_password(format!("Password for {name}: "))?;
            anyhow::ensure!(first == rpassword::prompt_password("Once more: ")?, "the two are not the same");
            first
        }
        false => first_line(std::io::stdin().lock())?,
    };
    match password_fault(&password, name) {
        None => Ok(password),
        Some("short") => anyhow::bail!("the password has fewer than 12 characters; a few words make a good one"),
        Some("long") => anyhow::bail!("the password is longer than 1024 bytes"),
        Some("name") => anyhow::bail!("the password is little more than the name"),
        Some(_) => anyhow::bail!("the password has fewer than five different characters"),
    }
}

/// The first line, of a bounded length.
fn first_line(input: impl std::io::BufRead) -> anyhow::Result<String> {
    use std::io::BufRead;
    let mut line = String::new();
    input.take(4096).read_line(&mut line)?;
    let line = line.trim_end_matches(['\r', '\n']).to_owned();
    anyhow::ensure!(
        !line.is_empty(),
        "no password came on standard input; give it as one line, or make one up with --one-time"
    );
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_one_line_without_its_end() {
        assert_eq!(first_line(&b"four plain words here\r\nmore"[..]).unwrap(), "four plain words here");
        assert_eq!(first_line("كلمة سر طويلة".as_bytes()).unwrap(), "كلمة سر طويلة");
        assert!(first_line(&b"\n"[..]).is_err() && first_line(&b""[..]).is_err());
    }
}
