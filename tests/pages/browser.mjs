// The browser, and who sits in front of it.

import { existsSync } from "node:fs";

import { chromium } from "playwright-core";

const PROGRAMS = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
export const PASSWORD = "Swap-hours-1";

export function launch() {
  const executablePath = PROGRAMS.find(program => program && existsSync(program));
  if (!executablePath) throw new Error("no Chromium: name it in CHROMIUM");
  // Containers have no user namespaces for the sandbox, and little shared memory.
  const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"];
  return chromium.launch({ executablePath, args });
}

/** A browser profile of somebody's own. Service workers are on, as people have them. */
export function profile(browser, { storageState } = {}) {
  return browser.newContext({ storageState, serviceWorkers: "allow", reducedMotion: "no-preference", locale: "en-GB" });
}

/** Logs in as people do, by the form; gives the cookies to open further profiles with. */
export async function logIn(browser, origin, email) {
  const context = await profile(browser);
  const page = await context.newPage();
  await page.goto(`${origin}/login`);
  await page.fill("input[name=email]", email);
  await page.fill("input[name=password]", PASSWORD);
  await page.click("main form button[type=submit]");
  await page.waitForURL(url => url.pathname !== "/login");
  const storageState = await context.storageState();
  await context.close();
  return storageState;
}
