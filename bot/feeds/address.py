"""Which addresses may be read: public ones only."""

import ipaddress
import socket
from dataclasses import dataclass

PRIVATE = "The address leads inside a private network; only public addresses are read."

_PUBLIC_6 = ipaddress.ip_network("2000::/3")

# What `is_global` lets pass though it is not, or may not be, a public host.
_DENIED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "192.0.0.0/24",  # protocol assignments, of which some Pythons know a part only
        "192.88.99.0/24",  # 6to4 relays
        "168.63.129.16/32",  # a cloud's own services, at a public address
        "2001::/23",  # Teredo and other tunnels
        "2001:db8::/32",
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "3fff::/20",
    )
)


class Denied(PermissionError):
    """The guard refused an address; nothing was sent to it."""

    def __init__(self) -> None:
        super().__init__(PRIVATE)


def is_public(text: str) -> bool:
    """Return whether *text*, an IP address, is that of a public host."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:  # with a zone, such as fe80::1%eth0, it is local
        return False
    if address.version == 6 and address not in _PUBLIC_6:  # mapped, compatible, NAT64, site-local, loopback, ...
        return False
    return address.is_global and not address.is_multicast and not any(address in network for network in _DENIED)


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """Makes sockets for public addresses, and for the (address, port) pairs *allowed*, which only a launcher can name.

    It stands where the address to connect to is known, after names, literals and redirects have been resolved.
    """

    allowed: frozenset[tuple[str, int]] = frozenset()

    def socket(self, info: tuple[object, ...]) -> socket.socket:
        """Return a socket for *info*, of the form that getaddrinfo returns.

        :raises Denied: for an address that may not be read.
        """
        family, kind, protocol, _, where = info
        assert isinstance(family, int)
        assert isinstance(kind, int)
        assert isinstance(protocol, int)
        assert isinstance(where, tuple)
        if (where[0], where[1]) not in self.allowed and not is_public(where[0]):
            raise Denied
        return socket.socket(family, kind, protocol)
