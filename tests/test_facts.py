"""Facts: what a clause states, in six languages, and what it does not state."""

from typing import Any

import pytest

from monitor.change import Polarity
from monitor.classify import facts


def _values(text: str, language: str, name: str) -> list[Any]:
    return [fact.value for fact in facts(text, language) if fact.name == name]


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "Effective: June 3, 2027", "2027-06-03"),
        ("en", "**Effective date:** 3rd of June, 2027", "2027-06-03"),
        ("en", "_[Effective on June 3rd 2027](https://example.org/old)_", "2027-06-03"),
        ("en", "These terms come into force on Thursday, 3 June 2027.", "2027-06-03"),
        ("en", "The changes go into effect for existing accounts on Jun. 3, 2027.", "2027-06-03"),
        ("en", "On June 3, 2027, we are updating our Terms.", "2027-06-03"),
        ("en", "On June 3, 2027, we updated this policy.", "2027-06-03"),
        ("en", "We're updating our terms on June 3, 2027.", "2027-06-03"),
        ("en", "Starting on 3 June 2027, you must be 16 to stream.", "2027-06-03"),
        ("en", "From June 3, 2027, we share your name with advertisers.", "2027-06-03"),
        ("en", "This version is effective until June 3, 2027.", "2027-06-03"),
        ("en", "Our new prices will apply from 06/03/2027.", "2027-06-03"),
        ("en", "Effective as of 2027-06-03", "2027-06-03"),
        ("en", "Effective June 2027", "2027-06"),
        ("en", "The new rules come into effect on June 3.", "06-03"),
        ("fr", "Date d'entrée en vigueur : 3 juin 2027", "2027-06-03"),
        ("fr", "Les présentes conditions entrent en vigueur le jeudi 3 juin 2027.", "2027-06-03"),
        ("fr", "Version applicable à compter du 1er juin 2027", "2027-06-01"),
        ("fr", "Nous mettons à jour nos conditions le 03/06/2027.", "2027-06-03"),
        ("fr", "À compter du 3 juin 2027, nous partagerons votre nom.", "2027-06-03"),
        ("de", "Diese AGB gelten ab dem 3. Juni 2027.", "2027-06-03"),
        ("de", "Gültig ab: 03.06.2027", "2027-06-03"),
        ("de", "Die neue Fassung tritt am 3. Juni 2027 in Kraft.", "2027-06-03"),
        ("de", "Am 3. Juni 2027 aktualisieren wir unsere Nutzungsbedingungen.", "2027-06-03"),
        ("es", "Estos términos entrarán en vigor el 3 de junio de 2027.", "2027-06-03"),
        ("es", "Fecha de vigencia: 3 de junio de 2027", "2027-06-03"),
        ("es", "El 3 de junio de 2027 actualizaremos nuestra política.", "2027-06-03"),
        ("it", "I presenti termini entrano in vigore il 3 giugno 2027.", "2027-06-03"),
        ("it", "In vigore dal 1° giugno 2027", "2027-06-01"),
        ("it", "Dal 3 giugno 2027 modificheremo i prezzi.", "2027-06-03"),
        ("pt", "Estes termos entram em vigor em 3 de junho de 2027.", "2027-06-03"),
        ("pt", "Vigência: 3 de junho de 2027", "2027-06-03"),
        ("pt", "A partir de 3 de junho de 2027 alteraremos os preços.", "2027-06-03"),
        ("fr", "L'application fermera le 3 juin 2027.", "2027-06-03"),
        ("de", "Die Plattform wird zum 3. Juni 2027 abgeschaltet.", "2027-06-03"),
        ("en", "Support for the old app ends on June 3, 2027.", "2027-06-03"),
        ("en", "Acme Albums will be discontinued on June 3, 2027.", "2027-06-03"),
        ("en", "This statement is current from June 2027.", "2027-06"),
        ("de", "Ab dem 3. Juni 2027 ersetzt diese Fassung die alte.", "2027-06-03"),
        ("es", "La aplicación cerrará el 3 de junio de 2027.", "2027-06-03"),
        ("it", "La piattaforma chiuderà il 3 giugno 2027.", "2027-06-03"),
        ("pt", "A plataforma será encerrada em 3 de junho de 2027.", "2027-06-03"),
        ("fr", "La présente charte prend effet le 3 juin 2027.", "2027-06-03"),
        ("fr", "Les nouveaux tarifs prennent effet le 03/06/2027.", "2027-06-03"),
        ("it", "I nuovi termini hanno effetto dal 3 giugno 2027.", "2027-06-03"),
        ("en", "The assistant goes live for all members on June 3, 2027.", "2027-06-03"),
        ("en", "Leave before June 3, 2027, when the new rules begin to apply.", "2027-06-03"),
        ("en", "This edition replaces all former ones as of June 3, 2027.", "2027-06-03"),
    ],
)
def test_from_when_something_applies_is_a_fact(language: str, text: str, day: str) -> None:
    assert _values(text, language, "effective_date") == [day]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Last updated: June 3, 2027"),
        ("en", "This policy was last revised on June 3, 2027."),
        ("en", "We updated our Privacy Policy on June 3, 2027."),
        ("en", "The Data Protection Act came into force on May 25, 2018."),
        ("en", "Regulation (EU) 2016/679 of 27 April 2016 applies to this processing."),
        ("en", "We received 1,204 requests between January 1 and June 30, 2027."),
        ("en", "The company was founded on June 3, 2007."),
        ("en", "© 2027 Example Ltd. Version 3.6.2027"),
        ("en", "Write to us within 30 days."),
        ("en", "February 31, 2027 is effective nowhere."),
        ("fr", "Dernière mise à jour : 3 juin 2027"),
        ("fr", "La loi du 6 janvier 1978 relative à l'informatique s'applique."),
        ("de", "Stand: 3. Juni 2027"),
        ("de", "Zuletzt aktualisiert am 3. Juni 2027"),
        ("es", "Última actualización: 3 de junio de 2027"),
        ("it", "Ultimo aggiornamento: 3 giugno 2027"),
        ("pt", "Última atualização: 3 de junho de 2027"),
        ("en", "These terms replace the agreement of June 3, 2024."),
        ("es", "La CCPA, aprobada en 2018, entró en vigor el 1 de enero de 2020."),
        ("it", "Il regolamento ha effetto dal 25 maggio 2018."),
    ],
)
def test_other_dates_are_none(language: str, text: str) -> None:
    assert _values(text, language, "effective_date") == []


