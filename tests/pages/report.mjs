// A table, what is wrong, and one last line that counts.

const CHECKS = ["status", "who", "axe", "scroll", "targets", "csp", "console", "html", "vnu", "data", "weight", "speed"];

export class Report {
  #rows = new Map();
  #remarks = [];

  /** Gives a page its place in the table. */
  expect(name) {
    this.#rows.set(name, { faults: {} });
  }

  /** What was found on a page, by check, and what it weighs. */
  page(name, faults, kilobytes) {
    this.#rows.set(name, { faults: { ...faults }, kilobytes });
  }

  /** What one more check found. */
  add(name, check, faults) {
    if (!this.#rows.has(name)) this.expect(name);
    this.#rows.get(name).faults[check] = faults;
  }

  timed(name, { paint, shift }) {
    Object.assign(this.#rows.get(name), { paint, shift });
  }

  remark(words) {
    this.#remarks.push(words);
  }

  /** Prints everything and gives the exit code. */
  print() {
    const results = [...this.#rows].flatMap(([name, { faults }]) => Object.entries(faults).map(([check, found]) => ({ name, check, found })));
    const failed = results.filter(({ found }) => found.length > 0);
    console.log(this.#table());
    for (const { name, check, found } of failed) console.log(`FAILED ${name}: ${check}\n${found.map(words => `  ${words}`).join("\n")}`);
    for (const words of this.#remarks) console.log(words);
    console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
    return failed.length > 0 || results.length === 0 ? 1 : 0;
  }

  #table() {
    const used = CHECKS.filter(check => [...this.#rows.values()].some(({ faults }) => check in faults));
    const lines = [["page", ...used, "JS", "CSS", "HTML", "all KB", "LCP ms", "CLS"]];
    for (const [name, { faults, kilobytes, paint, shift }] of this.#rows) {
      const kb = kind => kilobytes?.[kind].toFixed(1) ?? "";
      const cell = check => (check in faults ? (faults[check].length === 0 ? "ok" : String(faults[check].length)) : "");
      lines.push([name, ...used.map(cell), kb("js"), kb("css"), kb("html"), kb("all"), paint === undefined ? "" : String(Math.round(paint)), shift === undefined ? "" : shift.toFixed(3)]);
    }
    const widths = lines[0].map((_, column) => Math.max(...lines.map(line => line[column].length)));
    return lines.map(line => line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join("  ")).join("\n");
  }
}
