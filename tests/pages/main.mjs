// Starts the program, looks at its pages, says what is wrong. See README.md.

import { launch, logIn, profile } from "./browser.mjs";
import { examine } from "./examine.mjs";
import { inject } from "./inject.mjs";
import { hasJava, vnuFaults } from "./markup.mjs";
import { PAGES, discovered } from "./pages.mjs";
import { Report } from "./report.mjs";
import { startSite } from "./site.mjs";
import { speed } from "./speed.mjs";

const wanted = process.argv.slice(2).filter(argument => !argument.startsWith("--"));
const program = process.env.SKILLSWAP_BIN || new URL("../../target/debug/skillswap", import.meta.url).pathname;

/** Pages looked at at once; what is timed comes after, alone. */
const LANES = 2;

const site = await startSite(program);
const browser = await launch();
// Ctrl-C, too, leaves nothing behind.
process.once("SIGINT", () => browser.close().finally(() => site.stop()).finally(() => process.exit(130)));
const report = new Report();
try {
  if (process.argv.includes("--inject")) await inject(browser, site.origin, report);
  else await checkPages();
} finally {
  await browser.close();
  await site.stop();
}
process.exitCode = report.print();

async function checkPages() {
  const cookies = { visitor: undefined };
  for (const who of ["ana", "ben"]) cookies[who] = await logIn(browser, site.origin, `${who}@example.org`);
  const contexts = {};
  for (const [who, storageState] of Object.entries(cookies)) contexts[who] = await profile(browser, { storageState });
  const pages = (await discovered(contexts, site.origin, PAGES)).filter(
    ({ path, url }) => wanted.length === 0 || wanted.includes(path) || wanted.includes(url),
  );
  const markup = new Map();
  const look = async entry => {
    const name = `${entry.as} ${entry.url}`;
    if (entry.missing) return report.add(name, "status", [entry.missing]);
    const { faults, kilobytes, html } = await examine(contexts[entry.as], site.origin, entry, shotName(entry));
    report.page(name, faults, kilobytes);
    markup.set(name, html);
  };
  pages.forEach(entry => report.expect(`${entry.as} ${entry.url}`));
  const left = [...pages];
  const lane = async () => {
    while (left.length > 0) await look(left.shift());
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  if (hasJava()) for (const [name, faults] of await vnuFaults(markup)) report.add(name, "vnu", faults);
  else report.remark("vnu was left out: there is no Java here.");
  for (const { as, url } of pages.filter(entry => entry.timed && !entry.missing)) {
    const measured = await speed(browser, site.origin, url, cookies[as]);
    report.add(`${as} ${url}`, "speed", measured.faults);
    report.timed(`${as} ${url}`, measured);
  }
}

function shotName({ as, path }) {
  return `${as}-${path.replace(/[^a-z]+/gi, "-").replace(/^-|-$/g, "") || "home"}`;
}
