// The demo's files: pictures drawn and sounds made in code; one tiny film.

import type { MediaId } from "../bindings/MediaId";
import type { MediaKind } from "../bindings/MediaKind";
import type { MediaView } from "../bindings/MediaView";
import type { Variant } from "../host";
import { newId } from "./build";
import { drawings, type Drawing } from "./drawings";
import film from "./sample.webm?url";

const RATE = 8000;
const BARS = 48;

/** What a file holds: a drawing, the seconds of a hum, or bytes given by a person. */
type Source = { drawing: Drawing; isFilm: boolean } | { seconds: number } | { blob: Blob };

const sources = new Map<MediaId, Source>();
const urls = new Map<MediaId, string>();

function hum(seconds: number): Blob {
  const samples = Math.round(seconds * RATE);
  const wav = new DataView(new ArrayBuffer(44 + samples));
  const write = (at: number, word: string) => [...word].forEach((letter, i) => wav.setUint8(at + i, letter.charCodeAt(0)));
  write(0, "RIFF");
  wav.setUint32(4, 36 + samples, true);
  write(8, "WAVEfmt ");
  wav.setUint32(16, 16, true);
  wav.setUint16(20, 1, true);
  wav.setUint16(22, 1, true);
  wav.setUint32(24, RATE, true);
  wav.setUint32(28, RATE, true);
  wav.setUint16(32, 1, true);
  wav.setUint16(34, 8, true);
  write(36, "data");
  wav.setUint32(40, samples, true);
  for (let i = 0; i < samples; i++) {
    const t = i / RATE;
    wav.setUint8(44 + i, 128 + Math.round(22 * Math.sin(2 * Math.PI * 180 * t) * Math.abs(Math.sin(2 * Math.PI * 1.3 * t))));
  }
  return new Blob([wav.buffer], { type: "audio/wav" });
}

function blobOf(source: Source): Blob {
  if ("blob" in source) return source.blob;
  if ("seconds" in source) return hum(source.seconds);
  return new Blob([drawings[source.drawing]], { type: "image/svg+xml" });
}

/** Returns an address the page can read a file from; empty where it has none. */
export function mediaUrl(media: MediaId, variant?: Variant): string {
  const source = sources.get(media);
  if (source && "drawing" in source && source.isFilm && variant !== "thumbnail") return film;
  if (!source || typeof URL.createObjectURL !== "function") return "";
  const url = urls.get(media) ?? URL.createObjectURL(blobOf(source));
  urls.set(media, url);
  return url;
}

/** Returns a file of a kind as it lies here, with what is said about it. */
export function fileOf(kind: MediaKind, more: Partial<MediaView> = {}): MediaView {
  return { id: newId(), kind, state: "here", mime: null, name: null, bytes: null, receivedBytes: null, width: null, height: null, durationMs: null, waveform: [], hasThumbnail: false, isShown: true, isDisguised: false, mayOpen: true, mayFetchAgain: false, ...more };
}

/** Returns a drawn picture, video or sticker. */
export function pictureOf(kind: "image" | "video" | "sticker", drawing: Drawing, width: number, height: number, more: Partial<MediaView> = {}): MediaView {
  const file = fileOf(kind, { mime: kind === "video" ? "video/mp4" : kind === "sticker" ? "image/webp" : "image/jpeg", width, height, hasThumbnail: kind !== "sticker", bytes: 184_320, ...more });
  sources.set(file.id, { drawing, isFilm: kind === "video" });
  return file;
}

/** Returns a voice note that hums. */
export function voiceOf(durationMs: number, more: Partial<MediaView> = {}): MediaView {
  const waveform = Array.from({ length: BARS }, (_, i) => Math.round(18 + 70 * Math.abs(Math.sin(i * 0.71) * Math.cos(i * 0.23 + 0.4))));
  const file = fileOf("voice", { mime: "audio/ogg", durationMs, waveform, bytes: durationMs * 2, ...more });
  sources.set(file.id, { seconds: durationMs / 1000 });
  return file;
}

/** Returns what a type is to the person who sends it. */
export function kindOf(mime: string): MediaKind {
  const family = mime.split("/")[0];
  return family === "image" || family === "video" || family === "audio" ? family : "document";
}

/** Keeps the bytes a person chose, and reads how large a picture is. */
export async function keepBytes(file: MediaView, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const blob = new Blob([bytes], { type: file.mime ?? "" });
  sources.set(file.id, { blob });
  if (file.kind !== "image" || typeof createImageBitmap !== "function") return;
  const picture = await createImageBitmap(blob).catch(() => null);
  if (picture) Object.assign(file, { width: picture.width, height: picture.height, hasThumbnail: true });
}
