/** What SYNs and SYN-ACKs suggest: hints in `flow_end`. */
import { describe, expect, it } from "vitest";
import { PoolBudget } from "../../src/tcp/lifecycle/pool.ts";
import { handshakeHints } from "../../src/tcp/phases/handshake_hints.ts";
import { TK_LARGEST, Tracks } from "../../src/tcp/sent/tracks.ts";
import { ConnectionStore } from "../../src/tcp/state/connection_store.ts";
import {
  CLIENT,
  E_FLAGS,
  E_MSS_WSCALE,
  EF_MSS,
  EF_SACK_PERMITTED,
  EF_SYN,
  EF_TIMESTAMPS,
  EF_WSCALE,
  EN_PAYLOAD_BYTES,
  endpointNumbers,
  endpointWords,
  SERVER,
} from "../../src/tcp/state/state_layout.ts";
import { endOf, OPENED } from "./end_script.ts";
import { newConnection } from "./state_builder.ts";

const hintsOf = (segments: string) => endOf(segments).hints;

describe("accept_queue_overflow", () => {
  it("is a SYN-ACK sent again although its ACK was seen", () => {
    const again = "1.010 x.s S. 0:0(0) ack 1 win 65160 <mss 1400>\n1.020 x.c . 1:1(0) ack 1";
    const hint = { hint: "accept_queue_overflow", frame: 2, signs: ["repeated_segment"] };
    expect(hintsOf(`${OPENED}\n${again}`)).toEqual([hint]);
  });

  it("is none before the ACK, nor where both may have crossed", () => {
    const lost =
      "0.0 x.c S 0:0(0)\n0.010 x.s S. 0:0(0) ack 1\n1.010 x.s S. 0:0(0) ack 1\n1.020 x.c . 1:1(0) ack 1";
    expect(hintsOf(lost)).toBeUndefined();
    // the way from the tap to the server and back takes 600 ms
    const far =
      "0.0 x.c S 0:0(0)\n0.600 x.s S. 0:0(0) ack 1\n1.200 x.c . 1:1(0) ack 1\n1.610 x.s S. 0:0(0) ack 1";
    expect(hintsOf(far)).toBeUndefined();
  });
});

describe("fast_open_ignored", () => {
  const syn = "0.000 x.c S 0:20(20) <mss 1460, kind 34 0102030405060708, nop, nop>";

  it("is a SYN-ACK that acknowledges the SYN without its data (RFC 7413 4.2.2)", () => {
    const segments = `${syn}\n0.010 x.s S. 0:0(0) ack 1\n0.020 x.c P. 1:21(20) ack 1`;
    expect(hintsOf(segments)).toEqual([{ hint: "fast_open_ignored", frame: 2, signs: [] }]);
  });

  it("is none where the data was taken, or there was none", () => {
    expect(hintsOf(`${syn}\n0.010 x.s S. 0:0(0) ack 21`)).toBeUndefined();
    expect(hintsOf("0.0 x.c S 0:0(0) <mss 1460, kind 34>\n0.010 x.s S. 0:0(0) ack 1")).toBeUndefined();
  });
});

describe("mss_clamped, by the same SYN seen twice", () => {
  it("is another MSS at once", () => {
    const syns = "0.000 x.c S 0:0(0) <mss 1460>\n0.0001 x.c S 0:0(0) <mss 1360> ttl 62";
    const hint = { hint: "mss_clamped", frame: 1, signs: ["mss", "repeated_segment"], value: 1360 };
    expect(hintsOf(syns)).toEqual([hint]);
  });

  it("is none for a retry, which may announce less on purpose", () => {
    expect(hintsOf("0.000 x.c S 0:0(0) <mss 1460>\n1.000 x.c S 0:0(0) <mss 536>")).toBeUndefined();
  });
});

