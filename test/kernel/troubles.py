"""Scenarios in which something goes wrong, or differently, on the way or at an end (see scenarios.py).

Besides NAME_client and NAME_server these may define NAME_before_connect and NAME_before_listen, for options that the
socket needs earlier, and instead of them NAME_client_alone and NAME_server_alone, for programs that open more than one
connection or other sockets: they get the two addresses.
"""

import select
import socket
import struct
import time

from ends import CLIENT_PORT, PAUSE, SERVER_PORT, abort, new_socket, no_delay, receive, until_end

TCP_INFO_SND_WND = 228  # the offset of tcpi_snd_wnd
TCP_MD5SIG = 14
IPPROTO_MPTCP = getattr(socket, "IPPROTO_MPTCP", 262)


# What one end sends and the other reads until the end, in one go.
def send_all_and_close(connection: socket.socket, length: int) -> None:
    connection.sendall(bytes(length))
    connection.shutdown(socket.SHUT_WR)
    until_end(connection)
    connection.close()


def read_all_and_close(connection: socket.socket) -> None:
    until_end(connection)
    connection.close()


def ask_and_close(connection: socket.socket) -> None:
    connection.sendall(b"ABCDEF")
    receive(connection, 8)
    time.sleep(PAUSE)
    connection.close()


def answer_and_close(connection: socket.socket) -> None:
    receive(connection, 6)
    connection.sendall(b"ABCDEFGH")
    until_end(connection)
    connection.close()


# More than the router's queue takes: packets are lost, several in a row, as the sender goes faster and faster.
def loss_burst_client(connection):
    send_all_and_close(connection, 42_000)


loss_burst_server = read_all_and_close
loss_at_receiver_client, loss_at_receiver_server = loss_burst_client, loss_burst_server
many_copies_client, many_copies_server = loss_burst_client, loss_burst_server


# wire.py loses the two last of four segments, and what is sent again for them, for almost 4 s.
def rto_client(connection):
    no_delay(connection)
    for letter in b"ABCD":
        connection.sendall(bytes([letter]) * 100)
        time.sleep(0.004)
    receive(connection, 8)
    connection.close()


def rto_server(connection):
    receive(connection, 400)
    connection.sendall(b"ABCDEFGH")
    until_end(connection)
    connection.close()


# wire.py holds back all that comes from the client, for longer than the retransmission timer: everything is sent again
# though nothing is lost.
spurious_client, spurious_server = rto_client, rto_server

# wire.py lets the third segment overtake the second.
reorder_client, reorder_server = rto_client, rto_server


# The reader sleeps until the window is long closed, and then reads everything.
def small_buffer(listening: socket.socket, _: str) -> None:
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)


def zero_window_client(connection):
    send_all_and_close(connection, 12_000)


def zero_window_server(connection):
    time.sleep(2)
    until_end(connection)
    connection.close()


zero_window_before_listen = small_buffer


# The client writes just as much as it may send before the next ACK, three times.
def window_full_client(connection):
    no_delay(connection)
    for _ in range(3):
        info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
        connection.sendall(bytes(struct.unpack_from("I", info, TCP_INFO_SND_WND)[0]))
        time.sleep(2 * PAUSE)
    connection.close()


window_full_server = read_all_and_close
window_full_before_listen = small_buffer


# The wire is cut behind the answer: nobody answers the keep-alives, and the client gives the connection up.
def keep_alive_lost_client(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)
    connection.sendall(b"ABCDEF")
    receive(connection, 8)
    try:
        until_end(connection)
    except TimeoutError:
        pass


def keep_alive_lost_server(connection):
    receive(connection, 6)
    connection.sendall(b"ABCDEFGH")
    time.sleep(6)
    abort(connection)


# The client says that it has no more to send, but its FIN is lost, twice, while the server goes on.
def half_close_late_data_client(connection):
    connection.sendall(b"question")
    connection.shutdown(socket.SHUT_WR)
    until_end(connection)
    connection.close()


def half_close_late_data_server(connection):
    receive(connection, 8)
    for part in (b"first", b"second", b"third", b"fourth"):
        connection.sendall(part)
        time.sleep(PAUSE)
    until_end(connection)
    connection.sendall(b"last")
    time.sleep(PAUSE)
    connection.close()


# wire.py loses the first two SYN-ACKs.
syn_ack_retries_client, syn_ack_retries_server = ask_and_close, answer_and_close


