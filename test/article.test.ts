/**
 * The model case: tcpdump's listing of one connection, read line by line. The expected figures are those of the
 * listing and of arithmetic on its times.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Analyzer, type Detail } from "../src/mod.ts";
import { ARTICLE_LINES, articleCapture } from "./support/article_capture.ts";

const path = new URL("data/article.pcap", import.meta.url);
if (process.env.UPDATE) writeFileSync(path, articleCapture());

function eventsOf(bytes: Uint8Array, detail: Detail): Record<string, unknown>[] {
  const analyzer = new Analyzer({ detail });
  analyzer.nextFile("article.pcap");
  analyzer.push(bytes);
  analyzer.end();
  analyzer.flush();
  let text = "";
  for (let block = analyzer.takeBlock(); block; block = analyzer.takeBlock()) {
    text += new TextDecoder().decode(block);
  }
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("the capture in the repository is the one that the listing gives", () => {
  expect(Buffer.compare(readFileSync(path), articleCapture())).toBe(0);
});

describe("phases", () => {
  const events = eventsOf(readFileSync(path), "phase");
  const only = (kind: string): Record<string, unknown>[] => events.filter(({ event }) => event === kind);

  test("in this order", () => {
    expect(events.map(({ event }) => event)).toEqual([
      "capture_start",
      "syn",
      "syn_ack",
      "established",
      "data",
      "data",
      "fin",
      "fin_ack",
      "fin",
      "fin_ack",
      "closed",
      "flow_end",
      "capture_end",
    ]);
  });

  test("of one connection, on one interface", () => {
    for (const event of events.slice(1, -1)) {
      expect(event).toMatchObject({
        flow: 0,
        stream: 0,
        client_ip: "192.168.52.67",
        client_port: 33762,
        server_ip: "192.168.52.39",
        server_port: 8080,
      });
    }
    expect(events[0]).toMatchObject({ interfaces: [{ id: 0, link_type: "LINUX_SLL2" }] });
  });

  test("handshake", () => {
    const options = {
      mss: 1460,
      wscale: 7,
      sack_permitted: true,
      other_options: [],
      attempt: 1,
      ttl: 64,
      iface: "2",
    };
    expect(only("syn")).toMatchObject([
      {
        ...options,
        ts: "2023-06-16T05:29:25.569020000Z",
        rel_ns: 0,
        isn: 3666571938,
        win: 64240,
        ts_val: 1128528921,
        ts_ecr: 0,
        pkt_dir: "in",
        frame: 1,
        file_offset: 24,
      },
    ]);
    expect(only("syn_ack")).toMatchObject([
      {
        ...options,
        isn: 394631164,
        ack_raw: 3666571939,
        win: 65160,
        ts_val: 4121163671,
        ts_ecr: 1128528921,
        pkt_dir: "out",
        rtt_ns: 29000,
      },
    ]);
    expect(only("established")).toMatchObject([
      {
        open: "three_way",
        rtt_ns: 2463000,
        handshake_ns: 2492000,
        client_mss: 1460,
        server_mss: 1460,
        client_wscale: 7,
        server_wscale: 7,
        sack: true,
        timestamps: true,
        ecn: false,
      },
    ]);
    expect(only("established")[0]).not.toHaveProperty("inferred");
  });

  test("turns of data: six bytes, and eight in answer", () => {
    expect(only("data")).toMatchObject([
      {
        ts: "2023-06-16T05:29:25.571513000Z",
        rel_ns: 2493000,
        phase: "transfer",
        dir: "c2s",
        sender: "client",
        frame: 4,
        known_frame: 6,
        seq: 1,
        seq_end: 7,
        bytes: 6,
        missing_bytes: 0,
        segments: 1,
        retrans_segments: 0,
        push: true,
        duration_ns: 0,
        end_frame: 4,
        ended_by: "peer_data",
        ack: 7,
        ack_ns: 41000,
        gap_ns: 1000,
        iface: "2",
        pkt_dir: "in",
      },
      {
        ts: "2023-06-16T05:29:25.571658000Z",
        rel_ns: 2638000,
        phase: "transfer",
        dir: "s2c",
        sender: "server",
        frame: 6,
        known_frame: 8,
        seq: 1,
        seq_end: 9,
        bytes: 8,
        missing_bytes: 0,
        segments: 1,
        retrans_segments: 0,
        push: true,
        duration_ns: 0,
        end_frame: 6,
        ended_by: "idle",
        ack: 9,
        ack_ns: 5874000,
        response_ns: 145000,
        gap_ns: 145000,
        iface: "2",
        pkt_dir: "out",
      },
    ]);
    // nothing in front of the first one that it could be a response to
    expect(only("data")[0]).not.toHaveProperty("response_ns");
    for (const turn of only("data")) {
      expect(turn).not.toHaveProperty("crossed");
      expect(turn).not.toHaveProperty("continued");
    }
  });

  test("teardown", () => {
    expect(only("fin")).toMatchObject([
      { sender: "client", seq: 7, len: 0, frame: 8 },
      { sender: "server", seq: 9, len: 0, frame: 10 },
    ]);
    expect(only("fin_ack")).toMatchObject([
      { sender: "server", fin_sender: "client", fin_frame: 8, ack: 8, ack_ns: 40186000 },
      { sender: "client", fin_sender: "server", fin_frame: 10, ack: 10, ack_ns: 4509000 },
    ]);
    expect(only("closed")).toMatchObject([
      { kind: "four_segment", closed_by: "client", close_wait_ns: 4953513000, time_wait: "client" },
    ]);
  });

  test("ends", () => {
    const lossless = {
      retrans_packets: 0,
      retrans_bytes: 0,
      ooo_packets: 0,
      copies: 0,
      zero_windows: 0,
      gaps: 0,
      gap_bytes: 0,
    };
    expect(only("flow_end")).toMatchObject([
      {
        reason: "closed",
        duration_ns: 10007355000,
        role_from: "syn",
        client_state: "TIME-WAIT",
        server_state: "CLOSED",
        conn_state: "SF",
        history: "ShADadFf",
        completeness: 31,
        completeness_text: "Complete, WITH_DATA",
        c2s: {
          ...lossless,
          packets: 6,
          ip_bytes: 326,
          payload_bytes: 6,
          unique_bytes: 6,
          win_min: 64256,
          win_max: 64256,
          cksum_good: 6,
          cksum_partial: 0,
        },
        s2c: {
          ...lossless,
          packets: 5,
          ip_bytes: 276,
          payload_bytes: 8,
          unique_bytes: 8,
          win_min: 65280,
          win_max: 65280,
          cksum_good: 0,
          cksum_partial: 5,
        },
      },
    ]);
    expect(only("capture_end")).toMatchObject([
      {
        complete: true,
        packets: 11,
        tcp_segments: 11,
        flows: 1,
        cksum_good: 6,
        cksum_partial: 5,
        cksum_bad: 0,
        stream_numbers: "exact",
        copies: 0,
      },
    ]);
  });

  test("the server is where it was captured: its SYN-ACK, data and FIN left with the pseudo-header sum", () => {
    expect(only("capture_end")[0]!.capture_hosts).toEqual([
      { ip: "192.168.52.39", partial: 3, via: "pkt_dir", local_path: false },
    ]);
  });
});

describe("segments are the lines of the listing", () => {
  const segments = eventsOf(readFileSync(path), "segment").filter(({ event }) => event === "segment");

  test("all eleven", () => expect(segments.length).toBe(ARTICLE_LINES.length));

  test.each(ARTICLE_LINES.map((line, i) => ({ ...line, i })))("frame $i: $flags", (line) => {
    const hex = (value: number): string => `0x${value.toString(16).padStart(4, "0")}`;
    const expected = {
      sender: line.from,
      ip_id: line.id,
      df: true,
      tos: 0,
      ttl: 64,
      flags: line.flags,
      win: line.win,
      len: line.payload.length,
      cksum: hex(line.cksum),
      cksum_verdict: line.from === "client" ? "good" : "partial",
      ip_cksum_verdict: "good",
      seq: line.seq,
    };
    expect(segments[line.i]).toMatchObject(expected);
    expect(segments[line.i]!.cksum_expected).toBe(
      line.expected === undefined ? undefined : hex(line.expected),
    );
    expect(segments[line.i]!.options).toContainEqual({
      kind: 8,
      name: "timestamps",
      ts_val: line.tsVal,
      ts_ecr: line.tsEcr,
    });
  });

  test("windows are scaled behind the handshake", () => {
    expect(segments.map(({ win_scaled }) => win_scaled)).toEqual([
      64240, 65160, 64256, 64256, 65280, 65280, 64256, 64256, 65280, 65280, 64256,
    ]);
  });
});
