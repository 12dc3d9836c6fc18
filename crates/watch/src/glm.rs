//! Quasi-Poisson regression with a logarithmic link, by iteratively reweighted least squares.

/// Rounds after which the fit is given up.
const MOST_ROUNDS: usize = 50;

/// A fitted model: log μ = xᵀβ, variance φμ/w.
#[derive(Debug, Clone)]
pub(crate) struct Fit {
    /// The coefficients β.
    pub beta: Vec<f64>,
    /// (XᵀWX)⁻¹, without φ.
    pub inverse: Vec<Vec<f64>>,
    /// Fitted means.
    pub means: Vec<f64>,
    /// Diagonal of the hat matrix.
    pub leverage: Vec<f64>,
    /// Pearson χ² over degrees of freedom, not below 1.
    pub dispersion: f64,
    /// The same over relative residuals (y − μ)/μ and not held at 1: by it `surveillance` reckons how sure coefficients are.
    pub relative: f64,
}

impl Fit {
    /// xᵀ(XᵀWX)⁻¹x: the variance of the linear predictor at `x`, without φ.
    pub(crate) fn variance_at(&self, x: &[f64]) -> f64 {
        let row = |r: &Vec<f64>| r.iter().zip(x).map(|(a, b)| a * b).sum::<f64>();
        self.inverse.iter().map(row).zip(x).map(|(a, b)| a * b).sum()
    }

    /// The linear predictor at `x`.
    pub(crate) fn predictor(&self, x: &[f64]) -> f64 {
        self.beta.iter().zip(x).map(|(a, b)| a * b).sum()
    }
}

/// Fits counts `y` with offsets (logarithms of the exposures) and weights on rows `x`. Nothing where the rows cannot be told
/// apart, or the fit runs away.
pub(crate) fn fit(x: &[Vec<f64>], y: &[f64], offset: &[f64], weight: &[f64]) -> Option<Fit> {
    let columns = x.first()?.len();
    let mut eta: Vec<f64> = y.iter().map(|y| (y + 0.1).ln()).collect();
    let mut deviance = f64::INFINITY;
    let mut beta = vec![0.0; columns];
    let mut inverse = Vec::new();
    for round in 0..MOST_ROUNDS {
        let means: Vec<f64> = eta.iter().map(|e| e.exp()).collect();
        let mut gram = vec![vec![0.0; columns]; columns];
        let mut right = vec![0.0; columns];
        for (i, row) in x.iter().enumerate() {
            let w = weight[i] * means[i];
            let target = eta[i] - offset[i] + (y[i] - means[i]) / means[i];
            for (a, xa) in row.iter().enumerate().filter(|(_, v)| **v != 0.0) {
                right[a] += w * xa * target;
                for (b, xb) in row.iter().enumerate() {
                    gram[a][b] += w * xa * xb;
                }
            }
        }
        inverse = invert(gram)?;
        beta = inverse.iter().map(|r| r.iter().zip(&right).map(|(a, b)| a * b).sum()).collect();
        let linear = |row: &Vec<f64>| row.iter().zip(&beta).map(|(a, b)| a * b).sum::<f64>();
        eta = x.iter().zip(offset).map(|(row, o)| (linear(row) + o).clamp(-30.0, 30.0)).collect();
        let part = |(i, e): (usize, &f64)| {
            let log = if y[i] > 0.0 { y[i] * (y[i].ln() - e) } else { 0.0 };
            2.0 * weight[i] * (log - (y[i] - e.exp()))
        };
        let new: f64 = eta.iter().enumerate().map(part).sum();
        if !new.is_finite() {
            return None;
        }
        let settled = (new - deviance).abs() / (new.abs() + 0.1) < 1e-13;
        deviance = new;
        if settled && round > 0 {
            break;
        }
    }
    let means: Vec<f64> = eta.iter().map(|e| e.exp()).collect();
    let freedom = weight.iter().filter(|w| **w > 0.0).count().checked_sub(columns).filter(|f| *f > 0)?;
    let chi: f64 = (0..y.len()).map(|i| weight[i] * (y[i] - means[i]).powi(2) / means[i]).sum();
    let relative: f64 = (0..y.len()).map(|i| weight[i] * (y[i] / means[i] - 1.0).powi(2)).sum();
    let freedom = freedom as f64;
    let dispersion = (chi / freedom).max(1.0);
    let mut fit = Fit { beta, inverse, leverage: Vec::new(), dispersion, relative: relative / freedom, means };
    fit.leverage = x.iter().enumerate().map(|(i, row)| weight[i] * fit.means[i] * fit.variance_at(row)).collect();
    Some(fit)
}

/// The inverse of a symmetric positive matrix, by elimination with pivots; nothing where there is none.
fn invert(mut a: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let n = a.len();
    let mut inverse: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    let scale = a.iter().flatten().fold(0.0f64, |m, v| m.max(v.abs()));
    for column in 0..n {
        let pivot = (column..n).max_by(|i, j| a[*i][column].abs().total_cmp(&a[*j][column].abs()))?;
        if a[pivot][column].abs() <= scale * 1e-14 {
            return None;
        }
        a.swap(column, pivot);
        inverse.swap(column, pivot);
        let by = a[column][column];
        for value in a[column].iter_mut().chain(&mut inverse[column]) {
            *value /= by;
        }
        let (row, inverse_row) = (a[column].clone(), inverse[column].clone());
        for other in (0..n).filter(|o| *o != column) {
            let by = a[other][column];
            let subtract = |to: &mut Vec<f64>, what: &[f64]| to.iter_mut().zip(what).for_each(|(t, w)| *t -= by * w);
            subtract(&mut a[other], &row);
            subtract(&mut inverse[other], &inverse_row);
        }
    }
    Some(inverse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_groups_are_fitted_by_their_means() {
        let x: Vec<Vec<f64>> = [0.0, 0.0, 0.0, 1.0, 1.0].iter().map(|g| vec![1.0, *g]).collect();
        let fit = fit(&x, &[1.0, 2.0, 3.0, 8.0, 12.0], &[0.0; 5], &[1.0; 5]).unwrap();
        assert!((fit.beta[0] - 2f64.ln()).abs() < 1e-8 && (fit.beta[1] - 5f64.ln()).abs() < 1e-8);
        // χ² = (1+0+1)/2 + (4+4)/10 = 1.8 over 3 degrees; not below 1.
        assert_eq!(fit.dispersion, 1.0);
        // The variance of the first logarithm is one over the group's sum.
        assert!((fit.variance_at(&[1.0, 0.0]) - 1.0 / 6.0).abs() < 1e-8);
        assert!((fit.leverage[0] - 1.0 / 3.0).abs() < 1e-8);
    }

    #[test]
    fn columns_that_say_the_same_give_no_fit() {
        let x = vec![vec![1.0, 1.0]; 6];
        assert!(fit(&x, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[0.0; 6], &[1.0; 6]).is_none());
    }
}
