// Precision, recall, F1 and support of every class; calibration, ROC and PR curves.

function classes_part(evaluation) {
  const rows = evaluation.per_class.map((figures, index) => ({...figures, index, name: evaluation.classes[index]}));
  const measure = (key, label) => ({
    label, number: true, value: (row) => row[key],
    show: (row) => (known(row[key]) ? h("span", {}, row[key].toFixed(3), h("span", {class: "meter", "aria-hidden": "true"}, h("i", {style: {width: `${100 * row[key]}%`}}))) : "–"),
  });
  const table = data_table({
    label: "Figures of every class",
    columns: [
      {label: "No.", number: true, value: (row) => row.index, show: (row) => row.index},
      {label: "Class", head: true, value: (row) => row.name},
      measure("precision", "Precision"), measure("recall", "Recall"), measure("f1", "F1"),
      ...(rows.some((row) => known(row.auc)) ? [measure("auc", "ROC area")] : []),
      {label: "Support", number: true, value: (row) => row.support, show: (row) => count_text(row.support)},
    ],
    rows, sorted: {label: "F1", down: false},
  });
  const found = h("span", {class: "hint", role: "status"});
  const filter = h("input", {type: "search", placeholder: "Part of a name", "aria-label": "Filter the classes by name"});
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase();
    const count = table.keep_only((row) => row.name.toLowerCase().includes(wanted));
    found.textContent = wanted ? `${count} of ${rows.length} classes` : "";
  });
  return [h("div", {class: "bar"}, h("label", {}, "Filter", filter), found), table];
}

function calibration_chart(evaluation) {
  const {bins, error} = evaluation.calibration;
  const used = bins.filter((bin) => bin.samples > 0);
  const most = Math.max(1, ...used.map((bin) => bin.samples));
  const middle = used.map((bin) => bin.confidence);
  const percent = (value) => share_text(value, 1);
  return new Chart({
    title: "Calibration", level: 4, square: true, diagonal: true, quiet: true,
    note: `How often it is right, by how sure it is; on the diagonal it is as often right as it says. Expected calibration error ${number_text(error, 3)}.`,
    x: {label: "confidence", range: [0, 1], text: (value) => percent(value).replace(".0", ""), exact: percent},
    y: {text: (value) => percent(value).replace(".0", ""), range: [0, 1.02]},
    series: [
      {label: "samples (tallest: the most)", x: middle, y: used.map((bin) => bin.samples / most), bars: true, fill: 0.18, colour: "--series-8", text: (value) => count_text(value * most)},
      {label: "right", x: middle, y: used.map((bin) => bin.accuracy), colour: "--series-1", width: 2.5, text: percent},
    ],
    table: () => data_table({label: "Calibration: the numbers", sortable: false, rows: bins, columns: [
      {label: "Confidence from", number: true, value: (bin) => bin.low, show: (bin) => percent(bin.low)},
      {label: "to", number: true, value: (bin) => bin.high, show: (bin) => percent(bin.high)},
      {label: "Samples", number: true, value: (bin) => bin.samples, show: (bin) => count_text(bin.samples)},
      {label: "Mean confidence", number: true, value: (bin) => bin.confidence, show: (bin) => (bin.samples ? percent(bin.confidence) : "–")},
      {label: "Right", number: true, value: (bin) => bin.accuracy, show: (bin) => (bin.samples ? percent(bin.accuracy) : "–")}]}),
  }).element;
}

function rate_chart(title, note, labels, curve, diagonal) {
  const text = (value) => number_text(value, 4);
  return new Chart({
    title, level: 4, note, square: true, diagonal, quiet: true,
    x: {label: labels[0], range: [0, 1], text}, y: {text, range: [0, 1.02]},
    series: [{label: labels[1], x: curve.x, y: curve.y, colour: "--series-1", points: false, text}],
    table: () => plain_table(`${title}: the numbers`, labels, [curve.x, curve.y]),
  }).element;
}

function reliability_part(evaluation) {
  const charts = [];
  const {calibration, roc, precision_recall: pr} = evaluation;
  if (calibration?.bins?.length) charts.push(calibration_chart(evaluation));
  if (roc?.x?.length) charts.push(rate_chart("ROC curve", `Area under it ${number_text(roc.auc)}${roc.class ? ` (${roc.class})` : ""}.`, ["false positive rate", "true positive rate"], roc, true));
  if (pr?.x?.length) charts.push(rate_chart("Precision and recall", `Average precision ${number_text(pr.average_precision)}${pr.class ? ` (${pr.class})` : ""}.`, ["recall", "precision"], pr, false));
  return charts.length ? h("div", {class: "columns three"}, charts.map((chart) => h("div", {class: "card"}, chart))) : null;
}
