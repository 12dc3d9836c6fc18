//! A router that knows its addresses, so that a test can hold them against the description of the API.

use crate::state::AppState;
use axum::Router;
use axum::routing::MethodRouter;

/// A router with the addresses that were added to it.
#[derive(Default)]
pub struct Routes {
    /// The router.
    pub router: Router<AppState>,
    /// The addresses, in the order in which they were added.
    pub paths: Vec<String>,
}

impl Routes {
    /// Adds an address.
    #[must_use]
    pub fn route(mut self, path: &str, answer: MethodRouter<AppState>) -> Self {
        self.paths.push(path.to_owned());
        self.router = self.router.route(path, answer);
        self
    }
}