@pytest.mark.parametrize(("language", "day"), [("en", "2027-04-03"), ("fr", "2027-03-04")])
def test_the_language_decides_the_order_of_day_and_month(language: str, day: str) -> None:
    text = {"en": "Effective 04/03/2027", "fr": "En vigueur le 04/03/2027"}[language]
    assert _values(text, language, "effective_date") == [day]


def test_a_day_over_twelve_decides_against_the_language() -> None:
    assert _values("Effective 23/04/2027", "en", "effective_date") == ["2027-04-23"]


def test_the_start_is_told_and_not_the_end_where_both_are_given() -> None:
    text = "Old rules: effective from June 6, 2024, until May 24, 2027"
    assert _values(text, "en", "effective_date") == ["2024-06-06"]


def test_a_preview_is_told_by_its_link() -> None:
    text = "On May 4, 2027 our terms change. [Read the new terms](https://example.org/terms/next)"
    assert _values(text, "en", "preview_link") == ["https://example.org/terms/next"]


def test_the_previous_version_is_no_preview() -> None:
    text = "Effective May 4, 2027. [See previous version](https://example.org/terms/old)"
    assert _values(text, "en", "preview_link") == []


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "The setting is on by default.", "on"),
        ("en", "We use your posts unless you opt out.", "on"),
        ("en", "You have been automatically enrolled.", "on"),
        ("en", "Sharing is turned off by default.", "off"),
        ("en", "We train on your chats only if you opt in.", "off"),
        ("en", "We only share your list if you agree.", "off"),
        ("en", "The camera stays off until you allow it.", "off"),
        ("en", "Nothing is sent until you give your permission.", "off"),
        ("en", "The toggle is switched on when you create an account.", "on"),
        ("en", "New accounts have suggestions turned on.", "on"),
        ("en", "You are opted in to the letter when you register.", "on"),
        ("en", "Members take part unless they tell us otherwise.", "on"),
        ("fr", "Cette option est activée par défaut.", "on"),
        ("fr", "Cette option est désactivée par défaut.", "off"),
        ("de", "Die Funktion ist standardmäßig aktiviert.", "on"),
        ("de", "Die Funktion ist standardmäßig deaktiviert.", "off"),
        ("es", "Esta función está activada por defecto.", "on"),
        ("it", "La funzione è attiva per impostazione predefinita.", "on"),
        ("pt", "A função vem ativada por padrão.", "on"),
        ("fr", "Sauf opposition de votre part, nous analysons vos textes.", "on"),
        ("fr", "Par défaut, le suivi est désactivé.", "off"),
        ("de", "Die Messung ist eingeschaltet, bis du sie abschaltest.", "on"),
        ("de", "In der Voreinstellung ist die Messung ausgeschaltet.", "off"),
        ("es", "Por defecto, el seguimiento está desactivado.", "off"),
        ("it", "Salvo opposizione, analizziamo i tuoi testi.", "on"),
        ("it", "Di default il tracciamento è disattivato.", "off"),
        ("pt", "Salvo oposição, analisamos os seus textos.", "on"),
        ("pt", "Por padrão, o rastreamento está desativado.", "off"),
    ],
)
def test_a_default_is_on_or_off(language: str, text: str, value: str) -> None:
    assert _values(text, language, "default") == [value]


