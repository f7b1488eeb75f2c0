"""A database is named as people name it, and what cannot be one is refused in words."""

import pytest

from storage.engine import database, open_engine


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ("sqlite:///moratorium.db", "sqlite+aiosqlite:///moratorium.db"),
        ("sqlite:////var/lib/moratorium.db", "sqlite+aiosqlite:////var/lib/moratorium.db"),
        ("sqlite+aiosqlite:///a.db", "sqlite+aiosqlite:///a.db"),
        ("postgres://bot@db.example.org/x", "postgresql+asyncpg://bot@db.example.org/x"),
        ("postgresql://bot@db.example.org/x", "postgresql+asyncpg://bot@db.example.org/x"),
        ("postgresql+asyncpg://bot@/x?host=/run", "postgresql+asyncpg://bot@/x?host=%2Frun"),
        ("postgres://db/x?sslmode=require", "postgresql+asyncpg://db/x?ssl=require"),
    ],
)
def test_a_url_is_read_as_people_spell_it(spelled: str, meant: str) -> None:
    assert database(spelled).render_as_string(hide_password=False) == meant


@pytest.mark.parametrize(
    ("spelled", "said"),
    [
        ("moratorium.db", "cannot be read"),
        ("", "cannot be read"),
        ("mysql://root@localhost/x", "must be sqlite or postgresql, not 'mysql'"),
        ("sqlite://", "must be a file"),
        ("sqlite:///:memory:", "must be a file"),
        ("sqlite:///file:x?mode=memory&uri=true", "must be a file"),
    ],
)
def test_what_is_no_database_is_refused_in_words(spelled: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        open_engine(spelled)


def test_a_password_is_in_no_refusal() -> None:
    with pytest.raises(ValueError, match="cannot be read") as refused:
        database("postgresql//bot:hunter2@db/x")
    assert "hunter2" not in str(refused.value)
    assert refused.value.__suppress_context__
