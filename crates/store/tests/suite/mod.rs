//! Tests that every store must pass, whatever database it stands on.
#![allow(missing_docs, clippy::unwrap_used)]

pub mod changes;
pub mod counting;
pub mod documents;
pub mod dossiers;
pub mod events;
pub mod exchanges;
pub mod explore;
pub mod ledger;
pub mod make;
pub mod news;
pub mod outlets;
pub mod people;
pub mod questions;
pub mod recode;
pub mod review;
pub mod reviewing;
pub mod search;
pub mod second;
pub mod series;
pub mod together;
pub mod versions;
pub mod watch;

use marsad_store::{Store, Upkeep};
use std::path::PathBuf;

/// Makes a new, empty store; its archive files end after so many bytes.
pub type Factory<'a> = dyn Fn(Option<u64>) -> Made + Sync + 'a;

/// A store made for a test; it goes when the test is over.
pub struct Made {
    pub store: Box<dyn Upkeep>,
    pub archive: PathBuf,
    /// Opens the same store once more.
    pub open: Box<dyn Fn() -> Box<dyn Upkeep>>,
    /// What must live as long as the store.
    pub guard: Box<dyn std::any::Any>,
}

impl Made {
    pub fn store(&self) -> &dyn Store {
        &*self.store
    }

    /// Another handle on the store, as another process would have.
    pub fn again(&self) -> Box<dyn Upkeep> {
        (self.open)()
    }

    /// The one file of an archive that has one.
    pub fn only_archive_file(&self) -> PathBuf {
        let files = std::fs::read_dir(&self.archive).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|e| e == "gz")).collect();
        assert_eq!(files.len(), 1, "{files:?}");
        files.remove(0)
    }
}

