# The networks of make_captures.sh: each network_NAME makes namespaces, and says the addresses and where the tap is.

new_namespace() {
  ip netns add "$1"
  # Else router solicitations and duplicate address detection would be in the captures.
  ip netns exec "$1" sysctl -qw net.ipv6.conf.default.accept_ra=0 net.ipv6.conf.default.dad_transmits=0 \
    net.ipv6.conf.default.router_solicitations=0 net.ipv6.conf.default.addr_gen_mode=1
  ip -n "$1" link set lo up
}

# veth_pair NS DEVICE MAC NS DEVICE MAC
veth_pair() {
  ip link add "$2" address "$3" netns "$1" type veth peer name "$5" address "$6" netns "$4"
  ip -n "$1" link set "$2" up
  ip -n "$4" link set "$5" up
}

# address NS DEVICE ADDRESS/LENGTH [OPTION ...]
address() { ip -n "$1" address add "$3" dev "$2" "${@:4}"; }

# The two ends on one virtual cable; checksums stay unfilled, as nothing needs them.
network_veth() {
  client_ip=192.0.2.1 server_ip=192.0.2.2 tap=$client_ns
  new_namespace "$client_ns"
  new_namespace "$server_ns"
  veth_pair "$client_ns" veth0 02:00:00:00:00:01 "$server_ns" veth0 02:00:00:00:00:02
  address "$client_ns" veth0 $client_ip/24
  address "$server_ns" veth0 $server_ip/24
}

# The same, but the server's address is nobody's: what is sent there is lost, without an ICMP message.
network_void() {
  network_veth
  server_ip=192.0.2.3
  # Else the first retries come once a second, without back-off; kernels before 6.5 know no such thing (-e).
  in_client sysctl -qew net.ipv4.tcp_syn_linear_timeouts=0
  ip -n "$client_ns" neighbour add $server_ip lladdr 02:00:00:00:00:03 dev veth0 nud permanent
}

network_ipv6() {
  network_veth
  client_ip=2001:db8::1 server_ip=2001:db8::2
  address "$client_ns" veth0 $client_ip/64 nodad
  address "$server_ns" veth0 $server_ip/64 nodad
}

# Three hosts in a row, captured in the middle.
network_router() {
  client_ip=192.0.2.1 server_ip=198.51.100.2 tap=$router_ns
  new_namespace "$client_ns"
  new_namespace "$router_ns"
  new_namespace "$server_ns"
  veth_pair "$client_ns" veth0 02:00:00:00:00:01 "$router_ns" veth0 02:00:00:00:00:fe
  veth_pair "$server_ns" veth0 02:00:00:00:00:02 "$router_ns" veth1 02:00:00:00:00:ff
  address "$client_ns" veth0 $client_ip/24
  address "$router_ns" veth0 192.0.2.254/24
  address "$router_ns" veth1 198.51.100.254/24
  address "$server_ns" veth0 $server_ip/24
  ip -n "$client_ns" route add default via 192.0.2.254
  ip -n "$server_ns" route add default via 198.51.100.254
  in_router sysctl -qw net.ipv4.ip_forward=1
}

# network_wire MS [FAULT ...]: wire.py's delay, and what faults.py knows.
network_wire() {
  client_ip=192.0.2.1 server_ip=192.0.2.2 tap=$client_ns
  new_namespace "$client_ns"
  new_namespace "$server_ns"
  : >"$scratch/wire"
  python3 "$here/wire.py" "$client_ns" "$server_ns" "$@" >"$scratch/wire" 2>&1 &
  started[$!]=wire
  wait_for "$scratch/wire" ready
  ip -n "$client_ns" link set wire0 up
  ip -n "$server_ns" link set wire0 up
  ip -n "$client_ns" address add $client_ip peer $server_ip dev wire0
  ip -n "$server_ns" address add $server_ip peer $client_ip dev wire0
}

# The same, captured on the server.
network_wire_to_server() {
  network_wire "$@"
  tap=$server_ns
}

# network_with SETTING=VALUE NETWORK [ARGUMENT ...]: another network, with the kernel's setting at both ends.
network_with() {
  "network_$2" "${@:3}"
  in_client sysctl -qw "$1"
  in_server sysctl -qw "$1"
}

# Else up to 64 KiB would go over the virtual cable in one piece.
one_segment_per_packet() {
  ip -n "$client_ns" link set veth0 gso_max_segs 1
  ip -n "$server_ns" link set veth0 gso_max_segs 1
}

# network_bottleneck client|router|server: the way from the router to the server is narrow, and a packet that finds the
# queue in front of it full is lost; captured at the host named.
network_bottleneck() {
  network_router
  local -n place=$1_ns
  tap=$place
  one_segment_per_packet
  in_router tc qdisc add dev veth1 root tbf rate 2mbit burst 2000 limit 12000
}

# A router that lets no larger MSS through than 1000 (and can't know that its way takes more), captured on the client.
network_clamping_router() {
  network_router
  tap=$client_ns
  in_router iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1000
  one_segment_per_packet
}

# network_injecting_router OFFSET ...: a router that answers the client's first data by inject.py's RSTs, and forwards
# nobody's, captured on the client.
network_injecting_router() {
  network_router
  tap=$client_ns
  in_router iptables -A FORWARD -p tcp --tcp-flags RST RST -j DROP
  : >"$scratch/inject"
  ip netns exec "$router_ns" python3 "$here/inject.py" veth0 "$@" >"$scratch/inject" 2>&1 &
  started[$!]=inject
  wait_for "$scratch/inject" ready
}

# The client has a second address, and MPTCP may use it.
network_two_paths() {
  network_veth
  address "$client_ns" veth0 192.0.2.11/24
  ip -n "$client_ns" mptcp limits set subflows 1
  ip -n "$server_ns" mptcp limits set subflows 1
  ip -n "$client_ns" mptcp endpoint add 192.0.2.11 dev veth0 subflow
}
