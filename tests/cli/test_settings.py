"""Where settings come from, and what is wrong with them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidSettings
from service.settings import OPENAI_URL, VARIABLES, Settings, build, read_dotenv


@given(st.dictionaries(st.sampled_from(["flag", "environment", "dotenv"]), st.text("abc", min_size=1)))
def test_flag_over_environment_over_dotenv(given_by: dict[str, str]) -> None:
    """The first source that says anything wins; with none, the default."""
    settings = build(
        {"model": given_by.get("flag")},
        {"ZHAILU_MODEL": given_by.get("environment", "")},
        {"ZHAILU_MODEL": given_by.get("dotenv", "")},
    )
    expected = [given_by[source] for source in ("flag", "environment", "dotenv") if source in given_by]
    assert settings.model == (expected[0] if expected else None)


def test_every_setting_has_a_variable() -> None:
    """No setting can be made by flag alone."""
    assert set(VARIABLES) == set(Settings.model_fields)


def test_nothing_set_is_the_embedded_model() -> None:
    """No address, no key, no model."""
    settings = build({}, {}, {})
    assert settings.embedded
    assert settings.model is None


def test_a_key_alone_is_openai() -> None:
    """As other tools do it."""
    settings = build({"model": "some-model"}, {"OPENAI_API_KEY": "sk-canary"}, {})
    assert settings.base_url == OPENAI_URL


def test_a_model_file_is_embedded_even_with_a_key() -> None:
    """A GGUF file cannot be meant for OpenAI."""
    assert build({"model": "./own.gguf"}, {"OPENAI_API_KEY": "sk-canary"}, {}).embedded


@pytest.mark.parametrize("environment", [{"OPENAI_API_KEY": "sk-canary"}, {"OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}])
def test_an_endpoint_needs_a_model(environment: dict[str, str]) -> None:
    """The error names the flag and the variable."""
    with pytest.raises(InvalidSettings, match="no model named") as caught:
        build({}, environment, {})
    assert "ZHAILU_MODEL" in caught.value.hint


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("OPENAI_BASE_URL", "localhost:8000"),
        ("ZHAILU_TIMEOUT", "soon"),
        ("ZHAILU_TIMEOUT", "0"),
        ("ZHAILU_ATTEMPTS", "0"),
        ("ZHAILU_POLICY", "lax"),
        ("ZHAILU_STRATEGY", "guess"),
        ("ZHAILU_TEMPERATURE", "hot"),
    ],
)
def test_a_bad_value_is_named_with_its_source(variable: str, value: str) -> None:
    """Which variable, which value."""
    with pytest.raises(InvalidSettings, match=f"{variable} is not usable: {value!r}"):
        build({}, {variable: value}, {})


def test_a_bad_flag_is_named_as_a_flag() -> None:
    """Not by the name of the variable."""
    with pytest.raises(InvalidSettings, match="--timeout is not usable"):
        build({"timeout_seconds": -1.0}, {}, {})


def test_a_key_is_never_shown() -> None:
    """Neither in the settings' text nor in what is written to run.json; nor is a password in an address."""
    environment = {"OPENAI_API_KEY": "sk-canary", "OPENAI_BASE_URL": "http://me:canary@127.0.0.1:1/v1?k=canary"}
    settings = build({"model": "m"}, environment, {})
    assert "canary" not in f"{settings.public()} {settings.api_key!r}"
    assert settings.public()["base_url"] == "http://127.0.0.1:1/v1"


def test_temperature_can_be_left_to_the_endpoint() -> None:
    """Some models refuse any other than their own."""
    assert build({}, {"ZHAILU_TEMPERATURE": "default"}, {}).temperature is None


def test_dotenv_is_read_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the process's environment is put into it."""
    monkeypatch.setenv("CANARY", "seen")
    (tmp_path / ".env").write_text("ZHAILU_MODEL=${CANARY}\nEMPTY\n")
    assert read_dotenv(tmp_path / ".env") == {"ZHAILU_MODEL": "${CANARY}"}


def test_no_dotenv_is_no_setting(tmp_path: Path) -> None:
    """Most folders have none."""
    assert read_dotenv(tmp_path / ".env") == {}


def test_a_broken_dotenv_is_a_clear_error(tmp_path: Path) -> None:
    """A file that is no UTF-8 is named."""
    (tmp_path / ".env").write_bytes(b"ZHAILU_MODEL=\xff\xfe")
    with pytest.raises(InvalidSettings, match=r"\.env"):
        read_dotenv(tmp_path / ".env")
