"""Portals with systems of their own: agencies, dailies, channels, ministries, outlets of parties and armed groups."""
import json
from article import DAYS, EGYPT, MASHREQ, MOROCCO, TUNIS, css, hijri_numeric, hijri_written, indic, script
from registry import page


@page("arc-fusion")
def arc(a):
    a.url = f"https://x.example/{a.path()}/{a.slug()}/"
    a.updated = a.later(1)
    content = {"type": "story", "headlines": {"basic": a.t}, "display_date": a.iso(6, 30, ".512Z"), "publish_date": a.iso(6, 31, ".001Z"), "last_updated_date": a.iso(5, 0, ".2Z", a.updated), "content_elements": [{"type": "text", "content": p} for p in a.ps], "credits": {"by": [{"name": a.by}]}}
    link = f'<p class="interstitial-link block-margin-bottom"><a href="/x">[{a.rel(1)[0]}]</a></p>'
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><title>{a.t}</title><meta property="og:title" content="{a.t}"/><meta property="og:site_name" content="{a.out}"/><script type="application/ld+json">{json.dumps({"@context": "http://schema.org", "@type": "NewsArticle", "headline": a.t, "datePublished": a.iso(6, 30, ".512Z"), "dateModified": a.iso(5, 0, ".2Z", a.updated), "author": [{"@type": "Person", "name": a.by}], "publisher": {"@type": "Organization", "name": a.out}}, ensure_ascii=False)}</script>{css(60)}</head><body><div id="fusion-app"><div class="b-right-rail"><header class="page-header"><nav class="c-stack b-header-nav-chain"><ul>{a.menu()}</ul></nav></header><section class="b-right-rail__main-interior-item"><article><a class="c-overline">{a.sec}</a><h1 class="b-headline">{a.t}</h1><h2 class="b-subheadline">{a.ps[0]}</h2><div class="b-byline"><span>بقلم</span> <span class="b-byline__names"><a class="c-link">{a.by}</a></span></div><time class="c-date b-date" datetime="{a.iso(6, 30, '.512Z')}">{a.written()} | 09:30 ص</time><div class="b-article-body">{a.p('<p class="c-paragraph">', paragraphs=a.ps[1:], between={2: link, 4: '<div class="c-stack b-ads-block"><p class="c-paragraph">إعلان</p></div>'})}</div><div class="b-tags-list"><span>الموضوعات</span><a>هدنة</a></div></article><section class="b-results-list"><h2>الأكثر قراءة</h2>{"".join(f'<div class="b-results-list__item"><h2 class="c-heading"><a>{t}</a></h2><p class="c-paragraph">{l}</p><div class="c-attribution"><time>منذ ساعتين</time></div></div>' for t, l in a.teasers(4))}</section></section></div></div><script id="fusion-metadata" type="application/javascript">window.Fusion=window.Fusion||{{}};Fusion.arcSite="x";Fusion.globalContent={json.dumps(content, ensure_ascii=False)};</script></body></html>"""


@page("next-hash")
def nextjs(a):
    a.url = f"https://x.example/ar/news/{a.n}a8f"
    data = {"props": {"pageProps": {"article": {"id": a.n, "title": a.t, "publishedAt": a.iso(10, 15), "updatedAt": a.iso(11, 0, day=a.later(5)), "body": "".join(f"<p>{p}</p>" for p in a.ps)}}}, "page": "/ar/news/[id]"}
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charSet="utf-8"/><title>{a.t} | {a.out}</title><meta name="description" content="{a.ps[0]}"/>{css(100)}</head><body><div id="__next"><div class="layout_root__x9Zk2"><header class="Header_wrap__1aB3c"><a href="/ar"><img alt="{a.out}"/></a><nav>{a.menu(pattern='<a class="Header_link__Qq1" href="/c/{k}">{t}</a>')}</nav></header><main class="Article_main__7dKq1"><div class="Article_kicker__a1">{a.sec}</div><h1 class="Article_title__Zz9">{a.t}</h1><div class="Article_meta__pp0"><span class="Article_author__1">{a.by}</span><span class="Article_ago__2">منذ 3 أيام</span></div><div class="Article_body__Kk3">{a.p('<div class="Text_block__0aQ"><p>', '</p></div>', between={2: f'<div class="Related_inline__9"><span>اقرأ أيضا</span><a href="/1">{a.rel(1)[0]}</a></div>', 3: '<div class="Newsletter_box__4"><h4>النشرة البريدية</h4><p>اشترك في نشرتنا لتصلك أهم الأخبار والتقارير والتحليلات كل صباح في بريدك الإلكتروني، ويمكنك إلغاء الاشتراك متى شئت.</p><button>اشترك</button></div>'})}</div></main><aside class="Aside_wrap__5">{"".join(f'<div class="Card_card__6"><h3>{t}</h3><p>{l}</p></div>' for t, l in a.teasers(5))}</aside></div></div><script id="__NEXT_DATA__" type="application/json">{json.dumps(data, ensure_ascii=False)}</script></body></html>"""


@page("nuxt-shell")
def nuxt(a):
    a.url = f"https://x.example/story/{a.n}77"
    return f"""<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{a.t}</title><meta property="og:title" content="{a.t}"><script type="application/ld+json">{json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", "headline": a.t, "articleBody": chr(10).join(a.ps), "articleSection": a.sec, "datePublished": a.iso(15, 0, "+02:00"), "author": {"@type": "Person", "name": a.by}, "publisher": {"@type": "Organization", "name": a.out}}, ensure_ascii=False)}</script>{css(40)}</head><body><div id="__nuxt"><div class="skeleton"><div></div><div></div></div><p class="loading">جاري التحميل...</p></div><noscript>يرجى تفعيل جافا سكريبت لعرض هذا الموقع</noscript>{script(40)}</body></html>"""


