import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressBytes, formatIpv4, formatIpv6 } from "../../src/tcp/identity/address.ts";
import { address } from "../support/capture_builder.ts";

/** Bytes in network order as words in memory order, as the tracker holds them. */
const words = (bytes: Uint8Array): Int32Array => new Int32Array(bytes.slice().buffer);
const ipv6 = (bytes: Uint8Array): string => formatIpv6(words(bytes), 0);

describe("formatIpv4", () => {
  it("is what the bytes say", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (bytes) => {
        expect(formatIpv4(words(bytes)[0]!)).toBe(bytes.join("."));
      }),
    );
  });
});

describe("formatIpv6", () => {
  it.each([
    // RFC 5952 4.1: no leading zeros
    ["2001:0db8:0000:0001:0001:0001:0001:0001", "2001:db8:0:1:1:1:1:1"],
    // 4.2.1: as much as possible is shortened
    ["2001:db8:0:0:0:0:2:1", "2001:db8::2:1"],
    // 4.2.2: a single group of zeros is not
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    // 4.2.3: the longest run, or else the first
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    // 4.3: lower case
    ["2001:DB8::ABCD:EF", "2001:db8::abcd:ef"],
    // runs at the ends
    ["::", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["0:0:1:2:3:4:5:6", "::1:2:3:4:5:6"],
    ["1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"],
    ["0:1:2:3:4:5:6:0", "0:1:2:3:4:5:6:0"],
    ["0:0:0:1:0:0:0:0", "0:0:0:1::"],
    // 5: IPv4-mapped addresses have a dotted end, and only they
    ["::ffff:c000:201", "::ffff:192.0.2.1"],
    ["::ffff:0:0", "::ffff:0.0.0.0"],
    ["::fffe:c000:201", "::fffe:c000:201"],
    ["::1:ffff:c000:201", "::1:ffff:c000:201"],
    ["1::ffff:c000:201", "1::ffff:c000:201"],
    ["::ffff:0:c000:201", "::ffff:0:c000:201"],
  ])("writes %s as %s", (full, text) => {
    expect(ipv6(address(full))).toBe(text);
  });

  it("writes what URLs do, except for mapped addresses", () => {
    // few values, so that runs of zeros are common
    const group = fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.nat({ max: 0xffff }) },
      { weight: 1, arbitrary: fc.constant(0xffff) },
    );
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const full = groups.map((value) => value.toString(16)).join(":");
        fc.pre(!/^(0:){5}ffff:/.test(full));
        expect(`[${ipv6(address(full))}]`).toBe(new URL(`http://[${full}]/`).hostname);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("addressBytes", () => {
  it("gives the bytes back, wherever they lie", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.nat(3),
        fc.nat(5),
        (bytes, skip, at) => {
          const out = new Uint8Array(at + 16);
          addressBytes(new Int32Array([...new Int32Array(skip), ...words(bytes)]), skip, 4, out, at);
          expect(out.subarray(at)).toEqual(bytes);
        },
      ),
    );
  });
});
