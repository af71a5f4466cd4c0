import type { Command } from "./process.ts";

/** Another program on the same file. */
export interface Peer {
  readonly name: string;
  readonly does: string;
  command(program: string, file: string): Command;
}

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
    does: "tshark with the fields of its TCP analysis and checksums on",
    command: (program, file) => [
      ...([program, "-n", "-r", file] as const),
      ...["-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-T", "fields"],
      ...["-e", "frame.number", "-e", "tcp.stream", "-e", "tcp.analysis.flags", "-e", "tcp.checksum.status"],
    ],
  },
];
