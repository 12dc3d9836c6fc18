//! What the simulated web holds, and what a collector that loses nothing must have in the end. All of it follows from a seed.

use marsad_store::ledger::{FeedKind, TargetState};

/// Sentences of our own, from which pages are made.
const SENTENCES: [&str; 8] = [
    "أعلنت غرفة الطوارئ في المدينة أن الطريق الساحلي فتح أمام سيارات الإسعاف بعد إزالة الأنقاض.",
    "وقال متحدث باسم البلدية إن فرق الصيانة أعادت التيار الكهربائي إلى ثلاثة أحياء في المساء.",
    "ووصلت قافلة من عشر شاحنات تحمل مواد غذائية وأدوية إلى المخيم الواقع شرق النهر.",
    "وذكر شهود أن أصوات انفجارات سمعت قرب الجسر القديم من دون أن تقع إصابات.",
    "ودعت لجنة الأهالي إلى فتح المعبر أمام المرضى والطلاب قبل بداية الأسبوع المقبل.",
    "وأوضح مدير المستشفى أن الجرحى نقلوا إلى قسم الجراحة وأن حالتهم مستقرة.",
    "وتستمر المفاوضات بين الطرفين بوساطة أممية لتثبيت وقف إطلاق النار في الريف الجنوبي.",
    "وأكدت المنظمة أن عدد العائلات العائدة إلى قراها ارتفع خلال الشهر الماضي.",
];

/// How a page answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Plain,
    Chunked,
    Gzip,
    /// Windows-1256 that calls itself UTF-8.
    WrongCharset,
    Moved,
    /// To another host.
    MovedAway,
    /// Three hops.
    Chain,
    Loop,
    /// To a host that wants no programs.
    IntoClosed,
    NotFound,
    Gone,
    /// 500 twice, then the page.
    Faulty,
    /// 429 with `Retry-After` once, then the page.
    Hasty,
    /// 503 with `Retry-After` once, then the page.
    Overloaded,
    Slow,
    Endless,
    Bomb,
    Oversize,
    /// Half a body once, then the page.
    BrokenOff,
    /// No answer once, then the page.
    Silent,
    /// Below a path that robots.txt may forbid.
    Private,
}

#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub seed: u64,
    pub hosts: usize,
    pub feeds_per_host: usize,
    pub pages_per_feed: usize,
    /// Hosts that forbid everything, with as many feeds each.
    pub closed: usize,
    pub port: u16,
}

/// A page of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub number: usize,
    pub host: usize,
    pub kind: Kind,
}

/// What must have become of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// In the store, under this address.
    Stored(String),
    Ends(TargetState),
}

