/**
 * Compares the reference decoder with tshark over classic pcap files:
 *
 *     bun test/support/reference_vs_tshark.ts FILE...
 *
 * Prints one line per difference, and a summary per file; exits 1 if there was any.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type ReferenceResult, referenceDecode, type Segment, type Verdict } from "./reference_decoder.ts";

const FIELDS = [
  "frame.number",
  "frame.time_epoch",
  "frame.protocols",
  "tcp.srcport",
  "tcp.dstport",
  "tcp.seq_raw",
  "tcp.ack_raw",
  "tcp.flags",
  "tcp.len",
  "tcp.window_size_value",
  "tcp.checksum",
  "tcp.checksum.status",
  "ip.src",
  "ipv6.src",
  "ip.dst",
  "ipv6.dst",
  "ip.checksum.status",
  "tcp.options.timestamp.tsval",
  "tcp.options.timestamp.tsecr",
  "vlan.id",
  "vxlan.vni",
  "geneve.vni",
] as const;
type Row = Readonly<Record<(typeof FIELDS)[number], string>>;

/** Differences of one file beyond this number are only counted. */
const SHOWN = 12;

function main(): void {
  let failed = false;
  for (const path of process.argv.slice(2)) {
    const bytes = readFileSync(path);
    const file = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
    const result = referenceDecode(new Uint8Array(file));
    const differences = compare(result, tsharkRows(path));
    for (const line of differences.slice(0, SHOWN)) console.log(`  ${line}`);
    console.log(
      `${differences.length === 0 ? "same" : `${differences.length} DIFFERENT`}: ${path}: ${summary(result)}`,
    );
    failed ||= differences.length > 0;
  }
  process.exitCode = failed ? 1 : 0;
}

function tsharkRows(path: string): Row[] {
  const preferences = [
    "tcp.check_checksum:TRUE",
    "ip.check_checksum:TRUE",
    "wlan.defragment:FALSE",
    "wlan.enable_decryption:FALSE",
    "tcp.desegment_tcp_streams:FALSE",
    "tcp.relative_sequence_numbers:FALSE",
  ];
  const args = [
    "-n",
    "-r",
    path,
    "-Y",
    "tcp and not icmp and not icmpv6",
    "-T",
    "fields",
    "-E",
    "occurrence=a",
  ];
  args.push(
    ...preferences.flatMap((preference) => ["-o", preference]),
    ...FIELDS.flatMap((name) => ["-e", name]),
  );
  const { stdout } = spawnSync("tshark", args, { encoding: "utf8", maxBuffer: 1 << 30 });
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const values = line.split("\t");
      return Object.fromEntries(FIELDS.map((name, i) => [name, values[i] ?? ""])) as Row;
    });
}

function compare(result: ReferenceResult, rows: readonly Row[]): string[] {
  const differences: string[] = [];
  const byFrame = new Map(result.segments.map((segment) => [String(segment.frame), segment]));
  for (const row of rows) {
    const frame = row["frame.number"];
    const segment = byFrame.get(frame);
    byFrame.delete(frame);
    if (segment === undefined) {
      differences.push(`frame ${frame}: only tshark has it: ${row["frame.protocols"]}`);
      continue;
    }
    const wrong = comparisons(segment, row).filter(([, ours, theirs]) => ours !== theirs);
    if (wrong.length > 0) {
      const list = wrong.map(([name, ours, theirs]) => `${name} ${ours}, tshark ${theirs}`);
      differences.push(`frame ${frame}${notes(segment)}: ${list.join("; ")}`);
    }
  }
  for (const frame of byFrame.keys()) differences.push(`frame ${frame}: only the reference has it`);
  return differences;
}

