/** Which events are wanted. Loads no schemas: expressions are compiled by filter/mod.ts, imported where there is one. */
export { AddressRange } from "./address_range.ts";
export { Selection, type SelectionOptions } from "./selection.ts";
