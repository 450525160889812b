// A scroller that shows its end until the reader scrolls away from it.
appear("[data-stick-bottom]", scroller => {
  let atEnd = true;
  const toEnd = () => { if (atEnd) scroller.scrollTop = scroller.scrollHeight; };
  scroller.addEventListener("scroll", () => {
    atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 48;
  }, { passive: true });
  new MutationObserver(toEnd).observe(scroller, { childList: true, subtree: true });
  new ResizeObserver(toEnd).observe(scroller);
  toEnd();
});
