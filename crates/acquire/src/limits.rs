//! How much of a page is read before it is refused.

use std::time::Duration;

/// Bounds on reading one page. [`Limits::default`] suits news pages; `marsad` raises them by its options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of one page, on the wire and after decompression.
    pub max_bytes: u64,
    /// Longest time for one page, from the first connection to the last byte.
    pub timeout: Duration,
    /// Most redirects followed.
    pub max_redirects: usize,
    /// Whether private, loopback and link-local addresses may be fetched.
    pub allow_private: bool,
    /// Whether the proxies that the environment names are used. A proxy resolves names itself, so that only addresses
    /// written as numbers can then be refused.
    pub use_proxy: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 32 * 1024 * 1024,
            timeout: Duration::from_secs(30),
            max_redirects: 8,
            allow_private: false,
            use_proxy: false,
        }
    }
}

/// A size in words: `32 MiB`, `900 KiB`, `12 bytes`.
pub(crate) fn size(bytes: u64) -> String {
    const KIB: u64 = 1024;
    const MIB: u64 = 1024 * 1024;
    if bytes >= MIB && bytes.is_multiple_of(MIB) {
        format!("{} MiB", bytes / MIB)
    } else if bytes >= MIB {
        format!("{:.1} MiB", bytes as f64 / MIB as f64)
    } else if bytes >= KIB {
        format!("{:.0} KiB", bytes as f64 / KIB as f64)
    } else {
        format!("{bytes} bytes")
    }
}
