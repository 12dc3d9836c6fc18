//! Any text as a dossier's question: a question whose words can be asked for, or faults with lines that the text has.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_watch::dossier::Question;

fuzz_target!(|data: &str| {
    match Question::read(data) {
        Ok(question) => {
            assert!(!question.indicators.is_empty() && question.main().is_some());
            assert!(!question.name.is_empty() && question.name.is_ascii());
            for both in [&question.title, &question.question] {
                assert!(!both.ar.is_empty() && !both.en.is_empty());
            }
        }
        Err(error) => {
            assert!(!error.faults.is_empty() && !error.to_string().is_empty());
            assert!(error.faults.iter().all(|fault| (1..=data.lines().count().max(1) + 1).contains(&fault.line)));
        }
    }
});
