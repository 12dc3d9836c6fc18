//! Tokens: how a program shows that it may ask the API. The store keeps their hash and never the token itself.

use crate::cursor::hex;
use crate::error::StoreError;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What a token may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Questions, page by page.
    Read,
    /// Whole answers as files.
    Export,
    /// The feed of changes.
    Changes,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 3] = [Self::Read, Self::Export, Self::Changes];

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Export => "export",
            Self::Changes => "changes",
        }
    }
}

impl std::str::FromStr for Scope {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let known = || Self::ALL.map(Self::as_str).join(", ");
        Self::ALL
            .into_iter()
            .find(|s| s.as_str() == word)
            .ok_or_else(|| format!("`{word}` is no scope; there are {}", known()))
    }
}

/// A token as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRow {
    /// Its number.
    pub id: i64,
    /// Who or what it was given to.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// When it was made, RFC 3339 in UTC.
    pub created_at: String,
    /// When it was taken back; null while it is good.
    pub revoked_at: Option<String>,
}

/// A store that keeps tokens.
pub trait Tokens: Send + Sync {
    /// Keeps a token by its hash (see [`token_hash`]). None where a good token has this name already.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn add_token(&self, name: &str, scopes: &[Scope], hash: &str, now: &str) -> Result<Option<i64>, StoreError>;

    /// All tokens, also those taken back, in the order in which they were made.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn tokens(&self) -> Result<Vec<TokenRow>, StoreError>;

    /// Takes the good token of this name back; whether there was one.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn revoke_token(&self, name: &str, now: &str) -> Result<bool, StoreError>;

    /// The good token with this hash.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn token(&self, hash: &str) -> Result<Option<TokenRow>, StoreError>;
}

/// The hash under which a token is kept: SHA-256. A token has 256 bits of chance, so that no slow hash is needed.
#[must_use]
pub fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// A new token, 256 bits from the system's source of chance.
///
/// # Errors
/// When the system gives none.
pub fn new_token() -> std::io::Result<String> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| std::io::Error::other(e.to_string()))?;
    Ok(format!("marsad_{}", hex(&bytes)))
}

/// Scopes as a column holds them.
pub(crate) fn written(scopes: &[Scope]) -> String {
    let mut all: Vec<Scope> = scopes.to_vec();
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(Scope::as_str).collect::<Vec<_>>().join(" ")
}

/// And back; what a later program added is passed over.
pub(crate) fn read(scopes: &str) -> Vec<Scope> {
    scopes.split(' ').filter_map(|word| word.parse().ok()).collect()
}
