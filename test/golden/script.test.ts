import { describe, expect, it } from "vitest";
import { hex } from "../support/capture_builder.ts";
import { parseScript } from "./script.ts";
import { SCRIPT_EPOCH, scriptCapture } from "./script_capture.ts";
import { ScriptError } from "./script_line.ts";
import { analyzeOptions } from "./script_options.ts";

const CONNECTION = "connection x 192.0.2.1:40000 198.51.100.2:80 isn 4294967295 5000\n";

/** The error that a script gives. */
function errorOf(text: string): ScriptError {
  try {
    parseScript(text);
  } catch (error) {
    if (error instanceof ScriptError) return error;
    throw error;
  }
  return expect.fail("no error");
}

describe("parseScript", () => {
  it("reads every part of a segment", () => {
    const { segments, detail } = parseScript(
      `# intent\n${CONNECTION}detail segment\n` +
        "1.5 s PU.E -9:1(10) ack 0x10 win 7 <mss 1, sack 1:2 -3:4, kind 9 0a0b length 7, eol> ttl 3 urg 1 cksum bad",
    );
    expect(detail).toBe("segment");
    expect(segments).toEqual([
      {
        line: 4,
        time: 1_500_000_000n,
        connection: {
          name: "x",
          c: "192.0.2.1:40000",
          s: "198.51.100.2:80",
          isn: { c: 4294967295, s: 5000 },
        },
        sender: "s",
        flags: "PU.E",
        seq: -9,
        len: 10,
        ack: 16,
        win: 7,
        options: [
          { name: "mss", value: 1 },
          {
            name: "sack",
            blocks: [
              [1, 2],
              [-3, 4],
            ],
          },
          { name: "kind", kind: 9, data: "0a0b", length: 7 },
          { name: "eol" },
        ],
        overrides: { ttl: 3, urg: 1, cksum: "bad" },
      },
    ]);
  });

  it("reads link type, options, other packets and what is around the IP header", () => {
    const script = parseScript(
      `link sll2\noption max_flows 2\noption fin_timeout 0.5\noption turn_idle 3\n${CONNECTION}` +
        "0.0 s . 1:1(0) ack 1 iface 7 pktdir out mac 255\n0.5 other",
    );
    expect(script.link).toBe("sll2");
    expect(script.segments).toMatchObject([
      { line: 6, overrides: { iface: 7, pktdir: "out", mac: 255 } },
      { line: 7, time: 500_000_000n, other: true },
    ]);
    expect(analyzeOptions(script)).toEqual({
      detail: "phase",
      maxFlows: 2,
      turnIdle: 3,
      timeouts: { fin: 0.5 },
    });
    expect(analyzeOptions(parseScript(CONNECTION))).toEqual({ detail: "phase" });
    expect(parseScript(`${CONNECTION}0.0 s . 1:1(0) ack 1 vlan 4095`).segments).toMatchObject([
      { overrides: { vlan: 4095 } },
    ]);
  });

  it("reads what the file is like, what is around the datagrams, and which events are compared", () => {
    const script = parseScript(
      `byte_order both\nresolution microseconds\nevents syn, flow_end\n${CONNECTION}` +
        "0.0 other\nencapsulate vlan 5 vlan 6\n0.1 c S 0:0(0)\nencapsulate none\n0.2 other",
    );
    expect(script).toMatchObject({ byteOrder: "both", resolution: "microseconds" });
    expect(analyzeOptions(script)).toEqual({ detail: "phase", events: ["syn", "flow_end"] });
    const layers = [
      { name: "vlan", id: 5 },
      { name: "vlan", id: 6 },
    ];
    expect(script.segments).toMatchObject([{ other: true }, { layers }, { other: true }]);
    expect(script.segments[2]).not.toHaveProperty("layers");
    const big = new DataView(scriptCapture(script, "big").buffer);
    expect(big.getUint32(0)).toBe(0xa1b2c3d4);
    expect(new DataView(scriptCapture(script).buffer).getUint32(0, true)).toBe(0xa1b2c3d4);
    expect(new DataView(scriptCapture({ ...script, byteOrder: "big" }).buffer).getUint32(0)).toBe(0xa1b2c3d4);
  });

  it.each([
    ["detail flow", 1, 8, 'expected "segment", found "flow"'],
    ["0.0 c S 0:0(0)", 1, 5, 'expected NAME.c or NAME.s, found "c"'],
    [`${CONNECTION}0.0 y.c S 0:0(0)`, 2, 5, 'no connection y, found "y.c"'],
    [`${CONNECTION}${CONNECTION}`, 2, 12, 'expected a name that is not taken, found "x"'],
    [
      "connection x 192.0.2.1 198.51.100.2:80 isn 1 2",
      1,
      14,
      "expected address:port or [address]:port, found",
    ],
    [
      "connection x 1.1.1.1:1 2.2.2.2:2 isn 1 4294967296",
      1,
      40,
      "expected the ISN of s, a whole number from 0",
    ],
    [`${CONNECTION}\n  0.0 c S 0:9(8)`, 3, 11, "0:9 are not 8 bytes"],
    [`${CONNECTION}0.0 c X 0:0(0)`, 2, 7, "expected flags as tcpdump writes them"],
    [`${CONNECTION}0.0 c S. 0:0(0) win 1`, 2, 17, 'flags S. do not fit: "." needs "ack"'],
    [`${CONNECTION}0.0 c S 0:0(0) <mss>`, 2, 20, "expected the MSS, a whole number from 0 to 65535"],
    [`${CONNECTION}0.0 c S 0:0(0) <mss 1460`, 2, 25, 'expected ">", the line ends'],
    [`${CONNECTION}0.0 c S 0:0(0) <nope>`, 2, 17, 'expected an option, found "nope"'],
    [`${CONNECTION}0.0 c S 0:0(0) ttl 256`, 2, 20, "expected ttl, a whole number from 0 to 255"],
    [`${CONNECTION}0.0 c S 0:0(0) colour 1`, 2, 16, "expected ttl, tos, id"],
    [`${CONNECTION}0.0 c S 0:0(0) cksum wrong`, 2, 22, "expected right, partial"],
    [
      `${CONNECTION}0.1234567890 c S 0:0(0)`,
      2,
      1,
      'expected "detail", "events", "option", "connection", "link", ',
    ],
    ["link token_ring", 1, 6, "expected ethernet, "],
    ["0.0 other\nlink sll2", 2, 1, "expected the link type before the first packet"],
    ["0.0 other\nbyte_order big", 2, 1, "expected the byte order before the first packet"],
    ["encapsulate vlan 4096", 1, 18, "expected the id of vlan, a whole number from 0 to 4095"],
    ["events syn,", 1, 12, "expected capture_start, midstream"],
    ["0.0 other 1", 1, 11, "expected the end of the line"],
    ["option colour 1", 1, 8, "expected max_flows, half_open_timeout"],
    ["option linger 1\noption linger 2", 2, 8, "expected an option that is not given yet"],
    ["option linger -1", 1, 15, 'expected linger in seconds, found "-1"'],
    ["option max_flows 1.5", 1, 18, "expected max_flows, a whole number from 0"],
    [`${CONNECTION}0.0 c S 0:0(0) data 256`, 2, 21, "expected data, a whole number from 0 to 255"],
    [`${CONNECTION}0.0 c S 0:0(0) mac 256`, 2, 20, "expected mac, a whole number from 0 to 255"],
    [`${CONNECTION}0.0 c S 0:0(0) vlan 4096`, 2, 21, "expected vlan, a whole number from 0 to 4095"],
    [`link sll2\n${CONNECTION}0.0 c S 0:0(0) vlan 1`, 3, 16, "no vlan with link sll2"],
    [`${CONNECTION}0.0 c S 0:0(0) iface 1`, 2, 16, "no iface with link ethernet"],
    [`${CONNECTION}0.0 c S 0:0(0) pktdir in`, 2, 16, "no pktdir with link ethernet"],
    [`link sll2\n${CONNECTION}0.0 c S 0:0(0) pktdir up`, 3, 23, 'expected in or out, found "up"'],
  ])("says where a script is wrong: %j", (text, line, column, message) => {
    const error = errorOf(text);
    expect({ line: error.line, column: error.column, message: error.message }).toEqual({
      line,
      column,
      message: expect.stringContaining(`${line}:${column}: ${message}`),
    });
  });
});

