//! `marsad serve`: the store as pages on this machine.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use marsad_lexicon::Lexicon;
use marsad_server::Options;
use marsad_store::{SqliteStore, Store};

use super::{Done, LexiconChoice, StoreChoice};

/// Show the store in a browser, in Arabic and English
#[derive(Debug, clap::Args)]
pub struct Serve {
    #[command(flatten)]
    pub listen: Listen,
    #[command(flatten)]
    store: StoreChoice,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

/// Where to listen.
#[derive(Debug, clap::Args)]
pub struct Listen {
    /// Address to listen on; others than this machine's own are open to the network without log-in
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// Port; 0 for any free one
    #[arg(long, default_value_t = marsad_server::DEFAULT_ADDRESS.port())]
    port: u16,
}

impl Serve {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = SqliteStore::open(self.store.folder()?)?;
        let lexicon = self.lexicon.load()?;
        self.listen.serve(Arc::new(store), &lexicon)
    }
}

impl Listen {
    /// Serves until interrupted. The address goes to standard output when it is ready.
    pub fn serve(&self, store: Arc<dyn Store>, lexicon: &Lexicon) -> anyhow::Result<Done> {
        let options = Options { names: names(lexicon), ..Options::default() };
        let address = SocketAddr::new(self.host, self.port);
        if !self.host.is_loopback() {
            eprintln!("marsad: {address} can be reached from other machines, and there is no log-in");
        }
        tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
            let listener = marsad_server::bind(address).await?;
            println!("http://{}/", listener.local_addr()?);
            eprintln!("marsad: open the address above in a browser; Ctrl-C ends");
            marsad_server::serve_on(listener, store, options).await?;
            anyhow::Ok(())
        })?;
        Ok(Done::All)
    }
}

/// Arabic names for the English canonical ones.
fn names(lexicon: &Lexicon) -> marsad_server::Names {
    let places = lexicon.gazetteer.all.iter().map(|p| (p.en.clone(), p.ar.clone()));
    let actors = lexicon.entities.all.iter().map(|e| (e.en.clone(), e.ar.clone()));
    places.chain(actors).filter(|(en, ar)| !en.is_empty() && !ar.is_empty()).collect()
}
