"""Themes of WordPress as Arabic outlets run them."""
import json
from article import EGYPT, MASHREQ, css, script
from registry import page


def yoast(a, kind="NewsArticle", **more):
    a.updated = a.later(2)
    graph = [
        {"@type": "WebSite", "@id": "https://x.example/#website", "url": "https://x.example/", "name": a.out},
        {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 1, "name": "الرئيسية"}, {"@type": "ListItem", "position": 2, "name": a.sec}]},
        {"@type": "WebPage", "@id": a.url, "url": a.url, "name": f"{a.t} - {a.out}", "datePublished": a.iso(7, 15, "+00:00"), "dateModified": a.iso(9, 0, "+00:00", a.later(2))},
        {"@type": kind, "headline": a.t, "datePublished": a.iso(7, 15, "+00:00"), "dateModified": a.iso(9, 0, "+00:00", a.later(2)),
         "author": {"@type": "Person", "name": a.by}, "publisher": {"@type": "Organization", "name": a.out}, "articleSection": [a.sec], "inLanguage": "ar", **more},
    ]
    return '<script type="application/ld+json" class="yoast-schema-graph">' + json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False) + "</script>"


@page("wp-newspaper")
def newspaper(a):
    a.url = f"https://x.example/{a.path()}/{a.slug()}/"
    a.updated = a.later(1)
    box = f'<div class="td-a-rec td-a-rec-id-content_inline">- إعلان -</div><div class="td_block_wrap td_block_related_posts"><h4 class="td-related-title"><a class="td-related-left">مقالات ذات صلة</a><a class="td-related-right">المزيد عن المؤلف</a></h4>' + "".join(f'<div class="td_module_related_posts"><h3 class="entry-title td-module-title"><a href="/{k}">{t}</a></h3></div>' for k, t in enumerate(a.rel(3))) + "</div>"
    return f"""<!doctype html><html dir="rtl" lang="ar" prefix="og: https://ogp.me/ns#"><head><meta charset="UTF-8"><title>{a.t} - {a.out}</title>
<meta property="og:title" content="{a.t}"><meta property="og:site_name" content="{a.out}"><meta property="og:type" content="article">
<meta property="article:published_time" content="{a.iso(7, 15, '+00:00')}"><meta property="article:modified_time" content="{a.iso(8, 0, '+00:00', a.updated)}"><meta property="article:section" content="{a.sec}"><meta name="author" content="{a.by}"><link rel="canonical" href="{a.url}">
{css(60)}</head><body class="rtl post-template-default single single-post single-format-standard td-standard-pack">
<div id="td-mobile-nav"><ul class="td-mobile-main-menu">{a.menu()}</ul></div><div class="td-header-wrap"><div class="td-header-sp-logo"><a class="td-main-logo" href="https://x.example/"><img alt="{a.out}"></a></div><ul id="menu-main" class="sf-menu">{a.menu()}</ul></div>
<div class="td-trending-now-wrapper"><div class="td-trending-now-title">عاجل</div>{"".join(f'<article class="td-trending-now-post"><h3 class="entry-title"><a href="/t{k}">{t}</a></h3></article>' for k, t in enumerate(a.rel(4, 3)))}</div>
<div class="td-main-content-wrap"><div class="td-container td-post-template-default"><div class="td-crumb-container"><div class="entry-crumbs"><span><a class="entry-crumb" href="/">الرئيسية</a></span> <span><a class="entry-crumb" href="/c">{a.sec}</a></span></div></div>
<div class="td-pb-row"><div class="td-pb-span8 td-main-content"><article id="post-{9000 + a.n}" class="post type-post"><div class="td-post-header"><ul class="td-category"><li class="entry-category"><a href="/c">{a.sec}</a></li></ul><header class="td-post-title"><h1 class="entry-title">{a.t}</h1>
<div class="td-module-meta-info"><div class="td-post-author-name"><div class="td-author-by">بواسطة</div> <a href="/author/x">{a.by}</a><div class="td-author-line"> - </div></div><span class="td-post-date"><time class="entry-date updated td-module-date" datetime="{a.iso(7, 15, '+00:00')}">{a.written()}</time></span><div class="td-post-views"><i class="td-icon-views"></i><span>1{a.n}3</span></div></div></header></div>
<div class="td-post-sharing-top"><div class="td-post-sharing-visible"><a class="td-social-facebook"><div class="td-social-but-text">Facebook</div></a><a><div class="td-social-but-text">Twitter</div></a><a><div class="td-social-but-text">WhatsApp</div></a></div></div>
<div class="td-post-content tagdiv-type"><div class="td-post-featured-image"><figure><img class="entry-thumb"><figcaption class="wp-caption-text">صورة من الأرشيف للمنطقة</figcaption></figure></div>
{a.p(between={3: box})}</div>
<footer><div class="td-post-source-tags"><ul class="td-tags td-post-small-box clearfix"><li><span>الوسوم</span></li><li><a>اليمن</a></li><li><a>هدنة</a></li></ul></div><div class="td-block-row td-post-next-prev"><div class="td-post-next-prev-content"><span>المقال السابق</span><a href="/p">{a.rel(1, 8)[0]}</a></div><div class="td-post-next-prev-content"><span>المقال التالي</span><a href="/q">{a.rel(1, 9)[0]}</a></div></div>
<div class="author-box-wrap"><div class="desc"><div class="td-author-name vcard author"><span class="fn"><a>{a.by}</a></span></div><div class="td-author-description">صحفي يغطي الشؤون الأمنية في المنطقة منذ عشر سنوات، وعمل سابقا مع عدد من الصحف المحلية والعربية.</div></div></div></footer></article>
<div class="comments" id="comments"><div class="td-comments-title-wrap"><h4>اترك تعليقاً</h4></div><p class="comment-notes">لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *</p></div></div>
<div class="td-pb-span4 td-main-sidebar"><aside class="td_block_template_1 widget"><h4 class="block-title">أحدث المقالات</h4>{"".join(f'<div class="td_module_6"><h3><a href="/s{k}">{t}</a></h3><div class="td-excerpt">{l}</div></div>' for k, (t, l) in enumerate(a.teasers(4, 4)))}</aside></div></div></div></div>
<div class="td-sub-footer-container"><div class="td-sub-footer-copy">© جميع الحقوق محفوظة {a.out}</div></div>{script(20)}</body></html>"""


