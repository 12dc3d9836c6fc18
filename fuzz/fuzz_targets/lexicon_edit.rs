//! Any table, row, case and change as somebody may write it: nothing panics, and a table that was changed is read as it was written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_edit::check_written;

fuzz_target!(|input: (&str, &str)| check_written(input.0, input.1));
