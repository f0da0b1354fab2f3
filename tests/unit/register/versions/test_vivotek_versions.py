from versions_help import in_order, key, scheme_of


def test_two_numbers_and_a_letter() -> None:
    assert key("VIVOTEK", "FD8177-VVTK-0106a") == key("VIVOTEK", "VVTK-0106a") == key("VIVOTEK", "0106A")
    assert in_order("VIVOTEK", "0105a", "0105b", "0106a", "0300a", "0301a")


def test_other_shapes_are_not_forced_into_it() -> None:
    assert scheme_of("VIVOTEK", "fd816ba-vvtk-010101").startswith("text:")
