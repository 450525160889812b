// Starts the program, looks at its pages, says what is wrong. See README.md.

import { ACTS } from "./acts.mjs";
import { launch, logIn, profile } from "./browser.mjs";
import { examine } from "./examine.mjs";
import { inject } from "./inject.mjs";
import { hasJava, vnuFaults } from "./markup.mjs";
import { PAGES, addressed, discovered } from "./pages.mjs";
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
  for (const who of ["ana", "ben", "freya"]) cookies[who] = await logIn(browser, site.origin, `${who}@example.org`);
  const contexts = {};
  for (const [who, storageState] of Object.entries(cookies)) contexts[who] = await profile(browser, { storageState });
  const found = await discovered(contexts, site.origin);
  const pages = asked(addressed(PAGES, found));
  const markup = new Map();
  await look(pages, contexts, markup);
  await playActs(contexts, cookies, found, markup);
  if (hasJava()) for (const [name, faults] of await vnuFaults(markup)) report.add(name, "vnu", faults);
  else report.remark("vnu was left out: there is no Java here.");
  for (const { as, url } of pages.filter(entry => entry.timed && !entry.missing)) {
    const measured = await speed(browser, site.origin, url, cookies[as]);
    report.add(`${as} ${url}`, "speed", measured.faults);
    report.timed(`${as} ${url}`, measured);
  }
}

/** One act after the other, as far as pages of them are asked for. */
async function playActs(contexts, cookies, found, markup) {
  const last = ACTS.findLastIndex(({ pages }) => asked(addressed(pages, {})).length > 0);
  const forward = async minutes => {
    const answer = await fetch(`${site.origin}/dev/clock`, {
      method: "POST",
      headers: { origin: site.origin, "user-agent": "pages" },
      body: new URLSearchParams({ minutes }),
      redirect: "manual",
    });
    if (answer.status !== 303) throw new Error(`the clock answered ${answer.status}`);
  };
  for (const { play, pages } of ACTS.slice(0, last + 1)) {
    const opened = [];
    const visit = async (who, path) => {
      const context = await browser.newContext({ storageState: cookies[who], javaScriptEnabled: false });
      opened.push(context);
      const page = await context.newPage();
      await page.goto(site.origin + path);
      return page;
    };
    Object.assign(found, await play({ visit, forward, found }));
    for (const context of opened) await context.close();
    await look(asked(addressed(pages, found)), contexts, markup);
  }
}

/** Those of `pages` that the command line names, or all. */
function asked(pages) {
  return pages.filter(({ path, url }) => wanted.length === 0 || wanted.includes(path) || wanted.includes(url));
}

/** Looks at `pages`, and keeps what they sent in `markup`. */
async function look(pages, contexts, markup) {
  const one = async entry => {
    const name = `${entry.as} ${entry.url}`;
    if (entry.missing) return report.add(name, "status", [entry.missing]);
    const { faults, kilobytes, html } = await examine(contexts[entry.as], site.origin, entry, shotName(entry));
    report.page(name, faults, kilobytes);
    markup.set(name, html);
  };
  pages.forEach(entry => report.expect(`${entry.as} ${entry.url}`));
  const left = [...pages];
  const lane = async () => {
    while (left.length > 0) await one(left.shift());
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

function shotName({ as, path }) {
  return `${as}-${path.replace(/[^a-z]+/gi, "-").replace(/^-|-$/g, "") || "home"}`;
}
