// How severe a flag is, and how alerts are worked through.

import type { AlertLevel } from "../ipc/bindings/AlertLevel";
import type { AlertView } from "../ipc/bindings/AlertView";

/** 4 is the most severe. */
export const levelNumber: Record<AlertLevel, number> = { review: 1, today: 2, high: 3, urgent: 4 };

/** Returns the flag that a thread is about: the first open one, else one that somebody has and is not done with. A review is
    none: it waits in Monitoring. */
export function inHand(alerts: readonly AlertView[]): AlertView | undefined {
  const calls = inOrder(alerts.filter((it) => it.level !== "review"));
  return calls.find((it) => it.state === "open") ?? calls.find((it) => it.state === "acknowledged" && !it.isDone);
}

/** Returns alerts as they are worked through: the most severe first, the oldest first within a level. */
export function inOrder(alerts: readonly AlertView[]): AlertView[] {
  return [...alerts].sort((a, b) => levelNumber[b.level] - levelNumber[a.level] || a.raisedAt - b.raisedAt);
}
