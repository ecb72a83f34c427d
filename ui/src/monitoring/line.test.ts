import { expect, test } from "vitest";
import type { ToneDayView } from "../ipc/bindings/ToneDayView";
import { heightOf, points, reach, strokes } from "./line";

const frame = { left: 0, right: 60, top: 0, bottom: 100 };
const week = (...values: (number | null)[]): ToneDayView[] => values.map((value, i) => ({ on: `2026-11-2${i}`, messages: 1, texts: value === null ? 0 : 1, value, words: [] }));

test("heavier is lower, lighter higher, and the middle is 0", () => {
  expect(heightOf(0, 1, frame)).toBe(50);
  expect(heightOf(1, 1, frame)).toBe(0);
  expect(heightOf(-1, 1, frame)).toBe(100);
});

test("small movements are not blown up, and nothing leaves the drawing", () => {
  expect(reach(week(0.1, -0.1), 0)).toBe(0.5);
  expect(reach(week(0.1, -0.9), 0)).toBe(0.9);
  expect(reach(week(0.1), -0.7)).toBe(0.7);
});

test("a day without a value is a gap, not a point at 0", () => {
  const drawn = points(week(0.5, null, 0.5, 0, null, null, -0.5), 0.5, frame);
  expect(drawn.map((it) => it?.x ?? null)).toEqual([0, null, 20, 30, null, null, 60]);
  expect(strokes(drawn).map((it) => it.isGap)).toEqual([true, false, true]);
  expect(strokes(drawn)[1]?.d).toBe("M20.0 0.0L30.0 50.0");
});

test("one day alone is a point without a stroke, and no day is nothing", () => {
  expect(strokes(points(week(null, 0.2, null), 1, frame))).toEqual([]);
  expect(strokes(points([], 1, frame))).toEqual([]);
});
