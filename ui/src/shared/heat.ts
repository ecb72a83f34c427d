// A lead's mark in words.

import type { HeatView } from "../ipc/bindings/HeatView";
import type { Texts } from "../text/en";

/** Returns why a lead is marked, in a sentence. */
export function reason(mark: HeatView, say: Texts): string {
  return mark.heat === "hot" && mark.urgency ? say.interest.wants[mark.urgency] : asks(mark, say);
}

/** Returns the same in a word or two. */
export function shortReason(mark: HeatView, say: Texts): string {
  if (mark.heat === "hot" && mark.urgency) return say.interest.shortWants[mark.urgency];
  const first = mark.intents[0];
  return first ? say.interest.shortAsks[first] : say.interest.heats[mark.heat];
}

/** Returns what a lead asks for. */
export function asks(mark: HeatView, say: Texts): string {
  const first = mark.intents[0];
  return first ? say.interest.asks[first] : say.interest.heats[mark.heat];
}

/** Returns the words that say so, as one quotation. */
export function quotation(mark: HeatView, say: Texts): string {
  return say.interest.quote(mark.words.join(" … "));
}
