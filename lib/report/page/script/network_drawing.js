// The network drawn from top to bottom, a box a row. What follows the row above is joined by a straight line with the
// shape that flows along it; every other connection (a shortcut, a branch) runs beside the boxes in a lane of its own.

const drawing = {row: 46, gap: 30, lane: 15, margin: 8};

/// Boxes of layers: activations, normalizations and the like stand in the box of the layer that they follow.
function network_boxes(network, every_layer) {
  const users = new Map();
  for (const layer of network.layers) for (const name of layer.from ?? []) users.set(name, (users.get(name) ?? 0) + 1);
  const boxes = (network.inputs ?? []).map((input) => ({layers: [{name: input.name, kind: "input", output: input.shape}], from: [], end: true}));
  const box_of = new Map(boxes.map((box, index) => [box.layers[0].name, index]));
  for (const layer of network.layers) {
    const from = layer.from ?? [];
    const last = boxes[boxes.length - 1];
    const follows = from.length === 1 && last && !last.end && last.layers[last.layers.length - 1].name === from[0] && users.get(from[0]) === 1;
    const light = /norm/.test(layer.kind) || (!layer.parameters && shape_text(layer.output) === shape_text(last?.layers[last.layers.length - 1].output));
    if (!every_layer && follows && light) {
      last.layers.push(layer);
      box_of.set(layer.name, boxes.length - 1);
      continue;
    }
    box_of.set(layer.name, boxes.length);
    boxes.push({layers: [layer], from: from.filter((name) => box_of.has(name)).map((name) => box_of.get(name))});
  }
  return boxes;
}

/// The first lane that is free between two rows, for each connection that needs one; short ones nearest to the boxes.
function assign_lanes(edges) {
  const lanes = [];
  for (const edge of edges.slice().sort((a, b) => a.to - a.from - (b.to - b.from))) {
    const free = (lane) => lane.every((other) => edge.from >= other.to || edge.to <= other.from || edge.from === other.from);
    let index = lanes.findIndex(free);
    if (index < 0) index = lanes.push([]) - 1;
    lanes[index].push(edge);
    edge.lane = index;
  }
  return lanes.length;
}

function draw_network(network, every_layer) {
  const boxes = network_boxes(network, every_layer);
  const {row, gap, lane, margin} = drawing;
  const most = Math.max(1, ...boxes.map((box) => sum_of(box.layers.map((layer) => layer.parameters))));
  const words = boxes.map((box) => box_words(box));
  const width = Math.max(250, Math.min(520, Math.max(...words.map(([title, kind, minor]) => Math.max((title.length + kind.length) * 7.6 + 40, minor.length * 6.5 + 30)))));
  const y = (index) => margin + index * (row + gap);
  const edges = [];
  boxes.forEach((box, to) => box.from.forEach((from) => edges.push({from, to})));
  const apart = edges.filter((edge) => edge.to !== edge.from + 1);
  const lanes = assign_lanes(apart);
  const right = margin + width;
  const parts = [];

  for (const {from, to} of edges) {
    const layers = boxes[from].layers;
    const output = shape_text(layers[layers.length - 1].output);
    if (to === from + 1) {
      const middle = margin + width / 2;
      parts.push(svg("path", {d: `M${middle} ${y(from) + row}V${y(to) - 6}`}), svg("path", {class: "tip", d: `M${middle - 4} ${y(to) - 7}h8l-4 7z`}),
        svg("text", {class: "minor", x: middle + 9, y: y(from) + row + gap / 2 + 3, text: output}));
    }
  }
  for (const {from, to, lane: index} of apart) {
    const x = right + 14 + index * lane;
    const [start, end] = [y(from) + row * 0.68, y(to) + row * 0.32];
    parts.push(svg("path", {class: "skip-edge", d: `M${right} ${start}H${x - 6}q6 0 6 6V${end - 6}q0 6 -6 6H${right + 6}`}),
      svg("path", {class: "tip skip-edge", d: `M${right + 7} ${end - 4}v8l-7 -4z`}));
  }
  boxes.forEach((box, index) => {
    const [title, kind, minor] = words[index];
    const share = sum_of(box.layers.map((layer) => layer.parameters)) / most;
    const frozen = box.layers.some((layer) => layer.frozen);
    const node = svg("g", {class: `${box.end ? "end" : ""} ${frozen ? "frozen" : ""}`, transform: `translate(${margin} ${y(index)})`},
      svg("title", {text: box.layers.map((layer) => `${layer.name} (${layer.kind}): ${shape_text(layer.output)}${layer.parameters ? `, ${plural(layer.parameters, "parameter")}` : ""}${layer.frozen ? ", frozen" : ""}`).join("\n")}),
      svg("rect", {class: "box", width, height: row, rx: 7}),
      svg("text", {class: "title", x: 12, y: minor ? 19 : 27, text: title}),
      kind ? svg("text", {class: "minor", x: width - 12, y: minor ? 19 : 27, "text-anchor": "end", text: kind}) : null,
      minor ? svg("text", {class: "minor", x: 12, y: 35, text: minor}) : null);
    if (share > 0) node.append(svg("rect", {class: "share-track", x: 12, y: row - 6, width: width - 24, height: 2.5, rx: 1}), svg("rect", {class: "share", x: 12, y: row - 6, width: Math.max(2, (width - 24) * share), height: 2.5, rx: 1}));
    parts.push(node);
  });
  const last = boxes[boxes.length - 1].layers;
  const height = y(boxes.length) + 4;
  parts.push(svg("text", {class: "minor", x: margin + width / 2, y: height - gap + 12, "text-anchor": "middle", text: shape_text(last[last.length - 1].output)}));
  const full = right + 14 + lanes * lane + margin;
  return svg("svg", {width: full, height, viewBox: `0 0 ${full} ${height}`, role: "img", "aria-label": `The network's ${network.layers.length} layers from input to output; the table below tells the same.`}, parts);
}

function box_words(box) {
  const [first, ...rest] = box.layers;
  const short = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
  const count = sum_of(box.layers.map((layer) => layer.parameters));
  const frozen = box.layers.every((layer) => layer.frozen) && !box.end ? ", frozen" : "";
  const minor = [rest.map((layer) => layer.kind).join(" · "), count ? `${short_count(count)} parameters${frozen}` : ""].filter(Boolean).join(" · ");
  const kind = first.name.replace(/_?\d+$/, "") === first.kind ? "" : first.kind;
  return [short(first.name, 44), box.end && first.kind === "input" && first.name === "input" ? "" : kind, short(minor, 76)];
}
