//! Marsad for Python: the same reading, coding and weighing as the program's, over texts, lists and tables.
//!
//! What Python sees is in `marsad/__init__.py`; here is the work, which runs without the interpreter's lock. Tables come and
//! go by the Arrow C data interface, so that no text is copied on the way.

mod coder;
mod columns;
mod copies;
mod document;
mod events;
mod inputs;
mod page;
mod report;
mod tables;
mod told;
mod workers;

use pyo3::prelude::*;

/// The native half of the package `marsad`.
#[pymodule]
fn _marsad(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("LONGEST_TEXT", document::LONGEST_TEXT)?;
    module.add("HOLDERS", marsad_corroborate::HOLDERS)?;
    module.add("CANDIDATES", marsad_corroborate::CANDIDATES)?;
    module.add("SHARED_KEYS", marsad_corroborate::SHARED_KEYS)?;
    module.add("SHARED_WORDS", marsad_corroborate::SHARED_WORDS)?;
    module.add("ACCEPT", marsad_corroborate::ACCEPT)?;
    module.add_class::<coder::Coder>()?;
    module.add_class::<page::Pages>()?;
    module.add_function(wrap_pyfunction!(page::read, module)?)?;
    module.add_function(wrap_pyfunction!(report::schema, module)?)?;
    module.add_function(wrap_pyfunction!(report::reports, module)?)?;
    module.add_function(wrap_pyfunction!(events::group_events, module)?)?;
    module.add_function(wrap_pyfunction!(copies::copy_keys, module)?)?;
    module.add_function(wrap_pyfunction!(copies::copy_pairs, module)?)?;
    module.add_function(wrap_pyfunction!(copies::copies, module)?)?;
    Ok(())
}
