// Walks every screen of the demo by keyboard, in light and dark, and lets axe look at each. Fails on the first thing wrong.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { alertWalks } from "./alerts.mjs";
import { auditWalks } from "./audit.mjs";
import { backupWalks } from "./backup.mjs";
import { deviceWalks } from "./devices.mjs";
import { start } from "./browser.mjs";
import { interestWalks } from "./interest.mjs";
import { flagWalks } from "./flags.mjs";
import { hoursWalks } from "./hours.mjs";
import { keepingWalks } from "./keeping.mjs";
import { monitoringWalks } from "./monitoring.mjs";
import { patientWalks } from "./patients.mjs";
import { peopleWalks } from "./people.mjs";
import { onCallWalks } from "./on-call.mjs";
import { phoneWalks } from "./phone.mjs";
import { placeWalks } from "./places.mjs";
import { protocolWalks } from "./protocol.mjs";
import { recordWalks } from "./records.mjs";
import { staffWalks } from "./staff.mjs";
import { summaryWalks } from "./summary.mjs";
import { togetherWalks } from "./together.mjs";
import { voiceWalks } from "./voice.mjs";
import { walks as deskWalks } from "./walks.mjs";

const only = process.argv[2] ?? "";
const every = { ...deskWalks, ...placeWalks, ...togetherWalks, ...peopleWalks, ...patientWalks, ...recordWalks, ...auditWalks, ...alertWalks, ...onCallWalks, ...protocolWalks, ...phoneWalks, ...monitoringWalks, ...flagWalks, ...backupWalks, ...hoursWalks, ...interestWalks, ...keepingWalks, ...deviceWalks, ...staffWalks, ...voiceWalks, ...summaryWalks };
const walks = Object.fromEntries(Object.entries(every).filter(([name]) => name.includes(only)));

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const looks = [
  { theme: "light", viewport: { width: 1280, height: 800 } },
  { theme: "dark", viewport: { width: 1024, height: 700 } },
];

async function violations(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], rules: { "page-has-heading-one": { enabled: false } } }));
  return found.violations.map((it) => `${it.id} (${it.impact}): ${it.help}\n    ${it.nodes.slice(0, 4).map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`).join("\n    ")}`);
}

async function walkOnce(open, name, walk, look, problems) {
  const page = await open(look);
  const complain = (what) => problems.push(`${name}, ${look.theme}: ${what}`);
  page.on("pageerror", (error) => complain(`error on the page: ${error.message}`));
  page.on("console", (line) => line.type() === "error" && complain(`console: ${line.text()}`));
  try {
    await walk(page, async (query) => {
      await page.goto(open.url(`?theme=${look.theme}&${query}`));
      await page.waitForSelector("main");
    });
    for (const violation of await violations(page)) complain(violation);
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
  } finally {
    await page.close();
  }
}

const { url, browser, close } = await start();
const open = Object.assign(
  async (look) => {
    const page = await browser.newPage({ viewport: look.viewport, reducedMotion: "reduce" });
    page.setDefaultTimeout(60_000);
    return page;
  },
  { url },
);
const problems = [];
await Promise.all(
  looks.map(async (look) => {
    for (const [name, walk] of Object.entries(walks)) await walkOnce(open, name, walk, look, problems);
  }),
);
await close();
if (problems.length > 0) {
  console.error(problems.join("\n\n"));
  process.exit(1);
}
console.log(`${Object.keys(walks).length} walks in ${looks.length} looks: nothing wrong.`);
