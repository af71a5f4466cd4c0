import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants, createGzip, deflateRawSync, gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { concat } from "../support/capture_builder.ts";
import { capture, eventsOf, exitOf, run, runtimes, start, workFolder } from "./programs.ts";
import { handmadeFrame, skippableFrame, zstd } from "./zstd_data.ts";

const folder = workFolder();
afterAll(folder.remove);

const plain = capture(3000);
const half = 100_003;
const [start1, rest1] = [plain.subarray(0, half), plain.subarray(half)];
const noise = Uint8Array.from({ length: 50 }, (_, i) => i * 37 + 11);

const gz = new Uint8Array(gzipSync(plain));
const gzOf = (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes));
const [zst, zstStart, zstRest] = zstd(
  { bytes: plain },
  { bytes: start1, level: 19 },
  { bytes: rest1, noChecksum: true },
) as [Uint8Array, Uint8Array, Uint8Array];

/** A member with everything that a gzip header can have. */
function memberWithAllFields(bytes: Uint8Array): Uint8Array {
  const text = new TextEncoder();
  const header = Uint8Array.from([0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 3]);
  const extra = Uint8Array.from([4, 0, 65, 66, 0, 0]);
  const names = text.encode("capture.pcap\0what it is\0");
  const trailer = gzOf(bytes).subarray(-8);
  return concat(header, extra, names, Uint8Array.of(1, 2), new Uint8Array(deflateRawSync(bytes)), trailer);
}

function changed(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at < 0 ? bytes.length + at : at]! ^= 0x5a;
  return copy;
}

const whole: readonly (readonly [what: string, compression: string, bytes: Uint8Array])[] = [
  ["gzip", "gzip", gz],
  ["gzip of two members", "gzip", concat(gzOf(start1), gzOf(rest1))],
  [
    "gzip with zeros behind its members",
    "gzip",
    concat(gzOf(start1), new Uint8Array(600), gzOf(rest1), new Uint8Array(512)),
  ],
  ["gzip with empty members", "gzip", concat(gzOf(noise.subarray(0, 0)), gz, gzOf(noise.subarray(0, 0)))],
  ["gzip with all header fields", "gzip", concat(memberWithAllFields(start1), memberWithAllFields(rest1))],
  ["gzip, stored", "gzip", new Uint8Array(gzipSync(plain, { level: 0 }))],
  ["zstd", "zstd", zst],
  ["zstd of two frames", "zstd", concat(zstStart, zstRest)],
  [
    "zstd with frames to skip",
    "zstd",
    concat(skippableFrame(noise, 7), zstStart, skippableFrame(noise, 15), zstRest),
  ],
];

/** The lines with neither the file's name nor how it was compressed. */
function comparable(stdout: string): string {
  return stdout.replaceAll(/"file":"[^"]*"/g, '"file":""').replaceAll(/"compression":"\w+",?/g, "");
}

