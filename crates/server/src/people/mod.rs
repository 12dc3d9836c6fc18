//! Who asks, what they may do, and how a form shows that it is one of ours.
//!
//! Every handler can take [`Who`]; a handler that changes something takes [`Signed`] for its body as well, asks
//! `who.must(Role::Coder)?`, writes what was done with [`AppState::audit`], and answers by [`Answer`].

mod account;
mod answer;
mod audit;
mod door;
mod list;
mod login;
mod signed;
mod waits;

pub use account::{account, change_password};
pub use answer::Answer;
pub use audit::log;
pub use door::{Access, Asking, Door, asking, know};
pub use list::{add_person, change_person, people, person};
pub use login::{log_in, log_in_address, log_in_page, log_out, log_out_page};
pub use signed::{Own, Signed};

use crate::errors::Failure;
use crate::state::AppState;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::Timestamp;
use marsad_store::{People, Role, StoreError};
use std::convert::Infallible;
use std::sync::Arc;

/// Who asks. An extractor, always there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The name of the account; `local` (or what `serve --as` says) of the one person at the machine; `token …` of a program;
    /// `public` where nobody can log in; empty where somebody could and did not.
    pub name: Arc<str>,
    /// What they may do.
    pub role: Role,
}

impl Who {
    /// Whoever comes to a server that only shows.
    #[must_use]
    pub fn public() -> Self {
        Self { name: "public".into(), role: Role::Reader }
    }

    /// Whoever has not logged in where people do.
    #[must_use]
    pub fn guest() -> Self {
        Self { name: "".into(), role: Role::Reader }
    }

    /// Whether they may do what this role may.
    #[must_use]
    pub fn may(&self, role: Role) -> bool {
        self.role >= role
    }

    /// Lets only those pass who may do what this role may.
    ///
    /// # Errors
    /// [`Failure::NotAllowed`], which leads to the log-in where nobody has logged in and somebody could.
    pub fn must(&self, role: Role) -> Result<(), Failure> {
        if self.may(role) {
            return Ok(());
        }
        Err(Failure::NotAllowed { needs: role, log_in: self.name.is_empty() })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Who {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Asking>().map_or_else(Self::public, |asking| asking.who.clone()))
    }
}

impl AppState {
    /// Writes into the log what somebody did: `what` is a word such as `review.accept`, `subject` says to what. Called when it
    /// is done, before the answer.
    ///
    /// # Errors
    /// When the log cannot be written, or the server was made without one ([`crate::Options::people`]).
    pub async fn audit(&self, who: &Who, what: &'static str, subject: serde_json::Value) -> Result<(), Failure> {
        let who = Arc::clone(&who.name);
        self.with_people(move |people| people.append_audit(&who, what, &subject, Timestamp::now()).map(|_| ())).await
    }

    /// Asks the store about people, off the async threads.
    ///
    /// # Errors
    /// What the store says, or that there is none.
    pub async fn with_people<T, F>(&self, question: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&dyn People) -> Result<T, StoreError> + Send + 'static,
    {
        let Some(people) = self.door.people.clone() else {
            return Err(Failure::Broken("this server was made without accounts and log".into()));
        };
        match tokio::task::spawn_blocking(move || question(people.as_ref())).await {
            Ok(answer) => answer.map_err(Failure::from),
            Err(broken) => Err(Failure::Broken(broken.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_less_is_told_and_who_has_not_logged_in_is_led_there() {
        let who = |name: &str, role| Who { name: name.into(), role };
        assert!(who("a", Role::Editor).must(Role::Coder).is_ok());
        let refused = who("a", Role::Coder).must(Role::Admin);
        assert!(matches!(refused, Err(Failure::NotAllowed { needs: Role::Admin, log_in: false })));
        assert!(matches!(Who::guest().must(Role::Coder), Err(Failure::NotAllowed { log_in: true, .. })));
        assert!(matches!(Who::public().must(Role::Coder), Err(Failure::NotAllowed { log_in: false, .. })));
    }
}
