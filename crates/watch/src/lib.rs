//! Counts over time with what was read beside them, detectors of a rise, and their back-test.
//!
//! Pure functions over counts: no IO, no clock. A [`Series`] holds counts by day or week, each with its exposure (articles read
//! on all topics from a fixed panel); [`Vintages`] holds what was known when. A [`Detector`] gives one [`Verdict`] a period;
//! [`watch()`] turns those of [`Detector::Rise`] into [`Alarm`]s, and [`sentence`] says them in Arabic and English.
//!
//! ```
//! use marsad_watch::{Series, Step, sentence, watch};
//!
//! let counts: Vec<u64> = [vec![2; 60], vec![9; 4]].concat();
//! let series = Series::of_counts("2023-01-02".parse()?, Step::Week, &counts);
//! let alarms = watch(&series);
//! assert_eq!(alarms.len(), 1);
//! println!("{}", sentence::of_alarm(&alarms[0], sentence::Language::English));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod alarm;
pub mod backtest;
mod cusum;
pub mod dossier;
mod ears;
mod farrington;
mod glm;
mod level;
mod measure;
mod novelty;
mod numbers;
pub mod sentence;
mod series;
pub mod simulate;
mod table;
mod verdict;
mod vintage;
mod window;

pub use alarm::{Alarm, Level, QUIET_DAYS, TOGETHER_DAYS, alarms, watch};
pub use cusum::{CUSUM, Cusum};
pub use ears::{C1, C2, C3, Ears};
pub use farrington::{Bound, FARRINGTON, Farrington};
pub use level::{LevelAt, levels};
pub use measure::{Measure, When};
pub use novelty::{Kind, NOVELTY, Novelty, NoveltyRules, novelties};
pub use series::{MOST_COUNT, MOST_PERIODS, Point, Series, SeriesError, Step};
pub use table::{MOST_ERRORS, MOST_ROWS, Named, Onsets, Table, TableError};
pub use verdict::{Detector, Numbers, SPARSE_A_WEEK, Verdict};
pub use vintage::{Revision, Vintages};
pub use window::{BLOCK, Dispersion, RISE, WEEK, Window};
