// One article's text with the evidence of gold and of the prediction marked in it.

const LAYERS = ["both", "gold", "predicted"];
const reading = { article: ARTICLES[0], record: null, layer: "both", open: true };

function showReader() {
  const { article } = reading;
  const step = (by) => read(ARTICLES[(article.place + by + ARTICLES.length) % ARTICLES.length]);
  const head = el("div", { class: "reader-head" },
    el("h3", { id: "reader-title" }, el("bdi", { text: word("article_text", article.id) })),
    el("div", { class: "group" },
      el("button", { type: "button", id: "previous", "aria-label": word("previous"), title: word("previous"), text: "‹", onclick: () => step(-1) }),
      el("button", { type: "button", id: "next", "aria-label": word("next"), title: word("next"), text: "›", onclick: () => step(1) })),
    el("div", { class: "group", role: "group", "aria-label": word("show") }, ...LAYERS.map(layerButton)),
    el("button", { type: "button", class: "fold", "aria-expanded": String(reading.open), text: word(reading.open ? "hide_text" : "show_text"), onclick: () => { reading.open = !reading.open; showReader(); } }),
  );
  const note = el("p", { class: "muted", text: articleNote(article) });
  if (article.text === null) fill(byId("reader"), head, note, el("p", { class: "muted", id: "no-text", text: word("no_text") }));
  else if (!reading.open) fill(byId("reader"), head);
  else {
    const text = el("div", { class: "text", id: "text", tabindex: "0", role: "region", "aria-labelledby": "reader-title", onclick: pickFromText, onkeydown: pickByKey });
    text.append(...marked(article));
    fill(byId("reader"), head, note, el("p", { class: "legend" },
      el("mark", { class: "g", text: word("gold") }), " ", el("mark", { class: "p", text: word("predicted") }), " ", el("mark", { class: "g p", text: word("both") }), " ",
      el("span", { class: "muted", text: word("legend_hint") })), text);
  }
}

function layerButton(layer) {
  return el("button", { type: "button", "data-layer": layer, "aria-pressed": String(layer === reading.layer), text: word(layer), onclick: () => { reading.layer = layer; showReader(); } });
}

function articleNote(article) {
  const parts = [word(article.outcome === "missing" ? "missing_article" : article.outcome), `${word("leaf_f1")} ${ratio(f1(article.counts[0]))}`, `${word("record_f1")} ${ratio(f1(article.counts[1]))}`];
  if (article.faithfulness) parts.push(`${word("unsupported_share")} ${word("of", ...article.faithfulness[0])}`);
  if (article.seconds !== null) parts.push(`${article.seconds.toFixed(1)} s`);
  if (article.error) parts.push(article.error);
  return parts.join(" · ");
}

// The spans in view: [start, end, side, record]. A record's own evidence stands for those of its leaves.
function spansOf(article) {
  const spans = [];
  for (const [start, end, group, index] of article.gold_spans) spans.push([start, end, "g", article.byGold.get(`${group}|${index}`)]);
  const whole = new Set(article.predicted_spans.filter((span) => span[4] === null).map((span) => `${span[2]}|${span[3]}`));
  for (const [start, end, group, index, field] of article.predicted_spans) {
    const record = article.byPredicted.get(`${group}|${index}`);
    if (field === null || (group && !whole.has(`${group}|${index}`))) spans.push([start, end, "p", record]);
    if (field !== null && record && record === reading.record) spans.push([start, end, group ? "v" : "p", record]);
  }
  const hidden = { gold: "p", predicted: "g" }[reading.layer];
  return spans.filter(([start, end, side, record]) => record && end > start && side !== hidden && !(side === "v" && hidden === "p"));
}

let owners = new WeakMap();

// Each piece knows the spans over it.
function marked(article) {
  owners = new WeakMap();
  return cutAt(article.text, spansOf(article)).map(([text, spans]) => piece(text, spans));
}

function piece(text, spans) {
  if (!spans.length) return el("span", { text });
  const sides = new Set(spans.map((span) => span[2]));
  const chosen = spans.filter((span) => span[3] === reading.record);
  const classes = [...sides, ...(chosen.length ? ["chosen", ...chosen.map((span) => `chosen-${span[2]}`)] : [])];
  const node = el("mark", { class: [...new Set(classes)].join(" "), tabindex: "0", text });
  owners.set(node, [...spans].sort((one, other) => one[1] - one[0] - (other[1] - other[0])).map((span) => span[3]));
  return node;
}

function pickFromText(event) {
  const known = [...new Set(owners.get(event.target) ?? [])];
  if (known.length) select(known[(known.indexOf(reading.record) + 1) % known.length], "text");
}

function pickByKey(event) {
  if ((event.key !== "Enter" && event.key !== " ") || !owners.has(event.target)) return;
  event.preventDefault();
  const at = [...byId("text").children].indexOf(event.target);
  pickFromText(event);
  // The marks were made anew, perhaps with other cuts: stay near.
  (byId("text").children[at] ?? byId("text")).focus({ preventScroll: true });
}

function read(article) {
  if (reading.article !== article) reading.record = null;
  reading.article = article;
  showReader();
}

// Makes `record` the chosen one on both sides. `from` is the side that needs no scrolling.
function select(record, from) {
  reading.article = record.article;
  reading.record = record;
  const box = byId("text");
  const before = box ? box.scrollTop : 0;
  showReader();
  const text = byId("text");
  const first = text && (text.querySelector(".chosen-v") ?? text.querySelector(".chosen"));
  if (text && from === "text") text.scrollTop = before;
  else if (first) text.scrollTop = first.offsetTop - text.offsetTop - text.clientHeight / 3;
  showChosenCard(record, from === "text");
}
