// The top of the page: what it was, what came of it, and what the reader must know before reading on.

const state_looks = {
  finished: ["good", "Finished"],
  training: ["live", "Training"],
  interrupted: ["warn", "Interrupted"],
  failed: ["bad", "Failed"],
  killed: ["bad", "Killed"],
};

function state_badge(state) {
  const [look, words] = state_looks[state] ?? ["", state];
  return h("span", {class: `badge ${look}`, text: words});
}

function draw_masthead(page, eyebrow, lede) {
  document.title = page.title;
  document.getElementById("masthead").append(
    h("div", {class: "top"}, h("p", {class: "eyebrow"}, eyebrow), h("div", {class: "tools"}, theme_button())),
    h("h1", {dir: "auto", text: page.title}),
    h("div", {class: "lede"}, lede));
  document.getElementById("colophon").append(h("p", {}, "Made by mlday", page.made ? `, ${page.made}` : "",
    ". The file is complete in itself: it loads nothing and sends nothing. Charts by uPlot (MIT licence)."));
}

function draw_run_masthead(page) {
  const eyebrow = [page.day !== undefined && page.day !== null ? `Day ${page.day}` : null, page.config ? h("code", {text: page.config}) : null];
  const dot = () => h("span", {"aria-hidden": "true", text: " · "});
  draw_masthead(page, eyebrow.filter(Boolean).flatMap((part, i) => (i ? [dot(), part] : [part])), [
    page.state ? state_badge(page.state) : null,
    page.reason ? h("span", {text: page.reason}) : null,
    page.run ? h("span", {}, "run ", h("code", {text: page.run})) : null,
  ]);
}

function banner(kind, title, text) {
  return h("div", {class: `banner ${kind}`}, h("strong", {text: title}), h("p", {text}));
}

/// The first epoch at which a figure was no number.
function first_broken(page) {
  const {epoch = [], metrics = {}} = page.history ?? {};
  const broken = [];
  for (const [name, values] of Object.entries(metrics)) {
    const at = values.findIndex((value) => !known(value));
    // An epoch that was not validated has no validation figures; from the first to the last such, that is no fault.
    if (at >= 0 && !/^val_|^test_/.test(name)) broken.push([epoch[at] ?? at + 1, name]);
    else if (at >= 0 && values.length > 1 && values.slice(at).every((value) => !known(value))) broken.push([epoch[at] ?? at + 1, name]);
  }
  return broken.sort((a, b) => a[0] - b[0])[0];
}

function run_banners(page) {
  const list = [];
  const reason = page.reason ? `${page.reason.charAt(0).toUpperCase()}${page.reason.slice(1)}. ` : "";
  if (page.live) list.push(live_banner());
  if (page.state === "failed") list.push(banner("bad", "This run failed", `${reason}What follows was recorded before it did.`));
  if (page.state === "killed") list.push(banner("bad", "This run was killed", `${reason}It left no summary of its own; what follows was recorded up to then.`));
  if (page.state === "interrupted") list.push(banner("", "This run was interrupted", `${reason}It can go on: mlday train RUN --resume.`));
  const broken = first_broken(page);
  if (broken) list.push(banner("bad", "Not a number", `From epoch ${broken[0]} on, ${broken[1]} is no number: the run diverged. Lines end where numbers do.`));
  if (page.synthetic || page.data?.synthetic) {
    list.push(banner("", "Synthetic data", "Drawn pictures or made-up rows stood in for the real data. These figures say nothing about the real ones."));
  }
  return list.length ? h("div", {class: "banners"}, list) : null;
}
