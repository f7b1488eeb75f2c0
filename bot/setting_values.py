"""What the values of settings may be; each check raises ValueError with what goes on after "it"."""

import ipaddress
import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr

DATABASES = ("sqlite", "sqlite+aiosqlite", "postgres", "postgresql", "postgresql+asyncpg")
"""What a database's URL begins with, in every spelling that the storage knows."""


def _token(secret: SecretStr) -> SecretStr:
    value = secret.get_secret_value()
    if not (value.isascii() and value.isprintable()) or " " in value:
        raise ValueError("has spaces or characters that no token has")
    return secret


def _database(secret: SecretStr) -> SecretStr:
    scheme, colon, rest = secret.get_secret_value().partition("://")
    if not colon or not rest or scheme not in DATABASES:
        raise ValueError("starts with sqlite:/// or postgresql://")
    return secret


def _web_address(url: str) -> str:
    if not url.startswith(("http://", "https://")) or not url.isprintable() or " " in url:
        raise ValueError("is a web address that starts with http:// or https://")
    return url.rstrip("/")


def _host(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._:%-]+", text):
        raise ValueError("is an address of this machine, such as 127.0.0.1")
    return text


def _port(text: object) -> int:
    if not str(text).isdecimal() or not 1 <= int(str(text)) <= 65535:
        raise ValueError("is a number from 1 to 65535")
    return int(str(text))


def _slash_command(text: str) -> str:
    if not re.fullmatch(r"/[a-z0-9_-]{1,31}", text):
        raise ValueError("is a slash and up to 31 of a-z, 0-9, _ and -, such as /pause")
    return text


def _one_line(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        raise ValueError("has only printable ASCII characters")
    return text


def _level(text: object) -> str:
    if str(text).upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ValueError("is DEBUG, INFO, WARNING or ERROR")
    return str(text).upper()


def _file(path: Path) -> Path:
    if not path.is_file():
        raise ValueError("is the path of a file; there is none")
    return path


Token = Annotated[SecretStr, AfterValidator(_token)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Host = Annotated[str, AfterValidator(_host)]
Port = Annotated[int, BeforeValidator(_port)]
SlashCommand = Annotated[str, AfterValidator(_slash_command)]
OneLine = Annotated[str, AfterValidator(_one_line)]
Level = Annotated[str, BeforeValidator(_level)]
ExistingFile = Annotated[Path, AfterValidator(_file)]


def is_public(url: str) -> bool:
    """Return whether *url*, as it is written, can lead anywhere from other machines than this and its neighbours."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".localhost", ".local", ".internal"))
