/** Stamps of events as a date and a time of day. */

/**
 * `2023-06-16 05:29:25.569020 UTC`; nine digits only where they tell something.
 *
 * @param ts of an event: RFC 3339 with nine digits
 * @param timeZone IANA name; absent: UTC
 */
export function formatMoment(ts: string, timeZone?: string): string {
  const fraction = ts.slice(20, 29);
  const digits = fraction.endsWith("000") ? fraction.slice(0, 6) : fraction;
  if (timeZone === undefined) return `${ts.slice(0, 10)} ${ts.slice(11, 19)}.${digits} UTC`;
  // Swedish dates are those of ISO 8601
  const local = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "medium",
  }).format(new Date(`${ts.slice(0, 19)}Z`));
  return `${local}.${digits} ${timeZone}`;
}
