"""A real OpenID Connect provider on the loopback: it signs real tokens, and can be told to do it wrongly."""

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

CLIENT, SECRET = "custodes", "between the two of us"


@dataclass
class Grant:
    """What a code stands for."""

    redirect: str
    challenge: str


@dataclass
class Provider:
    """`person`: the claims about whoever signs in next. `key`: what signs; `shown`: the key others are told of."""

    person: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None
    """What the userinfo page tells, where that differs."""
    audience: str = CLIENT
    issuer: str = ""
    key: RSAPrivateKey = field(default_factory=lambda: generate_private_key(65537, 2048))
    shown: RSAPrivateKey | None = None
    answers: bool = True
    _grants: dict[str, Grant] = field(default_factory=dict)
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        assert self._server
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "Provider":
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server
        self._server.shutdown()
        self._server.server_close()

    def configuration(self) -> dict[str, Any]:
        """The discovery document."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        """The public key, as a JSON web key."""
        public = (self.shown or self.key).public_key()
        told = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(public))
        return {"keys": [{**told, "kid": "one", "alg": "RS256", "use": "sig"}]}

    def authorize(self, query: dict[str, list[str]]) -> str:
        """The person has agreed: where their browser is sent back to. Raises AssertionError for another client."""
        assert query["client_id"] == [CLIENT]
        assert query["code_challenge_method"] == ["S256"]
        code = secrets.token_urlsafe(8)
        redirect = query["redirect_uri"][0]
        self._grants[code] = Grant(redirect, query["code_challenge"][0])
        return f"{redirect}?{urlencode({'code': code, 'state': query['state'][0]})}"

    def token(self, form: dict[str, list[str]]) -> dict[str, Any]:
        """An identity for a code, once, to whoever knows the secret and the verifier."""
        grant = self._grants.pop(form["code"][0])
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == grant.challenge
        assert (form["client_secret"], form["redirect_uri"]) == ([SECRET], [grant.redirect])
        now = int(time.time())
        claims = {"iss": self.issuer or self.url, "aud": self.audience, "iat": now, "exp": now + 60}
        signed = jwt.encode({**claims, **self.person}, self.key, "RS256", {"kid": "one"})
        return {"access_token": "for userinfo", "token_type": "Bearer", "id_token": signed}


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = urlsplit(self.path)
            if not provider.answers:
                self.send_error(503)
            elif page.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(parse_qs(page.query)))
                self.end_headers()
            else:
                self._tell(
                    {
                        "/.well-known/openid-configuration": provider.configuration,
                        "/keys": provider.keys,
                        "/userinfo": lambda: provider.userinfo or provider.person,
                    }[page.path]()
                )

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._tell(provider.token(parse_qs(body)))

        def _tell(self, what: dict[str, Any]) -> None:
            body = json.dumps(what).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quietly."""

    return Handler
