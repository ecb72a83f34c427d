// Where a week of text tone is drawn: points, and the strokes between them, dotted over gaps.

import type { ToneDayView } from "../ipc/bindings/ToneDayView";

export interface Point {
  x: number;
  y: number;
}

/** The frame of a drawing, in its own units: the middle of the first and the last day, and of -1 to 1. */
export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** A line never fills the height with less than this to each side of the middle: small movements stay small. */
const LEAST_REACH = 0.5;

/** Returns how far the drawing reaches from the middle: as far as the values go. */
export function reach(days: readonly ToneDayView[], baseline: number | null): number {
  return Math.max(LEAST_REACH, ...days.map((day) => Math.abs(day.value ?? 0)), Math.abs(baseline ?? 0));
}

/** Returns the height of a value. */
export function heightOf(value: number, most: number, frame: Frame): number {
  return (frame.top + frame.bottom) / 2 - (value / most) * ((frame.bottom - frame.top) / 2);
}

/** Returns the point of each day; nothing for a gap. */
export function points(days: readonly ToneDayView[], most: number, frame: Frame): (Point | null)[] {
  const step = days.length > 1 ? (frame.right - frame.left) / (days.length - 1) : 0;
  return days.map((day, i) => (day.value === null ? null : { x: frame.left + i * step, y: heightOf(day.value, most, frame) }));
}

export interface Stroke {
  d: string;
  isGap: boolean;
}

const at = ({ x, y }: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** Returns the strokes between points: whole between days that follow each other, dotted where days lie between. */
export function strokes(drawn: readonly (Point | null)[]): Stroke[] {
  const found: Stroke[] = [];
  let last: { point: Point; place: number } | null = null;
  drawn.forEach((point, place) => {
    if (!point) return;
    if (last) found.push({ d: `M${at(last.point)}L${at(point)}`, isGap: place - last.place > 1 });
    last = { point, place };
  });
  return found;
}

/** Returns the instant at which a day is named: noon, which every time zone's clock change leaves on its day. */
export function noon(on: string): number {
  return new Date(`${on}T12:00`).getTime();
}
