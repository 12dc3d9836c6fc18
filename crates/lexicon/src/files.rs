//! The lexicon's files: those built into the program, with a user's own folders laid over them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};
use marsad_gazetteer::Pack;
use sha2::{Digest, Sha256};

use crate::LexiconError;

static LEXICON: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../lexicon");
static GAZETTEER: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../gazetteer");

/// SHA-256 of the built-in files by path, taken when the program was built.
static DIGESTS: &[(&str, [u8; 32])] = include!(concat!(env!("OUT_DIR"), "/digests.rs"));

/// The largest file that is read from a user's folder.
const LARGEST: u64 = 64 << 20;

/// The largest compiled gazetteer that is read: some ten million places.
const LARGEST_PACK: u64 = 1 << 30;

/// Text files by their path (`lexicon/ar/actors/syria.tsv`), each possibly in several layers.
#[derive(Debug, Clone, Default)]
pub struct Files {
    layers: BTreeMap<String, Vec<Layer>>,
    /// Compiled gazetteers by the file they were read from.
    packs: Vec<(String, Pack)>,
}

/// One layer of one file.
#[derive(Debug, Clone)]
pub struct Layer {
    /// What to call it in messages.
    pub name: String,
    /// Its text.
    pub text: Cow<'static, str>,
    /// SHA-256 of a built-in text.
    digest: Option<[u8; 32]>,
}

impl Layer {
    /// Whether it is part of the program.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        self.digest.is_some()
    }

    /// SHA-256 of its text.
    pub(crate) fn sha256(&self) -> [u8; 32] {
        self.digest.unwrap_or_else(|| Sha256::digest(self.text.as_bytes()).into())
    }
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
                let digest = DIGESTS.binary_search_by(|(name, _)| (*name).cmp(&path)).ok().map(|i| DIGESTS[i].1);
                self.layers.entry(path.clone()).or_default().push(Layer {
                    name: path,
                    text: Cow::Borrowed(text),
                    digest,
                });
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
            } else if name.starts_with("gazetteer/") && name.ends_with(".pack") {
                if entry.metadata().map_err(fail)?.len() > LARGEST_PACK {
                    return Err(LexiconError::TooLarge { path: path.display().to_string() });
                }
                let pack = Pack::read(std::fs::read(&path).map_err(fail)?);
                let pack = pack.map_err(|e| LexiconError::Pack { path: path.display().to_string(), source: e })?;
                self.packs.push((path.display().to_string(), pack));
            } else if wanted(&name) {
                if entry.metadata().map_err(fail)?.len() > LARGEST {
                    return Err(LexiconError::TooLarge { path: path.display().to_string() });
                }
                let text = std::fs::read_to_string(&path).map_err(fail)?;
                let layer = Layer { name: path.display().to_string(), text: Cow::Owned(text), digest: None };
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

    /// Puts a text over the built-in layer of a file, in place of other layers.
    pub fn replace(&mut self, path: &str, name: &str, text: &str) {
        let layers = self.layers.entry(path.to_owned()).or_default();
        layers.retain(Layer::is_built_in);
        layers.push(Layer { name: name.to_owned(), text: Cow::Owned(text.to_owned()), digest: None });
    }

    /// Puts a text in place of the layer of this name, or over the built-in one where there is none of the name; without a text
    /// the layer goes. The same files come out as if the folder that the layer stands in had it and were laid over the built-in
    /// files first.
    pub fn set_layer(&mut self, path: &str, name: &str, text: Option<&str>) {
        let layers = self.layers.entry(path.to_owned()).or_default();
        let there = layers.iter().position(|layer| layer.name == name && !layer.is_built_in());
        let built_in = layers.iter().filter(|layer| layer.is_built_in()).count();
        let made = text.map(|text| Layer { name: name.to_owned(), text: Cow::Owned(text.to_owned()), digest: None });
        match (there, made) {
            (Some(at), Some(made)) => layers[at] = made,
            (Some(at), None) => {
                layers.remove(at);
            }
            (None, Some(made)) => layers.insert(built_in, made),
            (None, None) => {}
        }
        if layers.is_empty() {
            self.layers.remove(path);
        }
    }

    /// The compiled gazetteers of the user, with the file of each.
    #[must_use]
    pub fn packs(&self) -> &[(String, Pack)] {
        &self.packs
    }

    /// Whether the program's own places are among the files.
    #[must_use]
    pub(crate) fn has_built_in_places(&self) -> bool {
        self.get("gazetteer/countries.tsv").first().is_some_and(Layer::is_built_in)
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

    /// `sha256:…` over the paths and texts of everything that coding Arabic depends on (cases and notes are left out). Further
    /// languages have hashes of their own ([`crate::LanguagePack::hash`]).
    #[must_use]
    pub fn hash(&self) -> String {
        let mut sha = Sha256::new();
        let packs: Vec<String> = crate::language::tags(self).iter().map(|tag| format!("lexicon/{tag}/")).collect();
        for (path, layers) in &self.layers {
            let of_pack = packs.iter().any(|folder| path.starts_with(folder.as_str()));
            if path.contains(".cases.") || path.ends_with(".md") || of_pack {
                continue;
            }
            for layer in layers {
                sha.update((path.len() as u64).to_le_bytes());
                sha.update(path.as_bytes());
                sha.update(layer.sha256());
            }
        }
        for (_, pack) in &self.packs {
            sha.update(pack.hash());
        }
        let hex: String = sha.finalize().iter().map(|b| format!("{b:02x}")).collect();
        format!("sha256:{hex}")
    }
}

fn wanted(path: &str) -> bool {
    [".tsv", ".toml", ".md", ".forest"].iter().any(|end| path.ends_with(end))
}
