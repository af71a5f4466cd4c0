import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import {
  carry,
  concat,
  etherFrame,
  ethernet,
  filler,
  fragmentIpv4,
  fragmentIpv6,
  gre,
  hex,
  ipInIp,
  ipv6,
  type PcapPacket,
  pcap,
  tcp,
  tcpPacket,
  udp,
  vxlan,
} from "../support/capture_builder.ts";
import { expectLikeReference } from "../support/decode_all.ts";
import { nestedFragments } from "../support/random_nesting.ts";
import { referenceDecode } from "../support/reference_decoder.ts";

// Thousands of decodings a test: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const SEED = 20_230_618;
const V4 = tcpPacket({ payload: 100 });
const V6 = tcpPacket({ from: "[2001:db8::1]:5", to: "[2001:db8::2]:6", payload: 100 });
const ETHERNET = 14;

/** Decodes with both, which have to agree. */
function decode(packets: readonly (PcapPacket | Uint8Array)[]) {
  const file = pcap(packets);
  expectLikeReference(file, { inputBytes: 4096 });
  return referenceDecode(file);
}

const frames = (fragments: readonly Uint8Array[]) => fragments.map((fragment) => ethernet(fragment));

describe("a datagram in fragments", () => {
  test("is decoded with its last one, in whatever order they come", () => {
    for (const fragments of [fragmentIpv4(V4, 24), fragmentIpv6(V6, 24)]) {
      const n = fragments.length;
      const orders = [fragments, fragments.toReversed(), [...fragments.slice(2), ...fragments.slice(0, 2)]];
      for (const order of orders) {
        const { segments, fragments: counts, nonTcp, undecoded } = decode([ethernet(V4), ...frames(order)]);
        expect(segments[1]).toMatchObject({
          frame: n + 1,
          reassembled: true,
          payloadLength: 100,
          ipOffset: 0,
        });
        expect(segments[1]!.tcpChecksum.verdict).toBe("good");
        expect([segments.length, nonTcp, undecoded.ip_fragment]).toEqual([2, 0, 0]);
        expect(counts).toEqual({ packets: n, datagrams: 1, joined: n, lost: 0 });
      }
    }
  });

  test("is none while one is lacking", () => {
    for (const fragments of [fragmentIpv4(V4, 24), fragmentIpv6(V6, 24)]) {
      for (let i = 0; i < fragments.length; i++) {
        const { segments, fragments: counts, undecoded } = decode(frames(fragments.toSpliced(i, 1)));
        const lost = fragments.length - 1;
        expect([segments.length, undecoded.ip_fragment]).toEqual([0, lost]);
        expect(counts).toEqual({ packets: lost, datagrams: 0, joined: 0, lost });
      }
    }
  });

  test("with parts that came twice, or overlap with the same bytes", () => {
    const twice = fragmentIpv4(V4, 24)
      .flatMap((fragment) => [fragment, fragment])
      .slice(0, -1);
    expect(decode(frames(twice)).fragments).toMatchObject({ datagrams: 1, lost: 0 });
    const [first, ...others] = fragmentIpv4(V4, 48);
    const overlapping = decode(frames([first!, fragmentIpv4(V4, 24)[1]!, ...others]));
    expect(overlapping.segments[0]?.tcpChecksum.verdict).toBe("good");
  });

  test("is given up if two parts of it differ, and what comes later of it, too", () => {
    const fragments = fragmentIpv4(V4, 48);
    const other = fragments[1]!.slice();
    other[30]! ^= 1;
    const { segments, fragments: counts } = decode(
      frames([fragments[0]!, fragments[1]!, other, ...fragments]),
    );
    expect(segments).toHaveLength(0);
    expect(counts).toEqual({ packets: 6, datagrams: 0, joined: 0, lost: 6 });
  });

  test("of which not all was captured", () => {
    const fragments = frames(fragmentIpv4(V4, 48));
    const cut = (which: number, length: number) =>
      fragments.map((data, i) => (i === which ? { data, cut: ETHERNET + 20 + length } : data));
    expect(decode(cut(2, 20)).segments[0]).toMatchObject({ payloadLength: 100, cut: true });
    expect(decode(cut(1, 0)).segments[0]).toMatchObject({ endOffset: 20 + 48, cut: true });
    expect(decode(cut(0, 10)).undecoded.tcp_header_cut).toBe(1);
  });

  test("in a tunnel, and tunnels in it", () => {
    const inner = fragmentIpv4(V4, 40).map((fragment) => ethernet(carry(4, 47, gre(fragment))));
    expect(decode(inner).segments[0]).toMatchObject({ layers: ["gre"], reassembled: true, src: "10.0.0.1" });
    const outer = frames(fragmentIpv4(carry(4, 47, gre(V6)), 40));
    expect(decode(outer).segments[0]).toMatchObject({
      layers: ["gre"],
      reassembled: false,
      fromFragments: true,
      src: "2001:db8::1",
    });
    // fragments of fragments
    const both = fragmentIpv6(V6, 64).flatMap((fragment, i) => {
      const frame = carry(4, 17, udp(vxlan(etherFrame(fragment), 7), { dstPort: 4789 }), { id: i });
      return frames(fragmentIpv4(frame, 56));
    });
    const found = decode(both);
    expect(found.segments[0]).toMatchObject({ layers: ["vxlan:7"], reassembled: true, payloadLength: 100 });
    expect(found.fragments).toMatchObject({ datagrams: 3, lost: 0 });
  });

  test("in a tunnel that ends inside of it: what pads the frame is none of its bytes", () => {
    const parts = fragmentIpv4(V4, 40);
    for (const lacking of [8, 16]) {
      const padded = parts.map((part, i) => {
        const outer = carry(4, 47, gre(i === 0 ? part.subarray(0, -lacking) : part));
        return concat(ethernet(outer), filler(30, 7));
      });
      expect(decode(padded).segments[0]).toMatchObject({ cut: true, endOffset: 20 + 40 - lacking });
    }
  });

  test("fragments of different VLANs and tunnels are not mixed", () => {
    const [first, second] = fragmentIpv4(V4, 80);
    const tagged = (datagram: Uint8Array, vid: number) => ethernet(datagram, { tags: [{ vid }] });
    expect(decode([tagged(first!, 1), tagged(second!, 2)]).segments).toHaveLength(0);
    expect(decode([tagged(first!, 1), tagged(second!, 1)]).segments[0]?.layers).toEqual(["vlan:1"]);
    expect(decode([ethernet(first!), ethernet(ipInIp(4, second!))]).segments).toHaveLength(0);
  });

  test("of IPv6, with headers in front of the fragment header and behind", () => {
    const datagram = ipv6(
      { extensions: [{ type: "destination", options: hex("0504 00000000") }] },
      tcp({ payload: 60 }),
    );
    const fragments = fragmentIpv6(datagram, 40).map((fragment) => {
      // a hop-by-hop header in front of the fragment header
      const whole = concat(fragment.subarray(0, 40), hex("2c00 0504 00000000"), fragment.subarray(40));
      whole[6] = 0;
      whole[5]! += 8;
      return whole;
    });
    const { segments } = decode(frames(fragments));
    expect(segments[0]).toMatchObject({ payloadLength: 60, tcpOffset: 40 + 8 + 8 });
    expect(segments[0]!.tcpChecksum.verdict).toBe("good");
  });

  test("that carries no TCP is counted as one packet", () => {
    const { nonTcp, fragments } = decode(frames(fragmentIpv4(carry(4, 17, udp(new Uint8Array(90))), 40)));
    expect(nonTcp).toBe(1);
    expect(fragments).toEqual({ packets: 3, datagrams: 1, joined: 3, lost: 0 });
    // what can't lead to TCP is not even kept
    const icmp = decode(frames(fragmentIpv4(carry(4, 1, new Uint8Array(90)), 40)));
    expect([icmp.nonTcp, icmp.fragments.packets]).toEqual([3, 0]);
  });

  test("times: a minute, not more; and copies on another path", () => {
    const fragments = frames(fragmentIpv4(V4, 40));
    const at = (seconds: readonly number[]) =>
      decode(seconds.map((sec, i) => ({ data: fragments[i % fragments.length]!, sec: 1_000_000 + sec })));
    expect(at([0, 30, 60]).segments).toHaveLength(1);
    expect(at([0, 30, 61]).segments).toHaveLength(0);
    const copies = fragmentIpv4(V4, 40).flatMap((fragment) => [
      ethernet(fragment),
      ethernet(fragment, { src: "02:00:00:00:00:77" }),
    ]);
    const { segments, fragments: counts } = decode(copies);
    expect(segments).toHaveLength(1);
    expect(counts).toEqual({ packets: 6, datagrams: 1, joined: 6, lost: 0 });
  });
});

