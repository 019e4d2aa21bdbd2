"""The address of this machine in its network."""

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

LOCAL_NAMES = {"localhost", "127.0.0.1", "::1", "0.0.0.0"}
"""Hosts that only the machine itself can reach."""

DISTANT_ADDRESS = ("192.0.2.1", 9)
"""An address for documentation: the way there goes through the network's interface."""


def lan_address() -> str:
    """Return the address at which other machines of the network reach this one.

    Nothing is sent: a UDP socket that is connected only chooses its interface.

    Returns:
        "" without a network.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(DISTANT_ADDRESS)
        except OSError:
            return ""
        address = probe.getsockname()[0]
    return "" if ip_address(address).is_loopback else str(address)


def reachable_url(url: str) -> str:
    """Return an address of this app as other machines of the network can open it.

    It is the same one, unless its host is a name of this machine for itself.
    """
    parts = urlsplit(url)
    if parts.hostname not in LOCAL_NAMES or not (address := lan_address()):
        return url
    port = f":{parts.port}" if parts.port else ""
    return parts._replace(netloc=f"{address}{port}").geturl()
