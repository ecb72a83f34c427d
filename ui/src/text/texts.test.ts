import { expect, test } from "vitest";
import { systemLanguage, texts, Words } from "./words.svelte";
import { plural } from "./plural";

type Leaf = [path: string, value: unknown];

function leaves(node: unknown, path = ""): Leaf[] {
  if (typeof node !== "object" || node === null) return [[path, node]];
  return Object.entries(node).flatMap(([key, value]) => leaves(value, path ? `${path}.${key}` : key));
}

const english = leaves(texts.en);

test.each(["es", "pt", "el"] as const)("%s has every text English has, and no other", (language) => {
  expect(leaves(texts[language]).map(([path]) => path)).toEqual(english.map(([path]) => path));
});

test.each(["en", "es", "pt", "el"] as const)("no text in %s is blank, and every number is put in", (language) => {
  for (const [path, value] of leaves(texts[language])) {
    const said = typeof value === "function" ? String(value(7, 9)) : String(value);
    expect(said.trim(), path).not.toBe("");
    expect(said, path).not.toMatch(/undefined|NaN|#/);
    if (typeof value === "function" && path !== "search.count") expect(said, path).toContain("7");
  }
});

test("texts are translated, not left in English", () => {
  const same = new Set(["WhatsApp", "Messenger", "Instagram", "Meta"]);
  for (const language of ["es", "pt", "el"] as const) {
    const theirs = new Map(leaves(texts[language]));
    const left = english.filter(([path, value]) => typeof value === "string" && value.length > 12 && !same.has(value) && theirs.get(path) === value);
    expect(left.map(([path]) => path)).toEqual([]);
  }
});

test("a verdict of safety is never given", () => {
  for (const [path, value] of english) {
    if (typeof value === "string") expect(value, path).not.toMatch(/\bno risk\b|\bis safe\b/i);
  }
});

test("plurals follow the language", () => {
  expect(plural("en", 1, { one: "# message", other: "# messages" })).toBe("1 message");
  expect(plural("en", 0, { one: "# message", other: "# messages" })).toBe("0 messages");
  expect(plural("es", 1_000_000, { one: "#", other: "# mensajes" })).toBe("1.000.000 mensajes");
  expect(texts.el.thread.newMessages(1)).toBe("1 νέο μήνυμα");
});

test("days are named as one says them", () => {
  const words = new Words("en");
  const now = new Date(2026, 10, 18, 14, 12).getTime();
  const at = (day: number, hour = 9) => new Date(2026, 10, day, hour, 5).getTime();
  expect(words.day(at(18), now)).toBe("Today");
  expect(words.day(at(17, 23), now)).toBe("Yesterday");
  expect(words.day(at(16), now)).toBe("Monday");
  expect(words.day(at(1), now)).toBe("1 November 2026");
  expect(words.short(at(18), now)).toBe("09:05");
  expect(words.short(at(16), now)).toBe("Mon");
  expect(words.moment(at(19), now)).toBe("tomorrow, 09:05");
  words.language = "es";
  expect(words.day(at(17), now)).toBe("Ayer");
});

test("the system's first language that is spoken here is taken", () => {
  expect(systemLanguage(["de-DE", "pt-BR", "en"])).toBe("pt");
  expect(systemLanguage(["el-GR"])).toBe("el");
  expect(systemLanguage(["ja"])).toBe("en");
});
