// Walks about whose turn a flag is, the order people are asked in, and whom to call about a patient.

import assert from "node:assert/strict";
import { byId, openByPalette, showPanel } from "./steps.mjs";

async function toSettings(page) {
  await byId(page, "row").first().waitFor();
  await page.keyboard.press("Control+6");
  await byId(page, "settings").waitFor();
}

export const onCallWalks = {
  "whose turn a flag is, and who is next to pass it to": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    await byId(page, "asked-now").first().waitFor();
    assert.match(await byId(page, "asked-now").first().innerText(), /asked: Luis Vidal, since/);
    assert.match(await byId(page, "asked-next").first().innerText(), /next: you, /);
    await byId(page, "pass").focus();
    await page.keyboard.press("Enter");
    await byId(page, "pass-to").first().waitFor();
    assert.match(await byId(page, "pass-to").first().innerText(), /Teresa Campos\s+next on call/);
    await page.keyboard.press("Enter");
    await page.getByText("passed to Teresa Campos, nobody has it yet").first().waitFor();
  },

  "the order of who is asked is changed by keyboard and kept when saved": async (page, go) => {
    await go("");
    await toSettings(page);
    await byId(page, "open-on-call").focus();
    await page.keyboard.press("Enter");
    const people = byId(page, "rota-clinical").locator('[data-testid="on-call-person"]');
    await people.nth(2).waitFor();
    assert.match(await people.nth(0).innerText(), /Luis Vidal/);
    await people.nth(0).locator("[data-down]").focus();
    await page.keyboard.press("Enter");
    assert.match(await people.nth(1).innerText(), /Luis Vidal/);
    await people.nth(0).getByTestId("edit-shifts").click();
    await byId(page, "shift").first().waitFor();
    await byId(page, "shift").first().getByLabel("From").fill("21");
    await page.keyboard.press("Tab");
    await byId(page, "save-on-call").click();
    await byId(page, "on-call-saved").waitFor();
    assert.match(await people.nth(0).innerText(), /21:00–08:00/);
  },

  "whom to call about a patient is written down": async (page, go) => {
    await go("");
    await openByPalette(page, "Eleni");
    await showPanel(page);
    const section = byId(page, "emergency-contact");
    await section.getByTestId("edit-emergency-contact").click();
    await section.getByLabel("Name").fill("Kostas D.");
    await section.getByLabel("Who they are to the patient").fill("brother");
    await section.getByLabel("Telephone").fill("+30 694 000 0518");
    await byId(page, "save-emergency-contact").click();
    await section.getByText("Kostas D., brother").waitFor();
  },

  "whom to call stands beside a flag, and a call takes it": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    await byId(page, "call").click();
    const sheet = byId(page, "call-dialog");
    await sheet.getByTestId("contact-to-call").waitFor();
    assert.match(await sheet.getByTestId("contact-to-call").innerText(), /Pilar K\., mother/);
    await sheet.getByTestId("call-contact").focus();
    await page.keyboard.press("Enter");
    await sheet.getByText("The telephone program has the number.").waitFor();
    await page.keyboard.press("Escape");
    await byId(page, "acknowledged").waitFor();
  },
};