/// A small generator: the same numbers on every machine.
pub fn mix(seed: u64, n: u64) -> u64 {
    let mut z = seed ^ n.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Plan {
    pub fn feeds(&self) -> usize {
        self.hosts * self.feeds_per_host
    }

    pub fn pages(&self) -> usize {
        self.feeds() * self.pages_per_feed
    }

    pub fn host_name(&self, host: usize) -> String {
        if host < self.hosts { format!("outlet-{host}.test") } else { format!("closed-{host}.test") }
    }

    pub fn base(&self, host: usize) -> String {
        format!("http://{}:{}", self.host_name(host), self.port)
    }

    /// Address and kind of every feed, the closed ones last.
    pub fn feed_list(&self) -> Vec<(usize, String, FeedKind)> {
        let all = self.hosts + self.closed;
        let each = (0..all).flat_map(|host| (0..self.feeds_per_host).map(move |n| host * self.feeds_per_host + n));
        each.map(|feed| {
            let (kind, path) = match feed % 6 {
                0 => (FeedKind::Feed, "rss"),
                1 => (FeedKind::Feed, "atom"),
                2 => (FeedKind::Feed, "json"),
                3 => (FeedKind::Sitemap, "sitemap"),
                4 => (FeedKind::Index, "index"),
                _ => (FeedKind::Feed, "rss-1256"),
            };
            (feed, format!("{}/feeds/{path}/{feed}", self.base(feed / self.feeds_per_host)), kind)
        })
        .collect()
    }

    pub fn page(&self, number: usize) -> Page {
        let host = number / self.pages_per_feed / self.feeds_per_host;
        let kind = match mix(self.seed, number as u64) % 100 {
            0..=51 => Kind::Plain,
            52..=54 => Kind::Chunked,
            55..=59 => Kind::Gzip,
            60..=64 => Kind::WrongCharset,
            65..=68 => Kind::Moved,
            69..=71 => Kind::MovedAway,
            72..=73 => Kind::Chain,
            74 => Kind::Loop,
            75 => Kind::IntoClosed,
            76 => Kind::NotFound,
            77 => Kind::Gone,
            78..=81 => Kind::Faulty,
            82..=84 => Kind::Hasty,
            85..=86 => Kind::Overloaded,
            87..=88 => Kind::Slow,
            89 => Kind::Endless,
            90 => Kind::Bomb,
            91 => Kind::Oversize,
            92..=93 => Kind::BrokenOff,
            94..=95 => Kind::Silent,
            _ => Kind::Private,
        };
        Page { number, host, kind }
    }

    /// The address under which feeds list a page.
    pub fn address(&self, page: Page) -> String {
        let (base, n) = (self.base(page.host), page.number);
        match page.kind {
            Kind::Private if n % 2 == 0 => format!("{base}/private/{n}"),
            Kind::Private => format!("{base}/%D8%AE%D8%A7%D8%B5/{n}"),
            _ if n % 7 == 0 => format!("{base}/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/{n}"),
            _ => format!("{base}/news/{n}"),
        }
    }

    /// Where the redirects of a page end.
    pub fn end(&self, page: Page) -> String {
        let n = page.number;
        match page.kind {
            Kind::Moved | Kind::Chain => format!("{}/final/{n}", self.base(page.host)),
            Kind::MovedAway => format!("{}/final/{n}", self.base((page.host + 1) % self.hosts)),
            Kind::IntoClosed => format!("{}/final/{n}", self.base(self.hosts)),
            _ => self.address(page),
        }
    }

    /// Which robots.txt a host has.
    pub fn robots_kind(&self, host: usize) -> usize {
        if host >= self.hosts { 9 } else { host % 8 }
    }

    /// Whether a host's robots.txt forbids the private pages.
    pub fn forbids_private(&self, host: usize) -> bool {
        self.robots_kind(host) != 0
    }

    /// Milliseconds between requests that a host asks for, if it does.
    pub fn crawl_delay(&self, host: usize) -> Option<u64> {
        (self.robots_kind(host) == 2).then_some(300)
    }

    pub fn fate(&self, page: Page) -> Fate {
        match page.kind {
            Kind::Loop | Kind::Endless | Kind::Bomb | Kind::Oversize => Fate::Ends(TargetState::Failed),
            Kind::NotFound | Kind::Gone => Fate::Ends(TargetState::Gone),
            Kind::IntoClosed => Fate::Ends(TargetState::Refused),
            Kind::Private if self.forbids_private(page.host) => Fate::Ends(TargetState::Refused),
            _ => Fate::Stored(self.end(page)),
        }
    }

    /// The words that only this page has.
    pub fn mark(number: usize) -> String {
        format!("الرقم المرجعي لهذا الخبر هو {number} في السجل")
    }

    pub fn title(number: usize) -> String {
        format!("خبر رقم {number} من سجل المدينة")
    }

    /// The page as HTML in UTF-8.
    pub fn html(&self, number: usize, charset: &str) -> String {
        let mut body = String::new();
        for paragraph in 0..4u64 {
            body.push_str("<p>");
            for sentence in 0..3u64 {
                let at = mix(self.seed ^ 7, number as u64 * 12 + paragraph * 3 + sentence) % SENTENCES.len() as u64;
                body.push_str(SENTENCES[usize::try_from(at).unwrap_or(0)]);
                body.push(' ');
            }
            body.push_str("</p>\n");
        }
        let (title, mark) = (Self::title(number), Self::mark(number));
        format!(
            "<!doctype html><html lang=\"ar\" dir=\"rtl\"><head><meta charset=\"{charset}\"><title>{title}</title></head>\n\
             <body><article><h1>{title}</h1>\n<p>{mark}.</p>\n{body}</article></body></html>\n"
        )
    }
}
