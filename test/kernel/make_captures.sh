#!/usr/bin/env bash
# Makes the captures kernel_*.pcap anew: make_captures.sh [FOLDER [NAME ...]]; see README.md. Needs root.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../data}
only=("${@:2}")
client_ns=phases-client-$$
server_ns=phases-server-$$
router_ns=phases-router-$$
scratch=$(mktemp -d)
declare -A started=() # the processes that run, by number

in_client() { ip netns exec "$client_ns" "$@"; }
in_server() { ip netns exec "$server_ns" "$@"; }
in_router() { ip netns exec "$router_ns" "$@"; }

fail() {
  echo "make_captures: $*" >&2
  exit 1
}

# wait_for FILE TEXT: a program that was started has said that it is ready.
wait_for() {
  for _ in $(seq 100); do
    if grep -qs "$2" "$1"; then return; fi
    sleep 0.05
  done
  fail "no \"$2\" in: $(cat "$1")"
}

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
topology_veth() {
  client_ip=192.0.2.1 server_ip=192.0.2.2 tap=$client_ns
  new_namespace "$client_ns"
  new_namespace "$server_ns"
  veth_pair "$client_ns" veth0 02:00:00:00:00:01 "$server_ns" veth0 02:00:00:00:00:02
  address "$client_ns" veth0 $client_ip/24
  address "$server_ns" veth0 $server_ip/24
}

# The same, but the server's address is nobody's: what is sent there is lost, without an ICMP message.
topology_void() {
  topology_veth
  server_ip=192.0.2.3
  # Else the first retries come once a second, without back-off; kernels before 6.5 know no such thing (-e).
  in_client sysctl -qew net.ipv4.tcp_syn_linear_timeouts=0
  ip -n "$client_ns" neighbour add $server_ip lladdr 02:00:00:00:00:03 dev veth0 nud permanent
}

topology_ipv6() {
  topology_veth
  client_ip=2001:db8::1 server_ip=2001:db8::2
  address "$client_ns" veth0 $client_ip/64 nodad
  address "$server_ns" veth0 $server_ip/64 nodad
}

# Three hosts in a row, captured in the middle.
topology_router() {
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

# topology_wire MS [FAULT ...]: wire.py's delay, and what faults.py knows.
topology_wire() {
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
topology_wire_to_server() {
  topology_wire "$@"
  tap=$server_ns
}

# finish PROCESS: waits for its end; fails if it failed.
finish() {
  unset "started[$1]"
  wait "$1"
}

remove_all() {
  local pid
  for pid in "${!started[@]}"; do
    kill "$pid" 2>/dev/null || true
    finish "$pid" 2>/dev/null || true
  done
  for namespace in "$client_ns" "$server_ns" "$router_ns"; do
    if [[ -e /run/netns/$namespace ]]; then ip netns delete "$namespace"; fi
  done
}

# capture NAME TOPOLOGY [ARGUMENT ...] -- [TCPDUMP_ARGUMENT ...]
capture() {
  local name=$1 topology=$2 arguments=() tcpdump_pid server_pid
  shift 2
  while [[ $1 != -- ]]; do
    arguments+=("$1")
    shift
  done
  shift
  if ((${#only[@]})) && [[ " ${only[*]} " != *" $name "* ]]; then return; fi

  "topology_$topology" "${arguments[@]}"
  : >"$scratch/tcpdump"
  ip netns exec "$tap" tcpdump -i any -U --immediate-mode -Z root --time-stamp-precision=nano -w "$scratch/$name.pcap" "$@" \
    2>"$scratch/tcpdump" &
  tcpdump_pid=$!
  started[$tcpdump_pid]=tcpdump
  wait_for "$scratch/tcpdump" "listening on"

  START=$(($(date +%s) + 2)) # for programs that have to connect at the same time
  export START
  : >"$scratch/server"
  in_server python3 "$here/scenarios.py" "$name" server $client_ip $server_ip >"$scratch/server" 2>&1 &
  server_pid=$!
  started[$server_pid]=server
  wait_for "$scratch/server" ready
  in_client timeout 20 python3 "$here/scenarios.py" "$name" client $client_ip $server_ip || fail "$name: the client failed"
  finish "$server_pid" || fail "$name: the server failed: $(cat "$scratch/server")"

  sleep 0.5 # the last ACKs
  kill -INT "$tcpdump_pid"
  finish "$tcpdump_pid" || fail "$name: tcpdump failed: $(cat "$scratch/tcpdump")"
  remove_all
  cp "$scratch/$name.pcap" "$out/kernel_$name.pcap"
  echo "kernel_$name.pcap: $(stat -c %s "$out/kernel_$name.pcap") bytes"
}

[[ $(id -u) == 0 ]] || fail "needs root: it makes network namespaces"
for program in ip tcpdump python3; do
  command -v "$program" >/dev/null || fail "$program is not installed"
done
trap 'remove_all; rm -rf "$scratch"' EXIT

capture article veth -- tcp
capture half_close veth -- tcp
capture three_segment veth -- tcp
capture simultaneous_close wire 50 -- tcp
capture simultaneous_open wire 200 -- tcp
capture refused veth --
capture syn_retries void -- tcp
capture linger_reset veth -- tcp
capture unread_data_reset veth -- tcp
capture reset_after_fin veth -- tcp
capture keep_alive veth -- tcp
capture third_ack_data veth -- tcp
capture server_first veth -- tcp
capture retransmission wire 20 drop:client:data:2 -- tcp
capture loss_before_tap wire_to_server 20 drop:client:data:2 -- tcp
capture large_segments veth -- -s 96 tcp
capture any_router router -- tcp
capture ipv6 ipv6 --
