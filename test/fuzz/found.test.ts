/** What the fuzzer has found, as small as it gets. */
import { describe, expect, test } from "vitest";
import { Analyzer } from "../../src/mod.ts";
import { conversation } from "../library/captures.ts";
import { expectSound } from "../library/invariants.ts";
import { analyzeBytes, parseLines } from "../library/run.ts";
import { pcapng } from "../support/builder/pcapng.ts";
import {
  ethernet,
  fragmentIpv4,
  hex,
  ipv4,
  pcap,
  pktap,
  ppi,
  tcp,
  tcpPacket,
} from "../support/capture_builder.ts";

const USER0 = 147;

/** The last line. */
function endOf(bytes: Uint8Array) {
  const run = analyzeBytes(bytes);
  expectSound(run);
  return parseLines(run.text).at(-1);
}

describe("a frame of a link type that is not decoded inside another one is counted", () => {
  test.each([
    ["PPI", pcap([ppi(tcpPacket(), { linkType: USER0 })], { linkType: 192 })],
    ["PKTAP", pcap([pktap(tcpPacket(), { linkType: USER0 })], { linkType: 258 })],
  ])("%s", (_, bytes) => {
    expect(endOf(bytes)).toMatchObject({
      packets: 1,
      undecoded: [{ reason: "link_type_unsupported", n: 1 }],
    });
  });
});

test("files are merged to their end though one waits with the latest stamp there is", () => {
  const frame = ethernet(tcpPacket({ flags: "S" }));
  const near = pcap([frame]);
  const far = pcapng([{ block: "SHB" }, { block: "IDB" }, { block: "EPB", data: frame, stamp: 2n ** 63n }]);
  for (const files of [
    [near, far],
    [far, near],
    [far, far],
  ]) {
    const analyzer = new Analyzer({ detail: "flow" });
    analyzer.mergeFiles(files.map((_, i) => ({ name: `${i}` })));
    const given = new Set<number>();
    for (let wanted = analyzer.wanted; wanted >= 0; wanted = analyzer.wanted) {
      if (given.has(wanted)) analyzer.endFile();
      else {
        analyzer.room().set(files[wanted]!);
        analyzer.commit(files[wanted]!.length);
        given.add(wanted);
      }
    }
    analyzer.end();
    analyzer.flush();
    const text = new TextDecoder().decode(analyzer.takeBlock());
    expect(parseLines(text).at(-1)).toMatchObject({ packets: 2, complete: true });
  }
});

test("a header length beyond the datagram is wrong, not cut", () => {
  const datagram = ipv4({ ihl: 11 }, tcp());
  expect(datagram).toHaveLength(40);
  expect(endOf(pcap([datagram], { linkType: 101 }))).toMatchObject({
    undecoded: [{ reason: "ip_header_malformed", n: 1 }],
  });
});

test("one stray stamp loses no datagrams that wait for fragments", () => {
  const fragments = conversation(6).flatMap((datagram, id) => {
    datagram[5] = id + 1;
    return fragmentIpv4(datagram, 16);
  });
  const plain = pcap(
    fragments.map((data, i) => ({ data, sec: 1000 + i })),
    { linkType: 101 },
  );
  const stray = Math.floor(fragments.length / 2);
  const odd = pcap(
    fragments.map((data, i) => ({ data, sec: i === stray ? 900_000 : 1000 + i })),
    { linkType: 101 },
  );
  expect(endOf(plain)).toMatchObject({ undecoded: [], ip_fragments: { lost: 0 } });
  expect(endOf(odd)).toMatchObject({ undecoded: [], ip_fragments: { lost: 0, timed_out: 0 } });
});

test("a section with a wrong length is passed over, and what follows is read", () => {
  const whole = pcapng([
    { block: "SHB", byteOrder: "big" },
    { block: "IDB", options: [["if_name", "eth0"]] },
    { block: "EPB", data: ethernet(tcpPacket()), stamp: 1n },
    { block: "EPB", data: ethernet(tcpPacket()), stamp: 2n },
  ]);
  whole.set(hex("0000009c"), 4);
  const run = analyzeBytes(whole);
  expectSound(run);
  expect(run.errors).toMatchObject([{ kind: "corrupt", fileOffset: 0, skippedBytes: 28 }]);
  expect(parseLines(run.text).at(-1)).toMatchObject({ packets: 2, interfaces: [{ name: "eth0" }] });
});

test("link types that are not decoded are told in the same order, whatever the chunks", () => {
  const packet = { block: "EPB", data: tcpPacket(), stamp: 0n } as const;
  const bytes = pcapng([
    { block: "SHB" },
    { block: "IDB", linkType: 189 },
    { block: "IDB", linkType: USER0 },
    { ...packet, interface: 0 },
    { ...packet, interface: 1 },
    { ...packet, interface: 0 },
  ]);
  const orders = [bytes.length, 1, 64].map((chunk) => {
    const analyzer = new Analyzer();
    analyzer.nextFile("x");
    for (let at = 0; at < bytes.length; at += chunk) analyzer.push(bytes.subarray(at, at + chunk));
    analyzer.end();
    analyzer.flush();
    const lines = new TextDecoder().decode(analyzer.takeBlock()).trimEnd().split("\n");
    return JSON.parse(lines.at(-1)!).undecoded.map(({ link_type }: { link_type: string }) => link_type);
  });
  expect(orders).toEqual(orders.map(() => ["USER0", "USB_LINUX"]));
});
