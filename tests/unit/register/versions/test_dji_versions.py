from versions_help import in_order, key, where


def test_the_last_two_numbers_may_run_together() -> None:
    assert key("DJI", "v01.00.0500") == key("DJI", "01.00.05.00") == key("DJI", "1.0.5")
    assert in_order("DJI", "01.00.0500", "01.00.06.10", "01.00.0620", "01.00.1200")


def test_leading_zeros_do_not_count() -> None:
    assert where("DJI", "v07.01.10.02", "7.01.10.03") == "inside"
    assert where("DJI", "v01.00.0500", "01.00.0500") == "outside"
