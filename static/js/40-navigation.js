// What a browser does for a page load and htmx does not: focus, giving up the older click, new assets, files, double clicks, lost requests.
{
  const script = document.currentScript?.getAttribute("src");
  const isPage = ctx => ctx.target === document.body;
  let latest;

  document.addEventListener("htmx:config:request", event => {
    const { sourceElement, request } = event.detail.ctx;
    const again = request.method !== "GET" && sourceElement.matches("form:not([data-reset]).htmx-request");
    if (again) event.preventDefault();
  });

  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (!isPage(ctx) || ctx.request.method !== "GET") return;
    latest?.request.abort?.();
    latest = ctx;
  });

  // a boosted link to a file
  document.addEventListener("htmx:before:response", event => {
    const { ctx } = event.detail, type = ctx.response.headers.get("content-type");
    if (!isPage(ctx) || !type || type.startsWith("text/html")) return;
    event.preventDefault();
    location.assign(ctx.response.raw.url);
  });

  // a page of a newer release needs its own style and script
  document.addEventListener("htmx:before:swap", event => {
    const { ctx } = event.detail;
    if (!script || !ctx.response || !isPage(ctx) || !/<html/i.test(ctx.text) || ctx.text.includes(script)) return;
    if (ctx.request.method !== "GET" && !ctx.response.raw.redirected) return;
    event.preventDefault();
    if (ctx.request.headers["HX-History-Restore-Request"]) location.reload();
    else location.assign(ctx.response.raw.url);
  });

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const wrong = ctx.response?.status === 422 && document.querySelector("main [aria-invalid=true]");
    if (wrong) return wrong.focus();
    if (!isPage(ctx) || (document.activeElement && document.activeElement !== document.body) || document.querySelector("[data-keep-focus]")) return;
    const landing = document.querySelector("main h1") || document.querySelector("main");
    if (!landing) return;
    landing.tabIndex = -1;
    landing.focus({ preventScroll: true });
  });

  document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
    if (ctx?.request && !ctx.response && ctx.sourceElement.matches("a, form, button, input, select, textarea")) say("failed", 6000);
  });

  document.addEventListener("submit", ({ target }) => {
    if (target.matches("[data-forget]")) sessionStorage.clear();
  });
}
