// Walks about the clinic's protocol and its emergency numbers.

import assert from "node:assert/strict";
import { byId, openByPalette, showPanel } from "./steps.mjs";

async function toSettings(page) {
  await byId(page, "row").first().waitFor();
  await page.keyboard.press("Control+6");
  await byId(page, "settings").waitFor();
}

export const protocolWalks = {
  "a step of the protocol is ticked after an urgent flag was taken": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    await byId(page, "acknowledge").click();
    await byId(page, "acknowledged").waitFor();
    await showPanel(page);
    const ticks = byId(page, "tick-step");
    await ticks.first().waitFor();
    await ticks.first().focus();
    await page.keyboard.press("Enter");
    await page.locator('[data-testid="tick-step"][aria-pressed="true"]').waitFor();
    assert.match(await byId(page, "protocol").innerText(), /Ana Ribeiro/);
    assert.match(await byId(page, "protocol").locator('[aria-current="step"]').innerText(), /^Phone\./);
  },

  "the steps are reworded, moved and added, and the original comes back": async (page, go) => {
    await go("");
    await toSettings(page);
    await byId(page, "open-protocol").focus();
    await page.keyboard.press("Enter");
    const steps = byId(page, "steps-urgent").getByTestId("step");
    await steps.first().waitFor();
    await steps.nth(1).fill("Call Maria’s own number, twice.");
    await byId(page, "steps-urgent").locator("li").nth(1).locator("[data-up]").focus();
    await page.keyboard.press("Enter");
    assert.equal(await steps.nth(0).inputValue(), "Call Maria’s own number, twice.");
    await byId(page, "add-step-urgent").click();
    await page.keyboard.type("Tell the owner.");
    await byId(page, "save-protocol").click();
    await byId(page, "protocol-saved").waitFor();
    assert.match(await byId(page, "protocol-version").innerText(), /version 1, kept by Ana Ribeiro/);
    await byId(page, "restore-protocol").click();
    assert.equal(await steps.count(), 7);
  },

  "emergency numbers that nobody looked at for half a year": async (page, go) => {
    await go("numbers-due");
    await byId(page, "row").first().waitFor();
    await page.keyboard.press("Control+3");
    await byId(page, "numbers-due").waitFor();
    await byId(page, "numbers-due").getByRole("button").click();
    await byId(page, "confirm-numbers").click();
    await page.getByText(/Confirmed by Ana Ribeiro/).waitFor();
    await byId(page, "number-lines").scrollIntoViewIfNeeded();
  },
};
