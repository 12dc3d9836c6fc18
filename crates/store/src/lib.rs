//! An observatory's memory: captures, documents and reports behind one trait.
//!
//! [`Store`] is what the rest of the program asks; [`SqliteStore`] is the embedded store that answers. A store is a
//! folder:
//!
//! | file | holds |
//! | --- | --- |
//! | `marsad.sqlite` | the record, and the indexes made from it |
//! | `archive/marsad-00001.warc.gz` … | the bytes of every page as fetched, one gzip member per record |
//! | `README.txt` | what the folder is |
//!
//! The bytes of a page reach the disk before the database learns of them, so that a crash leaves either a whole document
//! or bytes that nobody points to, never half a document. A page that changed is a new version of its document; lists,
//! counts and searches know the current version of each page, and an old version is reached by its id.
//!
//! Beside the record stands the [`ledger`] of the collector: feeds, pages still to be fetched, and hosts with their leases.
//!
//! This crate makes no coding decisions: what it is given to keep it gives back.

mod answering;
mod api;
mod archive;
mod backend;
mod backup;
mod changes;
mod checked;
mod clitics;
mod columns;
mod counting;
mod cursor;
mod day;
mod details;
mod diff;
mod dossiers;
mod error;
mod events;
mod exchanges;
mod explore;
mod hints;
mod kept_answers;
pub mod ledger;
mod outlets;
mod people;
mod postgres;
mod query;
mod recode;
mod review;
mod snippet;
mod sqlite;
mod tokens;
mod upkeep;
mod versions;
mod watch;
mod words;

pub use answering::{Asking, MOST_DOCUMENTS, MOST_REPORTS, answer};
pub use api::{
    Added, Area, CaptureRef, DocumentRow, Exclusion, FacetValue, Facets, Field, Filter, NewDocument, Page, ReportRow,
    SearchHit, Stats, Store, Told,
};
pub use backup::{FileEntry, Manifest, OnProgress, check_backup, restore, restore_postgres};
pub use changes::{ChangePage, Changes, DocumentChange, Happened};
pub use columns::PlaceParts;
pub use counting::{Counted, Counting, Folded, MOST_SERIES, Split, Tally, lower_part, upper_part};
pub use diff::{Change, ChangedNumber, Piece, changed_numbers, diff};
pub use dossiers::{DossierNote, DossierRow, DossierVersion, Dossiers, KeptDossier};
pub use error::StoreError;
pub use events::{
    Above, Act, Decided, EventFilter, EventFull, EventRow, EventStore, FigureRow, Grounds, LinkRow, Named, NewEvent,
    News, OnWeighed, OriginRow, Rise, Speaker, Suggestion, TellingRow, ToldBy, Weighed,
};
pub use exchanges::{ExchangeRole, ExchangeRow, Exchanges, NewExchange};
pub use explore::{Arrival, Bucket, Cell, Explore, Grid, Multiples, Series, SpotCount, Step, Timeline};
pub use hints::Hint;
pub use ledger::Ledger;
pub use marsad_agree::{Alpha, FieldAgreement, ReportField};
pub use marsad_watch::{Measure, When};
pub use outlets::{Carries, OutletFacts, OutletKind, OutletRow, Outlets};
pub use people::{
    AuditCheck, AuditFilter, AuditRow, BrokenRow, Credentials, FIRST_HASH, MOST_AUDIT, NewPerson, People, Person, Role,
    SESSION_IDLE, SESSION_LONGEST, SetPerson, account_name, check_password, display_name, hash_password,
    one_time_password, page_token, password_fault,
};
pub use postgres::{PostgresStore, is_postgres, shown};
pub use query::{Search, Shown, Unspoken, names_match};
pub use recode::{Pairs, Reading, Recode, Recoded, pairs};
pub use review::{
    ActorNode, Alias, AliasKind, Answer, Assigned, Assignment, Batch, CoderProgress, Difference, Dispute, FieldChange,
    GoldDocument, ItemState, Machine, NewReview, NewSecondReading, NoNodes, Nodes, Outcome, PlaceNode, Progress,
    ProposedCount, ProposedName, ProposedReport, QueueAsk, QueueItem, QueueKind, QueueOrder, Reason, ReviewItem,
    ReviewRow, Reviewed, Reviews, SecondAnswer, SecondReader, SecondReading, SecondReadings, SecondWaits, Settled,
    Verdict, reasons, settle_document,
};
pub use snippet::highlights;
pub use sqlite::SqliteStore;
pub use tokens::{Scope, TokenRow, Tokens, new_token, token_hash};
pub use upkeep::{Damage, Upkeep, VerifyReport};
pub use versions::{Changed, Version};
pub use watch::{
    AlarmContent, AlarmFilter, AlarmRow, Delivery, DeliveryOutcome, DeliveryState, History, Method, NewAlarm, NewNote,
    NewWatch, Note, Raised, SAME_ALARM_DAYS, Sentences, Sighting, ToldCount, WatchRow, WatchStore, Watched,
    watch_history,
};
