//! Series as drawings: SVG made here, so that they need no script and print. Time runs from left to right in both languages.

use marsad_model::Day;
use marsad_watch::{Detector, Series, Verdict, levels};
use std::fmt::Write;

/// Width and height of the drawing, in its own units.
const SIZE: (f64, f64) = (960.0, 260.0);
/// Room for the numbers beside and below.
const LEFT: f64 = 46.0;
const BELOW: f64 = 24.0;
const ABOVE: f64 = 14.0;

/// Mean weeks between shifts of level that the line of levels reckons with.
const SHIFT_EVERY: f64 = 52.0;

/// One period as the page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// What was counted; none in a gap. Of counts with two ends the lower one.
    pub count: Option<u64>,
    /// The upper end, where counts have one.
    pub upper: Option<u64>,
    /// What was read.
    pub read: Option<u64>,
    /// Of a hundred documents read.
    pub share: Option<f64>,
    /// What was to be expected by the half year before.
    pub expected: Option<f64>,
    /// From where on the detector `week` alarms.
    pub bound: Option<f64>,
    /// The level that the counts are thought to be at.
    pub level: Option<f64>,
}

/// The rows of a series from one period on.
#[must_use]
pub fn rows(series: &Series, first: usize) -> Vec<Row> {
    let week = Detector::Week.run(series);
    let levels = levels(series, SHIFT_EVERY);
    let weekly = series.step().a_week() == 1;
    (first..series.len())
        .map(|at| {
            let point = series.points()[at];
            // Of a daily series, what the detector says of a day is of the week that ends on it.
            let numbers = week.get(at).and_then(Verdict::numbers).filter(|_| weekly);
            Row {
                from: series.day(at),
                to: series.last_day(at),
                count: point.count,
                upper: None,
                read: point.exposure.map(|read| read as u64),
                share: series.share(at).map(|share| share * 100.0),
                expected: numbers.map(|n| n.expected),
                bound: numbers.map(|n| n.bound).filter(|bound| bound.is_finite()),
                level: levels.get(at).and_then(|l| l.as_ref()).map(|l| l.level),
            }
        })
        .collect()
}

/// The rows of counts with two ends.
#[must_use]
pub fn ranged(series: &Series, upper: Option<&Series>, first: usize) -> Vec<Row> {
    let mut out = rows(series, first);
    if let Some(upper) = upper {
        for row in &mut out {
            row.upper = upper.index_of(row.from).and_then(|at| upper.points().get(at)?.count);
        }
    }
    out
}

/// A round number not below a value: where an axis ends.
fn round_up(value: f64) -> f64 {
    let value = value.max(1.0);
    let power = 10f64.powf(value.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * power).find(|end| *end >= value).unwrap_or(value)
}

struct Axes {
    count: usize,
    top: f64,
    height: f64,
}

impl Axes {
    fn x(&self, at: usize) -> f64 {
        LEFT + (SIZE.0 - LEFT) * at as f64 / self.count.max(1) as f64
    }

    fn width(&self) -> f64 {
        (SIZE.0 - LEFT) / self.count.max(1) as f64
    }

    fn y(&self, value: f64) -> f64 {
        ABOVE + (self.height - ABOVE - BELOW) * (1.0 - (value / self.top).clamp(0.0, 1.0))
    }

    fn floor(&self) -> f64 {
        self.height - BELOW
    }

    /// The frame: three lines with their numbers, and the first day of each year or month.
    fn draw(&self, rows: &[Row], out: &mut String) {
        for part in [0.0, 0.5, 1.0] {
            let value = self.top * part;
            let y = self.y(value);
            let shown = if value.fract().abs() < 1e-9 { format!("{value:.0}") } else { format!("{value:.1}") };
            let _ = write!(
                out,
                "<line class=\"axis\" x1=\"{LEFT}\" x2=\"{:.0}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/><text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{shown}</text>",
                SIZE.0,
                LEFT - 6.0,
                y + 4.0
            );
        }
        let mut last = f64::MIN;
        for (at, row) in rows.iter().enumerate() {
            let first = at == 0 || row.from.month() != rows[at - 1].from.month();
            let x = self.x(at);
            if first && x - last > 90.0 && x < SIZE.0 - 60.0 {
                last = x;
                let _ = write!(
                    out,
                    "<text x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
                    self.height - 6.0,
                    row.from.strftime("%Y-%m")
                );
            }
        }
    }