@page("wp-jannah", times=2)
def jannah(a):
    a.url = f"https://x.example/{a.slug()}/"
    a.updated = a.later(2)
    inside = f'<section class="related-post-inline inline-related-post"><h4 class="related-posts-title">اقرأ أيضاً</h4><h3><a href="/k">{a.rel(1)[0]}</a></h3></section>' if a.n % 2 else f'<div class="mag-box"><p>مقالات ذات صلة</p><ul>{a.lis(2)}</ul></div>'
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="UTF-8" /><title>{a.t} - {a.out}</title><meta property="og:site_name" content="{a.out}" />{yoast(a)}{css(90)}</head>
<body id="tie-body" class="rtl post-template-default"><div id="tie-container"><div id="tie-wrapper"><header id="theme-header"><div id="top-nav"><div class="topbar-today-date">الثلاثاء, ديسمبر 3 2024</div><div class="breaking"><span class="breaking-title">أخبار عاجلة</span><ul id="breaking-news-in-header">{a.lis(5, 2)}</ul></div></div><div id="logo"><a href="/"><img alt="{a.out}"></a></div><nav id="main-nav"><ul>{a.menu()}</ul></nav></header>
<div id="content"><div class="main-content tie-col-md-8"><article id="the-post"><header class="entry-header-outer"><nav id="breadcrumb"><a href="/">الرئيسية</a>/<a href="/c">{a.sec}</a>/<span class="current">{a.t}</span></nav><div class="entry-header"><h1 class="post-title entry-title">{a.t}</h1><div class="post-meta"><span class="author-meta single-author"><a class="author-name">{a.by}</a></span><span class="date meta-item">{a.written()}<span>آخر تحديث: {a.written(day=a.updated)}</span></span><div class="tie-alignright"><span class="meta-comment">0</span> <span class="meta-views">1٬204</span> <span class="meta-reading-time">2 دقائق</span></div></div></div></header>
<div class="entry-content entry clearfix"><div class="stream-item stream-item-above-post-content">إعلان</div>{a.p(between={2: inside})}<div class="post-shortlink"><input value="{a.url}"><button>نسخ الرابط</button></div></div>
<div id="post-extra-info"><div class="theiaStickySidebar"><div class="post-bottom-meta post-bottom-tags"><div class="post-bottom-meta-title">الوسوم</div><span class="tagcloud"><a>سوريا</a> <a>الجيش</a> <a>معبر</a></span></div></div></div>
<div class="share-buttons share-buttons-bottom"><a><span>فيسبوك</span></a> <a><span>‫X</span></a> <a><span>واتساب</span></a> <a>طباعة</a></div></article>
<div id="related-posts" class="container-wrapper"><h3>مقالات ذات صلة</h3>{"".join(f'<div class="related-item"><h3 class="post-title"><a href="/r{k}">{t}</a></h3><p class="post-excerpt">{l}</p></div>' for k, (t, l) in enumerate(a.teasers(3, 5)))}</div>
<div id="comments"><div id="respond" class="comment-respond"><h3>اترك تعليقاً</h3><p>لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *</p></div></div></div>
<aside class="sidebar tie-col-md-4"><div id="check-also-box"><h3>شاهد أيضاً</h3><a>{a.rel(1, 9)[0]}</a></div><ul class="posts-list-items">{a.lis(6, 4)}</ul></aside></div><footer id="footer">© حقوق النشر 2024، جميع الحقوق محفوظة</footer><a id="go-to-top" href="#go-to-tie-body"><span>زر الذهاب إلى الأعلى</span></a></div></div>{script(30)}</body></html>"""


@page("wp-sahifa")
def sahifa(a):
    a.url = f"https://x.example/?p={4000 + a.n}"
    return f"""<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8"><title>{a.t} | {a.out}</title>{css(30)}</head><body class="rtl single single-post"><div class="wrapper-outer"><header id="theme-header"><div class="top-nav"><span class="today-date">الثلاثاء , 3 ديسمبر 2024</span><ul>{a.menu("الرئيسية,من نحن,أعلن معنا")}</ul></div><div class="logo"><h2><a href="/">{a.out}</a></h2></div></header>
