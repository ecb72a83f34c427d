// Flagged words that are uncertain, too.

import { expect, test } from "vitest";
import { layers } from "./pieces";

test("what is flagged and uncertain is both", () => {
  const text = "ya no quiero seguir";
  const marks = [{ start: 3, end: 19, level: "high" as const }];
  const found = layers({ text, marks, unsure: [{ start: 0, end: 5 }, { start: 13, end: 19 }] });
  expect(found.map((it) => [text.slice(it.start, it.end), it.mark.flag, it.mark.isUnsure])).toEqual([
    ["ya ", null, true],
    ["no", "high", true],
    [" quiero ", "high", false],
    ["seguir", "high", true],
  ]);
});

test("a text that nothing stands on is one piece", () => {
  expect(layers({ text: "olá", marks: [], unsure: [] })).toEqual([]);
});
