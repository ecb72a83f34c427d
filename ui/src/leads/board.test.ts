import { expect, test } from "vitest";
import type { LeadStatus } from "../ipc/bindings/LeadStatus";
import { demoDesk } from "../testing/demo";
import { BoardState } from "./board.svelte";

async function shown(query = "") {
  demoDesk(query);
  const board = new BoardState();
  await board.show(true);
  const cards = (status: LeadStatus) => board.view?.columns.find((it) => it.status === status)?.cards ?? [];
  const first = (status: LeadStatus) => {
    const card = cards(status)[0];
    if (!card) throw new Error(`nobody is ${status}`);
    return card;
  };
  return { board, cards, first };
}

test("a card is moved and the move taken back", async () => {
  const { board, cards, first } = await shown();
  const card = first("new");
  await board.move(card, "qualified");
  expect(cards("qualified").some((it) => it.conversation === card.conversation)).toBe(true);
  await board.takeBack();
  expect(cards("new").some((it) => it.conversation === card.conversation)).toBe(true);
  expect(board.undo).toBeNull();
});

test("a card is dropped only where it may go", async () => {
  const { board, first } = await shown();
  board.dragged = first("contacted");
  expect(board.mayDrop("qualified")).toBe(true);
  expect(board.mayDrop("new")).toBe(false);
  expect(board.mayDrop("converted")).toBe(false);
  board.drop("converted");
  expect(board.dragged).toBeNull();
  expect(board.undo).toBeNull();
});

test("the lost ones are asked for a reason first", async () => {
  const { board, cards, first } = await shown();
  const card = first("contacted");
  await board.move(card, "lost");
  expect(board.losing?.conversation).toBe(card.conversation);
  expect(cards("contacted")[0]?.conversation).toBe(card.conversation);
  await board.move(card, "lost", "elsewhere");
  expect(board.losing).toBeNull();
  expect(cards("lost").find((it) => it.conversation === card.conversation)?.lead.lostReason).toBe("elsewhere");
});

test("who has an open flag stands apart from every column", async () => {
  const { board } = await shown("lead-flag");
  expect(board.view?.apart).toHaveLength(1);
  const ranked = board.view?.columns.flatMap((it) => it.cards) ?? [];
  expect(ranked.every((it) => it.alert === null)).toBe(true);
});
