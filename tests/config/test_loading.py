"""The configuration read whole: the small desk as printed, paths and defaults, and every fault at once."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from mailbot.config import ConfigError, Secret, SecretMissing, load_config
from mailbot.desk.people import Role
from mailbot.desk.proof import Level, Strangers

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.toml"))
DESK = '[desk]\nname = "Desk"\naddress = "support@vendor.example"\n'
FOLDER = '[delivery]\nfolder = "out"\n'


def written(folder: Path, text: str, name: str = "config.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(path: Path) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        load_config(path)
    return [str(finding).replace(f"{path.parent}/", "") for finding in refused.value.findings]


def test_the_small_desk_loads_as_printed() -> None:
    config = load_config(HERE / "small_desk.toml")

    assert config.desk.name == "Vendor サポート"
    assert config.desk.languages == ("ja", "en")
    assert config.trust.authserv_ids == ("mx.vendor.example",)
    assert (config.trust.require, config.trust.dkim, config.trust.strangers) == (Level.A, False, Strangers.HOLD)
    assert [one.handle for one in config.staff] == ["suzuki"]
    assert config.staff[0].on_call
    assert list(config.calendars) == ["office"]
    assert config.policies["standard"].versions[0].clock("answer") is not None
    contract = config.contracts[0]
    assert (contract.id, contract.valid_from, contract.valid_until) == ("C-1", date(2026, 1, 1), date(2027, 12, 31))
    assert contract.contacts[0].roles == frozenset({Role.ADMIN})
    assert contract.declared_in == "small_desk.toml"


def test_the_small_desk_is_the_one_of_the_interface() -> None:
    page = HERE.parents[1] / "../shared/INTERFACE.md"
    if not page.exists():
        pytest.skip("the page with the small desk is not here")
    printed = re.search(r"A small desk, whole.*?```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)

    assert printed is not None
    assert printed[1] == (HERE / "small_desk.toml").read_text(encoding="utf-8")


def test_paths_are_relative_to_the_file_and_not_to_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "desk").mkdir()
    path = written(tmp_path / "desk", DESK + '[store]\nurl = "sqlite:///desk.db"\n' + FOLDER)
    monkeypatch.chdir(tmp_path)

    config = load_config(Path("desk/config.toml"))

    assert config.path == path
    assert config.store.url == f"sqlite:///{tmp_path}/desk/desk.db"
    assert config.delivery.folder == tmp_path / "desk/out"


def test_an_absolute_path_of_a_store_stays_as_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, DESK + '[store]\nurl = "sqlite:////var/lib/mailbot.db"\n' + FOLDER)

    assert load_config(path).store.url == "sqlite:////var/lib/mailbot.db"


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_configuration_is_refused_for_this_reason(path: Path) -> None:
    wanted = path.with_suffix(".error").read_text(encoding="utf-8").splitlines()

    found = [re.sub(r"(this is not TOML: ).*( — )", r"\1…\2", fault) for fault in faults_of(path)]

    assert found == wanted


def test_no_complaint_repeats_a_password() -> None:
    shown = [fault for path in BAD for fault in faults_of(path)]

    assert any("hunter2" in path.read_text(encoding="utf-8", errors="replace") for path in BAD)
    assert not any("hunter2" in fault for fault in shown)


def test_texts_come_by_language_or_for_all(tmp_path: Path) -> None:
    words = 'signature = "Desk"\nphone_hours = { en = "weekdays", ja = "平日" }\n'
    config = load_config(written(tmp_path, DESK + words + FOLDER))

    assert config.desk.signature.in_language("ja") == config.desk.signature.in_language("en") == "Desk"
    assert config.desk.phone_hours.in_all(("ja", "en")) == {"ja": "平日", "en": "weekdays"}
    assert config.desk.phone_hours.in_language("fr") == "weekdays"
    assert not config.desk.public_contact
    assert config.desk.public_contact.in_all(("ja",)) == {}


def test_doors_logins_and_secrets_are_read(tmp_path: Path) -> None:
    text = f"""{DESK}{FOLDER}
[[intake.imap]]
host = "imap.vendor.example"
tls = "starttls"
user = "support"
password = {{ env = "MAILBOT_TEST_PASSWORD" }}
poll = "90s"
since = 2026-04-01

[intake.lmtp]
listen = "unix:lmtp.sock"
max_size = "5MB"

