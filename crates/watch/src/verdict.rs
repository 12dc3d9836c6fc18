//! What a detector says about a period, and the numbers it says it by.

use marsad_model::Day;
use serde::{Deserialize, Serialize};

/// The detectors, by the names that alarms and tables carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Detector {
    /// The last three and four weeks against up to 39 before: the one that raises alarms.
    Rise,
    /// The last four weeks against the 52 before.
    Block,
    /// The last week against 26.
    Week,
    /// Evidence for a doubling, summed up from week to week.
    Cusum,
    /// The same weeks of five past years.
    Farrington,
    /// The seven periods before.
    EarsC1,
    /// Seven periods, two left out.
    EarsC2,
    /// Three periods of C2 together.
    EarsC3,
}

impl Detector {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Rise, Self::Block, Self::Week, Self::Cusum, Self::Farrington, Self::EarsC1, Self::EarsC2, Self::EarsC3];

    /// The name in tables and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rise => "rise",
            Self::Block => "block",
            Self::Week => "week",
            Self::Cusum => "cusum",
            Self::Farrington => "farrington",
            Self::EarsC1 => "ears-c1",
            Self::EarsC2 => "ears-c2",
            Self::EarsC3 => "ears-c3",
        }
    }

    /// The detector of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.name() == name)
    }
}

/// The numbers behind a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Numbers {
    /// First day of the periods looked at.
    pub from: Day,
    /// Last day of the periods looked at.
    pub to: Day,
    /// First day of what they are compared with.
    pub baseline_from: Day,
    /// Last day of what they are compared with.
    pub baseline_to: Day,
    /// What was counted from `from` to `to`.
    pub observed: u64,
    /// What was to be expected in that time by the baseline, and by how much was read.
    pub expected: f64,
    /// How much more than by chance the counts of the baseline vary: 1 is Poisson.
    pub dispersion: f64,
    /// What was read from `from` to `to`; `None` where the series has no exposure.
    pub exposure: Option<f64>,
    /// From where on the detector alarms, in the unit of the count (for [`Detector::Cusum`], of the score).
    pub bound: f64,
    /// What the detector goes by: −log₁₀ p, the running sum of CUSUM, or standard deviations above the mean.
    pub score: f64,
    /// How likely a count this high or higher would be if nothing had changed; `None` for detectors that do not reckon so.
    pub p: Option<f64>,
}

/// What a detector says about one period.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "verdict")]
pub enum Verdict {
    /// More than was to be expected.
    Alarm(Numbers),
    /// Nothing unusual.
    Quiet(Numbers),
    /// No alarm, and none could be expected: with so few events even a doubling is mostly missed.
    TooSparse(Numbers),
    /// Too little known before this period.
    TooShort {
        /// Known periods of the baseline.
        have: usize,
        /// How many it takes.
        need: usize,
    },
    /// The period itself is not known.
    Gap,
}

impl Verdict {
    /// Whether this is an alarm.
    pub fn is_alarm(&self) -> bool {
        matches!(self, Self::Alarm(_))
    }

    /// The numbers, where there are any.
    pub fn numbers(&self) -> Option<&Numbers> {
        match self {
            Self::Alarm(n) | Self::Quiet(n) | Self::TooSparse(n) => Some(n),
            Self::TooShort { .. } | Self::Gap => None,
        }
    }
}

/// Events a week under which a doubling mostly goes unseen: at 0.4, `rise` sees one in 23% of made-up series.
pub const SPARSE_A_WEEK: f64 = 0.5;
