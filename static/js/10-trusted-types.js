// Hands htmx the page's one Trusted Types policy ("htmx-policy" in the CSP header) and takes eval away from it.
// HTML comes from our own origin only (htmx's mode is same-origin); text of scripts never passes.
{
  const rules = { createHTML: html => html, createScript: () => "" };
  const policy = window.trustedTypes ? trustedTypes.createPolicy("htmx-policy", rules) : rules;
  const refuse = function () { throw new Error("no code in attributes"); };
  htmx.registerExtension("trusted-types", { init: api => api.initSecurity(policy, refuse, refuse) });
}
