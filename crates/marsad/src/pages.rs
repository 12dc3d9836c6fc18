//! Pages from where the user names them: files, addresses, standard input.

use std::path::Path;

use marsad_acquire::{
    AcquireError, Aside, Exchange, Fetched, Limits, ReadOptions, Reading, Warning, fetch_exchange, read_file,
    read_stdin, to_document,
};
use marsad_model::{Day, Document};

use crate::talk::talk;

/// A page as it was found, and the document read from it.
pub struct Page {
    /// The bytes, and where they come from.
    pub fetched: Fetched,
    /// What they say.
    pub document: Document,
    /// What they say beside it.
    pub aside: Aside,
    /// How they came over the wire, where they did.
    pub exchange: Option<Box<Exchange>>,
}

/// Reads one input; what is doubtful about it goes to standard error. An error names the input.
pub fn read(input: &str, limits: &LimitOptions, published: Option<Day>) -> Result<Page, String> {
    let (fetched, exchange) = fetch(input, &limits.limits()).map_err(|error| error.to_string())?;
    let page = document(fetched, published).map_err(|error| error.to_string())?;
    Ok(Page { exchange, ..page })
}

/// The page of bytes that are there already; what is doubtful about it goes to standard error.
pub fn document(fetched: Fetched, published: Option<Day>) -> Result<Page, AcquireError> {
    let (page, warnings) = quietly(fetched, published)?;
    for warning in &warnings {
        talk!("{}: {warning}", page.fetched.target);
    }
    Ok(page)
}

/// The same, with what is doubtful in the caller's hands.
pub fn quietly(fetched: Fetched, published: Option<Day>) -> Result<(Page, Vec<Warning>), AcquireError> {
    let options = ReadOptions { published, ..ReadOptions::default() };
    let Reading { mut document, aside, warnings, .. } = to_document(&fetched, &options)?;
    if document.id.is_empty() {
        document.id.clone_from(&fetched.target);
    }
    Ok((Page { fetched, document, aside, exchange: None }, warnings))
}

/// The bytes of one named input, and how they came over the wire.
pub fn fetch(input: &str, limits: &Limits) -> Result<(Fetched, Option<Box<Exchange>>), AcquireError> {
    if input == "-" {
        return Ok((read_stdin(limits)?, None));
    }
    if is_address(input) {
        let exchange = fetch_exchange(input, limits)?;
        return Ok((exchange.fetched.clone(), Some(Box::new(exchange))));
    }
    Ok((read_file(Path::new(input), limits)?, None))
}

/// Whether an input is an address and not a path; the scheme may be in any letters.
pub fn is_address(input: &str) -> bool {
    let scheme = input.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

/// Options on how much of a page is read.
#[derive(Debug, clap::Args)]
pub struct LimitOptions {
    /// Most bytes of one page
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().max_bytes)]
    max_bytes: u64,
    /// Also fetch addresses of private networks
    #[arg(long)]
    allow_private: bool,
}

impl LimitOptions {
    /// The limits chosen.
    pub fn limits(&self) -> Limits {
        Limits { max_bytes: self.max_bytes, allow_private: self.allow_private, ..Limits::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn addresses_are_told_from_paths() {
        assert!(is_address("https://example.org/a") && is_address("HTTP://example.org"));
        assert!(!is_address("pages/http.html") && !is_address("-") && !is_address("ftp://example.org"));
    }
}
