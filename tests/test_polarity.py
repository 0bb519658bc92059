"""How a sentence puts what it says: what is denied is the opposite of news.

The sentences are written for this test.
"""

import pytest

from monitor.change import Polarity
from monitor.classify.facts import facts
from monitor.classify.topics import flags

AFFIRMED = (
    "We not only use your posts to show you ads, but also to train our AI models.",
    "We use your data, whether or not you have an account, to train our AI models.",
    "We use your content, including but not limited to posts and photos, to train our AI models.",
    "We use your content, including without limitation posts and photos, to train our AI models.",
    "We train our AI models on content that you have not marked as private.",
    "Content that is not deleted may be used to train our AI models.",
    "We use your posts to train our AI models even if you do not have an account with us.",
    "As we are not able to tell them apart, all posts are used to train our AI models.",
    "We won't sell your data and we will use your posts to train AI models.",
    "We do not sell your data; we use your posts to train our AI models.",
    "We do not ask you again before we use your posts to train our AI models.",
    "Without asking you again, we use your posts to train our AI models.",
    "We use your posts to train our AI models, but not your private messages.",
    "Your posts, but not your private messages, are used to train our AI models.",
    "We use posts other than private messages, which we never read, to train AI models.",
    "And without limiting the foregoing, we may use your uploads to train machine learning models.",
    "Recordings that you have not deleted are used to train our speech models.",
    "Because we do not charge you for the app, your drawings are used to train our AI models.",
    "Our AI models are trained on your messages, not on your files.",
    "Your messages, which no human ever reads, may be used to train our AI models.",
    "We use your posts to train AI models; we do not use your private messages.",
    "Although we do not sell your data, we use it to train our AI models.",
    "We do not require your consent to use your posts to train our AI models.",
    "Your data may, without further notice, be used to train our AI models.",
    "Your feedback may be used, without any compensation to you, to train our AI models.",
    "We never sell your posts, and our AI models are trained on them.",
)
DENIED = (
    "None of your content is used to train AI models.",
    "Your content is never used to train our AI models.",
    "At no time do we use customer content to train AI models.",
    "We have not used and will not use your files to train AI models.",
    "Your files are not sold, shared or used to train AI models.",
    "We do not currently use your messages to train AI models.",
    "We refrain from using your data to train AI models.",
    "Neither we nor our partners use your data to train AI models.",
    "Your data will under no circumstances be used to train AI models.",
    "We don’t train AI on your data.",
    "We no longer use your messages to train AI models.",
    "Your inputs are excluded from the training of our AI models.",
    "We exclude your private messages from training our AI models.",
    "Customer Data shall not be used by Provider or any third party to train or improve AI models.",
    "Provider shall not, and shall not let any third party, use Customer Data to train AI models.",
    "We do not and will not use your recordings to train any AI model.",
    "Prompts from business accounts are not used to train our AI models.",
    "We'll never train AI on what you write.",
    "No customer content is used to train AI models.",
    "We don't, and don't let others, use your files to train AI models.",
    "Nothing you upload is used to train our AI models.",
    "We stopped using your posts to train AI models.",
    "We commit to never using your images to train generative AI.",
    "Service data, unlike account data, is not used to train our AI models.",
    "The models of our vendors are not trained on your data.",
    "It is our policy not to train AI models on the work of our members.",
)
CONDITIONAL = (
    "If you do not object, we use your posts to train our AI models.",
    "Where you have not opted out, your posts are used to train AI models.",
    "We do not train AI models on your content without your permission.",
    "We will never use your content to train AI models without asking you first.",
    "By default, your chats are used to train our AI models unless you turn this off.",
    "We may use your chats to train our AI models with your consent.",
    "Only if you turn on the setting will we use your chats to train our AI models.",
    "We use your chats to train our AI models if you have not turned the setting off.",
    "Unless your organisation tells us otherwise, prompts are used to train our AI models.",
    "If you have not switched the setting off, we use your posts to train our AI models.",
    "We will not use your content to train AI models until you give us permission.",
    "We do not use your content to train AI models except with your permission.",
)
OTHERS = (
    (
        "fr",
        "Nous utilisons vos photos, sans limitation de durée, pour entraîner nos modèles d’IA.",
        "a",
    ),
    (
        "fr",
        "Nous n’utilisons pas vos photos pour entraîner nos modèles d’IA sans votre accord.",
        "c",
    ),
    (
        "de",
        "Wir nutzen deine Fotos nicht nur für Werbung, sondern trainieren damit KI-Modelle.",
        "a",
    ),
    ("de", "Ohne deine Einwilligung trainieren wir unsere KI-Modelle nicht mit deinen Fotos.", "c"),
    ("es", "Usamos tus fotos, sin limitación, para entrenar nuestros modelos de IA.", "a"),
    ("es", "No usamos tus fotos para entrenar modelos de IA sin tu consentimiento.", "c"),
    ("it", "Usiamo le tue foto, senza compenso, per addestrare i nostri modelli di IA.", "a"),
    ("it", "Non usiamo le tue foto per addestrare modelli di IA senza il tuo consenso.", "c"),
    ("pt", "Usamos as suas fotos, sem limitação, para treinar os nossos modelos de IA.", "a"),
    ("pt", "Não usamos as suas fotos para treinar modelos de IA sem o seu consentimento.", "c"),
    ("fr", "Nous n'utilisons pas vos messages pour entraîner nos modèles d'IA.", "d"),
    ("fr", "Vos messages ne sont jamais utilisés pour entraîner nos modèles d'IA.", "d"),
    (
        "fr",
        "Vos contenus, y compris sans s’y limiter vos photos, entraînent nos modèles d’IA.",
        "a",
    ),
    (
        "fr",
        "Que vous ayez ou non un compte, vos publications servent à entraîner nos modèles d'IA.",
        "a",
    ),
    (
        "fr",
        "Sauf opposition de votre part, vos publications servent à entraîner nos modèles d'IA.",
        "c",
    ),
    (
        "fr",
        "Si vous ne vous y opposez pas, vos publications servent à entraîner nos modèles d'IA.",
        "c",
    ),
    (
        "fr",
        "Nous ne vendons pas vos données, mais elles servent à entraîner nos modèles d'IA.",
        "a",
    ),
    ("fr", "Aucune de vos photos n'est utilisée pour entraîner une IA.", "d"),
    (
        "fr",
        "Vos messages privés, que nous ne lisons jamais, servent à entraîner nos modèles d'IA.",
        "a",
    ),
    (
        "fr",
        "Vos données entraînent nos modèles d’IA si vous ne désactivez pas ce réglage.",
        "c",
    ),
    ("de", "Wir verwenden deine Nachrichten nicht, um KI-Modelle zu trainieren.", "d"),
    (
        "de",
        "Deine Beiträge werden zum Training der KI-Modelle genutzt, sofern du nicht widersprichst.",
        "c",
    ),
    (
        "de",
        "Wenn du nicht widersprichst, trainieren wir unsere KI-Modelle mit deinen Beiträgen.",
        "c",
    ),
    (
        "de",
        "Wir verkaufen deine Daten nicht, nutzen sie aber zum Training unserer KI-Modelle.",
        "a",
    ),
    (
        "de",
        "Deine Inhalte, aber nicht beschränkt auf Fotos, nutzen wir zum Training von KI-Modellen.",
        "a",
    ),
    ("de", "Keine deiner Dateien wird zum Training von KI-Modellen verwendet.", "d"),
    (
        "de",
        "Ob du ein Konto hast oder nicht, nutzen wir deine Beiträge zum Training unserer KI.",
        "a",
    ),
    (
        "de",
        "Inhalte, die nicht öffentlich sind, nutzen wir nicht zum Training von KI-Modellen.",
        "d",
    ),
    ("es", "No utilizamos tus mensajes para entrenar modelos de IA.", "d"),
    ("es", "Si no te opones, usamos tus publicaciones para entrenar modelos de IA.", "c"),
    (
        "es",
        "Usamos tu contenido, incluidas, entre otras, tus fotos, para entrenar modelos de IA.",
        "a",
    ),
    ("it", "Non vendiamo i tuoi dati, ma li usiamo per addestrare modelli di IA.", "a"),
    ("it", "Se non ti opponi, usiamo i tuoi post per addestrare modelli di IA.", "c"),
    ("pt", "Não vendemos os seus dados, mas usamos as suas fotos para treinar modelos de IA.", "a"),
    ("pt", "Se você não se opuser, usamos as suas fotos para treinar modelos de IA.", "c"),
)
OTHER_TOPICS = (
    ("third-party-sharing", "We share your data with firms that are not part of our group.", "a"),
    ("third-party-sharing", "We may share your data with third parties, including but not limited"
     " to advertisers and analytics companies.", "a"),
    ("third-party-sharing", "Your data is not sold, but it is shared with our affiliates.", "a"),
    ("third-party-sharing", "We no longer share your location with advertisers.", "d"),
    ("third-party-sharing", "We never share your contacts with third parties without asking you"
     " first.", "c"),
    ("third-party-sharing", "Under no circumstances do we disclose your messages to third parties.",
     "d"),
    ("content-licence", "This does not affect your ownership, and you grant us a licence to host"
     " and copy your content.", "a"),
    ("dispute-resolution", "You and we agree that disputes are settled by arbitration and not in"
     " court.", "a"),
    ("opt-out", "You can opt out at any time, without giving reasons.", "a"),
    ("opt-out", "You may opt out whether or not you have an account.", "a"),
    ("private-messages", "We do not read your private messages to show you ads.", "d"),
)  # fmt: skip
_PUT = {"a": Polarity.AFFIRMED, "c": Polarity.CONDITIONAL, "d": Polarity.DENIED}


