import { expect, test } from "vitest";
import { ARTICLE_LINES, articleCapture } from "../support/article_capture.ts";
import { expectLikeReference } from "../support/decode_all.ts";
import { referenceDecode } from "../support/reference_decoder.ts";

const { segments, source, packets, bytes, error } = referenceDecode(articleCapture());

test("the rebuilt capture holds eleven segments", () => {
  expect(source).toEqual({
    byteOrder: "little",
    tsResolution: "microseconds",
    snaplen: 262_144,
    linkType: 276,
  });
  expect({ packets, bytes, error }).toEqual({ packets: 11, bytes: 20 * 11 + 602, error: undefined });
  expect(segments).toHaveLength(11);
});

test("every checksum of the listing comes out of the invented payloads", () => {
  expect(segments.map(({ tcpChecksum }) => tcpChecksum)).toEqual(
    ARTICLE_LINES.map(({ cksum, expected, from }) => ({
      stored: cksum,
      expected: expected ?? cksum,
      verdict: from === "server" ? "partial" : "good",
    })),
  );
  expect(segments.every(({ ipChecksum }) => ipChecksum?.verdict === "good")).toBe(true);
});

test("every other field is the listing's", () => {
  const [clientIsn, serverIsn] = [segments[0]!.seq, segments[1]!.seq];
  expect([clientIsn, serverIsn]).toEqual([3_666_571_938, 394_631_164]);
  const lengths = [60, 60, 52, 58, 52, 60, 52, 52, 52, 52, 52];
  segments.forEach((segment, i) => {
    const line = ARTICLE_LINES[i]!;
    const fromClient = line.from === "client";
    expect(segment).toMatchObject({
      frame: i + 1,
      src: fromClient ? "192.168.52.67" : "192.168.52.39",
      dst: fromClient ? "192.168.52.39" : "192.168.52.67",
      srcPort: fromClient ? 33_762 : 8080,
      dstPort: fromClient ? 8080 : 33_762,
      pktDir: fromClient ? "in" : "out",
      iface: 2,
      ipId: line.id,
      ttl: 64,
      tos: 0,
      ipLength: lengths[i],
      payloadLength: line.payload.length,
      seq: (fromClient ? clientIsn : serverIsn) + line.seq,
      ack: line.flags === "S" ? 0 : (fromClient ? serverIsn : clientIsn) + line.ack,
      window: line.win,
      tsVal: line.tsVal,
      tsEcr: line.tsEcr,
      cut: false,
    });
    const time = new Date(segment.sec * 1000).toISOString().slice(11, 19);
    expect(`${time}.${String(segment.nsec / 1000).padStart(6, "0")}`).toBe(line.time);
  });
});

test("the WASM decoder says the same", () => {
  expectLikeReference(articleCapture());
});
