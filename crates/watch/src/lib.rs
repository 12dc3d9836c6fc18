//! Counts over time.
mod cusum;
mod ears;
mod farrington;
mod glm;
mod numbers;
mod series;
mod verdict;
mod window;
pub use cusum::*; pub use ears::*; pub use farrington::*; pub use series::*; pub use verdict::*; pub use window::*;