<div id="breaking-news"><span>أخر الأخبار</span><ul>{a.lis(4)}</ul></div><div id="main-content"><div class="content"><div id="crumbs"><a href="/">الرئيسية</a> <span>»</span> <a>{a.sec}</a> <span>»</span> {a.t}</div>
<article class="post-listing post item"><div class="post-inner"><h1 class="name post-title entry-title"><span itemprop="name">{a.t}</span></h1><p class="post-meta"><span class="post-meta-author"><a>{a.by}</a></span> <span class="tie-date">{a.written(MASHREQ, join=" ")}</span> <span class="post-cats"><a>{a.sec}</a></span> <span class="post-comments"><a>اضف تعليق</a></span> <span class="post-views">66 زيارة</span></p>
<div class="entry"><div class="share-post"><span class="share-text">شاركها !</span><ul><li>tweet</li></ul></div>{a.p()}</div><p class="post-tag">اليمن عدن <a>مأرب</a></p></div></article>
<section id="author-box"><div class="block-head"><h3>عن {a.by}</h3></div><div class="author-bio">مراسل ومحرر في {a.out}</div></section><section id="related_posts"><h3>مقالات مشابهة</h3>{"".join(f'<div class="related-item"><h3><a>{t}</a></h3><p class="post-meta"><span class="tie-date">4 أيار 2018</span></p></div>' for t in a.rel(3, 4))}</section>
<div id="comments"><ol class="commentlist">{a.comments('<li class="comment"><div class="comment-avatar"></div><div class="author-comment"><cite>{who}</cite> 5 أيار 2018 at 9:40 م</div><div class="comment-content"><p>{what}</p></div><a class="comment-reply-link">رد</a></li>')}</ol></div></div><aside id="sidebar"><div class="widget" id="posts-list"><h4>الأكثر قراءة</h4><ul>{a.lis(6, 3)}</ul></div></aside></div></div></body></html>"""


@page("wp-jnews")
def jnews(a):
    a.url = f"https://x.example/{a.sec}/{5000 + a.n}/"
    inline = f'<div class="jnews_inline_related_post_wrapper right"><div class="jnews_inline_related_post"><div class="jeg_block_heading"><h3><span>اقرأ أيضا</span></h3></div>' + "".join(f'<div class="jeg_post"><div class="jeg_postblock_content"><h3 class="jeg_post_title"><a>{t}</a></h3><div class="jeg_post_meta"><i class="fa fa-clock-o"></i> 4 أبريل 2021</div></div></div>' for t in a.rel(2)) + "</div></div>"
    return f"""<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{a.t} - {a.out}</title><meta property="og:title" content="{a.t}"><meta property="og:site_name" content="{a.out}">{yoast(a, "Article")}{css(40)}</head><body class="rtl jeg_toggle_light jnews"><div class="jeg_ad jeg_ad_top"><div class="ads-text">إعلان</div></div><div class="jeg_viewport"><div class="jeg_header"><div class="jeg_nav_item jeg_top_date">الثلاثاء, ديسمبر 3, 2024</div><ul class="jeg_menu jeg_main_menu">{a.menu()}</ul></div>
