// Fills an empty field with the browser's time zone; another element gets it as its text.
appear("[data-detect-zone]", element => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  if (!element.matches("input, select")) element.textContent = zone;
  else if (!element.value) {
    element.value = zone;
    // a list that does not know it
    if (element.value !== zone) element.value = "";
  }
});
