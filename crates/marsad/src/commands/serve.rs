//! `marsad serve`: the store as pages on this machine.

use std::io::{IsTerminal, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};
use std::sync::Arc;

use marsad_edit::Desk;
use marsad_lexicon::Lexicon;
use marsad_server::{Access, Basemap, Known, Options, Watches};
use marsad_store::{PlaceParts, Role, Store, Tokens, Upkeep};

use super::{Done, LexiconChoice, StoreChoice};
use crate::talk::talk;

/// Show the store in a browser, in Arabic and English
#[derive(Debug, clap::Args)]
pub struct Serve {
    #[command(flatten)]
    pub listen: Listen,
    /// Show the public form only: private persons without their names, sensitive places without their exact position
    #[arg(long)]
    public: bool,
    /// Ask programs that use the API for a token (`marsad token`)
    #[arg(long)]
    tokens: bool,
    /// Requests a minute that each caller of the API has; 0 for any number
    #[arg(long, value_name = "N", default_value_t = 600)]
    rate: u32,
    /// The address under which readers see the server, e.g. https://record.example, for links in exports
    #[arg(long, value_name = "URL")]
    address: Option<String>,
    /// A map of your own under the reports: a PMTiles file, or the address of tiles like
    /// https://tiles.example/{z}/{x}/{y}.png, which then sees what your readers look at
    #[arg(long, value_name = "FILE|URL")]
    basemap: Option<String>,
    /// Whom that map is by, shown in its corner
    #[arg(long, value_name = "TEXT", default_value = "", requires = "basemap")]
    basemap_credit: String,
    /// Ask people to log in, with the accounts of `marsad people`
    #[arg(long, conflicts_with_all = ["public", "name"])]
    team: bool,
    /// With --team: let anybody read without logging in
    #[arg(long, requires = "team")]
    guests: bool,
    /// The name under which the log has what you change here; `local` without it
    #[arg(long = "as", id = "name", value_name = "NAME", conflicts_with = "public")]
    name: Option<String>,
    #[command(flatten)]
    store: StoreChoice,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

/// Where to listen.
#[derive(Debug, clap::Args)]
pub struct Listen {
    /// Address to listen on; others than this machine's own are open to the network, for reading only without --team
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// Port; 0 for any free one
    #[arg(long, default_value_t = marsad_server::DEFAULT_ADDRESS.port())]
    port: u16,
    /// Open the address in the browser; `demo` does so by itself on a desktop
    #[arg(long)]
    open: bool,
    /// Do not open the browser
    #[arg(long, conflicts_with = "open")]
    no_open: bool,
}

impl Serve {
    pub fn run(self) -> anyhow::Result<Done> {
        let store: Arc<dyn Upkeep> = Arc::from(self.store.open()?);
        let (access, said) = self.access(|| {
            let people = store.people(jiff::Timestamp::now())?;
            Ok(people.iter().any(|p| p.role == Role::Admin && !p.disabled))
        })?;
        if let Some(said) = said {
            talk!("{said}");
        }
        let ready = self.listen.take(false)?;
        let tokens = (self.tokens || self.team).then(|| -> Arc<dyn Tokens> { store.clone() });
        let options = Options { tokens, rate: self.rate, address: self.address, access, ..Options::default() };
        let basemap = self.basemap.as_deref().map(|from| Basemap::read(from, &self.basemap_credit)).transpose()?;
        if let Some(origin) = basemap.as_ref().and_then(Basemap::origin) {
            talk!("{origin} gives the map's tiles, and so sees which places your readers look at");
        }
        let options = Options { basemap, ..options };
        let lexicon = Arc::new(self.lexicon.load()?);
        store.know_places(parts(&lexicon));
        let options = Options { known: Some(Known::of(Arc::clone(&lexicon))), ..options };
        if self.public {
            // From here on nothing has the store itself but the veil before it, and the tokens: no ledger.
            let public = Arc::new(super::export::public(store, Arc::clone(&lexicon), false)?);
            public.look_behind(|looked| match looked {
                Ok(documents) => talk!("{documents} documents were looked through for names of private persons"),
                Err(error) => talk!(
                    "documents cannot be looked through for names, so that questions with words stay slow: {error}"
                ),
            });
            let options = Options { changes: Some(public.clone()), explore: Some(public.clone()), ..options };
            let options = Options { events: Some(public.clone()), ..options };
            ready.serve_with(public, options, &lexicon)?;
        } else {
            let desk = self.lexicon.desk(store.clone())?;
            let options = Options { desk: Some(desk), ..options };
            ready.serve_with(store.clone(), with_all(store, options), &lexicon)?;
        }
        Ok(Done::All)
    }
}

impl Serve {
    /// Who may do what, by the options, and what is to be said of it where it may surprise. `admin` says whether an admin could
    /// log in.
    fn access(&self, admin: impl FnOnce() -> anyhow::Result<bool>) -> anyhow::Result<(Access, Option<String>)> {
        let host = SocketAddr::new(self.listen.host, self.listen.port);
        let here = self.listen.host.is_loopback();
        if self.team {
            anyhow::ensure!(
                admin()?,
                "no admin could log in; make an account for one with `marsad people add NAME --role admin`"
            );
            let https = self.address.as_deref().is_some_and(|a| a.starts_with("https://"));
            let open = format!(
                "passwords travel to {host} unencrypted; let a web server with TLS stand before it, listen on 127.0.0.1, and name \
                 the address that people see with --address https://…"
            );
            return Ok((Access::Team { guests: self.guests }, (!here && !https).then_some(open)));
        }
        // Whoever comes through another server is not the person at this machine.
        if !self.public && here && self.address.is_none() {
            let name = marsad_store::account_name(self.name.as_deref().unwrap_or("local"));
            let name = name.map_err(|why| anyhow::anyhow!("--as: {why}"))?;
            return Ok((Access::Alone { name: name.into() }, None));
        }
        anyhow::ensure!(
            self.name.is_none(),
            "--as is for one person at this machine; with others, people log in: --team, and `marsad people add`"
        );
        let why = if here { "--address says that others come" } else { "others can reach it, and nobody logs in" };
        let said = format!(
            "{host} is read only, as {why}: let people log in with --team to change the record, or show its public form with --public"
        );
        Ok((Access::Reading, (!self.public).then_some(said)))
    }
}

impl Listen {
    /// Takes the address, so that a port in use is known before other work is done. With `on_desktop`, a person at a desktop
    /// gets the page without asking.
    pub fn take(&self, on_desktop: bool) -> anyhow::Result<Ready> {
        let address = SocketAddr::new(self.host, self.port);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let listener = runtime.block_on(marsad_server::bind(address))?;
        let open = self.open || on_desktop && !self.no_open && at_desktop();
        Ok(Ready { runtime, listener, open })
    }
}

/// An address that is taken and waits to be served.
pub struct Ready {
    runtime: tokio::runtime::Runtime,
    listener: tokio::net::TcpListener,
    open: bool,
}

impl Ready {
    /// Serves until interrupted. The address goes to standard output when it is ready.
    pub fn serve(self, store: Arc<dyn Upkeep>, lexicon: &Lexicon, desk: Arc<Desk>) -> anyhow::Result<()> {
        store.know_places(parts(lexicon));
        let access = match self.listener.local_addr()?.ip().is_loopback() {
            true => Access::local(),
            false => Access::Reading,
        };
        self.serve_with(
            store.clone(),
            with_all(store, Options { access, desk: Some(desk), known: Some(Known::built_in()), ..Options::default() }),
            lexicon,
        )
    }

