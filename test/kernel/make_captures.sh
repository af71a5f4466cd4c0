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
export PYTHONDONTWRITEBYTECODE=1 # no __pycache__ in the repository
declare -A started=() # the processes that run, by number

# shellcheck source=networks.sh
source "$here/networks.sh"

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

# capture NAME NETWORK [ARGUMENT ...] -- [TCPDUMP_ARGUMENT ...]
capture() {
  local name=$1 network=$2 arguments=() tcpdump_pid server_pid
  shift 2
  while [[ $1 != -- ]]; do
    arguments+=("$1")
    shift
  done
  shift
  if ((${#only[@]})) && [[ " ${only[*]} " != *" $name "* ]]; then return; fi

  "network_$network" "${arguments[@]}"
  : >"$scratch/tcpdump"
  ip netns exec "$tap" tcpdump -i any -U --immediate-mode -Z root --time-stamp-precision=nano -w "$scratch/$name.pcap" "$@" \
    2>"$scratch/tcpdump" &
  tcpdump_pid=$!
  started[$tcpdump_pid]=tcpdump
  wait_for "$scratch/tcpdump" "listening on"

  START=$(($(date +%s) + 2)) # for programs that have to connect at the same time
  export START
  : >"$scratch/server"
  ip netns exec "$server_ns" python3 "$here/scenarios.py" "$name" server $client_ip $server_ip >"$scratch/server" 2>&1 &
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
for program in ip tc iptables tcpdump python3; do
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

# What goes wrong, or differently (troubles.py). Of bulk only the headers: SLL2, IPv4, TCP with all options are 100
# bytes.
capture loss_burst bottleneck client -- -s 100 tcp
capture loss_at_receiver bottleneck server -- -s 100 tcp
capture many_copies bottleneck router -- -s 100 tcp
capture rto wire 20 drop:client:data:3-8 -- tcp
capture spurious wire 20 hold:client:data:3:1000 -- tcp
capture reorder wire_to_server 20 swap:client:data:2 -- tcp
capture zero_window veth -- -s 100 tcp
capture window_full wire 50 -- -s 100 tcp
capture keep_alive_lost wire 20 cut:client:any:4 -- tcp
capture half_close_late_data wire 20 drop:client:fin:1-2 -- tcp
capture syn_ack_retries wire_to_server 20 drop:server:syn:1-2 -- tcp
capture accept_queue_overflow with net.ipv4.tcp_syncookies=0 wire_to_server 50 -- tcp
capture syn_cookies with net.ipv4.tcp_syncookies=2 veth -- tcp
capture fast_open with net.ipv4.tcp_fastopen=3 veth -- tcp
capture mptcp two_paths -- tcp
capture tcp_md5 veth -- tcp
capture ecn with net.ipv4.tcp_ecn=1 wire_to_server 20 mark:client:data:2 -- tcp
capture mss_clamped clamping_router -- -s 100 tcp
capture reset_injected injecting_router 0 -- tcp
capture wrong_seq_reset injecting_router 10000000 100 -- tcp