@page("bbc-blocks")
def bbc(a):
    a.url = f"https://x.example/arabic/articles/c{a.n}x0zo"
    block = lambda inner: f'<div dir="rtl" class="bbc-19j92fr ebmt73l0"><p dir="rtl" class="bbc-1y32vyc e17g058b0">{inner}</p></div>'
    promo = f'<section role="region" aria-labelledby="related" class="bbc-1wv3"><a href="#end-of-recommendations" class="bbc-skip">تخطى قصص مقترحة وواصل القراءة</a><strong id="related">قصص مقترحة</strong><ul role="list">{a.lis(4)}</ul><p tabindex="-1" id="end-of-recommendations">قصص مقترحة نهاية</p></section>'
    a.gold = a.ps[:4] + ["ماذا نعرف حتى الآن؟"] + a.ps[4:]
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"/><title>{a.t} - {a.out}</title><meta name="article:published_time" content="{a.iso(21, 10, '.000Z', a.day)}"/><meta name="article:modified_time" content="{a.iso(23, 0, '.000Z')}"/><meta name="article:author" content="https://x.example/arabic"/><meta property="og:site_name" content="{a.out}"/>{css(60)}</head><body><header role="banner"><a href="#content">إذهب الى المحتوى</a><nav role="navigation"><ul>{a.menu()}</ul></nav></header><div class="consent" role="region"><h2>دعنا نعرف أنك توافق على استخدام ملفات الارتباط</h2><p>نحن نستخدم ملفات الارتباط لنوفر لك أفضل تجربة ممكنة على الإنترنت. يرجى إعلامنا إذا وافقت على ملفات الارتباط هذه كلها.</p><button>نعم، أوافق</button></div><main role="main"><div class="bbc-fa0wmp"><h1 id="content" tabindex="-1" class="bbc-14gqcmb">{a.t}</h1></div><figure class="bbc-1qn0xuy"><img/><figcaption><span class="visually-hidden">التعليق على الصورة، </span><p>سكان يتفقدون المكان صباح اليوم</p></figcaption></figure><section class="byline"><ul><li><span class="visually-hidden">Author, </span><span>{a.by}</span></li><li><span class="visually-hidden">Role, </span><span>مراسل الشرق الأوسط</span></li></ul></section><div><time datetime="{a.day}">{a.written()}</time></div>{"".join(block(p) for p in a.ps[:2])}{promo}{"".join(block(p) for p in a.ps[2:4])}<div dir="rtl"><h2 id="x">ماذا نعرف حتى الآن؟</h2></div>{"".join(block(p) for p in a.ps[4:])}<section><h2>الموضوعات</h2><ul>{a.lis(3, 5)}</ul></section></main><section aria-labelledby="top"><h2>أهم القصص</h2>{"".join(f"<div><h3><a>{t}</a></h3><time>قبل ساعة</time></div>" for t in a.rel(3, 3))}</section><footer role="contentinfo"><p>© 2024. {a.out} ليست مسؤولة عن محتوى المواقع الخارجية.</p></footer></body></html>"""


