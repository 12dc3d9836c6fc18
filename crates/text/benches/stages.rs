//! Throughput of every stage on running text made from the demonstration's pages, beside the least any reader can do:
//! checking that the bytes are UTF-8 and looking at each once.
//!
//! `cargo bench -p marsad-text`; throughput is in bytes of UTF-8.
#![allow(missing_docs)]

use std::hint::black_box;
use std::path::PathBuf;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use marsad_model::Day;
use marsad_text::Text;
use marsad_text::arabic::{number::numbers, numbers_and_times, time::times};

/// About how many bytes are read in one iteration.
const SIZE: usize = 1 << 20;

/// The paragraphs of one page, one a line: what stands between tags, scripts and styles left out.
fn running_text(page: &str) -> String {
    let mut out = String::new();
    for piece in page.split("<p").skip(1) {
        let paragraph = piece.split("</p>").next().unwrap_or_default();
        let (_, words) = paragraph.split_once('>').unwrap_or_default();
        let mut inside = true;
        out.extend(words.chars().filter(|c| {
            let keep = inside && *c != '<';
            inside = *c == '>' || (inside && *c != '<');
            keep
        }));
        out.push('\n');
    }
    out
}

/// The pages of the demonstration in UTF-8, in the order of their names, again and again up to [`SIZE`].
fn corpus() -> Vec<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../demo/pages");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("the demonstration's pages").flatten().map(|f| f.path()).collect();
    paths.sort();
    // One page is in an older encoding; turning bytes into text is not measured here.
    let pages: Vec<String> =
        paths.iter().filter_map(|p| std::fs::read_to_string(p).ok()).map(|p| running_text(&p)).collect();
    assert!(pages.iter().any(|p| p.len() > 1000), "no page of the demonstration was read");
    let mut size = 0;
    let enough = |page: &&String| {
        let more = size < SIZE;
        size += page.len();
        more
    };
    pages.iter().cycle().take_while(enough).cloned().collect()
}

fn stages(c: &mut Criterion) {
    let pages = corpus();
    let bytes: usize = pages.iter().map(String::len).sum();
    let day = Some(Day::constant(2022, 3, 23));
    let mut group = c.benchmark_group("text");
    group.throughput(Throughput::Bytes(bytes as u64)).sample_size(10);
    group.bench_function("yardstick: utf-8 and memchr", |b| {
        b.iter(|| {
            let valid = pages.iter().filter(|p| std::str::from_utf8(black_box(p.as_bytes())).is_ok()).count();
            valid + pages.iter().map(|p| memchr::memchr_iter(b'\n', p.as_bytes()).count()).sum::<usize>()
        });
    });
    group.bench_function("tokens", |b| {
        b.iter(|| pages.iter().map(|p| Text::new(p.as_str()).tokens().len()).sum::<usize>());
    });
    let texts: Vec<Text> = pages.iter().map(|p| Text::new(p.as_str())).collect();
    group.bench_function("numbers", |b| b.iter(|| texts.iter().map(|t| numbers(t).len()).sum::<usize>()));
    group.bench_function("dates", |b| b.iter(|| texts.iter().map(|t| times(t, day).len()).sum::<usize>()));
    group.bench_function("tokens, numbers, dates", |b| {
        b.iter(|| {
            let read = |p: &String| {
                let text = Text::new(p.as_str());
                let (numbers, times) = numbers_and_times(&text, day);
                text.tokens().len() + numbers.len() + times.len()
            };
            pages.iter().map(read).sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
