// The clinic's own steps while they are being changed: nothing is kept before it is saved.

import { Asker } from "../ipc/asker.svelte";
import type { Protocol } from "../ipc/bindings/Protocol";
import type { ProtocolView } from "../ipc/bindings/ProtocolView";
import * as commands from "../ipc/commands";

/** The levels that have steps. */
export type StepLevel = "urgent" | "high" | "today";

/** As Rust keeps them. */
export const LONGEST_STEP = 200;
export const MOST_STEPS = 20;

export class ProtocolState extends Asker {
  #original: () => Protocol = () => ({ urgent: [], high: [], today: [] });
  view = $state.raw<ProtocolView | null>(null);
  form = $state<Protocol | null>(null);
  isSaved = $state(false);
  isDirty = $derived(this.form !== null && this.view !== null && JSON.stringify(this.form) !== JSON.stringify(this.view.steps ?? this.#original()));
  isOriginal = $derived(this.form !== null && JSON.stringify(this.form) === JSON.stringify(this.#original()));
  /** Urgent and high flags have at least a step. */
  isWhole = $derived(this.form !== null && (["urgent", "high"] as const).every((level) => this.form?.[level].some((step) => step.trim() !== "")));
  maySave = $derived(this.isDirty && this.isWhole);

  /** `original` gives the steps in the window's own words. */
  constructor(original: () => Protocol) {
    super();
    this.#original = original;
  }

  override async load(): Promise<void> {
    const answer = await this.ask(commands.protocolView);
    if (answer) this.#show(answer.answer);
  }

  async save(): Promise<void> {
    if (!this.form) return;
    const steps = this.isOriginal ? null : $state.snapshot(this.form);
    if (!(await this.does(() => commands.saveProtocol(steps)))) return;
    await this.load();
    this.isSaved = true;
  }

  undo(): void {
    if (this.view) this.#show(this.view);
  }

  restore(): void {
    this.form = structuredClone(this.#original());
  }

  add(level: StepLevel): void {
    this.form?.[level].push("");
  }

  remove(level: StepLevel, at: number): void {
    this.form?.[level].splice(at, 1);
  }

  move(level: StepLevel, at: number, by: -1 | 1): void {
    const steps = this.form?.[level];
    const step = steps?.[at];
    if (!steps || step === undefined || at + by < 0 || at + by >= steps.length) return;
    steps.splice(at, 1);
    steps.splice(at + by, 0, step);
  }

  #show(view: ProtocolView): void {
    this.view = view;
    this.form = structuredClone(view.steps ?? this.#original());
    this.isSaved = false;
  }
}

/** Returns the original as steps: the same for urgent and high flags, none for those of today. */
export function originalSteps(words: readonly (readonly [string, string])[]): Protocol {
  const steps = () => words.map(([start, rest]) => `${start} ${rest}`);
  return { urgent: steps(), high: steps(), today: [] };
}