@page("dotted-gmt")
def rt(a):
    a.url = f"https://x.example/middle_east/{1300000 + a.n}-{a.slug()}/"
    a.by = None
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{a.t} - {a.out}</title><meta property="og:title" content="{a.t}"><meta property="og:site_name" content="{a.out}"></head><body class="layout"><div class="ticker-line"><a>{a.rel(1, 9)[0]}</a></div><div class="layout__header"><a href="/" class="header-logo">{a.out}</a><ul>{a.menu()}</ul></div><div class="breadcrumbs"><a>الرئيسية</a><a>{a.sec}</a></div><div class="article article-news"><h1 class="heading">{a.t}</h1><p class="article__date"><span class="date">تاريخ النشر:</span> <span>{a.day:%d.%m.%Y} | 10:15 GMT</span></p><div class="article__cover"><img><span class="media__title">{a.t}</span><span class="media__source">Reuters</span></div><div class="article__short-url"><span>انسخ الرابط</span></div><div class="article__summary"><p>{a.ps[0]}</p></div><div class="article__text text">{a.p(paragraphs=a.ps[1:], between={2: f'<div class="read-more"><div class="read-more__title">إقرأ المزيد</div><div class="read-more__link"><a>{a.rel(1)[0]}</a></div><p>{a.teasers(1)[0][1]}</p></div>'})}<p>المصدر: {a.out} + وكالات</p></div><div class="article__tags"><a>الأزمة</a></div><div class="comments-block">{a.comments("<div class=comment><span>{who}</span><div>{what}</div></div>", 3)}</div></div></body></html>"""


@page("qatar-channel")
def channel(a):
    a.url = f"https://x.example/news/{a.day.year}/{a.day.month}/{a.day.day}/{a.slug()}"
    a.by = None
    a.gold = a.ps[:3] + ["تصعيد متواصل"] + a.ps[3:]
    more = f'<div class="more-on"><h2 class="more-on__heading">اقرأ أيضا</h2><span>list of 2 items</span><ul class="more-on__links"><li><span class="screen-reader-text">list 1 of 2</span><a><article><h3>{a.rel(1)[0]}</h3></article></a></li><li><span class="screen-reader-text">list 2 of 2</span><a><article><h3>{a.rel(2)[1]}</h3></article></a></li></ul><span>end of list</span></div>'
    return f"""<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{a.t} | {a.sec} | {a.out}</title><meta property="og:title" content="{a.t}"><meta name="publishedDate" content="{a.iso(8, 0, 'Z')}"><meta name="lastDate" content="{a.iso(9, 0, 'Z')}"></head><body><div id="root"><header class="site-header"><a class="bypass-block" href="#main-content-area">تجاوز إلى المحتوى الأساسي</a><nav><ul>{a.menu()}</ul></nav><div class="breaking-ticker">عاجل: {a.rel(1, 8)[0]}</div></header><div id="main-content-area"><main><header class="article-header"><div class="topics"><a>{a.sec}</a></div><h1>{a.t}</h1></header><figure class="article-featured-image"><img><figcaption>آثار القصف على المبنى (الأناضول)</figcaption></figure><div class="article-info-block"><div class="article-dates"><div class="date-simple"><span class="screen-reader-text">Published On {a.day:%d %b %Y}</span><span aria-hidden="true">{a.day.day}/{a.day.month}/{a.day.year}</span></div><div class="article-dates__published"><span>آخر تحديث: </span><span>{a.day.day}/{a.day.month}/{a.day.year} 12:00 (توقيت مكة)</span></div></div><div class="article-sharing"><a>انقر هنا للمشاركة على فيسبوك</a></div></div><div class="wysiwyg wysiwyg--all-content">{a.p(paragraphs=a.ps[:2])}{more}{a.p(paragraphs=a.ps[2:3])}<h2 id="h-1">تصعيد متواصل</h2>{a.p(paragraphs=a.ps[3:])}<blockquote class="twitter-tweet"><p>هذا منشور مدمج من منصة أخرى لا صلة له بالنص</p>&mdash; حساب (@acc) <a>March 3</a></blockquote></div><div class="article-source"><span>المصدر</span> : <span>{a.out} + وكالات</span></div></main></div></div></body></html>""".replace('<blockquote class="twitter-tweet"><p>هذا منشور مدمج من منصة أخرى لا صلة له بالنص</p>&mdash; حساب (@acc) <a>March 3</a></blockquote>', "")


@page("gulf-channel")
def gulf(a):
    a.url = f"https://x.example/arab-and-world/{a.day:%Y/%m/%d}/{a.slug()}"
    a.updated = a.later(1)
    ld = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": a.t, "datePublished": a.iso(23, 5, "+04:00"), "dateModified": a.iso(1, 20, "+04:00", a.updated), "author": {"@type": "Organization", "name": a.out}, "publisher": {"@type": "Organization", "name": a.out}}
    a.by = None
    return f"""<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="utf-8"><title>{a.t}</title><script type="application/ld+json">{json.dumps(ld, ensure_ascii=False)}</script></head><body><div class="main-wrap"><div class="header_nav"><ul>{a.menu()}</ul></div><div class="aa-article"><div class="article-top"><div class="section-name"><a>{a.sec}</a></div><h1 class="headingInfo_title">{a.t}</h1><div class="sub-heading">{a.ps[0]}</div><div class="article-meta"><div class="author"><span class="caption">{a.out}</span></div><div class="timeDate-wrap"><time>نشر في: {a.written()} ,: 11:05 م GST</time><time>آخر تحديث: {a.written(day=a.updated)} ,: 01:20 ص GST</time></div><div class="timeToRead">وقت القراءة: 3 دقائق</div></div></div><div class="article-body"><div class="body-1 paragraph-list" id="body-text">{a.p(paragraphs=a.ps[1:], between={1: f'<div class="teaser-inbody"><div class="teaser-title"><a>{a.rel(1)[0]}</a></div><div class="teaser-section">{a.sec}</div></div>'})}</div></div><div class="mostRead"><h2>الأكثر قراءة</h2><ol>{a.lis(5)}</ol></div></div></div></body></html>"""


@page("bullets-channel")
def bullets(a):
    a.url = f"https://x.example/middle-east/{1500000 + a.n}-x"
    a.by = None
    a.gold = a.ps[:2] + ["أبرز ما جاء:"] + a.ps[2:4] + a.ps[4:]
    return f"""<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{a.t} | {a.out}</title><meta property="og:title" content="{a.t}"><meta itemprop="datePublished" content="{a.iso(17, 40, 'Z')}"></head><body class="rtl"><app-root><sna-header><ul class="menu">{a.menu()}</ul></sna-header><div class="article-wrapper"><sna-breadcrumb><a>{a.sec}</a></sna-breadcrumb><h1 class="sna_content_head_title">{a.t}</h1><div class="date-time"><span>{a.written()} - 20:40</span><span>بتوقيت أبوظبي</span></div><div class="caption-source"><span>{a.out}</span></div><sna-ad></sna-ad><div class="article-body">{a.p(paragraphs=a.ps[:2])}<p><strong>أبرز ما جاء:</strong></p><ul>{"".join(f"<li>{p}</li>" for p in a.ps[2:4])}</ul>{a.p(paragraphs=a.ps[4:])}</div><div class="tags"><a>هدنة</a></div></div><div class="recommended"><h3>اخترنا لك</h3>{"".join(f"<div class=item><h4>{t}</h4><p>{l}</p></div>" for t, l in a.teasers(4))}</div></app-root></body></html>"""


@page("resistance-channel", times=2)
def resistance(a):
    a.url = f"https://x.example/news/politics/{a.slug()}"
    a.by = None
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{a.t} | {a.out}</title><meta property="og:title" content="{a.t}"><meta property="og:site_name" content="{a.out}"><meta name="date" content="{'0000-00-00' if a.n % 2 else ''}">{css(40)}</head><body><header><a href="/" class="logo"><img alt="{a.out}"></a><ul>{a.menu()}</ul></header><div class="urgent-bar"><span>عاجل</span><div class="item">{a.rel(1, 9)[0]}</div></div><div class="container"><div class="post-details"><h1 class="title">{a.t}</h1><p class="summary lead">{a.ps[0]}</p><ul class="meta"><li>المصدر: {a.out}</li><li>{a.written(weekday=False)} 14:32</li></ul><div class="p-content">{a.p(paragraphs=a.ps[1:], between={2: f'<p><strong>اقرأ أيضاً: <a>{a.rel(1)[0]}</a></strong></p>', 4: f'<p style="text-align:center"><strong>شاهد: </strong><a>{a.rel(2)[1]}</a></p>'})}</div><div class="keywords"><a>المقاومة</a><a>غزة</a></div></div><div class="comments-note"><p>إن التعليقات المنشورة لا تعبّر بأي شكل عن رأي {a.out} والقناة غير مسؤولة قانونياً عن مضامينها</p></div><div class="you-may-like"><h2>إخترنا لك</h2>{"".join(f"<div class=card><h3>{t}</h3><p>{l}</p></div>" for t, l in a.teasers(3, 2))}</div></div></body></html>"""


