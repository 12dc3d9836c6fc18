//! Archives of every kind that other programs write, good and broken; all of them made here.
#![allow(clippy::unwrap_used)]

mod make;
mod one;
mod sets;
