// Money as people type it, and what a form keeps of what there was.

import { describe, expect, it } from "vitest";
import { formOf, micro, money, share, typed } from "./assist.svelte";
import { dayAfter } from "../summary/summary.svelte";

describe("money", () => {
  it("is read with a point or a comma, and nothing else is an amount", () => {
    expect(micro("5")).toBe(5_000_000);
    expect(micro(" 0,15 ")).toBe(150_000);
    expect(micro("0.000006")).toBe(6);
    for (const odd of ["", "-1", "1e9", "5 €", "1.2.3", "12345678"]) expect(micro(odd)).toBeNull();
    expect(micro(typed(1_270_000))).toBe(1_270_000);
  });

  it("is said with as many digits as it needs", () => {
    expect(money(1_270_000, "EUR", "en")).toBe("€1.27");
    expect(money(600, "EUR", "en")).toBe("€0.0006");
    expect(money(0, "EUR", "en")).toBe("€0.00");
  });

  it("without a budget is all used", () => {
    expect(share(0, 0)).toBe(1);
    expect(share(5, 10)).toBe(0.5);
    expect(share(20, 10)).toBe(1);
  });
});

describe("a form", () => {
  it("leaves the key as it is and knows whose the host is", () => {
    const feature = (of: "summaries" | "transcription", isOn: boolean) => ({ feature: of, isOn, model: `m-${of}`, state: "off" as const, provedAt: null, calls: 0, failed: 0, tokens: 0, audioMs: 0 });
    const form = formOf({
      baseUrl: "http://192.168.1.2/v1",
      host: "192.168.1.2",
      address: "own_network",
      hasKey: true,
      features: [feature("summaries", true), feature("transcription", false)],
      hour: 19,
      credit: { monthlyMicro: 5, usedMicro: 0, state: "fine", currency: "EUR", since: 0 },
      earlier: [],
      prices: {},
    });
    expect(form).toMatchObject({ key: null, isOwn: true, on: ["summaries"], summaryModel: "m-summaries", transcriptionModel: "m-transcription" });
  });
});

describe("a day", () => {
  it("has one after it, over months and the hour that jumps", () => {
    expect(dayAfter("2026-11-30", 1)).toBe("2026-12-01");
    expect(dayAfter("2026-03-29", 1)).toBe("2026-03-30");
    expect(dayAfter("2026-01-01", -1)).toBe("2025-12-31");
  });
});