<div class="jeg_content jeg_singlepage"><div class="jeg_breadcrumbs"><span><a>الرئيسية</a></span> <span><a>{a.sec}</a></span></div><div class="entry-header"><h1 class="jeg_post_title">{a.t}</h1><h2 class="jeg_post_subtitle">{a.ps[0]}</h2><div class="jeg_meta_container"><div class="jeg_meta_author"><span class="meta_text">بواسطة</span> <a>{a.by}</a></div><div class="jeg_meta_date"><a>{a.written()}</a></div><div class="jeg_meta_category"><span class="meta_text">في</span> <a>{a.sec}</a></div></div></div>
<div class="jeg_share_button"><div class="jeg_share_stats"><div class="jeg_share_count"><div class="counts">12</div><span class="sharetext">مشاركات</span></div><div class="jeg_views_count"><div class="counts">349</div><span class="sharetext">المشاهدات</span></div></div><a>شارك على فيسبوك</a><a>شارك على تويتر</a></div>
<div class="entry-content with-share"><div class="content-inner">{a.p(paragraphs=a.ps[1:], between={2: inline, 4: '<div class="jeg_ad jeg_ad_article"><div class="ads-text">إعلان</div></div>'})}<div class="jeg_post_tags"><span>علامات:</span> <a>ليبيا</a><a>طرابلس</a></div></div></div>
<div class="jnews_prev_next_container"><a class="post prev-post"><span class="caption">المقال السابق</span><h3>{a.rel(1, 7)[0]}</h3></a></div><div class="jnews_author_box_container"><p class="jeg_author_desc">كاتب صحفي</p></div><div class="jeg_postblock jnews_related_post_container"><h3>متعلق</h3>{a.p('<p class="jeg_post_excerpt">', "</p>", [l for _, l in a.teasers(3, 3)])}</div></div></div></body></html>"""


@page("wp-twentyten")
def twentyten(a):
    a.url = f"https://x.example/{a.path()}/{a.slug()}/"
    return f"""<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8" /><title>{a.t} | {a.out}</title></head><body class="rtl single"><div id="wrapper" class="hfeed"><div id="header"><div id="masthead"><div id="branding"><div id="site-title"><span><a href="/" rel="home">{a.out}</a></span></div><div id="site-description">من قلب الحدث</div></div><div id="access"><div class="skip-link"><a href="#content">الانتقال إلى المحتوى</a></div><ul>{a.menu("الرئيسية,بيانات,تقارير,أرشيف")}</ul></div></div></div>
