from versions_help import in_order, scheme_of, where

from custodes.register.versions import readings


def test_uniview_by_line() -> None:
    assert scheme_of("Uniview", "DIPC-B1213.6.5.230215") == "uniview:dipc-b1213"
    assert in_order("Uniview", "NVR-B3801.20.9.230101", "NVR-B3801.20.17.240507", "NVR-B3801.20.17.240601")
    assert where("Uniview", "NVR-B3801.20.15.240101", "NVR-B3801.20.17.240507") == "inside"
    assert where("Uniview", "NVR-B3803.20.15.240101", "NVR-B3801.20.17.240507") is None


def test_a_line_with_its_numbers_crossed_out_is_all_of_it() -> None:
    span = ("Uniview", "DIPC-B1213.4.2.220101", "DIPC-B1213.6.5.230215", True, "DIPC-B1213.X.X.XXXXXX")
    assert where(*span) == "inside"


def test_illustra_by_line() -> None:
    assert in_order("Johnson Controls", "Illustra.SS016.05.03.01.0007", "Illustra.SS016.05.09.04.0006")
    assert scheme_of("Johnson Controls", "Illustra.Ess4.01.02.13.6953") == "illustra:ess4"
    older = readings("Johnson Controls", "Illustra.SS016.05.03.01.0007")[0]
    newer = readings("Johnson Controls", "Illustra.SS016.05.03.01.0010")[0]
    assert older.high < newer.low
    assert scheme_of("Johnson Controls", "20.12.2.0") == "dotted"
