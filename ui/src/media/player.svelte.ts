// Playing a sound: one at a time, at the speed last chosen. The bytes are fetched first, because not every web view plays from our scheme.

import type { MediaId } from "../ipc/bindings/MediaId";
import { mediaUrl, type Variant } from "../ipc/host";

export const speeds = [1, 1.5, 2] as const;

/** The speed last chosen; kept for the next recording. */
let chosenSpeed: number = 1;
let playing: Player | null = null;

/** Fetches a file's bytes and returns an address every element plays from. */
export async function loaded(media: MediaId, variant?: Variant): Promise<string> {
  const answer = await fetch(mediaUrl(media, variant));
  if (!answer.ok) throw new Error(`the file answered ${answer.status}`);
  return URL.createObjectURL(await answer.blob());
}

export class Player {
  isPlaying = $state(false);
  isBroken = $state(false);
  positionMs = $state(0);
  durationMs = $state(0);
  speed = $state(chosenSpeed);
  readonly #media: MediaId;
  #sound: HTMLAudioElement | null = null;
  #url: string | null = null;

  constructor(media: MediaId, durationMs: number | null) {
    this.#media = media;
    this.durationMs = durationMs ?? 0;
  }

  async toggle(): Promise<void> {
    if (this.isPlaying) return this.pause();
    try {
      const sound = await this.#ready();
      if (playing !== this) playing?.pause();
      playing = this;
      sound.playbackRate = this.speed = chosenSpeed;
      await sound.play();
      this.isPlaying = true;
      this.#follow();
    } catch {
      this.isBroken = true;
      this.isPlaying = false;
    }
  }

  pause(): void {
    this.#sound?.pause();
    this.isPlaying = false;
  }

  seek(positionMs: number): void {
    this.positionMs = Math.max(0, Math.min(positionMs, this.durationMs));
    if (this.#sound) this.#sound.currentTime = this.positionMs / 1000;
  }

  /** Takes the next speed, and the first after the last. */
  faster(): void {
    const next = speeds[(speeds.findIndex((it) => it === this.speed) + 1) % speeds.length] ?? 1;
    this.speed = chosenSpeed = next;
    if (this.#sound) this.#sound.playbackRate = next;
  }

  /** Stops and lets go of the bytes. */
  drop(): void {
    this.pause();
    if (playing === this) playing = null;
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#sound = null;
    this.#url = null;
  }

  async #ready(): Promise<HTMLAudioElement> {
    if (this.#sound) return this.#sound;
    this.#url = await loaded(this.#media, "sound");
    const sound = new Audio(this.#url);
    sound.onloadedmetadata = () => {
      if (Number.isFinite(sound.duration)) this.durationMs = sound.duration * 1000;
    };
    sound.onended = () => {
      this.isPlaying = false;
      this.seek(0);
    };
    sound.onerror = () => ((this.isBroken = true), (this.isPlaying = false));
    this.#sound = sound;
    if (this.positionMs > 0) sound.currentTime = this.positionMs / 1000;
    return sound;
  }

  #follow(): void {
    if (!this.isPlaying || !this.#sound) return;
    this.positionMs = this.#sound.currentTime * 1000;
    requestAnimationFrame(() => this.#follow());
  }
}
