/** Why tshark or the index have another number of packets than we do: conditions on the file, never its name. */

import type { OurError } from "../model.ts";
import type { CaptureFile } from "../records.ts";

/** What is known of one file as a whole. */
export interface FileFacts {
  /** What a plain reader finds in it. */
  readonly file: CaptureFile;
  readonly isCapture: boolean;
  readonly theirPackets: number;
  /** tshark read to the end without complaint. */
  readonly theyReadAll: boolean;
  /** undefined: the run failed. */
  readonly ourPackets: number | undefined;
  readonly ourErrors: readonly OurError[];
}

export interface PacketReason {
  readonly id: string;
  readonly text: string;
  /** @param surplus how many packets they have more than we do */
  readonly applies: (facts: FileFacts, surplus: number) => boolean;
}

/** Custom blocks (that may be copied, and may not), and the journal's. */
const SHOWN_BLOCKS: ReadonlySet<number> = new Set([0x00000bad, 0x40000bad, 9]);

function shownBlocks({ file }: FileFacts): number {
  return file.others.filter(({ type }) => type !== undefined && SHOWN_BLOCKS.has(type)).length;
}

export const PACKET_REASONS: readonly PacketReason[] = [
  {
    id: "not_a_capture",
    text: "neither pcap nor pcapng: refused with the name of the format",
    applies: ({ isCapture, ourErrors }) => !isCapture && ourErrors.length === 1,
  },
  {
    id: "custom_blocks",
    text: "tshark shows custom blocks and journal entries as packets",
    applies: (facts, surplus) => surplus === shownBlocks(facts),
  },
  {
    id: "link_type_unknown",
    text: "tshark refuses the whole file for a link type that it does not know",
    applies: ({ theirPackets, theyReadAll, ourPackets, file }) =>
      theirPackets === 0 && !theyReadAll && ourPackets === file.records.length,
  },
  {
    id: "resynchronised",
    text: "behind a broken record header: tshark and the index stop there, we go on at the next good one",
    applies: ({ file, ourPackets = 0, ourErrors }, surplus) =>
      surplus < 0 &&
      surplus === file.records.length - ourPackets &&
      ourErrors.some(({ skipped_bytes = 0 }) => skipped_bytes > 0),
  },
  {
    id: "layout_guessed",
    text: "tshark guesses a vendor's layout of the record headers from a broken file",
    applies: ({ file, theirPackets, theyReadAll, ourPackets = 0 }, surplus) =>
      !theyReadAll &&
      surplus === theirPackets - ourPackets &&
      theirPackets !== file.records.length &&
      ourPackets === file.records.length,
  },
];

/** The reason for which they have so many packets more than we do. */
export function packetReason(facts: FileFacts, surplus: number): string | undefined {
  return PACKET_REASONS.find((reason) => reason.applies(facts, surplus))?.id;
}

/** Why the counts of flows differ where the frames do not tell. */
export const FLOW_REASONS = [
  {
    id: "inner_stream",
    text: "tshark numbers a stream of headers behind another TCP header, in its payload",
  },
] as const;

/** Why tshark's filter `tcp` takes a frame of which it shows no field. */
export const TCP_REASONS = [
  { id: "no_field", text: "tshark calls it TCP, but shows no field of a header" },
] as const;