<div id="main"><div id="container"><div id="content" role="main"><div id="nav-above" class="navigation"><div class="nav-previous"><a><span>→</span> {a.rel(1)[0]}</a></div></div><div id="post-77" class="post hentry"><h1 class="entry-title">{a.t}</h1><div class="entry-meta"><span class="meta-prep meta-prep-author">نُشرت بتاريخ</span> <a><span class="entry-date">{a.written(MASHREQ)}</span></a> <span class="meta-sep">بواسطة</span> <span class="author vcard"><a class="url fn n">{a.by}</a></span></div>
<div class="entry-content">{a.p()}</div><div class="entry-utility">هذا المقال نُشر ضمن تصنيف <a>{a.sec}</a>. أضف <a>الرابط الدائم</a> إلى المفضلة.</div></div>
<div id="comments"><h3 id="comments-title">4 ردود على <em>{a.t}</em></h3><ol class="commentlist">{a.comments('<li class="comment"><div class="comment-author vcard"><cite class="fn">{who}</cite> <span class="says">قال:</span></div><div class="comment-meta"><a>{k} يونيو، 2019 الساعة 7:30 م</a></div><div class="comment-body"><p>{what}</p><p>{what}</p></div></li>', 5)}</ol></div></div></div>
<div id="primary" class="widget-area"><ul class="xoxo"><li class="widget"><h3>أحدث المقالات</h3><ul>{a.lis(5, 1)}</ul></li><li class="widget"><h3>الأرشيف</h3><ul><li><a>يونيو 2019</a></li><li><a>مايو 2019</a></li></ul></li></ul></div></div></div></body></html>"""


@page("wp-elementor")
def elementor(a):
    a.url = f"https://x.example/{6000 + a.n}"
    w = lambda kind, inner: f'<div class="elementor-element elementor-widget elementor-widget-{kind}" data-element_type="widget"><div class="elementor-widget-container">{inner}</div></div>'
    return f"""<!doctype html><html lang="ar" dir="rtl"><head><meta charset="UTF-8"><title>{a.t} – {a.out}</title>{css(60)}</head><body class="rtl elementor-default"><div data-elementor-type="header" class="elementor">{w("nav-menu", "<nav><ul>" + a.menu() + "</ul></nav>")}</div><div data-elementor-type="single-post" class="elementor elementor-location-single"><section class="elementor-section"><div class="elementor-container"><div class="elementor-column"><div class="elementor-widget-wrap">
{w("theme-post-title", f'<h1 class="elementor-heading-title elementor-size-default">{a.t}</h1>')}{w("post-info", f'<ul class="elementor-inline-items elementor-post-info"><li class="elementor-icon-list-item" itemprop="author"><span class="elementor-icon-list-text elementor-post-info__item--type-author">{a.by}</span></li><li class="elementor-icon-list-item"><span class="elementor-icon-list-text elementor-post-info__item--type-date">{a.written()}</span></li><li><span>لا توجد تعليقات</span></li></ul>')}{w("theme-post-featured-image", '<img>')}{w("share-buttons", "<div><span>Facebook</span><span>Twitter</span><span>Telegram</span></div>")}
{w("theme-post-content", a.p())}{w("post-navigation", f"<span>السابق</span><span>{a.rel(1)[0]}</span>")}{w("author-box", f"<h4>{a.by}</h4>")}{w("posts", "".join(f'<article class="elementor-post"><h3 class="elementor-post__title"><a>{t}</a></h3><div class="elementor-post__excerpt"><p>{l}</p></div><a class="elementor-post__read-more">اقرأ المزيد »</a></article>' for t, l in a.teasers(4, 2)))}</div></div></div></section></div><div data-elementor-type="footer" class="elementor">{w("text-editor", f"<p>{a.out} منصة إعلامية مستقلة تعنى بنقل الأخبار من الميدان وتحليلها بمهنية وموضوعية بعيدا عن أي انحياز، تأسست سنة 2016.</p><p>جميع الحقوق محفوظة</p>")}</div></body></html>"""


@page("wp-word-paste")
def word_paste(a):
    a.url = f"https://x.example/{a.path()}/{300 + a.n}/"
    a.by = None
    body = "\n".join(f'<div dir="RTL" class="MsoNormal" style="text-align: justify;"><span lang="AR-SY" style="font-size: 14pt; font-family: &quot;Simplified Arabic&quot;,&quot;serif&quot;;">&rlm;{p.replace(" ", "&nbsp;", 1)}<o:p></o:p></span></div><div dir="RTL" class="MsoNormal"><span>&nbsp;</span></div>' for p in a.ps)
    return f"""<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8"/><title>{a.t} &#8211; {a.out}</title><meta name="generator" content="WordPress 4.9"/></head><body class="rtl single"><div id="page"><header id="masthead"><p class="site-title"><a href="/" rel="home">{a.out}</a></p><nav><ul>{a.menu()}</ul></nav></header><div id="content"><div id="primary"><main id="main"><article class="post"><header class="entry-header"><div class="cat-links"><a>{a.sec}</a></div><h1 class="entry-title">{a.t}</h1><span class="posted-on"><i></i><a href="{a.url}"><time class="entry-date published updated" datetime="{a.iso(23, 40, '+03:00')}">{a.written(MASHREQ)}</time></a></span></header><div class="entry-content">{body}<div class="sharedaddy"><h3 class="sd-title">شارك هذا الموضوع:</h3><ul><li><a>اضغط للمشاركة على تويتر (فتح في نافذة جديدة)</a></li><li><a>انقر للمشاركة على فيسبوك (فتح في نافذة جديدة)</a></li></ul></div><div class="sharedaddy jetpack-likes-widget"><h3>معجب بهذه:</h3><span>إعجاب</span> <span>تحميل...</span></div><div id="jp-relatedposts"><h3 class="jp-relatedposts-headline"><em>مرتبط</em></h3></div></div></article></main></div><aside id="secondary"><ul>{a.lis(6)}</ul></aside></div></div></body></html>"""


