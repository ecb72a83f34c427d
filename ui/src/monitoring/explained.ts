// What a day and a week of text tone rest on, in words.

import type { ToneCoverage } from "../ipc/bindings/ToneCoverage";
import type { ToneDayView } from "../ipc/bindings/ToneDayView";
import type { WeighedWordView } from "../ipc/bindings/WeighedWordView";
import type { Words } from "../text/words.svelte";
import { noon } from "./line";

/** Returns what weighed most, in two parts: what pulled down, what pulled up. */
export function weighed(found: readonly WeighedWordView[], words: Words): string[] {
  const say = words.say.watch;
  const named = (picked: WeighedWordView[]) => picked.map((it) => `“${it.text}”`).join(", ");
  const heavy = found.filter((it) => it.value < 0);
  const light = found.filter((it) => it.value > 0);
  return [heavy.length > 0 ? say.weighedHeavier(named(heavy)) : "", light.length > 0 ? say.weighedLighter(named(light)) : ""].filter((it) => it !== "");
}

/** Returns a day in words: how many messages, how many with a tone, its value, what weighed most. */
export function ofDay(day: ToneDayView, words: Words): string[] {
  const say = words.say.watch;
  const named = say.dayOf(words.weekday(noon(day.on)), day.messages);
  if (day.messages === 0) return [named];
  if (day.value === null) return [named, say.noTone];
  return [named, say.scored(day.texts), words.signed(day.value), ...weighed(day.words, words)];
}

/** Returns what the week rests on. */
export function ofWeek(coverage: ToneCoverage, words: Words): string[] {
  const say = words.say.watch;
  const parts = [say.inWeek(coverage.messages)];
  if (coverage.messages === 0) return parts;
  parts.push(say.scored(coverage.scored));
  if (coverage.unscored > 0) parts.push(say.unscored(coverage.unscored));
  if (coverage.wordless > 0) parts.push(say.wordless(coverage.wordless));
  return parts;
}
