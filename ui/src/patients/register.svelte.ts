// Patients from a file: what was read, what its columns hold, what it would come to, what it came to.

import type { CommandError } from "../ipc/bindings/CommandError";
import type { ImportField } from "../ipc/bindings/ImportField";
import type { ImportFileView } from "../ipc/bindings/ImportFileView";
import type { ImportReportView } from "../ipc/bindings/ImportReportView";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

export class RegisterState {
  file = $state.raw<ImportFileView | null>(null);
  mapping = $state.raw<(ImportField | null)[]>([]);
  report = $state.raw<ImportReportView | null>(null);
  error = $state.raw<CommandError | null>(null);
  isBusy = $state(false);
  /** The name under which the report was saved. */
  savedAs = $state<string | null>(null);

  hasPhone = $derived(this.mapping.includes("phone"));
  /** How many patients would be taken in. */
  willChange = $derived(this.report ? this.report.new + this.report.updated : 0);

  choose(file: File): Promise<void> {
    return this.#busy(async () => {
      this.#forget();
      this.file = await commands.readPatientsFile(file);
      this.mapping = this.file.columns.map((it) => it.guess);
    });
  }

  /** Says what a column holds; a field stands for one column only. */
  hold(column: number, field: ImportField | null): void {
    this.mapping = this.mapping.map((its, at) => (at === column ? field : its === field ? null : its));
    this.report = null;
    this.savedAs = null;
  }

  check(): Promise<void> {
    return this.#busy(async () => (this.report = await commands.checkPatientsFile(this.mapping)));
  }

  run(): Promise<void> {
    return this.#busy(async () => (this.report = await commands.importPatients(this.mapping)));
  }

  save(words: Record<string, string>): Promise<void> {
    return this.#busy(async () => (this.savedAs = await commands.savePatientsReport(this.mapping, words)));
  }

  close(): void {
    this.#forget();
    void commands.closePatientsFile().catch(() => null);
  }

  #forget(): void {
    this.file = null;
    this.mapping = [];
    this.report = null;
    this.savedAs = null;
    this.error = null;
  }

  async #busy(work: () => Promise<unknown>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      await work();
      this.error = null;
    } catch (cause) {
      this.error = readError(cause);
    } finally {
      this.isBusy = false;
    }
  }
}
