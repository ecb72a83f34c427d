import { expect, test } from "vitest";
import { en } from "../text/en";
import { initialsOf } from "./initials";
import { inOrder } from "./levels";
import type { AlertView } from "../ipc/bindings/AlertView";
import { timeLeft } from "./window";

const MINUTE = 60_000;

test("time left is rounded down, so that it never promises too much", () => {
  const left = (minutes: number, isShort = false) => timeLeft({ state: "soon", closesAt: minutes * MINUTE, humanUntil: null }, 0, en.window, isShort);
  expect(left(179)).toBe("2 h left");
  expect(left(60)).toBe("1 h left");
  expect(left(59.9)).toBe("59 min left");
  expect(left(180, true)).toBe("3 h");
  expect(left(-3)).toBe("0 min left");
});

test("the state is Rust's, whatever the clock here says", () => {
  expect(timeLeft({ state: "closed", closesAt: 90 * MINUTE, humanUntil: null }, 0, en.window, false)).toBe("Closed");
  expect(timeLeft({ state: "open", closesAt: null, humanUntil: null }, 0, en.window, false)).toBe("Open");
});

test("initials leave titles out", () => {
  expect(initialsOf("Ana Ribeiro")).toBe("AR");
  expect(initialsOf("Dr. Vidal")).toBe("V");
  expect(initialsOf("élia")).toBe("É");
});

test("flags are worked through by level, then by age", () => {
  const alert = (id: string, level: AlertView["level"], raisedAt: number) => ({ id, level, raisedAt }) as AlertView;
  const sorted = inOrder([alert("a", "review", 1), alert("b", "urgent", 9), alert("c", "today", 2), alert("d", "urgent", 3)]);
  expect(sorted.map((it) => it.id)).toEqual(["d", "b", "c", "a"]);
});
