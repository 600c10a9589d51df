// Pictures with what they are and what they were taken for: the most confident errors first, filtered by class.

function example_card(example, classes) {
  const wrong = example.truth !== example.prediction;
  const truth = classes[example.truth] ?? "?";
  const prediction = classes[example.prediction] ?? "?";
  const words = wrong ? `${truth}, taken for ${prediction}` : `${truth}, recognized`;
  const line = (label, name, look) => [h("div", {}, h("dt", {text: label}), h("dd", {class: look}, named(name)))];
  return h("li", {class: wrong ? "wrong" : "right"},
    picture(example.image, words),
    h("dl", {},
      line(wrong ? "Truth" : "Truth and prediction", truth),
      wrong ? line("Prediction", prediction, "wrong-name") : null,
      h("div", {}, h("dt", {text: "Confidence"}), h("dd", {class: "confidence"}, h("span", {text: share_text(example.confidence, 1)}),
        h("i", {"aria-hidden": "true"}, h("b", {style: {width: `${100 * (example.confidence ?? 0)}%`}})))),
      wrong && known(example.truth_confidence) ? h("div", {}, h("dt", {text: "Given to the truth"}), h("dd", {style: {"font-weight": "400"}, text: share_text(example.truth_confidence, 1)})) : null,
      example.sample ? h("div", {}, h("dt", {class: "unseen", text: "Sample"}), h("dd", {class: "sample"}, named(example.sample))) : null));
}

function gallery_part(evaluation) {
  const {examples, classes} = evaluation;
  const kinds = [["wrong", (example) => example.truth !== example.prediction], ["right", (example) => example.truth === example.prediction]];
  const wish = {truth: "", prediction: ""};
  const note = h("p", {class: "hint", role: "status", tabindex: "-1"});
  const lists = new Map();
  const whole = new Set();
  const most = 24;
  const cards = new Map();
  const card = (example) => {
    if (!cards.has(example)) cards.set(example, example_card(example, classes));
    return cards.get(example);
  };
  const all_words = (kind) => (known(evaluation[kind]) ? `${count_text(evaluation[kind])} ${kind} in all` : "");

  const refresh = () => {
    for (const [kind, test] of kinds) {
      const list = lists.get(kind);
      if (!list) continue;
      const kept = examples.filter((example) => test(example) && (wish.truth === "" || example.truth === Number(wish.truth)) && (wish.prediction === "" || example.prediction === Number(wish.prediction)));
      const shown = whole.has(kind) ? kept : kept.slice(0, most);
      list.replaceChildren(...shown.map(card));
      const more = list.nextElementSibling;
      more.hidden = shown.length === kept.length;
      more.textContent = `Show all ${count_text(kept.length)}`;
      if (view.current !== kind) continue;
      const filtered = wish.truth !== "" || wish.prediction !== "";
      const what = kept.length ? `${plural(shown.length, "picture")} shown${shown.length < kept.length ? ` of ${kept.length} kept here` : ""}` : filtered ? "No picture of these classes is kept in this report" : "No pictures";
      note.textContent = [what, all_words(kind)].filter(Boolean).join("; ") + ".";
    }
    clear.disabled = wish.truth === "" && wish.prediction === "";
  };
  const view = tabs({label: "Pictures", key: `gallery-${evaluation.part}`, shown: () => refresh(), items: kinds.map(([kind, test]) => ({
    id: kind,
    label: `${kind === "wrong" ? "Wrong" : "Right"} (${count_text(evaluation[kind] ?? examples.filter(test).length)})`,
    build: () => {
      const list = h("ul", {class: "gallery"});
      lists.set(kind, list);
      const show_all = () => {
        whole.add(kind);
        refresh();
      };
      return [list, h("button", {type: "button", hidden: true, style: {"margin-top": "1rem"}, on: {click: show_all}})];
    },
  }))});
  before_print.push(refresh);

  const options = (role) => {
    const used = [...new Set(examples.map((example) => example[role]))].sort((a, b) => a - b);
    return [["", "all classes"], ...used.map((index) => [index, classes[index] ?? "?"])];
  };
  const box = (role, label) => select({label, options: options(role), value: "", pick: (value) => ((wish[role] = value), refresh())});
  const truth = box("truth", "Truth");
  const prediction = box("prediction", "Prediction");
  const set = (truth_value, prediction_value) => {
    for (const [role, select_box, value] of [["truth", truth, truth_value], ["prediction", prediction, prediction_value]]) {
      wish[role] = String(value);
      if (value !== "" && ![...select_box.options].some((option) => option.value === String(value))) select_box.append(h("option", {value: String(value), text: classes[value]}));
      select_box.value = String(value);
    }
    refresh();
  };
  const clear = h("button", {type: "button", text: "All", disabled: true, on: {click: () => set("", "")}});
  view.querySelector(".bar").append(h("label", {}, "Truth", truth), h("label", {}, "Prediction", prediction), clear);
  view.querySelector(".bar").after(note);
  note.style.marginBottom = ".9rem";
  view.start();
  /// Shows a cell of the confusion matrix.
  view.open = (truth_index, prediction_index) => {
    view.show(truth_index === prediction_index ? "right" : "wrong");
    set(truth_index, prediction_index);
    view.scrollIntoView({block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth"});
    note.focus({preventScroll: true});
  };
  return view;
}
