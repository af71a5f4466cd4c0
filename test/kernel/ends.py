"""What both files of scenarios have in common: sockets, and what is done with them."""

import socket
import struct
import sys

CLIENT_PORT = 40000
SERVER_PORT = 8080
# The sleeps are longer than a delayed ACK (at most 200 ms on Linux), so what they part is never in one segment.
PAUSE = 0.3


def new_socket(ip: str, port: int, protocol: int = 0) -> socket.socket:
    made = socket.socket(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Linux's own default, which a machine may have changed.
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"cubic")
    made.bind((ip, port))
    return made


def no_delay(connection: socket.socket) -> None:
    """Each write goes out at once, in a segment of its own."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def receive(connection: socket.socket, length: int) -> bytes:
    received = b""
    while len(received) < length:
        received += connection.recv(length - len(received)) or sys.exit("the peer closed too early")
    return received


def until_end(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


def abort(connection: socket.socket) -> None:
    """close() with l_linger 0 sends RST, not FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
