//! Tar files as backups have them: plain files one after the other, nothing else.
//!
//! Written in the `ustar` form that every tar program opens; sizes from 8 GiB on in the GNU way. The reader takes only what
//! the writer writes: links, folders, other kinds of entries and names that lead anywhere are refused by name.

use std::io::{Error, ErrorKind, Read, Result, Write};

const BLOCK: usize = 512;
/// The greatest size in eleven octal digits.
const LARGEST_OCTAL: u64 = 0o777_7777_7777;

/// Writes the head of an entry.
pub(super) fn begin(out: &mut dyn Write, name: &str, size: u64) -> Result<()> {
    let mut head = [0u8; BLOCK];
    if name.len() > 100 {
        return Err(Error::new(ErrorKind::InvalidInput, format!("the name `{name}` is too long for a tar file")));
    }
    let mut put = |at: usize, bytes: &[u8]| head[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, name.as_bytes());
    put(100, b"0000644\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    if size <= LARGEST_OCTAL {
        put(124, format!("{size:011o}\0").as_bytes());
    } else {
        put(124, &[0x80]);
        put(128, &size.to_be_bytes());
    }
    put(136, b"00000000000\0");
    put(148, b"        ");
    put(156, b"0");
    put(257, b"ustar\x0000");
    let sum = sum(&head);
    head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    out.write_all(&head)
}

/// Fills up the last block of an entry.
pub(super) fn end(out: &mut dyn Write, size: u64) -> Result<()> {
    out.write_all(&[0u8; BLOCK][..padding(size)])
}

/// Ends the file.
pub(super) fn finish(out: &mut dyn Write) -> Result<()> {
    out.write_all(&[0u8; 2 * BLOCK])
}

/// The next entry's name and size; none at the end of the file.
pub(super) fn next(from: &mut dyn Read) -> Result<Option<(String, u64)>> {
    let bad = |why: &str| Error::new(ErrorKind::InvalidData, why.to_owned());
    let mut head = [0u8; BLOCK];
    from.read_exact(&mut head).map_err(|_| bad("it ends in the middle; it was cut off"))?;
    if head == [0u8; BLOCK] {
        return Ok(None);
    }
    let octal = |bytes: &[u8]| -> Option<u64> {
        let text = std::str::from_utf8(bytes).ok()?.trim_matches(['\0', ' ']);
        u64::from_str_radix(text, 8).ok()
    };
    if octal(&head[148..156]) != Some(u64::from(sum(&head))) {
        return Err(bad("a head in it has a wrong check sum; it is damaged or no tar file"));
    }
    if &head[257..262] != b"ustar" {
        return Err(bad("it is a tar file of an old kind, which no backup is"));
    }
    let name = head[..100].split(|b| *b == 0).next().unwrap_or_default();
    let name = std::str::from_utf8(name).map_err(|_| bad("a name in it is no text"))?.to_owned();
    if !matches!(head[156], b'0' | 0) || head[345..500].iter().any(|b| *b != 0) {
        return Err(bad(&format!("`{}` in it is no plain file", crate::error::shortened(&name))));
    }
    let size = if head[124] & 0x80 != 0 {
        let high = head[125..128].iter().any(|b| *b != 0) || head[124] != 0x80;
        let low = u64::from_be_bytes(head[128..136].try_into().map_err(|_| bad("a size in it is no number"))?);
        if high { None } else { Some(low) }
    } else {
        octal(&head[124..136])
    };
    let size = size.ok_or_else(|| bad("a size in it is no number"))?;
    Ok(Some((name, size)))
}

/// Passes over what fills up the last block of an entry.
pub(super) fn skip_end(from: &mut dyn Read, size: u64) -> Result<()> {
    let mut rest = [0u8; BLOCK];
    from.read_exact(&mut rest[..padding(size)])
}

fn padding(size: u64) -> usize {
    let over = usize::try_from(size % BLOCK as u64).unwrap_or(0);
    if over == 0 { 0 } else { BLOCK - over }
}

/// The check sum of a head: of its bytes, those of the sum itself counted as spaces.
fn sum(head: &[u8; BLOCK]) -> u32 {
    head.iter().enumerate().map(|(at, byte)| u32::from(if (148..156).contains(&at) { b' ' } else { *byte })).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(name in "[a-z/.0-9-]{1,100}", size in any::<u64>()) {
            let mut out = Vec::new();
            begin(&mut out, &name, size).unwrap();
            prop_assert_eq!(out.len(), BLOCK);
            prop_assert_eq!(next(&mut &out[..]).unwrap(), Some((name, size)));
        }

        #[test]
        fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..1200)) {
            let _ = next(&mut &bytes[..]);
        }

        #[test]
        fn a_changed_bit_of_a_head_is_noticed(at in 0usize..257, bit in 0u8..8) {
            let mut out = Vec::new();
            begin(&mut out, "archive/marsad-00001.warc.gz", 12_345).unwrap();
            out[at] ^= 1 << bit;
            // The sum's own last bytes are only there to end it.
            prop_assume!(!(154..156).contains(&at));
            if let Ok(read) = next(&mut &out[..]) {
                prop_assert_eq!(read, Some(("archive/marsad-00001.warc.gz".to_owned(), 12_345)));
            }
        }
    }
}
