// What happens between the pages: Ana proposes, Ben accepts, the two meet, and do not agree about it. Each act does something
// as people do it, by the forms and without JavaScript, and says whose pages are to be looked at then.

/** Minutes that somebody who looks at the room comes early. */
const EARLY = 5;

const act = (play, pages) => ({ play, pages });

/** In their order: each stands on those before it. `play` gives addresses by name. */
export const ACTS = [
  act(proposeSeries, [
    { as: "ana", path: "{series}" },
    { as: "ben", path: "{series}" },
    { as: "ana", path: "{series}/end" },
  ]),
  act(accept, [
    { as: "ben", path: "{session}" },
    { as: "ana", path: "{session}/move" },
    { as: "ana", path: "{session}/cancellation" },
  ]),
  act(meet, [
    { as: "ana", path: "{session}/room" },
    { as: "ben", path: "{session}/room" },
  ]),
  act(part, [
    { as: "ana", path: "{session}/rating" },
    { as: "ana", path: "{session}/claim" },
  ]),
  act(complain, [
    { as: "ben", path: "{session}" },
    { as: "ana", path: "{session}/evidence" },
  ]),
  act(object, [
    { as: "freya", path: "/moderation/disputes" },
    { as: "freya", path: "{dispute}" },
    { as: "freya", path: "/moderation/ratings" },
    { as: "ana", path: "/notifications" },
  ]),
];

async function proposeSeries({ visit, found }) {
  const page = await visit("ana", `${found.ben}/series`);
  await page.locator("input[name=first]").first().check({ force: true });
  await press(page, "Show the dates");
  await press(page, "Propose these dates");
  return { series: new URL(page.url()).pathname };
}

async function accept({ visit, found }) {
  const asks = await visit("ana", `${found.ben}/proposal`);
  const slot = asks.locator("input[name=slot]").first();
  const begins = await slot.getAttribute("value");
  await slot.check({ force: true });
  await press(asks, "Propose");
  const session = new URL(asks.url()).pathname;
  const answers = await visit("ben", session);
  await answers.locator("input[name=slot]").first().check({ force: true });
  await press(answers, "Accept this time");
  return { session, begins };
}

/** The clock goes on until shortly before the session. */
async function meet({ forward, found }) {
  await forward(Math.floor((Date.parse(found.begins) - Date.now()) / 60_000) - EARLY);
  return {};
}

/** And until it is over. */
async function part({ forward }) {
  await forward(EARLY + 70);
  return {};
}

async function complain({ visit, found }) {
  const page = await visit("ana", `${found.session}/claim`);
  await page.locator("input[name=kind][value=other]").check({ force: true });
  await page.locator("input[name=outcome][value=split]").check({ force: true });
  await page.fill("textarea[name=words]", "We talked about the weather for most of it, and not about Python.");
  await press(page, "Say so");
  return {};
}

async function object({ visit, found }) {
  const page = await visit("ben", found.session);
  await page.locator("summary", { hasText: "It was otherwise" }).click();
  await page.fill("details[open] textarea[name=words]", "We went through all of the agenda, and had ten minutes left.");
  await press(page, "Let a moderator decide");
  return { dispute: found.session.replace("/bookings/", "/moderation/disputes/") };
}

/** Presses a button and waits for the next page. */
async function press(page, words) {
  const button = page.getByRole("button", { name: words }).first();
  const [answer] = await Promise.all([page.waitForNavigation(), button.click()]);
  if (!answer.ok()) throw new Error(`"${words}" was answered ${answer.status()} by ${page.url()}`);
}
