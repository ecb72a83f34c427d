// Walks through keeping and erasing, by keyboard: a hold, an export, an erasure, the rules, the register.

import assert from "node:assert/strict";
import { openByPalette } from "./steps.mjs";

/** The panel beside the thread has to be asked for in a narrow window. */
async function showPanel(page) {
  if (!(await page.locator(".panel").isVisible())) await page.keyboard.press("Alt+i");
  await page.getByTestId("keeping").waitFor();
}

async function openJoao(page, open) {
  await open("");
  await openByPalette(page, "João P.");
  await showPanel(page);
}

async function press(page, id) {
  await page.getByTestId(id).focus();
  await page.keyboard.press("Enter");
}

async function openFirst(page, place) {
  await page.keyboard.press(place === "leads" ? "Control+2" : "Control+1");
  await page.keyboard.press("Alt+ArrowDown");
  await page.getByTestId("thread").waitFor();
  await showPanel(page);
}

export const keepingWalks = {
  async "keeping: a hold is set, and keeps"(page, open) {
    await openJoao(page, open);
    await page.getByTestId("keeping").scrollIntoViewIfNeeded();
    await press(page, "set-hold");
    await page.getByTestId("hold-reason").fill("Complaint 14/2026");
    await press(page, "hold-confirm");
    await page.getByTestId("hold").waitFor();
    await press(page, "erase-person");
    await page.getByTestId("kept").waitFor();
    assert.equal(await page.getByTestId("erase-confirm").count(), 0);
  },

  async "keeping: a hold is lifted"(page, open) {
    await openJoao(page, open);
    await press(page, "set-hold");
    await page.getByTestId("hold-reason").fill("Complaint 14/2026");
    await press(page, "hold-confirm");
    await page.getByTestId("hold").waitFor();
    await press(page, "lift-hold");
    await page.getByTestId("lift-dialog").waitFor();
    await press(page, "lift-confirm");
    await page.getByTestId("hold").waitFor({ state: "detached" });
  },

  async "keeping: the palette exports, holds and erases whoever is open"(page, open) {
    await openJoao(page, open);
    const choose = async (typed) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").fill(typed);
      await page.getByRole("option", { name: typed }).first().waitFor();
      await page.keyboard.press("Enter");
    };
    await choose("Export…");
    await page.getByTestId("exported").waitFor();
    await choose("Legal hold…");
    await page.getByTestId("hold-reason").waitFor();
    await page.keyboard.press("Escape");
    await choose("Erase…");
    await page.getByTestId("erase-dialog").waitFor();
  },

  async "keeping: an export says where it is"(page, open) {
    await openJoao(page, open);
    await press(page, "export-person");
    await page.getByTestId("exported").waitFor();
    await page.getByTestId("exported").scrollIntoViewIfNeeded();
  },

  async "keeping: erasing asks and names what goes"(page, open) {
    await openJoao(page, open);
    await press(page, "erase-person");
    await page.locator(".person-what li").first().waitFor();
    assert.ok(await page.getByTestId("erase-confirm").isDisabled(), "nobody is erased unasked");
  },

  async "keeping: a lead is erased"(page, open) {
    await open("");
    await openFirst(page, "leads");
    const conversation = await page.getByTestId("thread").getAttribute("data-conversation");
    await press(page, "erase-person");
    await page.getByTestId("erase-sure").focus();
    await page.keyboard.press("Space");
    await press(page, "erase-confirm");
    await page.locator(`[data-testid="thread"][data-conversation="${conversation}"]`).waitFor({ state: "detached" });
    assert.equal(await page.locator(`[data-conversation="${conversation}"]`).count(), 0);
  },

  async "keeping: the rules and who goes next"(page, open) {
    await open("");
    await page.keyboard.press("Control+6");
    await page.getByTestId("due-leads").waitFor();
    await page.getByTestId("keep-clinical").selectOption("60");
    await page.getByTestId("due-clinical").waitFor();
    await page.getByTestId("retention").scrollIntoViewIfNeeded();
  },

  async "keeping: the register"(page, open) {
    await open("");
    await page.keyboard.press("Control+6");
    await press(page, "open-processing");
    await page.getByTestId("processing").locator("dl").first().waitFor();
    await press(page, "save-register");
    await page.getByTestId("register-saved").waitFor();
    await page.getByTestId("register-back").focus();
  },

  async "keeping: the register in Greek"(page, open) {
    await open("language=el");
    await page.keyboard.press("Control+6");
    await press(page, "open-processing");
    await page.getByTestId("processing").locator("dl").first().waitFor();
  },
};
