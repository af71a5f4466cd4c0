import {
  countedTotals,
  floorTotals,
  type PeerCounting,
  tcptraceLines,
  tsharkConversations,
  tsharkFields,
  verboseLines,
} from "./peer_counts.ts";
import type { Command } from "./process.ts";

/** Another program on the same file. */
export interface Peer {
  readonly name: PeerName;
  /** What has to be installed; `floor` is compiled here. */
  readonly program: string;
  readonly does: string;
  command(program: string, file: string): Command;
  /** Absent: it tells no counts. */
  readonly counting?: PeerCounting;
}

export type PeerName =
  | "tcpdump"
  | "tcpdump-vv"
  | "tcptrace"
  | "tshark"
  | "tshark-conv"
  | "capinfos"
  | "native"
  | "cat"
  | "gzip";

const TSHARK_FIELDS = [
  ...["frame.number", "tcp.stream", "tcp.analysis.flags", "tcp.analysis.ack_rtt"],
  ...["tcp.analysis.bytes_in_flight", "tcp.checksum.status"],
];

const tshark = (program: string, file: string): Command => [
  ...([program, "-n", "-r", file] as const),
  ...["-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-T", "fields"],
  ...TSHARK_FIELDS.flatMap((field) => ["-e", field]),
];
const conversations = (program: string, file: string): Command => [
  ...([program, "-n", "-q", "-z", "conv,tcp", "-r", file] as const),
];
const verbose = (program: string, file: string): Command => [program, "-nvvr", file];
const tcptrace = (program: string, file: string): Command => [program, "-n", "-b", file];
const floor = (program: string, file: string): Command => [program, file];

export const PEERS: readonly Peer[] = [
  {
    name: "tcpdump",
    program: "tcpdump",
    does: "`tcpdump -nr FILE -w /dev/null`: copies the records, decodes nothing",
    command: (program, file) => [program, "-nr", file, "-w", "/dev/null"],
    counting: { command: (program, file) => [program, "-nr", file, "--count"], reader: countedTotals },
  },
  {
    name: "tcpdump-vv",
    program: "tcpdump",
    does: "`tcpdump -nvvr FILE`: every packet in words, with the verdict on its checksum",
    command: verbose,
    counting: { command: verbose, reader: verboseLines },
  },
  {
    name: "tcptrace",
    program: "tcptrace",
    does: "`tcptrace -n -b FILE`: one line a connection",
    command: tcptrace,
    counting: {
      command: (program, file) => ["sh", "-c", 'exec "$0" -n -b "$1" 2>&1', program, file],
      reader: tcptraceLines,
    },
  },
  {
    name: "tshark",
    program: "tshark",
    does: `\`tshark -n -r FILE -T fields\`, TCP and IP checksums on: ${TSHARK_FIELDS.join(", ")}`,
    command: tshark,
    counting: { command: tshark, reader: () => tsharkFields(TSHARK_FIELDS) },
  },
  {
    name: "tshark-conv",
    program: "tshark",
    does: "`tshark -n -q -z conv,tcp -r FILE`: one line a conversation",
    command: conversations,
    counting: { command: conversations, reader: tsharkConversations },
  },
  {
    name: "capinfos",
    program: "capinfos",
    does: "`capinfos FILE`: counts the records and hashes the file, decodes nothing",
    command: (program, file) => [program, file],
    counting: { command: (program, file) => [program, "-c", "-M", file], reader: countedTotals },
  },
  {
    name: "native",
    program: "floor",
    does: "bench/native/floor.c: reads, walks the records, parses IP and TCP, verifies checksums, has a table of flows; no analysis, no output",
    command: floor,
    counting: { command: floor, reader: floorTotals },
  },
  {
    name: "cat",
    program: "cat",
    does: "`cat FILE | cat > /dev/null`; the subject is `cat FILE | analyze.ts > /dev/null`",
    command: (program, file) => pipedFrom(file, [program]),
  },
  {
    name: "gzip",
    program: "gzip",
    does: "`gzip -dc FILE > /dev/null`; the subject reads the same compressed file",
    command: (program, file) => [program, "-dc", file],
  },
];

/** The command with the file on its standard input, through a pipe. */
export function pipedFrom(file: string, command: Command): Command {
  return ["sh", "-c", 'cat "$0" | "$@"', file, ...command];
}

/** The command with the named pipe as its standard input; no other process is left between. */
export function readingFifo(fifo: string, command: Command): Command {
  return ["sh", "-c", 'exec "$@" < "$0"', fifo, ...command];
}
