import json
import time
from pathlib import Path

import pytest
from evidence_files import column, said, taken, taken_text, written_text, written_xlsx

from custodes.errors import MappingError
from custodes.evidence import mapping
from custodes.evidence.intake import take_in
from custodes.evidence.mend import write_mend_file
from custodes.evidence.secrets import is_secret, redact
from custodes.evidence.shapes import Intake

SECRET = "hunter2x"


@pytest.mark.parametrize(
    "header",
    [
        "Password", "password ", "PASSWORD", "Admin Password", "AdminPassword", "camera_pw", "Pwd", "P/W", "pass",
        "Pass word", "Passwort", "PIN", "PIN code", "User PIN", "SNMP community", "Community string", "Community",
        "API key", "ApiKey", "Key", "Encryption key", "Private key", "Licence key", "WPA2 PSK", "Token", "Auth token",
        "Secret", "Client secret", "Credentials", "Login", "Log-in: login details", "Username", "User name", "User",
        "UserID", "UN/PW", "Passcode", "Pasword", "Root pw1", "auth.password", "OTP seed",
    ],
)  # fmt: skip
def test_headers_of_credentials_are_refused(header: str) -> None:
    assert is_secret(header)


@pytest.mark.parametrize(
    "header",
    [
        "Make",
        "Model",
        "Key site",
        "Key contact",
        "Community safety team",
        "Pass/fail",
        "Pinhole",
        "Notes",
        "Passenger lift",
        "",
    ],
)
def test_other_headers_are_not(header: str) -> None:
    assert not is_secret(header)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("rtsp://admin:hunter2x@10.0.0.5/ch1", "rtsp://10.0.0.5/ch1"),
        ("rtsp://admin:hun@ter2x@10.0.0.5/ch1", "rtsp://10.0.0.5/ch1"),
        ("rtsp://admin:hunt/er2x@10.0.0.5", "rtsp://10.0.0.5"),
        ("admin:hunter2x@10.0.0.5", "10.0.0.5"),
        ("http://10.0.0.5/cgi?user=admin&pwd=hunter2x&ch=1", "http://10.0.0.5/cgi?user=&pwd=&ch=1"),
        ("password is hunter2x", ""),
        ("Login: admin / hunter2x", ""),
        ("pw hunter2x", ""),
        ("PIN - 1234", ""),
        ("SNMP community = public", ""),
    ],
)
def test_credentials_inside_cells_are_cut_out(text: str, kept: str) -> None:
    assert redact(text) == (kept, True)


@pytest.mark.parametrize(
    "text",
    ["http://10.0.0.5/", "Town hall: lobby", "V5.5.800 build 210628", "password protected", "a@b.example"],
)
def test_other_cells_are_left_alone(text: str) -> None:
    assert redact(text) == (text, False)


@pytest.mark.parametrize(
    "text",
    ["V5.2.5 build 141201 admin/S3cretF","root S3cretK","admin:Pass1","user admin pw x","admin/admin","admin / letmein","Admin: Letmein1","root:pass","operator/Oper8","user:letmein","service / Serv1ce","installer: Inst4ll","login admin","pw x","password letmein","default admin/12345","guest|guest","admin1:abc","V5.2.5/admin/S3cretF","administrator - P4ssw0rd","root p@ss!","Camera 4, root/toor","admin:12345","un admin","admin 12345678","admin=Pass1","ADMIN/PASS1","user admin, pass x","admin\nS3cret9"],
)  # fmt: skip
def test_an_account_beside_its_password_is_not_kept(text: str) -> None:
    assert redact(text) == ("", True)


@pytest.mark.parametrize(
    "text",
    ["root cause","user guide","Admin block","user / operator","Operator: the council","Admin / Reception","Admin/Office","Admin Block 2","Admin Block2","Admin B2","Service: 01/02/2019","Service due 2024","service 12/05/2023","Installer: ADT","Operator: Council","Operator / user","operator: custody team","http://10.0.0.5/admin/index.html","Root Lane","Guest house","Guest Wing: room 4","User: public","Supervisor office","password protected","password not known","Password changed 2021","Engineer visit 3","Default gateway","admin corridor first floor","Service road","user manual","Administration block","Support ends 2025","Supervisor: custody desk","Admin - main entrance","Service contract 2021","Service pack 2","DS-2CD2143G2-I","user admin console","Admin 1","Guest WiFi","Admin DS-2CD2143G2-I","Supported: yes","Admin & reception","Service/maintenance","Operator: G4S"],
)  # fmt: skip
def test_words_that_are_accounts_elsewhere_are_left_alone(text: str) -> None:
    assert redact(text) == (text, False)


