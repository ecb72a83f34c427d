import { expect, test } from "vitest";
import type { TemplateDraft } from "../ipc/bindings/TemplateDraft";
import { blankDraft, buttonOf, cardLike, exampleKeys, hasRoomFor, headerOf, insertVariable, moved, nameFrom, nextNumber, styleOf, tidied, variablesIn, withButton } from "./drafts";

const draft = (part: Partial<TemplateDraft>): TemplateDraft => ({ ...blankDraft("es"), ...part });

test("a typed name becomes one Meta takes", () => {
  expect(nameFrom("Recordatorio de Cita – mañana!")).toBe("recordatorio_de_cita_manana");
  expect(nameFrom("two  words-here")).toBe("two_words_here");
  expect(nameFrom("Ραντεβού 2")).toBe("_2");
});

test("variables are found once, in order, whatever the spaces", () => {
  expect(variablesIn("Hola {{ name }}, {{day}} y {{name}} {{}} {{ {{1}}")).toEqual(["name", "day", "1"]);
});

test("a variable goes where the cursor is, with a space before it", () => {
  expect(insertVariable("Hola", "1", 4, 4)).toEqual({ text: "Hola {{1}}", cursor: 10 });
  expect(insertVariable("Hola AQUI, adiós", "name", 5, 9)).toEqual({ text: "Hola {{name}}, adiós", cursor: 13 });
  expect(nextNumber("{{1}} {{2}}")).toBe("3");
  expect(nextNumber("")).toBe("1");
});

test("the style is that of the first variable", () => {
  expect(styleOf(draft({}))).toBeNull();
  expect(styleOf(draft({ body: "Hola {{1}}." }))).toBe("numbered");
  expect(styleOf(draft({ header: { header: "text", text: "{{name}} hola" } }))).toBe("named");
});

test("examples are wanted for every variable, and kept for no other", () => {
  const it = draft({
    header: { header: "text", text: "Cita {{1}}" },
    body: "Hola {{1}}, {{2}}.",
    buttons: [buttonOf("quick_reply"), { button: "url", label: "Ver", url: "https://alameda.example/{{1}}" }],
    examples: { "1": " Ana ", "9": "gone", "header.1": "mañana" },
  });
  expect(exampleKeys(it)).toEqual(["header.1", "1", "2", "button1.1"]);
  expect(tidied(it).examples).toEqual({ "1": "Ana", "header.1": "mañana" });
});

test("a carousel leaves header, footer and buttons behind, with their examples", () => {
  const card = { ...cardLike(undefined), body: "A {{1}} b" };
  const it = draft({ header: { header: "text", text: "x {{1}} y" }, footer: "f", buttons: [buttonOf("phone")], cards: [card, card], examples: { "header.1": "h", "card1.1": "c" } });
  const sent = tidied(it);
  expect([sent.header, sent.footer, sent.buttons, sent.examples]).toEqual([{ header: "none" }, "", [], { "card1.1": "c" }]);
});

test("a new card has the first one's file and buttons, empty", () => {
  const first = { header: { header: "video" as const, example: "019a" }, body: "a", buttons: [{ button: "url" as const, label: "Ver", url: "https://a.example" }] };
  expect(cardLike(first)).toEqual({ header: { header: "video", example: null }, body: "", buttons: [{ button: "url", label: "", url: "https://" }] });
});

test("quick replies stand together, and every kind has its limit", () => {
  const buttons = withButton([buttonOf("quick_reply"), buttonOf("url")], buttonOf("quick_reply"));
  expect(buttons.map((it) => it.button)).toEqual(["quick_reply", "quick_reply", "url"]);
  expect(hasRoomFor("phone", [buttonOf("phone")])).toBe(false);
  expect(hasRoomFor("url", [buttonOf("url")])).toBe(true);
  expect(hasRoomFor("quick_reply", [buttonOf("url"), buttonOf("url")], 2)).toBe(false);
});

test("moving stops at the ends", () => {
  expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"]);
});

test("changing the header's kind keeps what it was when it is the same", () => {
  const before = { header: "text" as const, text: "Hola" };
  expect(headerOf("text", before)).toBe(before);
  expect(headerOf("image", before)).toEqual({ header: "image", example: null });
});
