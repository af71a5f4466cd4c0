/** Blocks of the SACK option as offsets: whatever the bytes are, and where the numbers wrap. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SackBlocks } from "../../src/tcp/segment/sack_blocks.ts";
import { ConnectionStore } from "../../src/tcp/state/connection_store.ts";
import { E_BASE, EN_NEXT } from "../../src/tcp/state/state_layout.ts";
import { FLAG_ACK, FLAG_SYN } from "../../wasm/layout.ts";
import { newConnection, OneSegment } from "./state_builder.ts";

interface Given {
  readonly options: Uint8Array;
  readonly ack?: number;
  readonly flags?: number;
  /** Of the peer: wire value of offset 0, and the offset behind what it sent. */
  readonly base?: number;
  readonly next?: number;
}

function read({ options, ack = 1, flags = FLAG_ACK, base = 0, next = 5000 }: Given): {
  blocks: (readonly [number, number])[];
  isDuplicate: boolean;
} {
  const connection = newConnection(new ConnectionStore());
  connection.words[connection.p + E_BASE] = base;
  connection.numbers[connection.pn + EN_NEXT] = next;
  const one = new OneSegment();
  const padded = new Uint8Array(Math.ceil(options.length / 4) * 4);
  padded.set(options);
  const segment = one.fill({ flags, ack, options: padded });
  const sack = new SackBlocks();
  sack.read(connection, segment, one.batch);
  return {
    blocks: Array.from({ length: sack.count }, (_, i) => [sack.left[i]!, sack.right[i]!] as const),
    isDuplicate: sack.isDuplicate,
  };
}

/** A SACK option with edges as on the wire; `length`: another length byte than the true one. */
function option(blocks: readonly (readonly [number, number])[], length = 2 + 8 * blocks.length): Uint8Array {
  const bytes = new Uint8Array(2 + 8 * blocks.length);
  const view = new DataView(bytes.buffer);
  bytes.set([5, length]);
  for (const [i, [left, right]] of blocks.entries()) {
    view.setUint32(2 + 8 * i, left);
    view.setUint32(6 + 8 * i, right);
  }
  return bytes;
}

describe("SackBlocks", () => {
  it("reads up to four blocks in their order", () => {
    const blocks = [
      [3000, 3100],
      [1000, 1500],
      [2000, 2100],
      [4000, 4100],
    ] as const;
    expect(read({ options: option(blocks) })).toEqual({ blocks, isDuplicate: false });
    expect(read({ options: option(blocks.slice(0, 1)) }).blocks).toEqual([[3000, 3100]]);
  });

  it("finds the option behind others", () => {
    const options = Uint8Array.from([1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2, 1, 1, ...option([[100, 200]])]);
    expect(read({ options }).blocks).toEqual([[100, 200]]);
  });

  it("reads none of a SYN, which can't have any (RFC 2018 2)", () => {
    expect(read({ options: option([[100, 200]]), flags: FLAG_SYN | FLAG_ACK }).blocks).toEqual([]);
  });

  it.each([
    ["below the acknowledgement", [[100, 200]], 200, true],
    [
      "at the acknowledgement, with one above",
      [
        [100, 200],
        [300, 400],
      ],
      200,
      true,
    ],
    ["above the acknowledgement", [[200, 300]], 200, false],
    // an acknowledgement that is merely late
    ["around the acknowledgement", [[100, 300]], 200, false],
    [
      "inside the second block",
      [
        [400, 500],
        [300, 600],
      ],
      200,
      true,
    ],
    [
      "equal to the second block",
      [
        [300, 600],
        [300, 600],
      ],
      200,
      true,
    ],
    [
      "more than the second block",
      [
        [300, 700],
        [300, 600],
      ],
      200,
      false,
    ],
    [
      "inside the third block only",
      [
        [400, 500],
        [700, 800],
        [300, 600],
      ],
      200,
      false,
    ],
  ] as const)("tells a D-SACK block (RFC 2883 4): %s", (_, blocks, ack, isDuplicate) => {
    expect(read({ options: option(blocks), ack })).toEqual({ blocks, isDuplicate });
  });

  it("goes on behind 2^32", () => {
    const base = -1000;
    expect(read({ options: option([[2 ** 32 - 10, 20]]), base, next: 1100 }).blocks).toEqual([[990, 1020]]);
    // the fifth time round
    const next = 4 * 2 ** 32 + 1100;
    expect(read({ options: option([[2 ** 32 - 10, 20]]), base, next, ack: next - 200 })).toEqual({
      blocks: [[4 * 2 ** 32 + 990, 4 * 2 ** 32 + 1020]],
      isDuplicate: false,
    });
  });

  it("leaves out what is empty, or ends before it begins", () => {
    const blocks = [
      [300, 300],
      [500, 400],
      [600, 700],
      [0, 2 ** 31],
    ] as const;
    expect(read({ options: option(blocks) }).blocks).toEqual([[600, 700]]);
  });

  it.each([0, 1, 2, 3, 9, 11, 17])("reads whole blocks only: length %i", (length) => {
    const { blocks } = read({
      options: option(
        [
          [100, 200],
          [300, 400],
        ],
        length,
      ),
    });
    expect(blocks).toEqual(length >= 10 ? [[100, 200]] : []);
  });

  it("reads none of an option that is longer than the header", () => {
    expect(read({ options: option([[100, 200]], 34) }).blocks).toEqual([]);
  });

  it("gives at most four blocks that make sense, whatever the options are", () => {
    const options = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc
        .tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 38 }))
        .map(([length, rest]) => Uint8Array.from([5, length, ...rest])),
    );
    fc.assert(
      fc.property(options, fc.integer(), fc.nat(2 ** 40), (bytes, base, next) => {
        const { blocks, isDuplicate } = read({ options: bytes, base, next });
        expect(blocks.length).toBeLessThanOrEqual(4);
        for (const [left, right] of blocks) {
          expect(right - left).toBeGreaterThan(0);
          expect(right - left).toBeLessThan(2 ** 31);
          expect(Math.abs(left - next)).toBeLessThanOrEqual(2 ** 31);
        }
        if (isDuplicate) expect(blocks.length).toBeGreaterThan(0);
      }),
    );
  });
});
