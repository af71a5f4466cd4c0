import { describe, expect, it } from "vitest";
import { hex } from "../support/capture_builder.ts";
import { parseScript } from "./script.ts";
import { SCRIPT_EPOCH, scriptCapture } from "./script_capture.ts";
import { ScriptError } from "./script_line.ts";

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
    [`${CONNECTION}0.0 c S 0:0(0) colour 1`, 2, 16, 'expected one of "ttl"'],
    [`${CONNECTION}0.0 c S 0:0(0) cksum wrong`, 2, 22, "expected right, partial"],
    [`${CONNECTION}0.1234567890 c S 0:0(0)`, 2, 1, 'expected "detail", "connection", or a time in seconds'],
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
          "b4 5b",
      ),
    );
    // the sum over header, and over pseudo-header and segment, is all ones (RFC 1071)
    expect(sumOf(packet.subarray(0, 20))).toBe(0xffff);
    const pseudo = hex("c0000201 c6336402 0006 0026");
    expect(sumOf(Uint8Array.from([...pseudo, ...packet.subarray(20)]))).toBe(0xffff);
  });
});

function sumOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += view.getUint16(i);
  return (sum & 0xffff) + (sum >>> 16);
}
