"""Both ends of every scenario: `scenarios.py NAME client|server CLIENT_IP SERVER_IP`.

A scenario is two functions, NAME_client and NAME_server, that get the open connection and say what the programs do;
the segments are the kernel's. The server prints "ready" once a client may connect. Here are those that go well, or end
early; troubles.py has those in which something goes wrong, and says what else a scenario can define.
"""

import os
import socket
import sys
import time
from typing import Callable

import troubles
from ends import CLIENT_PORT, PAUSE, SERVER_PORT, abort, new_socket, no_delay, receive, until_end


# The article's connection: 6 bytes, 8 bytes back, 5 s later the client closes, and later the server.
def article_client(connection):
    connection.sendall(b"ABCDEF")
    receive(connection, 8)
    time.sleep(5)
    connection.close()


def article_server(connection):
    receive(connection, 6)
    connection.sendall(b"ABCDEFGH")
    until_end(connection)
    time.sleep(PAUSE)
    connection.close()


ipv6_client, any_router_client = article_client, article_client
ipv6_server, any_router_server = article_server, article_server


# The server closes as soon as it reads the end: its FIN has the ACK on it.
def three_segment_client(connection):
    connection.sendall(b"ABCDEF")
    receive(connection, 8)
    time.sleep(PAUSE)
    connection.close()


def three_segment_server(connection):
    receive(connection, 6)
    connection.sendall(b"ABCDEFGH")
    until_end(connection)
    connection.close()


# The client says that it has no more to send, and reads on.
def half_close_client(connection):
    connection.sendall(b"question")
    connection.shutdown(socket.SHUT_WR)
    until_end(connection)
    connection.close()


def half_close_server(connection):
    until_end(connection)
    for part in (b"first", b"second", b"third"):
        time.sleep(PAUSE)
        connection.sendall(part)
    time.sleep(PAUSE)
    connection.close()


# Both close within the time that a segment is under way (wire.py: 50 ms).
def simultaneous_close_client(connection):
    connection.sendall(b"ABCDEF")
    receive(connection, 8)
    time.sleep(PAUSE)
    connection.close()


def simultaneous_close_server(connection):
    receive(connection, 6)
    connection.sendall(b"ABCDEFGH")
    time.sleep(PAUSE + 0.05)
    connection.close()


def linger_reset_client(connection):
    connection.sendall(b"ABCDEF")
    receive(connection, 8)
    time.sleep(PAUSE)
    abort(connection)


def linger_reset_server(connection):
    receive(connection, 6)
    connection.sendall(b"ABCDEFGH")
    try:
        until_end(connection)
    except ConnectionResetError:
        pass


# RFC 2525 2.17: close() with data unread sends RST.
def unread_data_reset_client(connection):
    connection.sendall(b"nobody reads this")
    try:
        until_end(connection)
    except ConnectionResetError:
        pass


def unread_data_reset_server(connection):
    time.sleep(PAUSE)
    connection.close()


# The client closes both directions; what the server then sends is answered by RST.
def reset_after_fin_client(connection):
    connection.sendall(b"ABCDEF")
    connection.close()
    time.sleep(3 * PAUSE)


def reset_after_fin_server(connection):
    until_end(connection)
    time.sleep(PAUSE)
    connection.sendall(b"too late")
    time.sleep(PAUSE)


# A probe each second while nothing is sent.
def keep_alive_client(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)
    connection.sendall(b"ABCDEF")
    receive(connection, 8)
    time.sleep(3.5)
    connection.close()


keep_alive_server = three_segment_server


# TCP_QUICKACK off before connect(): the handshake's last ACK waits for the request that follows at once.
def third_ack_data_client(connection):
    connection.sendall(b"ABCDEF")
    receive(connection, 8)
    connection.close()


third_ack_data_server = three_segment_server


# As in SMTP: the server speaks first, and closes first.
def server_first_client(connection):
    connection.sendall(b"QUIT\r\n" if receive(connection, 11) else b"")
    until_end(connection)
    connection.close()


def server_first_server(connection):
    time.sleep(PAUSE)
    connection.sendall(b"220 hello\r\n")
    receive(connection, 6)
    connection.sendall(b"221 bye\r\n")
    connection.close()


# wire.py drops the second of six segments: it is sent again, after duplicate ACKs with SACK blocks.
def retransmission_client(connection):
    no_delay(connection)
    for letter in b"ABCDEF":
        connection.sendall(bytes([letter]) * 20)
        time.sleep(0.004)
    receive(connection, 8)
    connection.close()


def retransmission_server(connection):
    receive(connection, 120)
    connection.sendall(b"ABCDEFGH")
    until_end(connection)
    connection.close()


loss_before_tap_client, loss_before_tap_server = retransmission_client, retransmission_server


# More than an MSS in one write: the captured segments are larger than what goes over a wire (TSO).
def large_segments_client(connection):
    connection.sendall(bytes(20_000))
    receive(connection, 8)
    connection.close()


def large_segments_server(connection):
    receive(connection, 20_000)
    connection.sendall(b"ABCDEFGH")
    until_end(connection)
    connection.close()


# Both bind and connect within the time that a segment is under way: RFC 9293 3.5 figure 7.
def simultaneous_open_client(connection):
    connection.sendall(b"ABCDEF")
    until_end(connection)
    connection.close()


def simultaneous_open_server(connection):
    receive(connection, 6)
    connection.sendall(b"ABCDEFGH")
    connection.close()


def wait_for_start() -> None:
    """START: the time at which both programs connect, in seconds since 1970; the server does 10 ms later."""
    time.sleep(max(0.0, float(os.environ["START"]) - time.time()))


def defined(name: str) -> Callable[..., None] | None:
    return globals().get(name) or getattr(troubles, name, None)


def run_client(name: str, client_ip: str, server_ip: str) -> None:
    connection = new_socket(client_ip, CLIENT_PORT)
    if name == "third_ack_data":
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 0)
    if name == "syn_retries":
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_SYNCNT, 2)
    if name == "simultaneous_open":
        wait_for_start()
    if before := defined(f"{name}_before_connect"):
        before(connection, server_ip)
    try:
        connection.connect((server_ip, SERVER_PORT))
    except (ConnectionRefusedError, TimeoutError):
        if name in ("refused", "syn_retries"):
            return
        raise
    defined(f"{name}_client")(connection)


def run_server(name: str, client_ip: str, server_ip: str) -> None:
    if name in ("refused", "syn_retries"):
        print("ready", flush=True)
        return
    listening = new_socket(server_ip, SERVER_PORT)
    if name == "simultaneous_open":
        print("ready", flush=True)
        wait_for_start()
        time.sleep(0.01)
        listening.connect((client_ip, CLIENT_PORT))
        connection = listening
    else:
        if before := defined(f"{name}_before_listen"):
            before(listening, client_ip)
        listening.listen()
        print("ready", flush=True)
        connection, _ = listening.accept()
    defined(f"{name}_server")(connection)


if __name__ == "__main__":
    scenario, role, client, server = sys.argv[1:]
    if alone := defined(f"{scenario}_{role}_alone"):
        alone(client, server)
    elif role == "client":
        run_client(scenario, client, server)
    else:
        run_server(scenario, client, server)
