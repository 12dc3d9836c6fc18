//! The demonstration pages: outlet, day, title and text of each, furniture out.
#![allow(clippy::unwrap_used)]

use marsad_acquire::{Fetched, Limits, ReadOptions, Reading, Warning, read_file, to_document};
use std::collections::BTreeMap;
use std::path::Path;

/// What each page's readers see: the headline, how the article begins and ends, and words of the page that are not it.
struct Page {
    file: &'static str,
    title: &'static str,
    begins: &'static str,
    ends: &'static str,
    paragraphs: usize,
    furniture: &'static [&'static str],
}

const PAGES: &[Page] = &[
    Page {
        file: "aden-copy.html",
        title: "حكومة معين تنجو من هجوم على مطار عدن والضحايا 26 قتيلاً",
        begins: "عدن - 30 ديسمبر (و خ م) - قُتل ما لا يقل عن 26 شخصاً",
        ends: "إلى تجنيب المدنيين ويلات النزاع.",
        paragraphs: 5,
        furniture: &["كتب بواسطة", "نشر بتاريخ", "الزيارات", "السابق", "آخر الأخبار", "غربي مأرب", "بوابة المكلا"],
    },
    Page {
        file: "aden-wire.html",
        title: "22 قتيلاً في هجوم على مطار عدن لدى وصول الحكومة اليمنية الجديدة",
        begins: "عدن - 30 ديسمبر (و خ م) - قُتل ما لا يقل عن 22 شخصاً",
        ends: "تقوده السعودية ضدهم في مارس 2015.",
        paragraphs: 7,
        furniture: &["انتهى", "س ع/", "رقم الخبر", "مشاركة عبر", "ذات صلة", "للمشتركين"],
    },
    Page {
        file: "baghdadi-sada.html",
        title: "مقتل زعيم الخوارج البغدادي بإنزال أميركي في ريف إدلب وموسكو تشكك",
        begins: "إدلب - صدى الشمال الحر\n\nقُتل زعيم تنظيم داعش أبو بكر البغدادي",
        ends: "معبد بل الأثري في تدمر.",
        paragraphs: 8,
        furniture: &["مرسلة بواسطة", "التسميات", "ليست هناك", "رسالة أحدث", "الشائعة", "مدونة", "سجل الشهداء"],
    },
    Page {
        file: "baghuz-furat.html",
        title: "قسد تعلن تحرير الباغوز والقضاء على آخر جيب لمرتزقة داعش",
        begins: "أعلنت قوات سوريا الديمقراطية، اليوم السبت",
        ends: "اللازم لإعادة إعمار المناطق المحررة.",
        paragraphs: 7,
        furniture: &["الوسوم", "شاركها", "كوباني يحتفلون", "مكتب التحرير", "اظهر المزيد", "الذهاب إلى الأعلى"],
    },
    Page {
        file: "baghuz-wire.html",
        title: "«قوات سوريا الديموقراطية» تعلن انتهاء «خلافة» تنظيم الدولة الإسلامية",
        begins: "حقل العمر (سوريا) (م ن أ) - أعلنت قوات سوريا الديموقراطية",
        ends: "إذا تراجع الدعم الأميركي للمقاتلين الأكراد.",
        paragraphs: 8,
        furniture: &["رم/جك", "سوريا-نزاع", "تقرير إخباري", "الاستنساخ", "البرقيات", "أسعار النفط"],
    },
    Page {
        file: "beirut-evening.html",
        title: "بيروت مدينة منكوبة: 135 قتيلاً وإقامة جبرية لمسؤولي المرفأ",
        begins: "ارتفعت حصيلة الانفجار الهائل الذي وقع في مرفأ بيروت",
        ends: "وسط بيروت في 14 شباط 2005.",
        paragraphs: 7,
        furniture: &["ريما خليل", "نسخ الرابط", "إعلان\n", "قد يعجبك", "نشرتنا", "ساحة النجمة"],
    },
    Page {
        file: "gaza-zaytoun.html",
        title: "بعد 11 يوماً من العدوان.. وقف إطلاق النار في غزة يدخل حيز التنفيذ و232 شهيداً بينهم 65 طفلاً",
        begins: "دخل وقف إطلاق النار بين فصائل المقاومة الفلسطينية",
        ends: "إذا استمرت الاقتحامات في القدس.",
        paragraphs: 7,
        furniture: &["دمار في حي الرمال", "اقرأ أيضاً", "شارع الوحدة", "حمّل تطبيق", "شوال", "عاجل\n", "إضراب شامل"],
    },
    Page {
        file: "ghweran-khabur.html",
        title: "«قسد» تعلن الحصيلة النهائية لهجوم سجن الصناعة في الحسكة",
        begins: "أعلنت «قوات سوريا الديمقراطية» (قسد)، اليوم الاثنين",
        ends: "مفتوحاً ما لم تستعد الدول رعاياها.",
        paragraphs: 7,
        furniture: &["نشرت بواسطة", "سجل الدخول", "موجة صقيع", "الحقوق محفوظة", "المحتوى الرئيسي"],
    },
    Page {
        file: "hodeidah-tihama.html",
        title: "اتفاق السويد: وقف لإطلاق النار في الحديدة وإعادة انتشار متبادلة للقوات",
        begins: "أعلن الأمين العام للأمم المتحدة أنطونيو غوتيريش، أمس الخميس",
        ends: "قد يعيد القتال إلى شوارع المدينة.",
        paragraphs: 7,
        furniture: &["القائمة", "المتواجدون", "أرسلت في", "روابط ذات صلة", "للطباعة", "مملوكة", "تقييم المقال", "باجل"],
    },
    Page {
        file: "hol-difaf.html",
        title: "الهول بالأرقام: اعتقال 125 مشتبهاً و«الخطر لم ينته»",
        begins: "أعلنت قوى الأمن الداخلي «الأسايش» في شمال وشرق سوريا",
        ends: "جيلاً جديداً إذا بقي المخيم على حاله.",
        paragraphs: 9,
        furniture: &["سلمى الحمد", "أرشيف", "اقرأ أيضاً", "شارك هذا", "أبو ليث", "200 مو 125", "الخصوصية"],
    },
    Page {
        file: "homs-asi.html",
        title: "123 قتيلاً حصيلة هجوم حمص",
        begins: "قُتل 123 شخصاً، بينهم 54 مدنياً، في الهجوم",
        ends: "نفت فصائل في الشمال علاقتها به.",
        paragraphs: 5,
        furniture: &["مرئيات", "أخبار", "الجمعة 6"],
    },
    Page {
        file: "homs-ghab.html",
        title: "80 قتيلاً في هجوم على حفل تخريج في حمص",
        begins: "حمص - 5 تشرين الأول/أكتوبر (المتوسط) - قُتل",
        ends: "جميع الأطراف إلى ضبط النفس. (المتوسط)",
        paragraphs: 6,
        furniture: &["يومية مستقلة", "محليات", "شارك على فيسبوك", "إرسال بالبريد", "مقالات ذات صلة"],
    },
    Page {
        file: "homs-markaz.html",
        title: "الصحة: 89 شهيداً و277 جريحاً حصيلة الاعتداء الإرهابي في حمص",
        begins: "أعلنت وزارة الصحة، اليوم الجمعة، أن حصيلة الاعتداء",
        ends: "الخارجية برقيات تعزية من دول عدة.",
        paragraphs: 5,
        furniture: &["سياسة", "اقتصاد", "المركز الإخباري - دمشق"],
    },
    Page {
        file: "homs-simsim.html",
        title: "حفل التخرج صار مأتماً: هجوم دامٍ في حمص",
        begins: "نقلت وكالة أنباء المتوسط تفاصيل ما جرى في",
        ends: "قد حضر الحفل وغادره قبل دقائق.",
        paragraphs: 5,
        furniture: &["متابعات", "بوابة سمسم 2023"],
    },
    Page {
        file: "homs-update.html",
        title: "ارتفاع حصيلة هجوم حمص إلى 89 قتيلاً",
        begins: "حمص (المتوسط) - ارتفعت حصيلة الهجوم بطائرات مسيّرة",
        ends: "جميع الأطراف إلى ضبط النفس. (المتوسط)",
        paragraphs: 5,
        furniture: &["المغرب", "MED-20231006-0071", "آخر الأخبار", "إضراب في مترو أثينا"],
    },
    Page {
        file: "homs-wire.html",
        title: "80 قتيلاً في هجوم بالمسيّرات في حمص",
        begins: "حمص - 5 تشرين الأول/أكتوبر (المتوسط) - قُتل",
        ends: "جميع الأطراف إلى ضبط النفس. (المتوسط)",
        paragraphs: 6,
        furniture: &["المشرق", "MED-20231005-0144", "آخر الأخبار", "أسعار القمح"],
    },
    Page {
        file: "libya-carthage.html",
        title: "ليبيا: توقيع اتفاق دائم لوقف إطلاق النار في جنيف وأردوغان يشكّك في صموده",
        begins: "وقّع وفدا حكومة الوفاق الوطني و«القيادة العامة»",
        ends: "إذا لم يغادر المرتزقة البلاد في الآجال المحدّدة.",
        paragraphs: 7,
        furniture: &["أُرسل بواسطة", "الكلمات المفاتيح", "في نفس السياق", "القصرين", "اتصل بنا", "كورونا"],
    },
    Page {
        file: "sudan-fajr.html",
        title: "الدعم السريع تسيطر على القصر الجمهوري ومطاري الخرطوم ومروي",
        begins: "أعلنت قيادة قوات الدعم السريع، اليوم السبت",
        ends: "٢٥ أكتوبر ٢٠٢١ أطاح الحكومة المدنية.",
        paragraphs: 7,
        furniture: &["غرفة الأخبار", "شارك الخبر", "التعليقات", "تغطية مباشرة", "فجر السودان", "21:35"],
    },
    Page {
        file: "sudan-raya.html",
        title: "الجيش يدك معسكرات المليشيا المتمردة وينفي سقوط القصر الجمهوري",
        begins: "تصدّت القوات المسلحة، أمس السبت، لهجوم غادر",
        ends: "إذا احتمت المليشيا بالأحياء السكنية.",
        paragraphs: 7,
        furniture: &["إعلان -", "Share", "WhatsApp", "الوسوم", "إلغاء الرد", "القضارف", "2045"],
    },
    Page {
        file: "tishrin-rafidain.html",
        title: "مفوضية حقوق الإنسان: 30 قتيلا و2312 مصابا في تظاهرات الجمعة وحظر للتجوال في الجنوب",
        begins: "بغداد / الرافدين اليوم\n\nأعلنت المفوضية العليا لحقوق الإنسان في العراق",
        ends: "عدد من القادة العسكريين من مناصبهم.",
        paragraphs: 7,
        furniture: &["عدد القراءات", "إرسال", "أضف تعليقك", "ذات صلة", "استطلاع", "كربلاء", "أسعار الدولار", "11:08"],
    },
];

