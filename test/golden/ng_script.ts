/**
 * Block scripts: a pcapng file, one block a line, in the notation of test/data/README.md.
 */

import type {
  ByteOrder,
  EnhancedPacket,
  InterfaceDescription,
  NameResolution,
  ObsoletePacket,
  OptionName,
  OptionValue,
  PcapngBlock,
  SectionHeader,
} from "../support/builder/pcapng.ts";
import { concat, filler } from "../support/capture_builder.ts";
import { type BlockTail, type Mutable, parseHex, parseTail } from "./ng_options.ts";
import { type NgInterface, parsePacket, parseStamp } from "./ng_packet.ts";
import { parseLayers, type ScriptLayer } from "./script_layers.ts";
import { ScriptLine } from "./script_line.ts";
import { linkSpec, SCRIPT_LINKS } from "./script_links.ts";
import { newRun, parseRunLine, type ScriptRun } from "./script_run.ts";

/** The script of a pcapng file. */
export interface NgScript extends Omit<ScriptRun, "connections"> {
  readonly blocks: readonly PcapngBlock[];
}

const U16 = 0xffff;
const U32 = 0xffff_ffff;
const MAX_LENGTH = 2n ** 63n - 1n;

/** What the lines so far have said. */
interface NgDraft {
  readonly run: ReturnType<typeof newRun>;
  byteOrder: ByteOrder;
  layers: readonly ScriptLayer[];
  /** Those of the present section. */
  interfaces: NgInterface[];
  packets: number;
  readonly blocks: PcapngBlock[];
}

/**
 * Reads a script.
 * @throws {ScriptError} with line and column
 */
export function parseNgScript(text: string): NgScript {
  const draft: NgDraft = {
    run: newRun(),
    byteOrder: "little",
    layers: [],
    interfaces: [],
    packets: 0,
    blocks: [],
  };
  for (const [index, lineText] of text.split("\n").entries()) {
    const line = new ScriptLine(lineText, index + 1);
    if (line.isAtEnd) continue;
    if (!parseRunLine(line, draft.run)) {
      if (line.skip("encapsulate")) draft.layers = parseLayers(line);
      else draft.blocks.push(parseBlock(line, index + 1, draft));
    }
    if (!line.isAtEnd) line.fail("expected the end of the line");
  }
  const { detail, events, options } = draft.run;
  return { detail, ...(events && { events }), options, blocks: draft.blocks };
}

const BLOCKS = [
  "shb",
  "idb",
  "epb",
  "pb",
  "spb",
  "nrb",
  "isb",
  "dsb",
  "cb",
  "dcb",
  "sje",
  "block",
  "bytes",
] as const;

function parseBlock(line: ScriptLine, lineNumber: number, draft: NgDraft): PcapngBlock {
  const name = line.choice(BLOCKS);
  switch (name) {
    case "shb":
      return sectionHeader(line, draft);
    case "idb":
      return interfaceDescription(line, draft);
    case "epb":
    case "pb":
    case "spb":
      return packetBlock(name, line, lineNumber, draft);
    case "nrb":
      return nameResolution(line);
    case "isb": {
      const id = line.integer("the interface", 0, U32);
      const stamp = parseStamp(line, draft.interfaces[id]);
      return { block: "ISB", interface: id, stamp, ...parseTail(line) };
    }
    case "dsb":
      return { block: "DSB", data: new TextEncoder().encode(line.text("secrets")), ...parseTail(line) };
    case "cb":
    case "dcb":
      return { block: name === "cb" ? "CB" : "DCB", data: parseHex(line, "custom data"), ...parseTail(line) };
    case "sje":
      return { block: "SJE", entry: line.text("an entry"), ...parseTail(line) };
    case "block": {
      const type = line.integer("the block's type", 0, U32);
      const body = line.skip("size") ? line.integer("bytes", 0, U32) : parseHex(line, "the body");
      return { block: "other", type, body, ...parseTail(line) };
    }
    case "bytes":
      return { block: "bytes", data: parseHex(line, "bytes") };
  }
}

