// The walks through a patient's day in short, and through the assistants of the settings. By keyboard.

import { strict as assert } from "node:assert";
import { byId, openByPalette } from "./steps.mjs";

async function openDay(page, go, name, query = "") {
  await go(query);
  await openByPalette(page, name);
  if (!(await page.locator(".panel").isVisible())) await page.keyboard.press("Alt+i");
  await byId(page, "day-summary").waitFor();
}

async function openAssistants(page, go, query = "") {
  await go(query);
  await page.keyboard.press("Control+6");
  await byId(page, "assist-set-up").waitFor();
}

export const summaryWalks = {
  "summary: a sentence of the day opens its message, and the day before is a step away": async (page, go) => {
    await openDay(page, go, "Maria");
    const day = byId(page, "day-summary");
    await day.getByText("In their words").waitFor();
    await day.locator(".day-lines .link").first().press("Enter");
    await page.getByRole("main", { name: /Maria/ }).waitFor();
    await byId(page, "day-before").press("Enter");
    await day.locator(".day-name").filter({ hasText: "Yesterday" }).waitFor();
    await byId(page, "day-after").press("Enter");
    await day.locator(".day-name").filter({ hasText: "Today" }).waitFor();
    assert.ok(await byId(page, "day-after").isDisabled());
  },

  "summary: made now, before its hour": async (page, go) => {
    await openDay(page, go, "Maria", "day-waits");
    await byId(page, "make-now").press("Enter");
    await byId(page, "day-summary").getByText("In their words").waitFor();
  },

  "summary: an assistant's draft, and what is sent for it": async (page, go) => {
    await openDay(page, go, "João", "assist=ready");
    await byId(page, "day-look").press("Enter");
    await byId(page, "day-preview").getByText("[PERSON_1]").or(byId(page, "day-preview").getByText("m1")).first().waitFor();
    await page.keyboard.press("Escape");
    await byId(page, "day-preview").waitFor({ state: "detached" });
    await byId(page, "draft-now").press("Enter");
    await byId(page, "day-draft").getByText("AI draft: small-2026").waitFor();
  },

  "summary: who did not agree has no draft": async (page, go) => {
    await openDay(page, go, "Maria", "assist=ready");
    await byId(page, "draft-state").getByText("has not agreed").waitFor();
    assert.equal(await byId(page, "draft-now").count(), 0);
  },

  "assistants: set up, tried, switched on": async (page, go) => {
    await openAssistants(page, go);
    await byId(page, "assist-set-up").press("Enter");
    await byId(page, "assist-address").fill("http://127.0.0.1:8080/v1");
    await byId(page, "assist-summary-model").fill("small-1");
    await byId(page, "assist-keep").press("Enter");
    await byId(page, "assist-form").waitFor({ state: "detached" });
    await byId(page, "try-summaries").press("Enter");
    await byId(page, "assist-summaries").getByText("It works.").waitFor();
    await byId(page, "assist-summaries").getByRole("button", { name: "On", exact: true }).press("Enter");
    await byId(page, "assist-summaries").getByText("On, for patients who agreed").waitFor();
  },

  "assistants: a host of the network is the owner's own, a budget is nearly used": async (page, go) => {
    await openAssistants(page, go, "assist=near");
    await page.getByText("Most of this month’s budget is used.").waitFor();
    await byId(page, "assist-set-up").press("Enter");
    await byId(page, "assist-address").fill("http://192.168.1.20:8000/v1");
    await byId(page, "assist-own").press("Space");
    await byId(page, "assist-keep").press("Enter");
    await byId(page, "assist").getByText("On your own computer in the network").waitFor();
  },

  "assistants: a budget in another currency, and the months before": async (page, go) => {
    await openAssistants(page, go, "assist=near");
    const earlier = byId(page, "assist-earlier");
    await earlier.locator("summary").press("Enter");
    await earlier.getByText("€6.42 of €10.00 used").waitFor();
    assert.equal(await earlier.locator("li").count(), 2);
    await byId(page, "assist-currency").press("U");
    await byId(page, "assist-budget").getByText(/\$0\.00 of (US)?\$10\.00 used/).waitFor();
    // What was spent this month in the other one is not forgotten.
    await earlier.locator("li").nth(2).waitFor();
  },

  "assistants: what is asked for in the form": async (page, go) => {
    await openAssistants(page, go, "assist=over");
    await byId(page, "assist-set-up").press("Enter");
    await byId(page, "assist-form").waitFor();
  },
};