def test_the_way_to_refuse_has_its_clicks_and_its_link() -> None:
    text = (
        "You can opt out at any time under Settings & Privacy > Data privacy > AI training "
        "or [here](https://example.org/settings/ai)."
    )
    assert _values(text, "en", "opt_out") == [
        {
            "path": "Settings & Privacy > Data privacy > AI training",
            "link": "https://example.org/settings/ai",
        }
    ]


@pytest.mark.parametrize("arrow", ["→", "»", "->", "›"])
def test_clicks_are_read_whatever_arrow_parts_them(arrow: str) -> None:
    text = f"To opt out go to Settings {arrow} Privacy {arrow} Model training."
    (way,) = _values(text, "en", "opt_out")
    assert way["path"] == "Settings > Privacy > Model training"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Pour vous y opposer, ouvrez Compte > Données."),
        ("de", "Zum Widersprechen öffne Compte > Données."),
        ("es", "Para oponerte, abre Compte > Données."),
        ("it", "Per opporti, apri Compte > Données."),
        ("pt", "Para se opor, acesse Compte > Données."),
    ],
)
def test_the_clicks_begin_after_the_word_that_leads_there(language: str, text: str) -> None:
    assert _values(text, language, "opt_out") == [{"path": "Compte > Données"}]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Votre refus ne s'applique pas aux textes déjà analysés."),
        ("de", "Der Widerruf berührt die Rechtmäßigkeit der früheren Nutzung nicht."),
        ("es", "La retirada no compromete la licitud del uso anterior."),
        ("it", "La revoca non compromette la liceità dell'uso precedente."),
        ("pt", "A retirada não compromete a licitude do uso anterior."),
    ],
)
def test_what_was_done_before_a_refusal_is_spared(language: str, text: str) -> None:
    assert _values(text, language, "retroactive") == [False]


def test_an_address_to_write_to_is_a_way_to_refuse() -> None:
    (way,) = _values("To opt out, write to no-training@example.org.", "en", "opt_out")
    assert way == {"contact": "no-training@example.org"}


