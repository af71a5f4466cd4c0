"""A wire with delay and loss between two network namespaces: `wire.py CLIENT_NS SERVER_NS MS [DROP]`.

It makes a TUN device `wire0` in each and carries packets between them, MS milliseconds later. DROP = N: the Nth segment
with payload from the client is lost. (The kernel's own netem is a module that many machines lack.) A TUN device has no
checksum offload, so checksums in these captures are complete. Prints "ready"; runs until it is killed.
"""

import ctypes
import fcntl
import heapq
import os
import select
import struct
import sys
import time

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


def has_payload(packet: bytes) -> bool:
    """IPv4 and TCP only."""
    if packet[0] >> 4 != 4 or packet[9] != 6:
        return False
    ip_header = (packet[0] & 15) * 4
    return int.from_bytes(packet[2:4], "big") > ip_header + (packet[ip_header + 12] >> 4) * 4


def carry(client: int, server: int, delay: float, drop: int) -> None:
    other_end = {client: server, server: client}
    under_way: list[tuple[float, int, int, bytes]] = []
    number = 0
    with_payload = 0
    while True:
        timeout = max(0.0, under_way[0][0] - time.monotonic()) if under_way else None
        readable, _, _ = select.select(list(other_end), [], [], timeout)
        for end in readable:
            packet = os.read(end, 65536)
            number += 1
            if end == client and has_payload(packet):
                with_payload += 1
                if with_payload == drop:
                    continue
            heapq.heappush(under_way, (time.monotonic() + delay, number, other_end[end], packet))
        while under_way and under_way[0][0] <= time.monotonic():
            _, _, end, packet = heapq.heappop(under_way)
            os.write(end, packet)


if __name__ == "__main__":
    ends = [open_tun(namespace) for namespace in sys.argv[1:3]]
    print("ready", flush=True)
    carry(*ends, int(sys.argv[3]) / 1000, int(sys.argv[4]) if len(sys.argv) > 4 else 0)
