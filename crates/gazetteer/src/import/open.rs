//! Files as text, unpacked where they are packed.

use std::io::Read;
use std::path::Path;

use flate2::read::{DeflateDecoder, MultiGzDecoder};

use super::ImportError;

/// The most that one file may hold when unpacked: the dump of all countries of the world has 1.8 GB.
const LARGEST: u64 = 4 << 30;

/// The texts in a file: one, or those of a zip archive with their names there. Bytes that are no UTF-8 are replaced.
///
/// # Errors
/// When the file cannot be read, is damaged, or holds more than 4 GiB.
pub fn open(path: &Path) -> Result<Vec<(String, String)>, ImportError> {
    let label = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|source| ImportError::Io { path: label.clone(), source })?;
    let packed = |what: String| ImportError::Packed { path: label.clone(), what };
    match bytes.get(..4) {
        Some([0x1f, 0x8b, ..]) => {
            let text = unpack(MultiGzDecoder::new(&bytes[..])).map_err(packed)?;
            Ok(vec![(String::new(), text)])
        }
        Some([b'P', b'K', 3, 4]) => zip(&bytes).map_err(packed),
        _ => Ok(vec![(String::new(), String::from_utf8_lossy(&bytes).into_owned())]),
    }
}

fn unpack(reader: impl Read) -> Result<String, String> {
    let mut out = Vec::new();
    reader.take(LARGEST).read_to_end(&mut out).map_err(|e| format!("damaged: {e}"))?;
    if out.len() as u64 == LARGEST {
        return Err("holds more than 4 GiB: split it".to_owned());
    }
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// The text files of a zip archive, by its central directory (PKWARE APPNOTE 6.3, 4.3.12); `readme.txt` is left out.
fn zip(bytes: &[u8]) -> Result<Vec<(String, String)>, String> {
    let short = || "a damaged zip archive".to_owned();
    let n16 =
        |at: usize| bytes.get(at..at + 2).map(|b| usize::from(u16::from_le_bytes([b[0], b[1]]))).ok_or_else(short);
    let n32 = |at: usize| {
        bytes.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize).ok_or_else(short)
    };
    let end = bytes.windows(4).rposition(|w| w == b"PK\x05\x06").ok_or_else(short)?;
    let (count, mut at) = (n16(end + 10)?, n32(end + 16)?);
    let mut out = Vec::new();
    for _ in 0..count {
        if bytes.get(at..at + 4) != Some(b"PK\x01\x02") {
            return Err(short());
        }
        let (method, size, name_len) = (n16(at + 10)?, n32(at + 20)?, n16(at + 28)?);
        let name = String::from_utf8_lossy(bytes.get(at + 46..at + 46 + name_len).ok_or_else(short)?).into_owned();
        let local = n32(at + 42)?;
        let data = local + 30 + n16(local + 26)? + n16(local + 28)?;
        let lower = name.to_lowercase();
        let text = [".txt", ".tsv", ".csv", ".json", ".geojson"].iter().any(|e| lower.ends_with(e));
        // Lists of language codes come with GeoNames' names.
        if text && lower != "readme.txt" && !lower.contains("languagecodes") {
            let data = bytes.get(data..data + size).ok_or_else(short)?;
            let text = match method {
                0 => String::from_utf8_lossy(data).into_owned(),
                8 => unpack(DeflateDecoder::new(data))?,
                other => {
                    return Err(format!("{name} is packed by method {other}, which is not known: unpack it first"));
                }
            };
            out.push((name, text));
        }
        at += 46 + name_len + n16(at + 30)? + n16(at + 32)?;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// A zip archive of one deflated file, as `zip` writes it.
    pub(crate) fn zipped(name: &str, text: &str) -> Vec<u8> {
        let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        deflate.write_all(text.as_bytes()).unwrap();
        let data = deflate.finish().unwrap();
        let sizes = [(data.len() as u32).to_le_bytes(), (text.len() as u32).to_le_bytes()].concat();
        let len = (name.len() as u16).to_le_bytes();
        let mut out = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0".to_vec();
        out.extend(&sizes);
        out.extend(len);
        out.extend([0, 0]);
        out.extend(name.as_bytes());
        out.extend(&data);
        let directory = out.len() as u32;
        out.extend(b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0");
        out.extend(&sizes);
        out.extend(len);
        out.extend([0; 16]);
        out.extend(name.as_bytes());
        let size = out.len() as u32 - directory;
        out.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
        out.extend(size.to_le_bytes());
        out.extend(directory.to_le_bytes());
        out.extend([0, 0]);
        out
    }

    #[test]
    fn zip_and_gzip_are_opened_and_damage_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("SY.zip");
        let archive = zipped("SY.txt", "حلب\tAleppo\n");
        std::fs::write(&path, &archive).unwrap();
        assert_eq!(open(&path).unwrap(), [("SY.txt".to_owned(), "حلب\tAleppo\n".to_owned())]);
        for cut in 5..archive.len() - 2 {
            std::fs::write(&path, &archive[..cut]).unwrap();
            assert!(open(&path).unwrap_err().to_string().contains("damaged"), "cut at {cut}");
        }
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gz.write_all("إدلب".as_bytes()).unwrap();
        std::fs::write(&path, gz.finish().unwrap()).unwrap();
        assert_eq!(open(&path).unwrap(), [(String::new(), "إدلب".to_owned())]);
    }
}