def test_the_last_day_to_refuse_is_no_effective_date() -> None:
    text = "You can object to this use until June 3, 2027 by [form](https://example.org/object)."
    assert _values(text, "en", "opt_out_deadline") == ["2027-06-03"]
    assert _values(text, "en", "effective_date") == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "You can object until 3 June 2027 in the app under Settings > Privacy > Offers."),
        ("en", "You have until June 3, 2027 to object to this use of your data."),
        ("en", "If you do not want this, tell us by 3 June 2027."),
        ("fr", "Vous avez jusqu'au 3 juin 2027 pour refuser cette utilisation."),
        ("de", "Sie können der Nutzung bis zum 3. Juni 2027 widersprechen."),
        ("es", "Tiene hasta el 3 de junio de 2027 para oponerse a este uso."),
        ("it", "Puoi opporti a questo uso entro il 3 giugno 2027."),
        ("pt", "Pode opor-se a este uso até 3 de junho de 2027."),
    ],
)
def test_the_last_day_to_refuse_is_found_wherever_it_stands(language: str, text: str) -> None:
    assert _values(text, language, "opt_out_deadline") == ["2027-06-03"]


def test_a_right_to_object_has_its_path_of_clicks() -> None:
    text = "You can object until 3 June 2027 in the app under Settings > Privacy > Offers."
    assert _values(text, "en", "opt_out") == [{"path": "Settings > Privacy > Offers"}]


def test_all_names_of_a_list_get_data() -> None:
    text = (
        "We share it with Kreditor GmbH, Meridian Insights Ltd, and with Tallow Data Inc., to bill."
    )
    names = ["Kreditor GmbH", "Meridian Insights Ltd", "Tallow Data Inc"]
    assert _values(text, "en", "third_party") == names


def test_who_gets_no_data_is_denied() -> None:
    found = facts("We do not share your payment data with Tallow Data Inc.", "en")
    (party,) = [fact for fact in found if fact.name == "third_party"]
    assert (party.value, party.polarity) == ("Tallow Data Inc", Polarity.DENIED)


def test_a_country_is_nobody_who_gets_data() -> None:
    assert _values("We share data with Ireland and France.", "en", "third_party") == []


def test_what_refusing_leaves_on_is_told_in_the_words_of_the_page() -> None:
    text = "Opting out does not affect training that has already taken place."
    assert _values(text, "en", "opt_out_scope") == [{"leaves_on": [text]}]
    assert _values(text, "en", "retroactive") == [False]


def test_a_use_of_what_was_posted_before_reaches_the_past() -> None:
    text = "We train our AI models on public posts, regardless of when they were shared."
    assert _values(text, "en", "retroactive") == [True]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "We rely on our legitimate interests for this.", "legitimate interests"),
        ("en", "We do this with your consent.", "consent"),
        ("en", "It is necessary to perform our contract with you.", "contract"),
        ("en", "We must comply with a legal obligation.", "legal obligation"),
        ("fr", "Nous nous fondons sur notre intérêt légitime.", "legitimate interests"),
        ("de", "Rechtsgrundlage sind unsere berechtigten Interessen.", "legitimate interests"),
        ("es", "La base es nuestro interés legítimo.", "legitimate interests"),
        ("it", "La base è il nostro legittimo interesse.", "legitimate interests"),
        ("pt", "A base é o nosso legítimo interesse.", "legitimate interests"),
    ],
)
def test_a_legal_basis_is_named(language: str, text: str, value: str) -> None:
    assert _values(text, language, "legal_basis") == [value]


def test_a_basis_that_is_not_relied_on_is_denied() -> None:
    (fact,) = facts("We do not rely on legitimate interests here.", "en")
    assert fact.polarity is Polarity.DENIED


