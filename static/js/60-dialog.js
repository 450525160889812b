// data-dialog="id" on a link whose address shows the same as a full page; data-dialog-close; data-opens.
{
  const show = dialog => { if (dialog?.showModal && !dialog.open) dialog.showModal(); return dialog?.open; };
  document.addEventListener("click", event => {
    const opener = event.target.closest?.("[data-dialog]");
    if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey && show(document.getElementById(opener.dataset.dialog))) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    const closer = event.target.closest?.("[data-dialog-close]");
    if (closer) closer.closest("dialog")?.close();
    if (event.target.matches?.("dialog.dialog")) event.target.close();
  }, true);
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const target = ctx.target instanceof Element && ctx.response?.status < 400 ? ctx.target.closest("dialog[data-opens]") : null;
    if (target?.isConnected) show(target);
  });
}
