// Which pages there are, who looks at them, and where the numbers in their addresses come from.

/** `as`: visitor, ana, ben, or freya, who is a moderator. `path` may name things that are found on other pages: {ana}, {match}. */
export const PAGES = [
  { as: "visitor", path: "/", timed: true },
  { as: "visitor", path: "/login" },
  { as: "visitor", path: "/join" },
  { as: "visitor", path: "/join/sent" },
  { as: "visitor", path: "/password-reset" },
  { as: "visitor", path: "/password-reset/sent" },
  { as: "visitor", path: "/password-reset/no-such-link" },
  { as: "ana", path: "/email-change/no-such-link" },
  { as: "visitor", path: "/take-back/no-such-link" },
  { as: "visitor", path: "/nope", status: 404 },
  { as: "visitor", path: "/members" },
  { as: "visitor", path: "/members?q=ana&language=en&rating=3" },
  { as: "visitor", path: "/members?skill=guitar&place=atlantis&day=tue" },
  { as: "visitor", path: "{ana}", timed: true },
  { as: "visitor", path: "{ana}/ratings" },
  { as: "visitor", path: "/skills" },
  { as: "visitor", path: "/skills/browse" },
  { as: "visitor", path: "{category}" },
  { as: "visitor", path: "/skills/german", timed: true },
  { as: "ana", path: "/skills/german" },
  { as: "ana", path: "/me/alerts" },
  { as: "visitor", path: "/skills/ga-drumming", status: 404 },
  { as: "visitor", path: "{badge}" },
  { as: "visitor", path: "/badges/check" },
  { as: "visitor", path: "/about" },
  { as: "visitor", path: "/help" },
  { as: "visitor", path: "/privacy" },
  { as: "visitor", path: "/terms" },
  { as: "visitor", path: "/dev/components" },
  { as: "visitor", path: "/dev/mailbox" },
  { as: "visitor", path: "/dev/clock" },
  { as: "ana", path: "/" },
  { as: "ana", path: "/nope", status: 404 },
  { as: "ana", path: "/members" },
  { as: "ana", path: "{ana}" },
  { as: "ana", path: "{ben}" },
  { as: "ana", path: "{ben}/proposal" },
  { as: "ana", path: "{ben}/series" },
  { as: "ana", path: "/me/programmes" },
  { as: "ana", path: "/me/programmes/new" },
  { as: "ana", path: "/quick-help" },
  { as: "ana", path: "/discover", timed: true },
  { as: "ana", path: "{match}" },
  { as: "ana", path: "/messages" },
  { as: "ana", path: "{conversation}", timed: true },
  { as: "ana", path: "/sessions" },
  { as: "ana", path: "/sessions/week" },
  { as: "ana", path: "/sessions?show=proposals" },
  { as: "ana", path: "/sessions?show=past" },
  { as: "ana", path: "{booking}" },
  { as: "ana", path: "/credits" },
  { as: "ana", path: "/credits?kind=earned&q=nobody" },
  { as: "ana", path: "/credits/statements/2026-11" },
  { as: "ana", path: "/notifications" },
  { as: "ana", path: "/me" },
  { as: "ana", path: "/me/profile" },
  { as: "ana", path: "/me/photo" },
  { as: "ana", path: "/me/skills" },
  { as: "ana", path: "/me/skills/order" },
  { as: "ana", path: "{verification}" },
  { as: "ana", path: "/skills/requests?name=kintsugi" },
  { as: "ana", path: "/me/hours" },
  { as: "ana", path: "/me/hours/dates?date=2026-12-24" },
  { as: "ana", path: "/me/hours/away" },
  { as: "ana", path: "/me/hours/rules" },
  { as: "ana", path: "/me/hours/calendars" },
  { as: "ana", path: "/me/calendar" },
  { as: "ana", path: "/me/hours/offered?date=2026-12-24&time=18:07" },
  { as: "ana", path: "/me/linked-accounts" },
  { as: "ana", path: "/me/preferences" },
  { as: "ana", path: "/onboarding/about" },
  { as: "ana", path: "/onboarding/place" },
  { as: "ana", path: "/onboarding/photo" },
  { as: "ana", path: "/onboarding/teach" },
  { as: "ana", path: "/onboarding/learn?q=guit" },
  { as: "ana", path: "/onboarding/hours" },
  { as: "ana", path: "/onboarding/style" },
  { as: "ana", path: "/me/email" },
  { as: "ana", path: "/me/password" },
  { as: "ana", path: "/me/confirmation?next=/me/email" },
  { as: "ana", path: "/me/second-factor" },
  { as: "ana", path: "/me/passkeys" },
  { as: "ana", path: "/me/logins" },
  { as: "ana", path: "/me/data" },
  { as: "ana", path: "/me/deletion" },
  { as: "ana", path: "/skills?q=guit" },
  { as: "ana", path: "/dev/components" },
  // Ben has a proposal to answer.
  { as: "ben", path: "{question}" },
  { as: "ben", path: "/assessments" },
  { as: "ben", path: "{assessment}" },
];

/** Where a thing is listed, for whom, and how links to it look. */
const LISTED = {
  ana: { as: "visitor", on: "/members?q=ana", link: /^\/members\/\d+-ana[^/?]*$/ },
  ben: { as: "visitor", on: "/members?q=ben", link: /^\/members\/\d+-ben[^/?]*$/ },
  category: { as: "visitor", on: "/skills/browse", link: /^\/skills\/browse\?category=/ },
  match: { as: "ana", on: "/discover", link: /^\/matches\/\d+$/ },
  conversation: { as: "ana", on: "/messages", link: /^\/messages\/\d+$/ },
  booking: { as: "ana", on: "/sessions?show=past", link: /^\/bookings\/\d+$/ },
  verification: { as: "ana", on: "/me/skills", link: /^\/me\/skills\/\d+\/verification$/ },
  badge: { as: "visitor", on: "/members/2", link: /^\/badges\/[0-9a-f-]{36}$/ },
  assessment: { as: "ben", on: "/assessments", link: /^\/assessments\/\d+$/ },
  question: { as: "ben", on: "/sessions", link: /^\/bookings\/\d+$/ },
};

/** Follows the lists: where each thing is, by name. */
export async function discovered(contexts, origin) {
  const found = {};
  for (const [name, { as, on, link }] of Object.entries(LISTED)) {
    const page = await contexts[as].newPage();
    await page.goto(origin + on);
    const hrefs = await page.locator("main a[href]").evaluateAll(links => links.map(a => a.getAttribute("href")));
    found[name] = hrefs.find(href => link.test(href));
    await page.close();
  }
  return found;
}

/** Fills in the addresses; an entry whose thing is nowhere says so in `missing`. */
export function addressed(pages, found) {
  return pages.map(entry => {
    const names = [...entry.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const lost = names.find(name => !found[name]);
    const missing = lost && (LISTED[lost] ? `no link to it on ${LISTED[lost].on} as ${LISTED[lost].as}` : `no ${lost}`);
    return { ...entry, url: entry.path.replace(/\{(\w+)\}/g, (whole, name) => found[name] ?? whole), missing };
  });
}
