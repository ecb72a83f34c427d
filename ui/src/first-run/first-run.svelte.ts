// The first run: the step to show, what has been typed, what Rust has proved.

import type { FirstRunStep } from "../ipc/bindings/FirstRunStep";
import type { FirstRunView } from "../ipc/bindings/FirstRunView";
import type { RoundTripView } from "../ipc/bindings/RoundTripView";
import { Asker } from "../ipc/asker.svelte";
import * as commands from "../ipc/commands";

export const ASKED_WORDS = 3;

/** Returns the places of `count` different words of a phrase, in order. */
export function pickPositions(length: number, count: number, random: () => number = Math.random): number[] {
  const places = Array.from({ length }, (_, i) => i);
  const picked: number[] = [];
  while (picked.length < count && places.length > 0) {
    picked.push(...places.splice(Math.floor(random() * places.length), 1));
  }
  return picked.sort((a, b) => a - b);
}

export class FirstRunState extends Asker {
  step = $state<FirstRunStep>("relay");
  hasKeyring = $state(true);
  relay = $state<string | null>(null);
  roundTrip = $state.raw<RoundTripView | null>(null);
  phrase = $state.raw<string[]>([]);
  asked = $state.raw<number[]>([]);

  /** Whether this is a further computer of the clinic, which another one lets in. */
  isFurther = $state(false);

  steps = $derived<FirstRunStep[]>([...(this.hasKeyring ? [] : (["device_passphrase"] as const)), "relay", ...(this.isFurther ? (["joining"] as const) : []), "recovery_phrase", "owner", "whatsapp"]);

  /**
   * Takes over how far Rust says it has got. A round trip stays in view until one goes on; Rust may tell of it before the
   * answer is here.
   */
  follow(view: FirstRunView): void {
    this.hasKeyring = view.hasKeyring;
    this.relay = view.relay ?? this.relay;
    const isProved = this.roundTrip !== null || this.isBusy;
    if (this.step === "relay" && isProved && view.step === "recovery_phrase") return;
    if (view.step === "joining") this.isFurther = true;
    else if (view.step === "relay") this.isFurther = false;
    this.step = view.step;
  }

  /** Goes on from a step that is done, unless Rust has told so already: no step is passed over. */
  goOn(from: FirstRunStep): void {
    if (this.step !== from) return;
    const next = this.steps[this.steps.indexOf(from) + 1];
    if (next) this.step = next;
    this.error = null;
  }

  chooseDevicePassphrase = (passphrase: string) => this.does(() => commands.chooseDevicePassphrase(passphrase));

  async pair(pairing: string): Promise<void> {
    this.roundTrip = null;
    await this.does(async () => {
      this.roundTrip = await commands.pairRelay(pairing.trim());
      this.relay = this.roundTrip?.relay ?? this.relay;
    });
  }

  async showPhrase(): Promise<void> {
    this.asked = [];
    await this.does(async () => (this.phrase = await commands.recoveryPhrase()));
  }

  askWords(): void {
    this.asked = pickPositions(this.phrase.length, ASKED_WORDS);
    this.error = null;
  }

  async confirmWords(words: string[]): Promise<void> {
    const isRight = await this.does(() => commands.confirmRecoveryPhrase(this.asked, words.map((it) => it.trim().toLocaleLowerCase("en"))));
    if (!isRight) return;
    this.phrase = [];
    this.goOn("recovery_phrase");
  }

  async createOwner(clinic: string, name: string, passphrase: string): Promise<void> {
    if (await this.does(() => commands.createOwner(clinic.trim(), name.trim(), passphrase))) this.goOn("owner");
  }

  finish = () => this.does(commands.finishFirstRun);
}
