"""Settings: what is taken, what is refused and in which words, and that nothing secret is ever shown."""

import logging
import os
import traceback
from pathlib import Path

import pytest

from bot.config import KEYS, Settings, SettingsFault, example, load
from bot.setting_values import DATABASES, is_public
from storage.engine import DRIVERS, database

ROOT = Path(__file__).parent.parent
CANARY = "xoxb-canary-5f3b9a"
MANY = "SLACK_CLIENT_ID=1.2\nSLACK_CLIENT_SECRET=abc\nSLACK_SIGNING_SECRET=def"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for key in list(os.environ):
        if key in KEYS or key.startswith("MORATORIUM_"):
            monkeypatch.delenv(key)
    monkeypatch.setenv("SSL_CERT_FILE", "")  # so that what load() sets is undone
    monkeypatch.chdir(tmp_path)


def written(text: str) -> Settings:
    Path(".env").write_text(text, encoding="utf-8")
    return load()


def refused(text: str) -> str:
    with pytest.raises(SettingsFault) as fault:
        written(text)
    message = str(fault.value)
    assert "\n" not in message
    return message


def test_the_example_lists_every_setting_with_its_meaning_and_its_default() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == example()
    assert all(f"\n#{key}=" in example() for key in KEYS)


def test_the_example_filled_in_as_it_stands_changes_nothing() -> None:
    by_default = load()
    lines = [line.removeprefix("#") if "=" in line else line for line in example().splitlines()]
    filled = written("\n".join(lines))
    assert filled.model_dump(exclude={"register_url"}) == by_default.model_dump(exclude={"register_url"})
    assert filled.public_url == by_default.public_url == "http://127.0.0.1:8080"


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MORATORIUM_REGISTER_PORT", "9001")
    settings = written("MORATORIUM_REGISTER_PORT=9002\nDISCORD_TOKEN='quoted-token' # of the bot\n")
    assert settings.register_port == 9001
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == "quoted-token"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("FOO=1", "There is no setting FOO in .env. .env.example lists them all."),
        ("DISCORD_TOKN=x", "There is no setting DISCORD_TOKN in .env. Did you mean DISCORD_TOKEN?"),
        ("discord_token=x", "There is no setting discord_token in .env. Did you mean DISCORD_TOKEN?"),
        (
            "MORATORIUM_PORT=1",
            "There is no setting MORATORIUM_PORT in .env. Did you mean MORATORIUM_REGISTER_PORT?",
        ),
        ("SLACK_TOKEN2=x", "There is no setting SLACK_TOKEN2 in .env. Did you mean SLACK_BOT_TOKEN?"),
        ("MORATORIUM_PORT2=1", "There is no setting MORATORIUM_PORT2 in .env. .env.example lists them all."),
        ("discord.token=x", "There is no setting discord.token in .env. Did you mean DISCORD_TOKEN?"),
        ("DISCORD_TOKN", "Line 1 of .env is not a setting: write NAME=value."),
        ("DISCORD_TOKEN", "DISCORD_TOKEN in .env, line 1, has no =: write DISCORD_TOKEN=value."),
        ("# ok\n\nDISCORD_TOKEN: x y", "Line 3 of .env is not a setting: write NAME=value."),
        (
            "MORATORIUM_REGISTER_PORT=http",
            "MORATORIUM_REGISTER_PORT cannot be used: it is a number from 1 to 65535.",
        ),
        (
            "MORATORIUM_REGISTER_PORT=70000",
            "MORATORIUM_REGISTER_PORT cannot be used: it is a number from 1 to 65535.",
        ),
        (
            "MORATORIUM_LOG_LEVEL=loud",
            "MORATORIUM_LOG_LEVEL cannot be used: it is DEBUG, INFO, WARNING or ERROR.",
        ),
        (
            "MORATORIUM_SLACK_COMMAND=pause",
            "MORATORIUM_SLACK_COMMAND cannot be used: it is a slash and up to 31 of a-z, 0-9, _ and -, such as /pause.",
        ),
        (
            "MORATORIUM_DATABASE_URL=mysql://host/name",
            "MORATORIUM_DATABASE_URL cannot be used: it starts with sqlite:/// or postgresql://.",
        ),
        (
            "MORATORIUM_REGISTER_HOST=no such",
            "MORATORIUM_REGISTER_HOST cannot be used: it is an address of this machine, such as 127.0.0.1.",
        ),
        (
            "MORATORIUM_REGISTER_URL=pause.example.org",
            "MORATORIUM_REGISTER_URL cannot be used: it is a web address that starts with http:// or https://.",
        ),
        (
            "SSL_CERT_FILE=nowhere.pem",
            "SSL_CERT_FILE cannot be used: it is the path of a file; there is none.",
        ),
        (
            "SLACK_BOT_TOKEN=xoxb-1",
            "SLACK_BOT_TOKEN is set, but neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET (HTTP).",
        ),
        ("SLACK_APP_TOKEN=xapp-1", "SLACK_APP_TOKEN is set, but neither SLACK_BOT_TOKEN nor SLACK_CLIENT_ID."),
        ("SLACK_SIGNING_SECRET=abc", "SLACK_SIGNING_SECRET is set, but neither SLACK_BOT_TOKEN nor SLACK_CLIENT_ID."),
        ("SLACK_CLIENT_ID=1.2", "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together: one of them is not set."),
        ("SLACK_CLIENT_SECRET=abc", "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together: one of them is not set."),
        (
            f"SLACK_BOT_TOKEN=xoxb-1\n{MANY}\nMORATORIUM_REGISTER_URL=https://pause.example.org",
            "SLACK_BOT_TOKEN serves one workspace and SLACK_CLIENT_ID all that install the app: unset one of them.",
        ),
        (
            "SLACK_CLIENT_ID=1.2\nSLACK_CLIENT_SECRET=abc",
            "SLACK_CLIENT_ID is set, but neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET (HTTP).",
        ),
        (
            f"{MANY}\nMORATORIUM_REGISTER_URL=http://pause.example.org",
            "SLACK_CLIENT_ID is set, but MORATORIUM_REGISTER_URL is not an https address that others can open: "
            "Slack sends people back there.",
        ),
    ],
)
def test_what_cannot_be_used_is_named(line: str, message: str) -> None:
    assert refused(line) == message