def polarities(text: str, language: str = "en", *, topic: str = "ai-training") -> list[Polarity]:
    found = flags(text, language)
    assert found is not None
    return [flag.polarity for flag in found if flag.topic == topic]


@pytest.mark.parametrize("text", AFFIRMED)
def test_a_word_of_denial_elsewhere_denies_nothing(text: str) -> None:
    assert polarities(text) == [Polarity.AFFIRMED]


@pytest.mark.parametrize("text", DENIED)
def test_what_is_not_done_is_denied(text: str) -> None:
    assert polarities(text) == [Polarity.DENIED]


@pytest.mark.parametrize("text", CONDITIONAL)
def test_what_hangs_on_a_choice_is_conditional(text: str) -> None:
    assert polarities(text) == [Polarity.CONDITIONAL]


@pytest.mark.parametrize(("language", "text", "put"), OTHERS)
def test_other_languages_have_their_own_words_for_it(language: str, text: str, put: str) -> None:
    assert polarities(text, language) == [_PUT[put]]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Residents of Nevada may ask us not to share their data with advertisers."),
        ("en", "You can tell us to stop sharing your data with advertisers."),
        ("fr", "Vous pouvez nous demander de ne pas partager vos données avec des annonceurs."),
        ("de", "Sie können uns auffordern, Ihre Daten nicht an Werbepartner weiterzugeben."),
        ("es", "Puede pedirnos que no compartamos sus datos con terceros."),
        ("it", "Può chiederci di non condividere i suoi dati con terzi."),
        ("pt", "Você pode pedir que não compartilhemos seus dados com terceiros."),
    ],
)
def test_what_one_may_ask_to_end_is_done_until_then(language: str, text: str) -> None:
    assert polarities(text, language, topic="third-party-sharing") == [Polarity.CONDITIONAL]


