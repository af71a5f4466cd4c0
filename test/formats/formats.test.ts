import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { compressionOf, otherFormat } from "../../src/capture/formats.ts";
import { pcap } from "../support/capture_builder.ts";

const HEAD_BYTES = 64;
const ascii = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** The head of a file that begins like that; behind it come bytes that are no text. */
function head(begins: string | readonly number[] | Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES).fill(0x01);
  bytes.set(typeof begins === "string" ? ascii(begins) : begins);
  return bytes;
}

/** Numbers as they are stored, by `[value, bytes, little]`. */
function fields(...parts: readonly (readonly [number, 1 | 2 | 4, boolean?])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(HEAD_BYTES));
  let at = 0;
  for (const [value, size, little] of parts) {
    if (size === 1) view.setUint8(at, value);
    else if (size === 2) view.setUint16(at, value, little);
    else view.setUint32(at, value, little);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

describe("compressionOf", () => {
  test.each<[string, Uint8Array | number[], "gzip" | "zstd" | undefined]>([
    ["gzip", [0x1f, 0x8b, 8, 0], "gzip"],
    ["a file of gzip's magic number", [0x1f, 0x8b], "gzip"],
    ["zstd", [0x28, 0xb5, 0x2f, 0xfd], "zstd"],
    ["a zstd frame to skip", [0x50, 0x2a, 0x4d, 0x18], "zstd"],
    ["another one", [0x5f, 0x2a, 0x4d, 0x18], "zstd"],
    ["lz4", [0x04, 0x22, 0x4d, 0x18], undefined],
    ["compress", [0x1f, 0x9d, 0x90, 0], undefined],
    ["a part of zstd's magic number", [0x28, 0xb5, 0x2f], undefined],
    ["a byte", [0x1f], undefined],
    ["nothing", [], undefined],
    ["pcap", pcap([]), undefined],
  ])("%s", (_what, bytes, expected) => {
    expect(compressionOf(Uint8Array.from(bytes))).toBe(expected);
  });
});

const CONVERT = "convert it with `editcap FILE - | analyze`";
const NO_PACKETS = "it holds no packets; the capture that it was made of is needed";
const CAPTURE_AGAIN = "`tcpdump -w FILE` and `tshark -w FILE` write captures";
const decompress = (command: string) => `decompress it with \`${command} FILE | analyze\``;

describe("otherFormat", () => {
  test.each<[string, Uint8Array, string]>([
    ["gzip", new Uint8Array(gzipSync("x")), `gzip: ${decompress("gzip -dc")}`],
    ["zstd", head([0x28, 0xb5, 0x2f, 0xfd]), `zstd: ${decompress("zstd -dc")}`],
    ["zstd with a frame to skip", head([0x52, 0x2a, 0x4d, 0x18]), `zstd: ${decompress("zstd -dc")}`],
    ["old zstd", head([0x25, 0xb5, 0x2f, 0xfd]), `zstd before version 0.8: ${decompress("zstd -dc")}`],
    ["oldest zstd", head([0xfd, 0x2f, 0xb5, 0x1e]), `zstd before version 0.8: ${decompress("zstd -dc")}`],
    ["xz", head([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), `xz: ${decompress("xz -dc")}`],
    [
      "lzma",
      head([0x5d, 0, 0, 0x80, 0, ...new Array(8).fill(255)]),
      `lzma: ${decompress("xz --format=lzma -dc")}`,
    ],
    ["lz4", head([4, 0x22, 0x4d, 0x18]), `lz4: ${decompress("lz4 -dc")}`],
    ["lz4 (legacy)", head([2, 0x21, 0x4c, 0x18]), `lz4 (legacy): ${decompress("lz4 -dc")}`],
    ["bzip2", head("BZh91AY"), `bzip2: ${decompress("bzip2 -dc")}`],
    ["lzip", head("LZIP\x01"), `lzip: ${decompress("lzip -dc")}`],
    ["lzop", head([0x89, 0x4c, 0x5a, 0x4f, 0, 13, 10, 26, 10]), `lzop: ${decompress("lzop -dc")}`],
    ["compress", head([0x1f, 0x9d, 0x90]), `compress (.Z): ${decompress("gzip -dc")}`],
    ["zip", head("PK\x03\x04"), `zip: ${decompress("unzip -p")}`],
    ["7z", head([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), `7z: ${decompress("7z x -so")}`],
    ["rar", head("Rar!\x1a\x07\x01\0"), `rar: ${decompress("unrar p -inul")}`],
    ["snoop", head("snoop\0\0\0\0\0\0\x02"), `snoop: ${CONVERT}`],
    ["NetMon 1", head("RTSS\x01\x01"), `Microsoft Network Monitor 1: ${CONVERT}`],
    ["NetMon 2", head("GMBU\0\x02"), `Microsoft Network Monitor 2: ${CONVERT}`],
    ["NetXRay", head("XCP\0" + "002.002\0"), `NetXRay or Sniffer for Windows: ${CONVERT}`],
    ["Sniffer", head("TRSNIFF data    \x1a"), `Sniffer for DOS: ${CONVERT}`],
    ["5View", head([0xaa, 0xaa, 0xaa, 0xaa, 0x20]), `InfoVista 5View: ${CONVERT}`],
    ["iptrace", head("iptrace 2.0"), `AIX iptrace: ${CONVERT}`],
    ["nettl", head("TR\0d\0"), `HP-UX nettl: ${CONVERT}`],
    ["Visual Networks", head("\x05VNF"), `Visual Networks: ${CONVERT}`],
    ["rf5", head([0, 0, 2, 0, 0x12, 5, 0, 0x10]), `Tektronix K12 (rf5): ${CONVERT}`],
    ["K12 text", head("+---------+---------------+----------+"), `K12 text: ${CONVERT}`],
    ["LANalyzer", head([1, 0x10, 0x4c, 0, 1, 5]), `Novell LANalyzer: ${CONVERT}`],
    ["OmniPeek", head("\x7fver\0"), `OmniPeek: ${CONVERT}`],
    ["Observer", head("ObserverPktBufferVersion=15.00"), `Viavi Observer: ${CONVERT}`],
    ["IXIA", head([0xac, 1, 0, 0x1c]), `IXIA pcap: ${CONVERT}`],
    ["btsnoop", head("btsnoop\0\0\0\0\x01"), "btsnoop: it holds Bluetooth, not TCP over IP"],
    ["journal", head("LPKSHHRH"), `systemd journal: ${NO_PACKETS}`],
    ["nfdump", head([0x0c, 0xa5, 1, 0]), `nfdump flow records: ${NO_PACKETS}`],
    [
      "zeros",
      new Uint8Array(HEAD_BYTES),
      "zeros only: it was never written, or lost what was; capture or copy it again",
    ],
    [
      "JSON",
      ascii('[\n  {\n    "_index": "packets-2024-01-01",'),
      `JSON: it shows packets and holds none; ${CAPTURE_AGAIN}`,
    ],
    [
      "JSON lines",
      ascii('{"event":"capture_start","time":"2024'),
      `JSON: it shows packets and holds none; ${CAPTURE_AGAIN}`,
    ],
    [
      "PDML",
      ascii('<?xml version="1.0" encoding="utf-8"?>\n<?xml-st'),
      `XML: it shows packets and holds none; ${CAPTURE_AGAIN}`,
    ],
    [
      "HTML",
      ascii("\r\n<!DOCTYPE html>\n<html lang=en>"),
      "HTML: a web page was saved instead of the capture",
    ],
    [
      "hex dump",
      ascii("0000  02 02 00 00 00 28 02 01 00 00 be 33 08 00 45 00   ...."),
      "a hex dump: convert it with `text2pcap FILE - | analyze`",
    ],
    [
      "tcpdump -x",
      ascii("0x0000:  4500 003c 83f1 4000 3906 eb6c"),
      "a hex dump: convert it with `text2pcap FILE - | analyze`",
    ],
    [
      "LFS pointer",
      ascii("version https://git-lfs.github.com/spec/v1\noid sha256:"),
      "a Git LFS pointer: get the file itself with `git lfs pull`",
    ],
    ["Zeek log", ascii("#separator \\x09\n#set_separator\t,\n"), `a Zeek log: ${NO_PACKETS}`],
    [
      "tcpdump's output",
      ascii("22:13:20.258468 IP 10.1.190.51.52373 > 10.2.0.40.7101: Fl"),
      `text: it may show packets and holds none; ${CAPTURE_AGAIN}`,
    ],
    [
      "UTF-8 cut in a character",
      new TextEncoder().encode("é".repeat(40)).subarray(0, 63),
      `text: it may show packets and holds none; ${CAPTURE_AGAIN}`,
    ],
    [
      "UTF-16",
      Uint8Array.from([0xff, 0xfe, 0x7b, 0, 0x22, 0]),
      `JSON: it shows packets and holds none; ${CAPTURE_AGAIN}`,
    ],
  ])("%s", (_what, bytes, expected) => {
    expect(otherFormat(bytes)).toBe(expected);
  });

  const seconds = 1_700_000_000;
  test.each<[string, Uint8Array, RegExp]>([
    ["ERF", fields([0, 4], [seconds, 4, true], [2, 1], [4, 1], [96, 2], [0, 2], [78, 2]), /^Endace ERF: /],
    [
      "ERF meta record",
      fields([0, 4], [0, 4], [0x9b, 1], [4, 1], [0x80, 2], [0, 2], [0x68, 2]),
      /^Endace ERF: /,
    ],
    ["PacketLogger", fields([20, 4], [seconds, 4], [999_999, 4], [2, 1]), /^Apple PacketLogger: /],
    [
      "PacketLogger, little-endian",
      fields([20, 4, true], [seconds, 4, true], [5, 4, true], [0xfc, 1]),
      /^Apple PacketLogger: /,
    ],
    [
      "etl",
      fields([0x10000, 4, true], [0x1f0, 4, true], [0x1f0, 4, true], [0, 4], [5, 4], [0x01da1234, 4, true]),
      /^Windows trace \(etl\): .+ `etl2pcapng FILE OUT.pcapng`$/,
    ],
  ])("%s, which has no magic number", (_what, bytes, expected) => {
    expect(otherFormat(bytes)).toMatch(expected);
  });

  test.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array(0)],
    ["a byte", Uint8Array.of(7)],
    ["noise", Uint8Array.from({ length: HEAD_BYTES }, (_, i) => (i * 73 + 129) ^ (i << 3))],
    [
      "brotli, which nothing tells from noise",
      new Uint8Array(brotliCompressSync(ascii("abcdefgh".repeat(9)))),
    ],
    ["pcap", pcap([])],
  ])("knows nothing of %s", (_what, bytes) => {
    expect(otherFormat(bytes)).toBeUndefined();
  });

  test("every text of one line, and none for the beginnings of random files", () => {
    let state = 1;
    let known = 0;
    for (let round = 0; round < 20_000; round++) {
      const bytes = Uint8Array.from({ length: HEAD_BYTES }, () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state >>> 24;
      });
      const told = otherFormat(bytes.subarray(0, round % (HEAD_BYTES + 1)));
      if (told === undefined) continue;
      expect(told).not.toMatch(/\n|\.$/);
      if (round % (HEAD_BYTES + 1) >= 24) known++;
    }
    expect(known).toBeLessThan(20);
  });
});
