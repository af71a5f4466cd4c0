/** Expressions that choose events. */
export { compileFilter, type Filter } from "./filter.ts";
export { FilterError } from "./filter_error.ts";
