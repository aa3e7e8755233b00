// Sortable tables by type, field and article, and the confusion matrices.

const sorting = {};

function showTables() {
  fill(byId("tables"), typeTable(), fieldTable(), articleTable());
  const matrices = DATA.confusions.map(matrix);
  fill(byId("confusions"), ...(matrices.length ? matrices : [el("p", { class: "muted", text: word("no_confusion") })]));
}

function typeTable() {
  const rows = DATA.groups.map((group) => ({
    name: group.name, about: group.about, look: { group: group.name }, gold: group.records.tp + group.records.fn, found: group.records.tp + group.records.fp,
    record_precision: group.records.p, record_recall: group.records.r, record_f1: group.records.f1, strict_f1: group.strict.f1, leaf_f1: group.leaves.f1,
  }));
  const nothing = { gold: null, found: null, record_precision: null, record_recall: null, record_f1: null, strict_f1: null };
  rows.push({ ...nothing, name: word("own_fields"), look: { group: "" }, leaf_f1: DATA.own.f1 });
  return sortable("by_type", "type", ["gold", "found", "record_precision", "record_recall", "record_f1", "strict_f1", "leaf_f1"], rows);
}

function fieldTable() {
  const rows = DATA.fields.flatMap((field, number) => {
    const counts = DATA.by_field[fieldName(field)];
    if (!counts) return [];
    return [{
      name: fieldName(field), about: field.about, look: { field: number, group: field.group }, right: counts.tp, gold: counts.tp + counts.fn, found: counts.tp + counts.fp,
      precision: counts.p, recall: counts.r, leaf_f1: counts.f1,
    }];
  });
  return sortable("by_field", "field", ["gold", "found", "right", "precision", "recall", "leaf_f1"], rows);
}

function articleTable() {
  const rows = ARTICLES.map((article) => {
    const [leaves, records, strict] = article.counts;
    return {
      name: article.id, look: { article: article.id }, outcome: word(article.outcome === "missing" ? "missing_article" : article.outcome), gold: records[0] + records[2], found: records[0] + records[1],
      leaf_precision: divided(leaves[0], leaves[0] + leaves[1]), leaf_recall: divided(leaves[0], leaves[0] + leaves[2]), record_f1: f1(records), strict_f1: f1(strict), leaf_f1: f1(leaves),
    };
  });
  return sortable("by_article", "article", ["outcome", "gold", "found", "record_f1", "strict_f1", "leaf_precision", "leaf_recall", "leaf_f1"], rows);
}

function divided(part, whole) {
  return whole ? part / whole : null;
}

function f1([tp, fp, fn]) {
  return divided(2 * tp, 2 * tp + fp + fn);
}

const RATIOS = /(?:precision|recall|_f1)$/;
const LABELS = { gold: "gold_count", found: "found_count" };

function sortable(key, first, columns, rows) {
  const body = el("tbody");
  const heads = new Map();
  const order = (sorting[key] ??= { column: null, down: true });
  const draw = () => {
    for (const [column, head] of heads) head.setAttribute("aria-sort", column === order.column ? (order.down ? "descending" : "ascending") : "none");
    const sorted = order.column === null ? rows : [...rows].sort((one, other) => compared(one[order.column], other[order.column]) * (order.down ? -1 : 1));
    fill(body, ...sorted.map((row) => tableRow(row, columns)));
  };
  for (const column of ["name", ...columns]) {
    const label = column === "name" ? word(first) : word(LABELS[column] ?? column);
    const sort = () => {
      order.down = order.column === column ? !order.down : column !== "name";
      order.column = column;
      draw();
    };
    heads.set(column, el("th", { scope: "col", class: column === "name" || column === "outcome" ? "" : "amount" }, el("button", { type: "button", onclick: sort, text: label })));
  }
  draw();
  return el("div", { class: "breakdown" },
    el("h3", { id: `${key}-title`, text: word(key) }),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": `${key}-title` }, el("table", { id: key }, el("thead", {}, el("tr", {}, ...heads.values())), body)),
  );
}

function compared(one, other) {
  if (one === other) return 0;
  if (one === null || one === undefined) return -1;
  if (other === null || other === undefined) return 1;
  return one < other ? -1 : 1;
}

function tableRow(row, columns) {
  const open = el("button", { type: "button", class: "link", onclick: () => lookAt(row.look), title: row.about || null }, el("bdi", { text: row.name }));
  return el("tr", {}, el("th", { scope: "row" }, open), ...columns.map((column) => {
    const value = row[column];
    if (column.endsWith("_f1") && value !== null) return el("td", { class: "amount with-bar" }, el("span", { text: ratio(value) }), bar(value));
    if (column === "outcome") return el("td", { text: value });
    return el("td", { class: "amount", text: RATIOS.test(column) ? ratio(value) : value === null ? "–" : count(value) });
  }));
}

function matrix({ group, field, axis, cells }) {
  const most = Math.max(1, ...cells.flat());
  const name = group ? `${group}.${field}` : field;
  const label = ([kind, value]) => (kind === "value" ? el("bdi", { text: value }) : el("i", { text: word(kind) }));
  const rows = cells.map((line, i) => el("tr", {}, el("th", { scope: "row" }, label(axis[i])), ...line.map((value, j) => {
    const same = i === j && axis[i][0] === "value";
    const cell = el("td", { class: `cell${same ? " same" : ""}${value ? "" : " empty"}`, text: value || "·" });
    cell.style.setProperty("--share", String(value ? 0.1 + 0.32 * Math.sqrt(value / most) : 0));
    return cell;
  })));
  return el("div", { class: "breakdown" },
    el("h3", { text: name }),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": name },
      el("table", { class: "matrix", "data-field": name },
        el("thead", {}, el("tr", {}, el("th", { scope: "col", class: "corner", text: word("gold_by_predicted") }), ...axis.map((side) => el("th", { scope: "col", class: "amount" }, label(side))))),
        el("tbody", {}, ...rows))),
  );
}