describe.each(runtimes)("%s", (runtime) => {
  const plainPath = folder.put("plain.pcap", plain);
  const reference = run(runtime, ["--detail", "segment", plainPath]).then(({ stdout }) => comparable(stdout));

  test.each(whole)("reads %s like what is in it", async (what, compression, bytes) => {
    const path = folder.put(`${what} ${runtime}`, bytes);
    const standardInput = [
      { args: [], settings: { stdin: path, permissions: [] } },
      { args: ["-"], settings: { stdin: bytes, permissions: [] } },
    ];
    // Neither needs a permission in Deno.
    const sources = [{ args: [path], settings: {} }, ...(what === compression ? standardInput : [])];
    for (const { args, settings } of sources) {
      const { code, stdout, stderr } = await run(runtime, ["--detail", "segment", ...args], settings);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(comparable(stdout)).toBe(await reference);
      expect(eventsOf(stdout)[0]).toMatchObject({ event: "capture_start", compression });
    }
  });

  test.each([
    ["gzip that is cut off in its data", gz.subarray(0, -1000), "cut off", gz.length - 1000],
    ["gzip that is cut off in its trailer", gz.subarray(0, -3), "cut off", gz.length - 3],
    ["gzip that is cut off in its header", gz.subarray(0, 7), "cut off", 7],
    ["gzip with a wrong checksum", changed(gz, -6), "corrupt", gz.length - 8],
    ["gzip with a wrong length", changed(gz, -1), "corrupt", gz.length - 4],
    ["gzip with something behind it", concat(gz, noise), "corrupt", gz.length],
    ["gzip of an unknown method", changed(gz, 2), "corrupt", 2],
    ["zstd that is cut off in its data", zst.subarray(0, -20), "cut off", zst.length - 20],
    ["zstd that is cut off in its checksum", zst.subarray(0, -3), "cut off", zst.length - 3],
    ["zstd with a wrong checksum", changed(zst, -3), "corrupt", zst.length - 4],
    ["zstd with something behind it", concat(zst, noise), "corrupt", zst.length],
    ["zstd with a broken second frame", concat(zst, changed(zst, 4)), "corrupt", zst.length],
  ])("%s: what it holds, its error event, one line, exit 1", async (what, bytes, kind, offset) => {
    const path = folder.put(`${what} ${runtime}`, bytes);
    const { code, stdout, stderr } = await run(runtime, ["--detail", "segment", path, plainPath]);
    expect(code).toBe(1);
    const events = eventsOf(stdout);
    const errors = events.filter(({ event }) => event === "error");
    expect(errors).toMatchObject([{ file_index: 0 }]);
    const message = String(errors[0]!.message);
    expect(message).toContain(`${kind} at byte ${offset} of the compressed file`);
    const decompressed = errors[0]!.file_offset as number;
    expect(stderr).toBe(
      `analyze: ${path}: ${message} (at byte ${decompressed} of the decompressed capture)\n`,
    );
    // All that comes before is reported, and the next file.
    const frames = events.filter(({ event, file_index }) => event === "segment" && file_index !== 1);
    if (!what.includes("header") && !what.includes("method")) expect(frames.length).toBeGreaterThan(1000);
    if (decompressed >= plain.length) expect(frames).toHaveLength(3000);
    expect(events.some(({ file }) => file === plainPath)).toBe(true);
    expect(events.at(-1)).toMatchObject({ event: "capture_end", complete: false });
  });

  test.each([
    ["a window beyond 128 MiB", [0x00, 0x98], "a window of 512 MiB", "zstd -dc --long=31 FILE | analyze"],
    ["a dictionary", [0x01, 0x58, 0x07], "a dictionary", "zstd -dc -D DICTIONARY FILE | analyze"],
  ])("zstd that needs %s: the command that reads it", async (what, header, needed, command) => {
    const path = folder.put(`${what} ${runtime}`, handmadeFrame({ header, blocks: [] }));
    const { code, stderr } = await run(runtime, [path]);
    expect(code).toBe(1);
    expect(stderr).toContain(`needs ${needed}: decompress it with \`${command}\``);
  });

  test("says what else is compressed, and with what command it is read", async () => {
    const path = folder.put(
      `a.xz ${runtime}`,
      Uint8Array.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4, 0, 0]),
    );
    const { code, stderr } = await run(runtime, [path]);
    expect(code).toBe(1);
    expect(stderr).toContain("xz: decompress it with `xz -dc FILE | analyze`");
    const twice = await run(runtime, [folder.put(`twice ${runtime}`, gzOf(gz))]);
    expect(twice.code).toBe(1);
    expect(twice.stderr).toContain("gzip: decompress it with `gzip -dc FILE | analyze`");
  });

  test("prints what came through a compressed pipe while it is open", async () => {
    for (const make of [gzipPieces, zstdPieces]) {
      const pieces = await make([
        capture(1),
        ...[2, 3].map((n) => capture(n).subarray(capture(n - 1).length)),
      ]);
      const child = start(runtime, ["--detail", "segment"]);
      const output = { text: "" };
      child.stdout!.setEncoding("utf8").on("data", (text) => {
        output.text += text;
      });
      const ended = exitOf(child);
      for (const [i, piece] of pieces.entries()) {
        child.stdin!.write(piece);
        await until(child, () => output.text.split('"event":"segment"').length === i + 2);
      }
      child.stdin!.end();
      // The pipe ends inside the compressed data.
      expect(await ended).toBe(1);
    }
  });

  test("the progress counts compressed bytes", async () => {
    const path = folder.put(`progress ${runtime}`, gz);
    const { stderr } = await run(runtime, ["--progress", "always", path]);
    expect(stderr).toContain(`${(gz.length / 1024).toFixed(2)} KiB in `);
  });

  test.runIf(process.platform === "linux")("needs no more memory for much than for little", async () => {
    const records = capture(10_000).subarray(24);
    const member = gzOf(concat(...new Array<Uint8Array>(8).fill(records)));
    const much = concat(gz, ...new Array<Uint8Array>(64).fill(member));
    const path = folder.put(`much ${runtime}`, much);
    const child = start(runtime, ["--detail", "flow", path]);
    child.stdout!.resume();
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, peakMemory(child.pid!));
    }, 20);
    expect(await exitOf(child)).toBe(0);
    clearInterval(watch);
    expect(peak).toBeGreaterThan(20);
    expect(peak).toBeLessThan(256);
  });
});

/** MiB that a process had resident at most; 0 if it has ended. */
function peakMemory(pid: number): number {
  try {
    const kib = /^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(kib ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Each piece ends where a decompressor has all that went in. */
async function gzipPieces(parts: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const zip = createGzip();
  const pieces: Uint8Array[] = [];
  for (const part of parts) {
    zip.write(part);
    await new Promise<void>((resolve) => zip.flush(constants.Z_SYNC_FLUSH, () => resolve()));
    const chunks: Uint8Array[] = [];
    for (let chunk = zip.read(); chunk; chunk = zip.read()) chunks.push(chunk);
    pieces.push(concat(...chunks));
  }
  return pieces;
}

async function zstdPieces(parts: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const blocks = [...parts.map((content) => ({ type: "raw", content }) as const)];
  const frame = handmadeFrame({ header: [0x00, 0x40], blocks: [...blocks, { type: "raw", content: noise }] });
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const [i, { length }] of parts.entries()) {
    const end = at + (i === 0 ? 6 : 0) + 3 + length;
    pieces.push(frame.subarray(at, end));
    at = end;
  }
  return pieces;
}

async function until(child: ChildProcess, condition: () => boolean): Promise<void> {
  while (!condition()) {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
