// Keeping and erasing, against the demo host: holds, erasing, the rules, the register in words.

import { expect, test } from "vitest";
import * as commands from "../ipc/commands";
import { demoDesk } from "../testing/demo";
import { Words } from "../text/words.svelte";
import { exportWords } from "./export-words";
import { KeepingState } from "./keeping.svelte";
import { registerDocument } from "./register";
import { RetentionState } from "./retention.svelte";

test("a hold keeps somebody until it is lifted", async () => {
  const desk = demoDesk();
  const keeping = new KeepingState("clinical", desk.idOf("João P."));
  await keeping.load();
  keeping.show("hold");
  await keeping.hold("Complaint 14/2026");
  expect(keeping.dialog).toBeNull();
  expect(keeping.view?.hold?.reason).toBe("Complaint 14/2026");
  expect((await keeping.preview()).keeps).toBe("legal_hold");
  expect(await keeping.erase("asked")).toBe(false);
  expect(keeping.error?.code).toBe("on_hold");
  await keeping.lift();
  expect(keeping.view?.hold).toBeNull();
  expect(await keeping.erase("asked")).toBe(true);
  expect(desk.host.conversations.some((it) => it.name === "João P.")).toBe(false);
});

test("an empty reason is no reason, and the dialog stays", async () => {
  const desk = demoDesk();
  const keeping = new KeepingState("clinical", desk.idOf("João P."));
  keeping.show("hold");
  await keeping.hold(" ");
  expect(keeping.dialog).toBe("hold");
  expect(keeping.error?.code).toBe("invalid_input");
});

test("an export says what it wrote, and every word of its page is there", async () => {
  const desk = demoDesk();
  const keeping = new KeepingState("clinical", desk.idOf("João P."));
  const words = exportWords(new Words("el"));
  await keeping.export(words);
  expect(keeping.exported?.messages).toBeGreaterThan(0);
  expect(keeping.isExporting).toBe(false);
  expect(words.language).toBe("el");
  expect(words["channel.whatsapp"]).toBe("WhatsApp");
  expect(Object.values(words).every((word) => word !== "")).toBe(true);
});

test("a rule that was just set sleeps for a day", async () => {
  demoDesk();
  const retention = new RetentionState();
  await retention.load();
  expect(retention.view?.rules[1]?.months).toBeNull();
  await retention.set("clinical", 60);
  const rule = retention.view?.rules[1];
  expect(rule?.months).toBe(60);
  expect(rule?.sleepsUntil).toBeGreaterThan(Date.now());
});

test.each(["en", "es", "pt", "el"] as const)("the register is whole in %s, and of nobody who writes", async (language) => {
  const desk = demoDesk();
  const page = registerDocument(await commands.registerView(), new Words(language));
  expect(page.sections).toHaveLength(8);
  const all = JSON.stringify(page);
  expect(all).not.toMatch(/undefined|null/);
  for (const it of desk.host.conversations.slice(0, 20)) expect(all).not.toContain(it.name);
  for (const section of page.sections) {
    const names = section.rows.map((row) => row.name);
    expect(new Set(names).size).toBe(names.length);
    expect(section.rows.every((row) => row.name !== "" && row.says !== "")).toBe(true);
  }
});
