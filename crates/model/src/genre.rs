//! Genres: what kind of text a document is.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::UnknownCode;

codes! {
    /// What kind of text a document is. It bears on what its acts are: an anniversary page tells of old violence.
    Genre {
        /// News of what has just happened, and whatever is none of the others.
        News = "news",
        /// A list of what happened in a day, week or month.
        RoundUp = "round-up",
        /// Trials, charges, sentences.
        CourtReport = "court-report",
        /// Opinion, comment, analysis.
        Opinion = "opinion",
        /// Remembering what happened years ago.
        Anniversary = "anniversary",
        /// Checking what others have claimed.
        FactCheck = "fact-check",
        /// What a body itself gave to the press.
        Statement = "statement",
    }
}
