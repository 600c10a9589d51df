// The confusion matrix on a canvas, from 2 to thousands of classes: right answers in blue, errors in orange, stronger
// where there are more. Drag zooms, arrow keys move a cell's frame, Enter or a click opens the cell's examples.

class ConfusionMatrix {
  constructor(evaluation, open_cell) {
    this.classes = evaluation.classes;
    this.open_cell = open_cell;
    this.cells = new Map();
    this.totals = new Array(this.classes.length).fill(0);
    this.highest = {right: 1, wrong: 1};
    for (const [truth, prediction, count] of evaluation.confusion) {
      this.cells.set(truth * this.classes.length + prediction, count);
      this.totals[truth] += count;
      const kind = truth === prediction ? "right" : "wrong";
      this.highest[kind] = Math.max(this.highest[kind], count);
    }
    this.confusion = evaluation.confusion;
    this.by = choices.get("matrix", "counts");
    this.at = {truth: 0, prediction: 0};
    this.view = this.whole();
    this.canvas = h("canvas", {"aria-hidden": "true"});
    this.bubble = h("div", {class: "bubble", hidden: true});
    this.element = h("div", {class: "confusion", tabindex: "0", role: "application",
      "aria-label": `Confusion matrix of ${this.classes.length} classes. Arrow keys move from cell to cell, Enter opens the cell's pictures.`},
    this.canvas, this.bubble);
    this.element.matrix = this;
    this.back = h("button", {type: "button", text: "Reset zoom", disabled: true, on: {click: () => this.look(this.whole())}});
    this.listen();
    theme.on_change(() => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.element);
  }

  whole() {
    return {top: 0, left: 0, size: this.classes.length};
  }
  look(view) {
    this.view = view;
    this.back.disabled = view.size === this.classes.length;
    this.draw();
  }
  count(truth, prediction) {
    return this.cells.get(truth * this.classes.length + prediction) ?? 0;
  }

  /// Room for the names at the left and above: numbers alone where names have none.
  measure() {
    const width = this.element.clientWidth;
    const {size, top, left} = this.view;
    const context = this.canvas.getContext("2d");
    context.font = this.font = chart_font().replace("12px", "11px");
    const longest = (start, text) => {
      let most = 0;
      for (let i = start; i < start + Math.min(size, 200); i++) most = Math.max(most, context.measureText(text(i)).width);
      return Math.ceil(most) + 10;
    };
    const number = longest(0, (i) => String(i)) + (this.classes.length > 200 ? 8 : 0);
    this.names_left = width > 620 && size <= 70 ? longest(top, (i) => this.row_name(i)) : 0;
    if ((width - this.names_left - 20) / size < 10.5) this.names_left = 0;
    const left_room = (this.names_left || number) + 16;
    const cell = (width - left_room - 4) / size;
    const across = longest(left, (i) => this.classes[i]);
    this.names_above = size <= 70 && cell >= 11 && across <= Math.max(130, cell) && width > 620 ? (across < cell ? 16 : across) : 0;
    const top_room = (this.names_above || 16) + 18;
    return {width, height: Math.ceil(top_room + cell * size + 4), left_room, top_room, cell, across};
  }
  row_name(index) {
    return this.classes.length > 12 ? `${this.classes[index]}  ${index}` : this.classes[index];
  }

  draw() {
    if (!this.element.clientWidth) return;
    const box = (this.box = this.measure());
    const unit = devicePixelRatio || 1;
    this.canvas.width = Math.round(box.width * unit);
    this.canvas.height = Math.round(box.height * unit);
    this.canvas.style.height = `${box.height}px`;
    const context = this.canvas.getContext("2d");
    context.setTransform(unit, 0, 0, unit, 0, 0);
    const {size, top, left} = this.view;
    const extent = box.cell * size;
    context.fillStyle = theme.colour("--sunken");
    context.fillRect(box.left_room, box.top_room, extent, extent);
    context.save();
    context.beginPath();
    context.rect(box.left_room, box.top_room, extent, extent);
    context.clip();
    this.draw_grid(context, box, extent);
    const gap = box.cell > 6 ? 1 : 0;
    const side = Math.max(box.cell - gap, size > 300 ? 1.6 : 1);
    // Errors last, so that in a large matrix no right answer hides one.
    const list = this.confusion.filter(([truth, prediction]) => truth >= top && truth < top + size && prediction >= left && prediction < left + size);
    for (const wrong of [false, true]) {
      for (const [truth, prediction, count] of list) {
        if (wrong === (truth === prediction)) continue;
        context.fillStyle = theme.faded(wrong ? "--series-2" : "--series-1", this.strength(truth, prediction, count));
        context.fillRect(box.left_room + (prediction - left) * box.cell, box.top_room + (truth - top) * box.cell, side, side);
      }
    }
    if (box.cell >= 21) this.draw_numbers(context, box, list);
    context.restore();
    this.draw_names(context, box);
    this.frame(context, box);
  }

