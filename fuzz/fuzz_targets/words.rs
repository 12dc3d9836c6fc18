//! Any text: the parts of a word are the word, and every analysis stands on a cut of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_text::Text;
use marsad_text::arabic::segment::Segmenter;

fuzz_target!(|data: &str| {
    let text = Text::new(data);
    let nobody = |_: &str| false;
    for word in Segmenter::builtin().segment(&text, &nobody) {
        assert_eq!(word.parts.concat(), text.slice(word.span));
    }
});
