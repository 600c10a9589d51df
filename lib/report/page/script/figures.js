// Cards of figures: this run's value, its interval, and the journal's.
/// true, false, or "within" when the journal's value lies inside the interval of a worse one.

function meets(figure) {
  if (typeof figure.meets === "boolean") return figure.meets;
  if (!known(figure.journal) || !known(figure.value)) return null;
  const up = higher_is_better(figure.name);
  const slack = 1e-9 * Math.abs(figure.journal);
  if (up ? figure.value >= figure.journal - slack : figure.value <= figure.journal + slack) return true;
  return known(figure.low) && figure.low <= figure.journal && figure.journal <= figure.high ? "within" : false;
}

function figure_card(figure) {
  const value = h("p", {class: "value"});
  if (is_share(figure.name) && known(figure.value)) value.append(share_text(figure.value).replace(" %", ""), h("small", {text: "%"}));
  else value.append(number_text(figure.value));
  const met = meets(figure);
  const verdicts = {true: ["good", "Meets the journal's"], within: ["live", "Within chance of the journal's"], false: ["bad", "Short of the journal's"]};
  const words = [];
  if (known(figure.low)) words.push(h("p", {text: `${metric_text(figure.name, figure.low)} to ${metric_text(figure.name, figure.high)}${figure.interval ? ` (${figure.interval})` : ""}`}));
  const source = [figure.samples ? plural(figure.samples, "sample") : null, figure.epoch ? `epoch ${figure.epoch}` : null].filter(Boolean);
  if (source.length) words.push(h("p", {text: `Of ${source.join(", ")}`.replace(/^Of epoch/, "Epoch")}));
  if (known(figure.journal)) {
    const [look, verdict] = verdicts[met] ?? ["bad", "Not comparable"];
    words.push(h("p", {class: "verdict"}, h("span", {class: `badge ${look}`, text: verdict}), h("span", {text: `journal ${metric_text(figure.name, figure.journal)}`})));
  }
  return h("article", {class: "card figure"}, h("h3", {text: metric_words(figure.name), title: figure.name}), value, interval_drawing(figure), words);
}

/// The interval as a line, the value as a dot, the journal's as a stroke across.
function interval_drawing(figure) {
  const {value, low, high, journal} = figure;
  if (!known(value) || (!known(low) && !known(journal))) return null;
  const places = [value, low, high, journal].filter(known);
  let [min, max] = [Math.min(...places), Math.max(...places)];
  const pad = (max - min) * 0.12 || Math.abs(max) * 0.01 || 1;
  [min, max] = [min - pad, max + pad];
  const x = (at) => `${(100 * (at - min)) / (max - min)}%`;
  const stroke = (name, width) => ({style: {stroke: `var(${name})`, "stroke-width": width, "stroke-linecap": "round"}});
  const parts = [svg("line", {x1: 0, x2: "100%", y1: 20, y2: 20, ...stroke("--line", 1.5)})];
  if (known(low)) parts.push(svg("line", {x1: x(low), x2: x(high), y1: 20, y2: 20, ...stroke("--series-1", 6), opacity: 0.32}));
  if (known(journal)) {
    const share = (journal - min) / (max - min);
    parts.push(svg("line", {x1: x(journal), x2: x(journal), y1: 12, y2: 28, ...stroke("--ink-2", 2)}));
    parts.push(svg("text", {x: x(journal), y: 8, "text-anchor": share < 0.2 ? "start" : share > 0.8 ? "end" : "middle", "font-size": 11, text: "journal", style: {fill: "var(--ink-2)"}}));
  }
  parts.push(svg("circle", {cx: x(value), cy: 20, r: 5.5, style: {fill: "var(--series-1)", stroke: "var(--surface)", "stroke-width": 2}}));
  return svg("svg", {"aria-hidden": "true"}, parts);
}

function figures_section(page) {
  if (!page.figures?.length) return null;
  return {id: "figures", title: "Figures", build: () => h("div", {class: "figures"}, page.figures.map(figure_card))};
}
