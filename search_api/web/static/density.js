// Before the first paint, so that the page never jumps: density as last chosen, and that scripts run.
"use strict";
document.documentElement.classList.add("scripted");
try {
  if (localStorage.getItem("leian.density") === "compact") {
    document.documentElement.dataset.density = "compact";
  }
} catch (error) {
  // Storage is switched off: the density is then chosen anew on each page.
}
