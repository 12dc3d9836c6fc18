//! `marsad gazetteer fetch`: the gazetteers of countries from their public addresses.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use marsad_acquire::{AcquireError, Downloaded, Limits, download};
use marsad_gazetteer::import::country;
use serde_json::Value;

use super::Done;
use super::gazetteer::Target;
use crate::talk::talk;

/// Fetch the places of countries from GeoNames and OCHA COD-AB, and import them
#[derive(Debug, clap::Args)]
pub struct Fetch {
    /// Countries, by their codes of two or three letters: SY IQ
    #[arg(value_name = "COUNTRY", required = true, value_parser = country_code)]
    countries: Vec<(String, String)>,
    /// Which collections to fetch
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [Source::Geonames, Source::Ocha])]
    source: Vec<Source>,
    /// Address of a copy of GeoNames' dumps
    #[arg(long, value_name = "URL", default_value = "https://download.geonames.org/export/dump")]
    geonames_url: String,
    /// Address of a copy of the Humanitarian Data Exchange
    #[arg(long, value_name = "URL", default_value = "https://data.humdata.org")]
    ocha_url: String,
    /// Only download; import later with `marsad gazetteer import`
    #[arg(long)]
    no_import: bool,
    /// Also fetch from addresses inside private networks
    #[arg(long)]
    allow_private: bool,
    #[command(flatten)]
    target: Target,
}

/// A collection of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Source {
    /// GeoNames: everything, Arabic names for much of it
    Geonames,
    /// OCHA: administrative divisions, official names
    Ocha,
}

/// The largest file that is fetched: GeoNames' whole world has 400 MB.
const LARGEST: u64 = 2 << 30;

/// Codes of two and three letters of a country.
fn country_code(text: &str) -> Result<(String, String), String> {
    country(&text.to_uppercase())
        .ok_or_else(|| format!("`{text}` is not the code of a country: give two or three letters, SY or SYR"))
}

impl Fetch {
    pub fn run(self) -> anyhow::Result<Done> {
        let folder = self.target.folder()?.join("fetched");
        std::fs::create_dir_all(&folder).map_err(|e| anyhow::anyhow!("cannot make {}: {e}", folder.display()))?;
        let limits = Limits { max_bytes: LARGEST, allow_private: self.allow_private, ..Limits::default() };
        let (mut files, failed) = (Vec::new(), Cell::new(false));
        let mut get = |url: &str, path: PathBuf, optional: bool| match download(url, &path, &limits) {
            Ok(what) => {
                talk!("{url}: {}", said(what));
                files.push(path);
            }
            Err(AcquireError::Status { status: 404, .. }) if optional => talk!("{url}: there is none"),
            Err(error) => {
                failed.set(true);
                talk!("{error}");
            }
        };
        for (two, three) in &self.countries {
            if self.source.contains(&Source::Geonames) {
                let base = self.geonames_url.trim_end_matches('/');
                get(&format!("{base}/{two}.zip"), folder.join(format!("{two}.zip")), false);
                let names = folder.join(format!("{two}-names.zip"));
                get(&format!("{base}/alternatenames/{two}.zip"), names, true);
                get(&format!("{base}/admin1CodesASCII.txt"), folder.join("admin1CodesASCII.txt"), true);
            }
            if self.source.contains(&Source::Ocha) {
                let base = self.ocha_url.trim_end_matches('/');
                let list = folder.join(format!("{three}-cod-ab.json"));
                let url = format!("{base}/api/3/action/package_show?id=cod-ab-{}", three.to_lowercase());
                match download(&url, &list, &limits) {
                    Ok(_) => match resources(&list) {
                        found if found.is_empty() => {
                            talk!(
                                "{url}: OCHA has no table or GeoJSON for {three}; save its workbook as CSV and import that"
                            );
                        }
                        found => found.into_iter().for_each(|(url, name)| get(&url, folder.join(name), true)),
                    },
                    Err(AcquireError::Status { status: 404, .. }) => talk!("{url}: OCHA has no boundaries of {three}"),
                    Err(error) => {
                        failed.set(true);
                        talk!("{error}");
                    }
                }
            }
        }
        files.sort();
        files.dedup();
        anyhow::ensure!(!files.is_empty(), "nothing could be fetched");
        let done = if self.no_import { Done::All } else { self.target.import(&files)? };
        Ok(if failed.get() { Done::Some } else { done })
    }
}

fn said(what: Downloaded) -> String {
    match what {
        Downloaded::Whole => "fetched".to_owned(),
        Downloaded::Resumed(at) => format!("fetched, going on from byte {at}"),
        Downloaded::Unchanged => "unchanged".to_owned(),
    }
}

/// Addresses and file names of what a dataset of the exchange offers in a form that can be imported.
fn resources(list: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(list).unwrap_or_default();
    let value: Value = serde_json::from_str(&text).unwrap_or_default();
    let all = value["result"]["resources"].as_array().cloned().unwrap_or_default();
    let mut out = Vec::new();
    for resource in &all {
        let url = resource["download_url"].as_str().or(resource["url"].as_str()).unwrap_or_default();
        let format = resource["format"].as_str().unwrap_or_default().to_lowercase();
        let name = url.split(['?', '#']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
        let safe: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')).collect();
        if matches!(format.as_str(), "csv" | "geojson" | "json") && !safe.trim_matches('.').is_empty() {
            out.push((url.to_owned(), safe));
        }
    }
    out
}