@pytest.mark.parametrize(
    ("language", "text", "included", "excluded"),
    [
        ("en", "If you live in France or Spain, you have this right.", ["FR", "ES"], []),
        ("en", "This applies to members outside the EEA.", [], ["EEA"]),
        ("en", "California residents may ask us to stop.", ["US-CA"], []),
        ("en", "Californian residents may ask us to stop.", ["US-CA"], []),
        ("en", "Users in the EU, except Germany, can object.", ["EU"], ["DE"]),
        ("en", "Users outside the EU, including Canadians, are asked.", ["CA"], ["EU"]),
        ("en", "Deliveries to non-EU countries are taxed.", [], ["EU"]),
        ("en", "The offer excludes Norway and Iceland.", [], ["NO", "IS"]),
        ("en", "This does not apply to users in Japan or South Korea.", [], ["JP", "KR"]),
        ("en", "NOTICE TO EU, UK, AND SWISS RESIDENTS", ["EU", "GB", "CH"], []),
        ("en", "Residents of Georgia, Utah and Texas may appeal.", ["US-GA", "US-UT", "US-TX"], []),
        ("en", "If you live in Georgia or Armenia, write to us.", ["GE", "AM"], []),
        ("en", "You may opt out under the State Privacy Laws.", ["US"], []),
        ("en", "Residents of the U.S. states Iowa and Utah may appeal.", ["US-IA", "US-UT"], []),
        ("en", "Data of people in Norway is controlled by Acme Ltd in Ireland.", ["NO"], []),
        ("fr", "La loi canadienne vous donne ce droit.", ["CA"], []),
        ("de", "Einwohner Norwegens können widersprechen.", ["NO"], []),
        ("de", "Nach belgischem Recht haben Käufer diesen Anspruch.", ["BE"], []),
        ("fr", "Si vous résidez au Québec ou en Suisse, écrivez-nous.", ["CA-QC", "CH"], []),
        ("fr", "Si vous habitez hors de l’Union européenne, ceci ne vaut pas.", [], ["EU"]),
        ("de", "Nutzer in Österreich und im Vereinigten Königreich können das.", ["AT", "GB"], []),
        ("de", "Wenn Sie außerhalb des EWR wohnen, gilt dies nicht.", [], ["EEA"]),
        ("es", "Los usuarios fuera del EEE no pueden usarla.", [], ["EEA"]),
        ("es", "Si resides en México o California, tienes más derechos.", ["MX", "US-CA"], []),
        ("it", "Gli utenti residenti in Italia o in Svizzera possono opporsi.", ["IT", "CH"], []),
        ("pt", "Os usuários no Brasil podem se opor.", ["BR"], []),
    ],
)
def test_regions_are_included_or_excluded(
    language: str, text: str, included: list[str], excluded: list[str]
) -> None:
    assert _values(text, language, "regions") == [{"included": included, "excluded": excluded}]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("If you live in Brazil, your data is transferred to servers in the US.", ["BR"]),
        ("If you live in the UK, the laws of Ireland govern these terms.", ["GB"]),
        (
            "Users in the EEA, Norway or the UK (the “Europe Zone”) may.",
            ["EEA", "NO", "GB"],
        ),
        ("Spain (in addition to what is set out under “France and Italy”):", ["ES"]),
        ("For users in Canada and Mexico: United States and Singapore", ["CA", "MX"]),
        ("If you live in the EU, Acme Ireland Ltd is in charge of your data.", ["EU"]),
        ("If you live in Japan, write to Acme, 1 High Street, Dublin, Ireland.", ["JP"]),
        ("Residents of Utah have the rights of the Utah and the Iowa Privacy Act.", ["US-UT"]),
        ("Under the Virginia Consumer Protection Act, consumers may appeal.", ["US-VA"]),
        ("Members in the EU can complain to the U.S. Department of Commerce.", ["EU"]),
        ("Members in the EU may write to the Irish DPC.", ["EU"]),
        ("Members in Iceland can complain to the Norwegian authorities.", ["IS"]),
        ("Laws in Norway and some other countries require us to say so.", ["NO"]),
        ("If you live in Norway, Acme of 2 Long Road, Leeds, LS1 4DY, England serves you.", ["NO"]),
        ("For members in Norway, Acme Limited, an Irish company, is in charge.", ["NO"]),
        ("Iowa Residents, Utah Residents, and Ohio Residents", ["US-IA", "US-UT", "US-OH"]),
        ("This Notice for Norwegian members completes our Privacy Notice - Europe.", ["NO"]),
        ("Members in Norway can use a Danish platform.", ["NO"]),
        ("Members with a Chilean card, and members in Peru, pay in dollars.", ["CL", "PE"]),
        ("Members in Canada may write to the Privacy Commissioner of Alberta.", ["CA"]),
        ("IMPORTANT NOTE TO NEW JERSEY CONSUMERS", ["US-NJ"]),
        ("Sales are banned in Washington State, Canada and Chile.", ["US-WA", "CA", "CL"]),
        ("If you live in China, you contract with Acme Singapore E-Shop Limited.", ["CN"]),
        ("Members in Quebec, Canada may write to us by post.", ["CA-QC"]),
        ("Members in Quebec have read the French version of these terms.", ["CA-QC"]),
        ("For members in the EU, the European Commission runs a platform.", ["EU"]),
        ("Members in EEA countries, Chile and Peru pay in euros.", ["EEA", "CL", "PE"]),
        ("Members in Iceland have the rights of Regulation (EU) 2016/679.", ["IS"]),
        ("If you live in Peru, Acme of 1 High Street, Dublin 2, Ireland serves you.", ["PE"]),
        ("Members who live in Peru or an EU Member State may use their courts.", ["PE", "EU"]),
        ("We do not host shops for clients from Iran due to sanctions.", ["IR"]),
    ],
)
def test_what_else_a_sentence_names_places_for_is_no_region(text: str, codes: list[str]) -> None:
    found = [code for value in _values(text, "en", "regions") for code in value["included"]]
    assert found == codes