    /// A line through the values there are; it breaks where there are none.
    fn line(&self, values: impl Iterator<Item = Option<f64>>, class: &str, out: &mut String) {
        let mut path = String::new();
        let mut open = false;
        for (at, value) in values.enumerate() {
            match value {
                Some(value) => {
                    let (x, y) = (self.x(at) + self.width() / 2.0, self.y(value));
                    let _ = write!(path, "{}{x:.1} {y:.1}", if open { 'L' } else { 'M' });
                    // A point alone is still to be seen.
                    if !open {
                        let _ = write!(path, "h0.1");
                    }
                    open = true;
                }
                None => open = false,
            }
        }
        if !path.is_empty() {
            let _ = write!(out, "<path class=\"{class}\" d=\"{path}\"/>");
        }
    }
}

/// The words of a drawing, which it has from the page.
#[derive(Debug, Clone)]
pub struct Words {
    /// What is drawn, for those who hear it.
    pub title: String,
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn frame(height: f64, words: &Words, body: &str) -> String {
    // A picture holds nothing that can be followed; a drawing with links is a group of them.
    let role = if body.contains("<a ") { "group" } else { "img" };
    format!(
        "<svg class=\"chart\" viewBox=\"0 0 {:.0} {height:.0}\" role=\"{role}\" aria-label=\"{}\" direction=\"ltr\">{body}</svg>",
        SIZE.0,
        escape(&words.title)
    )
}

/// The counts as bars, gaps as bands, the usual and the level as lines, and a mark over each period with an alarm.
#[must_use]
pub fn counts(rows: &[Row], alarms: &[(Day, i64)], words: &Words) -> String {
    let most = rows
        .iter()
        .flat_map(|r| [r.count.map(|c| c as f64), r.upper.map(|c| c as f64), r.bound, r.level])
        .flatten()
        .fold(0.0, f64::max);
    let axes = Axes { count: rows.len(), top: round_up(most), height: SIZE.1 };
    let mut body = String::new();
    axes.draw(rows, &mut body);
    let bar = (axes.width() * 0.75).max(0.6);
    for (at, row) in rows.iter().enumerate() {
        let x = axes.x(at);
        if let (Some(count), Some(upper)) = (row.count, row.upper.filter(|upper| Some(*upper) > row.count)) {
            let y = axes.y(upper as f64);
            let _ = write!(
                body,
                "<rect class=\"upto\" x=\"{:.1}\" y=\"{y:.1}\" width=\"{bar:.1}\" height=\"{:.1}\"><title>{} – {}: {count}–{upper}</title></rect>",
                x + (axes.width() - bar) / 2.0,
                axes.y(count as f64) - y,
                row.from,
                row.to
            );
        }
        match row.count {
            Some(0) => {}
            Some(count) => {
                let y = axes.y(count as f64);
                let _ = write!(
                    body,
                    "<rect class=\"bar\" x=\"{:.1}\" y=\"{y:.1}\" width=\"{bar:.1}\" height=\"{:.1}\"><title>{} – {}: {count}</title></rect>",
                    x + (axes.width() - bar) / 2.0,
                    axes.floor() - y,
                    row.from,
                    row.to
                );
            }
            None => {
                let _ = write!(
                    body,
                    "<rect class=\"band\" x=\"{x:.1}\" y=\"{ABOVE}\" width=\"{:.1}\" height=\"{:.1}\"/>",
                    axes.width(),
                    axes.floor() - ABOVE
                );
            }
        }
    }
    axes.line(rows.iter().map(|r| r.bound), "line bound", &mut body);
    axes.line(rows.iter().map(|r| r.level), "line level", &mut body);
    for (day, id) in alarms {
        if let Some(at) = rows.iter().position(|row| (row.from..=row.to).contains(day)) {
            let x = axes.x(at) + axes.width() / 2.0;
            let _ = write!(
                body,
                "<a href=\"#alarm-{id}\"><path class=\"mark\" d=\"M{:.1} 1h10l-5 9z\"/><line class=\"mark\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{ABOVE}\" y2=\"{:.1}\"/><title>{day}</title></a>",
                x - 5.0,
                axes.floor()
            );
        }
    }
    frame(SIZE.1, words, &body)
}

/// The share of what was read, in hundredths, as a line.
#[must_use]
pub fn shares(rows: &[Row], words: &Words) -> String {
    let most = rows.iter().filter_map(|r| r.share).fold(0.0, f64::max);
    let axes = Axes { count: rows.len(), top: round_up(most), height: 150.0 };
    let mut body = String::new();
    axes.draw(rows, &mut body);
    axes.line(rows.iter().map(|r| r.share), "line", &mut body);
    frame(axes.height, words, &body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use marsad_watch::{Point, Step};

    fn series() -> Series {
        let mut series = Series::new("2024-01-01".parse().unwrap(), Step::Week);
        for at in 0..60 {
            let count = (at != 30).then_some(if at > 56 { 9 } else { 2 });
            series
                .put(series.day(at), Point { count, exposure: Some(if count.is_some() { 10.0 } else { 0.0 }) })
                .unwrap();
        }
        series
    }

    #[test]
    fn rows_have_counts_shares_and_bounds_and_gaps_have_none() {
        let rows = rows(&series(), 10);
        assert_eq!(rows.len(), 50);
        assert_eq!((rows[0].count, rows[0].read, rows[0].share), (Some(2), Some(10), Some(20.0)));
        let gap = &rows[20];
        assert_eq!((gap.count, gap.share, gap.level), (None, None, None));
        let last = rows.last().unwrap();
        assert!(last.bound.unwrap() < 9.0 && last.expected.unwrap() > 1.0, "{last:?}");
        assert!(last.level.unwrap() > 3.0, "{last:?}");
    }

    #[test]
    fn a_drawing_has_a_bar_for_each_count_and_a_band_for_each_gap() {
        let rows = rows(&series(), 0);
        let words = Words { title: "a \"b\" <c>".into() };
        let svg = counts(&rows, &[(rows[58].to, 7), ("1999-01-01".parse().unwrap(), 8)], &words);
        assert_eq!(svg.matches("class=\"bar\"").count(), 59);
        assert_eq!(svg.matches("class=\"band\"").count(), 1);
        assert!(svg.contains("href=\"#alarm-7\"") && !svg.contains("alarm-8"));
        assert!(
            svg.contains("aria-label=\"a &quot;b&quot; &lt;c&gt;\"") && !svg.contains("NaN") && !svg.contains("inf")
        );
        let share = shares(&rows, &words);
        assert_eq!(share.matches("<path class=\"line\"").count(), 1);
        assert_eq!(share.matches('M').count(), 2, "the line breaks at the gap");
        assert!(!counts(&[], &[], &words).contains("NaN"));
    }

    #[test]
    fn counts_with_two_ends_have_a_second_bar_up_to_the_greatest() {
        let day = "2024-01-01".parse().unwrap();
        let lower = Series::of_counts(day, Step::Week, &[0, 4, 6]);
        let rows = ranged(&lower, Some(&Series::of_counts(day, Step::Week, &[3, 4, 11])), 0);
        assert_eq!(rows.iter().map(|r| (r.count, r.upper)).collect::<Vec<_>>()[2], (Some(6), Some(11)));
        let svg = counts(&rows, &[], &Words { title: String::new() });
        assert_eq!((svg.matches("class=\"upto\"").count(), svg.matches("class=\"bar\"").count()), (2, 2));
        assert!(svg.contains("2024-01-15 – 2024-01-21: 6–11"), "{svg}");
    }

    #[test]
    fn axes_end_at_round_numbers() {
        for (value, end) in [(0.0, 1.0), (1.0, 1.0), (3.0, 5.0), (11.0, 20.0), (99.0, 100.0), (100.0, 100.0)] {
            assert_eq!(round_up(value), end);
        }
    }
}
