// At most so many boxes: the others wait until one is free again.
{
  const limit = group => {
    const boxes = [...group.querySelectorAll("[type=checkbox]")];
    const full = boxes.filter(box => box.checked).length >= Number(group.dataset.maxChecked);
    for (const box of boxes) if (!box.checked) box.disabled = full;
  };
  appear("[data-max-checked]", limit);
  document.addEventListener("change", ({ target }) => {
    const group = target.closest?.("[data-max-checked]");
    if (group) limit(group);
  });
}
