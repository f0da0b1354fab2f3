from versions_help import in_order, key, where

BOSCH = "Bosch Security Systems"


def test_one_version_with_or_without_its_platform() -> None:
    assert key(BOSCH, "CPP6 6.44.0020") == key(BOSCH, "FW 6.44.0020") == key(BOSCH, "6.44.20")


def test_order_and_releases_without_a_build() -> None:
    assert in_order(BOSCH, "6.44.0020", "7.10.0076", "7.85.0020", "8.10.0005")
    assert where(BOSCH, "7.61.0079", "7.61", inclusive=True) == "inside"
    assert where(BOSCH, "7.62.0005", "7.62") == "outside"
