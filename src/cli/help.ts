import { detailLevels, eventKinds } from "../options.ts";

const WIDTH = 80;
const INDENT = " ".repeat(22);

/** Words in lines of at most {@link WIDTH} columns, all but the first indented like the options' texts. */
function wrap(words: readonly string[]): string {
  let text = "";
  let column = INDENT.length;
  for (const word of words) {
    if (text !== "" && column + 1 + word.length > WIDTH) {
      text += `\n${INDENT}`;
      column = INDENT.length;
    } else if (text !== "") {
      text += " ";
      column += 1;
    }
    text += word;
    column += word.length;
  }
  return text;
}

/** What `--help` prints. */
export function helpText(): string {
  const kinds = wrap(eventKinds.map((kind, i) => (i + 1 < eventKinds.length ? `${kind},` : kind)));
  return `Usage: analyze.ts [options] [FILE ...]

Reads packet captures and prints the phases of every TCP connection in them:
one JSON object a line (NDJSON). FILE is pcap or pcapng, plain or compressed
with gzip or zstd; - or no FILE at all means standard input. Several files are
read in order, as one capture.

Options:
  --detail LEVEL      how much is printed: ${detailLevels.join(", ")} (default phase)
                      flow     one summary line a connection
                      phase    and its handshake, teardown and resets
                      segment  and a line for every TCP segment
  --events LIST       print these kinds, whatever --detail says; capture_start,
                      capture_end and error are always printed. LIST has commas
                      between the names:
                      ${kinds}
  --format FORMAT     how it is printed (default ndjson):
                      text     a line for each segment, with our analysis of it
                      tcpdump  what tcpdump -nvv prints of the headers
                      ladder   a sequence diagram of each connection, drawn when
                               it is over
                      mermaid  the same as Markdown with Mermaid diagrams
                      explain  each connection in prose, with frames and RFCs
  --time-zone ZONE    zone of times of day, as Asia/Shanghai (default UTC)
  --interface-name ID=NAME
                      what to call the interface that the capture calls ID
  --color WHEN        colours: auto (the default: only on a terminal), always,
                      never
  --width N           columns (default: the terminal's, else 100)
  --lang LANG         language of sentences: en (default), zh
                      (these five are for formats other than ndjson)
  --stream LIST, --host LIST, --port LIST
                      only connections with one of these numbers (as in
                      stream), addresses (or prefixes: 192.0.2.0/24), ports
  --filter EXPR       only events for which EXPR is true, as
                      'event == "reset" or rtt_ns > 20ms' (docs/filter.md);
                      capture_start, capture_end and error are always printed
  --limit N           stop reading after N lines of connections
  -o, --output FILE   write there instead of to standard output
  --merge             the files are parallel captures: packets are taken in the
                      order of their times
  --flow-key LIST     connections also differ by vlan (all VLAN ids) or vni (all
                      VXLAN and Geneve network ids), or both: vlan,vni
  --max-flows N       live connections at most; the least recently used one ends
                      for a new one (default 1000000; 0: no limit)
  --half-open-timeout SECONDS, --established-timeout SECONDS,
  --fin-timeout SECONDS, --linger SECONDS
                      when a connection is over, by capture time (0: never):
                      after the last SYN (130), the last packet (7440), the
                      last packet if there was a FIN (240), its end (5)
  --turn-idle SECONDS, --turn-limit SECONDS
                      a turn of data ends after so long without payload (1),
                      and after so long altogether (10) (0: never)
  --pool MIB          memory that connections share for what only some of them
                      need (default 64; 0: no limit)
  --update SECONDS    print how a connection stands so long after a packet of it
                      that no such line tells of yet (default 0: never)
  --max-anomalies N   lines of anomalies that a connection has at most; all are
                      counted (default 1000; 0: no limit)
  --stall SECONDS     a connection's pauses count from this length on
                      (default 0.2; 0: never)
  --community-id-seed N
                      seed of community_id, 0 to 65535: that of the other tools
                      (default 0)
  --progress WHEN     bytes, rate and time left on standard error: auto (the
                      default: only on a terminal), always, never
  --summary           at the end, tell on standard error what was seen: totals,
                      the largest and slowest connections, what went wrong
  -q, --quiet         neither progress nor summary, only errors
  --schema            print the JSON Schema of the lines and stop
  -h, --help          print this text and stop
  --version           print name and version and stop

Exit codes:
  0    done
  1    an input could not be read to its end; what came before it was printed
  2    wrong usage
  70   a bug: please report it
  130  interrupted; the connections that were open are printed

Examples:
  Who refused or reset connections:
    deno run -R analyze.ts a.pcap | jq -c 'select(.event == "reset")'
  Live; standard input needs no permission:
    tcpdump -i any -U -w - tcp | deno run analyze.ts
  One line a connection, into a file:
    bun analyze.ts --detail flow -o flows.ndjson monday.pcap tuesday.pcap
`;
}
