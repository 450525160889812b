// Is it good HTML? html-validate for each page as it comes, vnu (the reference checker, where Java is) for all at once.

import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import vnuJar from "vnu-jar";

const validator = new HtmlValidate(new FileSystemConfigLoader({
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // How it is written is the templates' affair; what it says is ours.
    "no-trailing-whitespace": "off",
    "attribute-boolean-style": "off",
    "attr-quotes": "off",
    "void-style": "off",
    "doctype-style": "off",
    "long-title": "off",
    // Boxes of one question share their name, as radios do.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "submit", "reset"] }],
  },
}));

/** htmx's attributes are none of HTML's; pathLength is newer (SVG 2, for every shape) than vnu's SVG. */
const KNOWN = /^Attribute “(hx-[^”]+|pathLength)” (not allowed|is not serializable)/;

/** What html-validate says. */
export async function htmlFaults(html) {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) => messages.filter(({ severity }) => severity === 2))
    .map(({ ruleId, message, line }) => `${ruleId}: ${message} (line ${line})`);
}

export function hasJava() {
  return spawnSync("java", ["-version"]).status === 0;
}

/** What vnu says of each of `pages`, a map of name to HTML: a map of name to faults. */
export async function vnuFaults(pages) {
  const folder = await mkdtemp(join(tmpdir(), "skillswap-markup-"));
  const names = [...pages.keys()];
  await Promise.all(names.map((name, i) => writeFile(join(folder, `${i}.html`), pages.get(name))));
  const java = spawnSync("java", ["-Xss1m", "-jar", vnuJar, "--format", "json", "--stdout", "--exit-zero-always", folder], { encoding: "utf8", maxBuffer: 64 << 20 });
  await rm(folder, { recursive: true });
  if (java.status !== 0) throw new Error(`vnu: ${java.stderr}`);
  const faults = new Map(names.map(name => [name, []]));
  for (const { type, message, url, lastLine } of JSON.parse(java.stdout).messages) {
    if (type === "info" || KNOWN.test(message)) continue;
    faults.get(names[Number.parseInt(basename(url), 10)]).push(`${message} (line ${lastLine})`);
  }
  return faults;
}
