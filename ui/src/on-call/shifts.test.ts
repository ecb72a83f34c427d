import { expect, test } from "vitest";
import { isOverMidnight, shiftText } from "./shifts";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

test("days that follow one another are one", () => {
  expect(shiftText({ days: [0, 1, 2, 3, 4, 6], from: 1200, to: 480 }, DAYS)).toBe("Mon–Fri, Sun 20:00–08:00");
  expect(shiftText({ days: [6, 5], from: 0, to: 1440 }, DAYS)).toBe("Sat, Sun 00:00–24:00");
});

test("a shift that ends before it begins goes on into the next day", () => {
  expect(isOverMidnight({ days: [0], from: 1200, to: 480 })).toBe(true);
  expect(isOverMidnight({ days: [0], from: 480, to: 1200 })).toBe(false);
});
