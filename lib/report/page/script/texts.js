// What a language model wrote, from epoch to epoch.

function texts_section(page) {
  if (!page.texts?.length) return null;
  return {id: "texts", title: "Texts over time", build: () => {
    const text = (entry) => h("div", {class: "card"}, (entry.lines ?? []).map((line) => h("p", {class: "text", dir: "auto", text: line})));
    const latest = page.texts[page.texts.length - 1];
    const earlier = page.texts.slice(0, -1);
    const title = (entry) => (known(entry.epoch) ? `Epoch ${entry.epoch}` : "At the end");
    if (!earlier.length) return [h("h3", {text: title(latest)}), text(latest)];
    // A slider through time, and the last text below it to compare with.
    const shown = h("div", {});
    const words = h("output", {});
    const slider = h("input", {type: "range", min: "0", max: String(earlier.length - 1), value: choices.get("text", "0"), "aria-label": "Epoch of the text", style: {width: "min(24rem, 60vw)"}});
    const show = () => {
      const entry = earlier[Number(slider.value)];
      words.textContent = title(entry);
      slider.setAttribute("aria-valuetext", title(entry));
      choices.set("text", slider.value);
      shown.replaceChildren(text(entry));
    };
    slider.addEventListener("input", show);
    show();
    return [
      h("div", {class: "part"}, h("h3", {text: "Earlier"}), h("div", {class: "bar"}, earlier.length > 1 ? h("label", {}, slider, words) : words), shown),
      h("div", {class: "part"}, h("h3", {text: title(latest)}), text(latest)),
      behind("All texts", () => h("div", {}, page.texts.map((entry) => h("div", {class: "part"}, h("h4", {text: title(entry)}), text(entry))))),
    ];
  }};
}