@page("state-agency-sy")
def state_sy(a):
    a.url = f"https://x.example/?p={900000 + a.n}"
    a.by = None
    a.ps[0] = "دمشق-الوادي " + a.ps[0]
    return f"""<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8"/><title>{a.t} – {a.out}</title><meta property="article:published_time" content="{a.iso(10, 15, '+03:00')}"/></head><body class="rtl"><div class="top-bar"><ul class="lang"><li><a>English</a></li><li><a>Türkçe</a></li><li><a>Français</a></li></ul><span>الثلاثاء 3 كانون الأول 2024</span></div><div id="main-nav"><ul>{a.menu()}</ul></div><div class="content-wrap"><article id="the-post"><h1 class="post-title entry-title">{a.t}</h1><p class="post-meta"><span class="tie-date"><i></i>{a.day:%Y-%m-%d}</span><span class="post-cats"><a>{a.sec}</a></span></p><div class="entry-content entry">{a.p('<p style="text-align: justify;">')}<p>متابعة أخبار {a.out} على التلغرام <a>https://t.example/wadi</a></p><div class="flags"><img><img></div></div></article><div class="related"><h3>اقرأ أيضاً</h3>{a.lis(4, 3, "<div><h4><a>{t}</a></h4></div>")}</div></div></body></html>"""


@page("state-agency-sa")
def state_sa(a):
    a.url = f"https://x.example/w{1800000 + a.n}"
    a.by = None
    a.t = f"{a.sec} / {a.t}"
    body = list(a.ps)
    body[0] = f"الرياض {hijri_written(a.day)} هـ الموافق {a.written()} م و س ن<br/>" + body[0]
    a.gold = [f"الرياض {hijri_written(a.day)} هـ الموافق {a.written()} م و س ن " + a.ps[0]] + a.ps[1:]
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"/><title>{a.t}</title><meta property="og:title" content="{a.t}"/></head><body><header><div class="hijri-today">الثلاثاء 1446/6/2 هـ الموافق 2024/12/03 م</div><nav><ul>{a.menu()}</ul></nav></header><div class="container"><div class="news-details-wrap"><span class="news-date">{DAYS[a.day.weekday()]} {hijri_numeric(a.day, True)} هـ الموافق {a.day:%Y/%m/%d} م</span><h1 class="title">{a.t}</h1><div class="share"><a>X</a><a>WhatsApp</a></div><div class="details-content" id="newsContent">{"<br/>".join(body)}<br/>// انتهى //<br/>10:15 ت م<br/>0{a.n}1</div><div class="short-link">https://x.example/w{a.n}</div></div></div><footer>جميع الحقوق محفوظة {a.out} 2024</footer></body></html>"""


@page("palestine-aspx")
def palestine(a):
    a.url = f"https://x.example/Pages/Details/{40000 + a.n}"
    a.by = None
    return f"""<!DOCTYPE html><html dir="rtl"><head><meta charset="utf-8" /><title>{a.out} - {a.t}</title></head><body><form method="post" action="./{a.n}" id="form1"><input type="hidden" name="__VIEWSTATE" value="{'dDwtMTA4' * 200}" /><div class="header"><ul>{a.menu()}</ul></div><div class="row"><div class="col-md-8"><h2 class="news-title" id="ContentPlaceHolder1_lblTitle">{a.t}</h2><div class="info"><span id="ContentPlaceHolder1_lblDate">تاريخ النشر: {a.day:%d/%m/%Y} 10:15 ص (بتوقيت القدس)</span></div><div class="fontsize"><a>تكبير الخط</a><a>تصغير الخط</a></div><div id="ContentPlaceHolder1_divBody" class="news-body"><p>&nbsp;</p>{a.p(between={1: '<p>&nbsp;</p>'})}<p>ــــ</p><p>ع.ر/ س.ك</p></div><div class="addthis"></div><h4>مواضيع ذات صلة</h4><div class="related">{a.lis(3, 2, '<div class="col"><a><h5>{t}</h5></a></div>')}</div></div><div class="col-md-4"><div class="latest"><h3>آخر الأخبار</h3>{a.lis(8, 1, '<div class="n"><span>{k}</span><a>{t}</a></div>')}</div></div></div></form></body></html>"""


@page("egypt-daily")
def egypt(a):
    a.url = f"https://x.example/story/{a.day.year}/{a.day.month}/{a.day.day}/{a.slug()}/{4900000 + a.n}"
    hint = f'<p>&nbsp;</p><p><a href="/1">{a.rel(1)[0]}</a></p>'
    return f"""<!DOCTYPE html><html lang="ar"><head><meta charset="utf-8"/><title>{a.t} - {a.out}</title><meta property="article:published_time" content="{a.day.month}/{a.day.day}/{a.day.year} 10:15:00 AM"/><meta property="og:title" content="{a.t}"/></head><body><div id="main-header"><ul>{a.menu()}</ul></div><div class="breaking"><ul>{a.lis(3)}</ul></div><section id="articleHolder"><article><header class="articleHeader"><div class="breadcumb"><a>الرئيسية</a><a>{a.sec}</a></div><h1>{a.t}</h1><span class="newsStoryDate">{DAYS[a.day.weekday()]}، {a.day.day:02} {EGYPT[a.day.month - 1]} {a.day.year} 10:15 ص</span><span class="writeBy">كتب {a.by}</span></header><div id="articleBody">{a.p(between={3: hint})}<p>&nbsp;</p></div></article><div class="paging"><h2>موضوعات متعلقة</h2><p>&nbsp;</p>{a.lis(4, 4, "<p>- <a>{t}</a></p>")}</div><div class="shareBtns"><a>مشاركة</a><a>اطبع</a></div></section><aside><h3>الأكثر قراءة</h3>{a.lis(7, 2, "<div><h3><a>{t}</a></h3></div>")}</aside></body></html>"""


