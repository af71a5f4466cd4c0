/** Every reason fires where it should, and not one step beside that. */

import { describe, expect, test } from "vitest";
import {
  type Columns,
  DATA,
  dataPair,
  explained,
  missing,
  OUR_DATA,
  OUR_SYN,
  OUR_SYN_ACK,
  pairsOf,
  pairWith,
  SYN,
  SYN_ACK,
  synPair,
} from "./fixtures.ts";
import { modulo32 } from "./frames.ts";
import type { FramePair } from "./model.ts";
import { ALL_REASONS } from "./reasons.ts";

/** tcpdump's lines of the frames before the third. */
const EARLIER = "    1  10:00:00.0 IP\n    2  10:00:00.0 IP\n";

describe("reasons", () => {
  test("ids are unique", () => {
    expect(new Set(ALL_REASONS.map(({ id }) => id)).size).toBe(ALL_REASONS.length);
  });

  const tooLong = "IPv4 total length exceeds packet length (46 bytes)";
  const short = "Short segment. Segment/fragment does not contain a full TCP header (might be NMAP)";
  const beyond = { "_ws.expert.message": tooLong, "ip.len": "60", "tcp.len": "4" };
  const malformed = { "tcp.len": "", "tcp.hdr_len": "44", "_ws.expert.message": short };
  const lastFragment = { "ip.frag_offset": "3", "ip.reassembled.length": "1480" };
  const { ip_cksum, ip_cksum_verdict, ip_cksum_expected, ...unsummed } = OUR_SYN;
  const whole = { ...unsummed, ip_len: 1500, reassembled: true } as const;
  const first = { "ip.flags.mf": "1", "tcp.checksum.status": "2", "tcp.checksum_calculated": "" };
  const cut = { "frame.cap_len": "60" };
  const noUrgent = { ...cut, "tcp.urgent_pointer": "" };
  // 192.0.2.1, 192.0.2.2, protocol 6, TCP length 40 or 36
  const partial = { ...cut, "tcp.checksum.status": "2", "tcp.checksum_calculated": "" };
  const padding = { "tcp.option_kind": "2|0|0|0" };
  const badLength = "Unknown (0x33) (option length = 48 bytes says option goes past end of options)";
  const route = { "ip.opt.type": "131|0", "ip.cur_rt": "192.0.2.9", "ip.dst": "192.0.2.2" };

  test.each<[string, FramePair, Record<string, string>]>([
    [
      "quoted",
      missing({ "frame.protocols": "eth:ethertype:ip:icmp:ip:tcp", "ip.src": "a|192.0.2.1" }),
      { presence: "quoted" },
    ],
    ["sampled", missing({ "frame.protocols": "ip:udp:sflow:eth:tcp" }), { presence: "sampled" }],
    ["link_type", missing({}, 149), { presence: "link_type" }],
    ["a link type that is decoded", missing({}, 113), { presence: "-" }],
    [
      "not_unwrapped",
      missing({ "frame.protocols": "ip:udp:ayiya:ipv6:tcp", "ipv6.src": "a", "ipv6.plen": "20" }),
      { presence: "not_unwrapped" },
    ],
    [
      "a tunnel that is read",
      missing({ "frame.protocols": "ip:gre:ip:tcp", "ip.src": "a|b", "gre.proto": "0x0800" }),
      { presence: "-" },
    ],
    [
      "a header in the payload of TCP is not quoted",
      missing({
        "frame.protocols": "eth:ethertype:ip:tcp:icmp:ip:tcp",
        "tcp.srcport": "1|2",
        "ip.src": "a|b",
      }),
      { presence: "-" },
    ],
    [
      "reassembled",
      pairWith({ ...lastFragment, "ip.ttl": "63" }, whole),
      {
        ip_len: "reassembled_length",
        ttl: "-",
        ip_cksum: "reassembled_checksum",
        ip_cksum_verdict: "reassembled_checksum",
      },
    ],
    [
      "reassembled to another length",
      pairWith(lastFragment, { ...whole, ip_len: 1501 }),
      { ip_len: "-", ip_cksum: "reassembled_checksum", ip_cksum_verdict: "reassembled_checksum" },
    ],
    [
      "not said to be reassembled",
      pairWith({ ...lastFragment, "ip.ttl": "63" }, { ...unsummed, ip_len: 1500 }),
      { ip_len: "-", ttl: "-", ip_cksum: "-", ip_cksum_verdict: "-" },
    ],
    ["first_fragment", missing(first), { presence: "first_fragment" }],
    ["a later fragment is not the first", missing({ ...first, "ip.frag_offset": "3" }), { presence: "-" }],
    ["header_cut", missing(noUrgent), { presence: "header_cut" }],
    ["a whole header is not cut", missing(cut), { presence: "-" }],
    ["a header is not cut in a whole frame", missing({ "tcp.urgent_pointer": "" }), { presence: "-" }],
    [
      "header_too_short",
      missing({
        "tcp.hdr_len": "16",
        "_ws.expert.message": "Bogus TCP header length (16, must be at least 20)",
      }),
      { presence: "header_too_short" },
    ],
    [
      "a header that is long enough",
      missing({ "_ws.expert.message": "Bogus TCP header length" }),
      { presence: "-" },
    ],
    [
      "header_beyond_frame",
      dataPair(
        { ...malformed, "_ws.expert.message": `${tooLong}|${short}`, "tcp.hdr_len": "32" },
        { len: 8, seq_end: 9 },
      ),
      { len: "header_beyond_frame", seq_end: "header_beyond_frame" },
    ],
    [
      "a length that does not follow from the IP header's",
      dataPair(
        { ...malformed, "_ws.expert.message": `${tooLong}|${short}`, "tcp.hdr_len": "32" },
        { len: 9, seq_end: 10 },
      ),
      { len: "-", seq_end: "-" },
    ],
    ["header_beyond_segment", missing(malformed), { presence: "header_beyond_segment" }],
    ["a data offset at the end is good", missing({ ...malformed, "tcp.hdr_len": "40" }), { presence: "-" }],
    [
      "length_beyond_frame",
      dataPair(beyond, { len: 18, seq_end: 19, cksum_verdict: "unverified" }),
      { len: "length_beyond_frame", seq_end: "length_beyond_frame", cksum_verdict: "sum_beyond_frame" },
    ],
    [
      "length_beyond_frame by another number",
      dataPair(beyond, { len: 19, seq_end: 20 }),
      { len: "-", seq_end: "-" },
    ],
    [
      "without tshark's message no length is beyond the frame",
      dataPair({ "tcp.len": "4" }, { len: 18, seq_end: 19, cksum_verdict: "unverified" }),
      { len: "-", seq_end: "-", cksum_verdict: "-" },
    ],
    [
      "a good sum beyond the frame",
      dataPair(beyond, { len: 4, cksum_verdict: "good" }),
      { cksum_verdict: "-" },
    ],
    [
      "sum_behind_frame",
      dataPair(
        { ...beyond, "tcp.len": "18" },
        { len: 18, seq_end: 19, cksum_verdict: "good" },
        `${EARLIER}    3  10:00:00.0 IP\n a.40000 > b.80: Flags [.], cksum 0xbeef (correct), seq 0`,
      ),
      { cksum_verdict: "sum_behind_frame" },
    ],
    [
      "a sum behind the frame that tcpdump does not judge",
      dataPair({ ...beyond, "tcp.len": "18" }, { len: 18, seq_end: 19, cksum_verdict: "good" }),
      { cksum_verdict: "-" },
    ],
    [
      "field_behind_frame",
      synPair({
        "ip.hdr_len": "30",
        "_ws.expert.message": tooLong,
        "tcp.checksum": "",
        "tcp.checksum.status": "",
        "tcp.checksum_calculated": "",
      }),
      { cksum: "field_behind_frame", cksum_verdict: "field_behind_frame" },
    ],
    [
      "a checksum that is within the frame",
      synPair({
        "_ws.expert.message": tooLong,
        "tcp.checksum": "",
        "tcp.checksum.status": "",
        "tcp.checksum_calculated": "",
      }),
      { cksum: "-", cksum_verdict: "-" },
    ],
    [
      "partial_though_cut",
      synPair({ ...partial, "tcp.checksum": "0x8432" }, { cksum: "0x8432", cksum_verdict: "partial" }),
      { cksum_verdict: "partial_though_cut" },
    ],
    [
      "a partial sum with no length",
      synPair({ ...partial, "tcp.checksum": "0x840a" }, { cksum: "0x840a", cksum_verdict: "partial_lso" }),
      { cksum_verdict: "partial_though_cut" },
    ],
    [
      "a checksum that is not the partial sum",
      synPair({ ...partial, "tcp.checksum": "0x8433" }, { cksum: "0x8433", cksum_verdict: "partial" }),
      { cksum_verdict: "-" },
    ],
    ["source_route", synPair(route, { server_ip: "192.0.2.9" }), { ip_dst: "source_route" }],
    ["another address than the header's", synPair(route, { server_ip: "192.0.2.8" }), { ip_dst: "-" }],
    [
      "no source route",
      synPair({ ...route, "ip.opt.type": "7|0" }, { server_ip: "192.0.2.9" }),
      { ip_dst: "-" },
    ],
    [
      "options_after_end",
      synPair(
        {
          ...padding,
          "tcp.options.wscale.shift": "",
          "tcp.options.timestamp.tsval": "",
          "tcp.options.timestamp.tsecr": "",
        },
        { options: [{ kind: 2, mss: 1460 }, { kind: 0 }] },
      ),
      { option_kinds: "options_after_end" },
    ],
    [
      "something else than padding",
      synPair(
        { "tcp.option_kind": "2|0|8", "tcp.options.wscale.shift": "" },
        { options: [{ kind: 2, mss: 1460 }, { kind: 0 }] },
      ),
      { option_kinds: "-", timestamps: "-" },
    ],
    [
      "option_length",
      dataPair(
        {
          "tcp.option_kind": "1|1",
          "tcp.options.sack_le": "",
          "tcp.options.sack_re": "",
          "_ws.expert.message": badLength,
        },
        { options: [{ kind: 1 }, { kind: 1 }, { kind: 51, error: "bad_length" }] },
      ),
      { option_kinds: "option_length" },
    ],
    [
      "an option of possible length",
      dataPair(
        {
          "tcp.option_kind": "1|1",
          "tcp.options.sack_le": "",
          "tcp.options.sack_re": "",
          "_ws.expert.message": badLength,
        },
        { options: [{ kind: 1 }, { kind: 1 }, { kind: 51 }] },
      ),
      { option_kinds: "-" },
    ],
    [
      "timestamps_cut",
      synPair(
        {
          ...cut,
          "tcp.options.mss_val": "",
          "tcp.option_kind": "8",
          "tcp.options.wscale.shift": "",
          "tcp.options.timestamp.tsecr": "",
        },
        { options: [{ kind: 8, error: "cut" }] },
      ),
      { timestamps: "timestamps_cut" },
    ],
    [
      "timestamps of a whole frame",
      synPair(
        {
          "tcp.options.mss_val": "",
          "tcp.option_kind": "8",
          "tcp.options.wscale.shift": "",
          "tcp.options.timestamp.tsecr": "",
        },
        { options: [{ kind: 8, error: "cut" }] },
      ),
      { timestamps: "-" },
    ],
    [
      "sack_cut",
      dataPair(cut, { options: [{ kind: 1 }, { kind: 1 }, { kind: 5, error: "cut" }] }),
      { sack: "sack_cut" },
    ],
    [
      "a SACK option that is there",
      dataPair(cut, { options: [{ kind: 1 }, { kind: 1 }, { kind: 5 }] }),
      { sack: "-" },
    ],
    [
      "kind_cut",
      dataPair(
        { ...cut, "tcp.option_kind": "1|1", "tcp.options.sack_le": "", "tcp.options.sack_re": "" },
        { options: [{ kind: 1 }, { kind: 1 }, { kind: 5, error: "cut" }] },
      ),
      { option_kinds: "kind_cut" },
    ],
    [
      "option_exception",
      dataPair(
        {
          "frame.protocols": "eth:ethertype:ip:tcp:mptcp",
          "tcp.option_kind": "1|30",
          "tcp.options.sack_le": "",
          "tcp.options.sack_re": "",
          "_ws.expert.message": "Malformed Packet (Exception occurred)",
        },
        { options: [{ kind: 1 }, { kind: 30 }, { kind: 0 }] },
      ),
      { option_kinds: "option_exception" },
    ],
    [
      "a short list without an exception",
      dataPair(
        {
          "frame.protocols": "eth:ethertype:ip:tcp:mptcp",
          "tcp.option_kind": "1|30",
          "tcp.options.sack_le": "",
          "tcp.options.sack_re": "",
        },
        { options: [{ kind: 1 }, { kind: 30 }, { kind: 0 }] },
      ),
      { option_kinds: "-" },
    ],
    [
      "stamp_fraction",
      synPair({ "frame.time_epoch": "1700000000.1500000000" }, { ts: "2023-11-14T22:13:21.500000000Z" }),
      { ts: "stamp_fraction" },
    ],
    ["another stamp than the record's", synPair({}, { ts: "2023-11-14T22:13:21.400000000Z" }), { ts: "-" }],
  ])("%s", (_, pair, expected) => {
    expect(explained(pair)).toMatchObject(expected);
    expect(Object.keys(explained(pair))).toHaveLength(Object.keys(expected).length);
  });

  test("a stream with a second SYN number is rebased, but only from the first number to the last", () => {
    const second = { ...SYN, "frame.number": "4", "tcp.seq_raw": "500" };
    const rebased = { ...DATA, "tcp.seq": `${modulo32(0 - 500)}` };
    const ours = [OUR_SYN, OUR_SYN_ACK, OUR_DATA];
    const of = (theirs: readonly Columns[]) =>
      explained(pairsOf(theirs, ours).find(({ number }) => number === 3)!);
    expect(of([SYN, SYN_ACK, rebased, second])).toEqual({ seq: "seq_rebased" });
    expect(of([SYN, SYN_ACK, rebased])).toEqual({ seq: "-" });
    expect(of([SYN, SYN_ACK, { ...DATA, "tcp.seq": "2" }, second])).toEqual({ seq: "-" });
  });

  test("a handshake that began anew counts for us from the later number, which must be a SYN's", () => {
    const second = { ...SYN, "frame.number": "4", "tcp.seq_raw": "500" };
    const raw = OUR_DATA.seq_raw;
    const of = (theirs: readonly Columns[], base: number) =>
      explained(
        pairsOf(theirs, [OUR_SYN, OUR_SYN_ACK, { ...OUR_DATA, seq: raw - base, seq_end: raw - base }]).find(
          ({ number }) => number === 3,
        )!,
      );
    expect(of([SYN, SYN_ACK, DATA, second], 500)).toMatchObject({ seq: "seq_restarted" });
    expect(of([SYN, SYN_ACK, DATA], 500)).toMatchObject({ seq: "-" });
    expect(of([SYN, SYN_ACK, DATA, second], 501)).toMatchObject({ seq: "-" });
  });
});

test("a connection that ended more than 5 s ago may be a new one for us", () => {
  const reset = { ...DATA, "tcp.flags": "0x0004", "tcp.ack_raw": "0" };
  const { ack, ack_raw, ...ours } = OUR_DATA;
  const ourReset = { ...ours, flags: "R" };
  const late = (seconds: number, flow: number) => {
    const time = `${1_700_000_000 + seconds}.000001000`;
    const ts = `2023-11-14T22:13:${20 + seconds}.000001000Z`;
    return explained(
      pairsOf(
        [
          SYN,
          SYN_ACK,
          { ...reset, "tcp.options.sack_le": "", "tcp.options.sack_re": "" },
          { ...DATA, "frame.number": "4", "frame.time_epoch": time },
        ],
        [OUR_SYN, OUR_SYN_ACK, ourReset, { ...OUR_DATA, frame: 4, ts, flow, seq: 7, seq_end: 11 }],
      ).at(-1)!,
    );
  };
  expect(late(6, 1)).toEqual({ seq: "lingered_out" });
  expect(late(6, 0)).toEqual({ seq: "-" });
  expect(late(5, 1)).toEqual({ seq: "-" });
});
