// Days and hours in the clinic's time zone, which need not be this computer's. No zone means this computer's.

const parts = (at: number, zone: string | undefined) =>
  Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", { timeZone: zone, calendar: "iso8601", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" })
      .formatToParts(at)
      .map((part) => [part.type, Number(part.value)]),
  ) as Record<"year" | "month" | "day" | "hour" | "minute" | "second", number>;

/** Returns what the clinic's clock shows, as if it were UTC: differences of it are whole days there. */
export function wall(at: number, zone?: string): number {
  const { year, month, day, hour, minute, second } = parts(at, zone);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Returns the clinic's date, for example `2026-11-26`. */
export function dateOf(at: number, zone?: string): string {
  return new Date(wall(at, zone)).toISOString().slice(0, 10);
}

/** Returns what a field for date and time wants, for example `2026-11-26T09:00`. */
export function fieldOf(at: number, zone?: string): string {
  return new Date(wall(at, zone)).toISOString().slice(0, 16);
}

/** Returns the instant at which the clinic's clock shows this, for example `2026-11-26T09:00`; one that is skipped is as much later as the clock jumps. */
export function instantOf(field: string, zone?: string): number {
  const wanted = Date.parse(`${field}Z`);
  if (Number.isNaN(wanted)) return NaN;
  const offset = (at: number) => wall(at, zone) - Math.floor(at / 1000) * 1000;
  const first = wanted - offset(wanted);
  const second = wanted - offset(first);
  return offset(second) === offset(first) ? second : Math.max(first, second);
}

/** Returns whether this window knows a zone. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
