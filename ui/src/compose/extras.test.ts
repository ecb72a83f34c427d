import { expect, test } from "vitest";
import { coordinatesOf, readCoordinates } from "../thread/parts/place";
import { cardToSend, hasTwins, placeToSend, questionToSend } from "./extras";
import { lengthOf } from "./length";

test("coordinates are read as maps programs copy them, and nothing else", () => {
  expect(readCoordinates("38.7167, -9.1399")).toEqual({ latitudeE7: 387_167_000, longitudeE7: -91_399_000 });
  expect(readCoordinates(" (38.7167;-9.1399) ")).toEqual({ latitudeE7: 387_167_000, longitudeE7: -91_399_000 });
  expect(readCoordinates("-33 151")).toEqual({ latitudeE7: -330_000_000, longitudeE7: 1_510_000_000 });
  for (const wrong of ["", "38.7", "91, 0", "0, 181", "Lisboa", "38,7167, -9,1399", "1, 2, 3"]) expect(readCoordinates(wrong), wrong).toBeNull();
});

test("coordinates are shown as they can be pasted again", () => {
  const place = { latitudeE7: 387_167_000, longitudeE7: -91_399_123 };
  expect(coordinatesOf(place)).toBe("38.7167, -9.139912");
  expect(readCoordinates(coordinatesOf(place))).not.toBeNull();
});

test("a place needs coordinates only, a card a name and a way to reach the person", () => {
  expect(placeToSend("0, 0", " ", "")).toEqual({ send: "place", latitudeE7: 0, longitudeE7: 0, name: null, address: null });
  expect(placeToSend("nowhere", "Café", "")).toBeNull();
  expect(cardToSend("Teresa", "", "", "Clinic")).toBeNull();
  expect(cardToSend("", "+351 600", "", "")).toBeNull();
  expect(cardToSend(" Teresa ", "+351 600", "", "")).toMatchObject({ send: "card", name: "Teresa", phones: ["+351 600"], emails: [], organisation: null });
});

const question = { header: "", body: "Which day?", footer: "", opener: "", choices: [{ title: "Thursday", description: "x" }, { title: " ", description: "" }] };
const buttons = { titleLimit: 20, isList: false };

test("a question leaves blank choices out, and buttons have no second line", () => {
  expect(questionToSend(question, buttons)).toMatchObject({ choices: [{ title: "Thursday", description: "" }], opener: "" });
  expect(questionToSend({ ...question, choices: [] }, buttons)).toBeNull();
  expect(questionToSend({ ...question, body: " " }, buttons)).toBeNull();
});

test("a question over a limit of the channel is not sent", () => {
  expect(questionToSend({ ...question, choices: [{ title: "a".repeat(21), description: "" }] }, buttons)).toBeNull();
  expect(questionToSend({ ...question, header: "a".repeat(61) }, buttons)).toBeNull();
  expect(questionToSend({ ...question, body: "a".repeat(1025) }, buttons)).toBeNull();
});

test("a list needs the label that opens it", () => {
  expect(questionToSend(question, { titleLimit: 20, isList: true })).toBeNull();
  expect(questionToSend({ ...question, opener: "Choose" }, { titleLimit: 20, isList: true })).toMatchObject({ opener: "Choose", choices: [{ title: "Thursday", description: "x" }] });
});

test("two choices with the same words are told, whatever their capitals", () => {
  expect(hasTwins([{ title: "Yes" }, { title: "yes " }])).toBe(true);
  expect(hasTwins([{ title: "" }, { title: "" }, { title: "Yes" }])).toBe(false);
  expect(questionToSend({ ...question, choices: [{ title: "Yes", description: "" }, { title: "YES", description: "" }] }, buttons)).toBeNull();
});

test("a text is counted in the channel's unit", () => {
  expect(lengthOf("sí🙂", "utf16")).toBe(4);
  expect(lengthOf("sí🙂", "characters")).toBe(3);
  expect(lengthOf("sí🙂", "bytes")).toBe(7);
});
