//! Reads lines `{"id","text","ref"}` and prints the numbers and times of each text as mention lines.
#![allow(clippy::print_stdout)]

use std::io::{BufRead, Write};

use marsad_model::{NumberType, TimeType};
use marsad_text::Text;
use marsad_text::arabic::{number::numbers, time::times};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line: Value = serde_json::from_str(&line?)?;
        let text = Text::new(line["text"].as_str().unwrap_or_default());
        let reference = line["ref"].as_str().and_then(|day| day.get(..10)).and_then(|day| day.parse().ok());
        let mut mentions = Vec::new();
        for n in numbers(&text) {
            let kind = match n.kind {
                NumberType::Number => "number",
                NumberType::Ordinal => "ordinal",
                NumberType::Percent => "percent",
                NumberType::Range => "range",
                NumberType::Vague => "vague",
            };
            let counted = n.counted.clone().map(|c| text.slice(text.cover(c.start, c.end)));
            mentions.push(json!({
                "start": n.span.start, "end": n.span.end, "text": text.slice(n.span), "kind": "number", "type": kind,
                "min": n.min, "max": n.max, "counted": counted, "class": n.class.map(|c| c.as_str()),
            }));
        }
        for t in times(&text, reference) {
            let kind = match t.kind {
                TimeType::Date => "date",
                TimeType::Range => "range",
                TimeType::Duration => "duration",
                TimeType::Set => "set",
            };
            mentions.push(json!({
                "start": t.span.start, "end": t.span.end, "text": text.slice(t.span), "kind": "time", "type": kind,
                "from": t.from.map(|d| d.to_string()), "to": t.to.filter(|_| !t.open).map(|d| d.to_string()), "value": t.value,
                "precision": t.precision, "part": t.part, "timex": t.timex,
            }));
        }
        writeln!(out, "{}", json!({"id": line["id"], "mentions": mentions}))?;
    }
    out.flush()?;
    Ok(())
}