/// A test of the suite.
pub type Case = (&'static str, fn(&Factory));

macro_rules! cases {
    ($($module:ident :: $name:ident),* $(,)?) => { &[$((stringify!($name), $module::$name)),*] };
}

/// All of them, but for the one that takes a number of cases.
pub const ALL: &[Case] = cases![
    documents::a_document_comes_back_whole,
    documents::an_empty_page_without_anything_is_kept_too,
    documents::the_same_bytes_are_known_and_other_bytes_are_a_new_version,
    documents::what_could_not_be_given_back_is_refused,
    documents::a_place_is_found_under_each_of_its_names,
    documents::search_folds_and_knows_phrases_and_exclusions,
    documents::cursors_and_limits,
    documents::genre_and_figures_come_back_with_the_document,
    documents::many_at_once_are_kept_as_one_by_one,
    dossiers::a_question_is_kept_in_versions,
    dossiers::what_was_removed_comes_back_with_its_versions_and_notes,
    search::fields_mean_the_reports_of_a_document,
    search::fields_narrow_lists_of_reports,
    search::either_and_beginnings_find_what_they_say,
    search::hits_are_marked_as_whole_words,
    search::a_word_that_no_text_has_gets_a_hint,
    search::faults_of_a_search_are_told,
    search::joined_letters_do_not_hide_words_and_other_words_are_not_found,
    versions::versions_say_when_and_what_changed,
    versions::reports_say_which_version,
    explore::counts_by_mode_speaker_country_and_year_lead_to_what_they_say,
    explore::what_is_left_out_is_all_but_what_is_asked_for,
    explore::a_map_has_spots_areas_and_what_cannot_be_drawn,
    explore::a_timeline_counts_every_report_once,
    explore::what_came_in_stands_last_first,
    events::copies_are_one_origin_and_two_outlets_tell_one_event_with_rival_tolls,
    events::what_is_planned_is_no_event_and_what_waits_is_counted,
    events::an_event_keeps_its_id_through_merges_splits_and_their_undoing,
    events::a_pinned_event_takes_nothing_and_is_suggested_more,
    events::a_new_version_of_a_page_takes_the_place_of_the_old_one,
    events::decisions_that_contradict_earlier_ones_are_refused_by_name,
    events::lists_are_filtered_and_paged,
    news::a_link_that_a_person_cut_is_not_drawn_again,
    news::what_is_new_among_events_has_its_sources_and_what_rose_its_numbers,
    events::a_rebuild_changes_nothing,
    events::a_run_that_is_cut_short_is_gone_on_with,
    ledger::a_feed_is_added_once_visited_and_scheduled,
    ledger::a_host_is_held_by_one_claim_and_not_asked_before_its_time,
    ledger::what_a_dead_process_had_claimed_comes_up_again_and_its_late_word_is_not_taken,
    ledger::a_visit_with_nothing_known_is_a_gap,
    ledger::a_redirect_is_asked_on_at_its_own_host_and_logged,
    ledger::a_page_is_done_and_fetched_again_only_when_its_feed_says_that_it_changed,
    ledger::pausing_and_removing_take_what_the_feed_led_to_along,
    ledger::what_was_given_up_can_be_tried_anew,
    ledger::two_collectors_never_hold_the_same_host_or_page,
    outlets::what_is_noted_of_an_outlet_is_kept_in_versions,
    outlets::a_panel_narrows_what_counts_and_what_was_read,
    explore::a_governorate_has_what_lies_in_it,
    exchanges::an_exchange_is_kept_once_for_every_change,
    exchanges::a_file_goes_on_behind_exchanges_and_all_of_it_verifies,
    exchanges::a_body_that_is_not_in_its_compression_is_kept_as_it_is,
    exchanges::a_page_that_could_not_be_read_is_read_later_from_the_archive,
    exchanges::a_damaged_exchange_is_named,
    counting::a_search_narrows_what_is_counted_and_not_what_was_read,
    series::the_dead_of_an_event_are_a_range_and_no_sum_of_its_tellings,
    series::a_decision_counts_from_its_day_on,
    series::figures_are_counted_once_for_an_origin,
    watch::a_watch_comes_back_as_it_was_asked_and_keeps_its_history_when_removed,
    watch::counts_are_kept_with_the_day_from_which_they_were_known,
    watch::an_alarm_is_raised_once_and_seen_once,
    watch::notes_are_added_and_deliveries_are_tried_by_one_at_a_time,
    changes::what_came_in_and_what_was_replaced_is_told_once_and_in_order,
    changes::a_page_keeps_its_media_type,
    recode::what_is_read_the_same_stays_and_what_is_not_gives_way,
    recode::who_keeps_a_copy_is_told_what_was_read_again,
    recode::events_follow_what_was_read_again_as_if_all_were_made_anew,
    recode::documents_are_found_by_the_names_they_may_hold,
    recode::a_reading_that_cannot_be_stored_changes_nothing,
    changes::a_token_is_good_until_it_is_taken_back,
    review::a_review_applies_at_once_and_undoing_it_gives_back_what_was,
    review::what_is_rejected_is_in_nothing_and_what_was_missed_is_in_all,
    review::what_does_not_quote_the_text_is_refused_and_nothing_is_written,
    review::coders_of_a_sample_agree_field_by_field_and_an_editor_settles_the_rest,
    review::two_who_add_the_same_report_blindly_agree_about_it,
    review::nobody_is_given_what_another_has,
    review::reading_again_never_undoes_a_person,
    review::gold_progress_and_aliases_follow_from_the_log,
    second::what_a_second_reader_says_waits_and_changes_no_report,
    second::a_second_reader_may_only_quote,
    second::what_is_read_again_or_replaced_leaves_the_queue,
    second::a_proposal_becomes_a_report_by_a_person_alone,
    people::an_account_is_made_once_and_changed,
    people::the_last_admin_who_may_log_in_stays,
    people::a_session_lasts_while_it_is_used_and_not_for_ever,
    people::sessions_end_when_they_must,
    people::what_was_done_is_added_in_order_and_read_by_pages,
    people::many_at_once_make_one_chain,
    together::writers_take_turns_and_readers_see_whole_documents,
    together::the_same_page_added_by_all_at_once_is_kept_once,
    together::a_reader_sees_what_another_handle_adds,
];
