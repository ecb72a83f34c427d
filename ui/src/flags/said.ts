// What a reminder says.

import type { ReminderView } from "../ipc/bindings/ReminderView";
import type { Words } from "../text/words.svelte";

export function said(words: Words, reminder: ReminderView, now: number): string {
  const say = words.say.flagRules;
  const time = words.moment(reminder.since, now);
  if (reminder.kind === "silence") return say.silence(time);
  return reminder.isLate ? say.late(time) : say.followUp(time);
}
