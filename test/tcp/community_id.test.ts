import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { communityId } from "../../src/tcp/identity/community_id.ts";
import { MAX_MESSAGE_BYTES, sha1 } from "../../src/tcp/identity/sha1.ts";
import { address } from "../support/capture_builder.ts";

interface Endpoint {
  readonly bytes: Uint8Array;
  readonly port: number;
}

function idOf(client: Endpoint, server: Endpoint, seed = 0): string {
  const count = client.bytes.length / 4;
  const words = new Int32Array(
    Uint8Array.from([...new Uint8Array(4), ...client.bytes, ...server.bytes]).buffer,
  );
  return communityId(words, count, 1, client.port, 1 + count, server.port, seed);
}

/** Community ID version 1 by its definition: seed, the lower endpoint first, protocol 6, padding, ports. */
function plainId(a: Endpoint, b: Endpoint, seed = 0): string {
  const keyOf = ({ bytes, port }: Endpoint): string =>
    Buffer.from([...bytes, port >> 8, port & 0xff]).toString("hex");
  const [low, high] = keyOf(a) < keyOf(b) ? [a, b] : [b, a];
  const ports = [low.port >> 8, low.port & 0xff, high.port >> 8, high.port & 0xff];
  const message = Uint8Array.from([seed >> 8, seed & 0xff, ...low.bytes, ...high.bytes, 6, 0, ...ports]);
  return `1:${createHash("sha1").update(message).digest("base64")}`;
}

const endpoint = (ip: string, port: number): Endpoint => ({ bytes: address(ip), port });

describe("sha1", () => {
  it("is SHA-1 for every length that fits into a block", () => {
    for (let length = 0; length <= MAX_MESSAGE_BYTES; length++) {
      fc.assert(
        fc.property(fc.uint8Array({ minLength: length, maxLength: length }), (message) => {
          expect(Buffer.from(sha1(message)).toString("hex")).toBe(
            createHash("sha1").update(message).digest("hex"),
          );
        }),
        { numRuns: 10 },
      );
    }
  });

  it("refuses a longer message", () => {
    expect(() => sha1(new Uint8Array(MAX_MESSAGE_BYTES + 1))).toThrow(RangeError);
  });
});

describe("communityId", () => {
  it("is the published one", () => {
    // the first TCP flow of the specification's baseline
    expect(idOf(endpoint("128.232.110.120", 34855), endpoint("66.35.250.204", 80))).toBe(
      "1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
    );
  });

  it("is the published one with seed 1", () => {
    expect(idOf(endpoint("128.232.110.120", 34855), endpoint("66.35.250.204", 80), 1)).toBe(
      "1:3V71V58M3Ksw/yuFALMcW0LAHvc=",
    );
    const client = endpoint("2001:470:e5bf:dead:4957:2174:e82c:4887", 63943);
    expect(idOf(client, endpoint("2607:f8b0:400c:c03::1a", 25), 1)).toBe("1:eJYTW6AOzFLlSUoESovMjnu7rMw=");
  });

  it("is the definition's, whoever is the client", () => {
    // few values, so that addresses and ports are often equal
    const byte = fc.constantFrom(0, 1, 127, 128, 255);
    const port = fc.constantFrom(0, 80, 255, 256, 40000, 65535);
    for (const length of [4, 16]) {
      const any = fc.record({
        bytes: fc.uint8Array({ minLength: length, maxLength: length }).chain((random) =>
          fc.oneof(
            fc.constant(random),
            byte.map((last) => new Uint8Array(length).fill(last, length - 1)),
          ),
        ),
        port,
      });
      fc.assert(
        fc.property(any, any, fc.constantFrom(0, 1, 255, 256, 65535), (client, server, seed) => {
          expect(idOf(client, server, seed)).toBe(plainId(client, server, seed));
          expect(idOf(server, client, seed)).toBe(plainId(client, server, seed));
        }),
        { numRuns: 300 },
      );
    }
  });
});
