// Builds the window. No data: URIs and no inline scripts, so that the strict content security policy holds.

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  clearScreen: false,
  server: { port: 1420, strictPort: true },
  build: { target: "safari17.5", assetsInlineLimit: 0, modulePreload: { polyfill: false }, sourcemap: false },
  // A busy machine is no reason to fail: what is slow here is the first import.
  test: { environment: "jsdom", include: ["src/**/*.test.ts"], testTimeout: 30_000 },
});
