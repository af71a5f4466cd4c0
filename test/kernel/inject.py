"""A middlebox that breaks into a connection: `inject.py DEVICE OFFSET ...`, in the router's namespace.

To the first segment with payload that comes in by DEVICE it answers 50 ms later, in the name of the other end, with an
RST for each OFFSET: 0 has the number that the receiver expects next, others lie so far beside it. TTL and
identification are the middlebox's own. Prints "ready"; runs until it has sent them.
"""

import socket
import struct
import sys
import time

from faults import is_kind, ones_complement_sum

RST = 4
WITHOUT_LINK_HEADER = socket.SOCK_DGRAM
ETH_P_IP = 0x0800


def reset_in_answer_to(packet: bytes, offset: int) -> bytes:
    ip_header = (packet[0] & 15) * 4
    client, server = packet[12:16], packet[16:20]
    client_port, server_port, _, expected = struct.unpack("!HHII", packet[ip_header : ip_header + 12])
    number = (expected + offset) % 2**32
    segment = struct.pack("!HHIIBBHHH", server_port, client_port, number, 0, 5 << 4, RST, 0, 0, 0)
    pseudo_header = server + client + struct.pack("!HH", socket.IPPROTO_TCP, len(segment))
    checksum = 0xFFFF - ones_complement_sum(pseudo_header + segment)
    segment = segment[:16] + checksum.to_bytes(2, "big") + segment[18:]
    # The kernel fills in the header's length and checksum.
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 0, 0xBEEF, 0, 200, socket.IPPROTO_TCP, 0, server, client) + segment


def first_data(device: str) -> bytes:
    tap = socket.socket(socket.AF_PACKET, WITHOUT_LINK_HEADER, socket.htons(ETH_P_IP))
    tap.bind((device, ETH_P_IP))
    print("ready", flush=True)
    while not is_kind(packet := tap.recv(65536), "data"):
        pass
    return packet


if __name__ == "__main__":
    answered = first_data(sys.argv[1])
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    for offset in sys.argv[2:]:
        time.sleep(0.05)
        raw.sendto(reset_in_answer_to(answered, int(offset)), (socket.inet_ntoa(answered[12:16]), 0))
