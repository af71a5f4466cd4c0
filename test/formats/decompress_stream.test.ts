import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { decompressStream } from "../../src/decompress.ts";
import { concat } from "../support/capture_builder.ts";

const text = new TextEncoder().encode("seq ack window ".repeat(20_000));
const gz = new Uint8Array(gzipSync(text));
const zstdFrame = Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 2, 0x11, 0, 0, 0x68, 0x69]);

/** A stream of pieces of so many bytes, which may end with an error. */
function streamOf(bytes: Uint8Array, size: number, error?: Error): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) {
        if (error) controller.error(error);
        else controller.close();
        return;
      }
      controller.enqueue(bytes.subarray(at, at + size));
      at += size;
    },
  });
}

async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return concat(...parts);
}

const through = (bytes: Uint8Array, size: number) =>
  collect(streamOf(bytes, size).pipeThrough(decompressStream()));

describe("decompressStream", () => {
  test.each([1, 3, 4096, 1_000_000])("gzip in pieces of %i", async (size) => {
    expect(Buffer.compare(await through(gz, size), text)).toBe(0);
  });

  test.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array(0)],
    ["a byte", Uint8Array.of(0x1f)],
    ["three bytes", Uint8Array.of(0x28, 0xb5, 0x2f)],
    ["text", text],
    ["zlib's own format", new Uint8Array(deflateSync(text))],
  ])("%s passes as it is", async (_what, bytes) => {
    for (const size of [1, 1000, 1_000_000]) {
      if (bytes.length / size > 10_000) continue;
      expect(Buffer.compare(await through(bytes, size), bytes)).toBe(0);
    }
  });

  test("passes pieces on as they are, one by one", async () => {
    const chunk = text.subarray(0, 100);
    const reader = streamOf(chunk, 100).pipeThrough(decompressStream()).getReader();
    const { value } = await reader.read();
    expect(value).toEqual(chunk);
    expect(value!.buffer).toBe(text.buffer);
  });

  test.each<[string, Uint8Array]>([
    ["cut off", gz.subarray(0, 300)],
    ["broken", concat(gz.subarray(0, 100), new Uint8Array(50).fill(255), gz.subarray(150))],
  ])("gzip that is %s is a TypeError", async (_what, bytes) => {
    const error = await through(bytes, 64).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(/^Cannot decompress the gzip data: \S/);
    expect(error.cause).toBeDefined();
  });

  test("zstd is decompressed or a TypeError, as the platform has it", async () => {
    let known = true;
    try {
      new DecompressionStream("zstd" as CompressionFormat);
    } catch {
      known = false;
    }
    const result = await through(zstdFrame, 5).catch((thrown) => thrown);
    if (known) expect(Buffer.from(result).toString()).toBe("hi");
    else
      expect(result).toMatchObject({
        name: "TypeError",
        message: expect.stringMatching(/zstd data: this platform/),
      });
  });

  test.each([
    ["gzip", gz.subarray(0, 200)],
    ["anything else", text.subarray(0, 200)],
  ])("an error of the source behind %s stays what it is", async (_what, bytes) => {
    const error = new Error("the line is dead");
    const result = collect(streamOf(bytes, 50, error).pipeThrough(decompressStream()));
    await expect(result).rejects.toBe(error);
  });

  test.each([
    ["gzip", gz],
    ["anything else", text],
  ])("cancelling reaches the source of %s", async (_what, bytes) => {
    const cancel = vi.fn();
    const source = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(bytes),
      cancel,
    });
    const reader = source.pipeThrough(decompressStream()).getReader();
    await reader.read();
    await reader.cancel("enough");
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledWith("enough"));
  });
});
