"""The gate: accidents are held, each for its reason, and a legal text goes through."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.compare import shared_share
from monitor.extract import document
from monitor.gate import REASONS, judge
from monitor.gate.words import KINDS, flattened, hits, legal_share, phrases_in_common, weight
from monitor.model import Document, Judgement, Page, Part, Verdict

AT = datetime(2026, 3, 1, tzinfo=UTC)

# A short legal text per language, written for these tests.
TEXTS = {
    "en": [
        "These terms govern your use of the Harbour network. By opening an account you agree to "
        "them and to our privacy policy.",
        "We process the personal data that you give us in order to provide the service and to "
        "comply with the law.",
        "You may withdraw your consent at any time in your settings; what was processed before "
        "remains lawful.",
        "We may suspend or terminate an account that breaches these conditions or the rights of "
        "third parties.",
        "Our liability for damages is limited to what the applicable law requires.",
        "Disputes are decided by the courts of the place where you live, unless the law says "
        "otherwise.",
    ],
    "fr": [
        "Les présentes conditions régissent votre utilisation du réseau Havre. En ouvrant un "
        "compte, vous les acceptez.",
        "Nous traitons les données personnelles que vous nous communiquez afin de fournir le "
        "service et de respecter la loi.",
        "Vous pouvez retirer votre consentement à tout moment dans vos paramètres, sans effet sur "
        "les traitements antérieurs.",
        "Nous pouvons suspendre ou résilier un compte qui viole ces conditions ou les droits de "
        "tiers.",
        "Notre responsabilité pour les dommages est limitée à ce qu'impose la loi applicable.",
        "Les litiges relèvent des tribunaux du lieu où vous habitez, sauf disposition contraire.",
    ],
    "de": [
        "Diese Bedingungen regeln Ihre Nutzung des Netzwerks Hafen. Mit der Eröffnung eines "
        "Kontos stimmen Sie ihnen zu.",
        "Wir verarbeiten die personenbezogenen Daten, die Sie uns geben, um den Dienst zu "
        "erbringen und Gesetze einzuhalten.",
        "Sie können Ihre Einwilligung jederzeit widerrufen; die bisherige Verarbeitung bleibt "
        "davon unberührt.",
        "Wir dürfen ein Konto sperren oder kündigen, das gegen diese Bedingungen oder Rechte "
        "Dritter verstößt.",
        "Unsere Haftung für Schäden ist auf das beschränkt, was das anwendbare Recht verlangt.",
        "Über Streitigkeiten entscheiden die Gerichte an Ihrem Wohnort, soweit nichts anderes "
        "vorgeschrieben ist.",
    ],
    "es": [
        "Estas condiciones rigen el uso de la red Puerto. Al abrir una cuenta, usted las acepta "
        "junto con la política de privacidad.",
        "Tratamos los datos personales que usted nos facilita para prestar el servicio y cumplir "
        "la ley.",
        "Puede retirar su consentimiento en cualquier momento; el tratamiento anterior sigue "
        "siendo lícito.",
        "Podemos suspender o cancelar una cuenta que infrinja estas condiciones o los derechos "
        "de terceros.",
        "Nuestra responsabilidad por daños se limita a lo que exige la ley aplicable.",
        "Las controversias se resuelven ante los tribunales del lugar donde usted vive.",
    ],
    "it": [
        "Le presenti condizioni regolano l'utilizzo della rete Porto. Aprendo un account, "
        "l'utente le accetta.",
        "Trattiamo i dati personali forniti dall'utente per erogare il servizio e rispettare la "
        "legge.",
        "Il consenso può essere revocato in qualsiasi momento, senza pregiudicare il trattamento "
        "precedente.",
        "Possiamo sospendere un account che violi queste condizioni o i diritti di terzi.",
        "La nostra responsabilità per danni è limitata a quanto previsto dalla legge applicabile.",
        "Le controversie sono decise dal tribunale del luogo di residenza dell'utente.",
    ],
    "pt": [
        "Estas condições regem o uso da rede Porto. Ao abrir uma conta, o usuário aceita os "
        "termos e a política de privacidade.",
        "Tratamos os dados pessoais que o usuário nos fornece para prestar o serviço e cumprir a "
        "lei.",
        "O consentimento pode ser retirado a qualquer momento, sem afetar o tratamento anterior.",
        "Podemos suspender ou encerrar uma conta que viole estas condições ou direitos de "
        "terceiros.",
        "A nossa responsabilidade por danos limita-se ao que a lei aplicável exige.",
        "Os litígios são decididos pelos tribunais do lugar onde o usuário vive.",
    ],
    "nl": [
        "Deze voorwaarden zijn van toepassing op uw gebruik van het netwerk Haven. Door een "
        "account te openen gaat u ermee akkoord.",
        "Wij verwerken de persoonsgegevens die u verstrekt om de dienst te leveren en de wet na "
        "te leven.",
        "U kunt uw toestemming op elk moment intrekken; eerdere verwerking blijft rechtmatig.",
        "Wij kunnen een account opschorten dat deze voorwaarden of rechten van derden schendt.",
        "Onze aansprakelijkheid voor schade is beperkt tot wat het toepasselijke recht eist.",
        "Geschillen worden voorgelegd aan de rechtbank van uw woonplaats.",
    ],
    "zh": [
        "本协议适用于您对港湾网络服务的使用。您注册账号即表示同意本协议及隐私政策的全部条款。",
        "为提供服务并遵守法律法规，我们会收集和处理您提供的个人信息。",
        "您可以随时撤回同意，撤回不影响此前基于同意进行的处理。",
        "如您违反本协议或侵犯第三方权利，我们可以暂停或终止您的账号。",
        "在适用法律允许的范围内，我们对损失承担的赔偿责任受到限制。",
        "因本协议产生的争议，由您所在地有管辖权的法院管辖。",
    ],
    "ja": [
        "本規約は、お客様による港ネットワークの利用に適用されます。アカウントを開設した時点で、本規約に同意したものとします。",
        "当社は、サービスの提供および法令の遵守のため、お客様から提供された個人情報を処理します。",
        "お客様はいつでも同意を撤回することができます。撤回前の処理には影響しません。",
        "本規約または第三者の権利に違反したアカウントは、停止または終了する場合があります。",
        "当社の損害賠償責任は、適用される法律が定める範囲に制限されます。",
        "本規約に関する紛争は、お客様の居住地を管轄する裁判所で解決します。",
    ],
}

HOME = [
    "Meet people near you, starting tonight",
    "Millions of happy couples found each other here, and the next story could be yours. Start "
    "free, upload a photo and say hello to somebody new.",
    "Download the app",
    "Our members love hiking, cooking and quiet evenings with music. Watch the video and see "
    "how Anna met Tom on a rainy Sunday in spring.",
    "Get started",
    "Discover ideas for a first date: a walk by the river, a small museum, coffee and cake.",
    "Find out more",
    "Winter sale: six months for the price of three, only until Sunday. Shop now and save.",
]


def read(body: str, *, title: str = "", select: Sequence[str] = (), pages: int = 1) -> Document:
    html = f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"
    return read_all([html] * pages, select=select)


def read_all(htmls: Sequence[str], *, select: Sequence[str] = ()) -> Document:
    parts = [
        Part(url=f"https://harbour.example/{n}", select=tuple(select)) for n in range(len(htmls))
    ]
    pages = [
        Page(
            url=part.url,
            final_url=part.url,
            at=AT,
            body=html.encode(),
            headers=(("content-type", "text/html; charset=utf-8"),),
        )
        for part, html in zip(parts, htmls, strict=True)
    ]
    return document(pages, parts)


def legal(language: str = "en", *, times: int = 3, heading: str = "Terms of use") -> str:
    """A legal page; each repetition names its section, so that no clause is there twice."""
    paragraphs = "".join(
        f"<h2>{n}</h2>" + "".join(f"<p>{text} ({n})</p>" for text in TEXTS[language])
        for n in range(1, times + 1)
    )
    return f"<main><h1>{heading}</h1>{paragraphs}</main>"


def verdict(after: Document, before: Document | None = None, *, language: str = "") -> Judgement:
    shared = None if before is None else shared_share(before, after)
    return judge(after, before, language=language, shared=shared)


BEFORE = read(legal(times=6), title="Harbour")


# What goes through -------------------------------------------------------------------


@pytest.mark.parametrize("language", TEXTS)
def test_a_legal_text_goes_through_at_first_sight_in_nine_languages(language: str) -> None:
    found = read(legal(language))
    assert found.language == language
    assert verdict(found, language=language).verdict is Verdict.OK


@pytest.mark.parametrize("language", TEXTS)
def test_a_legal_text_has_many_legal_words_and_a_home_page_few(language: str) -> None:
    text = legal_share(flattened(" ".join(TEXTS[language])), language)
    home = legal_share(flattened(" ".join(HOME)), "en")
    assert text is not None
    assert home is not None
    assert text > 0.15
    assert home < 0.03


def test_an_unchanged_text_goes_through() -> None:
    assert verdict(BEFORE, BEFORE).verdict is Verdict.OK


def test_added_removed_and_reworded_sections_go_through() -> None:
    longer = read(legal(times=11))
    shorter = read(legal(times=4))
    reworded = read(legal(times=6).replace("liability", "responsibility").replace("may", "can"))
    for after in (longer, shorter, reworded):
        assert verdict(after, BEFORE).verdict is Verdict.OK


def test_a_thoroughly_rewritten_version_of_the_same_text_goes_through() -> None:
    body = legal(times=6).replace("We ", "Harbour Ltd ").replace("you ", "each member ")
    rewritten = read(body.replace("</p><p>", " ").replace("Terms of use", "Terms of service"))
    assert shared_share(BEFORE, rewritten) < 0.1
    assert verdict(rewritten, BEFORE).verdict is Verdict.OK


def test_a_text_that_speaks_of_robots_passwords_and_errors_goes_through() -> None:
    words = (
        "<p>You must not use a robot, solve a captcha by machine or send automated requests.</p>"
        "<p>Keep your password secret. If you forgot your password, sign in again by e-mail.</p>"
        "<p>When an error occurred or the page was not found, please try again later.</p>"
        "<p>We use cookies; you can accept all, reject all or manage preferences.</p>"
    )
    after = read(legal(times=2).replace("</main>", f"{words}</main>"))
    assert verdict(after).verdict is Verdict.OK
    assert verdict(after, read(legal(times=2))).verdict is Verdict.OK


def test_what_is_left_of_a_text_that_speaks_of_errors_is_no_error_page() -> None:
    night = "<p>The servers may be down for maintenance on some nights; we tell you before.</p>"
    half = f"<h1>Terms of use</h1>{night}" + "".join(f"<p>{one}</p>" for one in TEXTS["en"])
    before = read(half + "".join(f"<p>{one} This is the new version.</p>" for one in TEXTS["en"]))
    assert verdict(read(half), before).verdict is Verdict.OK


def test_signs_in_scripts_and_navigation_say_nothing() -> None:
    noise = (
        "<script>var x='captcha Just a moment Page not found Sign in to continue'</script>"
        "<nav><a href='/login'>Sign in</a> <a href='/join'>Create account</a></nav>"
    )
    assert verdict(read(noise + legal(times=2))).verdict is Verdict.OK


# What is held ------------------------------------------------------------------------

WALLS = {
    "bot wall": [
        "<h1>One moment</h1><p>Checking your browser before you go on. This takes a second.</p>",
        "<h1>Access denied</h1><p>Your request was blocked. Reference ID 18.2f3a.</p>",
        "<p>We saw unusual traffic from your network. Solve the captcha to go on.</p>",
        "<p>Vérifiez que vous êtes humain avant de poursuivre sur notre site.</p>",
        "<p>Bitte bestätigen Sie, dass Sie ein Mensch sind.</p>",
        "<p>Confirma que eres humano para seguir.</p>",
        "<p>Conferma di essere umano per proseguire.</p>",
        "<p>Confirme que você é humano para seguir.</p>",
        "<p>Bevestig dat je een mens bent om verder te gaan.</p>",
        "<p>为了您的安全，请完成验证后继续访问。拖动滑块完成拼图。</p>",
        "<p>続行するには、ロボットではないことを証明してください。</p>",
    ],
    "login": [
        "<h1>Welcome back</h1><form>E-mail address <input> Password <input type=password>"
        "<button>Log in</button></form><p>Forgot your password?</p>",
        "<h1>Sign in to continue</h1><p>New here? Create an account.</p>",
        "<h1>Connectez-vous pour poursuivre</h1><p>Mot de passe oublié ?</p>",
        "<h1>Bitte melden Sie sich an</h1><p>Passwort vergessen?</p>",
        "<h1>Inicia sesión para seguir</h1><p>¿Has olvidado tu contraseña?</p>",
        "<h1>Accedi per continuare</h1><p>Password dimenticata?</p>",
        "<h1>Faça login para continuar</h1><p>Esqueceu a senha?</p>",
        "<h1>Log in om verder te gaan</h1><p>Wachtwoord vergeten?</p>",
        "<h1>请先登录</h1><p>手机号登录，忘记密码？立即注册。</p>",
        "<h1>ログインしてください</h1><p>パスワードをお忘れですか。</p>",
    ],
    "error page": [
        "<h1>404</h1><p>Sorry, the page you are looking for has moved. Go home.</p>",
        "<p>An internal error has occurred.</p>",
        "<h1>We'll be back</h1><p>Our site is down for maintenance.</p>",
        "<h1>Oups</h1><p>Nous n'avons pas trouvé la page demandée.</p>",
        "<h1>Seite nicht gefunden</h1><p>Zurück zur Startseite.</p>",
        "<h1>Página no encontrada</h1><p>Volver al inicio.</p>",
        "<h1>Pagina non trovata</h1><p>Torna alla home.</p>",
        "<h1>Página não encontrada</h1><p>Voltar ao início.</p>",
        "<h1>Pagina niet gevonden</h1><p>Terug naar home.</p>",
        "<h1>页面不存在</h1><p>您访问的页面已删除，返回首页。</p>",
        "<h1>ページが見つかりません</h1><p>トップページに戻る</p>",
    ],
    "wrong document": [
        "<h1>harbour.example</h1><p>This domain is for sale. Make an offer on this domain.</p>",
        "<p>Redirecting to legal.harbour.example</p>",
        "<p>Sie werden weitergeleitet. Bitte warten.</p>",
        "<p>正在跳转，请稍候</p>",
    ],
    "consent": [
        "<h1>We value your privacy</h1><p>Accept all</p><p>Reject all</p><p>Manage options</p>",
        "<h1>Avant de continuer</h1><p>Tout accepter</p><p>Tout refuser</p>",
    ],
    "empty": ["<p>Terms</p>", "<h1>Harbour</h1><p>All rights reserved 2026.</p>"],
}


@pytest.mark.parametrize(
    ("reason", "body"), [(r, b) for r, bodies in WALLS.items() for b in bodies]
)
def test_a_page_in_front_of_the_text_is_held_at_first_sight_and_later(
    reason: str, body: str
) -> None:
    for before in (None, BEFORE):
        found = verdict(read(f"<main>{body}</main>"), before)
        assert (found.verdict, found.reason) == (Verdict.HELD, reason)
        assert found.detail
        assert not found.liftable


@pytest.mark.parametrize("title", ["Just a moment...", "404 Not Found", "Attention Required!"])
def test_a_telling_title_over_a_short_page_holds_it(title: str) -> None:
    body = "<main>" + "<p>Harbour helps people to find each other, on land and at sea.</p>" * 9
    assert verdict(read(body + "</main>", title=title)).verdict is Verdict.HELD


def test_a_home_page_is_held_at_first_sight_and_later() -> None:
    body = "<main>" + "".join(f"<p>{text}</p>" for text in HOME * 8) + "</main>"
    for before in (None, BEFORE):
        found = verdict(read(body), before)
        assert (found.verdict, found.reason) == (Verdict.HELD, "wrong document")


def test_a_list_of_links_is_held() -> None:
    names = ("Terms of Service", "Privacy Policy", "Cookie Policy", "Data Processing Addendum")
    links = "".join(f"<li><a href='/{n}'>{name} {n}</a></li>" for n in range(9) for name in names)
    found = verdict(read(f"<main><h1>Legal Center</h1><ul>{links}</ul></main>"), BEFORE)
    assert (found.verdict, found.reason) == (Verdict.HELD, "wrong document")
    assert not found.liftable


RULES_OF_A_PLAYGROUND = (
    "<h1>Be a good neighbour</h1><p>Harbour Games is where people meet to sail and make friends. "
    "Treat the others on the water the way you hope they treat you.</p><h2>No shouting</h2>"
    "<p>Teasing is fine until somebody is hurt. Hate and threats get you sent ashore.</p>"
    "<h2>Play fair</h2><p>Bots and hacks spoil the race. Those who cheat do not sail again, "
    "however sorry they are afterwards, and their boats go back to the yard.</p>"
)


def test_rules_told_in_plain_words_go_through_under_a_title_that_names_them() -> None:
    named = read(RULES_OF_A_PLAYGROUND, title="Community Guidelines | Harbour Games")
    assert verdict(named).verdict is Verdict.OK
    nameless = read(RULES_OF_A_PLAYGROUND, title="Harbour Games")
    assert verdict(nameless).reason == "wrong document"


def test_a_table_of_names_is_no_list_of_links() -> None:
    rows = "".join(
        f"<tr><td>Vendor {n} Inc.</td><td>Keeps the data of customers</td><td>Norway</td></tr>"
        for n in range(15)
    )
    table = f"<table><tr><th>Company</th><th>Purpose</th><th>Place</th></tr>{rows}</table>"
    listed = read(f"<h1>Sub-processors</h1><p>We use these companies.</p>{table}")
    assert verdict(listed).verdict is Verdict.OK


def test_a_captcha_by_refresh_is_held_as_what_it_is() -> None:
    html = (
        "<html><head><meta http-equiv='refresh' content='0;/.well-known/captcha?r=terms'></head>"
        "<body><p>Harbour</p></body></html>"
    )
    assert verdict(read_all([html]), BEFORE).reason == "bot wall"


def test_another_language_is_held_whether_it_is_set_or_known_from_before() -> None:
    french = read(legal("fr", times=6))
    assert verdict(french, BEFORE).reason == "wrong language"
    assert verdict(french, language="en").reason == "wrong language"
    assert verdict(french, language="fr").verdict is Verdict.OK
    assert not verdict(french, BEFORE).liftable


def test_a_text_that_breaks_off_is_held_and_one_that_ends_earlier_is_not() -> None:
    whole = legal(times=6)
    section = whole.index("<h2>6</h2>")
    assert verdict(read(whole[:section] + "</main>"), BEFORE).verdict is Verdict.OK
    broken = whole.rindex("Our liability") + 20
    found = verdict(read(whole[:broken] + "</p></main>"), BEFORE)
    assert (found.reason, found.liftable) == ("cut short", False)


def test_what_is_left_of_a_text_is_held_and_may_be_taken_when_it_lasts() -> None:
    found = verdict(read(legal(times=1)), BEFORE)
    assert (found.verdict, found.reason, found.liftable) == (Verdict.HELD, "shrunk", True)


def test_another_legal_text_is_held_and_may_be_taken_when_it_lasts() -> None:
    others = [
        "Sellers on the harbour market ship goods within three days and bear the risk of loss.",
        "The commission is eight per cent of the price and falls due when the buyer has paid.",
        "Goods that are prohibited by law, above all weapons, must not be listed.",
        "A seller who violates this policy receives one notice; afterwards the shop is closed.",
        "Refunds follow the statutory rights of consumers in the country of the buyer.",
        "Invoices are kept for ten years, as tax provisions require.",
    ]
    body = "".join(f"<p>{text} ({n})</p>" for n in range(6) for text in others)
    found = verdict(read(f"<main><h1>Seller agreement</h1>{body}</main>"), BEFORE)
    assert (found.verdict, found.reason, found.liftable) == (Verdict.HELD, "rewritten", True)


def test_dead_selectors_hold_what_is_left_unless_it_is_the_text() -> None:
    selected = read(f"<div id=terms>{legal(times=6)}</div>", select=["#terms"])
    redesigned = read(f"<div id=legal>{legal(times=6)}</div>", select=["#terms"])
    assert verdict(redesigned, selected).verdict is Verdict.OK
    other = "<p>Harbour pays for the damages of its captains under the law of the sea. </p>"
    gone = read(f"<main><h1>Insurance</h1>{other * 40}</main>", select=["#terms"])
    assert verdict(gone, selected).reason == "selector found nothing"


FRAME = "".join(
    f"<p>Harbour {name}: news and stories for the people on board, every week.</p>"
    for name in ("sailing", "fishing", "trade", "repair", "weather", "tides", "jobs", "school")
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("".join(f"<p>{text} ({n})</p>" for n in range(5) for text in HOME), "wrong document"),
        ("<h1>404</h1><p>Sorry, the page you are looking for has moved.</p>", "error page"),
        ("<h1>Sign in to continue</h1><p>Forgot your password?</p>", "login"),
    ],
)
def test_a_frame_that_both_pages_share_does_not_hide_an_accident(body: str, reason: str) -> None:
    before = read(f"<main>{FRAME}</main>{legal(times=3)}", select=["body"])
    after = read(f"<main>{FRAME}</main><div>{body}</div>", select=["body"])
    found = verdict(after, before)
    assert (found.verdict, found.reason, found.liftable) == (Verdict.HELD, reason, False)


def test_dropping_the_old_copy_when_a_new_text_enters_into_force_goes_through() -> None:
    both = legal(times=6, heading="New terms").replace("We ", "Harbour Ltd ") + legal(times=6)
    after = read(legal(times=6, heading="New terms").replace("We ", "Harbour Ltd "))
    assert verdict(after, read(f"<main>{both}</main>", select=["body"])).verdict is Verdict.OK


def test_one_page_of_several_that_came_as_a_wall_is_not_hidden_by_the_others() -> None:
    whole = [f"<html><body>{legal(times=9)}</body></html>", f"<body>{legal('en', times=3)}</body>"]
    before = read_all(whole)
    wall = "<body><main><h1>Sign in to continue</h1><p>Forgot your password?</p></main></body>"
    assert verdict(read_all([whole[0], wall]), before).reason == "login"
    assert verdict(read_all([whole[0], "<body><p>.</p>Terms</body>"]), before).reason == "empty"
    assert verdict(read_all(whole), before).verdict is Verdict.OK


@pytest.mark.parametrize("piece", ["[", "[a](", "a ", "](", "[[a]](", "- ", "条", "'"])
def test_hostile_text_takes_no_time(piece: str) -> None:
    clause = BEFORE.clauses[0]
    text = piece * (400_000 // len(piece))
    hostile = replace(BEFORE, clauses=(replace(clause, text=text, comparable=text, links=("x",)),))
    begun = time.process_time()
    verdict(hostile, BEFORE)
    verdict(hostile)
    verdict(BEFORE, hostile)
    assert time.process_time() - begun < 20


# The tables --------------------------------------------------------------------------


def test_only_shrunk_and_rewritten_may_be_lifted_by_time() -> None:
    assert {name for name, reason in REASONS.items() if reason.liftable} == {"shrunk", "rewritten"}
    assert all(reason.words for reason in REASONS.values())


def test_every_kind_of_page_has_words_in_every_language() -> None:
    for kind in KINDS:
        assert hits(kind, flattened("nothing of the kind")).score == 0
    for language, bodies in TEXTS.items():
        assert legal_share(flattened(" ".join(bodies)), language)
    assert legal_share("anything", "eo") is None


def test_a_judgement_needs_the_share_where_there_is_a_text_before() -> None:
    with pytest.raises(ValueError, match="share"):
        judge(BEFORE, BEFORE)


def test_phrases_are_counted_in_writing_with_and_without_spaces() -> None:
    assert phrases_in_common("a b c d e f", "x a b c d e y") == 0.5
    assert phrases_in_common("", "a b c d e") == 0.0
    chinese = "".join(TEXTS["zh"])
    assert phrases_in_common(chinese, chinese[30:]) == 1.0
    assert weight("隐私政策") == 10
    assert weight("privacy") == 7