@pytest.mark.parametrize(("topic", "text", "put"), OTHER_TOPICS)
def test_it_is_so_for_every_topic(topic: str, text: str, put: str) -> None:
    assert polarities(text, topic=topic) == [_PUT[put]]


def test_data_that_a_list_is_not_limited_to_is_used() -> None:
    text = "We use your content, including but not limited to posts and photos, to train AI models."
    used = {fact.value for fact in facts(text, "en") if fact.name == "data_used"}
    assert used >= {"posts", "photos"}
    assert not any(fact.name == "data_excluded" for fact in facts(text, "en"))


NO_WAY_OUT = (
    ("en", "You can no longer opt out of AI training."),
    ("en", "Members are unable to object to the training of our AI models on their posts."),
    ("en", "It is not possible to turn off the use of your chats to train our AI models."),
    ("en", "There is no way to refuse the use of your posts to train our AI models."),
    (
        "fr",
        "Il n'est plus possible de refuser que vos photos servent à entraîner nos modèles d'IA.",
    ),
    ("de", "Dem Training unserer KI-Modelle mit Ihren Fotos können Sie nicht mehr widersprechen."),
    ("de", "Es ist nicht möglich, das Training unserer KI-Modelle mit Ihren Fotos abzulehnen."),
    ("es", "Ya no es posible rechazar que tus fotos se usen para entrenar modelos de IA."),
    (
        "it",
        "Non è più possibile rifiutare che le tue foto siano usate per addestrare modelli di IA.",
    ),
    (
        "pt",
        "Não é mais possível recusar que as suas fotos sejam usadas para treinar modelos de IA.",
    ),
)


