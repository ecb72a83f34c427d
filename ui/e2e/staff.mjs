// The walks through staff: the avatar's menu, handing the desk over, renaming, codes and phrases, emergency access.

import { strict as assert } from "node:assert";
import { byId } from "./steps.mjs";

const LONG = "a calm summer by the river";

async function openMenu(page) {
  await byId(page, "me").press("Enter");
  await page.getByRole("menu").waitFor();
}

async function openStaff(page, go) {
  await go("");
  await page.keyboard.press("Control+6");
  await byId(page, "member").first().waitFor();
}

/** Goes to an entry of the open menu by its arrows, and takes it. */
async function choose(page, name) {
  const entries = await page.getByRole("menuitem").count();
  for (let i = 0; i < entries; i++) {
    if (await page.getByRole("menuitem", { name }).evaluate((it) => it === document.activeElement)) break;
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
}

export const staffWalks = {
  "staff: the menu of whoever is at the desk": async (page, go) => {
    await go("");
    await openMenu(page);
    assert.equal(await byId(page, "switch-to").count(), 2);
    await page.keyboard.press("Escape");
    await page.getByRole("menu").waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), "me");
    await page.keyboard.press("Enter");
    await page.getByRole("menu").waitFor();
  },

  "staff: the desk is handed to an assistant": async (page, go) => {
    await go("");
    await openMenu(page);
    await choose(page, /Bia Costa/);
    await byId(page, "switch").waitFor();
    await page.keyboard.type("short");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-code="wrong_passphrase"]');
    await byId(page, "place-clinical").waitFor();
    await byId(page, "switch-passphrase").fill(LONG);
    await page.keyboard.press("Enter");
    await byId(page, "place-clinical").waitFor({ state: "detached" });
    await page.keyboard.press("Control+5");
    await byId(page, "settings").waitFor();
    assert.equal(await byId(page, "staff").count(), 0);
    assert.equal(await byId(page, "open-audit").count(), 0);
  },

  "staff: asking for a colleague's passphrase": async (page, go) => {
    await go("");
    await openMenu(page);
    await choose(page, /Dr\. Vidal/);
    await byId(page, "switch-passphrase").waitFor();
  },

  "staff: changing one's own passphrase": async (page, go) => {
    await go("");
    await openMenu(page);
    await choose(page, /Change my passphrase/);
    await byId(page, "old-passphrase").fill(LONG);
    await byId(page, "new-passphrase").fill("short");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-code="weak_passphrase"]');
  },

  "staff: a colleague is renamed": async (page, go) => {
    await openStaff(page, go);
    await byId(page, "rename-member").nth(2).press("Enter");
    assert.equal(await byId(page, "staff-name").inputValue(), "Bia Costa");
    assert.ok(await byId(page, "staff-save").isDisabled());
    await byId(page, "staff-name").fill("Bia da Costa");
    await page.keyboard.press("Enter");
    await byId(page, "member").filter({ hasText: "Bia da Costa" }).waitFor();
  },

  "staff: what a new name asks": async (page, go) => {
    await openStaff(page, go);
    await byId(page, "rename-member").first().press("Enter");
    await byId(page, "staff-name").waitFor();
  },

  "staff: somebody is added": async (page, go) => {
    await openStaff(page, go);
    await byId(page, "add-staff").press("Enter");
    await byId(page, "staff-name").fill("Rui Lima");
    await byId(page, "role-clinician").check();
    await byId(page, "new-passphrase").fill("short");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-code="weak_passphrase"]');
    await byId(page, "new-passphrase").fill(LONG);
    await page.keyboard.press("Enter");
    await byId(page, "member").filter({ hasText: "Rui Lima" }).waitFor();
  },

  "staff: what a removal takes away": async (page, go) => {
    await openStaff(page, go);
    await byId(page, "remove-member").first().press("Enter");
    await byId(page, "leave-confirm").waitFor();
  },

  "staff: a new emergency code": async (page, go) => {
    await openStaff(page, go);
    await byId(page, "make-code").press("Enter");
    await page.locator(".phrase li").nth(7).waitFor();
  },

  "staff: a new recovery phrase, three words asked": async (page, go) => {
    await openStaff(page, go);
    await byId(page, "new-phrase").press("Enter");
    await page.locator(".phrase li").nth(23).waitFor();
    await byId(page, "words-next").press("Enter");
    await page.locator(".staff-form input").nth(2).waitFor();
  },

  "staff: emergency access on the lock screen": async (page, go) => {
    await go("screen=locked");
    await byId(page, "emergency").press("Enter");
    await page.getByRole("dialog").waitFor();
  },

  "staff: an assistant is told to call a clinician": async (page, go) => {
    await go("role=assistant");
    await page.keyboard.press("Control+2");
    await byId(page, "call-clinician").waitFor();
    assert.equal(await byId(page, "error").count(), 0);
  },

  "staff: an owner is told of a use of the code": async (page, go) => {
    await go("emergency");
    const note = byId(page, "emergency-used");
    await note.waitFor();
    assert.match(await note.innerText(), /Dr\. Locum/);
  },
};
