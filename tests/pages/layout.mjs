// Runs inside the page: does it scroll sideways, and can a finger hit everything?
//
// A target is what can be operated and seen: links, buttons, summaries, form controls. It is big enough when its box is,
// or the box of the label that operates it, or the area around its middle that really leads to it (a link whose
// ::after fills the card). Not looked at: a link inside running text (its paragraph has other words on the same lines;
// making it 44 px high would tear the lines apart: WCAG's own exception), what is hidden until it is focused (the skip
// link), and what is disabled.

/** What sticks out to the right, when the page scrolls sideways. */
export function sidewaysScroll() {
  const room = document.documentElement.clientWidth;
  const wide = document.documentElement.scrollWidth;
  if (wide <= room) return [];
  const culprits = [...document.body.querySelectorAll("*")]
    .filter(element => element.getBoundingClientRect().right > room + 0.5)
    .map(element => element.tagName.toLowerCase() + (element.className ? `.${String(element.className.baseVal ?? element.className).trim().split(/\s+/).join(".")}` : ""));
  return [`${wide} px on ${room}: ${[...new Set(culprits)].slice(-3).join(", ")}`];
}

/** The targets that are too small, each with its words and size. */
export function smallTargets(least) {
  const OPERABLE = "a[href], button, summary, select, textarea, input:not([type=hidden]), [role=button], [role=link], [role=tab]";
  const enough = ({ width, height }) => width >= least - 0.5 && height >= least - 0.5;

  const isSeen = element => {
    if (element.disabled || !element.checkVisibility({ opacityProperty: false, visibilityProperty: true })) return false;
    const { width, height, right, bottom } = element.getBoundingClientRect();
    const { clipPath, clip } = getComputedStyle(element);
    const isClipped = clipPath !== "none" || (clip !== "auto" && width <= 1);
    return width > 1 && height > 1 && !isClipped && right + scrollX > 0 && bottom + scrollY > 0;
  };

  const isInRunningText = element => {
    if (element.tagName !== "A" || !getComputedStyle(element).display.startsWith("inline") || getComputedStyle(element).display === "inline-flex") return false;
    let block = element.parentElement;
    while (block && getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
    if (!block || /flex|grid/.test(getComputedStyle(block).display)) return false;
    const others = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, node =>
      element.contains(node) || node.parentElement.closest("a, button, .visually-hidden, script, style") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    while (others.nextNode()) if (/\p{L}{2}/u.test(others.currentNode.data)) return true;
    return false;
  };

  // Goes out from the middle as long as what is there operates the element.
  const reach = element => {
    element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    const box = element.getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const leadsThere = (dx, dy) => {
      const hit = document.elementFromPoint(x + dx, y + dy);
      return !!hit && (element === hit || element.contains(hit) || hit.closest("label")?.control === element);
    };
    const out = (dx, dy) => {
      let steps = 0;
      while (steps < least && leadsThere(dx * (steps + 1), dy * (steps + 1))) steps += 1;
      return steps;
    };
    return { width: 1 + out(-1, 0) + out(1, 0), height: 1 + out(0, -1) + out(0, 1) };
  };

  const places = [...document.querySelectorAll(OPERABLE)];
  const small = [];
  for (const element of places) {
    const labels = [...(element.labels ?? [])].filter(label => /checkbox|radio|file/.test(element.type));
    const boxes = [element, ...labels].filter(isSeen).map(each => each.getBoundingClientRect());
    if (boxes.length === 0 || boxes.some(enough) || isInRunningText(element)) continue;
    const area = reach(element);
    if (enough(area)) continue;
    const words = (element.innerText || element.getAttribute("aria-label") || element.name || "").trim().replace(/\s+/g, " ").slice(0, 30);
    const box = boxes[0];
    small.push(`${element.tagName.toLowerCase()}${element.className ? "." + String(element.className).split(/\s+/).join(".") : ""} "${words}" ${Math.round(box.width)}x${Math.round(box.height)}`);
  }
  scrollTo({ top: 0, behavior: "instant" });
  return [...new Set(small)];
}
