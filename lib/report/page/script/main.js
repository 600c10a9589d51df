// Reads the document and draws the page for its kind.

function run_plans(page) {
  draw_run_masthead(page);
  return [
    figures_section(page),
    doctor_section(page),
    curves_section(page),
    evaluation_section(page),
    coefficients_section(page),
    texts_section(page),
    clusters_section(page),
    network_section(page),
    data_section(page),
    events_section(page),
    phases_section(page),
    config_section(page),
    facts_section(page),
  ];
}

function draw_page() {
  const page = JSON.parse(document.getElementById("document").textContent);
  const kept = theme.chosen();
  if (kept) document.documentElement.dataset.theme = kept;
  choices.page = `${page.kind}:${page.config ?? ""}:${page.run ?? page.title}`;
  const main = document.getElementById("content");
  const kinds = {run: run_plans, compare: compare_plans, index: index_plans};
  const plans = kinds[page.kind](page);
  if (page.kind === "run") main.append(...[run_banners(page)].filter(Boolean));
  draw_sections(plans, main);
  if (page.live) start_live();
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();

  // Paper is white: canvases are drawn anew in light colours for the time of printing.
  let before = null;
  addEventListener("beforeprint", () => {
    before = document.documentElement.dataset.theme ?? "";
    for (const run of before_print) run();
    theme.apply("light");
  });
  addEventListener("afterprint", () => theme.apply(before || null));
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("drawn")));
}

draw_page();