@page("wp-br-classic", times=2)
def br_classic(a):
    a.url = f"https://x.example/news/{7000 + a.n}.html"
    a.by = None
    return f"""<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" dir="rtl"><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8" /><title>{a.out} » {a.t}</title><meta name="description" content="{a.ps[0][:120]}" /></head><body><div id="container"><div id="topmenu"><ul>{a.menu("الرئيسية,الأخبار,مقالات,بيانات,اتصل بنا")}</ul></div><div id="left"><div class="post"><div class="title"><h2>{a.t}</h2></div><div class="date">{a.written(weekday=True)}</div><div class="cover"><div class="entry">{"<br /><br />".join(a.ps)}<br /><br /><strong>اقرأ أيضا:</strong> <a href="/1">{a.rel(1)[0]}</a><br /><div class="clear"></div></div></div><div class="singleinfo"><div class="category">التصنيف: <a>{a.sec}</a></div></div></div></div>
<div id="right"><div class="sidebar"><h2>ابحث</h2><h2>أحدث الأخبار</h2>{"".join(f"<div class=news><b>{t}</b><br />{l}<br /><a>التفاصيل</a></div>" for t, l in a.teasers(4, 1))}</div></div><div id="footer">جميع الحقوق محفوظة لموقع {a.out} | تصميم وتطوير: شركة المثلث</div></div></body></html>"""


@page("wp-liveblog")
def liveblog(a):
    a.url = f"https://x.example/live/{a.slug()}"
    a.gold = list(a.ps)
    graph = {"@context": "https://schema.org", "@type": "LiveBlogPosting", "headline": a.t, "datePublished": a.iso(6, 0), "coverageStartTime": a.iso(6, 0), "coverageEndTime": a.iso(23, 0), "author": {"@type": "Organization", "name": a.out}, "publisher": {"@type": "Organization", "name": a.out},
             "liveBlogUpdate": [{"@type": "BlogPosting", "headline": p[:40], "datePublished": a.iso(8 + k % 12, 0), "articleBody": p} for k, p in enumerate(a.ps[1:])]}
    a.by = None
    posts = "".join(f'<li class="liveblog-entry"><aside class="liveblog-entry-aside"><a><time datetime="{a.iso(20 - k, 12)}">{20 - k}:12 م</time></a></aside><div class="liveblog-entry-main"><div class="liveblog-entry-content"><p>{p}</p></div><div class="liveblog-share"><a>فيسبوك</a><a>تويتر</a></div></div></li>' for k, p in enumerate(a.ps[1:]))
    return f"""<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{a.t} لحظة بلحظة | {a.out}</title><script type="application/ld+json">{json.dumps(graph, ensure_ascii=False)}</script><meta property="og:title" content="{a.t}"></head><body><header><a href="/">{a.out}</a><nav><ul>{a.menu()}</ul></nav></header><main><span class="live-badge">مباشر</span><h1>{a.t}</h1><div class="summary"><p>{a.ps[0]}</p></div><div id="wpcom-liveblog-container"><div class="liveblog-nav">تحديث تلقائي</div><ul class="liveblog-feed">{posts}</ul><button>عرض المزيد</button></div></main><aside><h3>الأكثر مشاهدة</h3><ul>{a.lis(5)}</ul></aside><footer>© {a.out} 2024</footer></body></html>"""


