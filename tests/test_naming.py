"""What a new page is called, and where in it the text was found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli.naming import names
from monitor.extract.named import named
from monitor.model import Part
from monitor.publish.text import one_line
from monitor.settings import ServiceSettings, Settings, SourceSettings
from tests.extracting import page as page_of
from tests.watching import CLAUSES, page

URL = "https://acme.example/terms"
KNOWN = Settings(
    services=(
        ServiceSettings(
            id="acme-mail",
            name="Acme Mail",
            sources=(SourceSettings(id="terms", url="https://mail.example/terms"),),
        ),
        ServiceSettings(id="beta", name="BETA"),
    )
)


@pytest.mark.parametrize(
    ("url", "title", "heading", "said"),
    [
        (URL, "Terms of Acme", "Terms of use", "acme terms-of-use, Acme"),
        (URL, "Privacy Notice | ACME", "Welcome", "acme privacy-notice, ACME"),
        (URL, "", "Politique de cookies d'Acme", "acme politique-de-cookies, Acme"),
        (URL, "Shop | Acme", "PART 1 – TERMS OF USE", "acme terms-of-use, Acme"),
        (URL, "Our rules – Acme", "Acme's Privacy Policy", "acme privacy-policy, Acme"),
        (URL, "Acme", "How we use cookies at Acme", "acme how-we-use-cookies, Acme"),
        ("https://docs.acme.co.uk/tos.html", "", "", "acme terms-of-service, Acme"),
        ("https://acme.fr/c", "", "Conditions générales", "acme conditions-generales, Acme"),
        ("https://acme.example/privacy", "隐私", "隐私", "acme privacy-policy, Acme"),
        ("https://acme.example/legal/fair-play", "", "", "acme fair-play, Acme"),
        ("https://127.0.0.1:8/", "", "", "127-0-0-1 terms, 127.0.0.1"),
        ("https://mail.example/privacy", "", "Privacy", "acme-mail privacy, Acme Mail"),
        ("https://www.beta.example/", "", "Terms", "beta terms, BETA"),
    ],
)
def test_a_page_is_called_by_what_it_says_of_itself(
    url: str, title: str, heading: str, said: str
) -> None:
    found = names(url, title=title, heading=heading, settings=KNOWN)
    assert f"{found.service} {found.document}, {found.service_name}" == said


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Cookie Policy", "Trackers Policy"),
        ("Datenschutzerklärung", "Privacy Policy"),
        ("Política de privacidad", "Privacy Policy"),
        ("Règles de la communauté", "Community Guidelines"),
        ("Términos y condiciones", "Terms of Service"),
        ("Termos de uso", "Terms of Service"),
        ("Condizioni d'uso", "Terms of Service"),
        ("Determinations", ""),
    ],
)
def test_the_kind_of_a_text_is_told_by_its_title(heading: str, kind: str) -> None:
    url = "https://acme.example/1"
    assert names(url, title="", heading=heading, settings=Settings()).type == kind


def test_an_abbreviation_is_not_taken_for_shouting() -> None:
    def called(heading: str) -> str:
        url = "https://acme.example/help"
        return names(url, title="Acme", heading=heading, settings=KNOWN).name

    assert called("AI at Acme") == "AI"
    assert called("TERMS OF USE") == "Terms of use"


def test_the_service_that_a_person_chose_is_taken() -> None:
    found = names(URL, title="AcmePay: Terms", heading="", settings=KNOWN, service="acme-pay")
    assert (found.service, found.service_name) == ("acme-pay", "AcmePay")
    found = names(URL, title="Terms", heading="", settings=KNOWN, service="acme-mail")
    assert found.service_name == "Acme Mail"


@given(st.text(), st.text(), st.text(max_size=20))
def test_whatever_a_page_calls_itself_its_ids_are_ids(title: str, heading: str, path: str) -> None:
    url = "https://acme.example/" + path.encode("utf-8", "replace").hex()
    found = names(url, title=title, heading=heading, settings=Settings())
    assert SourceSettings(id=found.document)
    assert ServiceSettings(id=found.service)
    assert found.name == one_line(found.name)
    assert found.name.isprintable()
    assert 0 < len(found.name) <= 60


@pytest.mark.parametrize(
    ("before", "after", "selectors"),
    [
        ("<main>", "<main>", ("main",)),
        ("<main>", "<main id='terms-body'>", ("#terms-body",)),
        ("<main>", "<main id='x7f3a9c01'>", ("main",)),
        ("<main>", "<main class='css-1x2y3z legal-text'>", ("main",)),
        ("main>", "div>", ("body",)),
        ("<main>", "<div class='legal-text'><main></main></div><main>", ("body",)),
    ],
)
def test_the_part_that_is_read_is_named_by_what_a_next_build_keeps(
    before: str, after: str, selectors: tuple[str, ...]
) -> None:
    html = page(*CLAUSES).replace(before, after)
    assert named(page_of(html), Part(url=URL)) == selectors


def test_the_selectors_that_were_given_are_named_by_what_they_found() -> None:
    html = page(*CLAUSES).replace("<main>", "<div class='text'><main>")
    assert named(page_of(html), Part(url=URL, select=("div > main",))) == ("main",)
    assert named(page_of(html), Part(url=URL, select=("div",))) == ("div.text",)
