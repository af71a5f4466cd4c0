/** Which events of a run are wanted: by their connection, and by an expression. */
import type { FlowIdentity } from "../events/mod.ts";
import { AddressRange, addressBytes } from "./address_range.ts";
import type { Filter } from "./filter/filter.ts";

/** What is asked for; all of it must be true of an event, of each list one thing. */
export interface SelectionOptions {
  /** Numbers as in `stream`. */
  readonly streams?: readonly number[] | undefined;
  /** Addresses of either end, each alone or with a prefix length. */
  readonly hosts?: readonly string[] | undefined;
  /** Ports of either end. */
  readonly ports?: readonly number[] | undefined;
  readonly filter?: Filter | undefined;
}

/** Addresses of which it is kept whether they are wanted. */
const MAX_KNOWN_HOSTS = 4096;

export class Selection {
  readonly #streams: ReadonlySet<number> | undefined;
  readonly #ports: ReadonlySet<number> | undefined;
  readonly #ranges: readonly AddressRange[] | undefined;
  readonly #knownHosts = new Map<string, boolean>();
  readonly #filter: Filter | undefined;

  /** @throws {TypeError} a host that is neither an address nor one with a prefix length */
  constructor({ streams, hosts, ports, filter }: SelectionOptions) {
    this.#streams = streams && new Set(streams);
    this.#ports = ports && new Set(ports);
    this.#filter = filter;
    this.#ranges = hosts?.map((host) => {
      const range = AddressRange.parse(host);
      if (!range) throw new TypeError(`Cannot select host ${JSON.stringify(host)}: it is no address`);
      return range;
    });
  }

  /** Whether events of a connection can be wanted at all. */
  includesFlow(flow: FlowIdentity): boolean {
    if (this.#streams && !this.#streams.has(flow.stream)) return false;
    if (this.#ports && !this.#ports.has(flow.clientPort) && !this.#ports.has(flow.serverPort)) return false;
    return !this.#ranges || this.#isHost(flow.clientIp) || this.#isHost(flow.serverIp);
  }

  /** By an expression; absent: events are wanted or not by their connection alone. */
  get filter(): Filter | undefined {
    return this.#filter;
  }

  #isHost(ip: string): boolean {
    let known = this.#knownHosts.get(ip);
    if (known === undefined) {
      const bytes = addressBytes(ip) ?? [];
      known = this.#ranges!.some((range) => range.includes(bytes));
      if (this.#knownHosts.size >= MAX_KNOWN_HOSTS) this.#knownHosts.clear();
      this.#knownHosts.set(ip, known);
    }
    return known;
  }
}
