//! The lexicon's files: those built into the program, with a user's own folders laid over them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use crate::LexiconError;

static LEXICON: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../lexicon");
static GAZETTEER: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../gazetteer");

/// The largest file that is read from a user's folder.
const LARGEST: u64 = 64 << 20;

/// Text files by their path (`lexicon/ar/actors/syria.tsv`), each possibly in several layers.
#[derive(Debug, Clone, Default)]
pub struct Files {
    layers: BTreeMap<String, Vec<Layer>>,
}

/// One layer of one file.
#[derive(Debug, Clone)]
pub struct Layer {
    /// What to call it in messages.
    pub name: String,
    /// Its text.
    pub text: Cow<'static, str>,
}

impl Files {
    /// The files that ship with the program.
    #[must_use]
    pub fn builtin() -> Self {
        let mut files = Self::default();
        for (root, dir) in [("lexicon", &LEXICON), ("gazetteer", &GAZETTEER)] {
            files.embed(root, dir);
        }
        files
    }

    fn embed(&mut self, root: &str, dir: &Dir<'static>) {
        for file in dir.files() {
            let path = format!("{root}/{}", file.path().to_string_lossy().replace('\\', "/"));
            if let (true, Some(text)) = (wanted(&path), file.contents_utf8()) {
                self.layers.entry(path.clone()).or_default().push(Layer { name: path, text: Cow::Borrowed(text) });
            }
        }
        for sub in dir.dirs() {
            self.embed(root, sub);
        }
    }

    /// Lays a folder over what is there. The folder has the same shape: `lexicon/…`, `gazetteer/…`.
    ///
    /// # Errors
    /// When the folder or one of its files cannot be read, or a file is not UTF-8 or larger than 64 MiB.
    pub fn overlay(&mut self, folder: &Path) -> Result<(), LexiconError> {
        for root in ["lexicon", "gazetteer"] {
            let dir = folder.join(root);
            if dir.is_dir() {
                self.walk(&dir, root)?;
            }
        }
        Ok(())
    }

    fn walk(&mut self, dir: &Path, prefix: &str) -> Result<(), LexiconError> {
        let io = |e| LexiconError::Io { path: dir.display().to_string(), source: e };
        let mut entries: Vec<_> = std::fs::read_dir(dir).map_err(io)?.collect::<Result<_, _>>().map_err(io)?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let name = format!("{prefix}/{}", entry.file_name().to_string_lossy());
            let fail = |e| LexiconError::Io { path: path.display().to_string(), source: e };
            if path.is_dir() {
                self.walk(&path, &name)?;
            } else if wanted(&name) {
                if entry.metadata().map_err(fail)?.len() > LARGEST {
                    return Err(LexiconError::TooLarge { path: path.display().to_string() });
                }
                let text = std::fs::read_to_string(&path).map_err(fail)?;
                let layer = Layer { name: path.display().to_string(), text: Cow::Owned(text) };
                self.layers.entry(name).or_default().push(layer);
            }
        }
        Ok(())
    }

    /// The layers of one file, the program's own first.
    #[must_use]
    pub fn get(&self, path: &str) -> &[Layer] {
        self.layers.get(path).map_or(&[], Vec::as_slice)
    }

    /// Paths that begin with `prefix` and end with `suffix`, in order; cases files only when asked for.
    pub fn paths<'a>(&'a self, prefix: &'a str, suffix: &'a str) -> impl Iterator<Item = &'a str> {
        let cases = suffix.contains(".cases.");
        self.layers
            .range(prefix.to_owned()..)
            .map(|(path, _)| path.as_str())
            .take_while(move |path| path.starts_with(prefix))
            .filter(move |path| path.ends_with(suffix) && (cases || !path.contains(".cases.")))
    }

    /// `sha256:…` over the paths and texts of everything that coding depends on (cases and notes are left out).
    #[must_use]
    pub fn hash(&self) -> String {
        let mut sha = Sha256::new();
        for (path, layers) in &self.layers {
            if path.contains(".cases.") || path.ends_with(".md") {
                continue;
            }
            for layer in layers {
                sha.update(path.as_bytes());
                sha.update((layer.text.len() as u64).to_le_bytes());
                sha.update(layer.text.as_bytes());
            }
        }
        let hex: String = sha.finalize().iter().map(|b| format!("{b:02x}")).collect();
        format!("sha256:{hex}")
    }
}

fn wanted(path: &str) -> bool {
    [".tsv", ".toml", ".md"].iter().any(|end| path.ends_with(end))
}