@page("egypt-portal-inline")
def egypt_inline(a):
    a.url = f"https://x.example/news/newdetails/{3100000 + a.n}/1/{a.slug()}"
    also = lambda k: f'<p><strong><span style="color:#c00">اقرأ أيضا| </span><a href="/{k}">{a.rel(k + 1)[k]}</a></strong></p>'
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{a.t} | {a.out}</title><meta name="author" content="{a.out}">{css(30)}</head><body><div class="navbar"><ul>{a.menu()}</ul></div><div class="container"><div class="article"><h1 class="articleTitle">{a.t}</h1><div class="articleInfo"><div class="author"><a>{a.by}</a></div><div class="date">{DAYS[a.day.weekday()]}، {indic(f"{a.day.day:02}")} {EGYPT[a.day.month - 1]} {indic(str(a.day.year))} - {indic("10:15")} ص</div></div><div class="article-image"><img><p class="img-desc">صورة أرشيفية</p></div><div class="articleBody bodytext">{a.p(between={2: also(0), 4: also(1) + '<div class="ads">إعلان</div>'})}</div><div class="tags"><span>الكلمات الدالة</span><a>القاهرة</a></div></div><div class="moreNews"><h3>مشاركة</h3><h3>الأخبار المرتبطة</h3>{a.lis(4, 4, '<div class="c"><p><a>{t}</a></p></div>')}</div></div></body></html>"""


@page("lebanon-agency")
def lebanon(a):
    a.url = f"https://x.example/ar/justice-law/{600000 + a.n}/a"
    a.by = None
    a.ps[0] = "وطنية - " + a.ps[0]
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{a.out} - {a.t}</title></head><body dir="rtl"><table width="100%"><tr><td><a href="/"><img alt="{a.out}"></a></td><td>{a.menu(pattern=' <a>{t}</a> |')}</td></tr></table><div class="News_Container"><div class="NewsTitle">{a.t}</div><div class="NewsDate">{["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][a.day.weekday()]} {a.day:%d %b %Y} الساعة 10:15</div><div class="NewsContent"><div>{a.p('<span>', '</span><br><br>')}<span>============== ر.ع.</span></div></div></div><div class="SideNews"><div class="h">متفرقات</div>{a.lis(8, 0, '<div><span>10:{k}</span> <a>{t}</a></div>')}</div></body></html>"""


@page("lebanon-infinite")
def infinite(a):
    a.by = None
    a.url = f"https://x.example/news/lebanon/{890000 + a.n}/x/ar"
    second = [s for s in a.pool[10:14]]
    more = "".join(f'<div class="LoadedArticle" data-url="/n/{k}"><div class="divBreakingNewsDate">{2019 + k}-03-0{k + 1} | 05:{20 + k}</div><h1 class="title">{s["title"]}</h1><div class="articleBody"><p>{s["text"][0]}</p></div></div>' for k, s in enumerate(second))
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{a.t} - {a.out}</title><meta property="og:title" content="{a.t}"><meta property="og:site_name" content="{a.out}">{css(60)}</head><body><header><ul>{a.menu()}</ul><div class="live">البث المباشر</div></header><div class="ArticleContainer"><div class="LoadedArticle" data-url="/n/{a.n}"><div class="divArticleDate">{a.day.isoformat()} | 10:15</div><div class="readingTime">مدة القراءة 2 دقائق</div><h1 class="title">{a.t}</h1><div class="articleSource">{a.out}</div><div class="articleBody">{a.p()}</div><div class="articleTags"><a>لبنان</a></div></div>{more}</div><div class="popup"><p>حمّل الآن تطبيقنا للهواتف المحمولة للإطلاع على أخر الأخبار أهم البرامج اليومية في لبنان والعالم</p></div></body></html>"""


@page("iraq-portal")
def iraq(a):
    a.url = f"https://x.example/ar/أمن/{a.slug()}"
    a.by = None
    a.ps[0] = "الضفاف/ " + a.ps[0]
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{a.out} | {a.t}</title>{css(30)}</head><body><div class="app-banner"><p>حمل تطبيقنا واحصل على آخر الأخبار فور حدوثها مع إشعارات مخصصة لك وحدك</p></div><div class="topbar"><div class="date">2024/12/03 18:22</div><div class="currency">دولار 1510</div></div><nav><ul>{a.menu()}</ul></nav><div class="newsdetails"><div class="cat"><a>{a.sec}</a></div><h3 class="news-h">{a.t}</h3><div class="tools"><span>{a.day.isoformat()} 10:15</span><span>Font</span><span>A+</span><span>A-</span></div><div class="news-img"><img></div><div class="news-text"><p>{a.ps[0]}</p>{a.p('<p>', '</p><p><br></p>', paragraphs=a.ps[1:])}</div><div class="share"><span>شارك الخبر</span></div><div class="kw"><h4>كلمات دالة</h4><a>بغداد</a></div><div class="last"><h4>آخر الأخبار</h4>{a.lis(5, 0, '<div class="row"><a>{t}</a><span>2024-12-03 17:{k}</span></div>')}</div></div></body></html>"""


@page("militia-php", charset="windows-1256")
def militia(a):
    a.url = f"https://x.example/essaydetails.php?eid={a.n}&cid=25"
    a.by = None
    return f"""<html dir="rtl"><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1256"><title>{a.t}</title></head><body bgcolor="#003300"><center><table width="770" bgcolor="#FFFFFF"><tr><td colspan="2"><img src="top.jpg" alt="{a.out}"></td></tr><tr><td colspan="2" bgcolor="#006600">{a.menu("الرئيسية,البيانات,العمليات,الشهداء,الإصدارات,المكتبة", ' <a href="{k}.php"><font color="white">{t}</font></a> |')}</td></tr><tr><td width="600" valign="top"><div align="center"><font color="red" size="5"><b>{a.t}</b></font></div><div align="right"><font size="2">القسم: {a.sec} &nbsp; عدد القراءات: 3120 &nbsp; تاريخ الإضافة: {a.day.year}-{a.day.month}-{a.day.day}</font></div><hr><font size="4"><p align="center"><b>بسم الله الرحمن الرحيم</b></p><div align="justify">{"<p>".join(a.ps)}</div></font><hr><center><a>طباعة</a> - <a>إرسال لصديق</a> - <a>أضف تعليق</a></center></td><td valign="top" bgcolor="#eeffee"><b>جديد الموقع</b><br>{a.lis(9, 0, '* <a href="e.php?eid={k}">{t}</a><br>')}<b>القائمة البريدية</b><br>ضع بريدك هنا ليصلك جديدنا<input></td></tr></table></center></body></html>""".replace('<p align="center"><b>بسم الله الرحمن الرحيم</b></p>', "")