describe("scriptCapture", () => {
  it("lays a segment out as RFC 791 and RFC 9293 say", () => {
    const script = parseScript(
      `${CONNECTION}2.000000003 c SP. 1:3(2) ack -1 win 258 <wscale 7, sack 0:1, kind 77> ttl 9 tos 4 id 513`,
    );
    const bytes = scriptCapture(script);
    const record = new DataView(bytes.buffer, 24, 16);
    expect(record.getUint32(0, true)).toBe(SCRIPT_EPOCH + 2);
    expect(record.getUint32(4, true)).toBe(3);
    const packet = bytes.subarray(24 + 16 + 14);
    const masked = packet.slice();
    masked.fill(0, 10, 12);
    masked.fill(0, 36, 38);
    expect(masked).toEqual(
      hex(
        "45 04 003a 0201 4000 09 06 0000 c0000201 c6336402" +
          "9c40 0050 00000000 00001387 90 1a 0102 0000 0000" +
          "03 03 07 05 0a 00001388 00001389 4d 02 00" +
          "5b 02",
      ),
    );
    // the sum over header, and over pseudo-header and segment, is all ones (RFC 1071)
    expect(sumOf(packet.subarray(0, 20))).toBe(0xffff);
    const pseudo = hex("c0000201 c6336402 0006 0026");
    expect(sumOf(Uint8Array.from([...pseudo, ...packet.subarray(20)]))).toBe(0xffff);
  });

  it("sends a byte again as it was, or another one where the script wants that", () => {
    const payload = (text: string): Uint8Array =>
      scriptCapture(parseScript(`${CONNECTION}0.0 c . ${text}`)).subarray(24 + 16 + 14 + 40);
    expect(payload("11:14(3) ack 1")).toEqual(payload("10:14(4) ack 1").subarray(1));
    expect(payload("11:14(3) ack 1 data 0")).toEqual(payload("11:14(3) ack 1"));
    const usual = payload("11:14(3) ack 1");
    for (const [i, byte] of payload("11:14(3) ack 1 data 9").entries()) expect(byte).not.toBe(usual[i]);
  });

  it("puts the frame around it as the script says", () => {
    const frames = (text: string): Uint8Array => scriptCapture(parseScript(text)).subarray(24);
    const segment = "0.0 c S 0:0(0)";
    // IEEE 802.1Q: type 0x8100, then the tag's 16 bits, then the type of what is inside
    expect(frames(`${CONNECTION}${segment} vlan 5 mac 9 cut 20`).subarray(16)).toEqual(
      Uint8Array.from([
        ...hex("020000000002 020000000009 8100 0005 0800"),
        ...frames(`${CONNECTION}${segment}`).subarray(30, 50),
      ]),
    );
    // LINKTYPE_LINUX_SLL2: protocol, reserved, index, ARPHRD_, packet type, address length, address
    const header = (text: string): Uint8Array => frames(`link sll2\n${text}`).subarray(16, 36);
    expect(header(`${CONNECTION}${segment} iface 3 pktdir out mac 9`)).toEqual(
      hex("0800 0000 00000003 0001 04 06 0200000000090000"),
    );
    expect(header(`${CONNECTION}${segment}`)).toEqual(hex("0800 0000 00000001 0001 00 06 0200000000010000"));
    expect(frames("0.0 other").subarray(16 + 14)).toEqual(
      hex("45 00 001c 1234 0000 40 11 f098 cb007101 cb007102 0009 0009 0008 0000"),
    );
  });
});

function sumOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += view.getUint16(i);
  return (sum & 0xffff) + (sum >>> 16);
}
