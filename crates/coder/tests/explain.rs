//! The reasons for a report, as they are told.

#![allow(clippy::unwrap_used)]

use marsad_coder::Coder;
use marsad_lexicon::Lexicon;
use marsad_model::Document;

#[test]
fn every_field_of_a_report_has_its_reason() {
    let document = Document {
        id: "a".to_owned(),
        title: "غارات على سراقب".to_owned(),
        text: "قال المرصد السوري لحقوق الإنسان إن طائرات مسيرة تركية قصفت أمس مواقع لقوات سوريا الديمقراطية في مدينة \
               عين عيسى بريف الرقة، ما أدى إلى مقتل 3 مقاتلين."
            .to_owned(),
        published: "2022-03-23".parse().ok(),
        ..Document::default()
    };
    let explained = Coder::new(Lexicon::builtin()).explain(&document);
    let told: Vec<String> = explained
        .coded
        .reports
        .iter()
        .zip(&explained.why)
        .flat_map(|(report, why)| {
            let head = std::iter::once(format!("{} «{}»", report.type_, report.trigger.text));
            // The weights of what was learned change with every training.
            let because = |text: &str| text.split("; the learned weighing").next().unwrap_or_default().to_owned();
            head.chain(why.iter().map(move |w| {
                let words = w.words.as_ref().map_or("-", |q| q.text.as_str());
                format!("  {} {} [{}] «{words}» {}", w.field, w.value, w.how, because(&w.because))
            }))
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}
