import { expect, test } from "vitest";
import { demoDesk } from "../testing/demo";
import { insertAt, QuickMenu } from "./menu.svelte";

function menuFor(name: string) {
  const { idOf } = demoDesk();
  const menu = new QuickMenu();
  return { menu, look: (text: string, cursor = text.length) => menu.look(text, cursor, "clinical", idOf(name)) };
}

test("a slash at the beginning of a word opens it, and only there", async () => {
  const { menu, look } = menuFor("Maria K.");
  for (const [text, isOpen] of [["/", true], ["Olá /hor", true], ["9/10", false], ["https://x", false], ["Olá / ", false], ["Olá", false]] as const) {
    await look(text);
    expect(menu.isOpen, text).toBe(isOpen);
  }
  await look("/price is", 2);
  expect(menu.start).toBe(0);
});

test("it narrows as one types, without accents", async () => {
  const { menu, look } = menuFor("Maria K.");
  await look("/");
  const all = menu.choices.length;
  await look("/HORA");
  expect(menu.choices.map((it) => it.shortcut)).toEqual(["horário"]);
  expect(all).toBeGreaterThan(1);
  await look("/nothing-like-it");
  expect(menu.isOpen).toBe(true);
  expect(menu.take("/nothing-like-it")).toBeNull();
});

test("Escape closes it until another word begins", async () => {
  const { menu, look } = menuFor("Maria K.");
  await look("/h");
  menu.dismiss();
  await look("/ho");
  expect(menu.isOpen).toBe(false);
  await look("/ho /");
  expect(menu.isOpen).toBe(true);
});

test("the choice takes the place of the slash, and the words around it stay", async () => {
  const { menu, look } = menuFor("Maria K.");
  await look("Olá! /horário Até já", 13);
  const inserted = menu.take("Olá! /horário Até já");
  expect(inserted?.text).toBe("Olá! Olá Maria, a Clínica Alameda está aberta das 9 às 18 h. Até já");
  expect(menu.isOpen).toBe(false);
});

test("the first gap is selected, so that one types over it", () => {
  expect(insertAt("a /x b", 2, 4, "Dear {{first_name}}, {{name}}")).toEqual({ text: "a Dear {{first_name}}, {{name}} b", from: 7, to: 21 });
  expect(insertAt("", 0, 0, "Hello")).toEqual({ text: "Hello", from: 5, to: 5 });
});

test("arrows go round", async () => {
  const { menu, look } = menuFor("Maria K.");
  await look("/");
  menu.move(-1);
  expect(menu.at).toBe(menu.choices.length - 1);
  menu.move(1);
  expect(menu.at).toBe(0);
});
