import type { Command } from "./process.ts";

/** Another program on the same file. */
export interface Peer {
  /** Its program's name. */
  readonly name: "tcpdump" | "tcptrace" | "tshark" | "cat";
  readonly does: string;
  command(program: string, file: string): Command;
}

const TSHARK_FIELDS = [
  ...["frame.number", "tcp.stream", "tcp.analysis.flags", "tcp.analysis.ack_rtt"],
  ...["tcp.analysis.bytes_in_flight", "tcp.checksum.status"],
];

export const PEERS: readonly Peer[] = [
  {
    name: "tcpdump",
    does: "tcpdump -nr FILE -w /dev/null: copies the records, decodes nothing",
    command: (program, file) => [program, "-nr", file, "-w", "/dev/null"],
  },
  {
    name: "tcptrace",
    does: "tcptrace -n -b FILE: one line a connection",
    command: (program, file) => [program, "-n", "-b", file],
  },
  {
    name: "tshark",
    does: `tshark -n -r FILE -T fields, TCP and IP checksums on: ${TSHARK_FIELDS.join(", ")}`,
    command: (program, file) => [
      ...([program, "-n", "-r", file] as const),
      ...["-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-T", "fields"],
      ...TSHARK_FIELDS.flatMap((field) => ["-e", field]),
    ],
  },
  {
    name: "cat",
    does: "cat FILE | cat > /dev/null; the subject is cat FILE | analyze.ts > /dev/null",
    command: (program, file) => pipedFrom(file, [program]),
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
