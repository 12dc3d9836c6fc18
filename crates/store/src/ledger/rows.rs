//! What stands in the ledger.

use super::Millis;
use serde::{Deserialize, Serialize};

/// What lists the pages of an outlet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeedKind {
    /// RSS, Atom or JSON Feed.
    Feed,
    /// A sitemap or an index of sitemaps.
    Sitemap,
    /// A page with links, taken by a pattern.
    Index,
    /// A home page, asked anew for its feeds at every visit.
    Home,
}

impl FeedKind {
    /// Its name in the database and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::Sitemap => "sitemap",
            Self::Index => "index",
            Self::Home => "home",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Feed, Self::Sitemap, Self::Index, Self::Home].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// How far a page has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TargetState {
    /// Not fetched yet, or to be tried again.
    Waiting,
    /// In somebody's hands.
    Claimed,
    /// In the store.
    Done,
    /// Given up after several tries.
    Failed,
    /// The server says that it is not there (any more).
    Gone,
    /// Not asked for: robots.txt or our own rules forbid it.
    Refused,
}

impl TargetState {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Waiting, Self::Claimed, Self::Done, Self::Failed, Self::Gone, Self::Refused];

    /// Its name in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Claimed => "claimed",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Gone => "gone",
            Self::Refused => "refused",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// A feed to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewFeed {
    /// Its address.
    pub address: String,
    /// Whom to ask: the host of the address, with its port where that is not the usual one.
    pub host: String,
    /// What it is.
    pub kind: FeedKind,
    /// The feed that led to it (an index of sitemaps, a home page).
    pub parent: Option<i64>,
    /// Its name.
    pub title: Option<String>,
    /// The outlet whose pages it lists.
    pub outlet: Option<String>,
    /// Which links are taken, as the collector understands it.
    pub pattern: Option<String>,
    /// How often to visit it, where its own rhythm is not to decide.
    pub every: Option<Millis>,
}

/// One hop of a redirect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// HTTP status.
    pub status: u16,
    /// Where it leads.
    pub to: String,
}

/// How many pages of a feed are in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedCounts {
    /// Waiting or claimed.
    pub waiting: u64,
    /// In the store.
    pub done: u64,
    /// Given up.
    pub failed: u64,
    /// Not there any more.
    pub gone: u64,
    /// Forbidden.
    pub refused: u64,
    /// Visits that found nothing known.
    pub gaps: u64,
}

/// A feed as the ledger has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedRow {
    /// Ledger id.
    pub id: i64,
    /// What it was added as.
    #[serde(flatten)]
    pub feed: NewFeed,
    /// Whom to ask next.
    pub host: String,
    /// Whether it is not to be visited.
    pub paused: bool,
    /// When it was added.
    pub added_at: Millis,
    /// The address of the next request: another than its own only between the hops of a redirect.
    pub ask: String,
    /// The hops of the redirect under way, or of the last visit.
    pub redirects: Vec<Hop>,
    /// For conditional requests.
    pub etag: Option<String>,
    /// For conditional requests.
    pub last_modified: Option<String>,
    /// The last visit.
    pub last_try: Option<Millis>,
    /// The last visit that gave its entries, or the word that they are unchanged.
    pub last_success: Option<Millis>,
    /// The next visit.
    pub next_try: Option<Millis>,
    /// The interval last chosen.
    pub rhythm: Option<Millis>,
    /// How many entries the last visit saw.
    pub entries: u64,
    /// Visits that failed since the last success.
    pub failures: u32,
    /// Why the last one failed.
    pub last_error: Option<String>,
    /// Its pages.
    pub counts: FeedCounts,
}

/// A page to fetch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetRow {
    /// Ledger id.
    pub id: i64,
    /// Its address as found.
    pub address: String,
    /// The feed it was found in; null for one named by hand, and after its feed was removed.
    pub feed: Option<i64>,
    /// The outlet of that feed.
    pub outlet: Option<String>,
    /// When it was found.
    pub found_at: Millis,
    /// When its feed says that it last changed.
    pub updated: Option<Millis>,
    /// How far it has come.
    pub state: TargetState,
    /// Whom to ask next.
    pub host: String,
    /// The address of the next request: another than its own only between the hops of a redirect.
    pub ask: String,
    /// The hops of the redirect under way, or of the last visit.
    pub redirects: Vec<Hop>,
    /// Tries since the last success.
    pub tries: u32,
    /// Visits that gave the page.
    pub visits: u32,
    /// The next visit, if there is to be one.
    pub next_try: Option<Millis>,
    /// For conditional requests.
    pub etag: Option<String>,
    /// For conditional requests.
    pub last_modified: Option<String>,
    /// The last visit.
    pub last_try: Option<Millis>,
    /// The last visit that gave the page.
    pub last_success: Option<Millis>,
    /// Why the last try gave no page.
    pub last_cause: Option<String>,
    /// Its document in the store: the version last fetched.
    pub document: Option<i64>,
}

