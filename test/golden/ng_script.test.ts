import { describe, expect, it } from "vitest";
import { pcapng } from "../support/builder/pcapng.ts";
import { hex } from "../support/capture_builder.ts";
import { parseNgScript } from "./ng_script.ts";
import { ScriptError } from "./script_line.ts";

const CONNECTION = "connection x 192.0.2.1:40000 198.51.100.2:80 isn 4294967295 5000\n";

/** The error that a script gives. */
function errorOf(text: string): ScriptError {
  try {
    parseNgScript(text);
  } catch (error) {
    if (error instanceof ScriptError) return error;
    throw error;
  }
  return expect.fail("no error");
}

const bytesOf = (text: string): Uint8Array => pcapng(parseNgScript(text).blocks);

describe("parseNgScript", () => {
  it("lays blocks out as the draft's figures show, in both byte orders", () => {
    const text = (order: string): string => `
      shb ${order} version 1.2 section_length 7 shb_os "a b"
      idb ethernet snaplen 96 if_name lo if_tsresol 2^-10 if_tsoffset -1 if_fcslen 4
      epb 0 @4294967298 epb_flags out epb_dropcount 3 opt_comment c : frame aabbcc
      pb 0 @1 drops 4 : frame aabb
      spb original 9 : frame aa
      nrb 192.0.2.1 ab 2001:db8::1 c ns_dnsname d
      isb 0 @5 isb_ifdrop 6
      dsb k
      cb 0102
      dcb -
      sje J=1
      block 0x80000001 ff00
      bytes 1234`;
    const expected = (u16: (value: string) => string): string => {
      const u32 = u16;
      return `
        0a0d0d0a ${u32("00000028")} ${u32("1a2b3c4d")} ${u16("0001")} ${u16("0002")} ${u32("0000000000000007")}
        ${u16("0003")} ${u16("0003")} 61206200 ${u32("00000000")} ${u32("00000028")}

        ${u32("00000001")} ${u32("0000003c")} ${u16("0001")} 0000 ${u32("00000060")}
        ${u16("0002")} ${u16("0002")} 6c6f0000 ${u16("0009")} ${u16("0001")} 8a000000
        ${u16("000e")} ${u16("0008")} ffffffffffffffff ${u16("000d")} ${u16("0001")} 04000000
        ${u32("00000000")} ${u32("0000003c")}

        ${u32("00000006")} ${u32("00000044")} ${u32("00000000")} ${u32("00000001")} ${u32("00000002")}
        ${u32("00000003")} ${u32("00000003")} aabbcc00 ${u16("0002")} ${u16("0004")} ${u32("00000002")}
        ${u16("0004")} ${u16("0008")} ${u32("0000000000000003")} ${u16("0001")} ${u16("0001")} 63000000
        ${u32("00000000")} ${u32("00000044")}

        ${u32("00000002")} ${u32("00000024")} ${u16("0000")} ${u16("0004")} ${u32("00000000")} ${u32("00000001")}
        ${u32("00000002")} ${u32("00000002")} aabb0000 ${u32("00000024")}

        ${u32("00000003")} ${u32("00000014")} ${u32("00000009")} aa000000 ${u32("00000014")}

        ${u32("00000004")} ${u32("00000040")} ${u16("0001")} ${u16("0007")} c0000201 61620000
        ${u16("0002")} ${u16("0012")} 20010db8000000000000000000000001 63000000 ${u32("00000000")}
        ${u16("0002")} ${u16("0001")} 64000000 ${u32("00000000")} ${u32("00000040")}

        ${u32("00000005")} ${u32("00000028")} ${u32("00000000")} ${u32("00000000")} ${u32("00000005")}
        ${u16("0005")} ${u16("0008")} ${u32("0000000000000006")} ${u32("00000000")} ${u32("00000028")}

        ${u32("0000000a")} ${u32("00000018")} ${u32("544c534b")} ${u32("00000001")} 6b000000 ${u32("00000018")}
        ${u32("00000bad")} ${u32("00000014")} ${u32("00007ed9")} 01020000 ${u32("00000014")}
        ${u32("40000bad")} ${u32("00000010")} ${u32("00007ed9")} ${u32("00000010")}
        ${u32("00000009")} ${u32("00000010")} 4a3d3100 ${u32("00000010")}
        ${u32("80000001")} ${u32("00000010")} ff000000 ${u32("00000010")}
        1234`;
    };
    const swapped = (value: string): string => value.match(/../g)!.reverse().join("");
    expect(bytesOf(text("big"))).toEqual(hex(expected((value) => value)));
    expect(bytesOf(text("little"))).toEqual(hex(expected(swapped)));
  });

  it("turns seconds into the units of the interface", () => {
    const stampsOf = (idb: string, time: string): bigint | undefined => {
      const block = parseNgScript(`shb little\n${idb}\nisb 0 ${time}`).blocks[2]!;
      return block.block === "ISB" ? block.stamp : undefined;
    };
    // 2024-01-01 is second 1,704,067,200
    expect(stampsOf("idb ethernet", "1.000002999")).toBe(1_704_067_201_000_002n);
    expect(stampsOf("idb ethernet if_tsresol 10^-3", "1.5")).toBe(1_704_067_201_500n);
    expect(stampsOf("idb ethernet if_tsresol 2^-10", "1.5")).toBe(1_704_067_201n * 1024n + 512n);
    expect(stampsOf("idb ethernet if_tsresol 10^-9 if_tsoffset -100", "1")).toBe(1_704_067_301_000_000_000n);
    expect(stampsOf("idb ethernet if_tsresol 2^-63 if_tsoffset 1704067200", "1")).toBe(2n ** 63n);
    expect(stampsOf("idb ethernet", "@18446744073709551615")).toBe(2n ** 64n - 1n);
  });

  it("makes broken blocks", () => {
    const block = (line: string): Uint8Array => bytesOf(`shb big\n${line}`).subarray(28);
    expect(block("block 7 010203")).toEqual(hex("00000007 00000010 01020300 00000010"));
    expect(block("block 7 010203 unpadded")).toEqual(hex("00000007 0000000f 010203 0000000f"));
    expect(block("block 7 010203 understated")).toEqual(hex("00000007 0000000f 01020300 0000000f"));
    expect(block("block 7 - length 99")).toEqual(hex("00000007 00000063 00000063"));
    expect(block("block 7 - leading 99")).toEqual(hex("00000007 00000063 0000000c"));
    expect(block("block 7 - trailing 99")).toEqual(hex("00000007 0000000c 00000063"));
    expect(block("block 7 - keep 5")).toEqual(hex("00000007 00"));
    expect(block("isb 0 @0 option 77 0102 says 9 no_endofopt")).toEqual(
      hex("00000005 00000020 00000000 0000000000000000 004d0009 01020000 00000020"),
    );
  });

  it("makes frames of the interface's link type, with the connection's numbers", () => {
    const text = `${CONNECTION}shb big\nidb sll2\nidb null\nepb 0 0 : s . 1:1(0) ack 1 iface 3\nepb 1 0 : c S 0:0(0)`;
    const [, , , sll2, loopback] = parseNgScript(text).blocks;
    expect(sll2).toMatchObject({ block: "EPB", interface: 0, data: expect.any(Uint8Array) });
    const data = (block: typeof sll2): Uint8Array =>
      block?.block === "EPB" ? block.data : new Uint8Array(0);
    expect(data(sll2).subarray(0, 12)).toEqual(hex("0800 0000 00000003 0001 00 06"));
    // the family is in the byte order of the section; frame numbers are the IP identifications
    expect(data(loopback).subarray(0, 10)).toEqual(hex("00000002 4500 0028 0002"));
  });

  it.each([
    ["epb 0 0 : c S 0:0(0)", 1, 11, "expected NAME.c or NAME.s"],
    ["shb middle", 1, 5, 'expected little or big, found "middle"'],
    ["idb token_ring", 1, 5, "expected ethernet, "],
    ["shb big\nidb 6\nepb 0 0 : other", 3, 11, "expected frame: the link type has only a number"],
    ["idb ethernet if_tsresol 6", 1, 25, "expected 10^-N or 2^-N"],
    ["idb ethernet colour 6", 1, 14, "expected an option of the draft, or a word of this block"],
    ["epb 0 0", 1, 8, 'expected ":", the line ends'],
    ["idb ethernet if_tsresol 10^-19\nisb 0 1", 2, 7, "expected a stamp that fits into 64 bits"],
    ["pb 65536 0 : other", 1, 4, "expected the interface, a whole number from 0 to 65535"],
    [`${CONNECTION}shb big\nidb raw\nepb 0 0 : c S 0:0(0) fraction 1`, 4, 22, "no fraction in pcapng"],
    ["bytes 012", 1, 7, "expected bytes in hex, or -"],
    ["frob", 1, 1, "expected shb, idb, epb"],
  ])("says where a script is wrong: %j", (text, line, column, message) => {
    const error = errorOf(text);
    expect({ line: error.line, column: error.column, message: error.message }).toEqual({
      line,
      column,
      message: expect.stringContaining(`${line}:${column}: ${message}`),
    });
  });
});
