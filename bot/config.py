"""Settings, from the environment and from ``.env`` in the working directory; the environment wins.

Each setting says in one line what it means; ``example()`` is the text of ``.env.example``.
"""

import difflib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

from dotenv.parser import parse_stream
from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.setting_values import (
    DatabaseUrl,
    ExistingFile,
    Host,
    Level,
    OneLine,
    Port,
    SlashCommand,
    Token,
    WebAddress,
    is_public,
)

OURS = "MORATORIUM_"


class SettingsFault(Exception):
    """A setting that cannot be used; the message names it and never holds a secret."""


class Settings(BaseSettings):
    """What the operator decides. An empty value is the same as none."""

    model_config = SettingsConfigDict(
        case_sensitive=True, env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    discord_token: Token | None = Field(
        None, alias="DISCORD_TOKEN", description="The Discord bot's token; with it, Discord is served."
    )
    slack_bot_token: Token | None = Field(
        None,
        alias="SLACK_BOT_TOKEN",
        description="The Slack app's bot token (xoxb-…), for one workspace; needs one of the next two.",
    )
    slack_app_token: Token | None = Field(
        None,
        alias="SLACK_APP_TOKEN",
        description="The Slack app-level token (xapp-…), for Socket Mode, which wins over HTTP.",
    )
    slack_signing_secret: Token | None = Field(
        None,
        alias="SLACK_SIGNING_SECRET",
        description="The Slack app's signing secret, for HTTP at /slack/events on the register's server.",
    )
    slack_client_id: OneLine | None = Field(
        None,
        alias="SLACK_CLIENT_ID",
        description="The Slack app's client id, instead of a bot token: workspaces install it at /slack/install.",
    )
    slack_client_secret: Token | None = Field(
        None, alias="SLACK_CLIENT_SECRET", description="The Slack app's client secret, which goes with the client id."
    )
    certificates: ExistingFile | None = Field(
        None,
        alias="SSL_CERT_FILE",
        description="A file of trusted certificates (PEM), instead of the system's.",
    )
    database_url: DatabaseUrl = Field(
        SecretStr("sqlite+aiosqlite:///data/moratorium.db"),
        alias="MORATORIUM_DATABASE_URL",
        description="Where everything is kept: sqlite+aiosqlite:///PATH or postgresql+asyncpg://USER:PASSWORD@HOST/NAME.",
    )
    register_host: Host = Field(
        "127.0.0.1",
        alias="MORATORIUM_REGISTER_HOST",
        description="The address at which the register's web server listens.",
    )
    register_port: Port = Field(8080, alias="MORATORIUM_REGISTER_PORT", description="The port at which it listens.")
    register_url: WebAddress | None = Field(
        None,
        alias="MORATORIUM_REGISTER_URL",
        description="The register's public address, shown in cards; by default the host and port above.",
    )
    slack_command: SlashCommand = Field(
        "/pause", alias="MORATORIUM_SLACK_COMMAND", description="The app's slash command in Slack."
    )
    contact: OneLine = Field(
        "",
        alias="MORATORIUM_CONTACT",
        description="A web or mail address that feeds' owners see in the reader's User-Agent.",
    )
    log_level: Level = Field(
        "INFO", alias="MORATORIUM_LOG_LEVEL", description="How much is logged: DEBUG, INFO, WARNING or ERROR."
    )

    @model_validator(mode="after")
    def _slack_is_complete(self) -> Self:
        other = self.slack_app_token or self.slack_signing_secret
        if bool(self.slack_client_id) != bool(self.slack_client_secret):
            raise ValueError("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together: one of them is not set.")
        if self.slack_bot_token and self.slack_client_id:
            raise ValueError(
                "SLACK_BOT_TOKEN serves one workspace and SLACK_CLIENT_ID all that install the app: unset one of them."
            )
        named = "SLACK_BOT_TOKEN" if self.slack_bot_token else "SLACK_CLIENT_ID"
        if (self.slack_bot_token or self.slack_client_id) and not other:
            raise ValueError(
                f"{named} is set, but neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET (HTTP)."
            )
        if other and not (self.slack_bot_token or self.slack_client_id):
            name = "SLACK_APP_TOKEN" if self.slack_app_token else "SLACK_SIGNING_SECRET"
            raise ValueError(f"{name} is set, but neither SLACK_BOT_TOKEN nor SLACK_CLIENT_ID.")
        if self.slack_client_id and not self.slack_redirects:
            raise ValueError(
                "SLACK_CLIENT_ID is set, but MORATORIUM_REGISTER_URL is not an https address that others can open: "
                "Slack sends people back there."
            )
        return self

    @property
    def has_token(self) -> bool:
        """Return whether a platform is served; local members are then refused."""
        return self.discord_token is not None or self.has_slack

    @property
    def has_slack(self) -> bool:
        return self.slack_bot_token is not None or self.slack_client_id is not None

    @property
    def public_url(self) -> str:
        """Return the register's address without a slash at its end."""
        if self.register_url:
            return self.register_url
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.register_host, self.register_host)  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.register_port}"

    @property
    def slack_by_http(self) -> bool:
        """Return whether Slack is to reach us at the public address; it takes one that is https only."""
        if self.slack_app_token or self.slack_signing_secret:
            return self.slack_app_token is None
        return self.slack_redirects

    @property
    def slack_redirects(self) -> bool:
        """Return whether Slack can send people to the public address."""
        return is_public(self.public_url) and self.public_url.startswith("https://")


