"""Topics of a text: what is flagged, what is not, where the words stand, what polarity."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.label_blind import CLAUSES, judged
from benchmarks.label_clauses import scores
from monitor.change import Flag, Polarity
from monitor.classify.places import places_in
from monitor.classify.rules import LANGUAGES, searcher, topics_of
from monitor.classify.sentences import plain, sentences
from monitor.classify.topics import flags

TOPICS = {
    "ai-training", "opt-out", "region", "default-on", "effective-date", "retroactivity",
    "third-party-sharing", "legal-basis", "private-messages", "sensitive-data", "minors",
    "automated-decisions", "content-licence", "retention", "dispute-resolution", "pricing",
    "termination-liability",
}  # fmt: skip


def found(text: str, language: str = "en") -> dict[str, Flag]:
    result = flags(text, language)
    assert result is not None
    return {flag.topic: flag for flag in result}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_topic(language: str) -> None:
    assert {topic.name for topic in topics_of(language)} == TOPICS


@pytest.mark.parametrize("language", ["ja", "xx", ""])
def test_a_language_without_rules_is_unknown_not_empty(language: str) -> None:
    assert flags("We use your posts to train our models.", language) is None


@pytest.mark.parametrize(
    "text",
    [
        "We offer training courses for new moderators.",
        "We train our staff in the handling of personal data and AI tools.",
        "Buy trainers and other sports goods in our shop.",
        "You can opt out of marketing e-mails at any time.",
        "We use your information to improve our services.",
        "You must not use output of the service to train competing models.",
        "You may fine-tune a private model on your own files.",
    ],
)
def test_look_alikes_of_training_are_not_flagged(text: str) -> None:
    assert "ai-training" not in found(text)


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("We may use your photos to train our AI models.", Polarity.AFFIRMED),
        ("We do not use your photos to train AI models.", Polarity.DENIED),
        ("We never train our models on your files.", Polarity.DENIED),
        ("We will not train AI models on your files unless you agree.", Polarity.CONDITIONAL),
        ("Only with your consent we use your chats to train our models.", Polarity.CONDITIONAL),
        ("We do not sell your data, but we use your data to train AI models.", Polarity.AFFIRMED),
        (
            "We do not use the photos, drawings, comments, letters and other works that you keep on"
            " our servers to train AI models.",
            Polarity.DENIED,
        ),
        (
            "We do not use the photos, drawings, comments, letters and other works that you keep on"
            " our servers for ads, but we use them to train AI models.",
            Polarity.AFFIRMED,
        ),
    ],
)
def test_the_modality_of_the_sentence_is_the_polarity(text: str, polarity: Polarity) -> None:
    assert found(text)["ai-training"].polarity is polarity


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Mit deinen Daten trainieren wir unsere KI-Modelle nicht."),
        ("fr", "Vos données ne servent pas à entraîner nos modèles d’IA."),
        ("es", "Tus datos no se usan para entrenar modelos de IA."),
        ("it", "Non usiamo i tuoi dati per addestrare modelli di IA."),
        ("pt", "Não usamos os seus dados para treinar modelos de IA."),
    ],
)
def test_a_denial_is_one_in_every_language(language: str, text: str) -> None:
    assert found(text, language)["ai-training"].polarity is Polarity.DENIED


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("If you do not want such ads, you can turn them off in your settings.", Polarity.AFFIRMED),
        ("If you do not want us to use your chats, tell us.", Polarity.AFFIRMED),
        ("You cannot turn off this use of your data.", Polarity.DENIED),
        ("You cannot opt out of this.", Polarity.DENIED),
    ],
)
def test_what_a_person_does_not_want_is_no_denial(text: str, polarity: Polarity) -> None:
    assert found(text)["opt-out"].polarity is polarity


def test_training_by_others_on_content_of_users_is_training() -> None:
    text = "Third parties must not use posts of our users to train generative AI models."
    assert found(text)["ai-training"].rule == "ai-training.en.third-parties"


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("If you live in Norway or Brazil, you can ask for a copy.", True),
        ("This is not available in all countries and in certain jurisdictions.", True),
        ("NOTIFY US BEFORE YOU LEAVE THE SITE.", False),
        ("These terms are governed by the laws of Ireland.", False),
        ("Example GmbH, 1 Long Street, Berlin, Germany.", False),
        ("We transfer data to servers in the United States.", False),
    ],
)
def test_a_place_counts_where_something_depends_on_it(text: str, flagged: bool) -> None:
    assert ("region" in found(text)) is flagged


def test_the_quote_is_what_stands_in_the_display_text() -> None:
    text = "Hello.\n\nWe use **your posts** to [train our\u00a0models](https://example.org/a_(b))."
    flag = found(text)["ai-training"]
    assert text[flag.start : flag.end] == flag.quote
    assert "your posts" in flag.quote
    assert "Hello" not in flag.quote


def test_accents_and_typographic_signs_make_no_difference() -> None:
    with_accents = "Nous n’utilisons pas vos données pour entraîner nos modèles d’IA."
    without = "Nous n'utilisons pas vos donnees pour entrainer nos modeles d'IA."
    decomposed = (
        "Nous n’utilisons pas vos donne\u0301es pour entrai\u0302ner nos mode\u0300les d’IA."
    )
    for text in (with_accents, without, decomposed):
        flag = found(text, "fr")["ai-training"]
        assert flag.polarity is Polarity.DENIED
        assert text[flag.start : flag.end] == flag.quote


@given(
    st.text(
        alphabet=st.sampled_from("aeé’ .!?*_[]()<>\\`\n\t\u00adß\u0301…opt outUSAI1"), max_size=80
    )
)
def test_any_text_keeps_its_places(text: str) -> None:
    whole = plain(text)
    for start, end in sentences(whole.text):
        first, last = whole.original(start, end)
        assert 0 <= first < last <= len(text)
    for flag in flags(text, "en") or ():
        assert text[flag.start : flag.end] == flag.quote


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("We are at 1 Main St. and at home. Come in.", 2),
        ("Am 3. März 2031 gilt das Neue. Danach nicht.", 2),
        ("One item\n* Two items\n* Three items", 3),
        ("Made by Example Inc. and others, e.g. U.S. firms.", 1),
    ],
)
def test_sentences_end_where_a_reader_would_say(text: str, count: int) -> None:
    assert len(sentences(plain(text).text)) == count


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("en", "residents of the EEA, the UK and Switzerland", ["EEA", "GB", "CH"]),
        ("en", "tell us if you are in the US or a Californian", ["US", "US-CA"]),
        ("en", "CALIFORNIA RESIDENTS and Washington, D.C.", ["US-CA", "US-DC"]),
        ("en", "turkey with rice", []),
        ("fr", "les utilisateurs européens et suisses, au Royaume-Uni", ["Europe", "CH", "GB"]),
        ("de", "in der Europäischen Union und in Großbritannien", ["EU", "GB"]),
        ("es", "residentes en el Reino Unido o en México", ["GB", "MX"]),
        ("it", "utenti in Svizzera o nell’Unione europea", ["CH", "EU"]),
        ("pt", "residentes no Brasil ou nos Estados Unidos", ["BR", "US"]),
    ],
)
def test_places_are_named_by_their_codes(language: str, text: str, codes: list[str]) -> None:
    assert [place.code for place in places_in(plain(text).text, language)] == codes


@pytest.mark.parametrize("language", LANGUAGES)
def test_patterns_are_linear_on_hostile_text(language: str) -> None:
    """RE2 takes no longer for ten times the text than ten times as long, within wide margins."""
    hostile = "we use your data to " * 500 + "a" * 30_000 + " in in in" * 3_000 + "(" * 5_000
    started = time.process_time()
    flags(hostile, language)
    assert time.process_time() - started < 20
    assert all(
        searcher(p) for topic in topics_of(language) for r in topic.rules for p in r.patterns
    )


@pytest.mark.parametrize("topic", ["ai-training", "opt-out", "region"])
@pytest.mark.parametrize("language", ["en", "others"])
def test_clauses_that_were_written_blind_stay_understood(topic: str, language: str) -> None:
    score = scores(judged(CLAUSES))[topic, language]
    assert score.precision >= 0.94, score
    assert score.recall >= 0.90, score


@pytest.mark.parametrize("language", ["fr", "de", "es", "it", "pt"])
def test_each_language_understands_what_was_written_blind_in_it(language: str) -> None:
    table = scores(judged(CLAUSES))
    for topic in ("ai-training", "opt-out", "region", "third-party-sharing", "default-on"):
        assert table[topic, language].f1 >= 0.9, (topic, table[topic, language])
