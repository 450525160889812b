// Can each check fail? One fault of each kind is put into a page that has none, and its check has to find it.

import { randomBytes } from "node:crypto";

import { profile } from "./browser.mjs";
import { examine } from "./examine.mjs";
import { hasJava, vnuFaults } from "./markup.mjs";
import { startProxy } from "./proxy.mjs";
import { speed } from "./speed.mjs";

const PAGE = { as: "visitor", url: "/about" };

/** Text that brotli cannot make small. */
const ballast = kilobytes => randomBytes(kilobytes * 768).toString("base64");

/** Changes the answers of one kind. */
const on = (kind, change) => answer => {
  if (answer.kind === kind) answer.body = Buffer.from(change(answer.body.toString()));
};
const inMain = markup => on("text/html", html => html.replace("</main>", `${markup}</main>`));
const styled = rules => on("text/css", css => css + rules);
const scripted = code => on("text/javascript", js => code + js);
const both = (...spoilers) => async answer => {
  for (const spoil of spoilers) await spoil(answer);
};

/** Each fault: which check has to find it, what it has to say, and how it gets into the page. */
const FAULTS = [
  { name: "another status", check: "status", says: /500/, page: { status: 500 } },
  { name: "seen as a visitor", check: "who", says: /ana/, page: { as: "ana" } },
  { name: "a picture without words", check: "axe", says: /image-alt/, spoil: inMain('<img src="/static/missing">') },
  { name: "pale words in the dark", check: "axe", says: /color-contrast.*dark/, spoil: both(inMain('<p class="pale">Hardly seen</p>'), styled("@media (prefers-color-scheme: dark) { .pale { color: #333 } }")) },
  { name: "wider than a phone", check: "scroll", says: /320/, spoil: both(inMain('<div class="wide">wide</div>'), styled(".wide { width: 350px }")) },
  { name: "wider than the largest screen", check: "scroll", says: /2560/, spoil: both(inMain('<div class="wide">wide</div>'), styled(".wide { width: 2600px }")) },
  { name: "a small button", check: "targets", says: /Tiny/, spoil: both(inMain('<button type="button" class="tiny">Tiny</button>'), styled(".tiny { all: unset; display: block; width: 30px; height: 30px; font-size: 8px }")) },
  { name: "a small link by itself", check: "targets", says: /Alone/, spoil: inMain('<p><a href="/help">Alone</a></p>') },
  { name: "a style in the markup", check: "csp", says: /style-src/, spoil: inMain('<p style="color: red">Red</p>') },
  { name: "a script in the markup", check: "csp", says: /script-src/, spoil: inMain("<script>window.evil = 1</script>") },
  { name: "markup from a string", check: "csp", says: /trusted/i, spoil: scripted('setTimeout(() => { document.querySelector("h1").innerHTML = "<b>x</b>"; });') },
  { name: "an error told", check: "console", says: /oh no/, spoil: scripted('console.error("oh no");') },
  { name: "an error thrown", check: "console", says: /thrown/, spoil: scripted('setTimeout(() => { throw new Error("thrown"); });') },
  { name: "a file that is not there", check: "console", says: /404/, spoil: inMain('<img alt="Nothing" src="/static/missing">') },
  { name: "an id twice", check: "html", says: /no-dup-id/, spoil: inMain('<p id="flash">Again</p>') },
  { name: "an element never closed", check: "html", says: /close-order/, spoil: inMain("<section><h2>Open</h2>") },
  { name: "an element that HTML does not have", check: "vnu", says: /blink/, spoil: inMain("<blink>Look</blink>") },
  { name: "data without what it must have", check: "data", says: /lacks mainEntity/, spoil: inMain('<script type="application/ld+json">{"@context":"https://schema.org","@type":"ProfilePage","url":"/"}</script>') },
  { name: "much script", check: "weight", says: /^js/, spoil: scripted(`// ${ballast(20)}\n`) },
  { name: "much style", check: "weight", says: /^css/, spoil: styled(`/* ${ballast(20)} */`) },
  { name: "much markup", check: "weight", says: /^html/, spoil: inMain(`<!-- ${ballast(20)} -->`) },
  { name: "a heavy picture of ours", check: "weight", says: /^all/, spoil: both(inMain('<img alt="Heavy" src="/static/missing">'), answer => { if (answer.path === "/static/missing") answer.body = randomBytes(60 * 1024); }) },
  { name: "a late style sheet", check: "speed", says: /LCP/, spoil: async ({ kind }) => { if (kind === "text/css") await new Promise(done => setTimeout(done, 1500)); } },
  { name: "words pushed down", check: "speed", says: /CLS/, spoil: scripted('setTimeout(() => { const block = document.createElement("div"); block.textContent = "Late"; block.className = "late"; document.querySelector("main").prepend(block); }, 100);') , also: styled(".late { height: 300px }") },
];

/** Looks at the page without a fault and with each. */
export async function inject(browser, origin, report) {
  const proxy = await startProxy(origin);
  try {
    const sound = await allFaults(browser, proxy, {});
    for (const [check, found] of Object.entries(sound)) report.add("no fault", check, found);
    for (const fault of FAULTS) {
      const { name, check, says } = fault;
      if (check === "vnu" && !hasJava()) {
        report.remark("vnu was left out: there is no Java here.");
        continue;
      }
      const found = (await allFaults(browser, proxy, fault))[check];
      report.add(name, check, found.some(words => says.test(words)) ? [] : [`not found; the check said: ${found.join("; ") || "nothing"}`]);
    }
  } finally {
    await proxy.stop();
  }
}

/** What the checks say, by check; of a fault only its own check is asked where that saves time. */
async function allFaults(browser, proxy, { check, spoil = () => {}, also = () => {}, page = {} }) {
  proxy.spoilWith(both(spoil, also));
  if (check === "speed") return { speed: (await speed(browser, proxy.origin, PAGE.url)).faults };
  const context = await profile(browser);
  const { faults, html } = await examine(context, proxy.origin, { ...PAGE, ...page }, "inject");
  await context.close();
  if (hasJava() && (check === "vnu" || !check)) faults.vnu = (await vnuFaults(new Map([["page", html]]))).get("page");
  if (!check) faults.speed = (await speed(browser, proxy.origin, PAGE.url)).faults;
  return faults;
}