describe("syn_cookies", () => {
  it("are options of a SYN-ACK that a later one lacks", () => {
    const segments = `0.000 x.c S 0:0(0) <mss 1460, sack_permitted, wscale 7>
      0.010 x.s S. 0:0(0) ack 1 <mss 1460, sack_permitted, wscale 7>
      1.000 x.c S 0:0(0) <mss 1460, sack_permitted, wscale 7>
      1.010 x.s S. 7777:7777(0) ack 1 <mss 1460>`;
    expect(hintsOf(segments)).toEqual([{ hint: "syn_cookies", frame: 4, signs: ["options"] }]);
  });

  const stamped = (...values: readonly number[]): string =>
    values
      .map(
        (value, i) => `${2 * i}.000 x.c S 0:0(0) <mss 1460, timestamps ${1000 * i} 0>
      ${2 * i}.010 x.s S. 0:0(0) ack 1 <mss 1460, timestamps ${value} ${1000 * i}>`,
      )
      .join("\n");

  it("are stamps of SYN-ACKs that differ by units of 64, twice", () => {
    const hint = { hint: "syn_cookies", frame: 2, signs: ["repeated_segment"] };
    expect(hintsOf(stamped(101, 101 + 64 * 31, 101 + 64 * 62))).toEqual([hint]);
    expect(hintsOf(stamped(101, 101 + 64 * 31))).toBeUndefined();
    expect(hintsOf(stamped(101, 101 + 64 * 31, 101 + 64 * 62 + 1))).toBeUndefined();
  });

  it("are not seen in a server that merely lacks options", () => {
    const segments = `0.000 x.c S 0:0(0) <mss 1460, sack_permitted, wscale 7>
      0.010 x.s S. 0:0(0) ack 1 <mss 1460>\n0.020 x.c . 1:1(0) ack 1`;
    expect(hintsOf(segments)).toBeUndefined();
  });
});

interface Side {
  readonly mss: number;
  readonly flags?: number;
  /** Greatest payload, how many segments had it, all payload. */
  readonly sent?: readonly [largest: number, count: number, bytes: number];
}

/** Hints by the sizes of segments, which the tracks hold. */
function bySizes(client: Side, server: Side) {
  const connection = newConnection(new ConnectionStore());
  const tracks = new Tracks(new PoolBudget(1 << 20));
  const { words, numbers, c, cn } = connection;
  for (const [side, { mss, flags = 0, sent }] of [client, server].entries()) {
    const e = c + endpointWords(side === 0 ? CLIENT : SERVER);
    words[e + E_FLAGS] = EF_SYN | EF_MSS | flags;
    words[e + E_MSS_WSCALE] = mss;
    if (!sent) continue;
    tracks.open(connection, e);
    tracks.words[tracks.w + TK_LARGEST] = (sent[0] << 16) | sent[1];
    numbers[cn + endpointNumbers(side) + EN_PAYLOAD_BYTES] = sent[2];
  }
  const hints = handshakeHints(connection, tracks);
  return hints?.map(({ hint, signs, value, expected }) => ({ hint, signs, value, expected }));
}

describe("mss_clamped, by sizes of segments", () => {
  const clamped = (value: number, expected: number) => [
    { hint: "mss_clamped", signs: ["mss"], value, expected },
  ];

  it("is full segments below what both announced", () => {
    expect(bySizes({ mss: 1460 }, { mss: 1460, sent: [1360, 10, 13_600] })).toEqual(clamped(1360, 1460));
    expect(bySizes({ mss: 1460, sent: [1360, 20, 28_000] }, { mss: 1400 })).toEqual(clamped(1360, 1400));
  });

  it("takes the timestamps off, which are in every segment (RFC 6691)", () => {
    const flags = EF_TIMESTAMPS;
    expect(bySizes({ mss: 1460, flags }, { mss: 1460, flags, sent: [1448, 99, 143_352] })).toBeUndefined();
    expect(bySizes({ mss: 1460, flags }, { mss: 1460, flags, sent: [1348, 99, 133_452] })).toEqual(
      clamped(1360, 1460),
    );
  });

  it("is none for few segments, for small ones, or where they are not most of the payload", () => {
    expect(bySizes({ mss: 1460 }, { mss: 1460, sent: [1360, 9, 12_240] })).toBeUndefined();
    expect(bySizes({ mss: 1460 }, { mss: 1460, sent: [1024, 50, 51_200] })).toBeUndefined();
    expect(bySizes({ mss: 1460 }, { mss: 1460, sent: [1360, 10, 100_000] })).toBeUndefined();
    expect(bySizes({ mss: 1460 }, { mss: 1460, sent: [1460, 50, 73_000] })).toBeUndefined();
  });
});

describe("syn_cookies, by sizes of segments", () => {
  const offered = EF_SACK_PERMITTED | EF_WSCALE;

  it("are full segments of a size that a cookie holds, from a server that took no options", () => {
    const hints = bySizes({ mss: 1452, flags: offered }, { mss: 1460, sent: [1440, 30, 43_200] });
    expect(hints).toEqual([{ hint: "syn_cookies", signs: ["options", "mss"], value: 1440, expected: 1452 }]);
  });

  it("are not, where options were taken, or the client's MSS is one that a cookie holds", () => {
    const server = { mss: 1460, sent: [1440, 30, 43_200] } as const;
    expect(bySizes({ mss: 1452, flags: offered }, { ...server, flags: offered })![0]!.hint).toBe(
      "mss_clamped",
    );
    expect(bySizes({ mss: 1460, flags: offered }, server)![0]!.hint).toBe("mss_clamped");
  });
});