def test_a_place_that_is_not_named_is_unspecified() -> None:
    text = "In certain jurisdictions you may have more rights."
    assert _values(text, "en", "regions") == [{"included": ["unspecified"], "excluded": []}]


@pytest.mark.parametrize(
    "text",
    [
        "Example Ltd, 1 High Street, Dublin, Ireland",
        "We keep your data on servers in Germany and the Netherlands.",
        "These terms are governed by the laws of the State of New York.",
    ],
)
def test_a_place_where_nothing_applies_is_no_region(text: str) -> None:
    assert _values(text, "en", "regions") == []


def test_data_used_and_data_left_out_of_training_are_told_apart() -> None:
    text = (
        "We use your profile, posts and group messages to train our AI models. "
        "Private messages are not used to train AI models."
    )
    assert _values(text, "en", "data_used") == ["profile", "posts", "group messages"]
    assert _values(text, "en", "data_excluded") == ["private messages"]


def test_whom_it_spares_is_denied() -> None:
    text = "We do not use the data of students or of people under 18 to train our AI models."
    spared = {f.value: f.polarity for f in facts(text, "en") if f.name == "applies_to"}
    assert spared == {"students": Polarity.DENIED, "under 18": Polarity.DENIED}


def test_who_is_spared_at_the_end_of_a_list_is_spared() -> None:
    text = "We never use photos in private albums, direct messages or photos of members under 18."
    (spared,) = [fact for fact in facts(text, "en") if fact.name == "applies_to"]
    assert (spared.value, spared.polarity) == ("under 18", Polarity.DENIED)


@pytest.mark.parametrize("language", ["en", "fr", "de", "es", "it", "pt", "ja", ""])
def test_every_fact_stands_in_the_text(language: str) -> None:
    text = (
        "**Note** – “On June 3, 2027, we’ll share your *posts* with [Globex](https://x.org/a_(b)) "
        "in France\u00a0and the\u200bUK; opt out [here](https://x.org/settings?a=1).”  "
        "à compter du 3\u00a0juin 2027 _par défaut_"
    )
    for fact in facts(text, language):
        assert text[fact.start : fact.end] == fact.quote
        assert fact.quote


def test_a_language_without_words_has_no_facts() -> None:
    assert facts("2027年6月3日に発効します。", "ja") == ()
