// Flagged and uncertain parts of one text, laid over each other.

import type { AlertLevel } from "../ipc/bindings/AlertLevel";
import type { TranscriptView } from "../ipc/bindings/TranscriptView";

/** What stands on a piece of a text. */
export interface Layer {
  flag: AlertLevel | null;
  isUnsure: boolean;
}

/** Returns the parts of a note's text that carry something, in order and apart from each other. */
export function layers(note: Pick<TranscriptView, "text" | "marks" | "unsure">): { start: number; end: number; mark: Layer }[] {
  const edges = [...note.marks, ...note.unsure].flatMap((it) => [it.start, it.end]);
  const places = [...new Set(edges)].sort((a, b) => a - b);
  return places.slice(1).flatMap((end, i) => {
    const start = places[i] ?? 0;
    const covers = (it: { start: number; end: number }) => it.start < end && start < it.end;
    const mark = { flag: note.marks.find(covers)?.level ?? null, isUnsure: note.unsure.some(covers) };
    return mark.flag !== null || mark.isUnsure ? [{ start, end, mark }] : [];
  });
}
