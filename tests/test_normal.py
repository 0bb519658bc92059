"""The normal form: what is hidden from comparing, and what never is."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.extract import normal


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“Member” means you", '"Member" means you'),
        ("the club’s boats", "the club's boats"),
        ("« Membre »", '"Membre"'),
        ("boats — and oars", "boats - and oars"),
        ("a\u00a0guest\u2009rows", "a guest rows"),
        ("Prix\u202f: 5\u00a0€", "Prix: 5 €"),
        ("key\u200bholder", "keyholder"),
        ("member\u00adship", "membership"),
        ("\u202a\u2066the club\u2069\u202c", "the club"),
        ("caf\u0065\u0301", "café"),
        ("ﬁle", "file"),
        ("Ｃｌｕｂ，", "Club,"),
        ("本 俱乐部 的 Boat 服务", "本俱乐部的Boat服务"),
        ("the **club** and _you_", "the club and you"),
        ("see [the rules](https://x.example/a_b?c=1) .", "see the rules."),
        ("Last updated: 4 months ago", "Last updated: 5 months ago"),
        ("Mis à jour il y a 2 jours", "Mis à jour il y a 3 semaines"),
        ("Zuletzt aktualisiert vor 2 Monaten", "Zuletzt aktualisiert vor einem Jahr"),
        ("最后更新：3个月前", "最后更新：4个月前"),
        ("Última actualización: hace 2 meses", "Última actualización: hace un año"),
        ("Aggiornato 3 mesi fa", "Aggiornato 4 mesi fa"),
        ("Atualizado há 2 dias", "Atualizado há 3 dias"),
        ("3か月前に更新", "4か月前に更新"),
        ("Bijgewerkt: 2 weken geleden", "Bijgewerkt: een maand geleden"),
        ("Zaktualizowano 3 dni temu", "Zaktualizowano tydzień temu"),
        ("Обновлено 2 месяца назад", "Обновлено год назад"),
        ("Оновлено 3 місяці тому", "Оновлено 4 місяці тому"),
        ("Aktualizováno před 3 měsíci", "Aktualizováno před rokem"),
        ("3 ay önce güncellendi", "4 ay önce güncellendi"),
        ("Actualizat acum 3 luni", "Actualizat acum o lună"),
        ("2 days ago", "3 weeks ago"),
        ("We and our 1558 partners store data", "We and our 1,602 partners store data"),
        ("Nos 842 partenaires", "Nos 851 partenaires"),
        ("Unsere 842 Partner", "Unsere 851 Partner"),
        ("12 out of 20 found this helpful", "13 out of 24 found this helpful"),
    ],
)
def test_what_passes_by_itself_or_is_only_typography_is_hidden(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Effective November 3, 2025", "Effective November 4, 2025"),
        ("Last updated: 3 March 2025", "Last updated: 4 March 2025"),
        ("Stand: 1. Mai 2025", "Stand: 1. Juni 2025"),
        ("před soudem", "před úřadem"),
        ("dane starsze niż 30 dni temu usuwamy", "dane starsze niż 90 dni temu usuwamy"),
        ("logs older than 30 days ago are erased", "logs older than 90 days ago are erased"),
        ("we erase it after 30 days", "we erase it after 90 days"),
        (
            "if you joined more than 2 years ago, the old fee stays",
            "if you joined more than 3 years ago, the old fee stays",
        ),
        ("our 3 boats", "our 4 boats"),
        ("Member", "member"),
        ("you may", "you may not"),
        ("5 €", "6 €"),
        ("1.5 million", "15 million"),
    ],
)
def test_words_numbers_and_dates_are_never_hidden(one: str, other: str) -> None:
    assert normal(one) != normal(other)


def test_a_counter_beside_a_term_hides_only_its_number() -> None:
    assert normal("our 1558 partners sell data") != normal("our 1558 partners share data")


MARKED = st.text(
    st.sampled_from("ab 1_*[]()\\`~\"'«»‹›–—.,:;!?%{\n\t\u00a0\u200b\u00ad\u202e\u0301中，。（é½"),
    max_size=40,
)


@given(st.one_of(st.text(max_size=80), MARKED))
@example("[[a](b)](c)")
@example("_ _a_ _")
@example("« a »")
@example("A_\u0300")
@example("か \u3099")
@example("our 12 34 partners")
@example("updated 2 days ago 3 days ago")
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normal(text)
    assert normal(once) == once


@given(st.text(max_size=60))
def test_the_normal_form_is_one_line_without_edges(text: str) -> None:
    found = normal(text)
    assert found == found.strip()
    assert "\n" not in found
    assert "  " not in found
