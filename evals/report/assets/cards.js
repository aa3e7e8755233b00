// A record as a card: its leaves with their verdicts, why it paired, and the doubts about its gold.

function card(record, leaves) {
  const shown = new Set(leaves);
  const others = record.leaves.filter((leaf) => !shown.has(leaf));
  const body = el("tbody", {}, ...leaves.map(leafRow));
  const rest = others.length ? el("button", { type: "button", class: "link small", text: word("others", others.length) }) : null;
  rest?.addEventListener("click", () => {
    body.append(...others.map(leafRow));
    rest.remove();
  });
  const lone = record.group && (record.gold === null || record.predicted === null);
  return el("article", { class: `card${record === reading.record ? " chosen" : ""}`, id: record.id, "aria-label": titleOf(record) },
    el("header", {},
      el("button", { type: "button", class: "pick", "aria-pressed": String(record === reading.record), onclick: () => select(record, "card") }, el("bdi", { text: titleOf(record) })),
      el("span", { class: "tags" }, el("span", { class: "tag" }, el("bdi", { text: record.article.id })), record.group ? el("span", { class: "tag", text: record.group }) : null, standing(record))),
    el("table", { class: "leaves" },
      el("thead", {}, el("tr", {}, ...["field", "verdict", "gold", "predicted"].map((key) => el("th", { scope: "col", text: word(key) })))),
      body),
    rest,
    lone ? disputeButton(disputeOfRecord(record), "dispute_record") : null,
    record.pair ? reasons(record) : null,
    record.group ? null : summary(record.article),
    evidence(record),
  );
}

function standing(record) {
  if (record.pair) return el("span", { class: "tag", text: word("paired", record.pair.similarity.toFixed(2)) });
  if (!record.group) return null;
  return el("span", { class: `tag verdict ${record.predicted === null ? "missing" : "invented"}`, text: word(record.predicted === null ? "gold_only" : "predicted_only") });
}

function leafRow(leaf) {
  const faulty = leaf.verdict !== "right" || leaf.unsupported;
  return el("tr", { class: leaf.verdict },
    el("th", { scope: "row", text: leaf.field.name, title: leaf.field.about || null }),
    el("td", { class: "verdicts" }, verdictChip(leaf.verdict), leaf.unsupported ? verdictChip("unsupported") : null),
    el("td", { "data-side": word("gold") }, quoted(leaf.gold)),
    el("td", { "data-side": word("predicted") }, quoted(leaf.predicted), faulty ? disputeButton(disputeOfLeaf(leaf), "dispute") : null));
}

function reasons(record) {
  const { similarity, row, runnerUp } = record.pair;
  const other = runnerUp ? record.article.byPredicted.get(`${record.group}|${runnerUp[0]}`) : null;
  const name = other ? titleOf(other, "predicted") : "";
  return el("details", { class: "why" },
    el("summary", { text: word("why", similarity.toFixed(3)) }),
    el("dl", { class: "row" }, ...Object.entries(row).map(([field, score]) => el("div", {}, el("dt", { text: field }), el("dd", {}, bar(score), el("span", { class: "amount", text: score.toFixed(2) }))))),
    el("p", { class: "muted" }, el("bdi", { text: runnerUp ? word("runner_up", name, runnerUp[1].toFixed(3)) : word("no_runner_up") })));
}

function summary(article) {
  const [gold, predicted] = article.summary;
  if (!gold && !predicted && !article.facts.length) return null;
  return el("div", { class: "summary" },
    el("h4", { text: word("summary") }),
    el("p", {}, el("b", { text: `${word("gold")}  ` }), quoted(gold || null)),
    el("p", {}, el("b", { text: `${word("predicted")}  ` }), quoted(predicted || null)),
    article.facts.length ? el("h4", { text: word("key_facts") }) : null,
    el("ul", {}, ...article.facts.map(([anchors, carried]) => el("li", {}, el("span", { class: `verdict ${carried ? "right" : "missing"}`, text: `${carried ? "✓" : "○"} ${word(carried ? "carried" : "not_carried")}` }), " ", el("bdi", { text: anchors.join(" · ") })))));
}

// Passages that cannot be shown in the text: it was not given, or they are not found in it.
function evidence(record) {
  const { article } = record;
  const gold = article.gold_quotes.filter(([group, index]) => group === record.group && index === record.gold);
  const predicted = article.text === null ? article.predicted_spans.filter((span) => span[4] === null && span[2] === record.group && span[3] === record.predicted) : [];
  if (!gold.length && !predicted.length) return null;
  const note = article.text === null ? "" : word("unlocated");
  return el("details", { class: "why" }, el("summary", { text: word("evidence") + note }),
    ...gold.map((quote) => el("blockquote", {}, el("b", { text: `${word("gold")}  ` }), el("bdi", { text: quote[2] }))),
    ...predicted.map((span) => el("blockquote", {}, el("b", { text: `${word("predicted")}  ` }), el("bdi", { text: span[5] }))));
}
