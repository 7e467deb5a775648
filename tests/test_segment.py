# ruff: noqa: E501  (a line of a page is a paragraph)
"""Pages of our own making, one line each with what it is, against what `segment` says.

The first character of a line tells its part: T title, D date or byline, B body, C caption, S subhead,
F furniture (any role that states no event and is no title), ~ the line may be either furniture or subhead.
"""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest

from geo.documents import Source, read_source, segment
from geo.errors import EmptyInputError
from geo.language.lexicon import load_lexicon
from geo.models import NARRATIVE_ROLES, Article
from geo.settings import Settings

ROLES = {
    "T": {"title"},
    "D": {"byline", "meta"},
    "B": {"body"},
    "C": {"caption", "subhead"},
    "S": {"subhead"},
    "F": {"meta", "header", "list", "tags", "counter", "ui", "byline"},
    "~": {"subhead", "header", "ui", "meta", "byline"},
}

PAGES: dict[str, str] = {
    "arabic_portal": """
F تخطى إلى المحتوى
F الرئيسية   أخبار   تقارير   رأي   اقتصاد   رياضة   تكنولوجيا   اتصل بنا
F بحث عن
F الرئيسية > أخبار > شمال إفريقيا
T تعزيزات عسكرية جديدة تصل إلى مطار الواحة
D كتب: سالم العلواني - آخر تحديث: 14 مارس 2024 - 18:20
F فيسبوك تويتر واتساب طباعة

B وصلت إلى مطار الواحة مساء أمس دفعة جديدة من المدرعات قادمة من الساحل، حسبما ذكر شهود عيان تحدثوا إلى مراسلنا.
B وقال مصدر في المجلس المحلي إن القوة تضم نحو ثلاثين آلية وعددا من الشاحنات، وإنها ستبقى في المطار حتى نهاية الشهر.
F اقرأ أيضا: سعر الخبز يرتفع في ثلاث مدن
S تحذيرات محلية
B وحذر أعيان المنطقة من أن وجود القوة قد يثير توترا مع القبائل المجاورة، ودعوا إلى حوار عاجل بين الأطراف.
B «لا نريد حربا جديدة»، قال أحدهم.
F الوسوم: مطار الواحة، مدرعات، الساحل
F شارك هذا الخبر

F مقالات ذات صلة
F افتتاح معرض الكتاب في العاصمة
F المنتخب يتعادل في مباراة ودية
F وفاة شاعر كبير عن سبعين عاما

F اترك تعليقا
F لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *
F © 2024 جميع الحقوق محفوظة لموقع الواحة
""",
    "english_blog": """
F Skip to content
F DESERT MONITOR
F Home
F About
F Contact
T Satellite images show new hangars at a remote airstrip
D Posted on March 3, 2023 by Jane Holloway

B New images taken in late February show two large hangars beside the runway, and a fence that was not there in the autumn.
B The work began in November, when trucks were seen unloading steel beams, according to residents of the nearest village.
S What the images show
B The first hangar is about forty metres long. The second is smaller and stands next to a fuel depot, which has been widened.
B Nobody has claimed the site.
F Share this:
F Tweet
F Email
F Print

F Related
F Convoy spotted on the northern road
F February 12, 2023
F In "Convoys"

F Published by Jane Holloway
F 3 thoughts on "Satellite images show new hangars at a remote airstrip"
F Leave a Reply
F Your email address will not be published. Required fields are marked *
F Proudly powered by WordPress
""",
    "french_daily": """
F Aller au contenu principal
F Menu
F S'abonner
F International   Afrique   Économie   Culture   Sport
F Accueil • International • Afrique
T Une base désaffectée reprend du service dans le Nord
B Les travaux ont commencé sans annonce officielle et devraient durer six mois, selon la mairie.
D Par Claire Aubin, avec agences - Publié le 21 mai 2022 à 06h30, mis à jour à 09h12
F Temps de lecture : 3 min.

B La piste de l'ancienne base aérienne est refaite depuis trois semaines par une entreprise venue de la capitale, a constaté notre correspondante.
F Lire aussi : Le prix du mil s'envole sur les marchés
B Des soldats gardent désormais l'entrée, et un radar a été installé sur la colline qui domine le village, d'après plusieurs habitants.
B - Nous n'avons été prévenus de rien, regrette un éleveur qui faisait paître ses chèvres le long de la piste.
F La suite après la publicité
S Un chantier discret
B Le ministère n'a pas répondu à nos questions. Un député de l'opposition a demandé l'ouverture d'une enquête parlementaire.
F Claire Aubin
F Partager
F Réutiliser ce contenu

F Contenus sponsorisés
F Cette montre fait fureur chez les seniors
F Dix astuces pour payer moins cher son billet

F Services : Codes promo | Formation | Annonces immobilières | Jeux
""",
    "two_dispatches": """
T Patrol boats leave the southern port
D 4 June 2021

B Three patrol boats left the southern port before dawn on Friday and sailed along the coast toward the capital, fishermen said.
B The navy said that the boats were taking part in an exercise which would last until the end of the week.

T Engineers rebuild the bridge over the dry river
D 6 June 2021

B Army engineers have started to rebuild the bridge that was blown up in April, and expect to open it to light traffic in July.
B Until then supplies go by ferry. A second unit is clearing mines from the road on the other bank.
""",
    "wire_without_title": """
B QASR, 12 January 2020 (ANS) - Government forces pulled out of two outposts east of the town on Sunday, a local official said.
B They left by road for the coast. No fighting was reported.
B The official asked not to be named.
""",
    "message": """
B شوهد رتل عسكري يتحرك من المعسكر الشرقي في اتجاه الميناء
B الرتل يضم أكثر من عشرين سيارة مسلحة وناقلة دبابات
""",
    "headlines_only": """
F Home | World | Business | Sport
F Most read
F 1. Troops leave the mountain post
F 2. Cup final moved to Sunday
F 3. Ten ways to cook beans
F Privacy policy | Terms of use | Contact
""",
    "arabic_agency_chain": """
F وكالة الأفق للأنباء
F عاجل | المحلية | العالم | رياضة
T طائرات شحن تهبط في القاعدة الجنوبية
D 2019/07/21 09:15

B هبطت أربع طائرات شحن في القاعدة الجنوبية خلال الأيام الثلاثة الماضية، ونقلت معدات اتصال ومولدات كهرباء، وفق مصدر ملاحي.
C إحدى الطائرات على مدرج القاعدة (الأفق)
B ولم تعلق وزارة الدفاع على هذه الأنباء، بينما قال نائب في البرلمان إن الرحلات مدنية وإنها تتم في إطار اتفاق سابق.
F المصدر: وكالة الأفق + وسائل إعلام
F 0 تعليق 12 مشاركة 345 مشاهدة

F أخبار ذات صلة:
T اتفاق على فتح الطريق الصحراوي
D 2019/07/19 20:40

B اتفق وجهاء المنطقتين على فتح الطريق الصحراوي أمام الشاحنات ابتداء من الأسبوع المقبل، بعد إغلاق استمر شهرين كاملين.
B وينص الاتفاق على انسحاب المسلحين من الحاجزين، وعلى أن تتولى الشرطة تأمين المسافة بينهما.
F الأكثر قراءة
F 1 الذهب يواصل الصعود
F 2 موجة حر تضرب الشمال
F 3 تأجيل امتحانات الثانوية
""",
    "english_cookie_wall": """
F We use cookies to give you the best experience. By clicking "Accept", you agree to our use of cookies.
F Accept all   Reject   Settings
F The Strait Gazette
F Thursday, 9 May 2019   |   24°C   |   Subscribe
T Coast guard adds a second base on the strait
D By Tom Ferris | 8 May 2019 | 4 min read
F [Image: a cutter at anchor. Credit: Coast Guard]

B The coast guard will move four cutters to a new base on the eastern side of the strait, its commander said on Wednesday.
B "We want to be there before the season starts," he told reporters on the quay, where workers were unloading containers.
F Advertisement
B The move follows a string of incidents in which tankers were approached by speedboats, and it doubles the number of crews.
S More ships, more crews
B Two further cutters are on order. They are to be delivered next year and will be based in the same place, the commander said.
F Tom Ferris covers shipping for the Gazette. Follow him on X at @tferris.
F Sign up for our free daily newsletter
F Enter your email address   SUBMIT

F You may also like
F Fog closes the strait for a second day
F Ferry prices to go up in June
F How to spot a grey whale

F Comments (2)
F OldSalt: They said the same thing ten years ago and look what happened to the boats they bought back then, nobody ever used them.
F marina77: Good news for the town. Reply
F © The Strait Gazette 2019. All rights reserved.
""",
    "spanish_page": """
F Inicio | Mundo | Economía | Deportes
T Dos buques de la armada atracan en el puerto del norte

B Dos buques de la armada atracaron el martes en el puerto del norte tras una travesía de once días, según confirmó la autoridad portuaria en un breve comunicado.
B Las tripulaciones permanecerán tres días en la ciudad antes de continuar hacia el sur, donde participarán en unas maniobras con fuerzas de otros cuatro países.
F Compartir | Imprimir | Enviar
""",
    "french_bullets": """
F LE COURRIER DES DUNES
F Rechercher...
T L'armée quitte le fort du lac
D Mercredi 3 avril 2024, 11:05

B Les derniers soldats stationnés au fort du lac sont partis mardi pour la capitale, après onze ans de présence dans la région.
B Le départ s'est fait en trois étapes :
B • les blindés ont été chargés sur des camions dès la fin du mois de mars, sous la garde de la gendarmerie ;
B • les hélicoptères ont rejoint la base principale dimanche, d'après un responsable de l'aviation civile.
B Le fort sera remis à la commune.
F Mots-clés : armée, fort, lac, gendarmerie
F À lire aussi
F - Pêche : la saison s'annonce mauvaise
F - Le festival du lac reporté à l'automne
F - Transport fluvial, un nouveau ponton
F Contact   Mentions légales   Publicité   Plan du site
""",
    "arabic_times_list": """
F القائمة
F أخبار الميناء
F آخر الأخبار
F 14:20 انطلاق موسم الصيد في الخليج
F 13:55 البلدية توزع مساعدات على المتضررين
F 13:10 إلغاء رحلات بسبب الغبار
T قافلة عسكرية تعبر الجسر الجديد نحو الضفة الشرقية
D الثلاثاء 11 شباط 2020 - الساعة 10:00

B عبرت قافلة عسكرية طويلة الجسر الجديد صباح اليوم في اتجاه الضفة الشرقية، ورافقتها سيارات إسعاف وصهاريج وقود.
B وأفاد سكان بأن الجنود أقاموا حاجزين عند طرفي الجسر، وأنهم يفتشون السيارات القادمة من المدينة القديمة.
F طباعة    إرسال لصديق    حفظ
F تعليقات الزوار
F أبو أحمد: الله يحفظ البلاد والعباد من كل شر ويعم السلام في كل مكان إن شاء الله.
F جميع التعليقات تعبر عن رأي أصحابها
""",
}

