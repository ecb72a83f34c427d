// The clinic's hours and automatic replies while they are being changed: nothing is kept before it is saved.

import { Asker } from "../ipc/asker.svelte";
import type { Hours } from "../ipc/bindings/Hours";
import type { HoursForm } from "../ipc/bindings/HoursForm";
import type { HoursView } from "../ipc/bindings/HoursView";
import type { Interval } from "../ipc/bindings/Interval";
import type { Language } from "../ipc/bindings/Language";
import * as commands from "../ipc/commands";
import { hasFault, replyText, sizeOf } from "./rules";

export class HoursState extends Asker {
  view = $state.raw<HoursView | null>(null);
  form = $state<HoursForm | null>(null);
  isSaved = $state(false);
  /** What the emergency number is, as it stands in the form. */
  number = $derived(this.form?.number.trim() || this.view?.countryNumber || "");
  /** The weekdays whose hours make no sense. */
  faultyDays = $derived((this.form?.week ?? []).flatMap((day, at) => (hasFault(day) ? [at] : [])));
  isTooLong = $derived((this.form?.texts ?? []).some((text) => sizeOf(this.preview(text.hours, text.language)) > (this.view?.longestBytes ?? Infinity)));
  lacksNumber = $derived(this.form !== null && (this.form.closed || this.form.open) && this.number === "");
  isDirty = $derived(this.form !== null && this.view !== null && JSON.stringify(this.form) !== JSON.stringify(formOf(this.view)));
  maySave = $derived(this.isDirty && this.faultyDays.length === 0 && !this.isTooLong && !this.lacksNumber);

  override async load(): Promise<void> {
    const answer = await this.ask(commands.hoursView);
    if (answer) this.#show(answer.answer);
  }

  async save(): Promise<void> {
    const form = this.form;
    if (!form) return;
    const answer = await this.ask(() => commands.saveHours($state.snapshot(form)));
    if (!answer) return;
    this.#show(answer.answer);
    this.isSaved = true;
  }

  undo(): void {
    if (this.view) this.#show(this.view);
  }

  setDay(at: number, day: Interval[]): void {
    if (this.form) this.form.week[at] = day;
  }

  closeOn(date: string): void {
    if (!this.form || date === "" || this.form.closedOn.includes(date)) return;
    this.form.closedOn = [...this.form.closedOn, date].sort();
  }

  openOn(date: string): void {
    if (this.form) this.form.closedOn = this.form.closedOn.filter((it) => it !== date);
  }

  text(hours: Hours, language: Language): string {
    return this.form?.texts.find((it) => it.hours === hours && it.language === language)?.text ?? "";
  }

  setText(hours: Hours, language: Language, text: string): void {
    const found = this.form?.texts.find((it) => it.hours === hours && it.language === language);
    if (found) found.text = text;
  }

  /** Returns the whole reply as it would go out. */
  preview(hours: Hours, language: Language): string {
    const shown = this.view?.texts.find((it) => it.hours === hours && it.language === language);
    return replyText(this.text(hours, language), shown?.always ?? "", this.number);
  }

  suggested(hours: Hours, language: Language): string {
    return this.view?.texts.find((it) => it.hours === hours && it.language === language)?.suggested ?? "";
  }

  #show(view: HoursView): void {
    this.view = view;
    this.form = formOf(view);
    this.isSaved = false;
  }
}

function formOf(view: HoursView): HoursForm {
  const { zone, week, closedOn, closed, open, quietHours, language, number } = view;
  const texts = view.texts.map(({ hours, language, text }) => ({ hours, language, text }));
  return structuredClone({ zone, week, closedOn, closed, open, quietHours, language, number, texts });
}