@page("kurdish-agency")
def kurdish(a):
    a.url = f"https://x.example/haber?h={a.n}"
    a.by = None
    return f"""<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="utf-8"><title>{a.out} | {a.t}</title><meta name="viewport" content="width=device-width"></head><body><div class="navbar"><a class="navbar-brand" href="/">{a.out}</a><ul>{a.menu("كردستان,سوريا,العراق,تركيا,العالم,المرأة,تقارير,صوت وصورة")}</ul></div><div class="content"><div class="news-top"><h1 class="h-news">{a.t}</h1><h4 class="spot">{a.ps[0]}</h4><div class="news-det"><span class="city">الحسكة</span><span class="agency">هيئة التحرير</span><span class="dt">{indic(str(a.day.day))} {MASHREQ[a.day.month - 1]} {indic(str(a.day.year))}, {DAYS[a.day.weekday()]} - {indic("10:15")}</span></div></div><div class="gallery-slide"><div class="slide"><img alt=""><span>1 / 4</span></div></div><div class="news-body">{a.p(paragraphs=a.ps[1:], between={2: f'<div class="oku"><b>ذات صلة</b><p><a>{a.rel(1)[0]}</a></p></div>'})}<p>(س ب/ر)</p><p><b>{a.out}</b></p></div><div class="etiket"><a># قامشلو</a></div></div><div class="rightbox"><div class="hdr">آخر الأخبار</div>{"".join(f'<div class="it"><span>{indic("12:0" + str(k))}</span><a>{t}</a></div>' for k, t in enumerate(a.rel(6)))}</div></body></html>"""


@page("yemen-custom")
def yemen(a):
    a.url = f"https://x.example/news{200000 + a.n}.html"
    a.by = None
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{a.out} - {a.t}</title><script type="application/ld+json">{{"@context":"http://schema.org","@type":"NewsArticle","headline":"{a.t}","datePublished":"","image":,}}</script></head><body><div class="page"><div class="head"><img src="/logo.png" alt="{a.out}"><div class="now">الثلاثاء، 03 ديسمبر 2024 09:30 مساءً</div></div><div class="nav">{a.menu(pattern='<a>{t}</a>')}</div><div class="main"><div class="post"><div class="sec">{a.sec}</div><h1>{a.t}</h1><div class="by"><b>{a.out}</b> - خاص</div><div class="tm">{DAYS[a.day.weekday()]} {a.day.day:02} {EGYPT[a.day.month - 1]} {a.day.year} الساعة 10 صباحاً و 15 دقيقة</div><div class="txt">{a.p('<div>', '</div><div>&nbsp;</div>')}</div><div class="soc">شارك عبر <a>فيسبوك</a></div></div><div class="cm"><h3>تعليقات القراء</h3>{a.comments('<div class="c"><b>{who}</b><div>{what}</div></div>', 4)}<div class="warn">التعليقات تعبر عن رأي أصحابها ولا تعبر عن رأي الموقع</div></div></div><div class="side"><h3>الأكثر زيارة</h3>{a.lis(6, 0, "<div><a>{t}</a></div>")}</div></div></body></html>"""


@page("sanaa-agency")
def sanaa(a):
    a.url = f"https://x.example/news3{20000 + a.n}.htm"
    a.by = None
    a.ps[0] = "صنعاء - الوادي: " + a.ps[0]
    return f"""<html dir="rtl"><head><meta charset="utf-8"><title>{a.out}</title></head><body><table width="990" align="center"><tr><td><img alt="{a.out}"></td></tr><tr><td class="menu">{a.menu(pattern=' <a>{t}</a> ')}</td></tr><tr><td class="datebar">الثلاثاء، 02 جمادى الآخرة 1446هـ الموافق 03 ديسمبر 2024</td></tr><tr><td><table><tr><td class="newsbox"><div class="catname">{a.sec}</div><div class="title2">{a.t}</div><div class="dt">[{a.day.day:02}/{EGYPT[a.day.month - 1]}/{a.day.year}]</div><div class="news_text">{"<br /><br />".join(a.ps)}<br /></div><div>سبأ</div></td><td class="side"><div class="hd">ملفات</div>{a.lis(6, 0, "<div>• <a>{t}</a></div>")}</td></tr></table></td></tr></table></body></html>""".replace("<div>سبأ</div>", "")


@page("libya-cards")
def libya(a):
    a.url = f"https://x.example/archives/{33000 + a.n}"
    card = "".join(f'<div class="card mb-2"><div class="row"><div class="col-4"><img></div><div class="col-8"><h6 class="card-title">{t}</h6><p class="card-text">{l}</p></div></div></div>' for t, l in a.teasers(2))
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{a.t} | {a.out}</title><meta property="og:title" content="{a.t}"><meta property="og:site_name" content="{a.out}"></head><body><nav class="navbar navbar-expand-lg"><a class="navbar-brand" href="/">{a.out}</a><ul class="navbar-nav">{a.menu()}</ul></nav><div class="container"><div class="row"><div class="col-lg-8"><span class="badge">{a.sec}</span><h1 class="display-5">{a.t}</h1><div class="d-flex text-muted small"><div class="me-3"><i class="bi-person"></i> {a.by}</div><div><i class="bi-clock"></i> {a.written()}, {DAYS[a.day.weekday()]}</div></div><img class="img-fluid"><div class="lh-lg">{a.p(between={2: card})}</div><div class="btn-group"><button>فيسبوك</button></div></div><div class="col-lg-4"><div class="list-group">{a.lis(6, 3, '<a class="list-group-item">{t}</a>')}</div></div></div></div><footer><p>{a.out} صحيفة يومية شاملة تصدر عن مؤسسة الرواق للنشر والإعلام، وتهتم بالشأن المحلي والعربي والدولي منذ تأسيسها.</p></footer></body></html>"""


@page("tunis-daily", charset="windows-1256")
def tunis(a):
    a.url = f"http://x.example/article/{164000 + a.n}/"
    return f"""<html dir="rtl"><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1256"><title>{a.t} | {a.out}</title></head><body><div id="hd"><a href="/">{a.out}</a><div class="d">تونس في {indic("3")} ديسمبر {indic("2024")}</div></div><ul id="nv">{a.menu("وطنية,سياسة,اقتصاد,جهات,رياضة,عالمية")}</ul><div id="ct"><div class="art"><h3>{a.sec}</h3><h1>{a.t}</h1><p class="pub">نُشر بالجريدة يوم {a.day.day:02} {TUNIS[a.day.month - 1]} {a.day.year}</p>{a.p("<p>", "</p>")}<p class="sig"><strong>{a.by}</strong></p></div><div class="bx"><h4>في نفس السياق</h4><ul>{a.lis(4)}</ul></div></div><div id="ft">كلّ الحقوق محفوظة</div></body></html>"""


