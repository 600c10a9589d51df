// Curves of training: loss by update and by epoch, metrics with training and validation together, the learning rate.

const axis_kinds = {
  epoch: {label: "epoch", whole: true, text: (value) => number_text(value, 6), exact: (value) => number_text(value, 5)},
  step: {label: "step", text: short_count, exact: count_text},
  time: {label: "time", text: time_text, exact: time_text},
};

/// Where each epoch's end lies on the chosen axis.
function epoch_places(page, axis) {
  const {epoch = [], seconds} = page.history ?? {};
  if (axis === "time") return seconds ?? epoch;
  if (axis === "step" && page.steps?.step?.length) {
    const last = page.steps.step.length - 1;
    const a_pass = page.steps.step[last] / (page.steps.epoch[last] || 1);
    return epoch.map((value) => Math.round(value * a_pass));
  }
  return epoch;
}

function step_places(page, axis) {
  return axis === "time" ? page.steps.seconds : axis === "step" ? page.steps.step : page.steps.epoch;
}

/// Notes that curves show, and the best epoch.
function curve_marks(page, places) {
  const at = (epoch) => places[(page.history?.epoch ?? []).indexOf(epoch)];
  const marks = [];
  if (known(page.best_epoch)) {
    const by = page.best_monitor ? ` by ${page.best_monitor}` : "";
    marks.push({x: at(page.best_epoch), kind: "best", text: `Best epoch ${page.best_epoch}${by}`});
  }
  for (const note of page.notes ?? []) {
    if (!(note.kind in mark_signs) || !known(note.epoch)) continue;
    const what = note.kind === "resumed" ? `Resumed ${note.text}` : note.text;
    const text = what.includes(`epoch ${note.epoch}`) ? what : `Epoch ${note.epoch}: ${what}`;
    marks.push({x: at(note.epoch), kind: note.kind, text});
  }
  return marks.filter((mark) => known(mark.x));
}

/// Metrics of one kind together: {accuracy: ["accuracy", "val_accuracy"], ...}.
function metric_groups(history) {
  const groups = new Map();
  for (const name of Object.keys(history?.metrics ?? {})) {
    const plain = plain_metric(name);
    if (!groups.has(plain)) groups.set(plain, []);
    groups.get(plain).push(name);
  }
  return groups;
}

function metric_line(name, x, y) {
  const averaged = /^(val_|test_)?ema_/.test(name);
  const look = name.startsWith("val_") ? {label: "validation", colour: averaged ? "--series-3" : "--series-2", width: 2.25}
    : name.startsWith("test_") ? {label: "test", colour: "--series-4", width: 2.25}
    : {label: "training", colour: "--series-1", width: 2, dash: [6, 4]};
  if (averaged) look.label += ", averaged weights";
  return {...look, x, y, text: (value) => metric_text(name, value)};
}

function curves_section(page) {
  const history = page.history ?? {};
  const has_history = Boolean(history.epoch?.length);
  const has_steps = Boolean(page.steps?.step?.length);
  if (!has_history && !has_steps) return null;
  return {id: "curves", title: "Curves", build: () => draw_curves(page, has_history, has_steps)};
}

