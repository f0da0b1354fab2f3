from versions_help import in_order, where


def test_each_letter_has_its_number() -> None:
    assert in_order("Huawei", "V100R001C00SPC200B010", "V100R002C00SPC100B001", "V100R002C00SPC200B010")


def test_what_is_left_out_may_be_any() -> None:
    assert where("Huawei", "V100R002C00", "V100R002C00SPC200B010") == "straddles"
    assert where("Huawei", "V100R001C00", "V100R002C00SPC200B010") == "inside"
