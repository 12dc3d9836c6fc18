//! A dossier's answer as text.

use std::io::{self, Write};

use marsad_watch::dossier::{Brief, FigureLine, Source};
use marsad_watch::sentence::Language;

/// Where a line comes from: outlet, day and document.
fn from(source: &Source) -> String {
    let day = source.published.map(|day| day.to_string()).unwrap_or_default();
    format!("{} {day} [document {}]", source.outlet.as_deref().unwrap_or("?"), source.document)
}

fn amount(line: &FigureLine) -> String {
    match (line.min, line.max) {
        (Some(a), Some(b)) if a == b => a.to_string(),
        (Some(a), Some(b)) => format!("{a}-{b}"),
        (Some(a), None) => format!("{a}-"),
        (None, Some(b)) => format!("-{b}"),
        (None, None) => "?".to_owned(),
    }
}

/// Prints the answer, the indicators, figures and measures, each with its sources.
pub fn brief(out: &mut impl Write, brief: &Brief, language: Language) -> io::Result<()> {
    writeln!(out, "{}\nas of {}\n{}\n", brief.title.say(language), brief.as_of, brief.question.say(language))?;
    writeln!(out, "{}: {}\n", brief.answer.saying.code(), brief.answer.sentence.say(language))?;
    for line in &brief.indicators {
        let (total, four) = (line.total, line.last_four);
        writeln!(out, "{}\t{total} in all, {four} in the last four periods\t{}", line.key, line.answer.saying.code())?;
        for (alarm, words) in &line.alarms {
            writeln!(out, "  alarm {}\t{}\t{}", alarm.day, alarm.level.name(), words.say(language))?;
        }
        for source in &line.sources {
            writeln!(out, "  {}", from(source))?;
        }
    }
    for figure in &brief.figures {
        writeln!(out, "\n{}", figure.title.say(language))?;
        for line in &figure.lines {
            let teller = line.teller.as_deref().unwrap_or("?");
            writeln!(out, "  {}\t{teller}\t{}", amount(line), line.words)?;
            for source in &line.sources {
                writeln!(out, "    {}", from(source))?;
            }
        }
    }
    for measure in &brief.measures {
        writeln!(out, "\n{} {}\t{}", measure.type_, measure.modality, measure.sentence.trim())?;
        writeln!(out, "  {}\n  {}", from(&measure.source), measure.state.code())?;
        for later in &measure.later {
            writeln!(out, "    {}\t{}\t{}", later.type_, from(&later.source), later.sentence.trim())?;
        }
    }
    for note in &brief.notes {
        writeln!(out, "\nnote {}\t{}", note.at, note.text)?;
    }
    Ok(())
}
