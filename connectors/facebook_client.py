"""facebook-sdk, made to speak to the Graph API of today. Imported only by who asks Facebook.

facebook-sdk 3.1.0 is of 2018: it refuses every version after 3.1, has the host in a module global, waits for ever,
shows neither status nor headers, returns a 500 as success, and raises KeyError when an answer has no content type. The
version therefore stands in each part of a batch, where the SDK does not look, and the rest is met in the session.
"""

import asyncio
import hashlib
import hmac
import threading
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from typing import Any

import facebook
import requests
from pydantic import SecretStr

from connectors.errors import Unavailable, redacted
from connectors.evidence import witness
from connectors.wire import Reply, is_this_machine

_THREADS = 4
"""Batches on their way at once; one takes a second or two."""


class _Session(requests.Session):
    """What the SDK sends through: it knows the host, and keeps what the SDK throws away.

    Attributes:
        answer: The answer to the latest request, without its body; None when there was none. The response itself is
            not kept: it would hold its connection open.

    """

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self.trust_env = not is_this_machine(base_url)  # a proxy from the environment cannot reach this machine
        self.answer: Reply | None = None
        self._base_url = base_url.rstrip("/") + "/"

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **options: Any) -> requests.Response:  # noqa: ANN401 - passed on unseen
        """Send to our host; a redirect is an answer, not an address to take the token to."""
        self.answer = None
        options["allow_redirects"] = False
        address = self._base_url + str(url).removeprefix(facebook.FACEBOOK_GRAPH_URL)
        answer = super().request(method, address, *args, **options)
        if "javascript" in answer.headers.get("content-type", ""):  # JSON by another name, which the SDK refuses
            answer.headers["content-type"] = "application/json"
        headers = {name.lower(): value for name, value in answer.headers.items()}
        self.answer = Reply(answer.status_code, headers, None, is_json=False)
        witness(address, answer.status_code, answer.content)
        return answer


class FacebookClient:
    """Asks the Graph API for batches through facebook-sdk, in threads of its own.

    Attributes:
        secrets: What no text may show.

    Args:
        name: What its threads are called: the platform's name.
        access_token: The token of a system user, a Page or an app.
        app_secret: The app's secret, to prove that the app asks; None sends no proof.
        base_url: Where the Graph API is, such as ``https://graph.facebook.com``.
        timeout_s: Seconds for connecting, and again for each wait for the next bytes.

    """

    def __init__(
        self, name: str, *, access_token: SecretStr, app_secret: SecretStr | None, base_url: str, timeout_s: float
    ) -> None:
        self._access_token = SecretStr(access_token.get_secret_value().strip())
        secret = SecretStr(app_secret.get_secret_value().strip()) if app_secret else None
        self._proof = _proof(self._access_token, secret) if secret else None
        self.secrets = (self._access_token, secret, self._proof)
        self._base_url = base_url
        self._timeout_s = timeout_s
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix=name)
        self._own = threading.local()
        self._sessions: list[_Session] = []

    async def batch(self, batch: str) -> Reply:
        """Facebook's answer to a ``batch`` parameter, whatever its status.

        Raises:
            Unavailable: If no answer came.

        """
        outcome = await asyncio.get_running_loop().run_in_executor(self._threads, copy_context().run, self._post, batch)
        if isinstance(outcome, Unavailable):
            raise outcome
        return outcome

    def _post(self, batch: str) -> Reply | Unavailable:
        """Errors are returned: raised in here they would carry along those of requests, which hold the token."""
        session = self._session()
        graph = facebook.GraphAPI(timeout=self._timeout_s, session=session)
        document, words = None, ""
        try:
            document = graph.request("", post_args=self._form(batch))
        except facebook.GraphAPIError as error:
            document = error.result
        except (requests.RequestException, KeyError, ValueError, RecursionError) as error:
            words = redacted(f"Facebook gave no answer: {type(error).__name__} {error}", self.secrets)
        if session.answer is None:
            return Unavailable(words)
        # What is no JSON reaches us as no document, or as the SDK's own complaint, a string.
        return replace(session.answer, body=document, is_json=isinstance(document, dict | list))

    def _form(self, batch: str) -> dict[str, str]:
        """The token goes in the body: in an address it would stand in logs and in every connection error."""
        form = {"batch": batch, "include_headers": "false", "access_token": self._access_token.get_secret_value()}
        return form | ({"appsecret_proof": self._proof.get_secret_value()} if self._proof else {})

    def _session(self) -> _Session:
        """This thread's session: requests does not promise that threads can share one."""
        if not hasattr(self._own, "session"):
            self._own.session = _Session(self._base_url)
            self._sessions.append(self._own.session)
        session: _Session = self._own.session
        return session

    async def close(self) -> None:
        """Let requests on their way end, each within its timeout, and close every connection; safe to call twice."""
        await asyncio.to_thread(self._threads.shutdown)
        for session in self._sessions:
            session.close()


def _proof(token: SecretStr, secret: SecretStr) -> SecretStr:
    """The ``appsecret_proof``; source: https://developers.facebook.com/docs/graph-api/guides/secure-requests."""
    key, message = secret.get_secret_value().encode(), token.get_secret_value().encode()
    return SecretStr(hmac.new(key, message, hashlib.sha256).hexdigest())
