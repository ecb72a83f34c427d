// What the page shows of hours and replies before Rust is asked; Rust decides.

import type { Interval } from "../ipc/bindings/Interval";

/** Minutes in a day: an interval that ends there lasts until midnight. */
export const MIDNIGHT = 24 * 60;

/** Returns minutes after midnight as a clock shows them; midnight at the end of a day is written as at its start. */
export function clockOf(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor((minutes % MIDNIGHT) / 60))}:${two(minutes % 60)}`;
}

/** Returns a time as it is typed in minutes: `9`, `930`, `9.30` or `09:30`; nothing for what is none. As an end, midnight is the end of the day. */
export function minutesOf(typed: string, isEnd: boolean): number | null {
  const found = /^(\d{1,2})(?:[:.h]?(\d{2}))?$/.exec(typed.trim());
  if (!found) return null;
  const [hours, minutes] = [Number(found[1]), Number(found[2] ?? 0)];
  if (hours > 24 || minutes > 59 || (hours === 24 && minutes > 0)) return null;
  const at = (hours % 24) * 60 + minutes;
  return isEnd && at === 0 ? MIDNIGHT : at;
}

/** Returns whether an interval of a day ends before it begins, or overlaps another. */
export function hasFault(day: readonly Interval[]): boolean {
  const sorted = [...day].sort((one, other) => one.opens - other.opens);
  return sorted.some((part, at) => part.opens >= part.closes || (at > 0 && (sorted[at - 1]?.closes ?? 0) > part.opens));
}

/** Returns the next interval to offer on a day: the afternoon after a morning. */
export function nextPart(day: readonly Interval[]): Interval {
  const last = Math.max(0, ...day.map((part) => part.closes));
  if (day.length === 0) return { opens: 9 * 60, closes: 18 * 60 };
  const opens = Math.min(last + 60, MIDNIGHT - 60);
  return { opens, closes: Math.min(opens + 4 * 60, MIDNIGHT) };
}

/** Returns a whole reply: the clinic's words, and under them what is always said. */
export function replyText(own: string, always: string, number: string): string {
  const said = always.replaceAll("{number}", number === "" ? "…" : number);
  return own.trim() === "" ? said : `${own.trim()}\n\n${said}`;
}

/** Returns how many bytes a text is as it goes out. */
export function sizeOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Returns a zone's name to be read, for example `America/Sao Paulo`. */
export function shownZone(zone: string): string {
  return zone.replaceAll("_", " ");
}

/** Returns the names of all time zones the system knows, the chosen one among them. */
export function zoneNames(chosen: string): string[] {
  const all = Intl.supportedValuesOf("timeZone");
  return chosen === "" || all.includes(chosen) ? all : [chosen, ...all];
}
