// The words of the page that a person is handed, by name.

import type { Words } from "../text/words.svelte";

/** Returns every word of the page, in the window's language. */
export function exportWords(words: Words): Record<string, string> {
  const { say } = words;
  const channels = Object.entries(say.channels).map(([kind, name]) => [`channel.${kind}`, name]);
  const purposes = Object.entries(say.consent.purposes).map(([purpose, name]) => [`purpose.${purpose}`, name]);
  return { language: words.language, ...say.exportPage, ...Object.fromEntries([...channels, ...purposes]) };
}
