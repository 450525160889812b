// "12 / 500" beside a control with a maxlength.
{
  const count = output => {
    const field = document.getElementById(output.dataset.countFor);
    if (field) output.textContent = `${field.value.length} / ${field.maxLength}`;
  };
  appear("[data-count-for]", count);
  document.addEventListener("input", ({ target }) => {
    for (const output of document.querySelectorAll("[data-count-for]")) if (output.dataset.countFor === target.id) count(output);
  });
}
