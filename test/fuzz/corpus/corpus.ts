/** What inputs are made from: sound captures of every kind, generated here or read from test/data. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { AnalyzeOptions } from "../../../src/mod.ts";
import { parseNgScript } from "../../golden/ng_script.ts";
import { parseScript } from "../../golden/script.ts";
import { scriptCapture } from "../../golden/script_capture.ts";
import { analyzeOptions } from "../../golden/script_options.ts";
import { conversation, wildSegments } from "../../library/captures.ts";
import { pcapng } from "../../support/builder/pcapng.ts";
import { type PcapOptions, type PcapPacket, pcap } from "../../support/capture_builder.ts";
import { FRAMES, LINK_TYPES } from "../../support/frame_catalogue.ts";
import { type Part, type Parts, takeApart, viewOf } from "../parts.ts";
import { type Carrier, LINKS, TUNNELED } from "./carriers.ts";
import { fragmentedConversations } from "./fragments.ts";
import { pcapngFiles } from "./pcapng.ts";

/** A sound capture in pieces. */
export interface Seed extends Parts {
  readonly name: string;
  /** Equal for captures whose packets are written and carried alike. */
  readonly family: string;
  /** What the case that it comes from asks of the analysis. */
  readonly options: AnalyzeOptions;
}

/** Seeds by where they come from; each group is chosen equally often. */
export interface SeedGroup {
  readonly name: string;
  readonly seeds: readonly Seed[];
}

const DATA = new URL("../../data/", import.meta.url);
const V6 = { client: "[2001:db8::1]:40000", server: "[2001:db8::2]:80" };
/** Of a capture that is given from outside; the first packets of a larger one would be all there is of it. */
const MAX_CORPUS_BYTES = 256 * 1024;

const FORMS: readonly PcapOptions[] = [
  {},
  { resolution: "nanoseconds" },
  { byteOrder: "big" },
  { byteOrder: "big", resolution: "nanoseconds" },
  { versionMinor: 3 },
  { versionMinor: 2 },
  { versionMajor: 543, versionMinor: 0 },
];

/** All groups; `folders` are searched to the bottom for more captures. */
export function corpus(folders: readonly string[] = []): SeedGroup[] {
  const groups = [
    { name: "links", seeds: carried(LINKS) },
    { name: "tunnels", seeds: carried(TUNNELED) },
    { name: "fragments", seeds: fragments() },
    { name: "pcapng", seeds: pcapngFiles().map(({ name, bytes }) => seedOf(name, bytes)) },
    { name: "catalogue", seeds: catalogue() },
    { name: "wild", seeds: wild() },
    { name: "scripts", seeds: scripts() },
    { name: "test/data", seeds: capturesIn(DATA.pathname, false) },
    ...folders.map((folder) => ({ name: folder, seeds: capturesIn(folder, true) })),
  ];
  return groups.filter(({ seeds }) => seeds.length > 0);
}

function seedOf(name: string, bytes: Uint8Array, options: AnalyzeOptions = {}): Seed {
  const capture = takeApart(bytes);
  return { name, options, family: familyOf(capture), ...capture };
}

/** Container, byte order, and link type of the first interface. */
function familyOf({ container, parts }: Parts): string {
  if (container === "pcapng") return container;
  const [{ bytes, little }] = parts as [Part];
  return `pcap ${little} ${viewOf(bytes).getUint32(20, little)}`;
}

/** A whole connection in each carrier, the forms of a file and the versions of IP by turns. */
function carried(carriers: readonly Carrier[]): Seed[] {
  return carriers.flatMap(({ name, linkType, wrap }, i) =>
    [undefined, V6].map((ends, version) => {
      const packets = conversation(6, ends).map((datagram, tick) => ({
        data: wrap(datagram),
        nsec: tick * 40_000_000,
      }));
      const form = FORMS[(2 * i + version) % FORMS.length];
      return seedOf(`conversation in ${name}`, pcap(packets, { ...form, linkType }));
    }),
  );
}

function fragments(): Seed[] {
  const carriers = [LINKS[0]!, LINKS[5]!, LINKS[7]!, TUNNELED[0]!, ...TUNNELED.slice(-20, -4)];
  return fragmentedConversations().map(({ name, datagrams }, i) => {
    const { linkType, wrap, name: carrier } = carriers[i % carriers.length]!;
    const packets = datagrams.map((datagram, tick) => ({ data: wrap(datagram), nsec: tick * 1_000_000 }));
    return seedOf(`${name} in ${carrier}`, pcap(packets, { ...FORMS[i % FORMS.length], linkType }));
  });
}

/** Every frame that the decoder knows. */
function catalogue(): Seed[] {
  return LINK_TYPES.map((linkType) => {
    const frames = FRAMES.filter((frame) => frame.linkType === linkType).map(({ data }) => data);
    return seedOf(`catalogue of link type ${linkType}`, pcap(frames, { linkType }));
  });
}

function wild(): Seed[] {
  return Array.from({ length: 8 }, (_, i) => {
    const packets: PcapPacket[] = wildSegments(i + 1, 60);
    return seedOf(`wild ${i + 1}`, pcap(packets, FORMS[i % FORMS.length]));
  });
}

/** The cases of test/data, with all that can be printed of them. */
function scripts(): Seed[] {
  const files = readdirSync(DATA).filter((file) => /\.(seg|ng)$/.test(file));
  return files.map((file) => {
    const text = readFileSync(new URL(file, DATA), "utf8");
    const script = file.endsWith(".ng") ? parseNgScript(text) : parseScript(text);
    const bytes = "blocks" in script ? pcapng(script.blocks) : scriptCapture(script);
    return seedOf(file, bytes, { ...analyzeOptions(script), detail: "segment", events: undefined });
  });
}

function capturesIn(folder: string, deep: boolean): Seed[] {
  const files = readdirSync(folder, { recursive: deep, encoding: "utf8" });
  return files
    .filter((file) => /\.(pcap|pcapng|cap|ntar)$/.test(file))
    .map((file) => ({ file, path: join(folder, file) }))
    .filter(({ path }) => statSync(path).isFile() && statSync(path).size <= MAX_CORPUS_BYTES)
    .map(({ file, path }) => seedOf(file, readFileSync(path)))
    .filter(({ parts }) => parts.some(({ kind }) => kind === "packet"));
}