  strength(truth, prediction, count) {
    const most = truth === prediction ? this.highest.right : this.highest.wrong;
    const share = this.by === "shares" ? count / (this.totals[truth] || 1) : count / most;
    return 0.14 + 0.86 * Math.sqrt(share);
  }

  draw_grid(context, box, extent) {
    if (box.cell < 9) return;
    context.strokeStyle = theme.colour("--paper");
    context.lineWidth = 1;
    context.beginPath();
    for (let i = 0; i <= this.view.size; i++) {
      const at = i * box.cell - 0.5;
      context.moveTo(box.left_room + at, box.top_room);
      context.lineTo(box.left_room + at, box.top_room + extent);
      context.moveTo(box.left_room, box.top_room + at);
      context.lineTo(box.left_room + extent, box.top_room + at);
    }
    context.stroke();
  }

  draw_numbers(context, box, list) {
    const large = box.cell > 44;
    context.font = chart_font().replace("12px", large ? "14px" : "10px");
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const [truth, prediction, count] of list) {
      const share = count / (this.totals[truth] || 1);
      const text = this.by === "shares" ? (large ? share_text(share, 1) : share >= 0.995 ? "1" : share.toFixed(2).replace(/^0/, "")) : large ? count_text(count) : short_count(count).replace(" ", "");
      if (context.measureText(text).width > box.cell - 2) continue;
      context.fillStyle = this.strength(truth, prediction, count) > 0.55 ? theme.colour("--paper") : theme.colour("--ink");
      context.fillText(text, box.left_room + (prediction - this.view.left + 0.5) * box.cell, box.top_room + (truth - this.view.top + 0.5) * box.cell);
    }
  }

  draw_names(context, box) {
    const {size, top, left} = this.view;
    const extent = box.cell * size;
    context.fillStyle = theme.colour("--ink-2");
    context.font = this.font;
    context.textBaseline = "middle";
    const every = Math.max(1, Math.ceil(13 / box.cell));
    const nice = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((step) => step >= every * (size > 60 ? 2 : 1)) ?? 1000;
    const stride = this.names_left ? 1 : nice;
    for (let i = top; i < top + size; i++) {
      const y = box.top_room + (i - top + 0.5) * box.cell;
      context.textAlign = "right";
      if (this.names_left) context.fillText(this.row_name(i), box.left_room - 6, y);
      else if (i % stride === 0) context.fillText(String(i), box.left_room - 6, y);
    }
    const column_stride = Math.max(stride, [1, 2, 5, 10, 20, 50, 100, 200].find((step) => step * box.cell >= 17) ?? 500);
    for (let i = left; i < left + size; i++) {
      const x = box.left_room + (i - left + 0.5) * box.cell;
      if (this.names_above && box.across >= box.cell) {
        context.save();
        context.translate(x, box.top_room - 6);
        context.rotate(-Math.PI / 2);
        context.textAlign = "left";
        context.fillText(this.classes[i], 0, 0);
        context.restore();
        continue;
      }
      context.textAlign = "center";
      if (this.names_above) context.fillText(this.classes[i], x, box.top_room - 10);
      else if (i % column_stride === 0) context.fillText(String(i), x, box.top_room - 10);
    }
    context.font = this.font.replace("400", "600");
    context.textAlign = "left";
    context.fillText("predicted →", box.left_room, 8);
    context.save();
    context.translate(7, box.top_room + Math.min(extent, 90));
    context.rotate(-Math.PI / 2);
    context.textAlign = "right";
    context.fillText("← truth", Math.min(extent, 90), 0);
    context.restore();
  }

  frame(context, box) {
    const {truth, prediction} = this.at;
    const {size, top, left} = this.view;
    if (!this.pointing || truth < top || truth >= top + size || prediction < left || prediction >= left + size) return;
    context.strokeStyle = theme.colour("--ink");
    context.lineWidth = 1.5;
    const side = Math.max(box.cell, 5);
    context.strokeRect(box.left_room + (prediction - left + 0.5) * box.cell - side / 2, box.top_room + (truth - top + 0.5) * box.cell - side / 2, side, side);
    if (this.drag?.to) {
      const {from, to} = this.drag;
      context.setLineDash([4, 3]);
      context.strokeRect(Math.min(from.x, to.x), Math.min(from.y, to.y), Math.abs(to.x - from.x), Math.abs(to.y - from.y));
      context.setLineDash([]);
    }
  }

  cell_words(truth, prediction) {
    const count = this.count(truth, prediction);
    const of = this.totals[truth];
    return `${count_text(count)} of ${count_text(of)} (${of ? share_text(count / of, 1) : "none there"})`;
  }

  point(truth, prediction) {
    this.at = {truth, prediction};
    this.pointing = true;
    this.draw();
    const {box, view} = this;
    const line = (words, name) => h("div", {}, h("span", {text: words}), named(name));
    this.bubble.replaceChildren(line("Truth", this.classes[truth]), line("Predicted", this.classes[prediction]), h("p", {text: this.cell_words(truth, prediction)}));
    this.bubble.hidden = false;
    const x = box.left_room + (prediction - view.left + 0.5) * box.cell;
    const y = box.top_room + (truth - view.top + 0.5) * box.cell;
    const width = this.bubble.offsetWidth;
    this.bubble.style.left = `${Math.max(0, Math.min(box.width - width, x > box.width / 2 ? x - width - 14 : x + 14))}px`;
    this.bubble.style.top = `${y > box.height * 0.65 ? y - this.bubble.offsetHeight - 12 : y + 14}px`;
  }
  unpoint() {
    this.pointing = false;
    this.bubble.hidden = true;
    this.draw();
  }

  locate(event) {
    const area = this.canvas.getBoundingClientRect();
    const {box, view} = this;
    const [x, y] = [event.clientX - area.left, event.clientY - area.top];
    const prediction = view.left + Math.floor((x - box.left_room) / box.cell);
    const truth = view.top + Math.floor((y - box.top_room) / box.cell);
    const inside = x >= box.left_room && y >= box.top_room && prediction < view.left + view.size && truth < view.top + view.size;
    // Cells of a large matrix are hard to hit: the nearest error close by will do.
    return {x, y, inside, ...(inside && box.cell < 4 ? this.near(truth, prediction, Math.ceil(4 / box.cell)) : {truth, prediction})};
  }
  near(truth, prediction, reach) {
    let best = {truth, prediction};
    let least = Infinity;
    for (let t = Math.max(0, truth - reach); t <= Math.min(this.classes.length - 1, truth + reach); t++) {
      for (let p = Math.max(0, prediction - reach); p <= Math.min(this.classes.length - 1, prediction + reach); p++) {
        if (!this.count(t, p)) continue;
        const away = Math.hypot(t - truth, p - prediction) + (t === p ? reach : 0);
        if (away < least) [best, least] = [{truth: t, prediction: p}, away];
      }
    }
    return best;
  }

  listen() {
    const {canvas} = this;
    canvas.addEventListener("pointerdown", (event) => {
      const from = this.locate(event);
      if (from.inside && event.button === 0) this.drag = {from};
    });
    canvas.addEventListener("pointermove", (event) => {
      const place = this.locate(event);
      if (this.drag && event.pointerType === "mouse" && Math.hypot(place.x - this.drag.from.x, place.y - this.drag.from.y) > 8) this.drag.to = place;
      if (place.inside) this.point(place.truth, place.prediction);
      else if (!this.drag) this.unpoint();
    });
    canvas.addEventListener("pointerup", (event) => {
      const {drag} = this;
      this.drag = null;
      if (drag?.to) this.zoom(drag.from, drag.to);
      else if (drag) {
        const place = this.locate(event);
        this.point(place.truth, place.prediction);
        this.open_cell(place.truth, place.prediction);
      }
    });
    canvas.addEventListener("pointerleave", () => {
      this.drag = null;
      this.unpoint();
    });
    this.element.addEventListener("focus", () => this.element.matches(":focus-visible") && this.point(this.at.truth, this.at.prediction));
    this.element.addEventListener("blur", () => this.unpoint());
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  zoom(from, to) {
    const clamp = (value) => Math.max(0, Math.min(this.classes.length - 1, value));
    const [top, bottom] = [from.truth, clamp(to.truth)].sort((a, b) => a - b);
    const [left, right] = [from.prediction, clamp(to.prediction)].sort((a, b) => a - b);
    const size = Math.min(this.classes.length, Math.max(2, bottom - top + 1, right - left + 1));
    this.look({size, top: Math.min(top, this.classes.length - size), left: Math.min(left, this.classes.length - size)});
  }

  key(event) {
    const last = this.classes.length - 1;
    let {truth, prediction} = this.at;
    const far = event.shiftKey ? 10 : 1;
    if (event.key === "ArrowRight") prediction += far;
    else if (event.key === "ArrowLeft") prediction -= far;
    else if (event.key === "ArrowDown") truth += far;
    else if (event.key === "ArrowUp") truth -= far;
    else if (event.key === "Home") [truth, prediction] = [0, 0];
    else if (event.key === "End") [truth, prediction] = [last, last];
    else if (event.key === "Enter" || event.key === " ") this.open_cell(truth, prediction);
    else if (event.key === "Escape") this.look(this.whole());
    else return;
    event.preventDefault();
    if (event.key === "Enter" || event.key === " ") return;
    const clamp = (value) => Math.max(0, Math.min(last, value));
    [truth, prediction] = [clamp(truth), clamp(prediction)];
    const {size, top, left} = this.view;
    const follow = (start, at) => (at < start ? at : at >= start + size ? at - size + 1 : start);
    this.view = {size, top: follow(top, truth), left: follow(left, prediction)};
    this.point(truth, prediction);
    announce(`Truth ${this.classes[truth]}, predicted ${this.classes[prediction]}: ${this.cell_words(truth, prediction)}`);
  }
}

