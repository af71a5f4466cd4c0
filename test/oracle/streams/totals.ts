/** What each side counted in a connection, by end. */

import { address } from "../frames.ts";
import type { FramePair, OurSegment, TheirFrame } from "../model.ts";
import type { Connection, Field, OurFlow } from "./model.ts";

export type Counter = "packets" | "payload" | "syn" | "syn_ack" | "fin" | "rst";
export type End = "a" | "b";
export type CountedField = `${Counter}_${End}` & Field;

export const COUNTERS: readonly Counter[] = ["packets", "payload", "syn", "syn_ack", "fin", "rst"];
export const ENDS: readonly End[] = ["a", "b"];

export const FIN = 0x001;
export const SYN = 0x002;
export const RST = 0x004;
export const ACK = 0x010;

/** The end that a connection's first flow calls the client. */
function isClient(flow: OurFlow, ip: string, port: number): boolean {
  return port === flow.end.client_port && address(ip) === address(flow.end.client_ip);
}

/** True where both ends are one socket, so that addresses tell no direction. */
export function isSelfAddressed(flow: OurFlow): boolean {
  return isClient(flow, flow.end.server_ip, flow.end.server_port);
}

/** Which end sent a frame, by its addresses. */
export function endOf(first: OurFlow, { theirs, ours }: FramePair): End {
  if (theirs?.ip !== undefined && theirs.tcp !== undefined) {
    return isClient(first, theirs.ip.src, theirs.tcp.srcPort) ? "a" : "b";
  }
  if (ours === undefined) return "a";
  const client = isClient(first, ours.client_ip, ours.client_port);
  return (ours.sender === "client") === client ? "a" : "b";
}

/** What one frame adds to a counter, by tshark. */
export function theirShare({ tcp }: TheirFrame, counter: Counter): number {
  const flags = tcp?.flags ?? 0;
  switch (counter) {
    case "packets":
      return 1;
    case "payload":
      return tcp?.length ?? 0;
    case "syn":
      return (flags & (SYN | ACK)) === SYN ? 1 : 0;
    case "syn_ack":
      return (flags & (SYN | ACK)) === (SYN | ACK) ? 1 : 0;
    case "fin":
      return (flags & FIN) === 0 ? 0 : 1;
    case "rst":
      return (flags & RST) === 0 ? 0 : 1;
  }
}

function has(segment: OurSegment, letters: string): boolean {
  return [...letters].every((letter) => segment.flags.includes(letter));
}

/** What one segment adds to a counter. */
export function segmentShare(segment: OurSegment, counter: Counter): number {
  switch (counter) {
    case "packets":
      return 1;
    case "payload":
      return segment.len;
    case "syn":
      return has(segment, "S") && !has(segment, ".") ? 1 : 0;
    case "syn_ack":
      return has(segment, "S.") ? 1 : 0;
    case "fin":
      return has(segment, "F") ? 1 : 0;
    case "rst":
      return has(segment, "R") ? 1 : 0;
  }
}

function flowShare(flow: OurFlow, sender: "client" | "server", counter: Counter): number {
  const totals = sender === "client" ? flow.end.c2s : flow.end.s2c;
  switch (counter) {
    case "packets":
      return totals.packets + totals.copies;
    case "payload":
      return totals.payload_bytes;
    case "syn":
    case "syn_ack":
      return flow.syns.filter((syn) => syn.event === counter && syn.sender === sender).length;
    case "fin":
      return totals.fin_packets;
    case "rst":
      return totals.rst_packets;
  }
}

/** A counter of one end over all flows of the connection, copies included. */
export function ourTotal({ flows }: Connection, counter: Counter, end: End): number {
  const first = flows[0]!;
  let sum = 0;
  for (const flow of flows) {
    const turned = !isClient(first, flow.end.client_ip, flow.end.client_port);
    const sender = (end === "a") === turned ? "server" : "client";
    sum += flowShare(flow, sender, counter);
    // `flow_end` and the phase events leave copies out, but there is a number of them.
    if (counter === "packets") continue;
    for (const segment of flow.segments) {
      if (segment.copy_of !== undefined && segment.sender === sender) sum += segmentShare(segment, counter);
    }
  }
  return sum;
}

/** The same over all frames that tshark has in the connection's streams. */
export function theirTotal({ flows, pairs }: Connection, counter: Counter, end: End): number {
  const first = flows[0]!;
  let sum = 0;
  for (const pair of pairs) {
    if (pair.theirs?.tcp !== undefined && endOf(first, pair) === end) sum += theirShare(pair.theirs, counter);
  }
  return sum;
}