KEYS = tuple(str(field.alias) for field in Settings.model_fields.values())


def load(env_file: Path = Path(".env")) -> Settings:
    """Return the settings, and put SSL_CERT_FILE where OpenSSL looks for it.

    :raises SettingsFault: for an unknown key in *env_file*, an unknown MORATORIUM_* variable, or a value that
        cannot be used.
    """
    written = list(_keys(env_file))
    _refuse_unknown(written, f" in {env_file}")
    _refuse_unknown((key for key in os.environ if key.upper().startswith(OURS)), "")
    try:
        settings = Settings(_env_file=env_file if written else None)  # type: ignore[call-arg]
    except ValidationError as error:
        raise SettingsFault("; ".join(_fault(e["loc"], e["msg"]) for e in error.errors())) from None
    if settings.certificates:
        os.environ["SSL_CERT_FILE"] = str(settings.certificates)
    return settings


def _keys(env_file: Path) -> Iterator[str]:
    try:
        text = env_file.open(encoding="utf-8")
    except FileNotFoundError:
        return
    except OSError as error:
        raise SettingsFault(f"{env_file} cannot be read: {error.strerror}.") from None
    with text:
        try:
            bindings = list(parse_stream(text))
        except UnicodeDecodeError:
            raise SettingsFault(f"{env_file} is not UTF-8 text.") from None
    for binding in bindings:
        blank = len(binding.original.string) - len(binding.original.string.lstrip())
        line = binding.original.line + binding.original.string[:blank].count("\n")
        # The line itself is not shown: it may hold a secret.
        if binding.error or (binding.key is not None and binding.value is None and binding.key not in KEYS):
            raise SettingsFault(f"Line {line} of {env_file} is not a setting: write NAME=value.")
        if binding.key is not None:
            if binding.value is None:
                raise SettingsFault(f"{binding.key} in {env_file}, line {line}, has no =: write {binding.key}=value.")
            yield binding.key


def _refuse_unknown(names: Iterable[str], where: str) -> None:
    for name in names:
        if name not in KEYS:
            near = difflib.get_close_matches(name.upper().removeprefix(OURS), _SHORT, n=1, cutoff=0.45)
            hint = f" Did you mean {_SHORT[near[0]]}?" if near else " .env.example lists them all."
            raise SettingsFault(f"There is no setting {_shown(name)}{where}.{hint}")


_SHORT = {key.removeprefix(OURS): key for key in KEYS}


def _shown(name: str) -> str:
    """Return *name* if it looks like one: a secret before a = is read as a name, but is longer or has other signs."""
    return name if re.fullmatch(rf"({OURS})?[A-Za-z_][A-Za-z0-9_.]{{0,39}}", name) else "of that name"


def _fault(where: Sequence[int | str], what: str) -> str:
    what = what.removeprefix("Value error, ")
    return f"{where[0]} cannot be used: it {what}." if where else what


def example() -> str:
    """Return ``.env.example``: every setting with its meaning and its default, commented out."""
    lines = [
        "# Settings of Moratorium. Copy this file to .env and take the # from the lines that you fill in.",
        "# A variable of the environment wins over the line here. Without any, `make run` opens the console.",
        "# `make doctor` says whether what is set works.",
    ]
    for field in Settings.model_fields.values():
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        if field.alias == "MORATORIUM_REGISTER_URL":
            default = Settings.model_construct().public_url
        lines += ["", f"# {field.description}", f"#{field.alias}={'' if default is None else default}"]
    return "\n".join(lines) + "\n"
