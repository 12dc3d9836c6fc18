//! The forms of an export, by their names.

/// A form of export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One JSON object with all rows.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// A table with commas.
    Csv,
    /// A workbook.
    Xlsx,
    /// A feature collection; rows without a position have a null geometry.
    Geojson,
    /// A columnar table.
    Parquet,
    /// A feed of the newest rows.
    Rss,
    /// The columns of ACLED's event export, as CSV.
    Acled,
    /// The 49 columns of UCDP GED, as CSV.
    Ged,
    /// The 40 columns of POLECAT, with tabs.
    Polecat,
    /// PLOVER records, one JSON object a line.
    Plover,
    /// A STIX 2.1 bundle.
    Stix,
}

impl Format {
    /// Every form.
    pub const ALL: [Self; 12] = [
        Self::Json,
        Self::Jsonl,
        Self::Csv,
        Self::Xlsx,
        Self::Geojson,
        Self::Parquet,
        Self::Rss,
        Self::Acled,
        Self::Ged,
        Self::Polecat,
        Self::Plover,
        Self::Stix,
    ];

    /// Those in which events can be had: one row for each.
    pub const OF_EVENTS: [Self; 9] = [
        Self::Json,
        Self::Jsonl,
        Self::Csv,
        Self::Xlsx,
        Self::Geojson,
        Self::Parquet,
        Self::Rss,
        Self::Acled,
        Self::Ged,
    ];

    /// Whether a row of an event needs the event's reports.
    #[must_use]
    pub fn needs_reports(self) -> bool {
        matches!(self, Self::Acled | Self::Ged)
    }

    /// Its name, which is also the ending of its addresses: `reports.csv`, `reports.acled`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Geojson => "geojson",
            Self::Parquet => "parquet",
            Self::Rss => "rss",
            Self::Acled => "acled",
            Self::Ged => "ged",
            Self::Polecat => "polecat",
            Self::Plover => "plover",
            Self::Stix => "stix",
        }
    }

    /// The form of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.name() == name)
    }

    /// What a file of it is called on a disk.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Acled => "marsad-acled.csv",
            Self::Ged => "marsad-ged.csv",
            Self::Polecat => "marsad-polecat.tsv",
            Self::Plover => "marsad-plover.jsonl",
            Self::Stix => "marsad-stix.json",
            Self::Json => "marsad.json",
            Self::Jsonl => "marsad.jsonl",
            Self::Csv => "marsad.csv",
            Self::Xlsx => "marsad.xlsx",
            Self::Geojson => "marsad.geojson",
            Self::Parquet => "marsad.parquet",
            Self::Rss => "marsad.rss",
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Jsonl | Self::Plover => "application/jsonl; charset=utf-8",
            Self::Csv | Self::Acled | Self::Ged => "text/csv; charset=utf-8; header=present",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Geojson => "application/geo+json",
            Self::Parquet => "application/vnd.apache.parquet",
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::Polecat => "text/tab-separated-values; charset=utf-8",
            Self::Stix => "application/stix+json;version=2.1",
        }
    }

    /// How many rows at most; a feed holds the newest, everything else has all.
    #[must_use]
    pub fn most_rows(self) -> usize {
        if self == Self::Rss { 100 } else { usize::MAX }
    }
}
