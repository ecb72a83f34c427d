// Hours as they are typed, and a reply as it will be read.

import { expect, test } from "vitest";
import { clockOf, hasFault, MIDNIGHT, minutesOf, nextPart, replyText, sizeOf } from "./rules";

test("times go to minutes and back; midnight ends a day", () => {
  expect(clockOf(9 * 60 + 5)).toBe("09:05");
  expect(clockOf(MIDNIGHT)).toBe("00:00");
  expect(minutesOf("00:00", true)).toBe(MIDNIGHT);
  expect(minutesOf("00:00", false)).toBe(0);
  for (const typed of ["18:30", "1830", "18.30", " 18h30 "]) expect(minutesOf(typed, true), typed).toBe(18 * 60 + 30);
  expect(minutesOf("9", false)).toBe(9 * 60);
  expect(minutesOf("930", false)).toBe(9 * 60 + 30);
  expect(minutesOf("24:00", true)).toBe(MIDNIGHT);
  for (const typed of ["", "25", "9:75", "nine", "24:30"]) expect(minutesOf(typed, false), typed).toBeNull();
});

test("a day of two parts is in order only when they do not overlap", () => {
  const day = [
    { opens: 900, closes: 1080 },
    { opens: 540, closes: 780 },
  ];
  expect(hasFault(day)).toBe(false);
  expect(hasFault([...day, { opens: 770, closes: 800 }])).toBe(true);
  expect(hasFault([{ opens: 600, closes: 540 }])).toBe(true);
  expect(hasFault([])).toBe(false);
});

test("the part that is offered next makes sense", () => {
  expect(hasFault([nextPart([])])).toBe(false);
  const day = [{ opens: 540, closes: 780 }];
  expect(hasFault([...day, nextPart(day)])).toBe(false);
});

test("whom to call is always said", () => {
  expect(replyText("  Volvemos el lunes. ", "Llame al {number}.", "112")).toBe("Volvemos el lunes.\n\nLlame al 112.");
  expect(replyText("", "Llame al {number}.", "112")).toBe("Llame al 112.");
  expect(sizeOf("ναι")).toBe(6);
});
