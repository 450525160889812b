// A second opinion on calendars: when a file keeps somebody busy, read by ical.js, with the time zones of the browser's
// engine. node busy.mjs FILE HOME FROM UNTIL, moments as ISO text; FILE may be - for standard input. Prints [[from, until], ...] in milliseconds, those that
// touch as one. ical.js leaves the start of an event out that repeats by RDATE alone, unlike RFC 5545: files name it there.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../pages/package.json", import.meta.url));
const ICAL = (await import(require.resolve("ical.js"))).default;
const [file, home, from, until] = process.argv.slice(2);
const text = readFileSync(file === "-" ? 0 : file, "utf8");
const window = [Date.parse(from), Date.parse(until)];

const formats = new Map();
/** Seconds that the clocks of `zone` are ahead of UTC at a moment. */
function ahead(zone, at) {
  const numeric = "numeric", options = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric };
  if (!formats.has(zone)) formats.set(zone, new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", ...options }));
  const parts = Object.fromEntries(formats.get(zone).formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return (Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second) - at) / 1000;
}

/** The moment at which the wall clock of `zone` shows a time; a time that is skipped is told by the clock before. */
function moment(zone, time) {
  const wall = Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);
  const [before, after] = [ahead(zone, wall - 86400000), ahead(zone, wall + 86400000)];
  const fits = [before, after].map(offset => wall - offset * 1000).filter(at => at + ahead(zone, at) * 1000 === wall);
  return fits.length ? Math.min(...fits) : wall - before * 1000;
}

/** A zone that the file does not describe. */
class EngineZone extends ICAL.Timezone {
  constructor(name) {
    super({ tzid: name, component: new ICAL.Component("vtimezone") });
    this.name = name;
  }
  utcOffset(time) {
    return (Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second) - moment(this.name, time)) / 1000;
  }
}

const calendar = new ICAL.Component(ICAL.parse(text));
const own = calendar.getFirstPropertyValue("x-wr-timezone") ?? home;
const described = new Set();
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone);
  described.add(zone.getFirstPropertyValue("tzid"));
}
for (const [, name] of text.matchAll(/TZID=([A-Za-z_]+\/[A-Za-z_\/]+)/g)) {
  if (!described.has(name)) ICAL.TimezoneService.register(new EngineZone(name), name);
}
const at = time => time.isDate || time.zone === ICAL.Timezone.localTimezone ? moment(own, time) : time.toJSDate().getTime();

const spans = [];
function take(item, start, end) {
  const status = item.component.getFirstPropertyValue("status"), transparent = item.component.getFirstPropertyValue("transp");
  if (status !== "CANCELLED" && transparent !== "TRANSPARENT") spans.push([at(start), at(end)]);
}

const byUid = new Map();
for (const component of calendar.getAllSubcomponents("vevent")) {
  const uid = component.getFirstPropertyValue("uid");
  byUid.set(uid, [...(byUid.get(uid) ?? []), component]);
}
for (const components of byUid.values()) {
  const master = components.find(one => !one.hasProperty("recurrence-id"));
  const others = components.filter(one => one !== master);
  if (!master) {
    for (const one of others.map(one => new ICAL.Event(one))) take(one, one.startDate, one.endDate);
    continue;
  }
  const event = new ICAL.Event(master, { strictExceptions: true, exceptions: others });
  if (!event.isRecurring()) {
    take(event, event.startDate, event.endDate);
    continue;
  }
  // Further than the window: what is put off into it comes from later.
  const steps = event.iterator();
  for (let next; (next = steps.next()) && at(next) < window[1] + 400 * 86400000; ) {
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    take(item, startDate, endDate);
  }
}

const busy = [];
for (const span of spans.sort((a, b) => a[0] - b[0])) {
  const [start, end] = [Math.max(span[0], window[0]), Math.min(span[1], window[1])];
  if (start >= end) continue;
  const last = busy.at(-1);
  if (last && start <= last[1]) last[1] = Math.max(last[1], end);
  else busy.push([start, end]);
}
console.log(JSON.stringify(busy));
