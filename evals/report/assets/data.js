// What the report holds, joined up: articles → records (pairs and what is left over) → leaves.
const DATA = JSON.parse(byId("data").textContent);
const VERDICTS = ["right", "wrong", "missing", "invented"];
const KINDS = [...VERDICTS, "unsupported"];
const GROUPS = new Map(DATA.groups.map((group) => [group.name, group]));
const ARTICLES = DATA.articles.map(joined);
const ARTICLE_BY_ID = new Map(ARTICLES.map((article) => [article.id, article]));
const RECORDS = ARTICLES.flatMap((article) => article.records);

function joined(data, place) {
  const article = { ...data, place, records: [], byGold: new Map(), byPredicted: new Map() };
  const records = new Map();
  for (const group of [{ name: "" }, ...DATA.groups]) {
    for (const leaf of data.leaves) {
      const field = DATA.fields[leaf[0]];
      if (field.group !== group.name) continue;
      const key = `${group.name}|${leaf[4] ?? "-"}|${leaf[5] ?? "-"}`;
      if (!records.has(key)) records.set(key, newRecord(article, group.name, leaf[4], leaf[5]));
      const record = records.get(key);
      record.leaves.push({
        record, field, number: leaf[0], verdict: VERDICTS[leaf[1]], gold: leaf[2], predicted: leaf[3], unsupported: leaf[6] === 1, element: leaf[7],
      });
    }
  }
  for (const pair of data.pairs) {
    const record = article.byGold.get(`${pair[0]}|${pair[1]}`);
    if (record) record.pair = { similarity: pair[3], row: pair[4], runnerUp: pair[5] };
  }
  delete article.leaves;
  return article;
}

function newRecord(article, group, gold, predicted) {
  const record = { id: `record-${article.place}-${article.records.length}`, article, group, gold, predicted, leaves: [], pair: null, words: null };
  article.records.push(record);
  if (gold !== null) article.byGold.set(`${group}|${gold}`, record);
  if (predicted !== null) article.byPredicted.set(`${group}|${predicted}`, record);
  if (!group) { article.byGold.set("|null", record); article.byPredicted.set("|null", record); }
  return record;
}

function groupName(name) {
  return name || word("own_fields");
}

function fieldName(field) {
  return field.group ? `${field.group}.${field.name}` : field.name;
}

// What a record is called: the values that identify it, gold's where gold has them.
function titleOf(record, side = null) {
  if (!record.group) return word("article_record");
  const identity = GROUPS.get(record.group).identity;
  const known = record.leaves.filter((leaf) => identity.includes(leaf.number));
  const told = (known.length ? known : record.leaves.slice(0, 1)).map((leaf) => written(side === "predicted" ? leaf.predicted : leaf.gold ?? leaf.predicted));
  return told.filter(Boolean).join(" · ") || record.group;
}

const filters = { verdicts: new Set(["wrong", "missing", "invented"]), group: null, field: null, article: null, query: "" };

function clearFilters(verdicts = []) {
  Object.assign(filters, { verdicts: new Set(verdicts), group: null, field: null, article: null, query: "" });
}

// The records with a leaf that passes, those leaves, and of each kind how many there would be.
function filtered() {
  const found = [];
  const counts = Object.fromEntries(KINDS.map((kind) => [kind, 0]));
  const query = filters.query.trim().toLowerCase();
  let total = 0;
  for (const record of RECORDS) {
    if (filters.article !== null && record.article.id !== filters.article) continue;
    if (filters.group !== null && record.group !== filters.group) continue;
    if (query && !wordsOf(record).includes(query)) continue;
    const leaves = [];
    for (const leaf of record.leaves) {
      if (filters.field !== null && leaf.number !== filters.field) continue;
      counts[leaf.verdict] += 1;
      if (leaf.unsupported) counts.unsupported += 1;
      if (!filters.verdicts.size || filters.verdicts.has(leaf.verdict) || (leaf.unsupported && filters.verdicts.has("unsupported"))) leaves.push(leaf);
    }
    if (leaves.length) found.push({ record, leaves });
    total += leaves.length;
  }
  return { found, counts, total };
}

function wordsOf(record) {
  record.words ??= record.leaves.map((leaf) => `${written(leaf.gold)}\n${written(leaf.predicted)}`).join("\n").toLowerCase();
  return record.words;
}
