// The walks through the audit, by keyboard.

import { strict as assert } from "node:assert";
import { byId } from "./steps.mjs";

async function openAudit(page, go, query = "") {
  await go(query);
  await page.keyboard.press("Control+6");
  await byId(page, "open-audit").press("Enter");
  await byId(page, "audit-entry").first().waitFor();
}

export const auditWalks = {
  "the audit, and back to the settings": async (page, go) => {
    await openAudit(page, go);
    assert.equal(await byId(page, "audit-entry").count(), 100);
    assert.equal(await byId(page, "audit-verdict").getAttribute("data-state"), "whole");
    await byId(page, "audit-older").press("Enter");
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="audit-entry"]').length === 200);
    await byId(page, "audit-back").press("Enter");
    await byId(page, "open-audit").waitFor();
  },

  "the audit about one person": async (page, go) => {
    await openAudit(page, go);
    await byId(page, "audit-subject").first().press("Enter");
    await page.getByText("Only about Maria K.").waitFor();
    const others = byId(page, "audit-subject").filter({ hasNotText: "Maria K." });
    assert.equal(await others.count(), 0);
  },

  "the audit's calls to Meta": async (page, go) => {
    await openAudit(page, go);
    await byId(page, "audit-kind").selectOption("calls");
    await page.getByText("Graph: send message, 200, 212 ms").first().waitFor();
    assert.ok(await byId(page, "audit-who").isDisabled());
  },

  "the audit of a day without entries": async (page, go) => {
    await openAudit(page, go);
    await byId(page, "audit-until").fill("2020-01-01");
    await page.getByText("Nothing here").waitFor();
    await byId(page, "audit-clear").press("Enter");
    await byId(page, "audit-entry").first().waitFor();
  },

  "a changed audit names the entry and says what to do": async (page, go) => {
    await openAudit(page, go, "audit-broken");
    await page.getByRole("heading", { name: "Entry 1279 does not fit" }).waitFor();
    assert.equal(await page.locator('[data-entry="1279"]').getAttribute("data-broken"), "true");
    await byId(page, "audit-verify").press("Enter");
    assert.equal(await byId(page, "audit-verdict").getAttribute("data-state"), "broken");
  },

  "a broken audit is closed with a reason, and what did not fit stays marked": async (page, go) => {
    await openAudit(page, go, "audit-broken");
    await byId(page, "audit-anew").press("Enter");
    assert.ok(await byId(page, "anew-confirm").isDisabled());
    await page.keyboard.type("The technician put back a copy");
    await byId(page, "anew-confirm").press("Enter");
    await byId(page, "audit-break").waitFor();
    assert.equal(await byId(page, "audit-verdict").getAttribute("data-state"), "whole");
    await byId(page, "audit-break").getByText("The technician put back a copy").waitFor();
    assert.equal(await page.locator('[data-entry="1279"]').getAttribute("data-accepted"), "true");
  },
};
