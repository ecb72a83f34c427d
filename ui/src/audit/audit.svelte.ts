// The audit as the owner reads it: a page, what it is narrowed to, and what verifying found.

import type { AuditCheckView } from "../ipc/bindings/AuditCheckView";
import type { AuditCursor } from "../ipc/bindings/AuditCursor";
import type { AuditEntryView } from "../ipc/bindings/AuditEntryView";
import type { AuditKind } from "../ipc/bindings/AuditKind";
import type { AuditPersonView } from "../ipc/bindings/AuditPersonView";
import type { CommandError } from "../ipc/bindings/CommandError";
import type { StaffId } from "../ipc/bindings/StaffId";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";
import { instantOf } from "../text/zone";

/** What the audit is narrowed to; days as a date field says them, empty for none. */
export interface Filters {
  staff: StaffId | null;
  kind: AuditKind | null;
  subject: { id: string; name: string } | null;
  from: string;
  until: string;
}

const EVERYTHING: Filters = { staff: null, kind: null, subject: null, from: "", until: "" };

/** Returns when a day of the clinic begins, or when the one after it does. */
export function dayStart(day: string, after = 0, zone?: string): number | null {
  const [year, month, date] = day.split("-").map(Number);
  if (!year || !month || !date) return null;
  const wanted = new Date(Date.UTC(year, month - 1, date + after));
  return instantOf(`${wanted.toISOString().slice(0, 10)}T00:00`, zone);
}

export class AuditState {
  filters = $state.raw<Filters>(EVERYTHING);
  entries = $state.raw<AuditEntryView[] | null>(null);
  people = $state.raw<AuditPersonView[]>([]);
  check = $state.raw<AuditCheckView | null>(null);
  error = $state.raw<CommandError | null>(null);
  isVerifying = $state(false);
  /** Whether closing a broken audit is asked about. */
  isClosing = $state(false);
  isBusy = $state(false);
  closingError = $state.raw<CommandError | null>(null);
  /** Whether something else was wrong than what was accepted: nothing was closed. */
  isOtherwise = $state(false);
  readonly #zone: () => string | undefined;
  #older = $state.raw<AuditCursor | null>(null);
  #asked = 0;

  /** `zone` is the clinic's, nothing for this computer's. */
  constructor(zone: () => string | undefined = () => undefined) {
    this.#zone = zone;
  }

  hasOlder = $derived(this.#older !== null);
  isNarrowed = $derived(Object.values(this.filters).some((it) => it !== null && it !== ""));

  async load(): Promise<void> {
    await this.#ask(null);
  }

  /** Shows the page before. */
  async more(): Promise<void> {
    if (this.#older) await this.#ask(this.#older);
  }

  /** Narrows it further, or otherwise. Calls to Meta are nobody's and about nobody. */
  async narrow(part: Partial<Filters>): Promise<void> {
    const isCalls = (part.kind ?? this.filters.kind) === "calls";
    const wantsPerson = part.staff != null || part.subject != null;
    this.filters = { ...this.filters, ...part };
    if (isCalls && wantsPerson) this.filters = { ...this.filters, kind: null };
    else if (isCalls) this.filters = { ...this.filters, staff: null, subject: null };
    await this.load();
  }

  async clear(): Promise<void> {
    this.filters = EVERYTHING;
    await this.load();
  }

  async verify(): Promise<void> {
    this.isVerifying = true;
    try {
      this.check = await commands.verifyAudit();
      this.error = null;
    } catch (cause) {
      this.error = readError(cause);
    } finally {
      this.isVerifying = false;
    }
  }

  askToClose(): void {
    this.isClosing = true;
    this.isOtherwise = false;
    this.closingError = null;
  }

  /** Closes a broken audit and begins anew; what is accepted is what was shown. */
  async beginAnew(reason: string): Promise<void> {
    if (this.isBusy || !this.check) return;
    this.isBusy = true;
    try {
      this.check = await commands.beginAuditAnew(reason, this.check.mark);
      this.closingError = null;
      this.isOtherwise = this.check.fault !== null;
      this.isClosing = this.isOtherwise;
      // Its first entry is to be seen.
      if (!this.isClosing) await this.load();
    } catch (cause) {
      this.closingError = readError(cause);
    } finally {
      this.isBusy = false;
    }
  }

  // Of several answers under way, only that to the last question counts.
  async #ask(before: AuditCursor | null): Promise<void> {
    const asked = ++this.#asked;
    const { staff, kind, subject, from, until } = this.filters;
    try {
      const query = { staff, kind, subject: subject?.id ?? null, from: dayStart(from, 0, this.#zone()), until: dayStart(until, 1, this.#zone()), before };
      const view = await commands.auditView(query);
      if (asked !== this.#asked) return;
      this.entries = before ? [...(this.entries ?? []), ...view.entries] : view.entries;
      this.#older = view.older;
      this.people = view.people;
      this.check = view.check;
      this.error = null;
    } catch (cause) {
      if (asked === this.#asked) this.error = readError(cause);
    }
  }
}