function comparisons(segment: Segment, row: Row): (readonly [name: string, ours: string, theirs: string])[] {
  // what tshark says of the innermost headers comes last
  const last = (name: keyof Row) => row[name].split(",").at(-1)!;
  const [src, dst] =
    segment.ipVersion === 4 ? (["ip.src", "ip.dst"] as const) : (["ipv6.src", "ipv6.dst"] as const);
  const numbers = (name: keyof Row) => row[name].split(",").filter(Boolean).map(Number);
  const ids = (kind: RegExp) =>
    segment.layers.filter((layer) => kind.test(layer)).map((layer) => Number(layer.split(":")[1]));
  return [
    ["time", `${segment.sec}.${String(segment.nsec).padStart(9, "0")}`, carried(row["frame.time_epoch"])],
    ["src", segment.src, last(src)],
    ["dst", segment.dst, last(dst)],
    ["sport", String(segment.srcPort), last("tcp.srcport")],
    ["dport", String(segment.dstPort), last("tcp.dstport")],
    ["seq", String(segment.seq), last("tcp.seq_raw")],
    ["ack", String(segment.ack), last("tcp.ack_raw")],
    ["flags", String(segment.flags), String(Number(last("tcp.flags")))],
    ["len", String(segment.payloadLength), last("tcp.len")],
    ["win", String(segment.window), last("tcp.window_size_value")],
    ["cksum", String(segment.tcpChecksum.stored), String(Number(last("tcp.checksum")))],
    ["status", status(segment.tcpChecksum.verdict, last("tcp.checksum.status")), last("tcp.checksum.status")],
    ["ip status", ipStatus(segment, last("ip.checksum.status")), last("ip.checksum.status")],
    ["tsval", String(segment.tsVal ?? ""), last("tcp.options.timestamp.tsval")],
    ["tsecr", String(segment.tsEcr ?? ""), last("tcp.options.timestamp.tsecr")],
    [
      "vlans",
      ids(/^vlan:/).join(),
      numbers("vlan.id")
        .filter((id) => id !== 0)
        .join(),
    ],
    ["vnis", ids(/^vxlan(_gpe)?:/).join(), numbers("vxlan.vni").join()],
    ["geneve", ids(/^geneve:/).join(), numbers("geneve.vni").join()],
  ];
}

/** Of a datagram in IPv6, or that came in fragments, tshark's last status is that of another header. */
function ipStatus({ ipChecksum, fromFragments }: Segment, theirs: string): string {
  if (ipChecksum === undefined || fromFragments) return theirs;
  return ipChecksum.verdict === "good" ? "1" : "0";
}

/** tshark prints a fraction above a second as it is stored. */
function carried(time: string): string {
  const [seconds, fraction] = time.split(".") as [string, string];
  if (fraction.length <= 9) return time;
  return `${Number(seconds) + Math.floor(Number(fraction) / 1e9)}.${String(Number(fraction) % 1e9).padStart(9, "0")}`;
}

/** tshark's status of a verdict: 0 bad, 1 good, 2 unverified. A partial sum may be cut (2) or whole (0). */
function status(verdict: Verdict, theirs: string): string {
  if (verdict === "good") return "1";
  if (verdict === "unverified") return "2";
  return verdict.startsWith("partial") && theirs === "2" ? "2" : "0";
}

function notes(segment: Segment): string {
  const said = [
    segment.cut && "cut",
    segment.ipLengthZero && "IP length 0",
    segment.ipLengthBeyondFrame && "IP length beyond frame",
    segment.fromFragments && "fragments",
    segment.layers.length > 0 && segment.layers.join(" "),
  ].filter(Boolean);
  return said.length === 0 ? "" : ` (${said.join(", ")})`;
}

function summary(result: ReferenceResult): string {
  const parts = [`${result.packets} packets`, `${result.segments.length} tcp`, `${result.nonTcp} other`];
  for (const [reason, n] of Object.entries(result.undecoded)) if (n > 0) parts.push(`${n} ${reason}`);
  const verdicts = new Map<Verdict, number>();
  for (const { tcpChecksum } of result.segments) {
    verdicts.set(tcpChecksum.verdict, (verdicts.get(tcpChecksum.verdict) ?? 0) + 1);
  }
  for (const [verdict, n] of verdicts) parts.push(`${verdict} ${n}`);
  if (result.error !== undefined) parts.push(`${result.error.kind} at ${result.error.fileOffset}`);
  return parts.join(", ");
}

main();
