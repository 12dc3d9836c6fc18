//! The words of a text as the server's `tsvector`, made here: the server would read it from text and sort it.

use bytes::{BufMut, BytesMut};
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use std::collections::BTreeMap;
use std::error::Error;

/// Most places of one word that a `tsvector` holds; the server leaves out what is beyond, and so is it here.
const MOST_PLACES: usize = 255;

/// Words with the places at which they stand, from 1.
#[derive(Debug, Default)]
pub(super) struct Vector(BTreeMap<Vec<u8>, Vec<u16>>);

impl Vector {
    /// Words as they stand, and behind `=` their bare form at the same place.
    pub(super) fn of(words: &[(&str, &str)]) -> Self {
        let mut out = Self::default();
        for ((word, bare), at) in words.iter().zip(1..=u16::MAX) {
            out.add(word.as_bytes().to_vec(), at);
            out.add([b"=", bare.as_bytes()].concat(), at);
        }
        out
    }

    fn add(&mut self, word: Vec<u8>, at: u16) {
        let places = self.0.entry(word).or_default();
        if places.len() < MOST_PLACES {
            places.push(at);
        }
    }
}

impl ToSql for Vector {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        // A count; then each word, closed by NUL, with the count of its places and these. Words rise by their bytes.
        out.put_i32(i32::try_from(self.0.len())?);
        for (word, places) in &self.0 {
            out.put_slice(word);
            out.put_u8(0);
            out.put_u16(u16::try_from(places.len())?);
            places.iter().for_each(|at| out.put_u16(*at));
        }
        Ok(IsNull::No)
    }

    fn accepts(type_: &Type) -> bool {
        *type_ == Type::TS_VECTOR
    }

    to_sql_checked!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_has_every_word_once_with_its_places() {
        let vector = Vector::of(&[("بيت", "بيت"), ("والبيت", "بيت"), ("بيت", "بيت")]);
        let mut out = BytesMut::new();
        vector.to_sql(&Type::TS_VECTOR, &mut out).unwrap();
        let mut expected = vec![0, 0, 0, 3];
        for (word, places) in [("=بيت", &[1u8, 2, 3][..]), ("بيت", &[1, 3]), ("والبيت", &[2])] {
            expected.extend(word.as_bytes());
            expected.extend([0, 0, places.len() as u8]);
            places.iter().for_each(|at| expected.extend([0, *at]));
        }
        assert_eq!(out.to_vec(), expected);
    }

    #[test]
    fn a_word_has_no_more_places_than_the_server_takes() {
        let vector = Vector::of(&[("من", "من"); 400]);
        assert!(vector.0.values().all(|places| places.len() == MOST_PLACES));
    }
}
