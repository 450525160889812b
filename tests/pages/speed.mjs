// How soon a phone shows the page, and whether it then stays where it is.

import { profile } from "./browser.mjs";
import { LARGEST_PAINT_MS, LAYOUT_SHIFT, PHONE, RUNS } from "./limits.mjs";

/** Medians of several first visits: `{ paint, shift, faults }`. */
export async function speed(browser, origin, url, storageState) {
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await firstVisit(browser, origin + url, storageState));
  const [paint, shift] = [median(runs.map(each => each.paint)), median(runs.map(each => each.shift))];
  const faults = [];
  if (!(paint > 0 && paint <= LARGEST_PAINT_MS)) faults.push(`LCP ${Math.round(paint)} ms, at most ${LARGEST_PAINT_MS}`);
  if (shift > LAYOUT_SHIFT) faults.push(`CLS ${shift.toFixed(3)}, at most ${LAYOUT_SHIFT}`);
  return { paint, shift, faults };
}

/** With an empty cache, on the phone of limits.mjs. */
async function firstVisit(browser, url, storageState) {
  const context = await profile(browser, { storageState });
  const page = await context.newPage();
  await page.setViewportSize({ width: PHONE.width, height: PHONE.height });
  const cdp = await context.newCDPSession(page);
  await cdp.send("Network.enable");
  await cdp.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: PHONE.latency,
    downloadThroughput: PHONE.bytesPerSecond,
    uploadThroughput: PHONE.bytesPerSecond,
  });
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: PHONE.slowdown });
  await page.addInitScript(() => {
    window.seen = { paint: 0, shift: 0 };
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) window.seen.paint = entry.startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.seen.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(url, { waitUntil: "load" });
  // Half a second without traffic: whatever a script still does to the page has been done.
  await page.waitForLoadState("networkidle");
  const seen = await page.evaluate(() => window.seen);
  await context.close();
  return seen;
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
