// A report of a run that goes on is loaded anew every five seconds, with scroll, open details and choices kept.

const live = {every: 5000, paused: false, pressed: false};

function live_banner() {
  const pause = h("button", {type: "button", class: "quiet", id: "pause", text: "Pause"});
  live.paused = choices.get("paused", "no") === "yes";
  const label = () => (pause.textContent = live.paused ? "Go on" : "Pause");
  pause.addEventListener("click", () => {
    live.paused = !live.paused;
    choices.set("paused", live.paused ? "yes" : "no");
    label();
  });
  label();
  return h("div", {class: "banner live"}, h("strong", {text: "Training goes on"}), h("p", {}, "This page loads itself anew every 5 seconds. ", pause));
}

function start_live() {
  const open_details = () => [...document.querySelectorAll("main details")];
  const key_of = (details) => details.querySelector("summary").textContent;
  const opened = JSON.parse(choices.get("open", "[]"));
  for (const details of open_details()) if (opened.includes(key_of(details))) details.open = true;
  const focused = choices.get("focus", "");
  if (focused) document.getElementById(focused)?.focus({preventScroll: true});
  const scroll = Number(choices.get("scroll", "0"));
  if ("scrollRestoration" in history) history.scrollRestoration = "manual";
  // Charts take their size in the first frame, and with it the page its height.
  if (scroll) requestAnimationFrame(() => requestAnimationFrame(() => scrollTo({top: scroll, behavior: "instant"})));

  addEventListener("pointerdown", () => (live.pressed = true));
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => (live.pressed = false));
  const busy = () => live.paused || live.pressed || document.hidden || String(getSelection()) || document.activeElement?.matches("input, select");
  setInterval(() => {
    if (busy()) return;
    choices.set("scroll", Math.round(scrollY));
    choices.set("open", JSON.stringify(open_details().filter((details) => details.open).map(key_of)));
    choices.set("focus", document.activeElement?.id ?? "");
    location.reload();
  }, live.every);
}
