// Cutting a text at ranges of UTF-16 code units, for marked words and found letters.

export interface Piece<Mark> {
  text: string;
  mark: Mark | null;
}

export interface Range<Mark> {
  start: number;
  end: number;
  mark: Mark;
}

/** Returns the text in pieces, those inside a range with its mark. Overlaps go to the first; what lies outside is cut off. */
export function cut<Mark>(text: string, ranges: readonly Range<Mark>[]): Piece<Mark>[] {
  const pieces: Piece<Mark>[] = [];
  let at = 0;
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const start = Math.max(at, range.start);
    const end = Math.min(text.length, range.end);
    if (end <= start) continue;
    if (start > at) pieces.push({ text: text.slice(at, start), mark: null });
    pieces.push({ text: text.slice(start, end), mark: range.mark });
    at = end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), mark: null });
  return pieces;
}
