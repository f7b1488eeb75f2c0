"""Why a feed could not be fetched, in words fit to show to a person."""

import aiohttp

from bot.feeds.address import PRIVATE, Denied


def refusal(status: int) -> str:
    """Return why there is no feed in an answer with *status*."""
    match status:
        case 304:
            return "It says that nothing has changed, though nothing of it was known (304)."
        case 401 | 402 | 403 | 407 | 451:
            return f"It refuses to show this to us ({status})."
        case 404:
            return "There is nothing at this address (404)."
        case 410:
            return "Its server says that it is gone for good (410)."
        case 429:
            return "It asks to be read less often (429)."
        case _ if status >= 500:
            return f"Its server has a fault ({status})."
        case _:
            return f"It answered {status} instead of a feed."


def reason(error: Exception) -> str:
    """Return why there was no answer, where *error* was met."""
    match error:
        case aiohttp.ClientConnectorDNSError():
            return "There is no host of that name, or its name server does not answer."
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientConnectorSSLError():
            return "Its certificate cannot be trusted."
        case aiohttp.ClientConnectorError() if isinstance(error.os_error, Denied) or PRIVATE in str(error.os_error):
            return PRIVATE
        case aiohttp.ClientConnectorError():
            return "Nothing answers at this address."
        case aiohttp.ClientPayloadError():
            return "It broke off in the middle."
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientOSError():
            return "It hung up without an answer."
        case aiohttp.ClientResponseError():
            return "What answers there does not speak HTTP as it should."
        case aiohttp.InvalidURL() | ValueError():
            return "This is not a web address that can be read."
        case _:
            return "It could not be reached."
