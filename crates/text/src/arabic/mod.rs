//! What knows Arabic: conjugation, numbers, dates.
