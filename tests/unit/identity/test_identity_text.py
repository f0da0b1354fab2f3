"""Spellings that look the same to a reader come out the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.identity.compare.text import fold, key, model_key, tokens


@pytest.mark.parametrize(
    "typed",
    ["HIK-VISION", "Hik Vision", "ＨＩＫＶＩＳＩＯＮ", "hik_vision", "Hik\u200bvision", "  HIKVISION. "],
)
def test_spacing_width_and_case_do_not_matter(typed: str) -> None:
    assert key(typed) == "hikvision"


@pytest.mark.parametrize("typed", ["Geutebrück", "GeutebrÃ¼ck", "Geutebru\u0308ck"])
def test_accents_and_wrong_decoding_are_undone(typed: str) -> None:
    assert key(typed) == "geutebruck"


@pytest.mark.parametrize("typed", ["Geutebr?ck", "Geutebr\ufffdck"])
def test_a_lost_letter_leaves_a_near_miss(typed: str) -> None:
    assert key(typed) == "geutebrck"


def test_a_question_mark_after_a_word_is_no_lost_letter() -> None:
    assert tokens("Hikvision? maybe") == ["hikvision", "maybe"]


def test_chinese_is_cut_into_characters_and_the_rest_into_words() -> None:
    assert tokens("海康威视 DS-2CD") == ["海", "康", "威", "视", "ds", "2cd"]
    assert tokens("アイ・オー") == ["ア", "イ", "オ", "ー"]


def test_double_plus_is_part_of_a_name() -> None:
    assert tokens("Face++ face") == ["face++", "face"]


def test_possessives_go() -> None:
    assert tokens("Bosch's cameras, Dahua’s") == ["bosch", "cameras", "dahua"]


def test_cyrillic_keeps_letters_that_only_look_accented() -> None:
    assert fold("Дахуй") == "дахуй"


@pytest.mark.parametrize(
    ("typed", "expected"), [("ds-2cd2143g2 – i", "DS-2CD2143G2-I"), ("Ｐ3245‐LV", "P3245-LV")]
)
def test_model_keys_are_upper_case_without_spaces(typed: str, expected: str) -> None:
    assert model_key(typed) == expected


@given(st.text(max_size=40))
def test_folding_any_text_gives_tokens_without_spaces(text: str) -> None:
    assert all(token and not any(c.isspace() for c in token) for token in tokens(text))


@given(st.text(alphabet="abcdefgh 'É海-", max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert tokens(fold(text)) == tokens(text)
