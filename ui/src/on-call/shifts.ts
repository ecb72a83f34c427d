// How a shift is written down in a line.

import { clockOf, MIDNIGHT } from "../hours/rules";
import type { Shift } from "../ipc/bindings/Shift";

const LETTERS = 3;

/** Returns the end of a shift as a clock shows it; midnight at the end of a day is not its start. */
export function endOf(shift: Shift): string {
  return shift.to === MIDNIGHT ? "24:00" : clockOf(shift.to);
}

/** Returns a weekday as short as a small button takes, for example `Mon`. */
export function shortDay(day: string): string {
  return day.slice(0, LETTERS);
}

/** Returns whether a shift goes on into the next day. */
export function isOverMidnight(shift: Shift): boolean {
  return shift.to <= shift.from;
}

/** Returns a shift in a line, days that follow one another as one: `Mon–Fri, Sun 20:00–08:00`. `days` are named from Monday. */
export function shiftText(shift: Shift, days: readonly string[]): string {
  const runs: number[][] = [];
  for (const day of [...shift.days].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run && run.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  const name = (day: number | undefined) => shortDay(days[day ?? 0] ?? "");
  const said = runs.map((run) => (run.length > 2 ? `${name(run[0])}–${name(run.at(-1))}` : run.map(name).join(", ")));
  return `${said.join(", ")} ${clockOf(shift.from)}–${endOf(shift)}`;
}
