// Which rows of a long list are in view.

export const ROW_HEIGHT = 68;
const SPARE_ROWS = 6;

export interface VisibleRows {
  first: number;
  /** One past the last. */
  end: number;
}

/** Returns the rows to draw for a scroll position, with a few spare ones on either side. */
export function visibleRows(scrollTop: number, height: number, count: number): VisibleRows {
  const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - SPARE_ROWS);
  const end = Math.min(count, Math.ceil((scrollTop + height) / ROW_HEIGHT) + SPARE_ROWS);
  return { first: Math.min(first, count), end };
}
