"""What wire.py does to packets on their way, each said as `ACTION:FROM:KIND:WHICH[:MS]`:

    drop:client:data:2         the second segment with payload from the client is lost
    drop:server:syn:1-2        so are the server's first two SYN-ACKs
    cut:client:data:4          from this segment on nothing passes any more, in either direction
    hold:client:data:4:1000    it and all behind it from that end arrive 1000 ms later than it would have, together
    swap:client:data:2         it leaves behind the packet that follows it
    mark:client:data:3         a router says that it is congested: CE in place of ECT (RFC 3168)

FROM is client or server, KIND any, data, syn or fin, of TCP over IPv4; WHICH counts from 1, `4-6` are three of them.
"""

from dataclasses import dataclass

FIN = 1
SYN = 2


def is_kind(packet: bytes, kind: str) -> bool:
    if packet[0] >> 4 != 4 or packet[9] != 6:
        return False
    ip_header = (packet[0] & 15) * 4
    flags = packet[ip_header + 13]
    if kind == "data":
        return int.from_bytes(packet[2:4], "big") > ip_header + (packet[ip_header + 12] >> 4) * 4
    return kind == "any" or bool(flags & {"syn": SYN, "fin": FIN}[kind])


@dataclass
class Fault:
    action: str
    origin: str
    kind: str
    first: int
    last: int
    seconds: float
    seen: int = 0

    def strikes(self, origin: str, packet: bytes) -> bool:
        """To be asked once about each packet, as it counts them."""
        if origin != self.origin or not is_kind(packet, self.kind):
            return False
        self.seen += 1
        return self.first <= self.seen <= self.last


def parse(text: str) -> Fault:
    action, origin, kind, which, *rest = text.split(":")
    first, _, last = which.partition("-")
    return Fault(action, origin, kind, int(first), int(last or first), int(rest[0]) / 1000 if rest else 0.0)


def ones_complement_sum(data: bytes) -> int:
    total = sum(int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def marked(packet: bytes) -> bytes:
    """With CE, if it is of an ECN-capable transport; the header's checksum is right again."""
    ip_header = (packet[0] & 15) * 4
    if packet[1] & 3 == 0:
        return packet
    header = bytearray(packet[:ip_header])
    header[1] |= 3
    header[10:12] = bytes(2)
    header[10:12] = (0xFFFF - ones_complement_sum(header)).to_bytes(2, "big")
    return bytes(header) + packet[ip_header:]
