// Documents to draw pages from: every kind of run the report must show, made up from a fixed seed.
import zlib from "node:zlib";

/// Numbers in [0, 1), the same ones for the same seed (mulberry32).
export function stream(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const table = Array.from({length: 256}, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});
function checksum(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = table[(sum ^ byte) & 255] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(checksum(body), body.length + 4);
  return out;
}
/// A picture as a data URL of a PNG; `colour(x, y)` gives [red, green, blue] of 0 to 255.
export function png(size, colour) {
  const rows = Buffer.alloc(size * (size * 3 + 1));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      colour(x, y).forEach((value, c) => (rows[y * (size * 3 + 1) + 1 + x * 3 + c] = Math.max(0, Math.min(255, value))));
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const file = [Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head), chunk("IDAT", zlib.deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return `data:image/png;base64,${Buffer.concat(file).toString("base64")}`;
}

/// A small traffic sign of a kind of its own for each class.
function sign(kind, random, size = 30) {
  const [cx, cy] = [size / 2 + random() * 3 - 1.5, size / 2 + random() * 3 - 1.5];
  const light = 0.55 + random() * 0.5;
  const sky = [90 + random() * 100, 110 + random() * 90, 110 + random() * 100];
  const rims = [[200, 30, 40], [30, 70, 170], [215, 160, 20], [60, 60, 60]];
  const rim = rims[kind % 4];
  const angle = (kind * 47) % 180;
  return png(size, (x, y) => {
    const [dx, dy] = [x - cx, y - cy];
    const away = kind % 3 === 1 ? Math.max(Math.abs(dx) * 1.1, dy * 0.9 + Math.abs(dx) * 0.6) : Math.hypot(dx, dy);
    const bar = Math.abs(dx * Math.cos(angle) + dy * Math.sin(angle)) < 2 || ((kind >> 2) % 3 === 0 && Math.hypot(dx - 3, dy + 2) < 2.6);
    const base = away > size * 0.42 ? sky : away > size * 0.31 ? rim : bar ? [35, 35, 40] : kind % 4 === 1 ? rim.map((v) => v + 25) : [235, 232, 225];
    return base.map((value) => value * light + random() * 18);
  });
}

export const sign_names = ["Speed limit (20km/h)", "Speed limit (30km/h)", "Speed limit (50km/h)", "Speed limit (60km/h)", "Speed limit (70km/h)",
  "Speed limit (80km/h)", "End of speed limit (80km/h)", "Speed limit (100km/h)", "Speed limit (120km/h)", "No passing",
  "No passing for vehicles over 3.5 tons", "Right of way at the next intersection", "Priority road", "Yield", "Stop", "No vehicles",
  "No vehicles over 3.5 tons", "No entry", "General caution", "Dangerous curve to the left", "Dangerous curve to the right", "Double curve",
  "Bumpy road", "Slippery road", "Road narrows on the right", "Road work", "Traffic signals", "Pedestrians", "Children crossing",
  "Bicycles crossing", "Beware of ice or snow", "Wild animals crossing", "End of all speed and passing limits", "Turn right ahead",
  "Turn left ahead", "Ahead only", "Go straight or right", "Go straight or left", "Keep right", "Keep left", "Roundabout mandatory",
  "End of no passing", "End of no passing for vehicles over 3.5 tons"];

/// Curves of a training that goes well; `broken` is the epoch from which figures are no numbers.
export function training(epochs, {seed = 1, metric = "accuracy", broken = Infinity, rate = 1e-3, cuts = []} = {}) {
  const random = stream(seed);
  const history = {epoch: [], seconds: [], lr: [], metrics: {loss: [], [metric]: [], val_loss: [], [`val_${metric}`]: []}};
  for (let epoch = 1; epoch <= epochs; epoch++) {
    if (cuts.includes(epoch)) rate /= 10;
    const loss = 2.6 * Math.exp(-epoch / 2.5) + 0.02 + random() * 0.02;
    const figures = metric === "perplexity" ? [Math.exp(loss + 1), Math.exp(loss + 1.15)] : [1 - loss / 3.4, 1 - loss / 3 - random() * 0.004];
    history.epoch.push(epoch);
    history.seconds.push(31.2 * epoch);
    history.lr.push(rate);
    const row = {loss, [metric]: figures[0], val_loss: loss * 1.1 + random() * 0.03, [`val_${metric}`]: figures[1]};
    for (const [name, value] of Object.entries(row)) history.metrics[name].push(epoch >= broken ? null : value);
  }
  return history;
}

export function updates(rows, epochs, a_row, {seed = 2, broken = Infinity} = {}) {
  const random = stream(seed);
  const steps = {step: [], epoch: [], seconds: [], lr: [], loss: [], low: [], high: []};
  for (let i = 1; i <= rows; i++) {
    const epoch = (epochs * i) / rows;
    const loss = 3.4 * Math.exp(-epoch / 2.2) + 0.03 + random() * 0.12 * Math.exp(-epoch / 9);
    steps.step.push(i * a_row);
    steps.epoch.push(epoch);
    steps.seconds.push(30.1 * epoch);
    steps.lr.push(epoch < 12 ? 1e-3 : epoch < 17 ? 1e-4 : 1e-5);
    const bad = epoch > broken;
    steps.loss.push(bad ? null : loss);
    steps.low.push(bad ? null : loss * (0.45 + 0.3 * random()));
    steps.high.push(bad ? null : loss * (1.35 + 0.8 * random()));
  }
  return steps;
}

/// An evaluation of made-up predictions: most right, errors mostly between neighbours.
export function evaluation(part, classes, {seed = 3, each = 200, error = 0.01, pictures = 0, sizes} = {}) {
  const random = stream(seed);
  const count = classes.length;
  const cells = new Map();
  const totals = new Array(count).fill(0);
  for (let truth = 0; truth < count; truth++) {
    totals[truth] = Math.max(3, Math.round(each * (sizes ? sizes[truth] : 0.3 + 1.4 * random())));
    let left = totals[truth];
    for (let i = 0; i < 3; i++) {
      const other = (truth + 1 + Math.floor(random() * Math.min(6, count - 1))) % count;
      const wrong = Math.min(left, Math.floor(totals[truth] * error * random() * 2.2));
      if (wrong && other !== truth) {
        cells.set(truth * count + other, (cells.get(truth * count + other) ?? 0) + wrong);
        left -= wrong;
      }
    }
    cells.set(truth * count + truth, left);
  }
  const confusion = [...cells].map(([key, value]) => [Math.floor(key / count), key % count, value]).filter((cell) => cell[2]);
  const predicted = new Array(count).fill(0);
  const right = new Array(count).fill(0);
  for (const [truth, prediction, n] of confusion) {
    predicted[prediction] += n;
    if (truth === prediction) right[truth] = n;
  }
  const per_class = totals.map((support, i) => {
    const [precision, recall] = [right[i] / (predicted[i] || 1), right[i] / support];
    return {precision, recall, f1: (2 * precision * recall) / (precision + recall || 1), support};
  });
  const samples = totals.reduce((a, b) => a + b, 0);
  const all_right = right.reduce((a, b) => a + b, 0);
  const bins = Array.from({length: 10}, (_, i) => ({low: i / 10, high: (i + 1) / 10, samples: Math.round(samples * Math.exp((i - 9) * 1.1) * 0.66) + (i > 2 ? 5 : 0),
    confidence: (i + 0.5) / 10, accuracy: Math.min(1, ((i + 0.5) / 10) ** 0.8)}));
  const x = Array.from({length: 101}, (_, i) => i / 100);
  const examples = [];
  const errors = confusion.filter(([truth, prediction]) => truth !== prediction);
  for (let i = 0; i < pictures; i++) {
    const wrong = i < pictures * 0.4 && errors.length;
    const [truth, prediction] = wrong ? errors[i % errors.length] : [i % count, i % count];
    const confidence = wrong ? 0.995 - (0.6 * i) / pictures : 0.7 + 0.3 * random();
    examples.push({image: sign(truth, random), sample: `${String(truth).padStart(5, "0")}/${String(i).padStart(5, "0")}_00029.ppm`, truth, prediction, confidence, truth_confidence: wrong ? (1 - confidence) * 0.8 : confidence});
  }
  return {part, weights: "best epoch 17", samples, metrics: {loss: 0.0312, accuracy: all_right / samples}, classes, confusion, per_class,
    calibration: {error: 0.0123, bins}, roc: {auc: 0.9991, class: `macro over ${count} classes`, x, y: x.map((v) => v ** 0.05)},
    precision_recall: {average_precision: 0.9931, class: `macro over ${count} classes`, x, y: x.map((v) => 1 - 0.3 * v ** 12)},
    examples, right: all_right, wrong: samples - all_right};
}

function convolutions() {
  const layers = [];
  let from = "input";
  const add = (name, kind, output, parameters, receptive_field, more = {}) => {
    layers.push({name, kind, from: [from].flat(), output, parameters, statistics: 0, multiply_adds: parameters * output.slice(1).reduce((a, b) => a * b, 1), frozen: false, forward_bytes: 4 * output.reduce((a, b) => a * b, 1), receptive_field, ...more});
    from = name;
  };
  let [channels, side, conv, field] = [3, 30, 0, 1];
  for (const [width, times] of [[32, 2], [64, 2], [128, 3]]) {
    for (let i = 0; i < times; i++) {
      conv++;
      field += 2 * 30 / side | 0;
      add(`conv2d_${conv}`, "conv2d", [width, side, side], channels * width * 9 + width, [field, field]);
      add(`relu_${conv}`, "relu", [width, side, side], 0, [field, field]);
      channels = width;
    }
    side = Math.ceil(side / 2);
    add(`max_pool2d_${width / 32}`, "max_pool2d", [width, side, side], 0, [field + 1, field + 1]);
    add(`dropout_${width / 32}`, "dropout", [width, side, side], 0, [field + 1, field + 1]);
  }
  add("flatten_1", "flatten", [128 * side * side], 0, []);
  let last = 128 * side * side;
  for (const [i, width] of [4096, 4096, 43].entries()) {
    add(`linear_${i + 1}`, "linear", [width], last * width + width, []);
    if (width > 43) {
      add(`relu_${8 + i}`, "relu", [width], 0, []);
      add(`dropout_${4 + i}`, "dropout", [width], 0, []);
    }
    last = width;
  }
  return layers;
}

/// A residual network of `blocks` blocks, each with a shortcut.
export function residual(blocks) {
  const layers = [];
  const add = (name, kind, from, output, parameters) => {
    layers.push({name, kind, from, output, parameters, statistics: 0, multiply_adds: parameters * 100, frozen: blocks > 20 && layers.length < 20, forward_bytes: 4096, receptive_field: [3, 3]});
    return name;
  };
  let last = add("conv2d_1", "conv2d", ["input"], [16, 32, 32], 432);
  for (let b = 1; b <= blocks; b++) {
    const start = last;
    last = add(`block${b}.conv2d_1`, "conv2d", [last], [16, 32, 32], 2304);
    last = add(`block${b}.batch_norm_1`, "batch_norm", [last], [16, 32, 32], 32);
    last = add(`block${b}.relu_1`, "relu", [last], [16, 32, 32], 0);
    last = add(`block${b}.conv2d_2`, "conv2d", [last], [16, 32, 32], 2304);
    const side = b % 4 === 0 ? add(`block${b}.shortcut`, "conv2d", [start], [16, 32, 32], 256) : start;
    last = add(`block${b}.add`, "add", [last, side], [16, 32, 32], 0);
    last = add(`block${b}.relu_2`, "relu", [last], [16, 32, 32], 0);
  }
  add("linear", "linear", [last], [10], 650);
  return {parameters: 99999, multiply_adds: 12e6, statistics: 320, frozen_parameters: 0, batch_size: 128, training_bytes: 3e8, inputs: [{name: "input", shape: [3, 32, 32]}], layers};
}

const config_text = `day: 64                           # day64_gtsrb.yaml:9
title: German traffic signs, shortened VGG  # day64_gtsrb.yaml:10
task: classification              # day64_gtsrb.yaml:11
dataset:
  loader: gtsrb                   # day64_gtsrb.yaml:13
  root: gtsrb                     # day64_gtsrb.yaml:14
  image_size: 30
  validation: {fraction: .25, by: image}
  batch_size: 128                 # default
optimizer: {name: adam, lr: 1e-3}
training: {epochs: 20, seed: 42, device: auto}
`;
const facts = [["version", "mlday 1.0 (f4a6a72)"], ["seed", "42"], ["command", "mlday train configs/day64_gtsrb.yaml --set training.epochs=20"], ["device", "cpu, 2 threads"], ["system", "Linux 6.1, x86_64"]];
const base = {kind: "run", made: "2026-11-30 06:40", run: "2026-11-30_06-20-00", state: "finished", live: false, reason: "all 20 epochs", config_text, facts,
  phases: [{name: "training", seconds: 503.2}, {name: "validation", seconds: 61.4}, {name: "reading data", seconds: 22.9}, {name: "checkpoints", seconds: 6.1}, {name: "report", seconds: 2.2}]};

export function day64({pictures = 300} = {}) {
  const random = stream(64);
  const sizes = sign_names.map(() => 0.2 + 2.4 * random() ** 2);
  const layers = convolutions();
  const total = (key) => layers.reduce((sum, layer) => sum + layer[key], 0);
  const sheet = (seed) => {
    const draw = stream(seed);
    return Array.from({length: 43}, (_, i) => ({image: sign(i, draw), class: i}));
  };
  return {...base, title: "German traffic signs, shortened VGG", day: 64, config: "day64_gtsrb",
    figures: [
      {name: "val_accuracy", value: 0.9921, low: 0.9903, high: 0.9937, interval: "Wilson score, 95 %", samples: 9803, journal: 0.9918, epoch: 17},
      {name: "test_accuracy", value: 0.9607, low: 0.9572, high: 0.9639, interval: "Wilson score, 95 %", samples: 12630, journal: 0.96223, epoch: 17},
      {name: "val_loss", value: 0.0312, epoch: 17}],
    best_epoch: 17, best_monitor: "val_accuracy", history: training(20, {cuts: [13, 18]}), steps: updates(1200, 20, 4),
    notes: [{epoch: 12, kind: "annealer", text: "lr 0.001 -> 0.0001"}, {epoch: 17, kind: "annealer", text: "lr 0.0001 -> 0.00001"}, {epoch: 20, kind: "early_stopping", text: "no better val_accuracy for 3 epochs"},
      {epoch: 6, kind: "doctor", text: "training accuracy runs ahead of validation by 2 %: the net begins to learn single pictures by heart; more dropout or augmentation may help"},
      {epoch: 1, kind: "checkpoint", text: "best so far, kept"}],
    evaluations: [evaluation("validation", sign_names, {pictures: Math.round(pictures / 2), sizes, error: 0.01}), evaluation("test", sign_names, {pictures: pictures - Math.round(pictures / 2), seed: 9, each: 290, error: 0.03, sizes})],
    network: {parameters: total("parameters"), multiply_adds: total("multiply_adds"), statistics: 0, frozen_parameters: 0, batch_size: 128, training_bytes: 812e6, inputs: [{name: "input", shape: [3, 30, 30]}], layers,
      filters: {layer: "conv2d_1", images: Array.from({length: 32}, (_, i) => { const draw = stream(i + 500); return png(3, () => [draw() * 255, draw() * 255, draw() * 255]); })}},
    data: {origin: "gtsrb, Final_Training and Final_Test", synthetic: false, parts: [{name: "train", samples: 29406}, {name: "validation", samples: 9803}, {name: "test", samples: 12630}],
      classes: sign_names.map((name, i) => ({name, train: Math.round(684 * sizes[i]), validation: Math.round(228 * sizes[i]), test: Math.round(290 * sizes[i])})),
      plain: sheet(5), augmented: sheet(6), skipped: ["00003/00012_00004.ppm: ends within its pixels", "00019/broken.ppm: no picture"], overlaps: ["00001/00017_00003.ppm of train is 00001/00017_00004.ppm of validation"], notes: ["30 photos of each sign were split by image."]}};
}

export function regression() {
  const random = stream(11);
  const truth = Array.from({length: 800}, () => 50 + 400 * random() ** 1.5);
  const prediction = truth.map((value) => value + (random() + random() + random() - 1.5) * 60);
  const columns = ["area in m²", "rooms", "year built", "distance to the centre", "garage", "district: north", "district: old town"];
  return {...base, title: "House prices", day: 12, config: "day12_houses",
    figures: [{name: "test_rmse", value: 29.93, low: 27.9, high: 31.8, interval: "bootstrap, 95 %", samples: 800, journal: 31.2, epoch: 40}, {name: "test_r2", value: 0.912, journal: 0.9}],
    best_epoch: 40, best_monitor: "val_rmse", history: (({epoch, seconds, lr, metrics}) => ({epoch, seconds, lr, metrics: {loss: metrics.loss, val_loss: metrics.val_loss, rmse: metrics.loss.map((v) => 30 + v * 80), val_rmse: metrics.val_loss.map((v) => 30 + v * 80)}}))(training(40)),
    evaluations: [{part: "test", weights: "best epoch 40", samples: 800, metrics: {loss: 896, rmse: 29.93, r2: 0.912}, regression: [{target: "price", truth, prediction}], note: "Prices in thousands."}],
    coefficients: [{target: "price", intercept: 203.4, columns, values: [61.2, 12.9, 8.1, -42.5, 5.5, -17.3, 33.8]}],
    data: {origin: "houses.csv", parts: [{name: "train", samples: 3200}, {name: "test", samples: 800}], columns: [{name: "area in m²", kind: "number", codes: "(x - 92.1) / 31.4"}, {name: "district", kind: "category", codes: "north: 1 0, old town: 0 1, other: 0 0"}]}};
}

export function language() {
  return {...base, title: "Names from letters", day: 77, config: "day77_names", figures: [{name: "val_perplexity", value: 6.21, epoch: 30, samples: 30000, journal: 6.3}],
    best_epoch: 30, best_monitor: "val_perplexity", history: training(30, {metric: "perplexity"}), steps: updates(600, 30, 10),
    texts: [1, 10, 20, 30].map((epoch) => ({epoch, lines: ["To be, or not to be", `epoch ${epoch} wrote this line,\nand this one below it`]}))};
}

export function clustering() {
  const random = stream(21);
  const centres = [[-2.6, 0.2], [0.6, -0.3], [2.2, 0.4]];
  const names = ["setosa", "versicolor", "virginica"];
  const points = Array.from({length: 150}, (_, i) => ({cluster: Math.floor(i / 50), x: centres[Math.floor(i / 50)][0] + (random() + random() - 1) * 1.1, y: centres[Math.floor(i / 50)][1] + (random() + random() - 1) * 1.3}));
  return {...base, title: "Irises in clusters", day: 50, config: "day50_kmeans", reason: "nothing moved any more",
    figures: [{name: "inertia", value: 78.85, journal: 78.85}], history: {epoch: [1, 2, 3, 4], seconds: [0.01, 0.02, 0.03, 0.04], lr: [null, null, null, null], metrics: {inertia: [121, 84.2, 79.1, 78.85]}},
    clusters: {axes: "the first two principal components (97.8 % of the variance)", x: points.map((p) => p.x), y: points.map((p) => p.y), cluster: points.map((p) => p.cluster), truth: points.map((p, i) => names[i % 17 ? p.cluster : 1]), centres,
      elbow: {k: [1, 2, 3, 4, 5, 6, 7, 8], inertia: [681.4, 152.3, 78.9, 57.2, 46.4, 39, 34.3, 30]}}};
}

export const interrupted = () => ({...base, title: "Interrupted", day: 3, config: "day03", state: "interrupted", reason: "stopped by ctrl-C in epoch 6 of 20", synthetic: true, history: training(5), best_epoch: 5, best_monitor: "val_accuracy",
  notes: [{epoch: 2, kind: "resumed", text: "from epoch 2"}], network: residual(30)});
export const one_epoch = () => ({...base, title: "One epoch", day: 1, config: "day01", reason: "all 1 epochs", history: training(1), best_epoch: 1, best_monitor: "val_accuracy", evaluations: [evaluation("test", ["cat", "dog"], {pictures: 6, error: 0.1})]});
export const broken = () => ({...base, title: "Went to nan", day: 2, config: "day02", state: "failed", reason: "the loss is nan in epoch 4", history: training(6, {broken: 4}), steps: updates(60, 6, 10, {broken: 3}), figures: [{name: "val_accuracy", value: null, journal: 0.9}]});
export function thousand() {
  const classes = Array.from({length: 1000}, (_, i) => `class ${i}: ${["heron", "harvester", "hourglass", "hammerhead"][i % 4]}`);
  const one = evaluation("validation", classes, {each: 50, error: 0.1, pictures: 60});
  return {...base, title: "A thousand classes", day: 90, config: "day90", history: training(90), best_epoch: 88, best_monitor: "val_accuracy", evaluations: [one],
    data: {origin: "made up", parts: [{name: "train", samples: 1281167}], classes: classes.map((name, i) => ({name, train: 1300 - (i % 300), validation: 50}))}};
}
export const million = () => ({...base, title: "A million steps", day: 91, config: "day91", history: training(100), steps: updates(2000, 100, 500), best_epoch: 90, best_monitor: "val_loss"});

export const hostile_names = ["<script>alert(1)</script>", "\"quotes\" & 'more' </script><script>alert(2)</script>", "שלום עולם (30km/h)", "مرحبا بالعالم", "🚸 children 👩‍👩‍👧", "<img src=x onerror=alert(3)>", "a".repeat(90), "/*SCRIPT*/ /*DATA*/ <!--TITLE-->", "__proto__", "$& $1 $`"];
export function hostile() {
  const [first] = hostile_names;
  return {...base, title: `${first} ${hostile_names[2]}`, day: 66, config: hostile_names[5], run: "<b>run</b>", reason: hostile_names[1], history: training(4), best_epoch: 3, best_monitor: first,
    figures: [{name: "val_accuracy", value: 0.5, low: 0.4, high: 0.6, interval: first, samples: 10}],
    notes: [{epoch: 2, kind: "annealer", text: first}, {epoch: 2, kind: "doctor", text: hostile_names[5]}, {epoch: 3, kind: "odd<kind>", text: hostile_names[1]}],
    evaluations: [evaluation("test", hostile_names, {pictures: 30, error: 0.2, each: 20})].map((one) => ({...one, examples: [{...one.examples[0], image: "javascript:alert(4)"}, ...one.examples]})),
    data: {origin: first, parts: [{name: first, samples: 3}], classes: hostile_names.map((name) => ({name, train: 10})), skipped: hostile_names, overlaps: hostile_names, columns: [{name: first, kind: first, codes: first}]},
    texts: [{epoch: 1, lines: hostile_names}], coefficients: [{target: first, intercept: 1, columns: hostile_names, values: hostile_names.map((_, i) => i - 4)}],
    clusters: {axes: first, x: [0, 1], y: [0, 1], cluster: [0, 1], truth: [first, hostile_names[2]]},
    network: {parameters: 10, inputs: [{name: first, shape: [1]}], layers: [{name: hostile_names[5], kind: first, from: [first], output: [2], parameters: 10}]},
    config_text: hostile_names.join("\n"), facts: hostile_names.map((name) => [name, name]), phases: [{name: first, seconds: 1}]};
}
export const live = () => ({...base, title: "Still training", day: 5, config: "day05", state: "training", live: true, reason: "epoch 7 of 20", history: training(6), steps: updates(100, 6.4, 10), best_epoch: 6, best_monitor: "val_accuracy", evaluations: [evaluation("validation", ["cat", "dog"], {}), evaluation("test", ["cat", "dog"], {})]});

export function compare() {
  const names = ["day06_adam", "day06_sgd", "day06_rmsprop"];
  return {kind: "compare", title: "Adam, SGD, RMSprop", made: "2026-11-30 06:40",
    runs: names.map((name, i) => ({name: `${name}/2026-11-30_06-2${i}-00`, label: "ABC"[i], state: i === 1 ? "interrupted" : "finished", report: i ? undefined : "../runs/a b/report.html", figures: {val_accuracy: 0.98 + i / 200}, best_epoch: 10 + i, history: training(20, {seed: i + 30})})),
    settings: [{key: "optimizer.name", values: ["adam", "sgd", "rmsprop"]}, {key: "optimizer.lr", values: ["0.001", "0.0003", null]}],
    figures: [{name: "val_accuracy", values: [0.98, 0.985, 0.99], best: 2}, {name: "val_loss", values: [0.12, null, 0.1], best: 2}],
    tests: [{part: "test", a: 0, b: 1, words: "B is right on 12 more of 9,803; chance alone does as much in 1 of 3 such comparisons.", p: 0.33, method: "McNemar's exact test"}, {part: "test", a: 0, b: 2, words: "C is right on 61 more of 9,803; chance alone does as much in 1 of 2,400 such comparisons.", p: 0.0004, method: "McNemar's exact test"}],
    pools: [{config: "day06_adam", seeds: [1, 2, 3], runs: [0, 1, 2], figures: [{name: "val_accuracy", mean: 0.985, deviation: 0.005, low: 0.972, high: 0.998}]}]};
}

export function index() {
  const random = stream(77);
  const titles = ["Digits by a small net", "Irises", "House prices", "Optimizers side by side", "German traffic signs, shortened VGG", "Names from letters", "Clusters of irises", "Traffic signs with residual blocks"];
  return {kind: "index", title: "The journal at a glance", made: "2026-11-30 06:40", days: Array.from({length: 40}, (_, i) => {
    const ran = i % 7 !== 3;
    const best = 0.9 + 0.1 * random();
    const figure = i % 5 === 2 ? "test_rmse" : "val_accuracy";
    const journal = i % 6 === 5 ? null : figure === "test_rmse" ? 30 : 0.93;
    const value = figure === "test_rmse" ? 25 + 10 * random() : best;
    const meets = ran && journal !== null ? (figure === "test_rmse" ? value <= journal : value >= journal) : null;
    return {day: i * 2 + 1, config: `day${String(i * 2 + 1).padStart(2, "0")}_config`, title: titles[i % titles.length], figure, journal, ...(ran ? {best: value, newest: value * 0.999, best_run: "2026-11-30_06-20-00", newest_run: "2026-11-30_06-30-00", best_report: `day${i}/a/report.html`, newest_report: i === 2 ? "javascript:alert(5)" : `day${i}/b/report.html`, state: i % 9 === 4 ? "failed" : "finished", curve: training(12, {seed: i}).metrics[i % 5 === 2 ? "loss" : "val_accuracy"]} : {}), meets};
  })};
}

export const documents = {day64, regression, language, clustering, interrupted, one_epoch, broken, thousand, million, hostile, live, compare, index};