@pytest.mark.parametrize(
    "unit",
    ["a:", "admin:block ", "admin:", "admin/", "admin  ", "user ", "?a=", "://", "@://", "root\t\t", "x:y "],
)
def test_a_cell_made_to_take_long_does_not(unit: str) -> None:
    began = time.process_time()
    redact(unit * (200_000 // len(unit)) + "~")
    assert time.process_time() - began < 5


def everything(intake: Intake, folder: Path) -> str:
    write_mend_file(intake, folder / "mend.csv")
    mapping.save(mapping.used(intake.files), folder / "mapping.toml")
    tables = json.dumps([intake.table.to_pylist(), intake.rejects.to_pylist()])
    saved = (folder / "mend.csv").read_text("utf-8-sig") + (folder / "mapping.toml").read_text("utf-8")
    return tables + repr(intake.files) + repr(intake.problems) + saved


@pytest.mark.parametrize(
    "text",
    [
        f"Make,Model,Password\nHikvision,DS-1,{SECRET}\n,,{SECRET}\n",
        f"Make,Model,Login,\nHikvision,DS-1,admin,{SECRET}\n,,admin,{SECRET}\n",  # a header over two columns
        f"Camera,,Login details,\nMake,Model,ID,Code\nHikvision,DS-1,{SECRET},{SECRET}\n,,{SECRET},{SECRET}\n",
        f"Make,Model,Admin,Other\n,,User,Password\nHikvision,DS-1,x,{SECRET}\n,,x,{SECRET}\n",  # two lines of headers
        f"Make,Model,Qty,Password\nHikvision,DS-1,{SECRET}\n,{SECRET}\nAxis,P1,{SECRET},{SECRET},{SECRET}\n",  # moved cells
        f"Make,Model,Hostname,Notes\n,,rtsp://admin:{SECRET}@10.0.0.5/,password is {SECRET}\n",
        f"Make,Model,Firmware,Remarks\nHikvision,DS-1,V5.2.5 admin/{SECRET},root {SECRET}\n,,admin:{SECRET},pw {SECRET}\n",
        f"Make,Model,Installed\nHikvision,DS-1,http://u:{SECRET}@host/\n",
        f"Make,Model,Admin password: {SECRET}\nHikvision,DS-1,x\n,,x\n",
        f"Admin password: {SECRET},,\nMake,Model,Qty\nHikvision,DS-1,lots\n",
        f"Foo,Bar,Password\nHikvision,DS-1,{SECRET}\nAxis,P2,{SECRET}\n",  # nothing else recognised
        f"Make,Model\nHikvision,DS-1\n\nMake,Model,Password\nAxis,P1,{SECRET}\n,,{SECRET}\n",  # a second table
        f"Make,Model\nHikvision,DS-1\nMake,Password\nAxis,{SECRET}\n,{SECRET}\n",
        f'{{"make": "", "auth": {{"password": "{SECRET}", "keys": ["{SECRET}"]}}}}\n{{"make": "Axis", broken {SECRET}\n',
    ],
)  # fmt: skip
def test_no_secret_gets_anywhere(tmp_path: Path, text: str) -> None:
    assert SECRET not in everything(taken_text(tmp_path, text), tmp_path)


def test_refused_columns_are_named_and_their_rows_still_count(tmp_path: Path) -> None:
    intake = taken_text(
        tmp_path, f"Make,Username,Password,Model\nHikvision,admin,{SECRET},DS-1\n,admin,{SECRET},\n"
    )
    assert intake.files[0].refused_columns == ("Username", "Password")
    assert column(intake, "model") == ["DS-1"]
    assert intake.files[0].rows_rejected == 1
    assert (
        "warning",
        1,
        "Password",
        "looks like it holds passwords, keys or user names; it was refused",
    ) in said(intake)


def test_a_mapping_cannot_ask_for_a_refused_column(tmp_path: Path) -> None:
    path = written_text(tmp_path, f"Make,Password\nHikvision,{SECRET}\n")
    with pytest.raises(MappingError, match=r'"Password" of estate\.csv looks like it holds passwords'):
        take_in([path], mapping.parse(["Password=model"]))


def test_a_refused_column_of_a_spreadsheet(tmp_path: Path) -> None:
    rows = [["Make", "Model", "PIN"], ["Hikvision", "DS-1", 12345678], ["", "", 12345678]]
    intake = taken(written_xlsx(tmp_path, {"One": rows}))
    assert intake.files[0].refused_columns == ("PIN",)
    assert "12345678" not in everything(intake, tmp_path)
