// Every patient, against the demo host: found by name and number, shown, written to; nothing for who reads no patients.

import { expect, test } from "vitest";
import * as commands from "../ipc/commands";
import { demoDesk } from "../testing/demo";
import { PatientsState } from "./list.svelte";

test("who never wrote is found by name and number, and written to", async () => {
  const { host } = demoDesk();
  const patients = new PatientsState();
  await patients.load();
  const all = patients.view?.total ?? 0;
  await patients.showSilent(true);
  expect(patients.rows).toHaveLength(14);
  expect(patients.view?.total).toBeLessThan(all);
  await patients.find("alv");
  expect(patients.rows.map((row) => row.name)).toEqual(["Álvaro Dias"]);
  await patients.find("2217");
  const [row] = patients.rows;
  if (!row) throw new Error("nobody was found");
  await patients.choose(row.identity);
  const channel = patients.card?.channels[0]?.channel ?? "";
  const begun = await patients.write(channel);
  expect(begun?.side).toBe("clinical");
  expect(await patients.write(channel)).toEqual(begun);
  const list = await commands.listConversations({ side: "clinical", filter: "all", channel: null }, 500);
  expect(list.rows.some((it) => it.conversation === begun?.conversation)).toBe(false);
  expect(host.find(begun?.conversation).messages).toEqual([]);
});

test("a long list is asked for as one scrolls", async () => {
  demoDesk("imported=1000");
  const patients = new PatientsState();
  await patients.load();
  expect(patients.rows).toHaveLength(200);
  await patients.loadMore();
  expect(patients.rows).toHaveLength(400);
});

test("whoever reads no patients gets none", async () => {
  demoDesk("role=assistant");
  const patients = new PatientsState();
  await patients.load();
  expect(patients.view).toBeNull();
  expect(patients.error?.code).toBe("not_allowed");
});
