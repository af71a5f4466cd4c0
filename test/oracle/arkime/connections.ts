/** Puts Arkime's sessions and our connections side by side, by the records that they share. */

import type { OurSegment } from "../model.ts";
import type { OurFlow } from "../streams/model.ts";
import type { OurCapture } from "../streams/ours.ts";
import type { Session } from "./sessions.ts";

/** Sessions and flows that hang together by shared packets. */
export interface ArkimeConnection {
  readonly sessions: Session[];
  readonly flows: OurFlow[];
}

function addTo<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) if (!list.includes(item)) list.push(item);
}

/** One entry for each group; sessions without packets are left out. */
export function matchSessions(sessions: readonly Session[], ours: OurCapture): ArkimeConnection[] {
  const byOffset = new Map<number, OurSegment>();
  for (const segment of ours.segments.values()) byOffset.set(segment.file_offset, segment);
  const groups = new Set<ArkimeConnection>();
  const byFlow = new Map<OurFlow, ArkimeConnection>();
  for (const session of sessions) {
    if (session.packetPos.length === 0) continue;
    const group: ArkimeConnection = { sessions: [session], flows: [] };
    for (const offset of session.packetPos) {
      // Of a datagram in fragments, Arkime has the place of the first one, we that of the last.
      const segment = byOffset.get(offset);
      const flow = segment && ours.flows.get(segment.flow);
      if (flow !== undefined) addTo(group.flows, [flow]);
    }
    for (const other of new Set(group.flows.map((flow) => byFlow.get(flow)))) {
      if (other === undefined) continue;
      groups.delete(other);
      group.sessions.unshift(...other.sessions);
      addTo(group.flows, other.flows);
    }
    groups.add(group);
    for (const flow of group.flows) byFlow.set(flow, group);
  }
  return [...groups];
}