/// The matrix with its controls, and the worst confusions beside it.
function confusion_part(evaluation, open_cell) {
  const matrix = new ConfusionMatrix(evaluation, open_cell);
  const by = choice({label: "Cells show", options: [["counts", "Counts"], ["shares", "Shares of the row"]], value: "counts", key: "matrix",
    pick: (value) => ((matrix.by = value), matrix.draw())});
  const ramp = (colour) => h("span", {class: "ramp", style: {background: `linear-gradient(90deg, color-mix(in srgb, var(${colour}) 14%, var(--sunken)), var(${colour}))`}});
  const worst = evaluation.confusion.filter(([truth, prediction]) => truth !== prediction).sort((a, b) => b[2] - a[2]).slice(0, 12);
  const table = () => plain_cells(evaluation, matrix);
  const list = worst.length
    ? data_table({
      label: "The worst confusions",
      columns: [
        {label: "Truth", head: true, value: (row) => evaluation.classes[row[0]]},
        {label: "Taken for", value: (row) => evaluation.classes[row[1]],
          show: (row) => h("button", {type: "button", class: "link", "data-cell": `${row[0]},${row[1]}`, on: {click: () => open_cell(row[0], row[1])}}, named(evaluation.classes[row[1]]))},
        {label: "Times", number: true, value: (row) => row[2], show: (row) => count_text(row[2])},
        {label: "Of it", number: true, value: (row) => row[2] / matrix.totals[row[0]], show: (row) => share_text(row[2] / matrix.totals[row[0]], 1)},
      ],
      rows: worst,
    })
    : h("p", {class: "hint", text: "No class was taken for another."});
  return h("div", {class: "matrix"},
    h("div", {}, h("div", {class: "bar"}, by, matrix.back), matrix.element,
      h("ul", {class: "key", style: {margin: ".8rem 0 0"}}, h("li", {}, ramp("--series-1"), "right"), h("li", {}, ramp("--series-2"), "wrong"),
        h("li", {text: "A press on a cell opens its pictures; a drag zooms."})),
      behind("Confusion matrix: the numbers", table)),
    h("div", {}, h("h4", {text: "The worst confusions", style: {"margin-bottom": ".75rem"}}), list));
}

function plain_cells(evaluation, matrix) {
  return data_table({
    label: "Confusion matrix: the numbers",
    columns: [
      {label: "Truth", head: true, value: (row) => evaluation.classes[row[0]]},
      {label: "Prediction", value: (row) => evaluation.classes[row[1]]},
      {label: "Count", number: true, value: (row) => row[2], show: (row) => count_text(row[2])},
      {label: "Share of the row", number: true, value: (row) => row[2] / matrix.totals[row[0]], show: (row) => share_text(row[2] / matrix.totals[row[0]])},
    ],
    rows: evaluation.confusion,
  });
}
