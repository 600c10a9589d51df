// Numbers predicted: true against predicted, residuals; the coefficients of a linear model.

function histogram(values, most = 40) {
  const list = values.filter(known);
  let [min, max] = [Infinity, -Infinity];
  for (const value of list) [min, max] = [Math.min(min, value), Math.max(max, value)];
  if (!list.length) return {low: [], middle: [], count: [], width: 1};
  if (min === max) [min, max] = [min - 0.5, max + 0.5];
  const bins = Math.max(5, Math.min(most, Math.ceil(2 * Math.cbrt(list.length))));
  const width = (max - min) / bins;
  const count = new Array(bins).fill(0);
  for (const value of list) count[Math.min(bins - 1, Math.floor((value - min) / width))]++;
  const low = count.map((_, i) => min + i * width);
  return {low, middle: low.map((value) => value + width / 2), count, width};
}

function regression_part(evaluation) {
  return evaluation.regression.map((target) => {
    const {truth, prediction} = target;
    const residuals = truth.map((value, i) => (known(value) && known(prediction[i]) ? prediction[i] - value : null));
    const bins = histogram(residuals);
    const points = new Chart({
      title: `${target.target}: true and predicted`, level: 4, square: true, diagonal: true, scatter: true,
      note: "Each dot a sample; on the dashed line the prediction is the truth.",
      x: {label: "truth", text: number_text}, y: {text: number_text},
      series: [{label: "prediction", x: truth, y: prediction, dots: truth.length > 600 ? 4 : 6, colour: "--series-1"}],
      table: () => plain_table(`${target.target}: true and predicted`, ["Truth", "Prediction", "Residual"], [truth, prediction, residuals]),
    });
    const spread = new Chart({
      title: `${target.target}: residuals`, level: 4, height: 380, quiet: true,
      note: "Prediction less truth.",
      x: {label: "residual", text: (value) => number_text(value, 3)}, y: {text: short_count, zero: true},
      series: [{label: "samples", x: bins.middle, y: bins.count, bars: true, colour: "--series-1", text: count_text}],
      table: () => plain_table(`${target.target}: residuals`, ["From", "To", "Samples"], [bins.low, bins.low.map((value) => value + bins.width), bins.count]),
    });
    return h("div", {class: "columns", style: {"margin-bottom": "var(--gap)"}}, h("div", {class: "card"}, points.element), h("div", {class: "card"}, spread.element));
  });
}

function coefficients_section(page) {
  if (!page.coefficients?.length) return null;
  return {id: "coefficients", title: "Coefficients", build: () => page.coefficients.map((model) => {
    const order = model.columns.map((_, i) => i).sort((a, b) => Math.abs(model.values[b] ?? 0) - Math.abs(model.values[a] ?? 0));
    const most = Math.max(...model.values.filter(known).map(Math.abs), 1e-30);
    const bar = (index) => {
      const value = model.values[index] ?? 0;
      const share = (50 * Math.abs(value)) / most;
      const place = value < 0 ? {right: "50%"} : {left: "50%"};
      return h("li", {}, named(model.columns[index]),
        h("span", {class: "signed", "aria-hidden": "true"}, h("i", {style: {width: `${share}%`, background: value < 0 ? "var(--series-2)" : "var(--series-1)", ...place}})),
        h("span", {class: "amount", text: number_text(model.values[index])}));
    };
    return h("div", {class: "part card"}, h("h3", {}, named(model.target)),
      h("p", {class: "hint", text: `Intercept ${number_text(model.intercept)}. Largest first; blue raises the prediction, orange lowers it. Columns are as the model saw them (scaled, where they were scaled).`}),
      h("ol", {class: "bars"}, order.slice(0, 60).map(bar)),
      behind(`${model.target}: the numbers`, () => data_table({label: `Coefficients of ${model.target}`, rows: order, columns: [
        {label: "Column", head: true, value: (i) => model.columns[i]},
        {label: "Coefficient", number: true, value: (i) => model.values[i], show: (i) => number_text(model.values[i], 6)}]})));
  })};
}
