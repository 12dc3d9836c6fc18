//! Passwords: how they are hashed and compared, what a good one is, and how one is made up.

use crate::archive::sha256;
use crate::error::StoreError;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Memory of one hash, in KiB; with [`PASSES`] and [`LANES`] what OWASP names first for argon2id.
const MEMORY: u32 = 19 * 1024;
/// Passes over it.
const PASSES: u32 = 2;
/// Lanes.
const LANES: u32 = 1;
/// What a hash of a store may ask for at most, as many times of ours: a database that somebody wrote into must not take the
/// machine's memory.
const MOST_MEMORY: u32 = 16 * MEMORY;
/// Shortest password, in characters.
const SHORTEST: usize = 12;
/// Longest, in bytes.
const LONGEST: usize = 1024;
/// Letters and digits of passwords that are made up: none that looks like another.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// What a log-in under a name that nobody has is compared with, so that it takes as long as any other.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_password("nobody has this password").unwrap_or_default());

fn hasher() -> Result<Argon2<'static>, StoreError> {
    let params = Params::new(MEMORY, PASSES, LANES, None).map_err(|e| failed(&e.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn failed(why: &str) -> StoreError {
    StoreError::BadInput { target: "the password".into(), why: format!("it cannot be hashed: {why}") }
}

/// The same letters however a keyboard composes them.
fn even(password: &str) -> String {
    password.nfkc().collect()
}

/// The argon2id hash of a password in the usual form (`$argon2id$v=19$…`), with a salt of its own. Takes some 20 ms and 19 MiB.
///
/// # Errors
/// When the password is longer than any may be, or the system gives no chance for the salt.
pub fn hash_password(password: &str) -> Result<String, StoreError> {
    if password.len() > LONGEST {
        return Err(failed("it has more than 1024 bytes"));
    }
    let mut salt = [0u8; 16];
    getrandom::fill(&mut salt).map_err(|e| failed(&e.to_string()))?;
    let hash = hasher()?.hash_password_with_salt(even(password).as_bytes(), &salt);
    let hash: PasswordHash = hash.map_err(|e| failed(&e.to_string()))?;
    Ok(hash.to_string())
}

/// Whether a password is the one of a hash. Without a hash the answer is no, after the same time. The comparison takes the same
/// time wherever the first difference is.
#[must_use]
pub fn check_password(hash: Option<&str>, password: &str) -> bool {
    let known = hash.unwrap_or(&NOBODY);
    let good = password.len() <= LONGEST && matches(known, password);
    good && hash.is_some()
}

fn matches(hash: &str, password: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else { return false };
    let asked = |name: &str, most: u32| hash.params.get_decimal(name).is_some_and(|n| n <= most);
    if !asked("m", MOST_MEMORY) || !asked("t", 16) || !asked("p", 16) {
        return false;
    }
    hasher().is_ok_and(|hasher| hasher.verify_password(even(password).as_bytes(), &hash).is_ok())
}

/// What speaks against a password, as the key of a sentence under `password.`: `short`, `long`, `name` (it is the name or holds
/// little else), `same` (fewer than five different characters). None where it will do.
#[must_use]
pub fn password_fault(password: &str, name: &str) -> Option<&'static str> {
    let plain: String = even(password).to_lowercase();
    let mut different: Vec<char> = plain.chars().collect();
    let count = different.len();
    different.sort_unstable();
    different.dedup();
    match () {
        () if count < SHORTEST => Some("short"),
        () if password.len() > LONGEST => Some("long"),
        () if !name.is_empty() && plain.contains(name) && count < name.chars().count() + SHORTEST / 2 => Some("name"),
        () if different.len() < 5 => Some("same"),
        () => None,
    }
}

/// A password made up by the program: 100 bits of the system's chance in four groups.
///
/// # Errors
/// When the system gives none.
pub fn one_time_password() -> std::io::Result<String> {
    let mut bytes = [0u8; 20];
    getrandom::fill(&mut bytes).map_err(|e| std::io::Error::other(e.to_string()))?;
    let mut out = String::with_capacity(23);
    for (at, byte) in bytes.iter().enumerate() {
        if at > 0 && at % 5 == 0 {
            out.push('-');
        }
        out.push(char::from(LETTERS[usize::from(byte & 31)]));
    }
    Ok(out)
}

/// What pages of a session carry so that only they can write: known to whoever has the session's token, and no way back to it.
#[must_use]
pub fn page_token(session: &str) -> String {
    sha256(format!("marsad page token\n{session}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_password_fits_its_hash_and_no_other() {
        let hash = hash_password("كلمة سر طويلة جدا").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(check_password(Some(&hash), "كلمة سر طويلة جدا"));
        assert!(!check_password(Some(&hash), "كلمة سر طويلة جد"));
        assert!(
            !check_password(None, "nobody has this password"),
            "what unknown names are compared with opens nothing"
        );
        assert_ne!(hash_password("كلمة سر طويلة جدا").unwrap(), hash, "salts differ");
        // One letter with its mark, composed or not.
        let composed = hash_password("pass\u{e9}word long").unwrap();
        assert!(check_password(Some(&composed), "passe\u{301}word long"));
    }

    #[test]
    fn hashes_that_ask_for_too_much_or_are_none_open_nothing() {
        let hash = hash_password("x").unwrap();
        for bad in ["", "$argon2id$", "plain", &hash.replace("m=19456", "m=4194304"), &hash.replace("t=2", "t=99999")] {
            assert!(!check_password(Some(bad), "x"), "{bad}");
        }
        assert!(hash_password(&"x".repeat(2000)).is_err());
        assert!(!check_password(Some(&hash), &"x".repeat(2000)));
    }

    #[test]
    fn poor_passwords_are_told() {
        assert_eq!(password_fault("short", "salma"), Some("short"));
        assert_eq!(password_fault("abababababababab", "salma"), Some("same"));
        assert_eq!(password_fault("Salma1234567", "salma"), None);
        assert_eq!(password_fault("salmasalma12", "salmasalma"), Some("name"));
        assert_eq!(password_fault(&"long word ".repeat(200), "salma"), Some("long"));
        assert_eq!(password_fault("أربع كلمات لا صلة بينها", "سلمى"), None);
    }

    #[test]
    fn made_up_passwords_are_good_ones_and_differ() {
        let (one, two) = (one_time_password().unwrap(), one_time_password().unwrap());
        assert!(one != two && one.len() == 23 && password_fault(&one, "salma").is_none(), "{one}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_text_in_the_place_of_a_hash_panics(hash in "(\\$?argon2id\\$v=19\\$m=[0-9]{1,3},t=1,p=1\\$)?\\PC{0,60}") {
            prop_assert!(!check_password(Some(&hash), "password"));
        }
    }
}
