//! The collector on a web of our making: one thing at a time, without a network and with a clock that is told; on SQLite and on a
//! real PostgreSQL server.
#![allow(clippy::unwrap_used)]

mod bench;
mod feeds;
mod hosts;
mod kept;
mod pages;
#[cfg(unix)]
#[path = "../../../store/tests/server/mod.rs"]
mod server;
#[cfg(unix)]
mod together;

use bench::{Home, Make};
use marsad_store::SqliteStore;

fn on_sqlite() -> Home {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::create(dir.path().join("store")).unwrap();
    Home { store: Box::new(store), _guard: Box::new(dir) }
}

macro_rules! cases {
    ($($module:ident :: $name:ident),* $(,)?) => {
        /// All of them, for PostgreSQL: a server is started once.
        const ALL: &[(&str, fn(Make))] = &[$((stringify!($name), $module::$name)),*];

        /// On SQLite, one test for each, so that a failure has its name.
        mod sqlite {
            $(#[test] fn $name() { super::$module::$name(&super::on_sqlite); })*
        }
    };
}

cases![
    feeds::a_feed_is_read_and_its_pages_are_stored_once,
    feeds::entries_that_may_have_been_missed_are_a_gap,
    feeds::a_site_that_does_not_answer_is_named_and_not_waited_for,
    feeds::a_home_page_leads_to_feeds_and_an_address_tells_what_it_is,
    hosts::rules_are_kept_and_what_they_forbid_is_noted,
    hosts::a_site_whose_rules_cannot_be_had_is_left_alone_until_they_can,
    hosts::old_rules_hold_on_where_new_ones_cannot_be_had,
    hosts::robots_redirects_are_followed_five_times_also_to_other_hosts,
    hosts::a_server_that_asks_for_time_gets_it,
    hosts::an_address_that_may_not_be_asked_is_refused_at_once,
    pages::failures_are_tried_again_more_and_more_seldom_and_then_given_up,
    pages::redirects_are_logged_asked_at_their_own_host_and_bounded,
    pages::a_page_is_looked_at_again_and_a_silent_change_is_a_new_version,
    pages::a_page_that_cannot_be_read_is_named_and_the_rest_goes_on,
    pages::a_store_that_fails_stops_the_collector_and_nothing_is_lost,
    kept::feeds_rules_redirects_and_refusals_are_archived_once_for_every_change,
    kept::what_cannot_be_read_keeps_its_bytes_and_says_why,
];

#[cfg(unix)]
#[test]
#[allow(clippy::print_stdout)]
fn every_step_on_postgresql() {
    use marsad_store::PostgresStore;
    let Some(server) = server::Server::start() else { return };
    for (name, case) in ALL {
        println!("{name}");
        case(&|| {
            let dir = tempfile::tempdir().unwrap();
            let store = PostgresStore::create(&server.new_database(), &dir.path().join("archive")).unwrap();
            Home { store: Box::new(store), _guard: Box::new(dir) }
        });
    }
    together::several_collectors_share_one_database(&server);
}
