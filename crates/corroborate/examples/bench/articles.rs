//! x
pub fn measure(_: &std::path::Path, _: Option<&std::path::Path>) -> anyhow::Result<()> { Ok(()) }
