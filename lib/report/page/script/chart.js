// A chart by uPlot with what every chart here has: a heading, values under the cursor (by mouse and by arrow keys), zoom
// by drag and its reset, marks, and its numbers as a table.

const chart_font = () => `12px ${getComputedStyle(document.body).fontFamily}`;

/// Charts that zoom and point together.
class ChartGroup {
  constructor(key) {
    this.key = key;
    this.charts = [];
  }
  reset() {
    for (const chart of this.charts) chart.reset();
  }
}

class Chart {
  /// options: {title, level (3 or 4), height, note, group,
  ///   x: {label, text(value)}, y: {label, text(value), log, range},
  ///   series: [{label, x, y, colour, dash, width, band: {low, high}, bars, dots, text(value)}],
  ///   scatter (points at any x), square, diagonal, marks: [{x, kind, text}], table() (an element)}
  constructor(options) {
    this.options = options;
    this.heading = h(`h${options.level ?? 3}`, {text: options.title});
    this.back = h("button", {type: "button", class: "quiet", text: "Reset zoom", hidden: true, on: {click: () => this.reset_all()}});
    const keys = "Arrow keys read values, plus and minus zoom, 0 shows all.";
    this.plot = h("div", {class: "plot", tabindex: "0", role: "group", "aria-label": `Chart: ${options.title}. ${keys}`});
    if (!options.square) this.plot.style.minHeight = `${options.height ?? 260}px`;
    this.values = h("ul", {class: "values", "aria-label": `Values: ${options.title}`});
    this.marks = h("ul", {class: "marks", "aria-label": `Marks: ${options.title}`});
    this.element = h("div", {class: "chart"},
      h("div", {class: "head"}, this.heading, this.back),
      options.note ? h("p", {class: "hint", text: options.note}) : null,
      this.plot, this.values, this.marks,
      options.table ? behind(`${options.title}: the numbers`, options.table) : null);
    this.element.chart = this;
    this.plot.addEventListener("keydown", (event) => this.key(event));
    options.group?.charts.push(this);
    theme.on_change(() => this.drawn && this.draw());
    new ResizeObserver(() => this.fit()).observe(this.plot);
  }

  update(changes) {
    Object.assign(this.options, changes);
    this.draw();
  }

  size() {
    const {square, height = 260} = this.options;
    const width = Math.max(200, this.plot.clientWidth || 640);
    return {width, height: square ? Math.min(width, 400) : height};
  }

  fit() {
    if (!this.plot.clientWidth) return;
    if (!this.drawn) return this.draw();
    if (this.drawn.width !== this.plot.clientWidth) this.drawn.setSize(this.size());
  }

  draw() {
    const {options} = this;
    const kept = this.drawn && this.zoomed ? {...this.drawn.scales.x} : null;
    const kept_key = this.x_key === options.x.label ? kept : null;
    this.x_key = options.x.label;
    this.drawn?.destroy();
    this.zoomed = false;
    this.back.hidden = true;
    this.lines = expand_bands(options.series);
    const data = options.scatter ? scattered(this.lines) : joined(this.lines);
    if (options.y.log) for (let i = 1; i < data.length; i++) data[i] = Array.from(data[i], (y) => (y <= 0 ? null : y));
    this.full = options.x.range ?? x_span(data[0], options.scatter || this.lines.some((line) => line.bars));
    this.drawn = new uPlot(chart_settings(this), data, this.plot);
    this.drawn.root.setAttribute("aria-hidden", "true");
    if (kept_key) this.drawn.setScale("x", {min: kept_key.min, max: kept_key.max});
    this.list_marks();
    this.show_values(null);
  }

  reset() {
    this.drawn?.setScale("x", {min: this.full[0], max: this.full[1]});
  }
  reset_all() {
    if (this.options.group) this.options.group.reset();
    else this.reset();
    this.plot.focus({preventScroll: true});
  }

  scale_changed() {
    const {min, max} = this.drawn.scales.x;
    const slack = (this.full[1] - this.full[0]) * 1e-9;
    this.zoomed = min > this.full[0] + slack || max < this.full[1] - slack;
    this.back.hidden = !this.zoomed;
  }

