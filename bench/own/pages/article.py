"""An invented article with what pages show around it: built from the project's own stories (`../reports/*.md`)."""
import datetime
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
import stories  # noqa: E402

MASHREQ = "كانون الثاني,شباط,آذار,نيسان,أيار,حزيران,تموز,آب,أيلول,تشرين الأول,تشرين الثاني,كانون الأول".split(",")
EGYPT = "يناير,فبراير,مارس,أبريل,مايو,يونيو,يوليو,أغسطس,سبتمبر,أكتوبر,نوفمبر,ديسمبر".split(",")
TUNIS = "جانفي,فيفري,مارس,أفريل,ماي,جوان,جويلية,أوت,سبتمبر,أكتوبر,نوفمبر,ديسمبر".split(",")
MOROCCO = "يناير,فبراير,مارس,أبريل,ماي,يونيو,يوليوز,غشت,شتنبر,أكتوبر,نونبر,دجنبر".split(",")
HIJRI = "محرم,صفر,ربيع الأول,ربيع الآخر,جمادى الأولى,جمادى الآخرة,رجب,شعبان,رمضان,شوال,ذو القعدة,ذو الحجة".split(",")
DAYS = "الاثنين,الثلاثاء,الأربعاء,الخميس,الجمعة,السبت,الأحد".split(",")
WRITERS = ("سامر الحلواني,ريم عبد الباقي,ياسين بوقرة,هدى المرزوقي,نزار الخطيب,منى السالمي,فادي جبور,ليلى بن عمر,عماد الزبيدي,"
           "أمل الشرقاوي,طارق الجبلي,نهى درويش,كريم اللامي,سعاد الطيب,وائل عيتاني").split(",")
OUTLETS = ("صحيفة المنارة,شبكة الضفاف,وكالة أنباء الوادي,موقع السنبلة الإخباري,قناة المدى الجديد,صوت الجبل,جريدة الميثاق اليومي,"
           "بوابة النيلين,مرصد الجزيرة,راديو المرافئ,وكالة السهل للأنباء,منصة الرواق,يومية الأوراس,المشهد العدني,الكرمل نت,"
           "شبكة الجسور,نشرة الميدان,الساحل برس,دار الخبر,زاوية أخرى").split(",")
COMMENTS = [
    ("أبو سليم", "بارك الله فيكم على نقل الخبر بهذه السرعة، ولكن أين كانت الجهات المعنية طوال هذه السنوات ونحن نطالب بإصلاح الطريق ولا يجيب أحد؟"),
    ("زائر", "كلام غير صحيح، أنا من أهل المنطقة ولم يحدث شيء من هذا."),
    ("مغترب", "نسأل الله السلامة للجميع. أتمنى من الموقع أن يذكر المصدر، لأن الأرقام تختلف من قناة إلى أخرى وكل طرف يقول ما يناسبه منذ بداية الأزمة."),
    ("Nour", "شكرا"),
    ("متابع دائم", "الحل الوحيد هو الحوار، وغير ذلك مضيعة للوقت وللدماء، وقد قلنا ذلك مرارا في هذه الزاوية ولم يسمع أحد."),
]


def sentences(text):
    parts = re.split(r"(?<=[.؟!])\s+", text)
    return [p for p in parts if p.strip()]


