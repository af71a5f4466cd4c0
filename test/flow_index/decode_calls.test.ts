import { beforeEach, describe, expect, test, vi } from "vitest";
import { Analyzer } from "../../src/analyzer.ts";
import { Decoder } from "../../src/capture/decoder.ts";
import type { DecoderExports } from "../../src/capture/wasm_module.ts";
import { FlowSlots } from "../../src/tcp/lifecycle/flow_slots.ts";
import { randomHashSeed } from "./hash_seeds.ts";
import { Lifecycle } from "./lifecycle.ts";
import { Feed, FILE_HEADER, IPV4_RECORD_BYTES, numberedFlow, PacketWriter } from "./packets.ts";
import { trackBatch } from "./track.ts";

// a hundred thousand flows: seconds on a busy machine
vi.setConfig({ testTimeout: 30_000 });

/** The instance that was made last, and what was called. */
const watched = vi.hoisted(() => ({ exports: undefined as DecoderExports | undefined, decodeCalls: 0 }));

vi.mock("../../src/capture/wasm_module.ts", async (importOriginal) => {
  const original = await importOriginal<typeof import("../../src/capture/wasm_module.ts")>();
  return {
    ...original,
    instantiateDecoder(): DecoderExports {
      const exports = original.instantiateDecoder();
      watched.exports = exports;
      return {
        ...exports,
        decode(framing, batch) {
          watched.decodeCalls++;
          return exports.decode(framing, batch);
        },
      };
    },
  };
});

const CHUNK = 512 * 1024;
const SYN = 0x02;
const RST_ACK = 0x14;
const FLOWS = 100_000;
/** So many flows live at a time: each connection waits five seconds after its reset. */
const LIVE = 100;
const SPACING = 5e9 / LIVE;

/** 100,000 connections that are refused, one after the other; none of their keys comes again. */
function refusedConnections(): Uint8Array {
  const writer = new PacketWriter();
  for (let id = 0; id < FLOWS; id++) {
    const { forth, back } = numberedFlow(id);
    const time = 1_700_000_000e9 + id * SPACING;
    writer.add(forth, SYN, time);
    // the builder's packets have sequence number 1000 and acknowledge 0
    new DataView(back.buffer, back.length - 12).setUint32(0, 1001);
    writer.add(back, RST_ACK, time + 1000);
  }
  return writer.take();
}

const PACKETS = refusedConnections();

/** Calls `work` with pieces of the size of the decoder's input memory. */
function eachChunk(work: (chunk: Uint8Array) => void): void {
  for (let at = 0; at < PACKETS.length; at += CHUNK) work(PACKETS.subarray(at, at + CHUNK));
}

beforeEach(() => {
  watched.decodeCalls = 0;
  watched.exports = undefined;
});

describe("plain data is one decode call a chunk", () => {
  test("in the decoder: one batch a commit", () => {
    const feed = new Feed({ hashSeed: randomHashSeed(1) });
    let records = 0;
    eachChunk((chunk) => {
      let batches = 0;
      watched.decodeCalls = 0;
      feed.push(chunk, ({ count }) => {
        batches++;
        records += count;
        expect(watched.decodeCalls).toBe(1);
      });
      expect(batches).toBe(1);
    });
    expect(records).toBe(2 * FLOWS);
  });

  test("in the analyzer", () => {
    const analyzer = new Analyzer({ events: [] }, () => {}, { hashSeed: randomHashSeed(1) });
    analyzer.nextFile("test.pcap");
    analyzer.push(FILE_HEADER);
    eachChunk((chunk) => {
      watched.decodeCalls = 0;
      analyzer.push(chunk);
      expect(watched.decodeCalls).toBe(1);
    });
  });
});

describe("100,000 flows through 100 live ones", () => {
  /** Most indices in use between two decode calls. */
  let most = 0;
  /** Sizes that memory had. */
  let sizes = new Set<number>();
  const look = ({ memory, flowCount }: { memory: WebAssembly.Memory; flowCount: number }) => {
    most = Math.max(most, flowCount);
    sizes.add(memory.buffer.byteLength);
  };
  beforeEach(() => {
    most = 0;
    sizes = new Set();
  });

  test("memory does not grow while the analyzer gives indices back", () => {
    const analyzer = new Analyzer({ events: [] }, () => {}, { hashSeed: randomHashSeed(2) });
    const { memory, flowCount } = watched.exports!;
    analyzer.nextFile("test.pcap");
    analyzer.push(FILE_HEADER);
    eachChunk((chunk) => {
      analyzer.push(chunk);
      look({ memory, flowCount: flowCount() });
    });
    expect(most).toBeLessThanOrEqual(LIVE + 1);
    expect(most).toBeGreaterThanOrEqual(LIVE - 1);
    expect(sizes.size).toBe(1);
  });

  test("nor with eviction, nor with small batches", () => {
    for (const inputBytes of [10 * IPV4_RECORD_BYTES, CHUNK]) {
      const feed = new Feed({ hashSeed: randomHashSeed(3), inputBytes });
      const slots = new FlowSlots();
      const lifecycle = new Lifecycle(slots, { max: LIVE, idle: Number.POSITIVE_INFINITY, linger: 0 });
      sizes.clear();
      feed.push(PACKETS, (batch) => {
        trackBatch(lifecycle, batch);
        const released = slots.takeReleased();
        feed.decoder.release(released, released.length);
        look(feed.decoder);
      });
      expect(lifecycle.connections).toBeGreaterThanOrEqual(FLOWS);
      expect(most).toBeLessThanOrEqual(LIVE);
      expect(sizes.size).toBe(1);
    }
  });

  test("it does when nothing is given back", () => {
    const feed = new Feed(new Decoder({ hashSeed: randomHashSeed(4) }));
    feed.push(PACKETS, () => look(feed.decoder));
    expect(most).toBe(FLOWS);
    expect(sizes.size).toBeGreaterThan(1);
  });
});
