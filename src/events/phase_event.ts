/** Reused events to the plain objects that the library yields. */

import type { FlowEvent, ReusedEvent } from "./generated/events.ts";
import { setOwnFields } from "./generated/plain_fields.ts";
import type { PhaseEvent } from "./schemas.ts";
import { formatTimestamp } from "./timestamp.ts";

/**
 * A fresh plain object with the fields of the event's line, in their order: `JSON.stringify` of it gives the
 * bytes of the encoder. It shares nothing with the event.
 */
export function toPhaseEvent(event: ReusedEvent): PhaseEvent {
  const plain: Record<string, unknown> = { event: event.event };
  if ("flow" in event) {
    setEnvelope(plain, event);
  }
  setOwnFields(plain, event);
  return plain as unknown as PhaseEvent;
}

function setEnvelope(plain: Record<string, unknown>, event: FlowEvent): void {
  const { flow } = event;
  plain.phase = event.phase;
  const ts = formatTimestamp(event.sec, event.nsec);
  if (ts !== undefined) {
    plain.ts = ts;
  }
  if (event.rel_ns !== undefined) {
    plain.rel_ns = event.rel_ns;
  }
  plain.flow = flow.flow;
  plain.stream = flow.stream;
  plain.client_ip = flow.clientIp;
  plain.client_port = flow.clientPort;
  plain.server_ip = flow.serverIp;
  plain.server_port = flow.serverPort;
  plain.community_id = flow.communityId;
  plain.dir = event.fromClient ? "c2s" : "s2c";
  plain.sender = event.fromClient ? "client" : "server";
  plain.frame = event.frame;
  if (event.fileIndex > 0) {
    plain.file_index = event.fileIndex;
  }
  plain.file_offset = event.fileOffset;
  if (event.knownFrame !== 0 && event.knownFrame !== event.frame) {
    plain.known_frame = event.knownFrame;
  }
}