def material():
    """All stories with a title, in the order of the files, spread so that neighbours come from different files."""
    files = [stories.read(p) for p in sorted(stories.HERE.glob("*.md"))]
    lists = [[s for s in f if s["title"] and sum(map(len, s["text"])) >= 250] for f in files]
    rest = [[s for s in f if not s["title"]] + l[len(l) // 2:] for f, l in zip(files, lists)]
    return lists, rest


class Article:
    """The `n`-th article. Templates read it, and write into it what differs on their page (`by`, `sec`, `gold`, …)."""

    def __init__(self, n, lists, rest):
        group = n % len(lists)
        main = lists[group][(n // len(lists)) % (len(lists[group]) // 2)]
        self.n, self.t = n, main["title"].strip().rstrip(".")
        self.day = datetime.date.fromisoformat(main["published"])
        body = [s for p in main["text"] for s in sentences(p)]
        self.own = len(body)
        for k in range(2 + n % 3):
            story = rest[group][(n * 3 + k) % len(rest[group])]
            body += [s for p in story["text"] for s in sentences(p)]
        self.ps, at = [], 0
        while at < len(body):
            size = 1 + (n + len(self.ps)) % 3
            self.ps.append(" ".join(body[at:at + size]))
            at += size
        self.by = WRITERS[n % len(WRITERS)]
        self.out = OUTLETS[n % len(OUTLETS)]
        self.told, self._sec = set(), ["سياسة", "عربي ودولي", "محليات", "أخبار", "أمن", "تقارير"][n % 6]
        self.told.clear()
        self.gold, self.url, self.updated, self.lang = None, "", None, "ar"
        pool = [s for g in range(1, len(lists)) for s in lists[(group + g) % len(lists)][20:30]]
        self.pool = [s for k, s in enumerate(pool) if (k + n) % 3 == 0]

    @property
    def sec(self):
        """The section; whether a page shows one is told by whether its template asked for it."""
        self.told.add("sec")
        return self._sec

    @sec.setter
    def sec(self, value):
        self._sec = value

    # what stands around an article
    def rel(self, count, skip=0):
        return [s["title"].strip() for s in self.pool[skip:skip + count]]

    def teasers(self, count, skip=0):
        return [(s["title"].strip(), sentences(s["text"][0])[0]) for s in self.pool[skip:skip + count]]

    def lis(self, count, skip=0, pattern='<li><a href="/{k}">{t}</a></li>'):
        return "\n".join(pattern.format(k=8000 + 7 * k + self.n, t=t) for k, t in enumerate(self.rel(count, skip)))

    def menu(self, names="الرئيسية,سياسة,محليات,اقتصاد,ثقافة,رياضة,منوعات,صور,فيديو,اتصل بنا", pattern='<li><a href="/c/{k}">{t}</a></li>'):
        return "".join(pattern.format(k=k, t=t) for k, t in enumerate(names.split(",")))

    def comments(self, pattern, count=4):
        return "\n".join(pattern.format(who=w, what=c, k=k) for k, (w, c) in enumerate(COMMENTS[:count]))

    # the text
    def p(self, open="<p>", close="</p>", paragraphs=None, between=None):
        """Paragraphs in mark-up; `between` gives what stands before the paragraph of a number."""
        between = between or {}
        paragraphs = self.ps if paragraphs is None else paragraphs
        return "\n".join(between.get(k, "") + open + p + close for k, p in enumerate(paragraphs))

    # days
    def iso(self, hour=10, minute=15, zone="+03:00", day=None):
        return f"{day or self.day}T{hour:02}:{minute:02}:00{zone}"

    def written(self, months=EGYPT, day=None, digits=False, weekday=False, join=" "):
        day = day or self.day
        text = join.join([str(day.day), months[day.month - 1], str(day.year)])
        text = (DAYS[day.weekday()] + "، " if weekday else "") + text
        return indic(text) if digits else text

    def later(self, days):
        return self.day + datetime.timedelta(days=days)

    def path(self):
        return self.day.strftime("%Y/%m/%d")

    def slug(self):
        return re.sub(r"[^\w]+", "-", self.t)[:60].strip("-")


def indic(text):
    return text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))


def css(rules):
    """Inline styles of the weight that pages have."""
    names = "header nav post entry widget sidebar footer share related comment card slider ticker modal grid col".split()
    out = []
    for k in range(rules):
        name = names[k % len(names)]
        out.append(f".{name}-{k}{{display:block;margin:{k % 24}px auto;padding:0 {k % 9}px;font-size:{12 + k % 7}px;color:#{(k * 7919) % 0xffffff:06x}}}")
    return "<style>" + "".join(out) + "</style>"


def script(lines):
    """Inline scripts of the weight that pages have."""
    body = "".join(f"window.dataQueue=window.dataQueue||[];dataQueue.push({{'slot':'unit-{k}','size':[300,{250 + k}],'lazy':{str(k % 2 == 0).lower()}}});" for k in range(lines))
    return f"<script>(function(){{{body}}})();</script>"


def hijri(day):
    """Year, month and day of the Umm al-Qura calendar, by the new moons that its published tables give (`umm_al_qura.tsv`)."""
    rows = [r.split("\t") for r in (pathlib.Path(__file__).parent / "umm_al_qura.tsv").read_text().splitlines() if not r.startswith("#")]
    before = [r for r in rows if r[2] <= str(day)]
    year, month, first = before[-1]
    return int(year), int(month), (day - datetime.date.fromisoformat(first)).days + 1


def hijri_numeric(day, year_first=False):
    y, m, d = hijri(day)
    return f"{y}/{m:02}/{d:02}" if year_first else f"{d:02}/{m:02}/{y}"


def hijri_written(day, digits=False):
    y, m, d = hijri(day)
    text = f"{d} {HIJRI[m - 1]} {y}"
    return indic(text) if digits else text
