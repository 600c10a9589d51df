// The data: how much of what, how it looks plain and augmented, what was skipped, what two parts share.

const part_colours = {train: "--series-1", validation: "--series-2", test: "--series-3"};

function data_section(page) {
  const {data} = page;
  if (!data || !Object.keys(data).some((key) => key !== "synthetic")) return null;
  return {id: "data", title: "Data", build: () => [
    data.parts?.length ? h("dl", {class: "facts-row"}, data.parts.map((part) => h("div", {}, h("dt", {}, named(part.name)), h("dd", {text: plural(part.samples, "sample")})))) : null,
    data.origin ? h("p", {class: "hint"}, "From ", named(data.origin)) : null,
    (data.notes ?? []).map((note) => h("p", {class: "hint"}, named(note))),
    data.classes?.length ? h("div", {class: "part"}, h("h3", {text: "Samples of every class"}), class_counts(data.classes)) : null,
    sheets(data),
    data.columns?.length ? h("div", {class: "part"}, h("h3", {text: "Columns"}), columns_table(data.columns)) : null,
    long_list(data.overlaps, "Shared between parts", "The same sample stands in more than one part: figures of the later ones are flattered."),
    long_list(data.skipped, "Skipped samples", "Files that could not be read, and why."),
  ]};
}

function class_counts(classes) {
  const parts = ["train", "validation", "test"].filter((part) => classes.some((one) => known(one[part]) && one[part] > 0));
  const total = (one) => sum_of(parts.map((part) => one[part]));
  const most = Math.max(1, ...classes.map(total));
  const table = () => data_table({
    label: "Samples of every class", rows: classes,
    columns: [{label: "Class", head: true, value: (one) => one.name}, ...parts.map((part) => ({label: part, number: true, value: (one) => one[part], show: (one) => count_text(one[part])})),
      {label: "all", number: true, value: total, show: (one) => count_text(total(one))}],
  });
  const key = h("ul", {class: "key"}, parts.map((part) => h("li", {}, h("span", {class: "swatch", style: {background: `var(${part_colours[part]})`}}), part)));
  if (classes.length > 120) return [many_counts(classes, parts, total), behind("Samples of every class: the numbers", table)];
  const line = (one) => h("li", {}, named(one.name),
    h("span", {class: "track", "aria-hidden": "true"}, parts.map((part) => (one[part] ? h("i", {style: {width: `${(100 * one[part]) / most}%`, background: `var(${part_colours[part]})`}, title: `${part}: ${count_text(one[part])}`}) : null))),
    h("span", {class: "amount", text: count_text(total(one))}));
  return h("div", {class: "card"}, key, h("ul", {class: "bars"}, classes.map(line)), behind("Samples of every class: the numbers", table));
}

/// Too many classes for a bar each: ordered by size, as curves.
function many_counts(classes, parts, total) {
  const order = classes.slice().sort((a, b) => total(b) - total(a));
  const x = order.map((_, i) => i + 1);
  const chart = new Chart({
    title: "Samples, from the largest class to the smallest", level: 4, quiet: true, height: 280,
    x: {label: "class", text: count_text, exact: (value) => `${count_text(value)}: ${order[value - 1]?.name ?? ""}`}, y: {text: short_count, zero: true},
    series: parts.map((part) => ({label: part, x, y: order.map((one) => one[part] ?? 0), colour: part_colours[part], points: false, text: count_text})),
  });
  return h("div", {class: "card"}, chart.element);
}

function sheets(data) {
  const items = [["plain", "As it is", data.plain], ["augmented", "As the network sees it in training", data.augmented]].filter(([, , list]) => list?.length);
  if (!items.length) return null;
  const name = (item) => data.classes?.[item.class]?.name;
  const sheet = (list, words) => h("ul", {class: "sheet"}, list.map((item) => h("li", {}, picture(item.image, `${name(item) ?? "Sample"}, ${words}`), name(item) ? named(name(item)) : null)));
  const view = items.length === 1 ? sheet(items[0][2], items[0][0])
    : tabs({label: "Samples", key: "sheet", items: items.map(([id, label, list]) => ({id, label, build: () => sheet(list, id)}))});
  if (view.start) view.start();
  return h("div", {class: "part"}, h("h3", {text: "Samples"}), view);
}

function columns_table(columns) {
  return data_table({label: "Columns and their codes", rows: columns, columns: [
    {label: "Column", head: true, value: (row) => row.name},
    {label: "Kind", value: (row) => row.kind},
    {label: "As the network sees it", value: (row) => row.codes, show: (row) => h("code", {}, named(row.codes ?? ""))}]});
}

function long_list(list, title, hint) {
  if (!list?.length) return null;
  const lines = (from, to) => h("ul", {}, list.slice(from, to).map((line) => h("li", {}, named(line))));
  return h("div", {class: "part"}, h("h3", {text: `${title} (${count_text(list.length)})`}), h("p", {class: "hint", text: hint}), lines(0, 12),
    list.length > 12 ? behind(`${count_text(list.length - 12)} more`, () => lines(12)) : null);
}
