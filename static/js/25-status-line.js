// say("lost") shows the sentence of data-lost in the page's status line; screen readers hear it. Words stay in the template.
const say = (() => {
  let timer;
  return (what, milliseconds) => {
    const line = document.getElementById("connection");
    if (!line) return;
    clearTimeout(timer);
    line.textContent = what ? line.dataset[what] : "";
    if (milliseconds) timer = setTimeout(() => { line.textContent = ""; }, milliseconds);
  };
})();
