// What a page tells machines: JSON-LD, read by a JSON-LD processor, and what search engines want of each type.

import jsonld from "jsonld";

const SCHEMA = "https://schema.org/";

/** For each type that pages may use: properties that must be there, and others that schema.org gives it. */
const TYPES = {
  ProfilePage: { must: ["mainEntity", "url"], may: ["name", "primaryImageOfPage"] },
  Person: { must: ["name", "url"], may: ["description", "homeLocation", "identifier", "knowsAbout", "knowsLanguage", "makesOffer"] },
  Place: { must: ["name"], may: [] },
  Offer: { must: ["itemOffered"], may: [] },
  Service: { must: ["name"], may: ["serviceType"] },
  ImageObject: { must: ["url"], may: [] },
};

/** The page's `<script type="application/ld+json">` as faults. The vocabulary itself is not fetched: its one rule that counts here is the prefix. */
export async function dataFaults(html) {
  const blocks = [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].map(([, text]) => text);
  const faults = await Promise.all(blocks.map(blockFaults));
  return faults.flat();
}

async function blockFaults(text) {
  try {
    const expanded = await jsonld.expand(JSON.parse(text), { documentLoader: vocabulary, safe: true });
    return expanded.length === 1 ? nodeFaults(expanded[0]) : [`${expanded.length} things at the top instead of one`];
  } catch (error) {
    return [`JSON-LD: ${error.message}`.slice(0, 200)];
  }
}

async function vocabulary(url) {
  if (!/^https?:\/\/schema\.org\/?$/.test(url)) throw new Error(`${url} is no vocabulary of ours`);
  return { documentUrl: url, document: { "@context": { "@vocab": SCHEMA } } };
}

function nodeFaults(node) {
  const type = (node["@type"]?.[0] ?? "").replace(SCHEMA, "");
  const known = TYPES[type];
  if (!known) return [`the type ${type || "of a thing without one"} is not expected`];
  const given = Object.keys(node).filter(key => !key.startsWith("@")).map(key => key.replace(SCHEMA, ""));
  const missing = known.must.filter(name => !given.includes(name)).map(name => `${type} lacks ${name}`);
  const unknown = given.filter(name => !known.must.includes(name) && !known.may.includes(name)).map(name => `${type} has no ${name}`);
  const values = given.flatMap(name => node[SCHEMA + name].map(value => ({ name, value })));
  const empty = values.filter(({ value }) => value["@value"] === "").map(({ name }) => `${type} has an empty ${name}`);
  return [...missing, ...unknown, ...empty, ...values.filter(({ value }) => value["@type"]).flatMap(({ value }) => nodeFaults(value))];
}
