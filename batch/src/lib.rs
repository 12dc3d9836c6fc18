//! Whole web archives coded into tables.