@pytest.mark.parametrize(("language", "text"), NO_WAY_OUT)
def test_who_cannot_refuse_is_denied_the_refusing_not_the_use(language: str, text: str) -> None:
    assert polarities(text, language) == [Polarity.AFFIRMED]
    assert polarities(text, language, topic="opt-out") == [Polarity.DENIED]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "If you do not opt out, we use your posts to train our AI models."),
        ("de", "Wenn Sie nicht widersprechen, trainieren wir unsere KI-Modelle mit Ihren Fotos."),
        ("es", "Si no te opones, usamos tus fotos para entrenar nuestros modelos de IA."),
    ],
)
def test_who_does_not_refuse_still_can(language: str, text: str) -> None:
    assert Polarity.DENIED not in polarities(text, language, topic="opt-out")


@pytest.mark.parametrize(
    ("language", "text", "left_out"),
    [
        ("en", "We train our AI models on posts, except private messages.", "private messages"),
        ("en", "Private messages aren't used to train our AI models.", "private messages"),
        ("fr", "Vos photos entraînent nos modèles d'IA, sauf les messages privés.", None),
        ("de", "Private Nachrichten verwenden wir nicht zum Training unserer KI.", None),
        ("pt", "As mensagens privadas não são usadas para treinar a nossa IA.", None),
    ],
)
def test_data_is_left_out_in_the_words_in_which_topics_are_denied(
    language: str, text: str, left_out: str | None
) -> None:
    excluded = {fact.value for fact in facts(text, language) if fact.name == "data_excluded"}
    assert excluded == {left_out or "private messages"}


def test_what_withdrawing_does_not_touch_is_a_legal_basis_all_the_same() -> None:
    text = "Withdrawing your consent does not affect processing on the basis of your consent."
    bases = [fact for fact in facts(text, "en") if fact.name == "legal_basis"]
    assert {fact.polarity for fact in bases} == {Polarity.AFFIRMED}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Opting out does not delete photos already used to train our AI models."),
        ("en", "The switch does not apply to posts that trained our AI models last year."),
        ("en", "Closing your account does not stop us from training our AI models on your photos."),
        ("en", "If you do not want us to use your photos to train our AI models, switch it off."),
        ("en", "We are not liable for how others use your photos to train their AI models."),
        ("de", "Der Widerruf löscht keine Fotos, die bereits unsere KI-Modelle trainiert haben."),
        (
            "fr",
            "Votre refus n'efface pas les photos déjà utilisées pour entraîner nos modèles d'IA.",
        ),
        (
            "es",
            "La oposición no borra las fotos ya utilizadas para entrenar modelos de IA.",
        ),
        (
            "it",
            "L'opposizione non cancella le foto già usate per addestrare i nostri modelli.",
        ),
        ("pt", "A oposição não apaga as fotos já usadas para treinar os nossos modelos de IA."),
    ],
)
def test_what_stays_untouched_goes_on_and_is_not_ruled_out(language: str, text: str) -> None:
    assert Polarity.DENIED not in polarities(text, language, topic="ai-training")


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Opting out does not affect photos that were already used.", "retroactivity"),
        ("We are not liable for how others use your photos.", "termination-liability"),
        ("We do not sell the photos that we use to train our AI models.", "third-party-sharing"),
        ("We do not use your photos to train our AI models.", "ai-training"),
        ("We do not delete or use your photos to train our AI models.", "ai-training"),
    ],
)
def test_what_a_denial_says_of_its_own_topic_is_denied(text: str, topic: str) -> None:
    assert set(polarities(text, topic=topic)) == {Polarity.DENIED}


def test_a_place_where_something_does_not_apply_is_left_out() -> None:
    (regions,) = facts("This does not apply to members in the EU.", "en")
    assert regions.value == {"included": [], "excluded": ["EU"]}
