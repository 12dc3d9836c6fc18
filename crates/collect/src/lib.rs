//! The collector: visits feeds by their own rhythm and fetches the pages they list, politely, and loses nothing on the way.
//!
//! Everything that is to be done and was done stands in the store's [`marsad_store::Ledger`]; the collector itself remembers
//! nothing. It may be killed at any moment, and several may work on one store. One step is: claim a feed or page together with
//! its host, send one request, give the host back, read what came, write it down. A redirect ends a step: its next hop is
//! claimed anew, since it may be another host's.
//!
//! | file | holds |
//! | --- | --- |
//! | [`Settings`] | how it behaves |
//! | [`rhythm`] | when to come again |
//! | [`listing`] | what a feed, sitemap, index page or home page lists |
//! | `gate` | robots.txt and delays |
//! | `step` | one claim from beginning to end |
//! | `keep` | what is archived of each answer |
//! | `run` | the threads |
//!
//! Network, time and chance come from outside ([`Web`], [`World`]), as does the reading and coding of pages ([`Reader`]).

pub mod add;
mod event;
mod gate;
mod keep;
pub mod listing;
pub mod opml;
pub mod rhythm;
mod run;
mod settings;
mod step;
mod world;

pub use event::{Event, Tally};
pub use run::{Run, run};
pub use settings::Settings;
pub use world::{Reader, Stop, System, Web, World, document_of};

use marsad_store::StoreError;

/// What a collector works with.
#[derive(Clone, Copy)]
pub struct Collector<'a> {
    /// Where pages go.
    pub store: &'a dyn marsad_store::Store,
    /// Where everything to be done stands.
    pub ledger: &'a dyn marsad_store::Ledger,
    /// Where everything goes that came over the wire and is no document.
    pub exchanges: &'a dyn marsad_store::Exchanges,
    /// Who asks.
    pub web: &'a dyn Web,
    /// Who reads and codes pages.
    pub reader: &'a dyn Reader,
    /// Time and chance.
    pub world: &'a dyn World,
    /// How to behave.
    pub settings: &'a Settings,
    /// Who is told of everything that happens.
    pub told: &'a (dyn Fn(&Event) + Sync),
    /// Whether to stop.
    pub stop: &'a Stop,
}

/// Why a collector stopped before its time.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CollectError {
    /// The store failed; nothing that it acknowledged is lost, and the next run goes on where this one stopped.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A thread could not be started or failed.
    #[error(
        "the collector failed inside Marsad ({0}); what was fetched is stored: start it again, and please report it"
    )]
    Inside(String),
}
