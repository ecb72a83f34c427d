// Walks about calls through a telephone vendor.

import assert from "node:assert/strict";
import { byId, openByPalette } from "./steps.mjs";

async function call(page, go, query) {
  await go(query);
  await openByPalette(page, "Maria K.");
  await byId(page, "call").click();
  await byId(page, "begin-call").focus();
  await page.keyboard.press("Enter");
  await byId(page, "call-begun").waitFor();
}

export const phoneWalks = {
  "a call through the vendor rings one's own telephone first": async (page, go) => {
    await call(page, go, "ring=ringing");
    assert.match(await byId(page, "call-begun").innerText(), /Your telephone rings in a moment/);
  },

  "a vendor that does not ring says what to do, and the number is there": async (page, go) => {
    await call(page, go, "ring=key_refused&telephone=none");
    assert.match(await byId(page, "call-trouble").innerText(), /an owner has to look at Settings/);
    assert.match(await byId(page, "phone-number").innerText(), /\+34/);
  },

  "a telephone vendor is set up": async (page, go) => {
    await go("");
    await byId(page, "row").first().waitFor();
    await page.keyboard.press("Control+6");
    await byId(page, "phone-set-up").focus();
    await page.keyboard.press("Enter");
    await byId(page, "phone-account").fill("AC0123456789abcdef");
    await byId(page, "phone-on").check();
    assert.ok(await byId(page, "phone-keep").isDisabled());
    await byId(page, "phone-token").fill("an invented token");
    await byId(page, "phone-from").fill("+34 960 000 000");
    await byId(page, "phone-keep").click();
    await page.getByText("people see +34 960 000 000.").waitFor();
    await byId(page, "phone-set-up").click();
    await byId(page, "phone-form").waitFor();
  },
};
