// Walks through who is who, by keyboard: a lead becomes a patient, two are one person, taken apart, taken back.

import assert from "node:assert/strict";

async function choose(page, item) {
  await page.getByTestId("person-menu").focus();
  await page.keyboard.press("Enter");
  await page.locator(`[data-person="${item}"]`).focus();
  await page.keyboard.press("Enter");
}

async function openFirst(page, place) {
  await page.keyboard.press(place === "leads" ? "Control+2" : "Control+1");
  await page.keyboard.press("Alt+ArrowDown");
  await page.waitForSelector('[data-testid="thread"]');
  await page.getByTestId("person-menu").waitFor();
}

export const peopleWalks = {
  async "people: a lead becomes a patient"(page, open) {
    await open("");
    await openFirst(page, "leads");
    const conversation = await page.getByTestId("thread").getAttribute("data-conversation");
    await choose(page, "patient");
    await page.getByTestId("move-person").waitFor();
    await page.locator(".person-what li").first().waitFor();
    await page.getByTestId("move-person-confirm").focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(`:root[data-place="clinical"] [data-conversation="${conversation}"]`);
    assert.equal(await page.getByTestId("move-person").count(), 0);
  },

  async "people: what making a patient asks"(page, open) {
    await open("suggest");
    await openFirst(page, "leads");
    await choose(page, "patient");
    await page.locator(".person-what li").first().waitFor();
    await page.locator(".person-known input").check();
    await page.getByTestId("person-search").fill("a");
    await page.getByTestId("person-choice").first().waitFor();
    assert.ok(await page.getByTestId("move-person-confirm").isDisabled(), "a patient has to be chosen");
  },

  async "people: the same person, and taken back"(page, open) {
    await open("");
    await openFirst(page, "clinical");
    await choose(page, "same");
    await page.getByTestId("person-search").fill("o");
    await page.getByTestId("person-choice").first().locator("input").check();
    await page.getByTestId("same-person-confirm").focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("person-undo").waitFor();
    await choose(page, "split");
    await page.getByTestId("split-person").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("person-undo").getByRole("button").focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("person-undo").waitFor({ state: "detached" });
  },

  async "people: a suggestion waits for a person"(page, open) {
    await open("suggest");
    await openFirst(page, "clinical");
    await page.getByTestId("person-suggestion").waitFor();
  },

  async "people: one address is someone else's"(page, open) {
    await open("shared");
    await openFirst(page, "clinical");
    await choose(page, "address");
    await page.getByTestId("address-out").waitFor();
    await page.getByTestId("own-address").first().locator("input").focus();
    await page.keyboard.press("Space");
    await page.getByTestId("division").waitFor();
  },

  async "people: an address is taken out, and given back"(page, open) {
    await open("");
    await openFirst(page, "clinical");
    await choose(page, "address");
    assert.ok(await page.getByTestId("address-out-confirm").isDisabled(), "an address has to be chosen");
    await page.getByTestId("own-address").first().locator("input").focus();
    await page.keyboard.press("Space");
    await page.getByTestId("division").waitFor();
    await page.getByTestId("address-out-confirm").focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("person-undo").waitFor();
    await page.getByTestId("person-undo").getByRole("button").focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("person-undo").waitFor({ state: "detached" });
  },

  async "people: a lead like a patient"(page, open) {
    await open("suggest=birthday");
    await openFirst(page, "leads");
    await page.getByTestId("person-suggestion").waitFor();
    await page.getByTestId("person-suggestion").getByRole("button").first().focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("move-person").waitFor();
  },

  async "people: not a patient"(page, open) {
    await open("unknown");
    await openFirst(page, "clinical");
    await choose(page, "leads");
    await page.locator(".person-what li").first().waitFor();
  },
};
