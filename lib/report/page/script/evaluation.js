// What the evaluation of each part found: figures, classes, calibration, pictures, or true against predicted numbers.

function evaluation_section(page) {
  const list = (page.evaluations ?? []).filter(Boolean);
  if (!list.length) return null;
  const title = (part) => part.charAt(0).toUpperCase() + part.slice(1);
  const links = (part) => evaluation_parts(list.find((one) => one.part === part) ?? list[0]).map(([key, words]) => ({id: `${part}-${key}`, title: words}));
  return {
    id: "evaluation",
    title: "Evaluation",
    build: (section) => {
      if (list.length === 1) {
        section.sub(links(list[0].part));
        return h("div", {"data-part": list[0].part}, draw_evaluation(list[0]));
      }
      const view = tabs({
        label: "Part of the data", key: "part", shown: (part) => section.sub(links(part)),
        items: list.map((evaluation) => ({id: evaluation.part, label: title(evaluation.part), build: () => draw_evaluation(evaluation)})),
      });
      section.later(() => view.start());
      return view;
    },
  };
}

/// The subsections that an evaluation has: [key, title, build(context)].
function evaluation_parts(evaluation) {
  const parts = [];
  if (evaluation.confusion?.length && evaluation.classes?.length) parts.push(["confusion", "Confusion matrix", (context) => confusion_part(evaluation, context.open_cell)]);
  if (evaluation.per_class?.length) parts.push(["classes", "Classes", () => classes_part(evaluation)]);
  if (evaluation.calibration?.bins?.length || evaluation.roc?.x?.length || evaluation.precision_recall?.x?.length) parts.push(["reliability", "Calibration and thresholds", () => reliability_part(evaluation)]);
  if (evaluation.examples?.length) parts.push(["pictures", "Pictures, right and wrong", (context) => (context.gallery = gallery_part(evaluation))]);
  if (evaluation.regression?.length) parts.push(["regression", "True and predicted", () => regression_part(evaluation)]);
  return parts;
}

function draw_evaluation(evaluation) {
  const context = {
    gallery: null,
    open_cell(truth, prediction) {
      if (this.gallery) this.gallery.open(truth, prediction);
      else announce("This report keeps no pictures.");
    },
  };
  context.open_cell = context.open_cell.bind(context);
  const facts = Object.entries(evaluation.metrics ?? {}).map(([name, value]) => [metric_words(name), metric_text(name, value)]);
  if (known(evaluation.samples)) facts.unshift(["Samples", count_text(evaluation.samples)]);
  if (evaluation.weights) facts.push(["Weights", evaluation.weights]);
  return [
    facts.length ? h("dl", {class: "facts-row"}, facts.map(([name, value]) => h("div", {}, h("dt", {text: name}), h("dd", {text: value})))) : null,
    evaluation.note ? h("p", {class: "hint", text: evaluation.note}) : null,
    evaluation_parts(evaluation).map(([key, title, build]) =>
      h("div", {class: "part", id: `${evaluation.part}-${key}`}, h("h3", {text: title}), build(context))),
  ];
}