describe("the WASM decoder and the reference agree on", () => {
  const expectAll = (linkType: number, packets: readonly PcapPacket[]) =>
    expectLikeReference(pcap(packets, { linkType }), { inputBytes: 4096 });

  test("fragments anywhere among layers of all kinds", () => {
    fc.assert(
      fc.property(nestedFragments, ({ linkType, frames: parts }) => {
        expectAll(
          linkType,
          parts.map((data) => ({ data })),
        );
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  test("the same in another order, with parts lost, doubled, changed and cut", () => {
    const event = fc.tuple(
      fc.nat(1000),
      fc.option(fc.tuple(fc.nat(1000), fc.nat(255)), { nil: undefined, freq: 8 }),
      fc.option(fc.nat(1000), { nil: undefined, freq: 8 }),
      fc.nat(40),
    );
    fc.assert(
      fc.property(
        nestedFragments,
        fc.array(event, { minLength: 1, maxLength: 40 }),
        ({ linkType, frames: parts }, events) => {
          let sec = 1_000_000;
          const packets = events.map(([which, change, cut, pause]): PcapPacket => {
            const data = parts[which % parts.length]!.slice();
            if (change) data[change[0] % data.length] = change[1];
            if (pause === 40) sec += 61;
            return { data, sec, ...(cut === undefined ? {} : { cut: cut % data.length }) };
          });
          expectAll(linkType, packets);
        },
      ),
      { seed: SEED, numRuns: 200 },
    );
  });
});
