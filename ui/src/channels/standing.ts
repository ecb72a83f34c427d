// How a channel's standing is said: limits in words, events in the order that matters.

import type { ChannelEventKind } from "../ipc/bindings/ChannelEventKind";
import type { ChannelEventView } from "../ipc/bindings/ChannelEventView";
import type { IconName } from "../shared/icons";
import type { Words } from "../text/words.svelte";

/** How many people may be written to first a day; `null` for any number, `undefined` when Meta's word is not known here. */
export function peopleADay(limit: string): number | null | undefined {
  const word = /^TIER_(?:(\d+)(K?)|(UNLIMITED))$/.exec(limit);
  if (!word) return undefined;
  return word[3] ? null : Number(word[1]) * (word[2] ? 1000 : 1);
}

/** Returns Meta's limit as a sentence; a word not known here stays as Meta wrote it. */
export function limitText(limit: string | null, words: Words): string {
  const say = words.say.channelPlace;
  if (limit === null) return say.limitUnknown;
  const people = peopleADay(limit);
  if (people === undefined) return limit;
  return people === null ? say.unlimited : say.limits(new Intl.NumberFormat(words.language).format(people));
}

/** Returns events with warnings first, else as they came: newest first. */
export function warningsFirst(events: readonly ChannelEventView[]): ChannelEventView[] {
  return [...events.filter((it) => it.isWarning), ...events.filter((it) => !it.isWarning)];
}

const icons: Record<ChannelEventKind, IconName> = {
  template_status: "templates",
  template_quality: "templates",
  template_category: "templates",
  template_components: "templates",
  quality: "monitoring",
  name: "user",
  review: "check",
  account: "lock",
  alert: "flag",
  capability: "options",
  security: "key",
  username: "user",
  flow: "form",
  history: "history",
  policy: "info",
  error: "info",
  other: "info",
};

export function eventIcon(about: ChannelEventKind): IconName {
  return icons[about];
}