/// The rows of `demo/sources.tsv` by file: outlet, address, day.
fn sources() -> BTreeMap<String, [String; 3]> {
    let text = std::fs::read_to_string(demo().join("sources.tsv")).unwrap();
    let rows = text.lines().filter(|l| !l.starts_with('#')).skip(1);
    let row = |row: &str| {
        let cells: Vec<String> = row.split('\t').map(str::to_owned).collect();
        (cells[0].clone(), [cells[1].clone(), cells[2].clone(), cells[3].clone()])
    };
    rows.map(row).collect()
}

fn demo() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo"))
}

fn read(file: &str, target: &str) -> Reading {
    let page = read_file(&demo().join("pages").join(file), &Limits::default()).unwrap();
    let today = marsad_model::Day::new(2024, 6, 1).unwrap();
    let page = Fetched { target: target.to_owned(), ..page };
    to_document(&page, &ReadOptions { today: Some(today), ..ReadOptions::default() }).unwrap()
}

#[test]
fn every_page_has_its_row() {
    let sources = sources();
    let files: Vec<&str> = PAGES.iter().map(|p| p.file).collect();
    assert_eq!(sources.keys().map(String::as_str).collect::<Vec<_>>(), files);
}

#[test]
fn outlet_day_and_title_are_right() {
    let sources = sources();
    for page in PAGES {
        let [outlet, url, day] = &sources[page.file];
        // A page saved to a file tells as much as one that was fetched.
        for target in [url.as_str(), page.file] {
            let document = read(page.file, target).document;
            assert_eq!(document.outlet.as_ref(), Some(outlet), "{} as {target}", page.file);
            assert_eq!(document.published.map(|d| d.to_string()).as_ref(), Some(day), "{} as {target}", page.file);
            assert_eq!(document.title, page.title, "{} as {target}", page.file);
            assert_ne!(document.byline.as_ref(), Some(outlet), "{} as {target}", page.file);
            assert_eq!(document.language.as_deref(), Some("ar"));
        }
        assert_eq!(read(page.file, url).document.url.as_ref(), Some(url), "{}", page.file);
    }
}

