//! Marsad for Python: the same reading and coding as the program's, over texts, lists and tables.
//!
//! What Python sees is in `marsad/__init__.py`; here is the work, which runs without the interpreter's lock.

mod coder;
mod document;
mod page;
mod table;

use pyo3::prelude::*;

/// The native half of the package `marsad`.
#[pymodule]
fn _marsad(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<coder::Coder>()?;
    module.add_function(wrap_pyfunction!(page::read, module)?)?;
    module.add_function(wrap_pyfunction!(table::schema, module)?)?;
    Ok(())
}
