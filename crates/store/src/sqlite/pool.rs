//! A few reading connections, opened when first needed and lent out one at a time.

use rusqlite::Connection;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, PoisonError};

/// Most connections open at once; further readers wait for one to come back.
const MOST: usize = 4;

/// The reading connections of a store.
pub(super) struct Pool {
    database: PathBuf,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Connection>,
    lent: usize,
}

impl Pool {
    /// A pool on the database file; nothing is opened yet.
    pub(super) fn new(database: PathBuf) -> Self {
        Self { database, state: Mutex::default(), returned: Condvar::new() }
    }

    /// A connection that cannot write, for as long as the loan lives.
    pub(super) fn get(&self) -> rusqlite::Result<Loan<'_>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.idle.is_empty() && state.lent >= MOST {
            state = self.returned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.lent += 1;
        let idle = state.idle.pop();
        drop(state);
        let mut loan = Loan { pool: self, connection: idle };
        if loan.connection.is_none() {
            // A failure gives the place in the pool back when `loan` is dropped.
            loan.connection = Some(self.open()?);
        }
        Ok(loan)
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        let connection = super::open::connect(&self.database)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(connection)
    }
}

/// A connection on loan; dropping it gives it back.
pub(super) struct Loan<'a> {
    pool: &'a Pool,
    connection: Option<Connection>,
}

impl Deref for Loan<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("a loan is given out with its connection")
    }
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        let mut state = self.pool.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.lent -= 1;
        state.idle.extend(self.connection.take());
        drop(state);
        self.pool.returned.notify_one();
    }
}
