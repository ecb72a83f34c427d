import { expect, test } from "vitest";
import { barsOf, boxFor, durationOf, sizeOf } from "./sizes";
import { documentIcon, endingOf, isVisual } from "./types";
import { fileOf } from "../ipc/demo/media";

const box = (width: number | null, height: number | null) => boxFor({ kind: "image", width, height });

test("a picture's place is known before it loads and keeps its shape", () => {
  expect(box(1200, 800)).toEqual({ width: 320, height: 213 });
  expect(box(720, 1280)).toEqual({ width: 191, height: 340 });
  expect(box(200, 150)).toEqual({ width: 200, height: 150 });
});

test("a picture of a pixel, of no size or of an endless strip still has a place one can hit", () => {
  expect(box(1, 1)).toEqual({ width: 96, height: 96 });
  expect(box(0, 500)).toEqual({ width: 240, height: 180 });
  expect(box(null, null)).toEqual({ width: 240, height: 180 });
  expect(box(9000, 90)).toEqual({ width: 320, height: 96 });
});

test("sizes are written as the language does", () => {
  expect(sizeOf(70, "en")).toBe("70 B");
  expect(sizeOf(1.44 * 1024 * 1024, "en")).toBe("1.4 MB");
  expect(sizeOf(1.44 * 1024 * 1024, "es")).toBe("1,4 MB");
  expect(sizeOf(140 * 1024 * 1024, "en")).toBe("140 MB");
  expect(sizeOf(5 * 1024 ** 4, "en")).toBe("5,120 GB");
});

test("durations have minutes, and hours only when there are some", () => {
  expect(durationOf(0)).toBe("0:00");
  expect(durationOf(14_400)).toBe("0:14");
  expect(durationOf(61_000)).toBe("1:01");
  expect(durationOf(3_723_000)).toBe("1:02:03");
});

test("a waveform of any length becomes as many bars as fit, and none a flat line", () => {
  expect(barsOf([10, 90, 20, 30], 2)).toEqual([90, 30]);
  expect(barsOf([50], 3)).toEqual([50, 50, 50]);
  expect(new Set(barsOf([], 4)).size).toBe(1);
});

test("a document is told by its ending, then by its type", () => {
  expect(endingOf("letter.final.PDF")).toBe("pdf");
  expect(endingOf("no ending")).toBe("");
  expect(documentIcon(fileOf("document", { name: "fees.xlsx" }))).toBe("sheet");
  expect(documentIcon(fileOf("document", { mime: "application/zip" }))).toBe("archive");
  expect(documentIcon(fileOf("document"))).toBe("file");
});

test("only a picture that is here and safe is drawn", () => {
  expect(isVisual(fileOf("image"))).toBe(true);
  expect(isVisual(fileOf("image", { isShown: false }))).toBe(false);
  expect(isVisual(fileOf("video", { state: "damaged" }))).toBe(false);
  expect(isVisual(fileOf("sticker"))).toBe(false);
});