  key(event) {
    const u = this.drawn;
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!u || event.ctrlKey || event.metaKey || event.altKey) return;
    const {min, max} = u.scales.x;
    const at = known(u.data[0][this.at]) ? u.data[0][this.at] : (min + max) / 2;
    if (step) this.move(step * (event.shiftKey ? 10 : 1));
    else if (event.key === "Home") this.move(-Infinity);
    else if (event.key === "End") this.move(Infinity);
    else if (event.key === "+" || event.key === "=") this.zoom(at, (max - min) / 4);
    else if (event.key === "-") this.zoom(at, max - min);
    else if (event.key === "0" || event.key === "Escape") this.reset_all();
    else return;
    event.preventDefault();
  }

  zoom(middle, half) {
    const min = Math.max(this.full[0], middle - half);
    const max = Math.min(this.full[1], middle + half);
    for (const chart of this.options.group?.charts ?? [this]) chart.drawn?.setScale("x", {min, max});
  }

  /// Moves the cursor by some of the places that have a value.
  move(steps) {
    const u = this.drawn;
    const xs = u.data[0];
    const {min, max} = u.scales.x;
    const inside = [];
    for (let i = 0; i < xs.length; i++) if (xs[i] >= min && xs[i] <= max) inside.push(i);
    if (!inside.length) return;
    let place = inside.indexOf(this.at);
    if (place < 0) place = steps > 0 ? -1 : inside.length;
    this.at = inside[Math.max(0, Math.min(inside.length - 1, place + steps))];
    u.setCursor({left: u.valToPos(xs[this.at], "x"), top: u.over.clientHeight / 2});
    announce(this.values.textContent);
  }

  /// The values at the cursor; the last ones when it points nowhere.
  show_values(u) {
    const {options, lines} = this;
    const hovering = u && u.cursor.idx !== null && u.cursor.idx !== undefined;
    if (hovering) this.at = u.cursor.idx;
    const data = this.drawn?.data ?? u?.data;
    const items = [];
    if (hovering) items.push(h("li", {}, `${options.x.label} `, h("b", {text: (options.x.exact ?? options.x.text)(data[0][u.cursor.idx])})));
    lines.forEach((line, index) => {
      if (line.silent) return;
      let text = "";
      if (hovering) {
        const at = u.cursor.idxs[index + 1];
        const value = at === null ? undefined : data[index + 1][at];
        text = value === undefined ? "" : value_words(line, value, data, at, index, options);
      } else if (!options.scatter && !line.bars && !options.quiet) {
        text = value_words(line, line.y[line.y.length - 1], null, null, index, options);
      }
      items.push(h("li", {"data-series": line.label}, line_key(line), named(line.label), text ? h("b", {text}) : null));
    });
    this.values.replaceChildren(...items);
  }

  list_marks() {
    const all = this.options.marks ?? [];
    const most = 8;
    const items = all.slice(0, most).map((mark) => h("li", {class: `mark-${mark.kind}`}, mark_signs[mark.kind] ?? "•", " ", h("b", {text: mark.text})));
    if (all.length > most) items.push(h("li", {text: `and ${all.length - most} more`}));
    this.marks.replaceChildren(...items);
    this.marks.hidden = !items.length;
  }
}

const mark_signs = {best: "◆", annealer: "▼", early_stopping: "■", resumed: "▲"};
const mark_colours = {best: "--good", annealer: "--series-4", early_stopping: "--bad", resumed: "--series-6"};

function value_words(line, value, data, at, index, options) {
  const text = line.text ?? options.y.text ?? number_text;
  const low = line.band && data ? data[index + 2]?.[at] : undefined;
  const high = line.band && data ? data[index + 3]?.[at] : undefined;
  return text(value) + (known(low) && known(high) ? ` (${text(low)} to ${text(high)})` : "");
}

/// How a line looks, for the list of values.
function line_key(line) {
  const style = {stroke: `var(${line.colour})`, fill: `var(${line.colour})`};
  const mark = line.dots || line.bars
    ? svg("circle", {cx: 9, cy: 4, r: 3.5, style: {fill: style.fill}})
    : svg("line", {x1: 0, x2: 18, y1: 4, y2: 4, "stroke-width": Math.max(2, line.width ?? 2), "stroke-dasharray": line.dash?.join(" "), style: {stroke: style.stroke}});
  return svg("svg", {viewBox: "0 0 18 8", "aria-hidden": "true"}, mark);
}

/// A table to look at beside its chart; x is a column, each series another.
function series_table(label, x_label, series, x_text) {
  const data = joined(series);
  const value = (line) => line.text ?? number_text;
  return plain_table(label, [x_label, ...series.map((line) => line.label)], data, [x_text ?? number_text, ...series.map(value)]);
}
