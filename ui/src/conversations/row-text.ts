// What a row says of its last message.

import type { RowView } from "../ipc/bindings/RowView";
import type { Words } from "../text/words.svelte";

/** How long something plays, as Rust writes it for a message without words. */
const TIME = /^\d+:\d\d(:\d\d)?$/;

/** Returns the message's words, else its kind, with how long it plays: `Voice message 0:14`. */
export function rowText(row: Pick<RowView, "kind" | "preview">, words: Words): string {
  const kind = words.say.kinds[row.kind];
  if (row.preview === "") return kind;
  const lasts = row.kind === "voice" || row.kind === "audio" || row.kind === "video";
  return lasts && TIME.test(row.preview) ? words.say.row.timed(kind, row.preview) : row.preview;
}
