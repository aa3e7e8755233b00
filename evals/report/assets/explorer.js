// The filters, and the list of records that pass them: only those in view are made.

const PAGE = 30;
const listing = { found: [], shown: 0 };

function buildFilters() {
  const select = (id, label, options, value, change) => {
    const node = el("select", { id, "aria-label": label, onchange: (event) => { change(event.target.value); apply(); } }, ...options.map(([key, text]) => el("option", { value: key, text })));
    node.value = value;
    return node;
  };
  const search = el("input", { id: "search", type: "search", placeholder: word("search"), "aria-label": word("search"), oninput: (event) => { filters.query = event.target.value; apply(); } });
  search.value = filters.query;
  fill(byId("filters"),
    el("div", { class: "chips", role: "group", "aria-label": word("verdict") }, ...KINDS.map(kindButton)),
    el("div", { class: "selects" },
      select("filter-type", word("type"), [["*", word("all_types")], ["", word("own_fields")], ...DATA.groups.map((group) => [group.name, group.name])], filters.group ?? "*", (value) => {
        filters.group = value === "*" ? null : value;
        filters.field = null;
        buildFilters();
        byId("filter-type").focus();
      }),
      select("filter-field", word("field"), [["*", word("all_fields")], ...fieldOptions()], filters.field ?? "*", (value) => { filters.field = value === "*" ? null : Number(value); }),
      select("filter-article", word("article"), [["*", word("all_articles")], ...ARTICLES.map((article) => [article.place, article.id])], filters.article === null ? "*" : ARTICLE_BY_ID.get(filters.article).place, (value) => {
        filters.article = value === "*" ? null : ARTICLES[Number(value)].id;
        if (filters.article !== null) read(ARTICLES[Number(value)]);
      }),
      search,
      el("button", { type: "button", id: "reset", text: word("reset"), onclick: () => { clearFilters(); buildFilters(); apply(); } }),
    ));
}

function fieldOptions() {
  const options = DATA.fields.map((field, number) => [number, fieldName(field)]);
  const scored = options.filter(([number, name]) => name in DATA.by_field || number === filters.field);
  return filters.group === null ? scored : scored.filter(([number]) => DATA.fields[number].group === filters.group);
}

function kindButton(kind) {
  const toggle = (event) => {
    if (!filters.verdicts.delete(kind)) filters.verdicts.add(kind);
    event.currentTarget.setAttribute("aria-pressed", String(filters.verdicts.has(kind)));
    apply();
  };
  return el("button", { type: "button", class: `chip verdict ${kind}`, "data-kind": kind, "aria-pressed": String(filters.verdicts.has(kind)), onclick: toggle },
    el("span", { class: "sign", "aria-hidden": "true", text: SIGNS[kind] }), word(kind), " ", el("span", { class: "count" }));
}

function apply() {
  const { found, counts, total } = filtered();
  for (const kind of KINDS) document.querySelector(`[data-kind=${kind}] .count`).textContent = count(counts[kind]);
  byId("found").textContent = found.length ? word("found", count(found.length), count(total)) : word("nothing");
  Object.assign(listing, { found, shown: 0 });
  byId("cards").replaceChildren();
  byId("pinned").replaceChildren();
  showMore();
}

function showMore() {
  const next = listing.found.slice(listing.shown, listing.shown + PAGE);
  byId("cards").append(...next.map(({ record, leaves }) => card(record, leaves)));
  listing.shown += next.length;
  const left = listing.found.length - listing.shown;
  byId("more").hidden = left === 0;
  byId("more").textContent = word("more", Math.min(PAGE, left));
}

// Marks the chosen record's card, and pins a whole one on top if it is not among those shown.
function showChosenCard(record, scroll) {
  for (const chosen of document.querySelectorAll(".card.chosen")) {
    chosen.classList.remove("chosen");
    chosen.querySelector(".pick").setAttribute("aria-pressed", "false");
  }
  byId("pinned").replaceChildren();
  let node = byId(record.id);
  if (!node) {
    node = card(record, record.leaves);
    fill(byId("pinned"), el("div", { class: "pinned-head" }, el("span", { class: "muted", text: word("pinned") }), el("button", { type: "button", class: "small", text: word("close"), onclick: () => byId("pinned").replaceChildren() })), node);
  }
  node.classList.add("chosen");
  node.querySelector(".pick").setAttribute("aria-pressed", "true");
  if (scroll) node.scrollIntoView({ block: "nearest" });
}

// From a table: show what is behind one of its rows.
function lookAt({ group = null, field = null, article = null }) {
  clearFilters(["wrong", "missing", "invented"]);
  Object.assign(filters, { group, field, article });
  if (article !== null) read(ARTICLE_BY_ID.get(article));
  buildFilters();
  apply();
  goToExplorer();
}

function goToExplorer() {
  byId("explorer").scrollIntoView();
  byId("explorer").focus({ preventScroll: true });
}
