// One page, looked at in one visit: weight while it loads, then markup, layout at every width, and accessibility.

import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";

import { dataFaults } from "./data.mjs";
import { sidewaysScroll, smallTargets } from "./layout.mjs";
import { AXE_TAGS, AXE_WIDTHS, HEIGHTS, KILOBYTES, TARGET, THEMES, WIDTHS } from "./limits.mjs";
import { htmlFaults } from "./markup.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SHOTS = new URL("shots/", import.meta.url).pathname;

/** Looks at a page. Gives `{ faults: { check: [words] }, kilobytes, html }`. */
export async function examine(context, origin, { url, as, status = 200 }, name) {
  const page = await context.newPage();
  try {
    const heard = listen(page, origin + url, status);
    const wire = await weigh(page);
    const answer = await page.goto(origin + url, { waitUntil: "load" });
    await page.waitForLoadState("networkidle");
    const html = await answer.text();
    const kilobytes = wire();
    const faults = {
      status: answer.status() === status ? [] : [`${answer.status()} instead of ${status}`],
      who: await isThere(page, as) ? [] : [`seen as somebody else than ${as}`],
      weight: heavy(kilobytes),
      html: await htmlFaults(html),
      data: await dataFaults(html),
      scroll: [],
      targets: [],
      axe: [],
    };
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: HEIGHTS[width] });
        await painted(page);
        note(faults.scroll, `${width} ${theme}`, await page.evaluate(sidewaysScroll));
        note(faults.targets, `${width} ${theme}`, await page.evaluate(smallTargets, TARGET));
        if (process.env.SHOTS) await shoot(page, `${name}-${width}-${theme}`);
        // What axe itself does is not the page's doing: nothing is heard while it looks.
        if (AXE_WIDTHS.includes(width)) {
          heard.pause();
          note(faults.axe, `${width} ${theme}`, await accessibility(page));
          heard.resume();
        }
      }
    }
    Object.assign(faults, await heard.faults());
    return { faults, kilobytes, html };
  } finally {
    await page.close();
  }
}

/** The same fault at several widths is one fault. */
function note(faults, where, found) {
  for (const words of found) {
    const known = faults.find(fault => fault.startsWith(`${words} (`));
    if (known) faults[faults.indexOf(known)] = `${known.slice(0, -1)}, ${where})`;
    else faults.push(`${words} (${where})`);
  }
}

/** Console errors and violations of the content security policy, from the first byte on. */
function listen(page, url, status) {
  const [csp, console] = [[], []];
  let isPaused = false;
  page.on("console", message => {
    if (isPaused || message.type() !== "error") return;
    const isOwnStatus = status >= 400 && message.location().url === url && message.text().includes(String(status));
    if (isOwnStatus) return;
    const isPolicy = /Content Security Policy|Trusted ?Type/i.test(message.text());
    (isPolicy ? csp : console).push(message.text().slice(0, 200));
  });
  page.on("pageerror", error => console.push(String(error).slice(0, 200)));
  const collecting = page.addInitScript(() => {
    window.policyViolations = [];
    document.addEventListener("securitypolicyviolation", event =>
      window.policyViolations.push(`${event.effectiveDirective}: ${event.blockedURI || event.sample}`));
  });
  const violations = async () => (await collecting, page.evaluate(() => window.policyViolations.splice(0)));
  return {
    pause: () => { isPaused = true; },
    resume: () => { isPaused = false; },
    faults: async () => ({ csp: [...new Set([...csp, ...(await violations())])], console: [...new Set(console)] }),
  };
}

/** Counts what the page loads, from an empty cache, past any service worker. Members' pictures are not counted. */
async function weigh(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  await cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
  await cdp.send("Network.setBypassServiceWorker", { bypass: true });
  const kinds = new Map();
  const bytes = { js: 0, css: 0, html: 0, all: 0 };
  cdp.on("Network.responseReceived", ({ requestId, type, response }) => kinds.set(requestId, { type, url: response.url }));
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const { type, url } = kinds.get(requestId) ?? {};
    const isMembersPicture = type === "Image" && !new URL(url).pathname.startsWith("/static/");
    if (!type || isMembersPicture) return;
    const kind = { Script: "js", Stylesheet: "css", Document: "html" }[type];
    if (kind) bytes[kind] += encodedDataLength;
    bytes.all += encodedDataLength;
  });
  return () => Object.fromEntries(Object.entries(bytes).map(([kind, count]) => [kind, count / 1024]));
}

function heavy(kilobytes) {
  return Object.entries(KILOBYTES)
    .filter(([kind, most]) => kilobytes[kind] > most)
    .map(([kind, most]) => `${kind} ${kilobytes[kind].toFixed(1)} KB, at most ${most}`);
}

/** Whether the page knows who looks at it: members see the places, visitors the way in. */
async function isThere(page, as) {
  const isMember = (await page.locator("form[action='/logout']").count()) > 0;
  return isMember === (as !== "visitor");
}

/**
 * Two frames: the first may have been on its way before the change. Transitions of colours are over, too. A page in the
 * back gets no frames while the one of the other lane has them all: two seconds must do.
 */
function painted(page) {
  return page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const settled = async () => {
      await frame();
      await frame();
      await Promise.allSettled(document.getAnimations().filter(each => each.effect?.getComputedTiming().endTime < 2000).map(each => each.finished));
    };
    await Promise.race([settled(), new Promise(over => setTimeout(over, 2000))]);
  });
}

async function accessibility(page) {
  // In the way of the debugger, which the page's policy does not bind.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const { violations } = await page.evaluate(tags => window.axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), AXE_TAGS);
  return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ target }) => `${id}: ${target.join(" ")}`));
}

async function shoot(page, name) {
  await mkdir(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}${name}.png`, fullPage: true });
}
