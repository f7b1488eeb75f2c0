"""Where an app is installed by OAuth: the tokens it has, the codes it may exchange, and who approves.

https://docs.slack.dev/authentication/installing-with-oauth and /reference/methods/oauth.v2.access.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.servers.slack_blocks import Json
from tests.servers.slack_methods import Methods
from tests.servers.slack_refusals import Refusal
from tests.servers.slack_things import APP_ID, BOT_USER

CLIENT_ID = "1111.2222"
CLIENT_SECRET = "test-client-secret"
CODE_SECONDS = 600.0


@dataclass(slots=True)
class Code:
    """What an admin brings back; it is good for one exchange."""

    methods: Methods
    redirect: str
    installer: str
    across: str | None
    at: float
    scopes: tuple[str, ...]
    used: bool = False


class OAuth:
    """One app's tokens; `redirects` are the redirect URLs of its settings."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.redirects: set[str] = set()
        self.tokens: dict[str, Methods] = {}
        self.revoked: dict[str, str] = {}
        self._codes: dict[str, Code] = {}
        self._made = 0

    def of(self, token: str) -> Methods:
        """The workspace that the token is for.

        Raises:
            Refusal: it is for none, or for none any more.
        """
        if token in self.revoked:
            raise Refusal(self.revoked[token])
        if token not in self.tokens:
            raise Refusal("invalid_auth")
        return self.tokens[token]

    def approve(self, address: str, methods: Methods, installer: str, across: str | None = None) -> str:
        """Approve what is asked at `address`, for an organisation if `across` names one; where the browser goes then.

        Raises:
            AssertionError: Slack would show an error page instead of asking.
        """
        asked = _asked(address)
        assert asked["client_id"] == CLIENT_ID, "Slack: invalid client_id"
        assert asked["redirect_uri"] in self.redirects, "Slack: redirect_uri did not match any configured URIs"
        self._made += 1
        code = f"code-{self._made}"
        scopes = tuple(asked["scope"].split(","))
        self._codes[code] = Code(methods, asked["redirect_uri"], installer, across, self.clock(), scopes)
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def deny(self, address: str) -> str:
        asked = _asked(address)
        return f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"

    def access(self, body: Json, client: str, secret: str) -> Json:
        """The answer of oauth.v2.access.

        Raises:
            Refusal: as documented there.
        """
        if client != CLIENT_ID:
            raise Refusal("invalid_client_id")
        if secret != CLIENT_SECRET:
            raise Refusal("bad_client_secret")
        code = self._codes.get(str(body.get("code")))
        if code is None or code.used or self.clock() - code.at > CODE_SECONDS:
            raise Refusal("invalid_code")
        if body.get("redirect_uri") != code.redirect:
            raise Refusal("bad_redirect_uri")
        code.used = True
        team = code.methods.space.team
        return {
            "ok": True,
            "app_id": APP_ID,
            "authed_user": {"id": code.installer},
            "scope": ",".join(code.scopes),
            "token_type": "bot",
            "access_token": self.issue(code.methods, code.scopes),
            "bot_user_id": BOT_USER,
            "team": None if code.across else {"id": team.id, "name": team.name},
            "enterprise": _enterprise(code.across or team.enterprise),
            "is_enterprise_install": code.across is not None,
        }

    def issue(self, methods: Methods, scopes: Iterable[str]) -> str:
        """The bot's token in that workspace, with these scopes too: a new one where there is none."""
        token = next((token for token, found in self.tokens.items() if found is methods), None)
        if token is None:
            self._made += 1
            token = f"xoxb-{methods.space.team.id}-{self._made}"
            self.tokens[token] = methods
            methods.scopes.clear()
        methods.scopes |= set(scopes)
        return token

    def revoke(self, methods: Methods, why: str) -> None:
        for token in [token for token, found in self.tokens.items() if found is methods]:
            del self.tokens[token]
            self.revoked[token] = why


def _asked(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def _enterprise(id: str | None) -> Json | None:
    return {"id": id, "name": f"Organisation {id}"} if id else None
