// The walks through a thread: every kind of message, what is sent, every state of what may be sent.

import { strict as assert } from "node:assert";
import { byId, focused, openByPalette } from "./steps.mjs";

const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

/** Loads the whole thread and leaves it at a share of its height. */
async function scrollTo(page, share) {
  const log = page.getByRole("log");
  for (let i = 0; i < 4; i++) {
    await log.evaluate((box) => (box.scrollTop = 0));
    await page.waitForTimeout(60);
  }
  await log.evaluate((box, at) => (box.scrollTop = box.scrollHeight * at), share);
}

async function openEvery(page, go) {
  await go("");
  await openByPalette(page, "Inês C.");
}

/** Opens a lead's conversation. */
async function openLead(page, go, name) {
  await go("");
  await page.keyboard.press("Control+2");
  await openByPalette(page, name);
}

/** Goes into the plus menu by keyboard and takes what is named. */
async function chooseExtra(page, extra) {
  await byId(page, "plus").focus();
  await page.keyboard.press("Enter");
  const item = page.locator(`[data-extra="${extra}"]`);
  await item.waitFor();
  for (let i = 0; i < 6 && !(await item.evaluate((it) => it === document.activeElement)); i++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await byId(page, "extra-dialog").waitFor();
}

export const threadWalks = {
  "every kind of message": async (page, go) => {
    await openEvery(page, go);
    await scrollTo(page, 0);
    assert.ok((await byId(page, "message").count()) > 55);
    assert.ok((await byId(page, "picture").count()) >= 9);
    const wide = await page.getByRole("log").evaluate((box) => box.scrollWidth - box.clientWidth);
    assert.ok(wide <= 0, `nothing is wider than the thread, ${wide} px are`);
  },

  "every kind of message, the documents": async (page, go) => {
    await openEvery(page, go);
    await scrollTo(page, 0.36);
    assert.equal(await byId(page, "not-here").count(), 7);
    await page.getByRole("button", { name: "Try again: Voice message" }).press("Enter");
    await page.locator('[data-testid="not-here"][data-state="fetching"]').nth(1).waitFor();
  },

  "every kind of message, the cards": async (page, go) => {
    await openEvery(page, go);
    await scrollTo(page, 0.66);
    for (const part of ["place", "card", "choices", "answers", "order", "carousel", "shared", "comment", "unsupported"]) assert.ok((await byId(page, part).count()) > 0, part);
  },

  "pictures, large, by keyboard": async (page, go) => {
    await openEvery(page, go);
    await scrollTo(page, 0);
    await byId(page, "picture").first().press("Enter");
    const viewer = page.getByRole("dialog");
    await viewer.waitFor();
    await viewer.getByText("1 of 15").waitFor();
    await page.keyboard.press("ArrowRight");
    await viewer.getByText("2 of 15").waitFor();
    await page.keyboard.press("+");
    await viewer.getByText("150 %").waitFor();
    await page.keyboard.press("0");
    await viewer.getByText("100 %").waitFor();
    await page.keyboard.press("Escape");
    await viewer.waitFor({ state: "detached" });
    await byId(page, "picture").first().press("Enter");
    await viewer.waitFor();
  },

  "a film": async (page, go) => {
    await openEvery(page, go);
    await scrollTo(page, 0);
    await page.getByRole("button", { name: "Play the video" }).press("Enter");
    await page.waitForFunction(() => (document.querySelector("dialog video")?.readyState ?? 0) >= 2);
  },

  "a voice note plays, stops and is faster": async (page, go) => {
    await openEvery(page, go);
    await scrollTo(page, 0.2);
    const sound = byId(page, "sound").first();
    await sound.getByRole("button", { name: /Play/ }).press("Enter");
    await sound.getByRole("button", { name: /Pause/ }).waitFor();
    await page.waitForFunction(() => Number(document.querySelector('[data-testid="sound"] input').value) > 100);
    await sound.getByRole("button", { name: /Pause/ }).press("Enter");
    await sound.getByRole("slider").press("End");
    assert.match(await sound.getByRole("slider").getAttribute("aria-valuetext"), /0:14 of 0:14/);
    await sound.getByRole("button", { name: /Speed/ }).press("Enter");
    assert.match(await sound.innerText(), /1\.5×/);
  },

  "a reaction by keyboard, and taken back": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    const message = byId(page, "message").last();
    await message.getByTestId("react").press("Enter");
    await page.getByRole("group", { name: "Reactions" }).waitFor();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await message.getByTestId("my-reaction").press("Enter");
    await message.getByTestId("my-reaction").waitFor({ state: "detached" });
    await message.getByTestId("react").press("Enter");
    await page.getByRole("button", { name: "More" }).press("Enter");
    assert.ok((await page.locator(".emoji").count()) > 30);
  },

  "a menu goes along when the thread scrolls beneath it": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    await byId(page, "message").last().getByTestId("react").press("Enter");
    const menu = page.getByRole("group", { name: "Reactions" });
    await menu.waitFor();
    const { y } = await menu.boundingBox();
    await byId(page, "message").last().hover();
    await page.mouse.wheel(0, -30);
    await page.waitForFunction((before) => document.querySelector(".menu")?.getBoundingClientRect().top !== before, y);
    assert.ok(await menu.isVisible());
  },

  "files wait, say what is wrong, and go out with words": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    await byId(page, "file-input").setInputFiles([
      { name: "door.png", mimeType: "image/png", buffer: PNG },
      { name: "setup.exe", mimeType: "application/x-msdownload", buffer: Buffer.alloc(20) },
    ]);
    await byId(page, "staged").getByText("This channel does not take this kind of file.").waitFor();
    assert.ok(await byId(page, "send").isDisabled());
    await page.getByRole("button", { name: "Remove setup.exe" }).press("Enter");
    await byId(page, "composer").fill("The door");
    await byId(page, "composer").press("Enter");
    await byId(page, "message").filter({ hasText: "The door" }).getByTestId("picture").waitFor();
    assert.equal(await byId(page, "staged").count(), 0);
    await byId(page, "file-input").setInputFiles([{ name: "diary.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(20) }]);
    await byId(page, "staged").getByText("diary.pdf").waitFor();
  },

  "a recording": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    await byId(page, "record").press("Enter");
    await byId(page, "recorder").waitFor();
    assert.equal(await focused(page), "stop-recording");
  },

  "a voice note is recorded, heard and sent": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    await byId(page, "record").press("Enter");
    await page.waitForTimeout(400);
    await byId(page, "stop-recording").press("Enter");
    await byId(page, "staged").getByTestId("sound").waitFor();
    await byId(page, "send").press("Enter");
    await page.locator('[data-testid="message"][data-kind="voice"]').waitFor();
  },

  "a place is sent": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    await chooseExtra(page, "place");
    assert.equal(await focused(page), "place-coordinates");
    await page.keyboard.type("somewhere");
    await page.getByText("Two numbers are needed").waitFor();
    await byId(page, "place-coordinates").fill("38.7167, -9.1399");
    await byId(page, "place-name").fill("Café Alameda");
    await page.keyboard.press("Enter");
    await byId(page, "place").getByText("Café Alameda").waitFor();
    assert.equal(await byId(page, "extra-dialog").count(), 0);
  },

  "the dialog of a card": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    await chooseExtra(page, "card");
    assert.ok(await byId(page, "extra-send").isDisabled());
  },

  "a question with choices": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    await chooseExtra(page, "question");
    await byId(page, "question-body").fill("Which day suits you?");
    await byId(page, "question-choice").nth(0).fill("Thursday");
    await byId(page, "question-choice").nth(1).fill("thursday");
    await page.getByText("Two choices have the same words.").waitFor();
    await byId(page, "question-choice").nth(1).fill("Friday");
    assert.ok(await byId(page, "extra-send").isEnabled());
  },

  "the menu of other things": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    await byId(page, "plus").press("Enter");
    await page.getByRole("menu").waitFor();
    await page.keyboard.press("End");
    await page.keyboard.press("Escape");
    assert.equal(await focused(page), "plus", "Escape gives the focus back");
    await page.keyboard.press("Enter");
    await page.getByRole("menu").waitFor();
  },

  "Messenger in the human window": async (page, go) => {
    await openLead(page, go, "Lena B.");
    assert.match(await byId(page, "sending-line").innerText(), /answer as a person/);
    assert.match(await byId(page, "composer").inputValue(), /Saturdays/);
  },

  "another app answers, until one takes over": async (page, go) => {
    await openLead(page, go, "Otto W.");
    assert.equal(await byId(page, "composer").count(), 0);
    assert.match(await byId(page, "sending-note").innerText(), /Hello Otto, yes/);
    await byId(page, "take-over").press("Enter");
    await byId(page, "composer").waitFor();
    assert.equal(await byId(page, "composer").inputValue(), "Hello Otto, yes");
  },

  "another app answers": async (page, go) => {
    await openLead(page, go, "Otto W.");
    await byId(page, "sending-note").waitFor();
  },

  "a comment is answered privately, once": async (page, go) => {
    await openLead(page, go, "@carmen.art");
    assert.match(await byId(page, "sending-line").innerText(), /one private answer/);
    assert.equal(await byId(page, "attach").count(), 0);
  },

  "nothing may be sent on Instagram after seven days": async (page, go) => {
    await openLead(page, go, "@old.friend");
    assert.match(await byId(page, "sending-note").innerText(), /Nothing can be sent now.*Hello again/s);
  },

  "a channel that is off leads to Connection": async (page, go) => {
    await openLead(page, go, "Vera L.");
    await page.getByRole("button", { name: "Open Connection" }).press("Enter");
    await byId(page, "channel-card").first().waitFor();
  },

  "only one channel": async (page, go) => {
    await go("");
    await byId(page, "row").first().waitFor();
    await page.getByRole("button", { name: "Only WhatsApp +34 ··· ··· 655" }).press("Enter");
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="row"]').length === 1);
  },
};
