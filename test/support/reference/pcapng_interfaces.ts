/** The interfaces of a run for the reference reader: numbered in the order of first sight, over sections and files. */

export interface RunInterface {
  /** Undefined: one more than are numbered. */
  readonly id: number | undefined;
  readonly name: string | undefined;
  readonly linkType: number;
}

/** Interfaces that are numbered. */
const MAX_NUMBERED = 1024;

export class ReferenceInterfaces {
  readonly list: RunInterface[] = [];
  readonly #known = new Map<string, RunInterface>();
  /** True if there were more than are numbered. */
  capped = false;
  /** Whether packets of a link type are decoded. */
  readonly isSupported: (linkType: number) => boolean;

  constructor(isSupported: (linkType: number) => boolean) {
    this.isSupported = isSupported;
  }

  /** The one of that name, link type and number in its section. */
  note(name: string | undefined, linkType: number, number: number): RunInterface {
    const key = JSON.stringify([name ?? null, linkType, number]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.list.length === MAX_NUMBERED) {
      this.capped = true;
      return { id: undefined, name, linkType };
    }
    const added = { id: this.list.length, name, linkType };
    this.#known.set(key, added);
    this.list.push(added);
    return added;
  }
}

/** What events call an interface. */
export function interfaceText({ id, name }: RunInterface): string | undefined {
  return id === undefined ? undefined : (name ?? String(id));
}
