// Backups as an owner chooses and watches them, and a restore in the first run.

import type { BackupNote } from "../ipc/bindings/BackupNote";
import type { BackupPlan } from "../ipc/bindings/BackupPlan";
import type { BackupProgress } from "../ipc/bindings/BackupProgress";
import type { BackupView } from "../ipc/bindings/BackupView";
import type { FoundBackup } from "../ipc/bindings/FoundBackup";
import { onChange, soon } from "../ipc/changes";
import { Asker } from "../ipc/asker.svelte";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";
import type { Words } from "../text/words.svelte";

export const WORDS_IN_PHRASE = 24;

/** What a first choice of a folder comes with: at two at night, a fortnight of them. */
export const FIRST_PLAN: Omit<BackupPlan, "folder"> = { hour: 2, kept: 14 };

/** Returns the words somebody typed: any case, any space, numbered or not. */
export function wordsOf(typed: string): string[] {
  return typed.trim().toLocaleLowerCase("en").split(/[\s,.\d]+/).filter((it) => it !== "");
}

/** Returns a size as one says it, for example `84 MB`. */
export function amount(bytes: number, language: string): string {
  const steps = ["kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  const step = Math.min(steps.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3) - 1));
  const value = bytes / 1000 ** (step + 1);
  return new Intl.NumberFormat(language, { style: "unit", unit: steps[step], maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

/** Returns the instant of a backup as one looks for it, for example `Yesterday, 02:00`. */
export function dayAndTime(words: Words, at: number, now: number): string {
  return `${words.day(at, now)}, ${words.time(at)}`;
}

/** Backups, kept up to date while they are listened to. */
export class BackupState extends Asker {
  view = $state.raw<BackupView | null>(null);

  /** Whether one is being made, here or by itself. */
  isAtWork = $derived(this.isBusy || this.view?.progress != null);

  start(): () => void {
    const load = soon(() => void this.load());
    void this.load();
    return onChange((change) => change.kind === "backup" && load());
  }

  override async load(): Promise<void> {
    try {
      this.view = await commands.backupView();
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  /** Asks the system for a folder and keeps it. */
  async choose(): Promise<void> {
    await this.change(async () => {
      const folder = await commands.chooseFolder();
      if (folder !== null) await commands.planBackups({ ...(this.view?.plan ?? FIRST_PLAN), folder });
    });
  }

  async keep(part: Partial<BackupPlan>): Promise<void> {
    const plan = this.view?.plan;
    if (plan) await this.change(() => commands.planBackups({ ...plan, ...part }));
  }

  makeNow = () => this.change(commands.makeBackup);
}

/** What everybody at the desk should know; put off, it is quiet until the next sign-in. */
export class BackupNoteState {
  view = $state.raw<BackupNote | null>(null);
  isPutOff = $state(false);

  start(): () => void {
    const load = soon(() => void this.load());
    void this.load();
    return onChange((change) => (change.kind === "backup" || change.kind === "app") && load());
  }

  async load(): Promise<void> {
    this.view = await commands.backupNote().catch(() => this.view);
  }
}

/** A restore: where, which one, by which words. */
export class RestoreState extends Asker {
  folder = $state("");
  found = $state.raw<FoundBackup[] | null>(null);
  chosen = $state.raw<FoundBackup | null>(null);
  typed = $state("");
  passphrase = $state("");
  progress = $state.raw<BackupProgress | null>(null);
  isRestoring = $state(false);

  words = $derived(wordsOf(this.typed));

  start(): () => void {
    const load = soon(() => void this.follow());
    return onChange((change) => change.kind === "backup" && load());
  }

  async follow(): Promise<void> {
    this.progress = await commands.restoreProgress().catch(() => null);
  }

  choose = () =>
    this.does(async () => {
      const folder = await commands.chooseFolder();
      if (folder === null) return;
      this.folder = folder;
      await this.#look();
    });

  look = () => this.does(() => this.#look());

  /** Returns whether everything is back. */
  async restore(hasKeyring: boolean): Promise<boolean> {
    const chosen = this.chosen;
    if (!chosen) return false;
    this.isRestoring = true;
    const devicePassphrase = hasKeyring ? null : this.passphrase;
    const isBack = await this.does(() => commands.restoreBackup({ place: chosen.place, name: chosen.name, words: this.words, devicePassphrase }));
    this.isRestoring = false;
    this.progress = null;
    return isBack;
  }

  async #look(): Promise<void> {
    this.found = null;
    this.chosen = null;
    this.found = await commands.lookForBackups(this.folder.trim());
    this.chosen = this.found.find((it) => it.madeAt !== null) ?? null;
  }
}
