// Light and dark: the system's wish, or the reader's. Canvases ask here for the colours of the moment.

const theme = {
  listeners: [],
  colours: new Map(),

  chosen() {
    const kept = read_kept("localStorage", "mlday:theme");
    return kept === "light" || kept === "dark" ? kept : null;
  },
  is_dark() {
    const set = document.documentElement.dataset.theme;
    return set ? set === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  },
  apply(name) {
    if (name) document.documentElement.dataset.theme = name;
    else delete document.documentElement.dataset.theme;
    this.changed();
  },
  changed() {
    this.colours.clear();
    for (const run of this.listeners) run();
  },
  on_change(run) {
    this.listeners.push(run);
  },

  /// The value of a custom colour such as "--ink" as rgb text.
  colour(name) {
    let value = this.colours.get(name);
    if (!value) {
      this.probe ??= document.body.appendChild(h("span", {class: "unseen", "aria-hidden": "true"}));
      this.probe.style.color = `var(${name})`;
      value = getComputedStyle(this.probe).color;
      this.colours.set(name, value);
    }
    return value;
  },
  faded(name, share) {
    const [red, green, blue] = this.colour(name).match(/[\d.]+/g);
    return `rgba(${red}, ${green}, ${blue}, ${share})`;
  },
};

/// The button: shows what a press leads to.
function theme_button() {
  const button = h("button", {type: "button", class: "quiet", id: "theme"});
  const label = () => {
    const next = theme.is_dark() ? "Light" : "Dark";
    button.textContent = `${theme.is_dark() ? "☀" : "☾"} ${next}`;
    button.setAttribute("aria-label", `${next} colours`);
  };
  button.addEventListener("click", () => {
    const next = theme.is_dark() ? "light" : "dark";
    keep("localStorage", "mlday:theme", next);
    theme.apply(next);
    label();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    theme.changed();
    label();
  });
  label();
  return button;
}
