// Numbers and names as people read them.

const share_names = /(^|_)(accuracy|precision|recall|f1|auc|average_precision)$/;
const higher_names = /(^|_)r2$/;

/// "val_accuracy" without its part: "accuracy".
function plain_metric(name) {
  return name.replace(/^(val|test)_/, "").replace(/^ema_/, "");
}

const is_share = (name) => share_names.test(plain_metric(name));
const higher_is_better = (name) => is_share(name) || higher_names.test(plain_metric(name));

/// "val_ema_macro_f1" in words: "Validation macro F1, averaged weights".
function metric_words(name) {
  const part = /^val_/.test(name) ? "validation " : /^test_/.test(name) ? "test " : "";
  const averaged = /^(val_|test_)?ema_/.test(name) ? ", averaged weights" : "";
  const upper = {f1: "F1", mae: "MAE", rmse: "RMSE", mse: "MSE", mape: "MAPE", r2: "R²", auc: "AUC", ndcg: "NDCG", lr: "learning rate"};
  const metric = plain_metric(name).replace(/^top(\d+)_/, "top-$1_");
  const words = part + metric.split("_").map((word) => upper[word] ?? word).join(" ") + averaged;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const known = (value) => typeof value === "number" && Number.isFinite(value);

/// Four or so telling digits; "not a number" for what broke.
function number_text(value, digits = 4) {
  if (value === null || value === undefined || Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (Number.isInteger(value) && size < 1e15) return sign + size.toLocaleString("en-US");
  if (size >= 1e6 || size < 1e-3) return sign + size.toExponential(Math.max(0, digits - 2)).replace(/\.?0+e/, "e").replace("e+", "e").replace("-", "−");
  if (size >= 1000) return sign + size.toLocaleString("en-US", {maximumFractionDigits: 1});
  return sign + String(Number(size.toPrecision(digits)));
}

/// A share as per cent; more digits where it comes near to all.
function share_text(value, digits = 2) {
  if (!known(value)) return "nan";
  return `${(100 * value).toFixed(value > 0.9995 && value < 1 ? Math.max(digits, 3) : digits)} %`;
}

const metric_text = (name, value) => (is_share(name) && known(value) ? share_text(value) : number_text(value));
const count_text = (value) => (known(value) ? Math.round(value).toLocaleString("en-US") : "–");

/// 1234567 as "1.23 M".
function short_count(value) {
  if (!known(value)) return "–";
  for (const [size, unit] of [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]]) {
    if (Math.abs(value) >= size) return `${Number((value / size).toPrecision(3))} ${unit}`;
  }
  return String(value);
}

function bytes_text(value) {
  if (!known(value)) return "–";
  for (const [size, unit] of [[2 ** 30, "GiB"], [2 ** 20, "MiB"], [2 ** 10, "KiB"]]) {
    if (value >= size) return `${Number((value / size).toPrecision(3))} ${unit}`;
  }
  return `${value} B`;
}

function time_text(seconds) {
  if (!known(seconds)) return "–";
  if (seconds < 1) return `${Number((1000 * seconds).toPrecision(3))} ms`;
  if (seconds < 60) return `${Number(seconds.toPrecision(3))} s`;
  const whole = Math.round(seconds);
  const two = (value) => String(value).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)}:${two(whole % 60)} min`;
  return `${Math.floor(whole / 3600)}:${two(Math.floor((whole % 3600) / 60))} h`;
}

const shape_text = (shape) => (shape ?? []).map((size) => (size < 0 ? "?" : size)).join(" × ");
const plural = (count, word, words = `${word}s`) => `${count_text(count)} ${count === 1 ? word : words}`;
const sum_of = (list) => list.reduce((sum, value) => sum + (known(value) ? value : 0), 0);

const absent = (value) => value === null || value === undefined || Number.isNaN(value);

/// An order for numbers and for texts with numbers in them.
function compare_values(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", {numeric: true});
}
