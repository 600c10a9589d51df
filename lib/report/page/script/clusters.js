// Clusters as points in two components, and the elbow that says how many there might be.

const series_colours = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `--series-${number}`);
const series_dashes = [undefined, [7, 4], [2, 3], [9, 3, 2, 3]];

function clusters_section(page) {
  const {clusters} = page;
  if (!clusters?.x?.length && !clusters?.elbow?.k?.length) return null;
  return {id: "clusters", title: "Clusters", build: () => {
    const parts = [];
    if (clusters.x?.length) parts.push(h("div", {class: "card"}, cluster_chart(clusters)));
    if (clusters.elbow?.k?.length) {
      const {k, inertia} = clusters.elbow;
      const of = clusters.shown < clusters.samples ? ` Of ${count_text(clusters.shown)} of the ${count_text(clusters.samples)} samples.` : "";
      parts.push(h("div", {class: "card"}, new Chart({
        title: "Elbow", height: 380, quiet: true, note: `The squared distances left within clusters, by their number: beyond the bend more clusters bring little.${of}`,
        x: {label: "clusters", whole: true, text: number_text}, y: {text: short_count, zero: true},
        series: [{label: "inertia", x: k, y: inertia, colour: "--series-1", text: number_text}],
        table: () => plain_table("Elbow: the numbers", ["Clusters", "Inertia"], [k, inertia]),
      }).element));
    }
    return h("div", {class: "columns"}, parts);
  }};
}

/// Points in groups by `label(i)`, as series.
function point_groups(clusters, label) {
  const groups = new Map();
  clusters.x.forEach((_, i) => {
    const name = label(i);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(i);
  });
  const names = [...groups.keys()].sort(compare_values);
  return names.map((name, index) => ({
    label: name, colour: series_colours[index % series_colours.length], dots: clusters.x.length > 1000 ? 4 : 6, hollow: index >= series_colours.length,
    x: groups.get(name).map((i) => clusters.x[i]), y: groups.get(name).map((i) => clusters.y[i]),
  }));
}

function cluster_chart(clusters) {
  const centres = clusters.centres?.length
    ? [{label: "centres", x: clusters.centres.map((at) => at[0]), y: clusters.centres.map((at) => at[1]), dots: 15, hollow: true, colour: "--ink"}] : [];
  const lines = (by) => [...point_groups(clusters, (i) => (by === "truth" ? String(clusters.truth[i]) : `cluster ${clusters.cluster[i] + 1}`)), ...centres];
  const chart = new Chart({
    title: "Clusters", note: clusters.axes ? `Along ${clusters.axes}.` : null, square: true, scatter: true,
    x: {label: "first component", text: number_text}, y: {text: number_text}, series: lines("cluster"),
    table: () => cluster_table(clusters),
  });
  if (!clusters.truth?.length) return chart.element;
  const by = choice({label: "Colours show", options: [["cluster", "By cluster"], ["truth", "By truth"]], value: "cluster", pick: (value) => chart.update({series: lines(value)})});
  return [h("div", {class: "bar"}, by), chart.element];
}

/// How many of which truth each cluster holds; without truths, its size.
function cluster_table(clusters) {
  const truths = clusters.truth?.length ? [...new Set(clusters.truth)].sort(compare_values) : [];
  const numbers = [...new Set(clusters.cluster)].sort((a, b) => a - b);
  const count = (cluster, truth) => clusters.cluster.filter((value, i) => value === cluster && (truth === undefined || clusters.truth[i] === truth)).length;
  return data_table({label: "What each cluster holds", rows: numbers, columns: [
    {label: "Cluster", head: true, value: (row) => row, show: (row) => `cluster ${row + 1}`},
    {label: "Samples", number: true, value: (row) => count(row)},
    ...truths.map((truth) => ({label: String(truth), number: true, value: (row) => count(row, truth)}))]});
}
