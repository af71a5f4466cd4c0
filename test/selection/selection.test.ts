/** Connections by number, addresses and ports; and what a limit leaves. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EventOutput } from "../../src/event_output.ts";
import type { ReusedEvent } from "../../src/events/mod.ts";
import { SelectedOutput } from "../../src/selected_output.ts";
import { AddressRange, addressBytes } from "../../src/selection/address_range.ts";
import { Selection, type SelectionOptions } from "../../src/selection/mod.ts";

const flow = {
  slot: 3,
  flow: 7,
  stream: 5,
  clientIp: "192.0.2.1",
  clientPort: 40_000,
  serverIp: "2001:db8::1",
  serverPort: 443,
  communityId: "",
};

test.each<[SelectionOptions, boolean]>([
  [{}, true],
  [{ streams: [5] }, true],
  [{ streams: [7] }, false],
  [{ streams: [7, 5] }, true],
  [{ ports: [443] }, true],
  [{ ports: [40_000] }, true],
  [{ ports: [80] }, false],
  [{ hosts: ["192.0.2.1"] }, true],
  [{ hosts: ["2001:db8::/32"] }, true],
  [{ hosts: ["192.0.2.2"] }, false],
  [{ hosts: ["10.0.0.0/8", "192.0.2.0/24"] }, true],
  [{ hosts: ["192.0.2.1"], ports: [80] }, false],
  [{ hosts: ["192.0.2.1"], ports: [443], streams: [5] }, true],
])("%j: %s", (options, expected) => {
  const selection = new Selection(options);
  expect([selection.includesFlow(flow), selection.includesFlow(flow)]).toEqual([expected, expected]);
});

test("a host that is no address is an error", () => {
  expect(() => new Selection({ hosts: ["example.org"] })).toThrow(TypeError);
});

describe("ranges of addresses", () => {
  test.each([
    ["192.0.2.1", "192.0.2.1", true],
    ["192.0.2.1", "192.0.2.2", false],
    ["192.0.2.0/24", "192.0.2.255", true],
    ["192.0.2.0/24", "192.0.3.0", false],
    ["192.0.2.77/25", "192.0.2.127", true],
    ["192.0.2.77/25", "192.0.2.128", false],
    ["192.0.2.1/31", "192.0.2.0", true],
    ["0.0.0.0/0", "255.255.255.255", true],
    ["0.0.0.0/0", "::1", false],
    ["::/0", "192.0.2.1", false],
    ["::ffff:0:0/96", "::ffff:192.0.2.1", true],
    ["2001:DB8::/33", "2001:db8:7fff::", true],
    ["2001:db8::/33", "2001:db8:8000::", false],
    ["2001:db8:0:0:0:0:0:1", "2001:db8::1", true],
    ["::", "::", true],
    ["1::", "1:0:0:0:0:0:0:0", true],
    ["::1.2.3.4", "::102:304", true],
  ])("%s has %s: %s", (range, address, expected) => {
    expect(AddressRange.parse(range)!.includes(addressBytes(address)!)).toBe(expected);
  });

  test.each([
    "",
    "x",
    "1.2.3",
    "1.2.3.4.5",
    "256.0.0.1",
    "1.2.3.4/33",
    "1.2.3.4/",
    "1.2.3.4/8/8",
    "1.2.3.4/-1",
    "::/129",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::",
    "12345::",
    "::1.2.3",
    "1.2.3.4::",
  ])("%j is none", (text) => {
    expect(AddressRange.parse(text)).toBeUndefined();
  });

  test("a prefix decides by its first bits", () => {
    const address = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(address, address, fc.nat(32), (one, other, bits) => {
        const binary = (bytes: readonly number[]) =>
          bytes.map((byte) => byte.toString(2).padStart(8, "0")).join("");
        const range = AddressRange.parse(`${one.join(".")}/${bits}`)!;
        expect(range.includes(other)).toBe(binary(one).slice(0, bits) === binary(other).slice(0, bits));
        expect(range.includes(one)).toBe(true);
      }),
    );
  });
});

test("a limit counts events of connections, and lets those of the capture pass", () => {
  const written: string[] = [];
  const inner = { write: (event: ReusedEvent) => void written.push(event.event) } as unknown as EventOutput;
  const output = new SelectedOutput(inner, new Selection({}), 2);
  const send = (event: string): void =>
    output.write({ event, ...(!event.startsWith("capture") && { flow }) } as unknown as ReusedEvent);
  send("capture_start");
  expect(output.isDone).toBe(false);
  for (const event of ["syn", "syn_ack", "established"]) send(event);
  expect(output.isDone).toBe(true);
  send("capture_end");
  expect(written).toEqual(["capture_start", "syn", "syn_ack", "capture_end"]);
});
