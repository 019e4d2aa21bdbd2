"""The address of this machine in its network."""

import socket
from ipaddress import ip_address

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
