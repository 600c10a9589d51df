// Several runs side by side: settings that differ, figures, curves over each other, and what chance has to do with it.

const letter = (page, index) => page.runs[index]?.label ?? String.fromCharCode(65 + index);

function run_key(page, index) {
  return h("span", {}, h("span", {class: "swatch", style: {background: `var(${series_colours[index % 8]})`, margin: "0 .45em 0 .1em"}}), named(letter(page, index)));
}

function compare_plans(page) {
  const runs = page.runs ?? [];
  draw_masthead(page, "Comparison", [h("span", {text: plural(runs.length, "run")})]);
  return [
    {id: "runs", title: "Runs", build: () => data_table({label: "Runs", rows: runs.map((run, index) => ({...run, index})), columns: [
      {label: "Mark", value: (run) => run.index, show: (run) => run_key(page, run.index)},
      {label: "Run", head: true, value: (run) => run.name, show: (run) => link_to(run.report, named(run.name))},
      {label: "State", value: (run) => run.state, show: (run) => (run.state ? state_badge(run.state) : "–")},
      {label: "Best epoch", number: true, value: (run) => run.best_epoch, show: (run) => (known(run.best_epoch) ? count_text(run.best_epoch) : "–")}]})},
    compare_figures(page),
    compare_tests(page),
    compare_curves(page),
    compare_settings(page),
    compare_pools(page),
    facts_section(page),
  ];
}

function compare_figures(page) {
  const figures = page.figures ?? [];
  if (!figures.length) return null;
  return {id: "figures", title: "Figures", build: () => [data_table({label: "Figures side by side", rows: figures, columns: [
    {label: "Figure", head: true, value: (row) => metric_words(row.name), show: (row) => h("span", {title: row.name, text: metric_words(row.name)})},
    ...page.runs.map((run, index) => ({
      label: letter(page, index), number: true, value: (row) => row.values[index],
      show: (row) => {
        if (row.values[index] === null || row.values[index] === undefined) return "–";
        const text = metric_text(row.name, row.values[index]);
        return row.best === index ? h("span", {class: "best"}, "★ ", text, h("span", {class: "unseen", text: " (best)"})) : text;
      },
    }))]}), h("p", {class: "hint", style: {"margin-top": ".6rem"}, text: "★ the best. Whether it is more than chance, the tests below say."})]};
}

function compare_tests(page) {
  if (!page.tests?.length) return null;
  const look = (p) => (p < 0.05 ? ["good", "More than chance"] : ["warn", "Could be chance"]);
  return {id: "tests", title: "More than chance?", build: () => h("div", {class: "figures", style: {"--gap": "1rem", "grid-template-columns": "repeat(auto-fill, minmax(min(100%, 24rem), 1fr))"}}, page.tests.map((test) => h("article", {class: "card"},
    h("h3", {}, run_key(page, test.a), " and ", run_key(page, test.b), test.part ? ` on ${test.part}` : ""),
    h("p", {}, named(test.words)),
    h("p", {class: "hint", style: {"margin-top": ".6rem"}}, known(test.p) ? [h("span", {class: `badge ${look(test.p)[0]}`, text: look(test.p)[1]}), ` p = ${number_text(test.p, 3)}${test.method ? ", " : ""}`] : null, test.method ?? ""))))};
}

function compare_curves(page) {
  const names = [...new Set(page.runs.flatMap((run) => Object.keys(run.history?.metrics ?? {})))];
  if (!names.length) return null;
  return {id: "curves", title: "Curves", build: () => {
    const first = names.find((name) => page.figures?.[0]?.name === name) ?? (names.includes("val_loss") ? "val_loss" : names[0]);
    let metric = choices.get("metric", first);
    if (!names.includes(metric)) metric = first;
    let axis = choices.get("axis", "epoch") === "time" ? "time" : "epoch";
    let log = false;
    const settings = () => ({
      title: "Curves", x: axis_kinds[axis],
      y: {text: (value) => (is_share(metric) ? `${number_text(100 * value)} %` : number_text(value)), log},
      series: page.runs.map((run, index) => ({run, index})).filter(({run}) => run.history?.metrics?.[metric]).map(({run, index}) => ({
        label: letter(page, index), x: (axis === "time" ? run.history.seconds : null) ?? run.history.epoch, y: run.history.metrics[metric],
        colour: series_colours[index % 8], dash: series_dashes[Math.floor(index / 8) % 4] ?? (index % 2 ? [8, 3] : undefined), text: (value) => metric_text(metric, value)})),
    });
    const chart = new Chart({...settings(), height: 380, table: () => series_table(metric_words(metric), axis_kinds[axis].label, settings().series, axis_kinds[axis].exact)});
    chart.heading.textContent = metric_words(metric);
    const redraw = () => {
      chart.heading.textContent = metric_words(metric);
      chart.update(settings());
    };
    const box = select({label: "Metric", options: names.map((name) => [name, metric_words(name)]), value: metric, pick: (value) => {
      metric = value;
      choices.set("metric", value);
      redraw();
    }});
    const by = choice({label: "Horizontal axis", options: [["epoch", "Epoch"], ["time", "Time"]], value: axis, key: "axis", pick: (value) => ((axis = value), redraw())});
    const scale = h("button", {type: "button", "aria-pressed": "false", text: "Log scale"});
    scale.addEventListener("click", () => {
      log = !log;
      scale.setAttribute("aria-pressed", String(log));
      redraw();
    });
    return [h("div", {class: "bar"}, h("label", {}, "Metric", box), by, h("div", {class: "choice"}, scale)), h("div", {class: "card"}, chart.element)];
  }};
}

function compare_settings(page) {
  if (!page.settings?.length) return null;
  return {id: "settings", title: "Settings that differ", build: () => data_table({label: "Settings that differ", rows: page.settings, columns: [
    {label: "Setting", head: true, value: (row) => row.key, show: (row) => h("code", {text: row.key})},
    ...page.runs.map((run, index) => ({label: letter(page, index), value: (row) => row.values[index],
      show: (row) => (absent(row.values[index]) ? "–" : h("code", {}, named(row.values[index])))}))]})};
}

function compare_pools(page) {
  if (!page.pools?.length) return null;
  return {id: "pools", title: "Over seeds", build: () => page.pools.map((pool) => h("div", {class: "part"},
    h("h3", {}, named(pool.config)),
    h("p", {class: "hint", text: `Runs that differ in nothing but the seed: ${pool.seeds.join(", ")}.`}),
    data_table({label: `Over seeds: ${pool.config}`, sortable: false, rows: pool.figures, columns: [
      {label: "Figure", head: true, value: (row) => metric_words(row.name)},
      {label: "Mean", number: true, value: (row) => row.mean, show: (row) => metric_text(row.name, row.mean)},
      {label: "Deviation", number: true, value: (row) => row.deviation, show: (row) => metric_text(row.name, row.deviation)},
      {label: "95 % interval of the mean", number: true, value: (row) => row.low, show: (row) => (known(row.low) ? `${metric_text(row.name, row.low)} to ${metric_text(row.name, row.high)}` : "–")}]})))};
}
