// Counting a text as the channel does.

import type { TextUnit } from "../ipc/bindings/TextUnit";

/** Returns how long a text is in the channel's unit. */
export function lengthOf(text: string, unit: TextUnit): number {
  switch (unit) {
    case "utf16":
      return text.length;
    case "characters":
      return [...text].length;
    case "bytes":
      return new TextEncoder().encode(text).length;
  }
}
