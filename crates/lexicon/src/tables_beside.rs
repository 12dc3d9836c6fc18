/// Tables of `gazetteer/` that hold other things than places.
pub(crate) const TABLES_BESIDE: &[&str] = &[
    "common_words",
    "directions",
    "heads",
    "nationalities",
    "no_place_after",
    "ordinary_words",
    "pointers",
    "site_nouns",
];
