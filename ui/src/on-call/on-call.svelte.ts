// In which order people are asked about flags, while it is being changed: nothing is kept before it is saved.

import { Asker } from "../ipc/asker.svelte";
import type { OnCall } from "../ipc/bindings/OnCall";
import type { OnCallForm } from "../ipc/bindings/OnCallForm";
import type { OnCallPersonView } from "../ipc/bindings/OnCallPersonView";
import type { OnCallView } from "../ipc/bindings/OnCallView";
import type { Shift } from "../ipc/bindings/Shift";
import type { Side } from "../ipc/bindings/Side";
import type { StaffId } from "../ipc/bindings/StaffId";
import * as commands from "../ipc/commands";

/** The nights of the week: what most people add first. */
export const NIGHTS: Shift = { days: [0, 1, 2, 3, 4, 5, 6], from: 20 * 60, to: 8 * 60 };

export class OnCallState extends Asker {
  view = $state.raw<OnCallView | null>(null);
  form = $state<OnCallForm | null>(null);
  isSaved = $state(false);
  isDirty = $derived(this.form !== null && this.view !== null && JSON.stringify(this.form) !== JSON.stringify(this.view.order));
  /** Whether every shift has a day. */
  isWhole = $derived([...(this.form?.clinical ?? []), ...(this.form?.leads ?? [])].every((it) => it.shifts.every((shift) => shift.days.length > 0)));
  maySave = $derived(this.isDirty && this.isWhole);

  override async load(): Promise<void> {
    const answer = await this.ask(commands.onCallView);
    if (answer) this.#show(answer.answer);
  }

  async save(): Promise<void> {
    const form = this.form;
    if (!form || !(await this.does(() => commands.saveOnCall($state.snapshot(form))))) return;
    await this.load();
    this.isSaved = true;
  }

  undo(): void {
    if (this.view) this.#show(this.view);
  }

  nameOf(staff: StaffId): string {
    return this.view?.people.find((it) => it.id === staff)?.name ?? "";
  }

  /** Returns who may be added to a side's order. */
  others(side: Side): OnCallPersonView[] {
    const isIn = (id: StaffId) => this.form?.[side].some((it) => it.staff === id);
    return (this.view?.people ?? []).filter((it) => (side === "leads" || it.readsClinical) && !isIn(it.id));
  }

  add(side: Side, staff: StaffId): void {
    this.form?.[side].push({ staff, shifts: [] });
  }

  remove(side: Side, at: number): void {
    this.form?.[side].splice(at, 1);
  }

  move(side: Side, at: number, by: -1 | 1): void {
    const list = this.form?.[side];
    const one = list?.[at];
    if (!list || !one || at + by < 0 || at + by >= list.length) return;
    list.splice(at, 1);
    list.splice(at + by, 0, one);
  }

  addShift(one: OnCall): void {
    one.shifts.push(structuredClone(NIGHTS));
  }

  toggleDay(shift: Shift, day: number): void {
    shift.days = shift.days.includes(day) ? shift.days.filter((it) => it !== day) : [...shift.days, day].sort((a, b) => a - b);
  }

  #show(view: OnCallView): void {
    this.view = view;
    this.form = structuredClone(view.order);
    this.isSaved = false;
  }
}
