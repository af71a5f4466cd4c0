/**
 * The interfaces of a run: numbered in the order in which they are first described, whatever file or section that is in.
 */
import { INTERFACE_NAMED } from "../../wasm/layout.ts";
import type { CaptureInterface } from "./batch.ts";
import { linkTypeName } from "./link_types.ts";

/** So many are listed and told apart: a file may describe millions. */
export const MAX_LISTED_INTERFACES = 1024;

/** Numbers interfaces; equal ones of several sections or files (rotated captures) are one. */
export class RunInterfaces {
  readonly list: CaptureInterface[] = [];
  /** There were more than are listed. */
  capped = false;
  readonly #byKey = new Map<string, CaptureInterface>();

  /**
   * Adds an interface, unless it is there.
   * @param id its number in its section
   * @returns undefined if there are too many
   */
  add(id: number, name: string | undefined, linkType: number): CaptureInterface | undefined {
    const key = `${id} ${linkType} ${name ?? ""}`;
    let found = this.#byKey.get(key);
    if (found) return found;
    if (this.list.length === MAX_LISTED_INTERFACES) {
      this.capped = true;
      return undefined;
    }
    found = {
      id: this.list.length,
      ...(name !== undefined && { name }),
      link_type: linkTypeName(linkType),
    };
    this.list.push(found);
    this.#byKey.set(key, found);
    return found;
  }

  /** What REC_INTERFACE stands for: a name or number of this run, or the number that the capturing system gave. */
  nameOf(value: number): string {
    if (!(value & INTERFACE_NAMED)) return String(value);
    const id = value & ~INTERFACE_NAMED;
    return this.list[id]?.name ?? String(id);
  }
}
