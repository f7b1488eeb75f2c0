"""Which addresses are public."""

import socket

import pytest

from bot.feeds.address import AddressGuard, Denied, is_public


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254"),
        *("169.254.169.254", "168.63.129.16", "172.16.0.1", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1"),
        *("192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
        *("255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1"),
        *(
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
        ),
        *("fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1", "localhost", "", "x"),
    ],
)
def test_others_than_public_ones_are_refused(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(Denied):
        AddressGuard().socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, 80)))


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "192.0.1.1", "2606:4700::1111", "2a00:1450::1"])
def test_public_ones_pass(address: str) -> None:
    assert is_public(address)


def test_an_allowance_is_for_one_address_and_one_port() -> None:
    guard = AddressGuard(frozenset({("127.0.0.1", 8000)}))
    guard.socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 8000))).close()
    for where in (("127.0.0.1", 8001), ("127.0.0.2", 8000)):
        with pytest.raises(Denied):
            guard.socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", where))