@page("wp-amp")
def amp(a):
    a.url = f"https://x.example/{a.path()}/{a.slug()}/amp/"
    ld = {"@context": "http://schema.org", "@type": "NewsArticle", "mainEntityOfPage": a.url[:-4], "headline": a.t, "datePublished": a.iso(22, 30, "Z", a.later(-1)), "dateModified": a.iso(22, 30, "Z"), "author": {"@type": "Person", "name": a.by}, "publisher": {"@type": "Organization", "name": a.out}}
    return f"""<!doctype html><html amp lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{a.t} - {a.out}</title><link rel="canonical" href="{a.url[:-4]}"><script type="application/ld+json">{json.dumps(ld, ensure_ascii=False)}</script><style amp-custom>.amp-wp-header{{background:#0a89c0}}{"".join(f".c{k}{{margin:{k}px}}" for k in range(80))}</style></head><body><amp-sidebar id="sidebar" layout="nodisplay"><ul>{a.menu()}</ul></amp-sidebar><header class="amp-wp-header"><div><a href="/">{a.out}</a></div></header><amp-analytics></amp-analytics><article class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">{a.t}</h1><div class="amp-wp-meta amp-wp-byline"><span class="amp-wp-author author vcard">{a.by}</span></div><div class="amp-wp-meta amp-wp-posted-on"><time datetime="{a.iso(1, 30)}">{a.written()}</time></div></header><figure class="amp-wp-article-featured-image wp-caption"><amp-img></amp-img><p class="wp-caption-text">دورية عند مدخل البلدة</p></figure><div class="amp-wp-article-content">{a.p(between={2: '<amp-ad width="300" height="250"><div placeholder>إعلان</div></amp-ad>', 4: '<amp-embed type="taboola"></amp-embed>'})}</div><footer class="amp-wp-article-footer"><div class="amp-wp-meta amp-wp-tax-category">الأقسام: <a>{a.sec}</a></div><div class="amp-wp-meta amp-wp-comments-link"><a>اترك تعليقا</a></div></footer></article><amp-user-notification id="consent" layout="nodisplay"><p>يستخدم هذا الموقع ملفات تعريف الارتباط لتحسين تجربتك. سنفترض أنك موافق على ذلك، ولكن يمكنك إلغاء الاشتراك إذا كنت ترغب في ذلك.</p><button>قبول</button></amp-user-notification><footer class="amp-wp-footer"><p>جميع الحقوق محفوظة</p><a>العودة إلى الأعلى</a></footer></body></html>"""


@page("wp-wpbakery")
def wpbakery(a):
    a.url = f"https://x.example/{a.path()}/{a.slug()}"
    a.by = None
    row = lambda inner: f'<div class="vc_row wpb_row vc_row-fluid"><div class="wpb_column vc_column_container vc_col-sm-12"><div class="vc_column-inner"><div class="wpb_wrapper"><div class="wpb_text_column wpb_content_element"><div class="wpb_wrapper">{inner}</div></div></div></div></div></div>'
    a.gold = a.ps[:3] + ["النتائج الأولية"] + a.ps[3:]
    return f"""<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8"><title>{a.t} – {a.out}</title><link rel="canonical" href="{a.url}"></head><body class="rtl"><div class="mk-header"><div class="header-logo"><a href="/"><img alt="{a.out}"></a></div><ul>{a.menu("الرئيسية,بيانات,فعاليات,أخبار,صور,فيديو")}</ul></div><div id="theme-page"><h2 class="page-title">{a.t}</h2>{row('<p>' + '</p><p>'.join(a.ps[:3]) + '</p>')}{row('<h3>النتائج الأولية</h3><p>' + '</p><p>'.join(a.ps[3:]) + '</p>')}<div class="mk-single-social-share"><ul><li>0</li></ul></div><section class="similar-posts"><div>مواضيع مشابهة</div><ul>{a.lis(4)}</ul></section></div><div class="footer"><p>المركز الإعلامي {a.out}</p></div></body></html>"""
