// What uPlot is told: data over one common x, scales, axes, and what is drawn over the lines.
/// A series with a band becomes three: its line, and two that bound the band.

function expand_bands(series) {
  return series.flatMap((line) => {
    if (!line.band) return [line];
    const bound = (y) => ({label: `${line.label} bound`, x: line.x, y, silent: true, colour: line.colour});
    return [line, bound(line.band.low), bound(line.band.high)];
  });
}

/// All series over one x. Where a series has no row there stands `undefined` (the line goes on), where its value is
/// not a number `null` (the line breaks).
function joined(series) {
  const tables = new Map();
  for (const line of series) {
    if (!tables.has(line.x)) tables.set(line.x, []);
    tables.get(line.x).push(line);
  }
  if (tables.size === 1) return [series[0].x, ...series.map((line) => line.y)];
  const groups = [...tables];
  const together = uPlot.join(groups.map(([x, lines]) => [x, ...lines.map((line) => line.y)]));
  const order = groups.flatMap(([, lines]) => lines);
  return [together[0], ...series.map((line) => together[1 + order.indexOf(line)])];
}

/// Points of several series, sorted by x.
function scattered(series) {
  const points = [];
  series.forEach((line, index) => line.x.forEach((x, i) => known(x) && known(line.y[i]) && points.push([x, line.y[i], index])));
  points.sort((a, b) => a[0] - b[0]);
  const data = [points.map((point) => point[0])];
  for (let s = 0; s < series.length; s++) data.push(points.map((point) => (point[2] === s ? point[1] : undefined)));
  return data;
}

function x_span(xs, padded) {
  let [min, max] = [Infinity, -Infinity];
  for (const x of xs) if (known(x)) [min, max] = [Math.min(min, x), Math.max(max, x)];
  if (min > max) return [0, 1];
  if (min === max) return [min - 0.5, max + 0.5];
  const pad = padded ? (max - min) * 0.03 : 0;
  return [min - pad, max + pad];
}

/// The nearest row in which a series has a value.
function nearest_row(u, series, index) {
  const ys = u.data[series];
  if (series === 0 || ys[index] !== undefined) return index;
  for (let away = 1; away < ys.length; away++) {
    if (ys[index - away] !== undefined) return index - away;
    if (ys[index + away] !== undefined) return index + away;
  }
  return null;
}

/// Distances of ticks on an axis of counts: whole ones, unless it is zoomed below them.
function whole_steps(u, axis, min, max) {
  const whole = [1, 2, 5].flatMap((step) => [0, 1, 2, 3, 4, 5, 6].map((power) => step * 10 ** power)).sort((a, b) => a - b);
  return max - min < 2 ? [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, ...whole] : whole;
}

function log_splits(min, max) {
  const splits = [];
  for (let e = Math.floor(Math.log10(min)); e <= Math.ceil(Math.log10(max)); e++) {
    for (let m = 1; m < 10; m++) {
      const value = Number(`${m}e${e}`);
      if (value >= min && value <= max) splits.push(value);
    }
  }
  return splits;
}

function log_labelled(splits) {
  const decades = Math.log10(splits[splits.length - 1] / splits[0]);
  const leading = decades < 1 ? "1234567" : decades < 2.5 ? "125" : "1";
  const every = decades > 7 ? 2 : 1;
  return splits.map((value) => {
    const [digit, power] = value.toExponential(0).split("e");
    return leading.includes(digit) && Number(power) % every === 0 ? value : null;
  });
}

function y_scale(options) {
  if (options.y.range) return {range: () => options.y.range};
  if (options.y.log) {
    const range = (u, min, max) => (known(min) && min > 0 ? [min / 1.2, max * 1.2] : [0.1, 1]);
    return {distr: 3, range};
  }
  const range = (u, min, max) => {
    if (!known(min) || !known(max)) return [0, 1];
    const pad = (max - min) * 0.06 || Math.abs(max) * 0.1 || 1;
    return [options.y.zero ? 0 : min - pad, max + pad];
  };
  return {range};
}

