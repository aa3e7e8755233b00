// The headline: how good, how faithful, which run, at what price.

function showOverview() {
  const { headline, run, usage } = DATA;
  const { faithfulness, leaves: counts } = headline;
  byId("subtitle").textContent = word("subtitle", run.schema, count(run.articles), count(counts.tp + counts.fn)) + (run.failed ? word("subtitle_failed", run.failed) : "");
  fill(byId("headline"),
    mainTile(headline),
    tile("record_f1", ratio(headline.records.f1), word("precision_recall", ratio(headline.records.p), ratio(headline.records.r)), headline.records.f1),
    tile("strict_f1", ratio(headline.strict.f1), word("strict_note"), headline.strict.f1),
    shareTile("key_facts", headline.key_facts),
    shareTile("bounds", headline.bounds),
    ...["unsupported", "exact", "derivable", "evidence", "summary_numbers", "summary_names"].map((key) => shareTile(`${key}_share`, faithfulness ? faithfulness[key] : null, key === "unsupported" ? "bad" : "")),
  );
  fill(byId("run"), ...runFacts(run, usage));
}

function mainTile({ leaves, interval }) {
  const note = interval ? word("interval", Math.round(100 * interval.level), ratio(interval.low), ratio(interval.high)) : word("no_interval");
  const axis = el("span", { class: "axis", "aria-hidden": "true" });
  if (interval) axis.append(placed("range", interval.low, interval.high));
  if (leaves.f1 !== null) axis.append(placed("point", leaves.f1, leaves.f1));
  return el("div", { class: "tile main" },
    el("h3", { text: word("leaf_f1") }),
    el("p", { class: "number", id: "leaf-f1", text: ratio(leaves.f1) }),
    axis,
    el("p", { class: "muted", text: note }),
    el("p", { class: "muted", text: word("precision_recall", ratio(leaves.p), ratio(leaves.r)) }),
  );
}

function placed(kind, low, high) {
  const node = el("span", { class: kind });
  node.style.left = `${100 * low}%`;
  node.style.width = kind === "range" ? `${100 * (high - low)}%` : "";
  return node;
}

function tile(key, number, note, value, kind) {
  return el("div", { class: "tile" }, el("h3", { text: word(key) }), el("p", { class: "number", id: key.replace("_", "-"), text: number }), value === undefined ? null : bar(value, kind), el("p", { class: "muted", text: note }));
}

function shareTile(key, share, kind) {
  if (!share || !share.whole) return tile(key, "–", share ? word("of", 0, 0) : word("not_measured"));
  return tile(key, percent(share), word("of", count(share.part), count(share.whole)), share.ratio, kind);
}

function runFacts(run, usage) {
  const told = (value) => value ?? word("unknown");
  const number = (value) => (value === null ? word("unknown") : value.toLocaleString("en-US", { maximumFractionDigits: 1 }));
  return [
    fact("model", told(run.model)),
    fact("prompt", told(run.prompt), true),
    fact("strategy", told(run.strategy)),
    fact("schema", run.schema),
    fact("gold_hash", hash(run.gold_sha256), true, run.gold_sha256),
    fact("scorer_hash", hash(run.scorer_sha256), true, run.scorer_sha256),
    fact("version", word("version_of", told(run.version), run.report_version)),
    fact("made", run.made),
    fact("tokens", word("tokens_of", number(usage.input_tokens), number(usage.output_tokens), number(usage.cached_tokens))),
    fact("time", word("time_of", number(usage.seconds), number(usage.calls), number(usage.attempts))),
    fact("cost", told(usage.cost)),
    fact("folder", run.name || word("unknown"), true),
  ];
}

function fact(key, text, code = false, title = null) {
  return el("div", {}, el("dt", { text: word(key) }), el("dd", { class: code ? "code" : "", title }, el("bdi", { text })));
}

function hash(value) {
  return value ? value.slice(0, 12) : word("unknown");
}
