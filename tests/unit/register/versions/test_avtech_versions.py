from versions_help import in_order, key, scheme_of, where

BOUND = "FullImg-1023-1007-1011-1009"


def test_four_numbers() -> None:
    assert key("AVTECH", BOUND) == key("AVTECH", "1023-1007-1011-1009")
    assert in_order("AVTECH", "1017-1003-1009-1003", "1023-1007-1010-1009", BOUND, "1024-1000-1000-1000")
    assert where("AVTECH", "1017-1003-1009-1003", BOUND, inclusive=True) == "inside"


def test_letters_are_another_image() -> None:
    assert scheme_of("AVTECH", "1004V-1002V-1003V-1001V").startswith("text:")