    /// The same with options.
    fn serve_with(self, store: Arc<dyn Store>, options: Options, lexicon: &Lexicon) -> anyhow::Result<()> {
        let options = Options { names: names(lexicon), places: places(lexicon), ..options };
        if let Some(desk) = &options.desk {
            let shown = options.names.clone();
            desk.on_change(move |lexicon| shown.replace(&names(lexicon)));
        }
        let address = format!("http://{}/", self.listener.local_addr()?);
        writeln!(std::io::stdout(), "{address}")?;
        talk!("open the address above in a browser; Ctrl-C ends");
        if self.open && !open_browser(&address) {
            talk!("no browser could be started");
        }
        Ok(self.runtime.block_on(marsad_server::serve_on(self.listener, store, options))?)
    }
}

/// Everything that a store answers beside its reports.
fn with_all(store: Arc<dyn Upkeep>, options: Options) -> Options {
    Options {
        explore: Some(store.clone()),
        ledger: Some(store.clone()),
        events: Some(store.clone()),
        reviews: Some(store.clone()),
        dossiers: Some(store.clone()),
        outlets: Some(store.clone()),
        watches: Some(Watches(store.clone())),
        changes: Some(store.clone()),
        people: Some(store),
        ..options
    }
}

/// Whether a person sits before this program at a desktop: it talks to a terminal, and there is a screen to open a window on.
fn at_desktop() -> bool {
    let screen = cfg!(any(target_os = "macos", windows))
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|v| std::env::var_os(v).is_some_and(|x| !x.is_empty()));
    screen && std::io::stdout().is_terminal()
}

