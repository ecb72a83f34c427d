// How large things are: a picture's place before it loads, a file's bytes, how long something plays.

import type { MediaView } from "../ipc/bindings/MediaView";

const WIDEST_PX = 320;
const TALLEST_PX = 340;
const SMALLEST_PX = 96;
const STICKER_PX = 144;
/** The place of a picture whose size nobody told. */
const UNKNOWN = { width: 240, height: 180 };

export interface Box {
  width: number;
  height: number;
}

/** Returns the place a picture takes in a bubble, so that nothing moves when it loads. Very long ones are cut off at the edges. */
export function boxFor(media: Pick<MediaView, "width" | "height" | "kind">): Box {
  const { width, height } = media;
  if (media.kind === "sticker") return { width: STICKER_PX, height: STICKER_PX };
  if (width === null || height === null || width <= 0 || height <= 0) return UNKNOWN;
  const scale = Math.min(1, WIDEST_PX / width, TALLEST_PX / height);
  return { width: Math.max(SMALLEST_PX, Math.round(width * scale)), height: Math.max(SMALLEST_PX, Math.round(height * scale)) };
}

const UNITS = ["B", "kB", "MB", "GB"];
const STEP = 1024;

/** Returns a file's size as one reads it, for example `1.4 MB`. */
export function sizeOf(bytes: number, language: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= STEP && unit < UNITS.length - 1) {
    value /= STEP;
    unit++;
  }
  const digits = value < 10 && unit > 0 ? 1 : 0;
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)} ${UNITS[unit]}`;
}

/** Returns how long something plays, for example `0:14` or `1:02:03`. */
export function durationOf(milliseconds: number): string {
  const all = Math.round(milliseconds / 1000);
  const two = (count: number) => String(count).padStart(2, "0");
  const hours = Math.floor(all / 3600);
  const minutes = Math.floor((all % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(all % 60)}` : `${minutes}:${two(all % 60)}`;
}

/** Returns `count` bars between 0 and 100 out of a waveform of any length; flat where there is none. */
export function barsOf(waveform: readonly number[], count: number): number[] {
  if (waveform.length === 0) return Array.from({ length: count }, () => 12);
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * waveform.length) / count);
    const end = Math.max(from + 1, Math.floor(((i + 1) * waveform.length) / count));
    return Math.max(...waveform.slice(from, end));
  });
}
