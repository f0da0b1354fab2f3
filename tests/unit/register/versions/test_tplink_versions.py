from versions_help import in_order, where


def test_the_release_orders_builds_of_one_day() -> None:
    bound = "1.3.6 Build 230426 Rel.48373n"
    assert where("TP-Link", "1.3.6 Build 230426 Rel.48372n", bound) == "inside"
    assert where("TP-Link", "1.3.6 Build 230426 Rel.48373n", bound) == "outside"
    assert where("TP-Link", "1.3.6 Build 230426", bound) == "straddles"


def test_builds() -> None:
    assert in_order("TP-Link", "1.1.15 Build 211130 Rel.1n", "1.1.15 Build 211201", "1.1.16 Build 210101")
    assert where("TP-Link", "1.1.15", "1.1.15", inclusive=True) == "inside"
    assert where("TP-Link", "1.1.16 Build 211209 Rel.37726N", "1.1.15", inclusive=True) == "outside"
    assert where("TP-Link", "1.3.6", "1.3.6 Build 230426 Rel.48373n") == "straddles"
    assert where("TP-Link", "Tapo C200 1.1.15", "1.1.16") == "inside"