DATES = {
    "arabic_portal": ["2024-03-14"],
    "english_blog": ["2023-03-03"],
    "french_daily": ["2022-05-21"],
    "two_dispatches": ["2021-06-04", "2021-06-06"],
    "wire_without_title": ["2020-01-12"],
    "message": [None],
    "headlines_only": [None],
    "arabic_agency_chain": ["2019-07-21", "2019-07-19"],
    "english_cookie_wall": ["2019-05-08"],
    "spanish_page": [None],
    "french_bullets": ["2024-04-03"],
    "arabic_times_list": ["2020-02-11"],
}
LANGUAGES = {
    "arabic": "ar",
    "english": "en",
    "french": "fr",
    "spanish": "und",
    "two": "en",
    "wire": "en",
    "message": "ar",
}


def read(text: str, published: dt.date | None = None) -> Source:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Source("page.txt", digest, text, "utf-8", "text/plain", published)


def articles_of(text: str) -> tuple[Article, ...]:
    return segment(read(text), lexicon=load_lexicon(), settings=Settings())


def page(name: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the text of a page and (part, line) for each of its lines."""
    parts = [(line[:1], line[2:]) for line in PAGES[name].strip("\n").split("\n")]
    return "\n".join(line for _, line in parts), [(part, line) for part, line in parts if part]


@pytest.mark.parametrize("name", PAGES)
def test_every_line_of_a_page_gets_its_role(name: str) -> None:
    text, parts = page(name)
    lines = [line for article in articles_of(text) for line in article.lines]
    assert [text[line.start : line.end] for line in lines] == [line.strip() for _, line in parts]
    wrong = [
        (part, line.role, line.reasons, words)
        for (part, words), line in zip(parts, lines, strict=True)
        if line.role not in ROLES[part]
    ]
    assert not wrong


@pytest.mark.parametrize("name", PAGES)
def test_articles_have_their_titles_dates_and_language(name: str) -> None:
    text, parts = page(name)
    articles = articles_of(text)
    titles = [line for part, line in parts if part == "T"]
    assert [article.title for article in articles] == (titles or [""])
    assert [article.published and article.published.isoformat() for article in articles] == DATES[name]
    expected = LANGUAGES.get(name.split("_", 1)[0])
    if expected is not None:
        assert {article.lang for article in articles} == {expected}


@pytest.mark.parametrize("name", PAGES)
def test_every_line_says_why(name: str) -> None:
    text, _ = page(name)
    assert all(line.reasons for article in articles_of(text) for line in article.lines)


SAMPLE = "Three patrol boats left the port before dawn on Friday and sailed toward the capital, fishermen said."


def test_a_single_short_sentence_is_text() -> None:
    for text in ("Russian troops left Sabha.", "وصلت القوات إلى سبها", "Des soldats ont quitté Gao"):
        (article,) = articles_of(text)
        assert [line.role for line in article.lines] == ["body"]


def test_furniture_before_the_first_article_belongs_to_it_and_the_last_runs_to_the_end() -> None:
    text, _ = page("two_dispatches")
    text = f"Home | News | Sport\n{text}\nPrivacy policy\n"
    first, second = articles_of(text)
    assert first.start == 0
    assert first.end == second.start == text.index("Engineers rebuild")
    assert second.end == len(text)
    assert [first.index, second.index] == [0, 1]


def test_metadata_date_is_used_only_where_the_text_states_none() -> None:
    stated = dt.date(2021, 6, 5)
    for between, expected in (("", (stated, "metadata")), ("4 June 2021\n", (dt.date(2021, 6, 4), "byline"))):
        source = read(f"Boats leave the port\n{between}\n{SAMPLE}\n", stated)
        (article,) = segment(source, lexicon=load_lexicon(), settings=Settings())
        assert (article.published, article.published_basis) == expected


def test_a_dateline_without_a_year_dates_nothing() -> None:
    (article,) = articles_of(f"TRIPOLI, 10 August - {SAMPLE}\n")
    assert article.published is None


@pytest.mark.parametrize(
    "start", ["Bamako, 2 juillet 2025 - ", "BAMAKO, 2 July 2025 (ANS) — ", "باماكو 2 يوليو 2025 (وكالات) - "]
)
def test_a_dateline_dates_the_article(start: str) -> None:
    (article,) = articles_of(f"{start}{SAMPLE}\n{SAMPLE}\n")
    assert (article.published, article.published_basis) == (dt.date(2025, 7, 2), "dateline")


def test_a_date_within_the_story_is_no_date_of_publication() -> None:
    (article,) = articles_of(
        f"The base was built by engineers of the army and opened on 3 May 2012, officials said.\n{SAMPLE}"
    )
    assert article.published is None


def test_markup_hints_decide_short_lines() -> None:
    html = f"""<html><body><nav><a href=a>Region</a><a href=b>Harbour</a></nav>
    <h1>Boats leave the port</h1><p>{SAMPLE}</p><aside><p>Weather turns bad</p></aside><p>{SAMPLE}</p></body></html>"""
    source = read_source(None, html.encode(), "page.html", settings=Settings())
    (article,) = segment(source, lexicon=load_lexicon(), settings=Settings())
    roles = {source.text[line.start : line.end]: line.role for line in article.lines}
    assert article.title == "Boats leave the port"
    assert roles["Weather turns bad"] not in NARRATIVE_ROLES
    assert roles["Region   Harbour"] not in NARRATIVE_ROLES


def test_text_that_holds_nothing_is_refused() -> None:
    with pytest.raises(EmptyInputError, match="holds no text"):
        articles_of(" \n\u200f\n\ufeff\t\n")


@pytest.mark.parametrize(
    "text",
    [
        "\ud800 lone surrogate of a broken converter, " + SAMPLE,
        "\u202e\u2066" + SAMPLE + "\u2069",
        "x" * 300_000,
        "| " * 100_000,
        "1. " * 50_000,
        "?" * 10_000,
        "\r\r\r\n\x0b\x85" + SAMPLE,
        ("(" * 5_000) + (")" * 5_000),
    ],
)
def test_hostile_text_gives_a_result(text: str) -> None:
    articles = articles_of(text)
    assert articles[-1].end == len(text)


def test_dates_of_other_headlines_do_not_date_the_article() -> None:
    text = f"Boats leave the port\n\n{SAMPLE}\n{SAMPLE}\n\nRelated articles\nCranes for the quay\n3 March 2020\nCup final\n"
    (article,) = articles_of(text)
    assert article.published is None


def test_hard_wrapped_text_is_put_together() -> None:
    text = (
        "Patrol report\n\nTwo aircraft landed at the southern base on Sunday evening after a\n"
        "flight along the coast, according to trackers. They left again the\nnext morning, and a third one followed.\n\n"
        "وصلت القافلة إلى المعسكر الجنوبي مساء أمس بعد رحلة استمرت يومين في\nالصحراء، وقال سكان إنها تضم ثلاثين آلية. ثم غادر "
        "بعضها في\nاليوم التالي نحو الحدود.\n"
    )
    (article,) = articles_of(text)
    assert [line.role for line in article.lines] == ["title", "body", "body"]
    assert text[article.lines[1].start : article.lines[1].end].endswith("third one followed.")


def test_headlines_of_one_width_are_not_put_together() -> None:
    headlines = [
        "Council debates the new harbour wall",
        "Farmers ask for more water this summer",
        "Old railway bridge to be painted green",
    ]
    text = f"{SAMPLE}\n{SAMPLE}\n\nMost read\n" + "\n".join(headlines)
    (article,) = articles_of(text)
    assert [line.role for line in article.lines if line.role in NARRATIVE_ROLES] == ["body", "body"]


def test_a_comments_button_above_the_text_does_not_hide_it() -> None:
    text = f"Boats leave the port\nThree of them went.\nComments (4)\nShare page\n\n{SAMPLE}\n{SAMPLE}\n{SAMPLE}\n"
    (article,) = articles_of(text)
    assert [line.role for line in article.lines].count("body") >= 3


def test_readers_comments_are_never_the_article() -> None:
    comment = (
        "They said the same thing ten years ago and look at the boats that they bought then, nobody ever used them."
    )
    text = f"Boats leave the port\n\n{SAMPLE}\n{SAMPLE}\n{SAMPLE}\n\nComments (1)\n{comment}\n"
    (article,) = articles_of(text)
    assert article.lines[-1].role == "ui"
