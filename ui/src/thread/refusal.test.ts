import { expect, test } from "vitest";
import { en } from "../text/en";
import { refusalOf, reportOf } from "./refusal";

test("a failure has its own sentence and its own deed", () => {
  const refusal = refusalOf({ code: 2534037, advice: "take_over", action: "take_over" }, en);
  expect(refusal).toEqual({ says: en.refusals.advice.take_over, offer: "Take over", deed: "takeover" });
});

test("what the window cannot do is told in words", () => {
  expect(refusalOf({ code: 131042, advice: "payment", action: "open_business_manager" }, en)).toMatchObject({ deed: null, offer: en.refusals.action.open_business_manager });
});

test("waiting offers nothing to press", () => {
  expect(refusalOf({ code: 131056, advice: "slowed_down", action: "wait" }, en)).toMatchObject({ offer: null, deed: null });
});

test("a failure nobody explained can be sent again", () => {
  expect(refusalOf(null, en)).toMatchObject({ says: en.refusals.advice.meta_says, deed: "again" });
});

test("a report holds codes and the time, nothing of the message", () => {
  expect(reportOf({ code: 100, advice: "bug", action: "report_bug" }, Date.UTC(2026, 10, 18))).toBe("Recado · Meta 100 · bug · 2026-11-18T00:00:00.000Z");
});
