// At most so many boxes: the others wait until one is free again. What the server disabled stays so.
{
  const waiting = new WeakSet();
  const limit = group => {
    const boxes = [...group.querySelectorAll("[type=checkbox]")];
    const full = boxes.filter(box => box.checked).length >= group.dataset.maxChecked;
    for (const box of boxes) {
      if (box.checked || (box.disabled && !waiting.has(box))) continue;
      box.disabled = full;
      if (full) waiting.add(box);
    }
  };
  appear("[data-max-checked]", limit);
  document.addEventListener("change", ({ target }) => {
    const group = target.closest("[data-max-checked]");
    if (group) limit(group);
  });
}
