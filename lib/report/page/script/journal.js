// The journal at a glance: every day with its figure, the best and the newest run, and a thumbnail of its curve.

function sparkline(values, words) {
  const numbers = (values ?? []).map((value, i) => [i, value]).filter(([, value]) => known(value));
  if (numbers.length < 2) return h("span", {class: "hint", text: "–"});
  const [width, height] = [110, 30];
  let [min, max] = [Infinity, -Infinity];
  for (const [, value] of numbers) [min, max] = [Math.min(min, value), Math.max(max, value)];
  const x = (i) => ((i / (values.length - 1)) * (width - 6) + 3).toFixed(1);
  const y = (value) => (max === min ? height / 2 : height - 3 - ((value - min) / (max - min)) * (height - 6)).toFixed(1);
  const path = numbers.map(([i, value], at) => `${at ? "L" : "M"}${x(i)} ${y(value)}`).join("");
  const [last, value] = numbers[numbers.length - 1];
  return svg("svg", {class: "spark", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words},
    svg("path", {d: path, fill: "none", "stroke-width": 1.75, "stroke-linejoin": "round", style: {stroke: "var(--series-1)"}}),
    svg("circle", {cx: x(last), cy: y(value), r: 2.6, style: {fill: "var(--series-1)"}}));
}

const met_looks = {true: ["good", "Met"], false: ["bad", "Short"]};

function index_plans(page) {
  const days = page.days ?? [];
  const met = days.filter((day) => day.meets === true).length;
  const asked = days.filter((day) => typeof day.meets === "boolean").length;
  const ran = days.filter((day) => known(day.best) || known(day.newest) || day.newest_run).length;
  draw_masthead(page, "mlday", [h("span", {text: `${plural(days.length, "day")}, ${count_text(ran)} with runs`}), asked ? h("span", {class: `badge ${met === asked ? "good" : "warn"}`, text: `${met} of ${asked} meet the journal's figure`}) : null]);
  return [{id: "days", title: "Days", build: () => {
    const value = (day, key, report, run) => {
      if (!known(day[key])) return day[run] ? link_to(day[report], h("span", {text: "report"})) : "–";
      const text = h("span", {text: metric_text(day.figure ?? "", day[key])});
      return h("span", {title: day[run]}, link_to(day[report], text));
    };
    const table = data_table({label: "Days of the journal", rows: days, sorted: {label: "Day", down: false}, columns: [
      {label: "Day", number: true, value: (day) => day.day, show: (day) => day.day ?? "–"},
      {label: "What", head: true, value: (day) => day.title ?? day.config, show: (day) => h("span", {}, link_to(day.best_report ?? day.newest_report, named(day.title ?? day.config)), h("br", {}), h("code", {class: "hint", text: day.config ?? ""}))},
      {label: "Curve", value: (day) => day.curve?.[day.curve.length - 1], show: (day) => sparkline(day.curve, `Curve of ${day.figure ?? "the figure"}, day ${day.day ?? ""}`)},
      {label: "Figure", value: (day) => (day.figure ? metric_words(day.figure) : null), show: (day) => (day.figure ? metric_words(day.figure) : "–")},
      {label: "Journal", number: true, value: (day) => day.journal, show: (day) => (known(day.journal) ? metric_text(day.figure ?? "", day.journal) : "–")},
      {label: "Best", number: true, value: (day) => day.best, show: (day) => value(day, "best", "best_report", "best_run")},
      {label: "Newest", number: true, value: (day) => day.newest, show: (day) => value(day, "newest", "newest_report", "newest_run")},
      {label: "State", value: (day) => day.state, show: (day) => (day.state ? state_badge(day.state) : h("span", {class: "hint", text: "no run"}))},
      {label: "Journal met", value: (day) => (day.meets === null ? null : String(day.meets)), show: (day) => (typeof day.meets === "boolean" ? h("span", {class: `badge ${met_looks[day.meets][0]}`, text: met_looks[day.meets][1]}) : "–")}]});
    table.classList.add("journal");
    table.style.maxHeight = "none";
    const filter = h("input", {type: "search", placeholder: "Part of a title", "aria-label": "Filter the days"});
    const found = h("span", {class: "hint", role: "status"});
    let only = choices.get("only", "all");
    const refresh = () => {
      const wanted = filter.value.trim().toLowerCase();
      const count = table.keep_only((day) => `${day.day} ${day.title ?? ""} ${day.config ?? ""}`.toLowerCase().includes(wanted) && (only === "all" || (only === "short" ? day.meets === false : Boolean(day.newest_run ?? day.best_run))));
      found.textContent = count === days.length ? "" : `${count} of ${days.length} days`;
    };
    filter.addEventListener("input", refresh);
    const which = choice({label: "Which days", options: [["all", "All"], ["ran", "With runs"], ["short", "Short of the journal"]], value: only, key: "only", pick: (value) => ((only = value), refresh())});
    only = which.value;
    refresh();
    return [h("div", {class: "bar"}, h("label", {}, "Filter", filter), which, found), table];
  }}];
}
