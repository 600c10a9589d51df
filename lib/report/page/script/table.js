// Tables that sort by a press on a heading.
/// `columns`: {label, value(row) (what is sorted by), show(row) (text or node; the value where absent), number, head}.
/// `head: true` makes the column's cells row headings. `total` is a list of texts for the last line.

function data_table({label, columns, rows, total, sortable = true, sorted}) {
  const body = h("tbody");
  const cells = (row) =>
    columns.map((column) => {
      const shown = column.show ? column.show(row) : column.value(row);
      const attributes = {class: column.number ? "number" : column.class, "data-label": column.label};
      if (column.head) attributes.scope = "row";
      const child = typeof shown === "object" ? shown : column.number ? String(shown ?? "–") : named(shown ?? "–");
      return h(column.head ? "th" : "td", attributes, child);
    });
  const lines = rows.map((row) => ({row, line: null}));
  const fill_body = (list) => body.replaceChildren(...list.map((item) => (item.line ??= h("tr", {}, cells(item.row)))));

  const headings = columns.map((column) => h("th", {scope: "col", class: column.number ? "number" : null}));
  let order = null;
  let accept = () => true;
  const refresh = () => {
    let list = lines.filter((item) => accept(item.row));
    if (order) {
      const value = columns[order.index].value;
      list = list.slice().sort((one, other) => {
        const [a, b] = [value(one.row), value(other.row)];
        if (absent(a) || absent(b)) return absent(a) - absent(b); // last, whichever way is sorted
        return order.down ? compare_values(b, a) : compare_values(a, b);
      });
    }
    fill_body(list);
    return list.length;
  };
  const sort_by = (index, down) => {
    order = {index, down};
    headings.forEach((heading, i) => {
      if (i === index) heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      else heading.removeAttribute("aria-sort");
    });
    refresh();
  };
  columns.forEach((column, index) => {
    if (!sortable) return void (headings[index].textContent = column.label);
    const press = () => sort_by(index, order?.index === index ? !order.down : Boolean(column.number));
    headings[index].append(h("button", {type: "button", text: column.label, on: {click: press}}));
  });
  const table = h("table", {}, h("caption", {class: "unseen", text: label}), h("thead", {}, h("tr", {}, headings)), body);
  if (total) {
    const foot = total.map((text, index) => h(index ? "td" : "th", {class: columns[index].number ? "number" : null, text}));
    table.append(h("tfoot", {}, h("tr", {}, foot)));
  }
  const scroll = h("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": label}, table);
  /// Shows only the rows that `test` accepts; returns how many.
  scroll.keep_only = (test) => {
    accept = test;
    return refresh();
  };
  if (sorted) sort_by(columns.findIndex((column) => column.label === sorted.label), sorted.down);
  else refresh();
  return scroll;
}

/// A table of plain columns: `heads` and, for each, a list of values.
function plain_table(label, heads, lists, texts = []) {
  const count = Math.max(0, ...lists.map((list) => list.length));
  const rows = Array.from({length: count}, (_, index) => index);
  const columns = heads.map((head, at) => ({
    label: head,
    number: true,
    value: (row) => lists[at][row],
    show: (row) => (lists[at][row] === undefined ? "" : (texts[at] ?? number_text)(lists[at][row])),
  }));
  return data_table({label, columns, rows, sortable: false});
}
