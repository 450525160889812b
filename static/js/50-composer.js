// A form that is used again and again: emptied at once when sent, given back when it did not arrive; a draft survives a reload.
{
  const store = (key, text) => { try { text ? sessionStorage.setItem(key, text) : sessionStorage.removeItem(key); } catch { /* storage is off */ } };
  const stored = key => { try { return sessionStorage.getItem(key); } catch { return null; } };
  const draftKey = field => "draft:" + field.dataset.draft;
  const drafts = form => form.querySelectorAll("[data-draft]");
  const change = (field, text) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const fit = field => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  };
  // 32 hexadecimal digits: crypto.randomUUID is not there without https
  const randomKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0")).join("");

  appear("[data-draft]", field => {
    const draft = stored(draftKey(field));
    if (draft && !field.value) change(field, draft);
  });
  document.addEventListener("input", ({ target }) => {
    if (!target.matches("[data-draft]")) return;
    if (target.value) store(draftKey(target), target.value);
    if (target.matches("textarea")) fit(target);
  });
  document.addEventListener("keydown", event => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches("[data-enter-submits]") || matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    if (event.target.value.trim()) event.target.form.querySelector("[type=submit]").click();
  });

  const sent = new WeakMap();
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    const form = ctx.sourceElement;
    if (!form.matches("form[data-reset]")) return;
    const fields = [...drafts(form)].map(field => [field, field.value]);
    const keys = [...form.querySelectorAll("[data-renew]")].map(field => [field, field.value]);
    sent.set(ctx, { fields, keys });
    for (const [field] of fields) change(field, "");
    for (const [field] of keys) field.value = randomKey();
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    const was = sent.get(ctx);
    if (!was) return;
    sent.delete(ctx);
    const form = ctx.sourceElement;
    if (ctx.response?.status < 400) {
      for (const [field] of was.fields) store(draftKey(field), field.value);
      for (const field of form.querySelectorAll("[type=file]")) field.value = "";
      return;
    }
    // the same key again unless something was written meanwhile: a repeated try is then no second message
    const untouched = was.fields.every(([field]) => !field.value);
    if (untouched) for (const [field, key] of was.keys) field.value = key;
    for (const [field, text] of was.fields) change(field, field.value ? `${text}\n${field.value}` : text);
  });
}
