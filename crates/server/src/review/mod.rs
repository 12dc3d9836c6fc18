//! What the workplace does with reports, apart from HTTP: which are to be reviewed, what a coder changes on a card, and how a
//! card with its forms looks.

pub mod card;
pub mod draft;
pub mod edit;
pub mod known;
pub mod panel;
pub mod progress;
pub mod queue;
pub mod words;

pub use draft::Draft;
pub use known::Known;
pub use queue::Queue;
