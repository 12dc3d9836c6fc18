//! The few distributions that the detectors need: negative binomial, normal, Student's t.
//!
//! `libm` gives the logarithm of the gamma function and the error function; the rest is short enough to stand here. Every
//! loop has a limit, and no argument panics: what cannot be computed is NaN.

/// Steps after which a continued fraction is taken as it is.
const MOST_STEPS: usize = 5_000;

/// Counts and means from here on are taken as normal.
const MANY: f64 = 1e6;

/// The share of the normal distribution below `z`.
pub(crate) fn normal_below(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// The point below which the share `p` of the normal distribution lies; infinite at 0 and 1.
pub(crate) fn normal_point(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if p == 0.0 || p == 1.0 {
        return if p == 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    if p > 0.5 {
        return -normal_point(1.0 - p);
    }
    // Halving finds the point to the last digits; it is asked for a few times a series only.
    let (mut low, mut high) = (-40.0, 0.0);
    for _ in 0..120 {
        let middle = 0.5 * (low + high);
        if normal_below(middle) < p { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// The regularised incomplete beta function I_x(a, b), by its continued fraction (Lentz's method).
pub(crate) fn beta_below(x: f64, a: f64, b: f64) -> f64 {
    if !(a > 0.0 && b > 0.0 && x.is_finite()) {
        return f64::NAN;
    }
    if x <= 0.0 || x >= 1.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_below(1.0 - x, b, a);
    }
    let front = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * x.ln() + b * (-x).ln_1p();
    let tiny = 1e-300;
    let away = |v: f64| if v.abs() < tiny { tiny } else { v };
    let (mut c, mut d) = (1.0, 1.0 / away(1.0 - (a + b) * x / (a + 1.0)));
    let mut sum = d;
    for step in 1..=MOST_STEPS {
        let m = step as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        sum *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        sum *= d * c;
        if (d * c - 1.0).abs() < 1e-13 {
            break;
        }
    }
    (front.exp() * sum / a).clamp(0.0, 1.0)
}

/// How likely |T| is at least `t`, for Student's t with `freedom` degrees.
pub(crate) fn student_beyond(t: f64, freedom: f64) -> f64 {
    beta_below(freedom / (freedom + t * t), freedom / 2.0, 0.5)
}

/// Counts with a mean and a variance: negative binomial, or Poisson where the variance is no larger than the mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Counts {
    mean: f64,
    /// The size parameter r of the negative binomial: the variance is mean + mean²/r.
    size: f64,
}

impl Counts {
    /// With this mean, above 0, and this variance.
    pub(crate) fn new(mean: f64, variance: f64) -> Self {
        // Poisson is taken as the negative binomial whose variance is a millionth above its mean.
        let beyond = (variance - mean).max(mean * 1e-6);
        Self { mean, size: mean * mean / beyond }
    }

    /// The same spread about another mean (the size parameter stays).
    pub(crate) fn with_mean(self, mean: f64) -> Self {
        Self { mean, ..self }
    }

    /// How likely a count of `count` or more is.
    pub(crate) fn at_least(self, count: u64) -> f64 {
        if count == 0 {
            return 1.0;
        }
        if self.mean.max(count as f64) > MANY {
            let deviation = (self.mean + self.mean * self.mean / self.size).sqrt();
            return 1.0 - normal_below((count as f64 - 0.5 - self.mean) / deviation);
        }
        beta_below(self.mean / (self.mean + self.size), count as f64, self.size)
    }

    /// The natural logarithm of how likely exactly `count` is.
    pub(crate) fn ln_exactly(self, count: u64) -> f64 {
        let (y, r, m) = (count as f64, self.size, self.mean);
        libm::lgamma(y + r) - libm::lgamma(r) - libm::lgamma(y + 1.0)
            + r * (-m / (r + m)).ln_1p()
            + y * (m / (r + m)).ln()
    }

    /// The smallest count with a likelihood of itself or more that is below `alpha`.
    pub(crate) fn first_beyond(self, alpha: f64) -> u64 {
        if !(self.mean.is_finite() && self.size > 0.0 && alpha > 0.0) {
            return u64::MAX;
        }
        let (mut low, mut high) = (0, 1);
        while self.at_least(high) >= alpha && high < 1 << 40 {
            (low, high) = (high, high * 2);
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if self.at_least(middle) < alpha { high = middle } else { low = middle }
        }
        high
    }

    /// The smallest count q with a likelihood of q or fewer of at least `share`.
    pub(crate) fn quantile(self, share: f64) -> u64 {
        self.first_beyond(1.0 - share).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(left: f64, right: f64) {
        assert!((left - right).abs() <= 1e-6 * right.abs().max(1e-6), "{left} is not {right}");
    }

    #[test]
    fn the_normal_distribution_has_its_known_points() {
        near(normal_point(0.975), 1.959_963_985);
        near(normal_point(0.999), 3.090_232_306);
        near(normal_below(-1.0), 0.158_655_254);
        assert!(normal_point(0.5).abs() < 1e-12);
        assert!(normal_point(1.5).is_nan());
    }

    #[test]
    fn tails_of_counts_are_the_sums_of_their_parts() {
        // Poisson with mean 2: P(X ≥ 3) = 1 − e⁻²(1 + 2 + 2).
        near(Counts::new(2.0, 2.0).at_least(3), 1.0 - 5.0 * (-2.0f64).exp());
        // Mean 3 and variance 12 make r = 1, a geometric law with P(X ≥ y) = (3/4)^y.
        near(Counts::new(3.0, 12.0).at_least(5), 0.75f64.powi(5));
        near(Counts::new(3.0, 12.0).ln_exactly(2), (0.25f64 * 0.75 * 0.75).ln());
        let law = Counts::new(7.5, 20.0);
        let sum: f64 = (0..12).map(|y| law.ln_exactly(y).exp()).sum();
        near(law.at_least(12), 1.0 - sum);
    }

    #[test]
    fn the_first_count_beyond_is_the_first() {
        // (3/4)^y < .05 first at y = 11: .0422.
        let law = Counts::new(3.0, 12.0);
        assert_eq!(law.first_beyond(0.05), 11);
        assert_eq!(law.quantile(0.95), 10);
        assert!(law.at_least(11) < 0.05 && law.at_least(10) >= 0.05);
        // Where the law is taken as normal, it goes on as it was.
        let (below, above) = (Counts::new(9.9e5, 4e6), Counts::new(1.01e6, 4e6));
        assert!((below.at_least(992_000) - above.at_least(1_012_000)).abs() < 1e-3);
        assert_eq!(Counts::new(f64::NAN, 1.0).first_beyond(0.05), u64::MAX);
    }

    #[test]
    fn student_has_the_points_of_the_tables() {
        near(student_beyond(12.706_204_736, 1.0), 0.05);
        near(student_beyond(2.228_138_852, 10.0), 0.05);
    }
}
