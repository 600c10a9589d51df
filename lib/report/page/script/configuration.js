// How the time was spent, the config with where each value came from, and the facts to repeat the run.

function phases_section(page) {
  const phases = (page.phases ?? []).filter((phase) => known(phase.seconds) && phase.seconds > 0);
  if (!phases.length) return null;
  const total = sum_of(phases.map((phase) => phase.seconds));
  return {id: "phases", title: "Time by phase", build: () => [
    h("div", {class: "phases", "aria-hidden": "true"}, phases.map((phase, i) => h("i", {style: {width: `${(100 * phase.seconds) / total}%`, background: `var(${series_colours[i % 8]})`}, title: `${phase.name}: ${time_text(phase.seconds)}`}))),
    data_table({label: "Time by phase", rows: phases.map((phase, i) => ({...phase, colour: series_colours[i % 8]})), total: ["All", time_text(total), "100 %"], columns: [
      {label: "Phase", head: true, value: (row) => row.name, show: (row) => h("span", {}, h("span", {class: "swatch", style: {background: `var(${row.colour})`, "margin-right": ".6em"}}), named(row.name))},
      {label: "Time", number: true, value: (row) => row.seconds, show: (row) => time_text(row.seconds)},
      {label: "Share", number: true, value: (row) => row.seconds / total, show: (row) => share_text(row.seconds / total, 1)}]}),
  ]};
}

/// YAML with its comments set back and its keys told apart.
function config_lines(text) {
  return text.split("\n").flatMap((line, i) => {
    const at = line.search(/(^|\s)#/);
    const code = at < 0 ? line : line.slice(0, at);
    const comment = at < 0 ? "" : line.slice(at);
    const key = /^(\s*(?:- )?)([A-Za-z_][\w.]*)(:.*)$/.exec(code);
    const parts = key ? [key[1], h("span", {class: "yaml-key", text: key[2]}), key[3]] : [code];
    return [i ? "\n" : "", ...parts, comment ? h("span", {class: "origin", text: comment}) : ""];
  });
}

function copy_button(text) {
  const button = h("button", {type: "button", text: "Copy"});
  const done = (words) => {
    button.textContent = words;
    announce(words);
    setTimeout(() => (button.textContent = "Copy"), 2000);
  };
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      done("Copied");
    } catch {
      // Browsers that keep the clipboard from files still copy what is selected.
      const area = h("textarea", {class: "unseen"});
      area.value = text;
      document.body.append(area);
      area.select();
      done(document.execCommand("copy") ? "Copied" : "Select and copy by hand");
      area.remove();
      button.focus();
    }
  });
  return button;
}

function config_section(page) {
  if (!page.config_text) return null;
  return {id: "config", title: "Config", build: () => [
    h("div", {class: "bar"}, h("span", {class: "hint", text: "Every setting; comments say where each came from."}), h("span", {class: "end"}, copy_button(page.config_text))),
    h("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": "The config"}, h("pre", {class: "config"}, config_lines(page.config_text))),
  ]};
}

function facts_section(page) {
  if (!page.facts?.length) return null;
  const code = (name) => /command|commit|version|checksum|hash|folder|path/i.test(name);
  return {id: "facts", title: "To repeat it", build: () => h("div", {class: "scroll", style: {"max-height": "none"}, tabindex: "0", role: "region", "aria-label": "Facts about the run"},
    h("table", {class: "facts"}, h("caption", {class: "unseen", text: "Facts about the run"}),
      h("tbody", {}, page.facts.map(([name, value]) => h("tr", {}, h("th", {scope: "row"}, named(name)), h("td", {class: code(name) ? "code" : null}, named(value)))))))};
}
