// The window's language: its words, its dates. Built once in App.svelte, reached by context.

import { createContext } from "svelte";
import type { Language } from "../ipc/bindings/Language";
import { el } from "./el";
import { en, type Texts } from "./en";
import { es } from "./es";
import { pt } from "./pt";
import { dateOf } from "./zone";

export const texts: Record<Language, Texts> = { en, es, pt, el };

/** Each language's own name, as its speakers look for it. */
export const languageNames: Record<Language, string> = { en: "English", es: "Español", pt: "Português", el: "Ελληνικά" };

/** Returns the first of the system's languages that the window speaks. */
export function systemLanguage(wanted: readonly string[] = navigator.languages): Language {
  for (const tag of wanted) {
    const base = tag.slice(0, 2).toLowerCase();
    if (base in texts) return base as Language;
  }
  return "en";
}

const DAY_MS = 86_400_000;

export class Words {
  language = $state<Language>("en");
  /** The clinic's time zone; nothing for this computer's. */
  timeZone = $state<string>();
  say = $derived(texts[this.language]);

  constructor(language: Language = "en") {
    this.language = language;
  }

  #format(options: Intl.DateTimeFormatOptions, at: number): string {
    return new Intl.DateTimeFormat(this.language === "en" ? "en-GB" : this.language, { timeZone: this.timeZone, ...options }).format(at);
  }

  /** Returns the clinic's date of an instant, for example `2026-11-26`. */
  dateOf(at: number): string {
    return dateOf(at, this.timeZone);
  }

  /** Returns how many of the clinic's days one instant is after another. */
  #daysBetween(earlier: number, later: number): number {
    return Math.round((Date.parse(this.dateOf(later)) - Date.parse(this.dateOf(earlier))) / DAY_MS);
  }

  /** Returns the names of the weekdays, from Monday. */
  weekdays(): string[] {
    const monday = Date.UTC(2026, 0, 5, 12);
    return Array.from({ length: 7 }, (_, at) => this.#capital(this.#format({ weekday: "long", timeZone: "UTC" }, monday + at * DAY_MS)));
  }

  /** Returns the time of day, for example `14:02`. */
  time(at: number): string {
    return this.#format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, at);
  }

  /** Returns the time of day with seconds, for example `14:02:07`. */
  timeWithSeconds(at: number): string {
    return this.#format({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }, at);
  }

  /** Returns a day as a heading: today, yesterday, a weekday, or a date. */
  day(at: number, now: number): string {
    const days = this.#daysBetween(at, now);
    if (Math.abs(days) <= 1) return this.#capital(new Intl.RelativeTimeFormat(this.language, { numeric: "auto" }).format(-days, "day"));
    if (Math.abs(days) < 7) return this.#capital(this.#format({ weekday: "long" }, at));
    return this.#format({ day: "numeric", month: "long", year: "numeric" }, at);
  }

  /** Returns when, as short as a row allows: a time today, a weekday this week, else a date. */
  short(at: number, now: number): string {
    const days = this.#daysBetween(at, now);
    if (days <= 0) return this.time(at);
    if (days < 7) return this.#capital(this.#format({ weekday: "short" }, at));
    return this.#format({ day: "numeric", month: "short" }, at);
  }

  /** Returns when, past or to come, long enough to stand in a sentence: `14:02` today, else with its day. */
  moment(at: number, now: number): string {
    const days = this.#daysBetween(at, now);
    if (days === 0) return this.time(at);
    const day = Math.abs(days) === 1 ? new Intl.RelativeTimeFormat(this.language, { numeric: "auto" }).format(-days, "day") : this.#format({ weekday: "short", day: "numeric", month: "short" }, at);
    return `${day}, ${this.time(at)}`;
  }

  /** Returns a calendar day as one writes it, for example `7 March 1984` for `1984-03-07`. */
  date(iso: string): string {
    return this.#format({ day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }, Date.parse(`${iso}T12:00Z`));
  }

  /** A number with one digit after the point, as it is written there: `0.4`, `0,4`. */
  decimal(value: number): string {
    return new Intl.NumberFormat(this.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
  }

  /** A value between -1 and 1 with its sign, as it is written there: `+0.46`, `−0,12`, `0.00`. */
  signed(value: number): string {
    return new Intl.NumberFormat(this.language, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" }).format(value).replace("-", "−");
  }

  /** Returns a day of the week, for example `Monday`. */
  weekday(at: number): string {
    return this.#capital(this.#format({ weekday: "long" }, at));
  }

  /** Returns a day of the week, as short as it is written there, for example `Mon`. */
  weekdayShort(at: number): string {
    return this.#capital(this.#format({ weekday: "short" }, at));
  }

  /** Returns month and year, for example `March 2024`. */
  month(at: number): string {
    return this.#format({ month: "long", year: "numeric" }, at);
  }

  /** Returns a language's name in the window's language, for example `Greek` for `el`. */
  languageName(tag: string): string {
    try {
      return this.#capital(new Intl.DisplayNames(this.language, { type: "language" }).of(tag.replace("_", "-")) ?? tag);
    } catch {
      return tag;
    }
  }

  /** Returns a country's name in the window's language. */
  countryName(code: string): string {
    return new Intl.DisplayNames(this.language, { type: "region", fallback: "code" }).of(code) ?? code;
  }

  #capital(word: string): string {
    return word.charAt(0).toLocaleUpperCase(this.language) + word.slice(1);
  }
}

export const [getWords, setWords] = createContext<Words>();
