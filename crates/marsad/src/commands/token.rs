//! `marsad token`: who may ask the API of a server that was started with `--tokens`.

use std::io::Write;

use marsad_store::{Scope, new_token, token_hash};

use super::{Done, StoreChoice};
use crate::talk::talk;

/// Make, list and take back tokens for the API
#[derive(Debug, clap::Args)]
pub struct TokenCommand {
    #[command(subcommand)]
    command: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Make a token and print it; it is shown this once and kept only as a hash
    Add(Add),
    /// List all tokens, without what they are
    List(List),
    /// Take the token of a name back, at once
    Revoke(Revoke),
}

#[derive(Debug, clap::Args)]
struct Add {
    /// Who or what it is for
    name: String,
    /// What it may be used for: read, export, changes; separated by commas
    #[arg(long, value_name = "SCOPES", value_delimiter = ',', default_value = "read")]
    scopes: Vec<Scope>,
    #[command(flatten)]
    store: StoreChoice,
}

#[derive(Debug, clap::Args)]
struct List {
    #[command(flatten)]
    store: StoreChoice,
}

#[derive(Debug, clap::Args)]
struct Revoke {
    /// Whose
    name: String,
    #[command(flatten)]
    store: StoreChoice,
}

impl TokenCommand {
    pub fn run(self) -> anyhow::Result<Done> {
        let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let mut out = std::io::stdout().lock();
        match self.command {
            What::Add(add) => {
                let name = add.name.trim();
                anyhow::ensure!(
                    !name.is_empty() && name.chars().count() <= 100 && !name.contains(char::is_control),
                    "a token wants a name of 1 to 100 characters, which says who or what it is for"
                );
                let token = new_token()?;
                let added = add.store.open()?.add_token(name, &add.scopes, &token_hash(&token), &now)?;
                anyhow::ensure!(
                    added.is_some(),
                    "there is a token of the name `{name}`; take it back with `marsad token revoke`, or choose another name"
                );
                writeln!(out, "{token}")?;
                talk!("it is shown this once; programs send it as `Authorization: Bearer …`");
            }
            What::List(list) => {
                for row in list.store.open()?.tokens()? {
                    let scopes: Vec<&str> = row.scopes.iter().map(|s| s.as_str()).collect();
                    let state = row.revoked_at.map_or_else(|| "good".to_owned(), |at| format!("taken back {at}"));
                    writeln!(out, "{}\t{}\t{}\t{}\t{state}", row.id, row.name, scopes.join(","), row.created_at)?;
                }
            }
            What::Revoke(revoke) => {
                let was = revoke.store.open()?.revoke_token(revoke.name.trim(), &now)?;
                anyhow::ensure!(
                    was,
                    "there is no good token of the name `{}`; `marsad token list` shows them",
                    revoke.name
                );
                talk!("taken back");
            }
        }
        Ok(Done::All)
    }
}
