//! Bars and small multiples as SVG. Time runs from left to right in both languages, as the days in tables beside them say.

use crate::dates;
use crate::highlight::escape;
use crate::i18n::{Lang, number};
use marsad_store::{Bucket, Series, Step, Timeline};
use std::fmt::Write;

/// A stretch of days in words, as short as it can be told.
pub fn stretch(lang: Lang, bucket: &Bucket) -> String {
    dates::range(lang, Some(bucket.from), Some(bucket.to)).unwrap_or_default()
}

/// A tick under the axis.
fn tick(bucket: &Bucket, step: Step) -> String {
    match step {
        Step::Year => format!("{:04}", bucket.from.year()),
        Step::Month => format!("{:04}-{:02}", bucket.from.year(), bucket.from.month()),
        Step::Day | Step::Week => bucket.from.to_string(),
    }
}

/// The bars of a timeline; each is a link to the question for its days, as `href` gives it.
pub fn bars(lang: Lang, timeline: &Timeline, label: &str, href: impl Fn(&Bucket) -> String) -> String {
    const W: f64 = 960.0;
    const H: f64 = 190.0;
    const TOP: f64 = 14.0;
    const LEFT: f64 = 44.0;
    let most = timeline.buckets.iter().map(|b| b.count).max().unwrap_or(0).max(1);
    let step = (W - LEFT) / timeline.buckets.len().max(1) as f64;
    let mut out = format!(
        "<svg class=\"chart\" viewBox=\"0 0 {W} {}\" role=\"group\" aria-label=\"{}\" direction=\"ltr\">",
        H + 26.0,
        escape(label)
    );
    let _ = write!(
        out,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text><text x=\"{}\" y=\"{H}\" text-anchor=\"end\">0</text>\
         <path class=\"axis\" d=\"M{LEFT} {TOP}H{W}M{LEFT} {H}H{W}\"/>",
        LEFT - 6.0,
        TOP + 4.0,
        number(most),
        LEFT - 6.0
    );
    for (at, bucket) in timeline.buckets.iter().enumerate().filter(|(_, b)| b.count > 0) {
        let height = ((H - TOP) * bucket.count as f64 / most as f64).max(1.5);
        let x = LEFT + step * at as f64;
        let words = format!("{}: {}", stretch(lang, bucket), lang.count("list.count", bucket.count));
        let _ = write!(
            out,
            "<a href=\"{}\"><title>{}</title><rect class=\"hit\" x=\"{x:.1}\" y=\"{TOP}\" width=\"{:.1}\" height=\"{:.1}\"/>\
             <rect class=\"bar\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{height:.1}\"/></a>",
            escape(&href(bucket)),
            escape(&words),
            step,
            H - TOP,
            x + (step * 0.1).min(2.0),
            H - height,
            (step * 0.8).max(step - 4.0)
        );
    }
    // At most eight ticks, each with room for a day.
    let every = timeline.buckets.len().div_ceil(8).max(1);
    for (at, bucket) in timeline.buckets.iter().enumerate().step_by(every) {
        let x = LEFT + step * at as f64;
        let anchor = if x > W - 80.0 { "end" } else { "start" };
        let x = if anchor == "end" { W } else { x };
        let _ = write!(
            out,
            "<text x=\"{x:.1}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
            H + 20.0,
            tick(bucket, timeline.step)
        );
    }
    out.push_str("</svg>");
    out
}

/// One small chart; `most` is the height of all of them.
pub fn small(series: &Series, most: u64, label: &str) -> String {
    const W: f64 = 240.0;
    const H: f64 = 56.0;
    let most = most.max(1) as f64;
    let step = W / series.counts.len().max(1) as f64;
    let mut path = format!("M0 {H}");
    for (at, count) in series.counts.iter().enumerate() {
        let y = H - (H - 3.0) * *count as f64 / most;
        let _ = write!(path, "L{:.1} {y:.1}L{:.1} {y:.1}", step * at as f64, step * (at + 1) as f64);
    }
    let _ = write!(path, "L{W} {H}Z");
    format!(
        "<svg class=\"chart\" viewBox=\"0 0 {W} {}\" role=\"img\" aria-label=\"{}\" direction=\"ltr\">\
         <path class=\"band\" d=\"{path}\"/><path class=\"line\" d=\"{}\"/><path class=\"axis\" d=\"M0 {H}H{W}\"/></svg>",
        H + 2.0,
        escape(label),
        path.trim_end_matches('Z').rsplit_once('L').map_or("M0 0", |(line, _)| line)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline() -> Timeline {
        let day = |d: &str| d.parse().unwrap();
        let bucket = |from: &str, to: &str, count| Bucket { from: day(from), to: day(to), count };
        Timeline {
            step: Step::Month,
            buckets: vec![bucket("2022-01-01", "2022-01-31", 4), bucket("2022-02-01", "2022-02-28", 0)],
            before: 0,
            after: 0,
            undated: 0,
        }
    }

    #[test]
    fn each_bar_leads_to_its_days_and_empty_ones_are_none() {
        let svg = bars(Lang::En, &timeline(), "a \"label\"", |b| format!("/?from={}&to={}", b.from, b.to));
        assert_eq!(svg.matches("<a ").count(), 1);
        assert!(svg.contains("href=\"/?from=2022-01-01&amp;to=2022-01-31\""), "{svg}");
        assert!(svg.contains("<title>January 2022: 4 reports</title>") && svg.contains("a &quot;label&quot;"));
    }

    #[test]
    fn a_chart_of_nothing_is_still_a_chart() {
        let empty = Timeline { buckets: Vec::new(), ..timeline() };
        assert!(bars(Lang::Ar, &empty, "x", |_| String::new()).ends_with("</svg>"));
        let none = Series { value: "x".into(), total: 0, counts: Vec::new() };
        assert!(!small(&none, 0, "x").contains("NaN"));
    }
}
