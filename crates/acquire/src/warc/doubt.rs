//! What is doubtful about a record that was read all the same.

/// Something about an archived record that a person may want to check.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Doubt {
    /// A line among the headers that is none.
    #[error("a line of its headers has no colon and was left out: {line}")]
    Header {
        /// The line's first 80 characters.
        line: String,
    },
    /// The length does not lead to the next record.
    #[error("its Content-Length is wrong: {}", length(*taken))]
    Length {
        /// How many bytes of the next record it had taken.
        taken: u64,
    },
    /// The file, or the record's member, ends before the record does.
    #[error("it ends after {have} of {declared} bytes: get the file anew from where it came")]
    Cut {
        /// Bytes that are there.
        have: u64,
        /// Bytes that should be.
        declared: u64,
    },
    /// The archiving program broke it off.
    #[error("it was cut off when it was archived ({why})")]
    Truncated {
        /// `length`, `time`, `disconnect` or `unspecified`.
        why: String,
    },
    /// Only a part: the rest stands in other records.
    #[error("it is one of several segments; only this one was read")]
    Segment,
    /// The bytes are not what their digest says.
    #[error("its {what} digest is {declared}, but the bytes give {found}: compare with another copy")]
    Digest {
        /// `block` or `payload`.
        what: &'static str,
        /// As in the record.
        declared: String,
        /// As computed.
        found: String,
    },
    /// A digest that cannot be compared.
    #[error("its {what} digest is of an unknown kind and was not compared: {declared}")]
    DigestUnknown {
        /// `block` or `payload`.
        what: &'static str,
        /// As in the record.
        declared: String,
    },
    /// The chunks of the body are broken.
    #[error("the chunks of its body are broken; the rest was taken as it stands")]
    Chunks,
    /// The body's compression is broken or unknown.
    #[error("its {encoding} encoding cannot be taken off whole ({reason}); what came out was taken")]
    Encoding {
        /// As in the HTTP head.
        encoding: String,
        /// What is wrong.
        reason: String,
    },
    /// The record that a revisit refers to is not there.
    #[error("it refers to an earlier capture ({refers}) that {why}; read the file that holds it in the same run")]
    NoOriginal {
        /// The identifier, address or digest by which it refers.
        refers: String,
        /// Why there is no such record.
        why: &'static str,
    },
}

fn length(taken: u64) -> String {
    match taken {
        0 => "something else follows it, which was passed over".to_owned(),
        n => format!("it had taken {n} bytes of the next record, which were given back"),
    }
}
