/**
 * The capture of the article about TCP's handshake and teardown, rebuilt from its tcpdump listing: eleven
 * segments of one connection, recorded with `tcpdump -i any` on the server. The link-layer addresses are
 * invented, and the payloads are the ones that give the listed checksums.
 */
import { LINKTYPE_LINUX_SLL2 } from "../../wasm/layout.ts";
import { type PcapPacket, pcap, sll2, type TcpOption, tcpPacket } from "./capture_builder.ts";

const CLIENT = "192.168.52.67:33762";
const SERVER = "192.168.52.39:8080";
const CLIENT_ISN = 3_666_571_938;
const SERVER_ISN = 394_631_164;

/** One line of the listing. */
export interface ArticleLine {
  readonly from: "client" | "server";
  /** "hh:mm:ss.ffffff" of 2023-06-16, UTC. */
  readonly time: string;
  readonly id: number;
  readonly flags: string;
  /** Relative to the ISNs, which are 0. */
  readonly seq: number;
  readonly ack: number;
  readonly win: number;
  readonly tsVal: number;
  readonly tsEcr: number;
  readonly payload: string;
  readonly cksum: number;
  /** The value in the listing's "incorrect -> ". */
  readonly expected?: number;
}

type Row = readonly [
  from: "client" | "server",
  time: string,
  id: number,
  flags: string,
  seq: number,
  ack: number,
  win: number,
  tsVal: number,
  tsEcr: number,
  payload: string,
  cksum: number,
  expected?: number,
];

const ROWS: readonly Row[] = [
  ["client", "05:29:25.569020", 57345, "S", 0, 0, 64240, 1128528921, 0, "", 0x3356],
  ["server", "05:29:25.569049", 0, "S.", 0, 1, 65160, 4121163671, 1128528921, "", 0xe9e9, 0x92ef],
  ["client", "05:29:25.571512", 57346, ".", 1, 1, 502, 1128528925, 4121163671, "", 0xbe4a],
  ["client", "05:29:25.571513", 57347, "P.", 1, 1, 502, 1128528925, 4121163671, "AAAAAA", 0xfa78],
  ["server", "05:29:25.571554", 45420, ".", 1, 7, 510, 4121163674, 1128528925, "", 0xe9e1, 0xbe39],
  ["server", "05:29:25.571658", 45421, "P.", 1, 7, 510, 4121163674, 1128528925, "BBBBBBBB", 0xe9e9, 0xb520],
  ["client", "05:29:25.577532", 57348, ".", 7, 9, 502, 1128528929, 4121163674, "", 0xbe35],
  ["client", "05:29:30.578167", 57349, "F.", 7, 9, 502, 1128533930, 4121163674, "", 0xaaab],
  ["server", "05:29:30.618353", 45422, ".", 9, 8, 510, 4121168721, 1128533930, "", 0xe9e1, 0x96ec],
  ["server", "05:29:35.571866", 45423, "F.", 9, 8, 510, 4121173674, 1128533930, "", 0xe9e1, 0x8392],
  ["client", "05:29:35.576375", 0, ".", 8, 10, 502, 1128538928, 4121173674, "", 0x7014],
];

export const ARTICLE_LINES: readonly ArticleLine[] = ROWS.map(
  ([from, time, id, flags, seq, ack, win, tsVal, tsEcr, payload, cksum, expected]) => ({
    from,
    time,
    id,
    flags,
    seq,
    ack,
    win,
    tsVal,
    tsEcr,
    payload,
    cksum,
    ...(expected === undefined ? {} : { expected }),
  }),
);

/** A little-endian microsecond pcap file of LINUX_SLL2 frames. */
export function articleCapture(): Uint8Array {
  return pcap(ARTICLE_LINES.map(packetOf), { linkType: LINKTYPE_LINUX_SLL2 });
}

function packetOf(line: ArticleLine): PcapPacket {
  const fromClient = line.from === "client";
  const [own, peer] = fromClient ? [CLIENT_ISN, SERVER_ISN] : [SERVER_ISN, CLIENT_ISN];
  const datagram = tcpPacket({
    from: fromClient ? CLIENT : SERVER,
    to: fromClient ? SERVER : CLIENT,
    flags: line.flags,
    seq: own + line.seq,
    ack: line.flags === "S" ? 0 : peer + line.ack,
    window: line.win,
    options: optionsOf(line),
    payload: line.payload,
    // The server's segments were seen before its network card had filled the checksum in.
    checksum: fromClient ? "right" : "partial",
    ip: { id: line.id, df: true, ttl: 64, tos: 0 },
  });
  return {
    data: sll2(datagram, { interfaceIndex: 2, packetType: fromClient ? 0 : 4 }),
    ...stampOf(line.time),
  };
}

function optionsOf(line: ArticleLine): readonly TcpOption[] {
  const stamps: TcpOption = { timestamps: [line.tsVal, line.tsEcr] };
  if (!line.flags.includes("S")) return ["nop", "nop", stamps];
  return [{ mss: 1460 }, "sack_permitted", stamps, "nop", { wscale: 7 }];
}

function stampOf(time: string): { sec: number; nsec: number } {
  const [seconds, micros] = time.split(".") as [string, string];
  return { sec: Date.parse(`2023-06-16T${seconds}Z`) / 1000, nsec: Number(micros) * 1000 };
}
