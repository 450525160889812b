// data-credential="get|create": before the form is sent, the browser's credential for the options at data-options goes into its field "credential".
{
  const can = window.PublicKeyCredential?.parseRequestOptionsFromJSON && navigator.credentials;
  const ask = {
    get: options => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
    create: options => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  };
  appear("[data-credential]", form => { form.hidden = !can; });
  document.addEventListener("submit", async event => {
    const form = event.target, kind = form.dataset.credential;
    if (!kind || form.elements.credential.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const failed = form.querySelector("[data-credential-failed]");
    failed.hidden = true;
    try {
      const answer = await fetch(form.dataset.options, { method: "POST" });
      if (!answer.ok || answer.redirected) return location.reload();
      const credential = await ask[kind]((await answer.json()).publicKey);
      form.elements.credential.value = JSON.stringify(credential);
      form.requestSubmit();
    } catch {
      failed.hidden = false;
    }
  }, true);
}
