// Assistants as an owner sets them up: the endpoint, what it may be asked for, and what it costs.

import { Asker } from "../ipc/asker.svelte";
import type { AssistFeature } from "../ipc/bindings/AssistFeature";
import type { AssistForm } from "../ipc/bindings/AssistForm";
import type { AssistTryView } from "../ipc/bindings/AssistTryView";
import type { AssistView } from "../ipc/bindings/AssistView";
import { onChange, soon } from "../ipc/changes";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

const MICRO = 1_000_000;

/** Returns an amount as one writes it there, for example `€5.00`. */
export function money(micro: number, currency: string, language: string): string {
  const digits = micro > 0 && micro < MICRO / 100 ? 4 : 2;
  return new Intl.NumberFormat(language, { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(micro / MICRO);
}

/** Returns what somebody typed as millionths, or nothing when it is no amount: a comma is a point. */
export function micro(typed: string): number | null {
  const amount = typed.trim().replace(",", ".");
  return /^\d{1,6}(\.\d{1,6})?$/.test(amount) ? Math.round(Number(amount) * MICRO) : null;
}

/** Returns millionths as one types them. */
export function typed(amount: number): string {
  return String(amount / MICRO);
}

/** Currencies that clinics pay services in. */
const CURRENCIES = ["EUR", "USD", "GBP", "CHF", "BRL", "MXN", "ARS", "CLP", "COP", "PEN"];

/** Returns the currencies to choose from, with the one that is chosen. */
export function currencies(chosen: string): string[] {
  return CURRENCIES.includes(chosen) ? CURRENCIES : [chosen, ...CURRENCIES];
}

/** Returns how much of a budget is used, from 0 to 1. */
export function share(used: number, monthly: number): number {
  return monthly === 0 ? 1 : Math.min(1, used / monthly);
}

/** Returns what there is, as a form. */
export function formOf(view: AssistView): AssistForm {
  const model = (feature: AssistFeature) => view.features.find((it) => it.feature === feature)?.model ?? "";
  return {
    baseUrl: view.baseUrl,
    key: null,
    isOwn: view.address === "own_network",
    summaryModel: model("summaries"),
    transcriptionModel: model("transcription"),
    on: view.features.filter((it) => it.isOn).map((it) => it.feature),
    hour: view.hour,
    monthlyMicro: view.credit.monthlyMicro,
    currency: view.credit.currency,
    prices: view.prices,
  };
}

export class AssistState extends Asker {
  view = $state.raw<AssistView | null>(null);
  /** What came of the last try of each feature, while the page is open. */
  tries = $state<Partial<Record<AssistFeature, AssistTryView>>>({});
  trying = $state<AssistFeature | null>(null);

  start(): () => void {
    const load = soon(() => void this.load());
    void this.load();
    return onChange((change) => (change.kind === "app" || change.kind === "summary") && load());
  }

  override async load(): Promise<void> {
    try {
      this.view = await commands.assistView();
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  /** Keeps a part of it, the rest as it is; returns whether it is kept. */
  async keep(part: Partial<AssistForm>): Promise<boolean> {
    const view = this.view;
    if (!view) return false;
    const isEndpoint = part.baseUrl !== undefined;
    const isKept = await this.does(async () => (this.view = await commands.saveAssist({ ...formOf(view), ...part })));
    if (isKept && isEndpoint) this.tries = {};
    return isKept;
  }

  async set(feature: AssistFeature, isOn: boolean): Promise<void> {
    const on = this.view?.features.filter((it) => (it.feature === feature ? isOn : it.isOn)).map((it) => it.feature) ?? [];
    await this.keep({ on });
  }

  async try(feature: AssistFeature): Promise<void> {
    this.trying = feature;
    delete this.tries[feature];
    const came = await this.ask(() => commands.tryAssist(feature));
    if (came) this.tries[feature] = came.answer;
    this.trying = null;
    await this.load();
  }
}
