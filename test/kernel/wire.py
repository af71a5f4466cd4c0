"""A wire with delay and faults between two network namespaces: `wire.py CLIENT_NS SERVER_NS MS [FAULT ...]`.

It makes a TUN device `wire0` in each and carries packets between them, MS milliseconds later; faults.py says what can
happen to them. (The kernel's own netem is a module that many machines lack.) A TUN device has no checksum offload, so
checksums in these captures are complete. Prints "ready"; runs until it is killed.
"""

import ctypes
import fcntl
import heapq
import os
import select
import struct
import sys
import time

from faults import Fault, marked, parse

TUNSETIFF = 0x400454CA
IFF_TUN_NO_PI = 0x0001 | 0x1000
CLONE_NEWNET = 0x40000000

libc = ctypes.CDLL(None, use_errno=True)


def open_tun(namespace: str) -> int:
    with open(f"/run/netns/{namespace}") as file:
        if libc.setns(file.fileno(), CLONE_NEWNET) != 0:
            sys.exit(f"setns {namespace}: {os.strerror(ctypes.get_errno())}")
    tun = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", b"wire0", IFF_TUN_NO_PI))
    return tun


class Way:
    """From one end to the other."""

    def __init__(self, origin: str, source: int, target: int, delay: float):
        self.origin, self.source, self.target, self.delay = origin, source, target, delay
        self.held_until = 0.0
        self.overtaken: bytes | None = None

    def leaving(self, packet: bytes, struck: dict[str, Fault]) -> list[bytes]:
        """What goes on the wire now that this packet came; a swapped one waits for the next."""
        if "drop" in struck:
            return []
        if "mark" in struck:
            packet = marked(packet)
        if "swap" in struck:
            self.overtaken = packet
            return []
        both = [packet] if self.overtaken is None else [packet, self.overtaken]
        self.overtaken = None
        return both

    def arrival(self, struck: dict[str, Fault]) -> float:
        due = time.monotonic() + self.delay
        if "hold" in struck:
            self.held_until = due + struck["hold"].seconds
        return max(due, self.held_until)


def carry(client: int, server: int, delay: float, faults: list[Fault]) -> None:
    ways = {client: Way("client", client, server, delay), server: Way("server", server, client, delay)}
    under_way: list[tuple[float, int, int, bytes]] = []
    number = 0
    cut = False
    while True:
        timeout = max(0.0, under_way[0][0] - time.monotonic()) if under_way else None
        readable, _, _ = select.select(list(ways), [], [], timeout)
        for end in readable:
            way = ways[end]
            packet = os.read(end, 65536)
            struck = {fault.action: fault for fault in faults if fault.strikes(way.origin, packet)}
            cut = cut or "cut" in struck
            due = way.arrival(struck)
            for leaving in [] if cut else way.leaving(packet, struck):
                number += 1
                heapq.heappush(under_way, (due, number, way.target, leaving))
        while under_way and under_way[0][0] <= time.monotonic():
            _, _, end, packet = heapq.heappop(under_way)
            os.write(end, packet)


if __name__ == "__main__":
    ends = [open_tun(namespace) for namespace in sys.argv[1:3]]
    print("ready", flush=True)
    carry(*ends, int(sys.argv[3]) / 1000, [parse(fault) for fault in sys.argv[4:]])
