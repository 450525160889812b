// A second opinion on the calendars that we write: the events of standard input as ical.js understands them, strictly read.
// node events.mjs < FILE. Prints {method, name, events: [...]}; moments are milliseconds.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../pages/package.json", import.meta.url));
const ICAL = (await import(require.resolve("ical.js"))).default;
ICAL.design.strict = true;

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const person = property => ({ address: property.getFirstValue(), name: property.getParameter("cn"), standing: property.getParameter("partstat") ?? "" });
const events = calendar.getAllSubcomponents("vevent").map(component => {
  const event = new ICAL.Event(component);
  const value = name => component.getFirstPropertyValue(name) ?? "";
  return {
    uid: event.uid,
    sequence: event.sequence,
    from: event.startDate.toJSDate().getTime(),
    until: event.endDate.toJSDate().getTime(),
    stamp: value("dtstamp").toJSDate().getTime(),
    summary: event.summary,
    description: event.description,
    location: event.location,
    url: value("url"),
    status: value("status"),
    organizers: component.getAllProperties("organizer").map(person),
    attendees: component.getAllProperties("attendee").map(person),
  };
});
console.log(JSON.stringify({ method: calendar.getFirstPropertyValue("method") ?? "", name: calendar.getFirstPropertyValue("x-wr-calname") ?? "", events }));
