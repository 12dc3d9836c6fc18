//! What can go wrong with one input, with its name and the way out.

use crate::limits::size;
use std::path::PathBuf;

/// Why one input gave no document. Every message names the input and says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AcquireError {
    /// There is no such file.
    #[error("{}: no such file; check the path, or give an address beginning with http:// or https://", path.display())]
    Missing {
        /// The path as given.
        path: PathBuf,
    },
    /// The path is a folder.
    #[error("{}: this is a folder; give the files in it", path.display())]
    Folder {
        /// The path as given.
        path: PathBuf,
    },
    /// The file or stream could not be read.
    #[error("{target}: cannot be read ({source}); check its permissions")]
    Unreadable {
        /// Path or `-`.
        target: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// Not text.
    #[error("{target}: this is {what}, not text; give an HTML page or a plain-text file")]
    Binary {
        /// The input's name.
        target: String,
        /// What it is, e.g. `a PNG image`.
        what: &'static str,
    },
    /// A PDF file, and nothing that reads it.
    #[error(
        "{target}: this is a PDF, and no program that reads PDF was found: install pdftotext (package poppler-utils) or name it in MARSAD_PDFTOTEXT; or save its text as a .txt file and give that"
    )]
    Pdf {
        /// The input's name.
        target: String,
    },
    /// A PDF file that its reader could not read.
    #[error(
        "{target}: this PDF cannot be read ({reason}); open it in a viewer, save its text as a .txt file and give that"
    )]
    PdfReader {
        /// The input's name.
        target: String,
        /// What its reader says.
        reason: String,
    },
    /// A feed, not a page.
    #[error("{target}: this is a news feed, not a page; give the pages it links to")]
    Feed {
        /// The input's name.
        target: String,
    },
    /// A WARC archive, not a page.
    #[error("{target}: this is a WARC archive of many pages, not one page; import it with `marsad add`")]
    Archive {
        /// The input's name.
        target: String,
    },
    /// Nothing in it.
    #[error("{target}: the page is empty; fetch or save it again")]
    Empty {
        /// The input's name.
        target: String,
    },
    /// More bytes than allowed.
    #[error("{target}: larger than the limit of {} for one page; raise the limit (max_bytes) if it is meant to be", size(*limit))]
    TooLarge {
        /// The input's name.
        target: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// An e-mail, message or row that cannot be read as what it is.
    #[error("{target}: cannot be read as {what} ({reason}); look at it in the program it comes from")]
    Record {
        /// The input's name.
        target: String,
        /// What it should be.
        what: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// An e-mail, message or row without words.
    #[error("{target}: {what} holds no text, only pictures or attachments; there is nothing to read in it")]
    Wordless {
        /// The input's name.
        target: String,
        /// What it is.
        what: &'static str,
    },
    /// HTML without an article.
    #[error(
        "{target}: no readable text was found; the page may need a browser (JavaScript): save its text as a .txt file and give that"
    )]
    NoText {
        /// The input's name.
        target: String,
    },
    /// Not an address.
    #[error("{url}: not a web address ({reason}); give one like https://example.org/page")]
    BadUrl {
        /// The address as given.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An address inside a private network.
    #[error(
        "{url}: {address} is an address of a private network, which is not fetched; allow private addresses (allow_private) if it is meant to be"
    )]
    RefusedAddress {
        /// The address as given or redirected to.
        url: String,
        /// The host or its number.
        address: String,
    },
    /// What would go unencrypted over the open network.
    #[error(
        "{url}: {address} is no address of this machine or a private network, and what is sent by http can be read on the way; give an https address, or say that plain http is meant"
    )]
    InTheOpen {
        /// The address as given.
        url: String,
        /// The host or its number.
        address: String,
    },
    /// The server refused or has no such page.
    #[error("{url}: the server answered {status}{}; {}", reason(*status), way_out(*status))]
    Status {
        /// The address.
        url: String,
        /// HTTP status.
        status: u16,
    },
    /// Too many redirects.
    #[error("{url}: more than {limit} redirects; open it in a browser and give the address it ends at")]
    Redirects {
        /// The address as given.
        url: String,
        /// The limit.
        limit: usize,
    },
    /// Took too long.
    #[error("{url}: no complete answer within {} s; try again later or raise the timeout", timeout.as_secs_f32())]
    Timeout {
        /// The address.
        url: String,
        /// The limit.
        timeout: std::time::Duration,
    },
    /// Name, connection, TLS or protocol failure.
    #[error("{url}: cannot be fetched ({reason}); check the address and the connection")]
    Network {
        /// The address.
        url: String,
        /// What failed, down to its cause.
        reason: String,
    },
    /// The body's compression is broken or unknown.
    #[error("{target}: cannot be decompressed ({reason}); fetch or save it again uncompressed")]
    Compression {
        /// The input's name.
        target: String,
        /// What failed.
        reason: String,
    },
    /// The reader itself failed: a defect of Marsad.
    #[error("{target}: reading the page failed inside Marsad; please report it with the page")]
    Internal {
        /// The input's name.
        target: String,
    },
}

fn reason(status: u16) -> String {
    let known = reqwest::StatusCode::from_u16(status).ok().and_then(|s| s.canonical_reason());
    known.map(|r| format!(" ({r})")).unwrap_or_default()
}

fn way_out(status: u16) -> &'static str {
    match status {
        401 | 403 => "the page is not open to programs: save it from a browser and give the file",
        404 | 410 => "the page is gone: look for an archived copy and give that",
        429 => "it asks for fewer requests: wait and try again",
        500.. => "the fault is the server's: try again later",
        _ => "open it in a browser and give the address it ends at",
    }
}
