/** What lines are put together from. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressText } from "../../src/renderings/address_text.ts";
import { mptcpText } from "../../src/renderings/mptcp_text.ts";
import { placeText } from "../../src/renderings/packet_place.ts";
import { portLabel } from "../../src/renderings/port_labels.ts";
import { printable } from "../../src/renderings/printable.ts";
import { RelativeNumbers } from "../../src/renderings/tcpdump/relative_numbers.ts";
import { TimeOfDay } from "../../src/renderings/time_of_day.ts";

describe("times of day", () => {
  test.each([
    [undefined, "2023-06-16T05:29:25.569020999Z", "05:29:25.569020"],
    ["UTC", "2023-06-16T05:29:25.569020999Z", "05:29:25.569020"],
    ["Asia/Shanghai", "2023-06-16T05:29:25.569020000Z", "13:29:25.569020"],
    ["Asia/Kathmandu", "2023-06-16T23:59:59.999999999Z", "05:44:59.999999"],
    ["America/St_Johns", "2023-01-01T00:00:00.000000000Z", "20:30:00.000000"],
    // before and behind a change of the clocks
    ["Europe/Berlin", "2023-03-26T00:59:59.000000000Z", "01:59:59.000000"],
    ["Europe/Berlin", "2023-03-26T01:00:00.000000000Z", "03:00:00.000000"],
    ["Asia/Shanghai", "1969-12-31T23:59:59.000000001Z", "07:59:59.000000"],
    ["Asia/Shanghai", undefined, "--:--:--.------"],
  ])("%s %s: %s", (zone, ts, expected) => {
    expect(new TimeOfDay(zone).of(ts)).toBe(expected);
  });

  test("are the same whatever was asked before", () => {
    const second = fc.integer({ min: 0, max: 4_000_000_000 });
    const times = new TimeOfDay("America/New_York");
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: "America/New_York",
      hourCycle: "h23",
      timeStyle: "medium",
    });
    fc.assert(
      fc.property(second, (sec) => {
        const ts = `${new Date(sec * 1000).toISOString().slice(0, 19)}.000000000Z`;
        expect(times.of(ts)).toBe(`${format.format(sec * 1000)}.000000`);
      }),
    );
  });

  test("an unknown zone is an error", () => {
    expect(() => new TimeOfDay("Mars/Olympus")).toThrow(RangeError);
  });
});

describe("relative numbers, as tcpdump has them", () => {
  const ab = { sourceIp: "10.0.0.1", sourcePort: 1, destinationIp: "10.0.0.2", destinationPort: 2 };
  const ba = { sourceIp: "10.0.0.2", sourcePort: 2, destinationIp: "10.0.0.1", destinationPort: 1 };

  test("begin at the first segment with an ACK, which is shown raw", () => {
    const numbers = new RelativeNumbers();
    expect(numbers.of(ab, true, 100, undefined)).toMatchObject({ seq: 100 });
    expect(numbers.of(ba, true, 200, 101)).toMatchObject({ seq: 200, ack: 101 });
    expect(numbers.of(ab, false, 101, 201)).toMatchObject({ seq: 1, ack: 1, sackBase: 200 });
    expect(numbers.of(ba, false, 201, 104)).toMatchObject({ seq: 1, ack: 4, sackBase: 100 });
    expect(numbers.of(ab, false, 104, undefined)).toMatchObject({ seq: 104 });
    // a SYN of a next connection changes nothing, the answer to it does
    expect(numbers.of(ab, true, 900, undefined)).toMatchObject({ seq: 900 });
    expect(numbers.of(ba, false, 201, 901)).toMatchObject({ seq: 1, ack: 801 });
    expect(numbers.of(ba, true, 700, 901)).toMatchObject({ seq: 700, ack: 901 });
    expect(numbers.of(ab, false, 901, 701)).toMatchObject({ seq: 1, ack: 1 });
  });

  test("wrap", () => {
    const numbers = new RelativeNumbers();
    numbers.of(ab, false, 0xffff_fff0, 5);
    expect(numbers.of(ab, false, 10, 3)).toMatchObject({ seq: 26, ack: 0xffff_ffff });
  });

  test("of other ports are others", () => {
    const numbers = new RelativeNumbers();
    numbers.of(ab, false, 100, 200);
    expect(numbers.of({ ...ab, sourcePort: 2, destinationPort: 1 }, false, 7, 8)).toMatchObject({
      seq: 7,
      ack: 8,
    });
  });

  test("are forgotten only behind many later conversations", () => {
    const numbers = new RelativeNumbers();
    const other = { ...ab, sourcePort: 2 };
    numbers.of(ab, false, 100, 200);
    numbers.of(other, false, 100, 200);
    for (let n = 0; n < 2 ** 18; n++) {
      numbers.of({ ...ab, sourceIp: `10.1.${n >> 16}.1`, sourcePort: n & 0xffff }, false, n, 1);
      if (n === 2 ** 17 - 3) expect(numbers.of(ab, false, 101, 200).seq).toBe(1);
    }
    expect(numbers.of(ab, false, 102, 200).seq).toBe(2);
    expect(numbers.of(other, false, 102, 200).seq).toBe(102);
  });
});

test.each([
  [80, 40_000, "HTTP"],
  [40_000, 8080, "HTTP"],
  [80, 21, "FTP"],
  [25, 80, "SMTP"],
  // a decoder without a name goes before
  [22, 80, undefined],
  [53, 639, undefined],
  [443, 40_000, undefined],
])("payload between ports %i and %i is labelled %s", (one, other, label) => {
  expect([portLabel(one, other), portLabel(other, one)]).toEqual([label, label]);
});

test.each([
  ["::c000:202", "::192.0.2.2"],
  ["::ffff:102:304", "::ffff:1.2.3.4"],
  ["::1", "::1"],
  ["2001:db8::1:2", "2001:db8::1:2"],
  ["192.0.2.1", "192.0.2.1"],
])("address %s is %s", (ip, expected) => {
  expect(addressText(ip)).toBe(expected);
});

test.each([
  [{ iface: "2", pkt_dir: "in" as const }, "wlp4s0 In  "],
  [{ iface: "lo", pkt_dir: "out" as const }, "lo    Out "],
  [{ iface: "\u001b[2J" }, "?[2J  "],
  [{ pkt_dir: "in" as const }, "In  "],
  [{}, ""],
])("place %j is %j", (event, expected) => {
  expect(placeText(event, new Map([["2", "wlp4s0"]]))).toBe(expected);
});

test("no name of a capture reaches a terminal as a command", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(printable(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      expect(printable(text)).toHaveLength(text.length);
    }),
  );
});

/** What tcpdump 4.99.3 printed for such options. */
test.each([
  ["0101", "S", "mptcp 4 capable v1"],
  ["0181", "S", "mptcp 4 capable v1 csum"],
  ["0201", "S", "mptcp 4 capable Unknown Version (2)"],
  ["01010001020304050607", "S.", "mptcp 12 capable v1 {0x1020304050607}"],
  ["0101000102030405060708090a0b0c0d0e0f", ".", "mptcp 20 capable v1 {0x1020304050607,0x8090a0b0c0d0e0f}"],
  [
    "0101000102030405060708090a0b0c0d0e0f0005",
    "P.",
    "mptcp 22 capable v1 {0x1020304050607,0x8090a0b0c0d0e0f}",
  ],
  ["0101", ".", "mptcp 4 capable[bad opt]"],
  ["10050001020304050607", "S", "mptcp 12 join id 5 token 0x10203 nonce 0x4050607"],
  ["11050001020304050607", "S", "mptcp 12 join backup id 5 token 0x10203 nonce 0x4050607"],
  ["1005000102030405060708090a0b", "S.", "mptcp 16 join id 5 hmac 0x1020304050607 nonce 0x8090a0b"],
  [
    "1005000102030405060708090a0b0c0d0e0f10111213",
    ".",
    "mptcp 24 join hmac 0x000102030405060708090a0b0c0d0e0f10111213",
  ],
  ["10050001020304050607", ".", "mptcp 12 join[bad opt]"],
  ["2000", ".", "mptcp 4 dss"],
  ["20", ".", "mptcp 3 dss[bad opt]"],
  ["200100010203", ".", "mptcp 8 dss ack 66051"],
  ["20010001020304", ".", "mptcp 9 dss ack 66051[bad opt]"],
  ["20130001020304050607", ".", "mptcp 12 dss fin ack 283686952306183"],
  [
    "201f000102030405060708090a0b0c0d0e0f101112131415",
    ".",
    "mptcp 26 dss fin ack 283686952306183 seq 579005069656919567 subseq 269554195 len 5141",
  ],
  [
    "2005000102030405060708090a0b0c0d0e0f",
    ".",
    "mptcp 20 dss ack 66051 seq 67438087 subseq 134810123 len 3085 csum 0xe0f",
  ],
  ["300701020304", ".", "mptcp 8 add-addr v1 id 7 1.2.3.4"],
  ["3107010203040506", ".", "mptcp 10 add-addr v1-echo id 7 1.2.3.4:1286"],
  ["30070102030405060708090a0b0c", ".", "mptcp 16 add-addr v1 id 7 1.2.3.4 hmac 0x5060708090a0b0c"],
  ["300720010db8000000000000000000000001", ".", "mptcp 20 add-addr v1 id 7 2001:db8::1"],
  ["300700000000000000000000000001020304", ".", "mptcp 20 add-addr v1 id 7 ::1.2.3.4"],
  ["300700000000000000000000000000000000", ".", "mptcp 20 add-addr v1 id 7 ::"],
  ["30070102030405060708", ".", "mptcp 12 add-addr[bad opt]"],
  ["350701020304", ".", "mptcp 8 add-addr [bad version/echo] id 7 1.2.3.4"],
  ["40070809", ".", "mptcp 6 rem-addr id 7 8 9"],
  ["40", ".", "mptcp 3 rem-addr[bad opt]"],
  ["50", ".", "mptcp 3 prio non-backup"],
  ["5107", ".", "mptcp 4 prio backup id 7"],
  ["510708", ".", "mptcp 5 prio[bad opt]"],
  ["60000001020304050607", ".", "mptcp 12 fail seq 283686952306183"],
  ["6000", ".", "mptcp 4 fail[bad opt]"],
  ["70000001020304050607", "R", "mptcp 12 fast-close key 0x1020304050607"],
  ["8000", "R.", "mptcp 4 unknown"],
  ["", ".", "mptcp[bad opt]"],
])("option 30 with %s on %s: %s", (data, flags, expected) => {
  expect(mptcpText(data, flags)).toBe(expected);
});