@page("morocco-comments")
def morocco(a):
    a.url = f"https://x.example/{a.slug()}-{1000000 + a.n}.html"
    return f"""<!doctype html><html dir="rtl" lang="ar-MA"><head><meta charset="utf-8"><title>{a.t} - {a.out}</title><meta property="og:title" content="{a.t}"><meta property="og:site_name" content="{a.out}"></head><body class="single"><header><nav><ul>{a.menu("سياسة,مجتمع,جهات,اقتصاد,رياضة,فن,صوت وصورة")}</ul></nav></header><main><div class="article-container"><h1 class="post-title">{a.t}</h1><div class="post-head"><div class="author-col">{a.out} - <span class="author"><a>{a.by}</a></span></div><div class="date-post">{DAYS[a.day.weekday()]} {a.day.day} {MOROCCO[a.day.month - 1]} {a.day.year} - 10:15</div></div><div class="article-content">{a.p()}</div><section class="box-tags"><a>الرباط</a></section></div><div class="newsletter"><h4>النشرة الإخبارية</h4><p>اشترك الآن في النشرة البريدية، لتصلك آخر الأخبار يوميا إلى بريدك الإلكتروني. لا يمكن إضافة هذا البريد الإلكتروني إلى هذه القائمة.</p></div><section class="comments-area"><h3>تعليقات الزوار</h3><p class="hint">صوت وصورة: من شروط النشر عدم الإساءة للكاتب أو للأشخاص أو للمقدسات.</p><ul class="comment-list">{a.comments('<li class="comment"><span class="fn">{who}</span><span class="comment-date">الخميس 5 ماي 2022 - 12:0{k}</span><div class="comment-text"><p>{what} {what}</p></div><div class="votes">1{k}</div></li>', 5) * 3}</ul></section></main></body></html>"""


@page("algeria-daily")
def algeria(a):
    a.url = f"https://x.example/{a.slug()}"
    a.updated = a.later(1)
    return f"""<!doctype html><html dir="rtl" lang="ar"><head><meta charset="utf-8"><title>{a.t} – {a.out}</title><meta property="og:title" content="{a.t}"><meta property="og:updated_time" content="{a.iso(10, 0, '+01:00', a.updated)}"></head><body><header class="ech-main__hdr"><ul>{a.menu("الجزائر,العالم,اقتصاد,رياضة,مجتمع,رأي")}</ul></header><main class="ech-sgmn"><article class="ech-sgmn__article ech-artx"><div class="ech-artx__ctx">{a.sec}</div><div class="ech-sgmn__stit">{"مصادر متابعة للملف تكشف"}</div><h1 class="ech-sgmn__title">{a.t}</h1><ul class="ech-artx__meta"><li>{a.by}</li><li>{a.day:%Y/%m/%d}</li><li>1204</li><li>0</li></ul><figure><img><figcaption>أرشيف</figcaption></figure><div class="artx-content">{a.p(between={2: '<div class="ech-poll"></div>'})}</div><aside class="ech-artx__rel"><h3>مقالات ذات صلة</h3><ul class="ech-ltst">{a.lis(3, 2, '<li><h3><a>{t}</a></h3></li>')}</ul></aside></article><div class="ech-cmnt"><h3>أضف تعليقك</h3><p>جميع الحقول مطلوبة, ولن يتم نشر بريدك الإلكتروني. يرجى منكم الالتزام بسياسة الموقع في التعليقات.</p></div></main></body></html>"""


@page("gallery")
def gallery(a):
    a.t = "بالصور.. " + a.t
    a.url = f"https://x.example/photos/{a.path()}/{a.n}"
    a.gold = a.ps[:3]
    slides = "".join(f'<figure class="gallery-item"><img src="/g{k}.jpg"><figcaption><span class="num">{k + 1}/8</span> لقطة من المكان التقطها مصورنا، وتظهر فيها آثار ما حدث على جدران البيوت والمحال في الشارع الرئيسي.</figcaption></figure>' for k in range(8))
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{a.t} | {a.out}</title><meta property="og:title" content="{a.t}"><script type="application/ld+json">{{"@context":"https://schema.org","@type":"ImageGallery","name":"{a.t.replace(chr(34), '')}","datePublished":"{a.iso()}"}}</script></head><body><header><a href="/">{a.out}</a><ul>{a.menu()}</ul></header><main><h1>{a.t}</h1><div class="meta"><span>تصوير: {a.by}</span> <span>{a.written()}</span></div><div class="intro">{a.p(paragraphs=a.ps[:3])}</div><div class="gallery">{slides}</div><h3>ألبومات أخرى</h3><ul>{a.lis(4)}</ul></main></body></html>"""


@page("video")
def video(a):
    a.url = f"https://x.example/videos/{a.n}"
    a.by = None
    a.gold = a.ps[:2]
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{a.t}</title><script type="application/ld+json">{json.dumps({"@context": "https://schema.org", "@type": "VideoObject", "name": a.t, "description": a.ps[0], "uploadDate": a.iso(10, 0), "contentUrl": "https://x.example/v/1.mp4", "embedUrl": "https://x.example/e/1"}, ensure_ascii=False)}</script></head><body><header><ul>{a.menu()}</ul></header><div class="video-page"><div class="player"><video src="https://x.example/v/1.mp4" poster="/p.jpg"></video></div><h1 class="video-title">{a.t}</h1><div class="video-info"><span>{a.written()}</span><span>1,203 مشاهدة</span><span>02:14</span></div><div class="video-desc">{a.p(paragraphs=a.ps[:2])}</div><div class="share">شارك</div></div><div class="video-list"><h2>فيديوهات أخرى</h2>{"".join(f'<div class="v"><a>{t}</a><span>03:1{k}</span></div>' for k, t in enumerate(a.rel(8)))}</div></body></html>"""