function draw_curves(page, has_history, has_steps) {
  const history = has_history ? page.history : {epoch: [], lr: [], metrics: {}};
  const group = new ChartGroup("curves");
  const groups = metric_groups(history);
  const charts = [];
  let log = choices.get("log", "no") === "yes";

  const losses = groups.get("loss") ?? [];
  groups.delete("loss");
  const loss_lines = (axis) => {
    const places = epoch_places(page, axis);
    const lines = losses.map((name) => metric_line(name, places, history.metrics[name]));
    if (has_steps) {
      const {loss, low, high} = page.steps;
      lines.unshift({label: "by update (band: lowest to highest)", x: step_places(page, axis), y: loss, band: {low, high}, colour: "--series-8", width: 1.25, points: false});
    }
    return lines;
  };
  if (losses.length || has_steps) charts.push({title: "Loss", lines: loss_lines, height: 340, log: () => log, wide: true});
  for (const [metric, names] of groups) {
    const lines = (axis) => names.map((name) => metric_line(name, epoch_places(page, axis), history.metrics[name]));
    charts.push({title: metric_words(metric), lines, text: (value) => (is_share(metric) ? `${number_text(100 * value)} %` : number_text(value))});
  }
  const rates = has_steps && page.steps.lr?.some(known) ? page.steps.lr : history.lr;
  if (rates?.some(known)) {
    const positive = rates.filter((rate) => rate > 0);
    const wide_range = positive.length === rates.length && Math.max(...positive) / Math.min(...positive) > 30;
    const x = (axis) => (rates === page.steps?.lr ? step_places(page, axis) : epoch_places(page, axis));
    charts.push({title: "Learning rate", lines: (axis) => [{label: "learning rate", x: x(axis), y: rates, colour: "--series-4", points: has_steps ? false : undefined}], log: () => wide_range});
  }

  const describe = (chart, axis) => ({
    x: axis_kinds[axis],
    y: {text: chart.text ?? number_text, log: chart.log?.() ?? false},
    series: chart.lines(axis),
    marks: curve_marks(page, epoch_places(page, axis)),
  });
  const start = choices.get("axis", "epoch");
  const axes = [["epoch", "Epoch"], has_steps ? ["step", "Step"] : null, history.seconds || has_steps ? ["time", "Time"] : null].filter(Boolean);
  let axis = axes.some(([name]) => name === start) ? start : "epoch";
  for (const chart of charts) {
    chart.drawn = new Chart({title: chart.title, height: chart.height ?? 240, group, ...describe(chart, axis),
      table: () => series_table(chart.title, axis_kinds[axis].label, chart.lines(axis), axis_kinds[axis].exact)});
    if (chart !== charts[0]) chart.drawn.marks.classList.add("unseen");
  }
  const redraw = () => charts.forEach((chart) => chart.drawn.update(describe(chart, axis)));

  const by = choice({label: "Horizontal axis", options: axes, value: axis, key: "axis", pick: (name) => ((axis = name), redraw())});
  const scale = h("button", {type: "button", text: "Log scale of the loss", "aria-pressed": String(log), id: "log"});
  scale.addEventListener("click", () => {
    log = !log;
    choices.set("log", log ? "yes" : "no");
    scale.setAttribute("aria-pressed", String(log));
    redraw();
  });
  const all = h("button", {type: "button", text: "Reset zoom", on: {click: () => group.reset()}});
  const [first, ...rest] = charts;
  return [
    h("div", {class: "bar"}, axes.length > 1 ? by : null, first.title === "Loss" ? h("div", {class: "choice"}, scale) : null, all,
      h("span", {class: "hint by-mouse", text: "Drag to zoom, double click to see all."})),
    h("div", {class: "card"}, first.drawn.element),
    rest.length ? h("div", {class: "columns", style: {"margin-top": "var(--gap)"}}, rest.map((chart) => h("div", {class: "card"}, chart.drawn.element))) : null,
  ];
}

/// What happened along the way, in order.
function events_section(page) {
  const notes = (page.notes ?? []).filter((note) => note.kind !== "doctor").sort((a, b) => (a.epoch ?? 0) - (b.epoch ?? 0));
  if (!notes.length) return null;
  const kinds = {annealer: "Learning rate", early_stopping: "Early stopping", resumed: "Resumed"};
  const words = (kind) => kinds[kind] ?? kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll("_", " ");
  return {id: "events", title: "Events", build: () => {
    const line = (note) => h("li", {},
      h("span", {class: "when", text: known(note.epoch) ? `Epoch ${note.epoch}` : "Before training"}),
      h("span", {}, h("strong", {text: words(note.kind)}), ": ", named(note.text)));
    const most = 30;
    if (notes.length <= most + 10) return h("ol", {class: "events"}, notes.map(line));
    return [h("ol", {class: "events"}, notes.slice(0, most).map(line)),
      behind(`${notes.length - most} more events`, () => h("ol", {class: "events"}, notes.slice(most).map(line)))];
  }};
}

function doctor_section(page) {
  const findings = (page.notes ?? []).filter((note) => note.kind === "doctor");
  if (!findings.length) return null;
  return {id: "doctor", title: "The doctor’s findings", build: () =>
    h("ul", {class: "findings"}, findings.map((note) => h("li", {}, known(note.epoch) ? `Epoch ${note.epoch}: ` : null, named(note.text))))};
}
