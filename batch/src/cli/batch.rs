//! `marsad batch`: archives into tables.

use std::time::Instant;

use anyhow::Context;
use marsad_batch::coding::Wish;
use marsad_batch::done::{FORMAT, Out, Settings};
use marsad_batch::inputs::find;
use marsad_batch::run::{Options, run as run_batch};
use marsad_coder::Coder;

use super::cluster;
use super::watch::Bar;
use super::{languages, lexicon, limits, runtime, say, threads};
use crate::batch_args::{BatchArgs, Then};

pub fn run(args: BatchArgs) -> anyhow::Result<bool> {
    match args.then {
        Some(Then::Corroborate { folder, threads: asked, overlays, no_builtin }) => {
            return corroborate(&folder, threads(asked), lexicon(&overlays, !no_builtin)?);
        }
        Some(Then::Scheduler { listen }) => return cluster::scheduler(listen),
        Some(Then::Executor { cluster, listen, threads: asked, overlays, no_builtin }) => {
            return cluster::executor(&cluster, listen, threads(asked), overlays, !no_builtin);
        }
        None => {}
    }
    let reading = &args.reading;
    let threads = threads(reading.threads);
    let runtime = runtime(threads)?;
    let root = args.out.context("--out DIR is missing: where are the tables to be written?")?;
    let found = find(&args.inputs, runtime.handle())?;
    for told in &found.told {
        say(told);
    }
    anyhow::ensure!(
        !(args.again && args.shard.is_some()),
        "--again forgets what all shards have done; remove the folder instead, or name another --out"
    );
    let lexicon = lexicon(&reading.overlays, !reading.no_builtin)?;
    let languages = languages(reading);
    let settings = Settings {
        format: FORMAT,
        marsad: env!("CARGO_PKG_VERSION").to_owned(),
        lexicon: lexicon.hash.clone(),
        languages: languages.clone(),
        mentions: !args.no_mentions,
    };
    let out = Out::open(&root, &settings, args.again)?;
    let mine = found.inputs.iter().filter(|i| args.shard.is_none_or(|(k, n)| i.shard(n) == k));
    let bar = Bar::over(mine.map(|i| i.size).sum());
    let options = Options {
        threads,
        shard: args.shard,
        limits: limits(reading),
        wish: Wish { languages, coded: true, mentions: !args.no_mentions },
    };
    let began = Instant::now();
    let summary = match &args.cluster {
        Some(address) => cluster::run(&out, &found.inputs, &settings, &options, address, runtime.handle(), &bar)?,
        None => run_batch(&out, &found.inputs, Coder::new(lexicon), &options, runtime.handle(), &bar)?,
    };
    drop(bar);
    let new = &summary.new;
    let mut line = format!(
        "{} inputs coded in {:.1} s: {} documents, {} reports, {} mentions",
        summary.inputs,
        began.elapsed().as_secs_f64(),
        new.documents,
        new.reports,
        new.mentions
    );
    for (count, what) in [
        (new.errors, "records failed (dataset errors)"),
        (new.other_languages, "documents in other languages left out"),
        (new.passed_over, "records that are no pages passed over"),
        (summary.known, "inputs done before"),
        (summary.failed, "inputs failed"),
    ] {
        if count > 0 {
            line.push_str(&format!(", {count} {what}"));
        }
    }
    say(&line);
    if let Some(done) = &summary.finished {
        let twice = match done.duplicates {
            0 => String::new(),
            n if n * 5 > done.documents => format!(
                "; {n} whose id another has were left out (dataset duplicates). So many? Where each table numbers its rows anew, give \
                 the column `id` another name: documents are known by address or words then"
            ),
            n => format!("; {n} whose id another has were left out (dataset duplicates)"),
        };
        say(&format!("{} holds {} documents of {} inputs{twice}", root.display(), done.documents, done.inputs));
    }
    Ok(summary.failed == 0 && new.errors == 0)
}

fn corroborate(
    folder: &std::path::Path,
    threads: usize,
    lexicon: &'static marsad_lexicon::Lexicon,
) -> anyhow::Result<bool> {
    let runtime = runtime(threads)?;
    let out = Out::existing(folder)?;
    let above = |id: &str| lexicon.entities.get(id).and_then(|entity| entity.parent.clone());
    let began = Instant::now();
    let made = marsad_batch::corroborate::run(&out, threads, &above, runtime.handle(), &say)?;
    say(&format!(
        "{} documents of {} origins by {} links; {} events of {} tellings; {:.1} s",
        made.documents,
        made.origins,
        made.links,
        made.events,
        made.tellings,
        began.elapsed().as_secs_f64()
    ));
    Ok(true)
}