function sectionHeader(line: ScriptLine, draft: NgDraft): PcapngBlock {
  draft.byteOrder = line.choice(["little", "big"]);
  draft.interfaces = [];
  const own: Mutable<Partial<SectionHeader>> = {};
  const tail = parseTail(line, () => {
    if (line.skip("version")) {
      const [major, minor] = line.match(/(\d+)\.(\d+)/, "a version").map(Number);
      own.major = major!;
      own.minor = minor!;
    } else if (line.skip("magic")) own.magic = line.integer("the byte-order magic", 0, U32);
    else if (line.skip("section_length")) own.sectionLength = line.bigInteger("bytes", -1n, MAX_LENGTH);
    else return false;
    return true;
  });
  return { ...own, ...tail, block: "SHB", byteOrder: draft.byteOrder };
}

function interfaceDescription(line: ScriptLine, draft: NgDraft): PcapngBlock {
  const link = SCRIPT_LINKS.find((name) => line.skip(name));
  const linkType = link === undefined ? line.integer(linkNames(), 0, U16) : linkSpec(link).linkType;
  const own: Mutable<Partial<InterfaceDescription>> = {};
  const tail = parseTail(line, () => {
    if (!line.skip("snaplen")) return false;
    own.snaplen = line.integer("the snaplen", 0, U32);
    return true;
  });
  draft.interfaces.push({ link, resolution: resolutionOf(tail), offset: offsetOf(tail) });
  return { ...own, ...tail, block: "IDB", linkType };
}

const linkNames = (): string => `${SCRIPT_LINKS.join(", ")} or a LINKTYPE_ value`;

function valueOfOption(tail: BlockTail, name: OptionName): OptionValue | undefined {
  for (const option of tail.options ?? []) if (!("code" in option) && option[0] === name) return option[1];
  return undefined;
}

const resolutionOf = (tail: BlockTail): number => Number(valueOfOption(tail, "if_tsresol") ?? 6);
const offsetOf = (tail: BlockTail): bigint => BigInt(String(valueOfOption(tail, "if_tsoffset") ?? 0));

function packetBlock(
  name: "epb" | "pb" | "spb",
  line: ScriptLine,
  lineNumber: number,
  draft: NgDraft,
): PcapngBlock {
  const id = name === "spb" ? 0 : line.integer("the interface", 0, name === "pb" ? U16 : U32);
  const source = draft.interfaces[id];
  const stamp = name === "spb" ? 0n : parseStamp(line, source);
  const lengths: Mutable<Pick<EnhancedPacket, "originalLength" | "capturedLength">> = {};
  const own: Mutable<Pick<ObsoletePacket, "drops">> = {};
  let trailer = 0;
  const tail = parseTail(line, () => {
    if (line.skip("original")) lengths.originalLength = line.integer("the original length", 0, U32);
    else if (line.skip("trailer")) trailer = line.integer("bytes behind the frame", 0, U16);
    else if (name !== "spb" && line.skip("captured")) {
      lengths.capturedLength = line.integer("the captured length", 0, U32);
    } else if (name === "pb" && line.skip("drops")) own.drops = line.integer("the drops count", 0, U16);
    else return false;
    return true;
  });
  line.expect(":");
  const { data, ...captured } = parsePacket(line, lineNumber, source, draft);
  const packet = { data: concat(data, filler(trailer)), ...captured };
  draft.packets += 1;
  switch (name) {
    case "epb":
      return { block: "EPB", interface: id, stamp, ...packet, ...lengths, ...tail };
    case "pb":
      return { block: "PB", interface: id, stamp, ...packet, ...lengths, ...own, ...tail };
    case "spb":
      return { block: "SPB", ...packet, ...lengths, ...tail };
  }
}

function nameResolution(line: ScriptLine): PcapngBlock {
  const records: { address: string; names: string[] }[] = [];
  const own: Mutable<Pick<NameResolution, "endOfRecords">> = {};
  const tail = parseTail(line, () => {
    if (line.skip("no_record_end")) own.endOfRecords = false;
    else if (/^[\d.]+$|^[0-9a-f:]*:[0-9a-f:]+$/.test(line.peek() ?? "")) {
      records.push({ address: line.word("an address"), names: [line.word("a name")] });
    } else return false;
    return true;
  });
  return { block: "NRB", records, ...own, ...tail };
}
