// The network: what it costs, its drawing, its table, the filters of its first layer.

function network_section(page) {
  const {network} = page;
  if (!network?.layers?.length) return null;
  return {id: "network", title: "Network", build: (section) => {
    section.sub([{id: "network-drawing", title: "Drawing"}, {id: "network-table", title: "Table"}, network.filters?.images?.length ? {id: "network-filters", title: "Filters"} : null].filter(Boolean));
    const facts = [
      ["Layers", count_text(network.layers.length)],
      ["Parameters", count_text(network.parameters)],
      network.frozen_parameters ? ["Frozen of them", count_text(network.frozen_parameters)] : null,
      network.statistics ? ["Statistics", count_text(network.statistics)] : null,
      known(network.multiply_adds) ? ["Multiply-adds a sample", short_count(network.multiply_adds)] : null,
      known(network.training_bytes) ? [`Memory to train${network.batch_size ? `, batches of ${network.batch_size}` : ""}`, bytes_text(network.training_bytes)] : null,
    ].filter(Boolean);
    const box = h("div", {class: "drawing card", tabindex: "0", role: "region", "aria-label": "Drawing of the network"});
    const draw = (every) => box.replaceChildren(draw_network(network, every));
    const every = h("button", {type: "button", "aria-pressed": "false", text: "Every layer in a box of its own"});
    every.addEventListener("click", () => {
      const on = every.getAttribute("aria-pressed") !== "true";
      every.setAttribute("aria-pressed", String(on));
      draw(on);
    });
    draw(false);
    return [
      h("dl", {class: "facts-row"}, facts.map(([name, value]) => h("div", {}, h("dt", {text: name}), h("dd", {text: value})))),
      h("div", {class: "part", id: "network-drawing"}, h("h3", {text: "Drawing"}),
        h("div", {class: "bar"}, h("div", {class: "choice"}, every), h("span", {class: "hint", text: "Along the lines: the shape of one sample. Blue: share of the largest layer’s parameters."})), box),
      h("div", {class: "part", id: "network-table"}, h("h3", {text: "Table"}), network_table(network)),
      network.filters?.images?.length ? h("div", {class: "part", id: "network-filters"}, h("h3", {text: "First-layer filters"}),
        h("p", {class: "hint"}, "What the filters of ", h("code", {text: network.filters.layer}), " respond to, each scaled to its own range."),
        h("ul", {class: "sheet filters"}, network.filters.images.map((image, i) => h("li", {}, picture(image, `Filter ${i + 1}`))))) : null,
    ];
  }};
}

function network_table(network) {
  const {layers} = network;
  const product = (shape) => (shape ?? []).reduce((all, size) => all * Math.max(1, size), 1);
  const rows = layers.map((layer, index) => ({...layer, index: index + 1}));
  const numeric = (label, key, text) => ({label, number: true, value: (row) => row[key], show: (row) => (known(row[key]) ? text(row[key]) : "–")});
  const columns = [
    {label: "No.", number: true, value: (row) => row.index, show: (row) => row.index},
    {label: "Layer", head: true, value: (row) => row.name},
    {label: "Kind", value: (row) => row.kind, show: (row) => (row.frozen ? `${row.kind} (frozen)` : row.kind)},
    {label: "From", value: (row) => (row.from ?? []).join(", ")},
    {label: "Output", number: true, value: (row) => product(row.output), show: (row) => shape_text(row.output)},
    numeric("Parameters", "parameters", count_text),
    numeric("Multiply-adds", "multiply_adds", short_count),
    numeric("Memory forward", "forward_bytes", bytes_text),
    {label: "Receptive field", number: true, value: (row) => (row.receptive_field?.length ? product(row.receptive_field) : null), show: (row) => shape_text(row.receptive_field) || "–"},
  ];
  const total = ["", "Total", "", "", "", count_text(network.parameters ?? sum_of(layers.map((layer) => layer.parameters))), short_count(network.multiply_adds ?? sum_of(layers.map((layer) => layer.multiply_adds))), bytes_text(sum_of(layers.map((layer) => layer.forward_bytes))), ""];
  return data_table({label: "Layers of the network", columns, rows, total});
}
