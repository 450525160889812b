// appear(selector, meet): meets every matching element once, on the page now or swapped in later.
const appear = (() => {
  const wanted = [];
  document.addEventListener("htmx:after:process", ({ target }) => {
    for (const { selector, met, meet } of wanted) {
      for (const element of [target, ...target.querySelectorAll(selector)]) {
        if (element.matches?.(selector) && !met.has(element)) {
          met.add(element);
          meet(element);
        }
      }
    }
  });
  return (selector, meet) => wanted.push({ selector, met: new WeakSet(), meet });
})();
