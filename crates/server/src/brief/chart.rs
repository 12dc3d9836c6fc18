//! The chart of a count over time: bars by period, alarms marked, and beneath them how much was read. Inline SVG, no script.

use super::language;
use crate::dates;
use crate::i18n::{Lang, number};
use marsad_watch::dossier::IndicatorLine;
use std::fmt::Write as _;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 168.0;
/// Where the counts stand: top and base line.
const TOP: f64 = 20.0;
const BASE: f64 = 118.0;
/// Where the bars of what was read end.
const READ_TOP: f64 = 138.0;
const READ_BASE: f64 = 164.0;
const LEFT: f64 = 26.0;
/// Most periods that are drawn: the last ones.
const MOST: usize = 120;

/// The chart as an SVG element. Time runs from left to right in both languages.
pub(crate) fn svg(line: &IndicatorLine, lang: Lang) -> String {
    let series = &line.series;
    let skip = series.len().saturating_sub(MOST);
    let points = &series.points()[skip..];
    if points.is_empty() {
        return String::new();
    }
    let upper = line.series_upper.as_ref().and_then(|upper| upper.points().get(skip..)).unwrap_or_default();
    let most = points.iter().chain(upper).filter_map(|p| p.count).max().unwrap_or(0).max(1);
    let most_read = points.iter().filter_map(|p| p.exposure).fold(1.0, f64::max);
    let step = (WIDTH - LEFT) / points.len() as f64;
    let bar = (step * 0.78).max(0.6);
    let x = |at: usize| LEFT + step * at as f64;
    let y = |count: u64| BASE - (BASE - TOP) * count as f64 / most as f64;
    let mut out = String::new();
    let label = lang.fill("brief.chart.label", &[("title", line.title.say(language(lang)))]);
    let _ = write!(
        out,
        "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" direction=\"ltr\" aria-label=\"{}\">",
        escaped(&label)
    );
    // Lines at half and full height, with their numbers.
    for value in [most, most.div_ceil(2)] {
        let at = y(value);
        let _ = write!(out, "<path class=\"axis\" d=\"M{LEFT} {at:.1}H{WIDTH}\"/>");
        let _ = write!(
            out,
            "<text class=\"tick\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 4.0,
            at + 3.0,
            number(value)
        );
    }
    for (at, point) in points.iter().enumerate() {
        let day = series.day(skip + at);
        if let (Some(least), Some(greatest)) = (point.count, upper.get(at).and_then(|p| p.count))
            && greatest > least
        {
            let _ = write!(
                out,
                "<rect class=\"upto\" x=\"{:.1}\" y=\"{:.1}\" width=\"{bar:.1}\" height=\"{:.1}\"><title>{day}: {least}–{greatest}</title></rect>",
                x(at),
                y(greatest),
                y(least) - y(greatest)
            );
        }
        match point.count {
            Some(count) if count > 0 => {
                let top = y(count);
                let _ = write!(
                    out,
                    "<rect class=\"bar\" x=\"{:.1}\" y=\"{top:.1}\" width=\"{bar:.1}\" height=\"{:.1}\"><title>{day}: {count}</title></rect>",
                    x(at),
                    BASE - top
                );
            }
            Some(_) => {}
            None => {
                let _ = write!(
                    out,
                    "<rect class=\"gap\" x=\"{:.1}\" y=\"{TOP}\" width=\"{step:.1}\" height=\"{:.1}\"/>",
                    x(at),
                    BASE - TOP
                );
            }
        }
        if let Some(read) = point.exposure.filter(|read| *read > 0.0) {
            let high = (READ_BASE - READ_TOP) * read / most_read;
            let _ = write!(
                out,
                "<rect class=\"read\" x=\"{:.1}\" y=\"{:.1}\" width=\"{bar:.1}\" height=\"{high:.1}\"/>",
                x(at),
                READ_BASE - high
            );
        }
    }
    let _ = write!(
        out,
        "<path class=\"base\" d=\"M{LEFT} {BASE}H{WIDTH}\"/><path class=\"base\" d=\"M{LEFT} {READ_BASE}H{WIDTH}\"/>"
    );
    months(&mut out, line, skip, &x);
    for (alarm, _) in &line.alarms {
        let Some(at) = alarm.index.checked_sub(skip) else { continue };
        let middle = x(at) + bar / 2.0;
        let anchor = if middle > WIDTH * 0.8 { ("end", -4.0) } else { ("start", 4.0) };
        let _ = write!(
            out,
            "<path class=\"alarm\" d=\"M{middle:.1} 14V{BASE}\"/><path class=\"flag\" d=\"M{:.1} 4h8l-4 7z\"/><text class=\"when\" x=\"{:.1}\" y=\"11\" text-anchor=\"{}\">{}</text>",
            middle - 4.0,
            middle + anchor.1 * 1.8,
            anchor.0,
            alarm.day
        );
    }
    out.push_str("</svg>");
    out
}

/// The months under the bars: as many names as there is room for.
fn months(out: &mut String, line: &IndicatorLine, skip: usize, x: &impl Fn(usize) -> f64) {
    let series = &line.series;
    let mut last = f64::MIN;
    let mut year = 0;
    for at in skip..series.len() {
        let day = series.day(at);
        let first = at == skip || series.day(at - 1).month() != day.month();
        let place = x(at - skip);
        if !first || place - last < 44.0 || place > WIDTH - 24.0 {
            continue;
        }
        let words = if day.year() == year {
            format!("{}/{}", day.month(), day.year() % 100)
        } else {
            format!("{}/{}", day.month(), day.year())
        };
        year = day.year();
        last = place;
        let _ = write!(out, "<text class=\"month\" x=\"{place:.1}\" y=\"{:.1}\">{words}</text>", BASE + 12.0);
    }
}

/// What the chart shows, in words, with what it may not be read as.
pub(crate) fn note(line: &IndicatorLine, lang: Lang) -> String {
    let series = &line.series;
    if series.is_empty() {
        return lang.t("brief.chart.empty").to_owned();
    }
    let shown = &series.points()[series.len().saturating_sub(MOST)..];
    let drawn = shown.iter().filter_map(|p| p.count).sum::<u64>();
    lang.fill(
        "brief.chart.note",
        &[
            ("title", line.title.say(language(lang))),
            ("from", &dates::day(lang, series.day(series.len().saturating_sub(MOST)))),
            ("to", &dates::day(lang, series.last_day(series.len() - 1))),
            ("total", &number(drawn)),
        ],
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
