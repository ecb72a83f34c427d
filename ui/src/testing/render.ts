// Rendering one component with the context it needs.

import { render } from "@testing-library/svelte";
import type { Component } from "svelte";
import Around from "./Around.svelte";

/** Renders a component in English, with the clock at now. */
export function renderWith<Props extends Record<string, unknown>>(component: Component<Props>, props: Props) {
  return render(Around, { props: { of: component as unknown as Component<Record<string, unknown>>, props } });
}
