// The words of the window chip.

import type { WindowView } from "../ipc/bindings/WindowView";
import type { Texts } from "../text/en";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Returns how long one may still write freely, rounded down so that it never promises too much. */
export function timeLeft(window: WindowView, now: number, say: Texts["window"], isShort: boolean): string {
  if (window.state === "closed") return say.closed;
  if (window.closesAt === null) return say.open;
  const left = Math.max(0, window.closesAt - now);
  if (left >= HOUR_MS) {
    const hours = Math.floor(left / HOUR_MS);
    return isShort ? say.hours(hours) : say.hoursLeft(hours);
  }
  const minutes = Math.floor(left / MINUTE_MS);
  return isShort ? say.minutes(minutes) : say.minutesLeft(minutes);
}
