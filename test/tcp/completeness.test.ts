import { describe, expect, it } from "vitest";
import { Segment } from "../../src/tcp/segment/segment.ts";
import { Connection } from "../../src/tcp/state/connection.ts";
import { ConnectionStore } from "../../src/tcp/state/connection_store.ts";
import {
  C_FLAGS,
  CF_COMPLETENESS_MASK,
  CF_COMPLETENESS_SHIFT,
  CLIENT,
} from "../../src/tcp/state/state_layout.ts";
import { completenessOf, completenessText, noteCompleteness } from "../../src/tcp/summary/completeness.ts";
import { FLAG_ACK, FLAG_FIN, FLAG_PSH, FLAG_RST, FLAG_SYN } from "../../wasm/layout.ts";

const LETTERS: Readonly<Record<string, number>> = {
  S: FLAG_SYN,
  F: FLAG_FIN,
  R: FLAG_RST,
  P: FLAG_PSH,
  ".": FLAG_ACK,
};

function newConnection(): Connection {
  const store = new ConnectionStore();
  const connection = new Connection(store);
  connection.moveTo(store.allocate(), CLIENT);
  return connection;
}

/** tcp.completeness of a connection of these segments: flags as tcpdump writes them, then the payload if there is some. */
function completeness(script: string): number {
  const connection = newConnection();
  const segment = new Segment();
  script.split(" ").forEach((word, i) => {
    const [, flags, length] = /^([SFRP.]*)(\d*)$/.exec(word)!;
    segment.flags = [...flags!].reduce((bits, letter) => bits | LETTERS[letter]!, 0);
    segment.payloadLength = Number(length);
    noteCompleteness(connection, segment, i === 0);
  });
  return completenessOf(connection);
}

// every value is what tshark 4.0.17 -2 prints for a capture of these segments
describe("noteCompleteness", () => {
  it.each([
    ["a SYN", "S", 1],
    ["a SYN-ACK without its SYN", "S. .", 6],
    ["a SYN that is not the first packet", "S. S .", 6],
    ["a handshake", "S S. .", 7],
    ["data", "S S. . P.5", 15],
    ["data in the third segment, no empty ACK", "S S. P.5", 11],
    ["data on the first SYN (Fast Open)", "S5 S.", 11],
    ["data on a SYN-ACK", "S S.5", 3],
    ["data on a SYN that is not the first packet", "S S5 S.", 3],
    ["a one byte keep-alive counts as data", "S S. . .1", 15],
    ["data without ACK is none", "S S. . P5", 7],
    ["a FIN with ACK and no payload is an empty ACK, too", "S S. F.", 23],
    ["a FIN without ACK is none", "S S. . F", 7],
    ["closed with data", "S S. . P.5 . F. F. .", 31],
    ["closed without data", "S S. . F. F. .", 23],
    ["refused: the RST has ACK", "S R.", 37],
    ["a RST without ACK", "S R", 33],
    ["reset with data", "S S. . P.5 R", 47],
    ["closed and reset", "S S. . P.5 F. R.", 63],
    ["midstream", "P.5 .", 12],
    ["SYN and RST in one", "SR", 33],
    ["SYN and FIN in one", "SF. .", 22],
    ["no flag at all", " ", 0],
  ])("%s", (_, script, expected) => {
    expect(completeness(script)).toBe(expected);
  });

  it("leaves the other bits of C_FLAGS alone", () => {
    const connection = newConnection();
    const others = ~(CF_COMPLETENESS_MASK << CF_COMPLETENESS_SHIFT);
    connection.words[connection.c + C_FLAGS] = others;
    const segment = new Segment();
    segment.flags = FLAG_SYN | FLAG_ACK;
    noteCompleteness(connection, segment, true);
    expect(completenessOf(connection)).toBe(2);
    expect(connection.words[connection.c + C_FLAGS]! & others).toBe(others);
  });
});

describe("completenessText", () => {
  const named = new Map([
    [1, "Incomplete, SYN_SENT"],
    [3, "Incomplete, CLIENT_ESTABLISHED"],
    [7, "Incomplete, ESTABLISHED"],
    [15, "Incomplete, DATA"],
    [23, "Complete, NO_DATA"],
    [39, "Complete, NO_DATA"],
    [55, "Complete, NO_DATA"],
    [31, "Complete, WITH_DATA"],
    [47, "Complete, WITH_DATA"],
    [63, "Complete, WITH_DATA"],
  ]);

  it.each(Array.from({ length: 64 }, (_, value) => value))("of %i is Wireshark's", (value) => {
    expect(completenessText(value)).toBe(named.get(value) ?? "Incomplete");
  });
});