# The server's queue takes three connections, and for 3 s nobody accepts. Two clients connect, then two within the time
# that a segment is under way, so that both SYNs are answered, but only one connection fits; the fifth one's SYN is not.
def accept_queue_overflow_client_alone(client_ip, server_ip):
    clients = [new_socket(client_ip, CLIENT_PORT + number) for number in range(5)]
    for number, client in enumerate(clients):
        client.setblocking(False)
        if number in (2, 4):
            time.sleep(PAUSE)
        client.connect_ex((server_ip, SERVER_PORT))
    for client in clients:
        select.select([], [client], [])
        client.setblocking(True)
        receive(client, 8)
    for client in clients:
        client.close()


def accept_queue_overflow_server_alone(client_ip, server_ip):
    listening = new_socket(server_ip, SERVER_PORT)
    listening.listen(2)
    print("ready", flush=True)
    time.sleep(3)
    connections = []
    for _ in range(5):
        connection, _ = listening.accept()
        connection.sendall(b"ABCDEFGH")
        connections.append(connection)
    for connection in connections:
        read_all_and_close(connection)


# The server keeps no state for a SYN: all that it has to know comes back with the handshake's last ACK.
syn_cookies_client, syn_cookies_server = ask_and_close, answer_and_close


# The first connection asks for a cookie, the second one sends it, and its data, on the SYN.
def fast_open_client_alone(client_ip, server_ip):
    for number in range(2):
        client = new_socket(client_ip, CLIENT_PORT + number)
        client.sendto(b"ABCDEF", socket.MSG_FASTOPEN, (server_ip, SERVER_PORT))
        receive(client, 8)
        time.sleep(PAUSE)
        client.close()
        time.sleep(PAUSE)


def fast_open_server_alone(client_ip, server_ip):
    listening = new_socket(server_ip, SERVER_PORT)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, 5)
    listening.listen()
    print("ready", flush=True)
    for _ in range(2):
        connection, _ = listening.accept()
        answer_and_close(connection)


# RFC 8684: one connection of the programs, two of TCP.
def mptcp_client_alone(client_ip, server_ip):
    client = new_socket(client_ip, CLIENT_PORT, IPPROTO_MPTCP)
    client.connect((server_ip, SERVER_PORT))
    ask_and_close(client)


def mptcp_server_alone(client_ip, server_ip):
    listening = new_socket(server_ip, SERVER_PORT, IPPROTO_MPTCP)
    listening.listen()
    print("ready", flush=True)
    connection, _ = listening.accept()
    answer_and_close(connection)


# RFC 2385: a signature on each segment.
def sign(connection: socket.socket, peer_ip: str) -> None:
    key = b"secret"
    address = struct.pack("=HH4s120x", socket.AF_INET, 0, socket.inet_aton(peer_ip))
    connection.setsockopt(socket.IPPROTO_TCP, TCP_MD5SIG, address + struct.pack("=BBHi80s", 0, 0, len(key), 0, key))


tcp_md5_client, tcp_md5_server = ask_and_close, answer_and_close
tcp_md5_before_connect, tcp_md5_before_listen = sign, sign


# wire.py marks the second of four segments as a congested router does; the client hears of it, and says so.
def ecn_client(connection):
    no_delay(connection)
    for letter in b"ABCD":
        connection.sendall(bytes([letter]) * 100)
        time.sleep(PAUSE)
    receive(connection, 8)
    connection.close()


ecn_server = rto_server


# A router makes the MSS of both smaller, and the client, who announced more, sees only the server's changed.
def mss_clamped_client(connection):
    connection.sendall(bytes(5000))
    receive(connection, 5000)
    connection.close()


def mss_clamped_server(connection):
    receive(connection, 5000)
    connection.sendall(bytes(5000))
    until_end(connection)
    connection.close()


# A middlebox resets the client, and lets no RST through: the server knows nothing of it and goes on.
def reset_injected_client(connection):
    connection.sendall(b"ABCDEF")
    try:
        receive(connection, 8)
    except ConnectionResetError:
        time.sleep(5 * PAUSE)


def reset_injected_server(connection):
    receive(connection, 6)
    no_delay(connection)
    for part in (b"first", b"second", b"third"):
        time.sleep(PAUSE)
        connection.sendall(part)
    connection.close()


# The middlebox does not know the numbers well enough: the client does not believe it.
wrong_seq_reset_client = ask_and_close


def wrong_seq_reset_server(connection):
    receive(connection, 6)
    time.sleep(PAUSE)
    connection.sendall(b"ABCDEFGH")
    until_end(connection)
    connection.close()