@page("modal-portal", times=2)
def modal(a):
    a.url = f"https://x.example/post/{7000 + a.n}/{a.slug()}"
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{a.t} - {a.out}</title><meta property="og:title" content="{a.t}"><meta property="og:site_name" content="{a.out}">{css(70)}</head><body><div class="modal fade" id="consent"><div class="modal-body"><p>نحترم خصوصيتك. نستخدم نحن وشركاؤنا تقنيات مثل ملفات تعريف الارتباط لتخزين المعلومات على جهازك والوصول إليها، ومعالجة بيانات شخصية مثل عنوان الإنترنت ومعرفات الجهاز، لأغراض منها تخصيص الإعلانات والمحتوى وقياس أدائها.</p><p>يمكنك تغيير اختياراتك في أي وقت عبر رابط إعدادات الخصوصية في أسفل كل صفحة من صفحات الموقع، ولن يؤثر ذلك في تصفحك.</p><button>أوافق</button></div></div><div class="news-ticker"><div class="inner">{a.lis(6, 0, '<span class="item"><i>●</i> {t}</span>')}</div></div><header><a href="/" class="brand">{a.out}</a><ul>{a.menu()}</ul></header><section class="post-section"><h1>{a.t}</h1><div class="post-meta"><a href="/w" class="writer-name">{a.by}</a><span>{'نشر: ' + a.written(MASHREQ) if a.n % 2 else a.written(weekday=True)}</span></div><div class="post-body" itemprop="articleBody">{a.p(between={1: f'<div class="ad-slot">إعلان</div>', 3: f'<div class="suggest"><h5>قد يهمك أيضا</h5><ul>{a.lis(3, 7)}</ul></div>'})}</div><div class="reactions"><span>أعجبني</span><span>أحزنني</span></div></section><div class="login-wall"><h3>سجل الدخول لمتابعة القراءة</h3><p>لديك حساب؟ سجل دخولك الآن لتتمكن من حفظ المقالات ومتابعة الكتاب والتعليق على الأخبار.</p></div><section class="latest">{"".join(f'<article><h2>{t}</h2><p>{l}</p><span>منذ {k + 1} ساعات</span></article>' for k, (t, l) in enumerate(a.teasers(6)))}</section></body></html>"""


@page("interview")
def interview(a):
    a.url = f"https://x.example/interviews/{a.day:%Y%m%d}{a.n}"
    a.gold = [q for k, p in enumerate(a.ps) for q in (([["كيف ترى ما جرى؟", "وماذا عن الموقف الدولي؟", "هل من أفق للحل؟"][k // 2 % 3]] if k % 2 == 0 else []) + [p])]
    inner = "".join((f'<p><strong>{["كيف ترى ما جرى؟", "وماذا عن الموقف الدولي؟", "هل من أفق للحل؟"][k // 2 % 3]}</strong></p>' if k % 2 == 0 else "") + f"<p>{p}</p>" for k, p in enumerate(a.ps))
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{a.t} | {a.out}</title><meta name="pubdate" content="{a.day:%Y%m%d}"><meta property="og:title" content="{a.t}"></head><body><div id="top"><ul>{a.menu()}</ul></div><div id="story"><h5>حوار</h5><h1>{a.t}</h1><address class="author">حاوره: {a.by}</address><div class="body-content"><div class="pullquote" aria-hidden="true">اقتباس بارز من الحوار يعرض في صندوق إلى جانب النص</div>{inner}</div><ul class="share"><li>شارك</li></ul></div><div id="more"><h3>حوارات سابقة</h3><ul>{a.lis(5)}</ul></div></body></html>"""


@page("accordion-party")
def party(a):
    a.url = f"https://x.example/statements/{a.n}"
    a.by = None
    a.gold = a.ps + ["المكتب الإعلامي"]
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{a.out} » {a.t}</title></head><body><div id="preloader">جاري التحميل</div><header><h2 class="logo"><a href="/">{a.out}</a></h2><ul>{a.menu("الرئيسية,من نحن,البيانات,الأخبار,مقالات,أرشيف")}</ul></header><section class="single"><div class="head"><h1>{a.t}</h1><ul class="inf"><li>{indic(a.day.strftime("%d/%m/%Y"))}</li><li>بيانات</li></ul></div><div class="cont"><div class="sharer"><a>Share</a><a>Tweet</a></div>{a.p('<p dir="RTL"><span style="font-size:18px">', '</span></p>')}<p style="text-align:left"><strong>المكتب الإعلامي</strong></p></div></section><section class="others"><h3>بيانات سابقة</h3>{"".join(f'<div class="acc"><h4>{t}</h4><div class="acc-body"><p>{l}</p></div></div>' for t, l in a.teasers(6))}</section></body></html>"""


@page("hijri-visible-only")
def hijri(a):
    a.url = f"https://x.example/details/{a.n}9"
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{a.t} - {a.out}</title></head><body><header><a href="/">{a.out}</a><ul>{a.menu()}</ul></header><div class="news"><h1>{a.t}</h1><div class="info"><span>{a.by}</span> <span>{DAYS[a.day.weekday()]} {hijri_written(a.day, digits=True)} هـ</span></div><div class="body">{a.p()}</div><div class="tags"><a>أخبار</a></div></div><div class="read"><h3>مواضيع أخرى</h3><ul>{a.lis(5)}</ul></div><footer>© 1446 هـ {a.out}</footer></body></html>"""


@page("rtl-marks-microdata")
def marks(a):
    a.url = f"https://x.example/n/{a.n}/{a.day:%d-%m-%Y}"
    mark = lambda p: "\u200f" + p.replace(" ", " \u200f", 1) + "\u200f"
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{a.t} :: {a.out}</title></head><body style="direction:rtl"><div class="hd"><a href="/">{a.out}</a>{a.menu(pattern=' <a>{t}</a>')}</div><div itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">\u200f{a.t}\u200f</h1><span itemprop="author" itemscope itemtype="http://schema.org/Person"><span itemprop="name">{a.by}</span></span><meta itemprop="datePublished" content="{a.day:%Y-%m-%d} 10:15"><span class="seen">\u202b{a.day.day} \u200f{EGYPT[a.day.month - 1]} \u200f{a.day.year}\u202c</span><div itemprop="articleBody"><p>{"</p><p>".join(mark(p) for p in a.ps)}</p></div></div><ul class="links">{a.lis(6)}</ul></body></html>"""