function chart_settings(chart) {
  const {options, lines} = chart;
  const ink = theme.colour("--ink-2");
  const grid = {stroke: theme.colour("--line"), width: 1};
  const font = chart_font();
  const axis = {stroke: ink, grid, ticks: {...grid, size: 5}, font};
  const wide = (u, values) => {
    u.ctx.font = font;
    const longest = (values ?? []).reduce((most, text) => Math.max(most, u.ctx.measureText(text ?? "").width), 0);
    return Math.ceil(longest) + 16;
  };
  const y_values = (u, values) => values.map((value) => (value === null ? "" : (options.y.text ?? number_text)(value)));
  const bands = lines.flatMap((line, i) => (line.band ? [{series: [i + 3, i + 2], fill: theme.faded(line.colour, 0.16)}] : []));
  return {
    ...chart.size(),
    pxAlign: 0,
    legend: {show: false},
    padding: [12, 18, 0, 0],
    cursor: {
      dataIdx: nearest_row,
      drag: {x: true, y: false, setScale: true, dist: 4},
      points: {size: 8},
      sync: options.group ? {key: options.group.key, setSeries: false, scales: ["x", null]} : undefined,
    },
    scales: {x: {time: false, range: (u, min, max) => (min === null ? chart.full : x_within(chart, min, max))}, y: y_scale(options)},
    axes: [
      {...axis, size: 30, label: options.x.label, labelSize: 20, labelFont: font, labelGap: 0, space: 64,
        values: (u, values) => values.map((value) => options.x.text(value)),
        ...(options.x.whole ? {incrs: whole_steps} : {})},
      {...axis, size: wide, values: y_values,
        ...(options.y.log ? {splits: (u, i, min, max) => log_splits(min, max), filter: (u, splits) => log_labelled(splits)} : {}),
        ...(options.y.label ? {label: options.y.label, labelSize: 20, labelFont: font, labelGap: 0} : {})},
    ],
    series: [{}, ...lines.map((line) => line_settings(line))],
    bands,
    hooks: {
      // Over dots, but under lines.
      drawClear: [(u) => options.diagonal && !options.scatter && draw_diagonal(u)],
      draw: [(u) => draw_marks(u, options.marks ?? []), (u) => options.diagonal && options.scatter && draw_diagonal(u)],
      setCursor: [(u) => chart.drawn && chart.show_values(u)],
      setScale: [(u, key) => key === "x" && chart.drawn && chart.scale_changed()],
    },
  };
}

/// uPlot asks for a range with the data's ends when it shows all, and with the ends of a drag when it zooms.
function x_within(chart, min, max) {
  const xs = chart.drawn?.data[0];
  const all = !xs || (min <= xs[0] && max >= xs[xs.length - 1]);
  return all || min >= max ? chart.full : [min, max];
}

function line_settings(line) {
  if (line.silent) return {stroke: "transparent", width: 0, points: {show: false}};
  const stroke = theme.colour(line.colour);
  if (line.dots) {
    return {stroke, paths: () => null, points: {show: true, size: line.dots, width: line.hollow ? 1.5 : 0, stroke, fill: line.hollow ? "transparent" : theme.faded(line.colour, 0.62)}};
  }
  if (line.bars) {
    return {stroke: "transparent", fill: theme.faded(line.colour, line.fill ?? 0.75), paths: uPlot.paths.bars({size: [0.94, Infinity]}), points: {show: false}};
  }
  const few = (u, series, first, last) => {
    let count = 0;
    for (let i = first; i <= last; i++) count += u.data[series][i] !== undefined && u.data[series][i] !== null;
    return count > 0 && count <= Math.max(1, Math.min(u.over.clientWidth / 16, 40));
  };
  return {stroke, width: line.width ?? 2, dash: line.dash, points: {show: line.points === false ? false : few, size: 5, fill: stroke, filter: only_values}};
}

function only_values(u, series, show) {
  if (!show) return null;
  const places = [];
  u.data[series].forEach((value, i) => value !== undefined && value !== null && places.push(i));
  return places;
}

function draw_diagonal(u) {
  const low = Math.max(u.scales.x.min, u.scales.y.min);
  const high = Math.min(u.scales.x.max, u.scales.y.max);
  if (!(high > low)) return;
  const {ctx} = u;
  ctx.save();
  ctx.strokeStyle = theme.colour("--ink-2");
  ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(u.valToPos(low, "x", true), u.valToPos(low, "y", true));
  ctx.lineTo(u.valToPos(high, "x", true), u.valToPos(high, "y", true));
  ctx.stroke();
  ctx.restore();
}

function draw_marks(u, marks) {
  const {ctx, bbox} = u;
  const unit = devicePixelRatio;
  ctx.save();
  ctx.lineWidth = unit;
  ctx.font = `${11 * unit}px sans-serif`;
  ctx.textAlign = "center";
  // The best epoch last, over what else happened then.
  const order = marks.slice(0, 60).sort((a, b) => (a.kind === "best") - (b.kind === "best"));
  for (const mark of order) {
    const x = u.valToPos(mark.x, "x", true);
    if (!known(mark.x) || x < bbox.left - 1 || x > bbox.left + bbox.width + 1) continue;
    ctx.strokeStyle = ctx.fillStyle = theme.colour(mark_colours[mark.kind] ?? "--line-2");
    ctx.setLineDash([2 * unit, 3 * unit]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillText(mark_signs[mark.kind] ?? "•", x, bbox.top - 2 * unit);
  }
  ctx.restore();
}
