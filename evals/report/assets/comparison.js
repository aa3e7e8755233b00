// This run held against an earlier one: what changed, and where.

const LISTS = ["fixed", "broken", "still_wrong"];
const CHANGES_PAGE = 40;
const comparing = { list: "fixed", shown: CHANGES_PAGE };

function showComparison() {
  const comparison = DATA.comparison;
  if (!comparison) return;
  byId("comparison").hidden = false;
  const rest = comparison.exact ? word("all_swaps", count(comparison.assignments)) : word("random_swaps", count(comparison.assignments));
  const shows = comparison.least_p > comparison.alpha ? word("too_few", comparison.articles, comparison.least_p.toFixed(4)) : word("power");
  fill(byId("differences"),
    el("dl", { class: "runs" }, ...[["was", comparison.before], ["now", DATA.run]].map(([key, run]) => el("div", {}, el("dt", { text: word(key) }), el("dd", {}, el("bdi", { text: runName(run) }))))),
    el("div", { class: "tiles" }, ...[comparison.headline, ...comparison.measures].map(differenceTile)),
    el("p", { class: "muted", id: "method", text: `${rest} ${word("draws", count(comparison.samples), comparison.seed)} ${shows}` }),
    typeDifferences(comparison.types));
  showChanges();
}

function runName(run) {
  return [run.name, run.model, run.prompt].filter(Boolean).join(" · ");
}

function signed(value) {
  return value === null ? "–" : `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
}

function between(one) {
  return one.low === null ? "–" : `[${signed(one.low)}, ${signed(one.high)}]`;
}

function measureName(name) {
  return name === "(article)" ? word("own_fields") : name;
}

function decision(one) {
  return el("span", { class: `verdict ${{ better: "right", worse: "wrong" }[one.verdict] ?? "plain"}`, text: word(one.verdict) });
}

function chance(one) {
  if (one.p === null) return "–";
  return one.adjusted_p === null ? `p = ${one.p.toFixed(3)}` : `p = ${one.p.toFixed(3)} · ${word("adjusted", one.adjusted_p.toFixed(3))}`;
}

function differenceTile(one) {
  return el("div", { class: "tile", "data-measure": one.measure },
    el("h3", { text: one.measure in WORDS ? word(one.measure) : one.measure }),
    el("p", { class: "number", text: `Δ ${signed(one.delta)}` }),
    el("p", {}, decision(one)),
    el("p", { class: "muted", text: `${ratio(one.before)} → ${ratio(one.after)}` }),
    el("p", { class: "muted", text: `${between(one)}` }),
    el("p", { class: "muted", text: chance(one) }),
    one.smallest === null ? null : el("p", { class: "muted", text: word("smallest", one.smallest.toFixed(3)) }));
}

function typeDifferences(types) {
  const rows = types.map((one) => el("tr", {},
    el("th", { scope: "row" }, el("bdi", { text: measureName(one.measure) })),
    ...[ratio(one.before), ratio(one.after), signed(one.delta), between(one), one.adjusted_p === null ? "–" : one.adjusted_p.toFixed(3)].map((text) => el("td", { class: "amount", text })),
    el("td", {}, decision(one))));
  return el("details", { class: "why" }, el("summary", { text: word("by_type_differences") }),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": word("by_type_differences") }, el("table", { id: "type-differences" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col", text: word("type") }), ...["was", "now", "delta", "interval_of_delta", "p_adjusted"].map((key) => el("th", { scope: "col", class: "amount", text: word(key) })), el("th", { scope: "col", text: word("verdict") }))),
      el("tbody", {}, ...rows))));
}

function showChanges() {
  const { counts, changes } = DATA.comparison;
  const listed = changes.filter((change) => change[0] === comparing.list);
  const choose = (list) => {
    Object.assign(comparing, { list, shown: CHANGES_PAGE });
    showChanges();
    document.querySelector(`[data-list=${list}]`).focus();
  };
  const colours = { fixed: "right", broken: "wrong", still_wrong: "missing" };
  const left = listed.length - comparing.shown;
  fill(byId("changes"),
    el("div", { class: "chips", role: "group", "aria-label": word("comparison") }, ...LISTS.map((list) => el("button", { type: "button", class: `chip verdict ${colours[list]}`, "data-list": list, "aria-pressed": String(list === comparing.list), onclick: () => choose(list) }, word(list), " ", el("span", { class: "count", text: count(counts[list]) })))),
    el("p", { class: "muted", text: word("still_right", count(counts.still_right)) }),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": word(comparing.list) }, el("table", { id: "change-table", class: "changes" },
      el("thead", {}, el("tr", {}, ...["article", "field", "gold", "was", "now"].map((key) => el("th", { scope: "col", text: word(key) })), el("th", { scope: "col" }, el("span", { class: "visually-hidden", text: word("look") })))),
      el("tbody", {}, ...listed.slice(0, comparing.shown).map(changeRow)))),
    left > 0 ? el("button", { type: "button", text: word("more", Math.min(CHANGES_PAGE, left)), onclick: () => { comparing.shown += CHANGES_PAGE; showChanges(); } }) : null);
}

function changeRow([, article, before, after]) {
  const leaf = after ?? before;
  const record = recordOf(article, after, before);
  const side = (one) => (one === null ? el("td", {}, quoted(null)) : el("td", {}, verdictChip(VERDICTS[one[1]]), " ", one[1] === 2 ? null : quoted(one[3])));
  return el("tr", {},
    el("th", { scope: "row" }, el("bdi", { text: article })),
    el("td", { text: fieldName(DATA.fields[leaf[0]]) }),
    el("td", {}, quoted(leaf[2])),
    side(before), side(after),
    el("td", {}, record ? el("button", { type: "button", class: "small", text: word("look"), onclick: () => look(record) }) : null));
}

// The record of this run that the leaf belongs to; of one that this run no longer invents, none.
function recordOf(articleId, after, before) {
  const article = ARTICLE_BY_ID.get(articleId);
  const leaf = after ?? before;
  const { group } = DATA.fields[leaf[0]];
  if (!group) return article.byGold.get("|null");
  if (leaf[4] !== null) return article.byGold.get(`${group}|${leaf[4]}`);
  return after ? article.byPredicted.get(`${group}|${after[5]}`) : undefined;
}

function look(record) {
  clearFilters();
  Object.assign(filters, { article: record.article.id, group: record.group });
  buildFilters();
  apply();
  goToExplorer();
  select(record, "card");
  byId(record.id).scrollIntoView({ block: "nearest" });
}