/// Starts the user's browser; whether that went.
fn open_browser(address: &str) -> bool {
    let (program, before): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start"]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    command.args(before).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().is_ok()
}

/// Arabic names for the English canonical ones.
pub fn names(lexicon: &Lexicon) -> marsad_server::Names {
    let places = lexicon.gazetteer.all().map(|p| (p.en.to_owned(), p.ar.to_owned()));
    let actors = lexicon.entities.all.iter().map(|e| (e.en.clone(), e.ar.clone()));
    let hidden = (marsad_redact::NEUTRAL.to_owned(), marsad_redact::NEUTRAL_AR.to_owned());
    places.chain(actors).chain([hidden]).filter(|(en, ar)| !en.is_empty() && !ar.is_empty()).collect()
}

/// Governorates by the places in them, for questions to a store.
pub fn parts(lexicon: &Lexicon) -> Arc<PlaceParts> {
    let of = lexicon.gazetteer.all().filter_map(|p| Some((p.id.to_owned(), p.admin1?.to_owned())));
    let governorates = lexicon.gazetteer.all().filter(|p| p.id.starts_with("governorate:"));
    Arc::new(PlaceParts::new(of, governorates.map(|p| (p.en.to_owned(), p.ar.to_owned()))))
}

/// Governorates by the places in them, and the names of countries.
fn places(lexicon: &Lexicon) -> marsad_server::Places {
    let governorates = lexicon.gazetteer.all().filter_map(|p| Some((p.id.to_owned(), p.admin1?.to_owned())));
    let countries = lexicon.gazetteer.all().filter_map(|p| {
        let code = p.id.strip_prefix("country:")?;
        Some((code.to_owned(), p.en.to_owned(), p.ar.to_owned()))
    });
    marsad_server::Places::new(governorates, countries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        serve: Serve,
    }

    fn access(args: &str) -> Result<(Access, Option<String>), String> {
        let line =
            Line::try_parse_from(["serve"].into_iter().chain(args.split_whitespace())).map_err(|e| e.to_string())?;
        line.serve.access(|| Ok(true)).map_err(|e| e.to_string())
    }

    #[test]
    fn who_may_write_follows_from_where_it_listens_and_who_logs_in() {
        assert_eq!(access(""), Ok((Access::local(), None)));
        assert_eq!(access("--as Salma"), Ok((Access::Alone { name: "salma".into() }, None)));
        assert_eq!(access("--public"), Ok((Access::Reading, None)));
        assert_eq!(access("--team"), Ok((Access::Team { guests: false }, None)));
        assert_eq!(access("--team --guests"), Ok((Access::Team { guests: true }, None)));
        for (args, says) in [
            ("--host 192.0.2.1", "is read only, as others can reach it"),
            ("--host :: --port 1", "is read only, as others can reach it"),
            ("--address https://record.example", "is read only, as --address says"),
        ] {
            let (access, said) = access(args).unwrap();
            assert_eq!(access, Access::Reading, "{args}");
            assert!(said.unwrap().contains(says), "{args}");
        }
        let said = |args| access(args).unwrap().1;
        assert!(said("--team --host 192.0.2.1").unwrap().contains("unencrypted"));
        assert_eq!(said("--team --address https://record.example"), None);
        assert_eq!(said("--public --host 192.0.2.1"), None);
        for bad in ["--team --public", "--guests", "--team --as salma", "--as salma --host 192.0.2.1", "--as a/b"] {
            assert!(access(bad).is_err(), "{bad}");
        }
        let line = Line::try_parse_from(["serve", "--team"]).unwrap();
        let nobody = line.serve.access(|| Ok(false)).unwrap_err().to_string();
        assert!(nobody.contains("marsad people add"), "{nobody}");
    }
}
