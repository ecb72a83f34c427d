// Picks the plural form of a language and puts the number in.

export interface Forms {
  one: string;
  other: string;
}

/** Returns the form for `count`, with `#` replaced by the number as the language writes it. */
export function plural(language: string, count: number, forms: Forms): string {
  const form = new Intl.PluralRules(language).select(count) === "one" ? forms.one : forms.other;
  return form.replaceAll("#", new Intl.NumberFormat(language).format(count));
}
