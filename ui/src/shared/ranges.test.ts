import { expect, test } from "vitest";
import { cut } from "./ranges";

const marked = (text: string, ...ranges: [number, number][]) =>
  cut(text, ranges.map(([start, end]) => ({ start, end, mark: true as const }))).map((it) => (it.mark ? `[${it.text}]` : it.text));

test("a text is cut at its ranges and loses no letter", () => {
  expect(marked("no quiero seguir más", [0, 16])).toEqual(["[no quiero seguir]", " más"]);
  expect(marked("abc", [1, 2])).toEqual(["a", "[b]", "c"]);
  expect(marked("abc")).toEqual(["abc"]);
  expect(marked("")).toEqual([]);
});

test("ranges count UTF-16 code units, as Rust sends them", () => {
  expect(marked("🙂 sí", [3, 5])).toEqual(["🙂 ", "[sí]"]);
});

test("ranges in any order, overlapping, touching or beyond the end still give the whole text once", () => {
  expect(marked("abcdef", [3, 5], [0, 2])).toEqual(["[ab]", "c", "[de]", "f"]);
  expect(marked("abcdef", [0, 4], [2, 5])).toEqual(["[abcd]", "[e]", "f"]);
  expect(marked("abcdef", [0, 2], [2, 3])).toEqual(["[ab]", "[c]", "def"]);
  expect(marked("abc", [2, 9])).toEqual(["ab", "[c]"]);
  expect(marked("abc", [5, 9], [1, 1])).toEqual(["abc"]);
});
