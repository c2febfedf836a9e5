"""config.example.toml: it loads, it has every key, and every default that it shows is the real one."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from mailbot.config import ConfigError, load_config, sections
from mailbot.config.fields import SecretReference, Section
from mailbot.config.loading import DOORS, SECTIONS
from mailbot.desk.contract_reading import CONTACT_KEYS, CONTRACT_KEYS
from mailbot.desk.policy_terms_reading import SHARED_KEYS

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
TEXT = EXAMPLE.read_text(encoding="utf-8")
WHOLE = re.sub(r"(?m)^#(?=[a-z\[])", "", TEXT)
"""The example with every key that stands behind a # switched on."""
WHERE: dict[type[Section], tuple[str, ...]] = {
    sections.DeskSection: ("desk",),
    sections.StoreSection: ("store",),
    sections.ImapSection: ("intake", "imap"),
    sections.OAuthSection: ("intake", "imap", "oauth2"),
    sections.FolderNamesSection: ("intake", "imap", "folder_names"),
    sections.LmtpSection: ("intake", "lmtp"),
    sections.SmtpSection: ("intake", "smtp"),
    sections.LoginSection: ("intake", "smtp", "logins"),
    sections.DeliverySection: ("delivery",),
    sections.TrustSection: ("trust",),
    sections.StaffSection: ("staff",),
    sections.RotaSection: ("staff", "rota"),
    sections.ReportsSection: ("reports",),
    sections.LimitsSection: ("limits",),
    sections.LoggingSection: ("logging",),
}


def at(document: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    found: Any = document
    for step in path:
        found = found[step]
        found = found[0] if isinstance(found, list) else found
    assert isinstance(found, dict)
    return found


def all_keys() -> list[tuple[tuple[str, ...], str, FieldInfo]]:
    return [(path, key, field) for model, path in WHERE.items() for key, field in model.model_fields.items()]


def test_the_example_loads_as_it_is() -> None:
    config = load_config(EXAMPLE)

    assert config.delivery.folder == EXAMPLE.parent / "var/outgoing"
    assert [warning.key for warning in config.warnings] == ["intake"]


def test_the_example_with_every_key_switched_on_has_no_key_that_is_unknown() -> None:
    path = EXAMPLE.parent / "no-such-name.toml"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "read_bytes", lambda _self: WHOLE.encode())
        with pytest.raises(ConfigError) as refused:
            load_config(path)

    assert {finding.key for finding in refused.value.findings} == {"store.password", "calendars.office.closed_ics"}


def test_every_model_of_the_file_has_its_place_in_this_test() -> None:
    models = {one for one in vars(sections).values() if isinstance(one, type) and issubclass(one, Section)}

    assert models - {Section, SecretReference} == set(WHERE)


@pytest.mark.parametrize(("path", "key", "field"), all_keys(), ids=lambda _one: None)
def test_every_key_stands_in_the_example(path: tuple[str, ...], key: str, field: FieldInfo) -> None:
    assert key in at(tomllib.loads(WHOLE), path), f"{'.'.join(path)}.{key} is not in config.example.toml"


@pytest.mark.parametrize(("path", "key", "field"), all_keys(), ids=lambda _one: None)
def test_every_default_that_the_example_shows_is_the_real_one(
    path: tuple[str, ...], key: str, field: FieldInfo
) -> None:
    real = field.get_default(call_default_factory=True)
    shown = at(tomllib.loads(WHOLE), path)[key]
    if real in (PydanticUndefined, None) or _is_switched_on(path, key) or _holds_a_section(field):
        return

    adapter: TypeAdapter[Any] = TypeAdapter(field.rebuild_annotation())
    assert adapter.validate_python(shown) == real, f"{'.'.join(path)}.{key}"


def _is_switched_on(path: tuple[str, ...], key: str) -> bool:
    """Whether the key is set in the example as it stands: a value, not a default."""
    try:
        return key in at(tomllib.loads(TEXT), path)
    except KeyError:
        return False


def _holds_a_section(field: FieldInfo) -> bool:
    return any(isinstance(one, type) and issubclass(one, BaseModel) for one in get_args(field.annotation))


def test_the_defaults_of_the_shape_are_those_of_the_sections(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[desk]\nname = "d"\naddress = "d@d.example"\n[delivery]\nfolder = "o"\n', encoding="utf-8")

    config = load_config(path)

    assert config.limits == type(config.limits)()
    assert config.logging == type(config.logging)()
    assert config.reports == type(config.reports)()
    assert config.trust == type(config.trust)()
    assert config.desk == type(config.desk)(name="d", address="d@d.example")


def test_every_section_and_every_key_of_contracts_calendars_and_policies_stands_there() -> None:
    document = tomllib.loads(WHOLE)

    assert set(document) == set(SECTIONS)
    assert set(document["intake"]) == set(DOORS)
    assert set(document["services"]["portal"]) == {"title", "parts", "target", "maintenance", "least_outage"}
    assert set(document["contracts"][0]) == set(CONTRACT_KEYS)
    assert set(document["contracts"][0]["contacts"][0]) == set(CONTACT_KEYS)
    assert set(SHARED_KEYS) <= set(document["desk"])
    assert set(SHARED_KEYS) <= set(document["policies"]["standard"]["versions"][0])
    calendar_keys = set(document["calendars"]["office"]) | {"use"}
    assert {"tz", "weekly", "national_holidays", "closed_yearly", "closed_dates", "closed_ics", "open_dates"} < (
        calendar_keys
    )