#[test]
fn the_text_is_the_article_and_nothing_else() {
    let sources = sources();
    for page in PAGES {
        for target in [sources[page.file][1].as_str(), page.file] {
            let text = read(page.file, target).document.text;
            assert!(text.starts_with(page.begins), "{}: {}", page.file, &text.chars().take(200).collect::<String>());
            assert!(text.ends_with(page.ends), "{}: {text}", page.file);
            assert_eq!(text.split("\n\n").count(), page.paragraphs, "{}: {text}", page.file);
            for word in page.furniture {
                assert!(!text.contains(word), "{}: «{word}» in {text}", page.file);
            }
            assert!(!text.contains(page.title), "{}: the title stands in the text again", page.file);
        }
    }
}

#[test]
fn every_furniture_word_stands_on_its_page() {
    for page in PAGES {
        let bytes = std::fs::read(demo().join("pages").join(page.file)).unwrap();
        let source = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => encoding_rs::WINDOWS_1256.decode(error.as_bytes()).0.into_owned(),
        };
        for word in page.furniture {
            assert!(source.contains(word.trim_end()), "{}: «{word}»", page.file);
        }
    }
}

#[test]
fn a_doubt_is_said_once() {
    for page in PAGES {
        let warnings = read(page.file, page.file).warnings;
        assert_eq!(warnings, [], "{}", page.file);
    }
    let html = "<h1>هدنة ليومين في الشمال</h1><p>نص قصير بلا تاريخ ولا اسم.</p>";
    for (media_type, bytes) in [("text/html", html), ("text/plain", "هدنة ليومين في الشمال\n\nنص قصير بلا تاريخ.")]
    {
        let page = Fetched {
            target: "-".to_owned(),
            media_type: media_type.to_owned(),
            charset_hint: None,
            bytes: bytes.as_bytes().to_vec(),
        };
        let warnings = to_document(&page, &ReadOptions::default()).unwrap().warnings;
        assert_eq!(warnings.iter().filter(|w| **w == Warning::NoDate).count(), 1, "{media_type}: {warnings:?}");
        let told: std::collections::HashSet<String> = warnings.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), warnings.len(), "{warnings:?}");
    }
}
