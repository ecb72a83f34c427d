// Walks through every patient, by keyboard: found by name and number, written to first, and a list of a thousand.

import assert from "node:assert/strict";

async function show(page) {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("all patients");
  await page.locator("#do-patients").waitFor();
  await page.keyboard.press("Enter");
  await page.getByTestId("patient-row").first().waitFor();
}

export const patientWalks = {
  async "patients: who never wrote is written to"(page, open) {
    await open("");
    await show(page);
    await page.getByTestId("patients-search").fill("2217");
    await page.waitForFunction(() => document.querySelectorAll("[data-testid='patient-row']").length === 1);
    await page.getByTestId("patient-row").focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("write-to-patient").focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-testid="thread"]');
    await page.getByRole("main", { name: /Álvaro Dias/ }).waitFor();
    await page.locator(".closed, [data-testid='picker']").first().waitFor();
  },

  async "patients: one of them"(page, open) {
    await open("");
    await show(page);
    await page.getByTestId("patients-silent").focus();
    await page.keyboard.press("Space");
    await page.locator(".patients li[aria-setsize='14']").first().waitFor();
    await page.getByTestId("patient-row").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByTestId("patient-card").getByRole("heading", { name: "Beatriz Nogueira" }).waitFor();
  },

  async "patients: a thousand stay quick"(page, open) {
    await open("imported=1000");
    await show(page);
    const drawn = await page.getByTestId("patient-row").count();
    assert.ok(drawn < 60, `only rows in view are drawn, not ${drawn}`);
    await page.locator(".patients .rows").evaluate((rows) => (rows.scrollTop = rows.scrollHeight));
    await page.waitForFunction(() => document.querySelectorAll(".patients li[aria-setsize='400'], .patients li[aria-setsize='800']").length > 0);
  },

  async "patients: found by a search"(page, open) {
    await open("");
    await page.getByTestId("search").fill("zulm");
    await page.getByTestId("patient-hit").focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("patient-card").getByRole("heading", { name: "Zulmira Antunes" }).waitFor();
  },

  async "patients: nobody by that name"(page, open) {
    await open("");
    await show(page);
    await page.getByTestId("patients-search").fill("xyz");
    await page.locator(".patients .empty").waitFor();
  },

  async "patients: nobody yet"(page, open) {
    await open("empty");
    await page.getByTestId("show-patients").focus();
    await page.keyboard.press("Enter");
    await page.locator(".patients .empty").waitFor();
  },

  async "patients: no template and no channel"(page, open) {
    await open("no-channels");
    await show(page);
    await page.getByTestId("patients-search").fill("zulmira");
    await page.waitForFunction(() => document.querySelectorAll("[data-testid='patient-row']").length === 1);
    await page.getByTestId("patient-row").focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("patient-card").getByRole("heading", { name: "Zulmira Antunes" }).waitFor();
    assert.equal(await page.getByTestId("write-to-patient").count(), 0);
  },

  async "patients: an assistant has no such list"(page, open) {
    await open("role=assistant");
    await page.getByTestId("list").waitFor();
    assert.equal(await page.getByTestId("show-patients").count(), 0);
    await page.getByTestId("search").fill("zulm");
    await page.locator(".results .empty").waitFor();
    assert.equal(await page.getByTestId("patient-hit").count(), 0);
  },
};
