// The clinic's days, wherever this computer stands.

import { expect, test } from "vitest";
import { dateOf, fieldOf, instantOf, isZone } from "./zone";
import { Words } from "./words.svelte";

const NIGHT = Date.UTC(2026, 10, 26, 23, 30);

test("one instant is two dates", () => {
  expect(dateOf(NIGHT, "Europe/Lisbon")).toBe("2026-11-26");
  expect(dateOf(NIGHT, "Africa/Kigali")).toBe("2026-11-27");
  expect(fieldOf(NIGHT, "America/Sao_Paulo")).toBe("2026-11-26T20:30");
});

test.each(["Europe/Madrid", "America/Santiago", "Africa/Kigali", "America/Sao_Paulo"])("what is shown in %s is what is meant", (zone) => {
  for (let hour = 0; hour < 24 * 366; hour += 7) {
    const at = Date.UTC(2026, 0, 1, hour);
    expect(fieldOf(instantOf(fieldOf(at, zone), zone), zone)).toBe(fieldOf(at, zone));
  }
});

test("an hour that is skipped is later, not lost", () => {
  expect(instantOf("2026-03-29T02:30", "Europe/Madrid")).toBe(Date.UTC(2026, 2, 29, 1, 30));
  expect(instantOf("2026-09-06T00:00", "America/Santiago")).toBe(Date.UTC(2026, 8, 6, 4, 0));
});

test("words tell the clinic's time", () => {
  const words = new Words("en");
  words.timeZone = "Africa/Kigali";
  expect(words.time(NIGHT)).toBe("01:30");
  expect(words.day(NIGHT, NIGHT + 60_000)).toBe("Today");
  expect(words.day(NIGHT - 2 * 3_600_000, NIGHT)).toBe("Yesterday");
  expect(words.weekdays()[0]).toBe("Monday");
  expect(isZone("Europe/Atlantis")).toBe(false);
});
