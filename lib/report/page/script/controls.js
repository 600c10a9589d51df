// Small controls that several sections share: a choice of few, tabs, a select, details built when opened.
/// Buttons of which one is pressed. `options` are [value, label]; the choice is kept under `key` where one is given.

function choice({label, options, value, key, pick}) {
  if (key) {
    const kept = choices.get(key, value);
    if (options.some(([option]) => option === kept)) value = kept;
  }
  const group = h("div", {class: "choice", role: "group", "aria-label": label});
  for (const [option, words] of options) {
    const button = h("button", {type: "button", text: words, "aria-pressed": String(option === value)});
    button.addEventListener("click", () => group.choose(option));
    button.dataset.value = option;
    group.append(button);
  }
  group.choose = (option) => {
    for (const button of group.children) button.setAttribute("aria-pressed", String(button.dataset.value === String(option)));
    group.value = option;
    if (key) choices.set(key, option);
    pick(option);
  };
  group.value = value;
  return group;
}

/// Tabs over panels. `items` are {id, label, build}; a panel is built when first shown (or printed).
function tabs({label, items, key, shown}) {
  const list = h("div", {class: "choice", role: "tablist", "aria-label": label});
  const root = h("div", {class: "tabs"}, h("div", {class: "bar"}, list));
  const panels = new Map();
  const show = (id, focus) => {
    for (const item of items) {
      const {tab, panel} = panels.get(item.id);
      const on = item.id === id;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      panel.hidden = !on;
      if (on) build(item);
      if (on && focus) tab.focus();
    }
    if (key) choices.set(key, id);
    root.current = id;
    if (shown) shown(id);
  };
  const build = (item) => {
    const entry = panels.get(item.id);
    if (entry.built) return;
    entry.built = true;
    entry.panel.append(...[item.build()].flat(Infinity).filter(Boolean));
  };
  items.forEach((item, index) => {
    const panel_id = fresh_id("panel");
    const tab = h("button", {type: "button", role: "tab", id: `${panel_id}-tab`, "aria-controls": panel_id, text: item.label});
    const panel = h("div", {role: "tabpanel", id: panel_id, "aria-labelledby": tab.id, "data-tab": item.id});
    tab.addEventListener("click", () => show(item.id));
    tab.addEventListener("keydown", (event) => {
      const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
      const to = event.key === "Home" ? 0 : event.key === "End" ? items.length - 1 : step ? index + step : null;
      if (to === null) return;
      event.preventDefault();
      show(items[(to + items.length) % items.length].id, true);
    });
    list.append(tab);
    root.append(panel);
    panels.set(item.id, {tab, panel, built: false});
  });
  root.show = show;
  root.panel = (id) => panels.get(id).panel;
  before_print.push(() => items.forEach(build));
  const kept = key ? choices.get(key, items[0].id) : items[0].id;
  root.start = () => show(panels.has(kept) ? kept : items[0].id);
  return root;
}

const before_print = [];

/// A select with its label. `options` are [value, label].
function select({label, options, value, pick}) {
  const box = h("select", {"aria-label": label});
  for (const [option, words] of options) box.append(h("option", {value: String(option), text: words}));
  box.value = String(value);
  box.addEventListener("change", () => pick(box.value));
  return box;
}

/// Details whose inside is made when they are opened.
function behind(summary, build) {
  const details = h("details", {class: "behind"}, h("summary", {text: summary}));
  details.addEventListener("toggle", () => {
    if (details.open && !details.built) {
      details.built = true;
      details.append(build());
    }
  });
  return details;
}
