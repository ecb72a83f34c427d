// The walks through the clinic's computers, by keyboard.

import { strict as assert } from "node:assert";
import { byId } from "./steps.mjs";

async function openConnection(page, go, query = "") {
  await go(query);
  await page.keyboard.press("Control+5");
  await byId(page, "devices-card").waitFor();
}

export const deviceWalks = {
  "a new computer is let in after the codes were compared": async (page, go) => {
    await openConnection(page, go, "newcomer");
    await byId(page, "let-in-open").press("Enter");
    assert.equal(await byId(page, "code").innerText(), "4821 7305");
    await byId(page, "same").press("Enter");
    await page.getByText("Room 2 was let in.").waitFor();
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="device"]').length === 3);
  },

  "letting a new computer in, before one asks": async (page, go) => {
    await openConnection(page, go);
    await byId(page, "let-in-open").press("Enter");
    await page.getByText("Waiting for the new computer").waitFor();
  },

  "somebody stands in between": async (page, go) => {
    await openConnection(page, go, "newcomer=broken");
    await byId(page, "let-in-open").press("Enter");
    await page.getByText("What it shows does not fit.").last().waitFor();
    assert.equal(await byId(page, "same").count(), 0);
  },

  "notes of other computers that could not be used are told of": async (page, go) => {
    await openConnection(page, go, "refused=2");
    await page.getByText("2 notes from other computers could not be used.").waitFor();
    await openConnection(page, go);
    assert.equal(await byId(page, "notes-refused").count(), 0);
  },

  "a computer is removed after asking once": async (page, go) => {
    await openConnection(page, go);
    await byId(page, "remove-device").first().press("Enter");
    await page.getByText("messages are sealed with a new key").waitFor();
    await byId(page, "remove-confirm").press("Enter");
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="device"]').length === 1);
  },

  "a computer that was removed is told": async (page, go) => {
    await openConnection(page, go, "removed");
    await byId(page, "removed").waitFor();
    assert.equal(await byId(page, "let-in-open").count(), 0);
  },

  "a computer that was removed says by whom and is let in again": async (page, go) => {
    await openConnection(page, go, "removed");
    assert.match(await byId(page, "removed").innerText(), /Taken out by Ana Reis/);
    await byId(page, "come-back").press("Enter");
    await byId(page, "pairing").fill("RCD1-ABCD");
    await byId(page, "ask").press("Enter");
    assert.match(await byId(page, "code").innerText(), /4821 7305/);
    await byId(page, "same").press("Enter");
    await page.locator('[data-testid="come-back-dialog"][data-state="back"]').waitFor();
  },

  "a further computer asks to be let in": async (page, go) => {
    await go("screen=first-run&step=joining");
    assert.match(await byId(page, "code").innerText(), /4821 7305/);
    await byId(page, "same").press("Enter");
    await page.getByText("Waiting until the other computer lets this one in").waitFor();
  },
};