@pytest.mark.parametrize("scheme", DATABASES)
def test_a_database_is_named_in_each_spelling_that_the_storage_knows(scheme: str) -> None:
    url = f"{scheme}:///a.db" if scheme.startswith("sqlite") else f"{scheme}://someone@127.0.0.1/name"
    assert written(f"MORATORIUM_DATABASE_URL={url}").database_url.get_secret_value() == url
    assert database(url).drivername in ("sqlite+aiosqlite", "postgresql+asyncpg")


def test_the_storage_knows_no_other_spelling() -> None:
    assert set(DATABASES) == set(DRIVERS)


def test_an_unknown_variable_of_ours_in_the_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MORATORIUM_DATABASE", "x")
    assert refused("") == "There is no setting MORATORIUM_DATABASE. Did you mean MORATORIUM_DATABASE_URL?"


def test_a_file_that_is_not_text_is_named() -> None:
    Path(".env").write_bytes(b"DISCORD_TOKEN=\xff\xfe")
    with pytest.raises(SettingsFault, match=r"^\.env is not UTF-8 text\.$"):
        load()


def test_the_certificate_file_reaches_openssl() -> None:
    Path("ca.pem").write_text("")
    written("SSL_CERT_FILE=ca.pem")
    assert os.environ["SSL_CERT_FILE"] == "ca.pem"


def test_the_public_address_follows_host_and_port_unless_it_is_set() -> None:
    assert written("MORATORIUM_REGISTER_HOST=0.0.0.0").public_url == "http://127.0.0.1:8080"
    assert written("MORATORIUM_REGISTER_HOST=::1").public_url == "http://[::1]:8080"
    assert written("MORATORIUM_REGISTER_URL=https://pause.example.org/").public_url == "https://pause.example.org"


def test_slack_has_one_workspace_or_many() -> None:
    one = written("SLACK_BOT_TOKEN=xoxb-1\nSLACK_SIGNING_SECRET=abc")
    many = written(f"{MANY}\nMORATORIUM_REGISTER_URL=https://pause.example.org")
    assert (one.has_slack, one.slack_redirects, many.has_slack, many.slack_redirects) == (True, False, True, True)
    assert many.has_token
    assert one.slack_by_http
    assert many.slack_by_http


@pytest.mark.parametrize("host", ["pause.example.org", "93.184.215.14", "[2606:2800:21f::1]", "pause.example.org:8443"])
def test_an_address_that_others_can_open(host: str) -> None:
    assert is_public(f"https://{host}/")
    assert is_public(f"http://{host}/register")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8080", "localhost", "pause.localhost", "10.0.0.3", "192.168.1.4", "[::1]", "[fd00::1]", "tower",
     "tower.local", "tower.internal", "169.254.1.1", "0.0.0.0"],
)  # fmt: skip
def test_an_address_that_others_cannot_open(host: str) -> None:
    assert not is_public(f"https://{host}/")


@pytest.mark.parametrize(
    "text",
    [
        f"DISCORD_TOKEN='{CANARY} x'",
        f"SLACK_BOT_TOKEN={CANARY}",
        f"SLACK_APP_TOKEN={CANARY}",
        f"SLACK_SIGNING_SECRET={CANARY}",
        f"SLACK_CLIENT_SECRET={CANARY}",
        f"MORATORIUM_DATABASE_URL=mysql://someone:{CANARY}@host/name",
        CANARY,
        f"DISCORD_TOKEN {CANARY}",
        f"DISCORD_TOKEN='{CANARY}",
        f"{CANARY}=DISCORD_TOKEN",
        CANARY.replace("-", "_"),
        f"{'MTAx.Gcan' * 8}.{CANARY.replace('-', '_')}=",
    ],
)
def test_a_refusal_holds_no_secret(text: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(SettingsFault) as fault:
        written(text)
    shown = "".join(traceback.format_exception(fault.value)) + caplog.text
    assert CANARY not in shown
    assert CANARY.replace("-", "_") not in shown


def test_settings_show_no_secret() -> None:
    settings = written(
        f"DISCORD_TOKEN={CANARY}\nSLACK_BOT_TOKEN={CANARY}\nSLACK_APP_TOKEN={CANARY}\nSLACK_SIGNING_SECRET={CANARY}\n"
        f"MORATORIUM_DATABASE_URL=postgresql+asyncpg://someone:{CANARY}@host/name\n"
    )
    assert CANARY not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert settings.has_token
