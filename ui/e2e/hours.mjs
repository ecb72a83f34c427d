// Walks through opening hours and the automatic reply, by keyboard.

import assert from "node:assert/strict";

async function press(page, id) {
  await page.getByTestId(id).focus();
  await page.keyboard.press("Enter");
}

async function openHours(page, open, query = "") {
  await open(query);
  await page.keyboard.press("Control+6");
  await page.getByTestId("reply-state").waitFor();
  await press(page, "open-hours");
  await page.getByTestId("day-0").waitFor();
}

export const hoursWalks = {
  async "hours: the card of the settings"(page, open) {
    await open("");
    await page.keyboard.press("Control+6");
    await page.getByTestId("reply-state").waitFor();
    await page.getByTestId("hours-card").scrollIntoViewIfNeeded();
  },

  async "hours: the week, and a day that makes no sense"(page, open) {
    await openHours(page, open);
    const opens = page.getByTestId("day-0").locator("input").first();
    await opens.fill("1500");
    await opens.press("Tab");
    await page.getByTestId("day-0").getByRole("alert").waitFor();
    assert.ok(await page.getByTestId("save-hours").isDisabled());
    await opens.fill("8.30");
    await opens.press("Tab");
    await press(page, "save-hours");
    await page.getByTestId("hours-saved").waitFor();
  },

  async "hours: a closed date"(page, open) {
    await openHours(page, open);
    await page.locator("#closed-date").fill("2026-12-24");
    await press(page, "add-date");
    await page.locator('time[datetime="2026-12-24"]').waitFor();
    await page.getByTestId("add-date").scrollIntoViewIfNeeded();
  },

  async "hours: the reply says whom to call, whatever the clinic writes"(page, open) {
    await openHours(page, open);
    await page.getByTestId("reply-text-closed").fill("Volvemos el lunes a las nueve.");
    await page.getByTestId("reply-number").fill("061");
    const said = await page.getByTestId("preview-closed").innerText();
    assert.ok(said.startsWith("Volvemos") && said.includes("061"), said);
    await press(page, "save-hours");
    await page.getByTestId("hours-saved").waitFor();
    await page.getByTestId("reply-closed").scrollIntoViewIfNeeded();
  },

  async "hours: everything in Greek"(page, open) {
    await openHours(page, open, "language=el&closed");
    await page.getByTestId("replies").scrollIntoViewIfNeeded();
  },
};
