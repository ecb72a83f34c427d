// The walks of working together: who looks after a conversation, what is put away, whose draft it is, quick replies.

import { strict as assert } from "node:assert";
import { byId, focused, openByPalette } from "./steps.mjs";

const row = (page, name) => page.locator('[data-testid="row"]', { hasText: name });
const count = (page, tab) => page.locator(`[data-tab="${tab}"] .num`).innerText().then(Number);

/** Goes to a row of the list by keyboard. */
async function toRow(page, name) {
  await row(page, name).waitFor();
  await byId(page, "search").focus();
  for (let i = 0; i < 14 && (await focused(page)) !== "row"; i++) await page.keyboard.press("Tab");
  for (let i = 0; i < 20 && !(await row(page, name).evaluate((it) => it === document.activeElement)); i++) await page.keyboard.press("ArrowDown");
}

const focusedRow = (page) => page.evaluate(() => document.activeElement?.querySelector(".row-name")?.textContent ?? "");

export const togetherWalks = {
  "a conversation is taken, given and let go": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    const mine = await count(page, "mine");
    await page.keyboard.press("Alt+a");
    await page.waitForFunction((before) => Number(document.querySelector('[data-tab="mine"] .num').textContent) === before + 1, mine);
    assert.match(await byId(page, "assignee").innerText(), /Ana/);
    await byId(page, "assignee").focus();
    await page.keyboard.press("Enter");
    await byId(page, "assign-to").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => /Luis/.test(document.querySelector('[data-testid="assignee"]').textContent));
    assert.equal(await count(page, "mine"), mine);
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("assign to nobody");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => /Assign/.test(document.querySelector('[data-testid="assignee"]').textContent));
    await byId(page, "assignee").focus();
    await page.keyboard.press("Enter");
    await byId(page, "assign-to").first().waitFor();
  },

  "a row is resolved, the next one has the focus, and undo brings it back": async (page, go) => {
    await go("");
    await toRow(page, "João P.");
    const next = await row(page, "Lucía F.").evaluate((it) => it.closest("li").nextElementSibling.querySelector(".row-name").textContent);
    const all = await byId(page, "row").count();
    await page.keyboard.press("Alt+e");
    await byId(page, "resolve-dialog").waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await byId(page, "undo-toast").waitFor();
    await row(page, "João P.").waitFor({ state: "detached" });
    assert.ok((await byId(page, "row").count()) <= all);
    await toRow(page, next);
    await page.keyboard.press("Alt+e");
    await row(page, next).waitFor({ state: "detached" });
    assert.notEqual(await focusedRow(page), "", "the focus went on to another row");
    await page.keyboard.press("Alt+z");
    await row(page, next).waitFor();
    await page.waitForFunction((name) => document.activeElement?.querySelector(".row-name")?.textContent === name, next);
  },

  "a conversation with an open flag stays": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    await page.keyboard.press("Alt+e");
    await page.locator('[data-code="alert_open"]').waitFor();
    assert.equal(await row(page, "Maria K.").count(), 1);
  },

  "a snooze, by keyboard": async (page, go) => {
    await go("");
    await openByPalette(page, "Tomás R.");
    await page.keyboard.press("Alt+m");
    await byId(page, "snooze-dialog").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.dataset.preset), "later_today");
    await page.keyboard.press("ArrowDown");
  },

  "what is snoozed is found and brought back": async (page, go) => {
    await go("");
    await openByPalette(page, "Tomás R.");
    await page.keyboard.press("Alt+m");
    await byId(page, "snooze-dialog").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await byId(page, "undo-toast").waitFor();
    await row(page, "Tomás R.").waitFor({ state: "detached" });
    await byId(page, "other-views").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await byId(page, "view-chosen").waitFor();
    await row(page, "Tomás R.").waitFor();
    await toRow(page, "Tomás R.");
    await page.keyboard.press("Enter");
    await byId(page, "put-away").waitFor();
    assert.match(await byId(page, "put-away").innerText(), /Snoozed until tomorrow, 09:00/);
    await page.keyboard.press("Alt+e");
    await byId(page, "put-away").waitFor({ state: "detached" });
    assert.equal(await row(page, "Tomás R.").count(), 0, "it is among all again");
  },

  "unread again from a message on": async (page, go) => {
    await go("");
    await openByPalette(page, "Inês C.");
    const before = await row(page, "Inês C.").getAttribute("data-unread");
    assert.equal(before, null);
    await page.keyboard.press("Alt+u");
    await page.locator('[data-testid="row"][data-unread]', { hasText: "Inês C." }).waitFor();
    assert.ok(!(await page.getByRole("main", { name: /Inês C\./ }).count()), "it is not read again because it was open");
    await byId(page, "undo-toast").waitFor();
  },

  "somebody else was writing here": async (page, go) => {
    await go("");
    assert.match(await row(page, "Tomás R.").innerText(), /Luis was writing here/);
    await openByPalette(page, "Tomás R.");
    assert.match(await byId(page, "other-draft").innerText(), /Luis Vidal was writing here, (yesterday, )?\d\d:\d\d/);
    await page.keyboard.type("Hola.");
    await byId(page, "take-draft").focus();
    await page.keyboard.press("Enter");
    await byId(page, "other-draft").waitFor({ state: "detached" });
    assert.equal(await byId(page, "composer").inputValue(), "Hola.\nHola Tomás, ya he oído tu mensaje.");
  },

  "a quick reply is found without accents, inserted, and not sent": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    const messages = await byId(page, "message").count();
    await page.keyboard.type("Bom dia! /hora");
    await byId(page, "quick-menu").waitFor();
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="quick-menu"] [role="option"]').length === 1);
    await page.keyboard.press("Enter");
    await byId(page, "quick-menu").waitFor({ state: "detached" });
    assert.match(await byId(page, "composer").inputValue(), /^Bom dia! Olá Maria, a Clínica Alameda/);
    assert.equal(await byId(page, "message").count(), messages, "nothing was sent");
    await page.keyboard.type(" /");
    await byId(page, "quick-menu").waitFor();
    await page.keyboard.press("Escape");
    await byId(page, "quick-menu").waitFor({ state: "detached" });
    assert.equal(await focused(page), "composer");
    await page.keyboard.press("Backspace");
    await page.keyboard.type(" /");
    await byId(page, "quick-menu").waitFor();
    await page.keyboard.press("ArrowDown");
  },

  "what could not be filled in does not leave": async (page, go) => {
    await go("");
    await page.keyboard.press("Control+2");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("+44");
    await page.keyboard.press("Enter");
    await byId(page, "composer").waitFor();
    await byId(page, "composer").focus();
    await page.keyboard.type("/price");
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="quick-menu"] [role="option"]').length === 1);
    await page.keyboard.press("Enter");
    await byId(page, "unfilled").waitFor();
    assert.ok(await byId(page, "send").isDisabled());
    await page.keyboard.type("John");
    await byId(page, "unfilled").waitFor({ state: "detached" });
    assert.match(await byId(page, "composer").inputValue(), /^Hello John,/, "the gap was selected");
    assert.ok(!(await byId(page, "send").isDisabled()));
  },

  "quick replies are written, changed and deleted": async (page, go) => {
    await go("");
    await page.keyboard.press("Control+6");
    await byId(page, "quick-reply").first().waitFor();
    const before = await byId(page, "quick-reply").count();
    await byId(page, "new-quick-reply").focus();
    await page.keyboard.press("Enter");
    await byId(page, "quick-editor").waitFor();
    await page.keyboard.type("/Bus");
    await byId(page, "quick-text").focus();
    await page.keyboard.type("{{prise}}");
    await byId(page, "quick-save").press("Enter");
    assert.match(await byId(page, "quick-problems").innerText(), /none of the fields/);
    await byId(page, "quick-text").fill("Bus 7 stops at the door, ");
    await page.locator('[data-variable="first_name"]').press("Enter");
    await byId(page, "quick-save").press("Enter");
    await byId(page, "quick-editor").waitFor({ state: "detached" });
    assert.equal(await byId(page, "quick-reply").count(), before + 1);
    assert.match(await byId(page, "quick-reply").filter({ hasText: "/bus" }).innerText(), /\{\{first_name\}\}/);
    await page.getByRole("button", { name: "Delete /bus" }).press("Enter");
    await byId(page, "quick-remove-yes").press("Enter");
    await byId(page, "quick-reply").filter({ hasText: "/bus" }).waitFor({ state: "detached" });
  },

  "the editor of a quick reply": async (page, go) => {
    await go("");
    await page.keyboard.press("Control+6");
    await page.getByRole("button", { name: "Change /price" }).press("Enter");
    await byId(page, "quick-editor").waitFor();
  },
};
