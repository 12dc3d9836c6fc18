//! What the tests of the program share. Each test file uses its own part of it.
#![allow(dead_code, reason = "each test file is a crate of its own and uses its own part")]

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

/// The program, without the user's own store or home.
pub fn marsad() -> Command {
    let mut command = Command::cargo_bin("marsad").expect("the program is built");
    command
        .env_remove("MARSAD_STORE")
        .env_remove("MARSAD_LEXICON")
        .env_remove("RUST_LOG")
        .env("HOME", "/nonexistent")
        .env_remove("XDG_DATA_HOME");
    command
}

/// The program for tests that talk to it while it runs.
pub fn marsad_process() -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_marsad"));
    command.env_remove("MARSAD_STORE").env("MARSAD_LEXICON", "/nonexistent").env_remove("RUST_LOG");
    command
}

/// What a run left: exit code, standard output, standard error.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// The lines of standard output as JSON.
    pub fn json_lines(&self) -> Vec<Value> {
        self.out.lines().map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{e}: {l}"))).collect()
    }

    /// Asserts the exit code, with everything that was said in the message.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "standard error: {}\nstandard output: {:.2000}", self.err, self.out);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self
    }

    /// Asserts that standard error says all of this.
    #[track_caller]
    pub fn says(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.err.contains(word), "`{word}` is not in: {}", self.err);
        }
        self
    }
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Run {
    let output = command.output().expect("the program runs");
    Run {
        code: output.status.code().expect("the program ends by itself"),
        out: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
        err: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
    }
}

/// The top of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The sample pages, in the order of their names.
pub fn demo_pages() -> Vec<PathBuf> {
    let folder = repository().join("demo/pages");
    let mut pages: Vec<PathBuf> =
        folder.read_dir().expect("demo/pages").map(|e| e.expect("entry").path()).filter(|p| p.is_file()).collect();
    pages.sort();
    assert_eq!(pages.len(), 20, "the tests count on twenty sample pages");
    pages
}

/// A small page in Arabic with one act that every version of the coder must find.
pub const PAGE: &str = "<!doctype html><html lang=ar><meta charset=utf-8><title>قصف على حلب</title><article><h1>قصف على حلب</h1>\
<p>قصفت طائرات حربية أحياء في مدينة حلب أمس الثلاثاء، وقتل خمسة مدنيين بينهم طفلان في القصف.</p>\
<p>وقال سكان في المدينة إن القصف استمر نحو ساعتين، وإن فرق الإسعاف نقلت عشرة جرحى إلى المشافي القريبة.</p></article></html>";

/// Own sentences from which the tests make documents of any number.
pub const SENTENCES: &[&str] = &[
    "قصفت طائرات حربية أحياء في مدينة حلب أمس الثلاثاء وقتل خمسة مدنيين.",
    "اعتقلت الشرطة ثلاثة متظاهرين في بغداد صباح اليوم.",
    "قال متحدث عسكري إن الجيش سيطر على قرية قرب الرقة بعد معارك عنيفة.",
    "وطالب الأهالي بالإفراج عن المحتجزين منذ عشرين يوماً.",
    "انفجرت عبوة ناسفة في سوق وسط بنغازي وجرح أكثر من عشرة أشخاص.",
    "وأعلنت الأمم المتحدة وصول قافلة مساعدات إلى مخيم الهول يوم الخميس.",
    "ينعقد المؤتمر السنوي للناشرين في القاعة الكبرى ويستمر ثلاثة أيام.",
];

/// One document as a line for `marsad code` and `marsad mentions`, made of `n` sentences from the `seed`-th on.
pub fn line(id: usize, seed: usize, n: usize) -> String {
    let text: Vec<&str> = (0..n).map(|i| SENTENCES[(seed + i) % SENTENCES.len()]).collect();
    format!(
        r#"{{"id":{id},"title":"خبر رقم {id}","text":"{}","published":"2022-03-23","ref":"2022-03-23"}}"#,
        text.join(" ")
    )
}