/// A host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostRow {
    /// Its name, with the port where that is not the usual one.
    pub host: String,
    /// Not to be asked before.
    pub not_before: Millis,
    /// The delay between requests that its robots.txt asks for.
    pub crawl_delay: Option<Millis>,
    /// Bad answers in a row.
    pub failures: u32,
    /// What the last of them was.
    pub last_cause: Option<String>,
}

/// A robots.txt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RobotsRow {
    /// Scheme, host and port: `https://example.org`.
    pub origin: String,
    /// HTTP status of the answer; none where there was no answer.
    pub status: Option<u16>,
    /// The file.
    pub body: Vec<u8>,
    /// When.
    pub fetched_at: Millis,
    /// Until when it holds.
    pub expires_at: Millis,
}

/// What was claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// A feed to visit. Its counts are not filled in.
    Feed(FeedRow),
    /// A page to fetch.
    Target(TargetRow),
}

/// A lease on a feed or a page, and on its host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The mark of the lease.
    pub token: i64,
    /// Its end.
    pub lease_until: Millis,
    /// The host.
    pub host: HostRow,
    /// The work.
    pub work: Work,
}

/// A page found in a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its address.
    pub address: String,
    /// Whom to ask; see [`NewFeed::host`].
    pub host: String,
    /// When the feed says that it last changed.
    pub updated: Option<Millis>,
}

/// What a visit to a feed gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedOutcome {
    /// When the visit was.
    pub at: Millis,
    /// What it gave.
    pub result: FeedResult,
}

/// See [`FeedOutcome`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedResult {
    /// Its entries.
    Entries {
        /// The pages listed. Those that are new are to be fetched; those whose `updated` is later than known are to be
        /// fetched again.
        found: Vec<Found>,
        /// Feeds that it leads to; those not known yet are added with it as their parent.
        children: Vec<NewFeed>,
        /// Its own name.
        title: Option<String>,
        /// For the next conditional request.
        etag: Option<String>,
        /// For the next conditional request.
        last_modified: Option<String>,
        /// Whether a visit that finds nothing known means that entries may have been missed. False for lists that grow without
        /// end, such as sitemaps.
        may_miss: bool,
        /// Until the next visit, when something was new.
        wait_if_new: Millis,
        /// Until the next visit, when nothing was.
        wait_if_none: Millis,
    },
    /// Nothing has changed.
    Unchanged {
        /// Until the next visit.
        wait: Millis,
    },
    /// It is elsewhere: to be asked there, at once.
    Moved {
        /// The hop.
        hop: Hop,
        /// Whom to ask there.
        host: String,
    },
    /// No entries were had.
    Failed {
        /// Why.
        cause: String,
        /// Until the next visit.
        wait: Millis,
    },
}

/// What [`crate::Ledger::feed_done`] did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FeedDone {
    /// Pages that were new.
    pub new: u64,
    /// Pages that were known.
    pub known: u64,
    /// Known pages that are to be fetched again.
    pub again: u64,
    /// Feeds that were new.
    pub feeds: u64,
    /// Whether a gap was recorded: the feed was read before, and none of its pages was known.
    pub gap: bool,
}

/// What a visit to a page gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetOutcome {
    /// When the visit was.
    pub at: Millis,
    /// When to visit it again, if ever. Not used for [`TargetResult::Moved`], which is asked on at once.
    pub next_try: Option<Millis>,
    /// What it gave.
    pub result: TargetResult,
}

/// See [`TargetOutcome`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetResult {
    /// A document, stored.
    Done {
        /// Its id.
        document: i64,
        /// For the next conditional request.
        etag: Option<String>,
        /// For the next conditional request.
        last_modified: Option<String>,
    },
    /// The page is as it was.
    Unchanged,
    /// It is elsewhere.
    Moved {
        /// The hop.
        hop: Hop,
        /// Whom to ask there.
        host: String,
    },
    /// No page yet; it waits for its next try.
    Again {
        /// Why.
        cause: String,
    },
    /// No page, and no further try. The state is [`TargetState::Failed`], [`TargetState::Gone`] or [`TargetState::Refused`].
    Over {
        /// The state that it ends in.
        state: TargetState,
        /// Why.
        cause: String,
    },
}

/// A visit that found nothing known: what was listed and dropped between the two visits was never seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The visit before.
    pub since: Millis,
    /// The visit.
    pub until: Millis,
    /// How many entries it saw.
    pub entries: u64,
}
