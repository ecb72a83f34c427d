// Serves the demo build on a free port and opens Debian's chromium on it.

import { chromium } from "playwright-core";
import { preview } from "vite";

// The shipped window's policy without Tauri's own channels; a breach is an error in the console, and so fails a walk.
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob:; media-src blob:; connect-src 'self' blob:; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Starts server and browser; `close` ends both. */
export async function start() {
  const server = await preview({ mode: "demo", logLevel: "warn", build: { outDir: "dist-demo" }, preview: { port: 0, host: "127.0.0.1", headers: { "Content-Security-Policy": POLICY } } });
  const address = server.httpServer.address();
  if (address === null || typeof address === "string") throw new Error("the preview server has no port");
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  return {
    url: (query = "") => `http://127.0.0.1:${address.port}/${query}`,
    browser,
    close: async () => {
      await browser.close();
      await new Promise((done) => server.httpServer.close(done));
    },
  };
}