[intake.smtp]
[[intake.smtp.logins]]
user = "taro"
address = "taro@client.example"
password = {{ file = "taro" }}
"""
    config = load_config(written(tmp_path, text))

    mailbox = config.imap[0]
    assert (mailbox.name, mailbox.port, mailbox.poll) == ("support", 143, timedelta(seconds=90))
    assert mailbox.since == date(2026, 4, 1)
    assert config.lmtp is not None
    assert (config.lmtp.listen, config.lmtp.max_size) == (f"unix:{tmp_path}/lmtp.sock", 5_000_000)
    assert config.smtp is not None
    assert config.smtp.logins[0].password == Secret(file=tmp_path / "taro")
    assert "neither staff nor a contact" in str(config.warnings)


def test_the_desk_s_terms_hold_for_policies_without_their_own(tmp_path: Path) -> None:
    text = """
[calendars.office]
tz = "Asia/Tokyo"
weekly = { "mon-fri" = ["10:00-17:00"] }
[policies.standard.clocks.answer]
calendar = "office"
target = { business_days = 1 }
stop = ["reply"]
"""
    desk = DESK + 'quiet = { hours = "22:00-09:00" }\nreopen = "restart"\n'
    config = load_config(written(tmp_path, desk + FOLDER + text))

    version = config.policies["standard"].versions[0]
    assert version.quiet is not None
    assert version.reopen == "restart"


def test_the_addresses_of_the_desk_are_its_own_and_those_of_contracts(tmp_path: Path) -> None:
    small = (HERE / "small_desk.toml").read_text(encoding="utf-8")
    text = small.replace('policy = "standard"\n', 'policy = "standard"\naddress = "vip@vendor.example"\n')
    text = text.replace("case_prefix", 'addresses = ["help@vendor.example"]\ncase_prefix')

    config = load_config(written(tmp_path, text))

    assert config.addresses == ("support@vendor.example", "help@vendor.example", "vip@vendor.example")


def test_a_secret_is_read_late_and_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path, "canary-in-file\n", "key")
    monkeypatch.setenv("MAILBOT_TEST_PASSWORD", "canary-in-env")
    text = DESK + 'secret = { file = "key" }\n[delivery]\nurl = "smtps://u@mail.example"\n'
    config = load_config(written(tmp_path, text + 'password = { env = "MAILBOT_TEST_PASSWORD" }\n'))

    assert config.desk.secret is not None
    assert config.delivery.password is not None
    assert config.desk.secret.read() == "canary-in-file"
    assert config.delivery.password.read() == "canary-in-env"
    assert "canary" not in repr(config)
    assert "canary" not in str(config.warnings)
    file.unlink()
    with pytest.raises(SecretMissing, match="cannot be read"):
        config.desk.secret.read()


def test_a_secret_that_is_empty_says_where_to_put_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAILBOT_TEST_PASSWORD", raising=False)
    empty = written(tmp_path, "\n", "key")
    strange = tmp_path / "strange"
    strange.write_bytes(b"\xff\xfe")

    with pytest.raises(SecretMissing, match="MAILBOT_TEST_PASSWORD is not set"):
        Secret(env="MAILBOT_TEST_PASSWORD").read()
    with pytest.raises(SecretMissing, match="is empty"):
        Secret(file=empty).read()
    with pytest.raises(SecretMissing, match="not UTF-8"):
        Secret(file=strange).read()
    assert Secret(file=tmp_path / "none").exposure() == ""
    assert repr(Secret(env="A")) == "Secret({ env = 'A' })"


def test_a_secret_that_everybody_may_read_is_a_warning(tmp_path: Path) -> None:
    file = written(tmp_path, "key\n", "key")
    file.chmod(0o644)
    path = written(tmp_path, DESK + 'secret = { file = "key" }\n' + FOLDER)

    warned = [str(warning) for warning in load_config(path).warnings]
    file.chmod(0o600)
    calm = [str(warning) for warning in load_config(path).warnings]

    assert any("config.toml:4: desk.secret: everybody on this machine may read" in one for one in warned)
    assert not any("may read" in one for one in calm)


def warnings_of(tmp_path: Path, change: tuple[str, str]) -> str:
    small = (HERE / "small_desk.toml").read_text(encoding="utf-8")
    assert change[0] in small
    return "\n".join(map(str, load_config(written(tmp_path, small.replace(*change))).warnings))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("on_call = true", "active = false"), "nobody would learn"),
        (("[desk]", '[desk]\napprove = ["answers"]'), "none would leave"),
        (('authserv_ids = ["mx.vendor.example"]\n', ""), "nothing can prove a sender"),
        (('client = "Client KK"', 'client = "K"\ndomains = ["gmail.com"]'), "anybody can have an address at gmail.com"),
        (('"yamada@client.example"]', '"yamada@client.example"], roles = ["notice"]'), "nobody can open a case"),
        (("[calendars.office]", '[calendars.empty]\ntz = "UTC"\n[calendars.office]'), "never opens"),
        (("[[contracts]]", '[[rules]]\npriority = "urgent"\nwhen = { words = ["x"] }\n[[contracts]]'), "not known"),
        (("on_call = true", "on_call = false"), "no door"),
        (("[trust]", '[intake.lmtp]\nlisten = "0.0.0.0:24"\n[trust]'), "whoever reaches this door is believed"),
    ],
)
def test_what_looks_odd_is_a_warning_and_no_error(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    assert says in warnings_of(tmp_path, change)


def test_alerts_without_anybody_on_call_are_a_warning(tmp_path: Path) -> None:
    small = (HERE / "small_desk.toml").read_text(encoding="utf-8").replace("on_call = true", "on_call = false")
    text = small.replace(
        "[policies.standard.versions.clocks.answer]",
        "[policies.standard.versions.priorities]\nurgent = { alerts = true }\nnormal = { default = true }\n"
        "[policies.standard.versions.clocks.answer]",
    )

    warned = load_config(written(tmp_path, text)).warnings

    assert any("alerts the staff on call, but nobody is" in one.message for one in warned)


def test_two_default_contracts_of_one_contact_are_a_warning(tmp_path: Path) -> None:
    small = (
        (HERE / "small_desk.toml")
        .read_text(encoding="utf-8")
        .replace('policy = "standard"', 'default = true\npolicy = "standard"')
    )
    second = small[small.index("[[contracts]]") :].replace("C-1", "C-2")

    warned = load_config(written(tmp_path, small + second)).warnings

    assert any("both are marked default" in one.message for one in warned)


def test_contracts_of_files_are_declared_there(tmp_path: Path) -> None:
    small = (HERE / "small_desk.toml").read_text(encoding="utf-8")
    text = small.replace('case_prefix = "INC"', 'contracts_files = ["clients.csv", "more.toml"]')
    written(tmp_path, small[small.index("[[contracts]]") :].replace("C-1", "C-3"), "more.toml")
    head = "contract,client,policy,calendar,from,name,email\n"
    written(tmp_path, head + "C-2,例示商事,standard,office,2026/4/1,例示 太郎,taro@client2.example\n", "clients.csv")

    config = load_config(written(tmp_path, text))

    assert [(one.id, one.declared_in) for one in config.contracts] == [
        ("C-1", "config.toml"),
        ("C-2", "clients.csv"),
        ("C-3", "more.toml"),
    ]


def test_a_fault_across_files_names_contract_and_file(tmp_path: Path) -> None:
    small = (HERE / "small_desk.toml").read_text(encoding="utf-8")
    text = small.replace('case_prefix = "INC"', 'contracts_files = ["clients.csv"]')
    head = "contract,client,policy,calendar,from,name,email\n"
    rows = "C-1,例示商事,standard,office,2026/4/1,例示 太郎,taro@client2.example\nC-2,K,gold,office,2026/4/1,,\n"
    written(tmp_path, head + rows, "clients.csv")

    faults = faults_of(written(tmp_path, text))

    assert faults == [
        (
            "config.toml:7: desk.contracts_files[0]: the contract C-1 is declared in config.toml and clients.csv:"
            " keep one of the two"
        ),
        (
            'config.toml:7: desk.contracts_files[0]: in clients.csv, contract C-2: there is no policy "gold"'
            " - known here: standard"
        ),
    ]


def test_a_contract_file_in_toml_holds_contracts_alone(tmp_path: Path) -> None:
    small = (HERE / "small_desk.toml").read_text(encoding="utf-8")
    text = small.replace('case_prefix = "INC"', 'contracts_files = ["more.toml"]')
    written(tmp_path, '[staff]\nx = 1\n[[contracts]]\nid = "C-9"\nclient = 3\n', "more.toml")

    faults = faults_of(written(tmp_path, text))

    assert faults[0] == "more.toml:1: staff: a file of contracts holds [[contracts]] alone - known here: contracts"
    assert "more.toml:5: contracts[0].client: must be text, not 3" in faults


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    assert "there is no such file: copy config.example.toml" in faults_of(tmp_path / "none.toml")[0]


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    assert "cannot be read" in faults_of(tmp_path)[0]
