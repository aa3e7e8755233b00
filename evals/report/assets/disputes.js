// Doubts about the gold files: kept in the browser where it allows that, and downloaded as disputes.json.

const SHELF = `zhailu-disputes-${DATA.run.gold_sha256}`;
const disputes = new Map();
let kept = true;

function loadDisputes() {
  try {
    for (const [key, dispute] of JSON.parse(localStorage.getItem(SHELF) || "[]")) disputes.set(key, dispute);
  } catch {
    kept = false;
  }
}

function keepDisputes() {
  try {
    localStorage.setItem(SHELF, JSON.stringify([...disputes]));
  } catch {
    kept = false;
  }
  showDisputes();
}

function showDisputes() {
  const box = byId("disputes");
  box.hidden = disputes.size === 0;
  fill(box,
    el("strong", { text: word("disputes", disputes.size) }),
    kept ? null : el("span", { text: word("not_kept") }),
    el("button", { type: "button", id: "download", onclick: download, text: word("download") }),
    el("span", {}, `${word("then_review")} `, el("code", { text: "zhailu label --disputes disputes.json" })),
  );
}

function download() {
  const content = { gold_sha256: DATA.run.gold_sha256, schema: DATA.run.schema, disputes: [...disputes.values()].map(ofItsFile) };
  const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2) + "\n"], { type: "application/json" }));
  el("a", { href: url, download: "disputes.json" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

// A reviewer must be able to tell whether the gold file is still the one that was doubted.
function ofItsFile(dispute) {
  return { ...dispute, gold_sha256: ARTICLE_BY_ID.get(dispute.article).gold_sha256 };
}

// Where gold has the value, or would have it: `-` stands for a record that gold lacks (RFC 6901).
function pointerOf(leaf) {
  const { record, field, element } = leaf;
  const home = record.group ? `/${record.group}/${record.gold ?? "-"}` : "";
  return home + field.pointer + (element === null ? "" : `/${element}`);
}

function disputeOfLeaf(leaf) {
  return { article: leaf.record.article.id, pointer: pointerOf(leaf), gold: leaf.gold, predicted: leaf.predicted };
}

function disputeOfRecord(record) {
  const values = (side) => Object.fromEntries(record.leaves.filter((leaf) => leaf[side] !== null).map((leaf) => [leaf.field.name, leaf[side]]));
  return {
    article: record.article.id,
    pointer: `/${record.group}/${record.gold ?? "-"}`,
    gold: record.gold === null ? null : values("gold"),
    predicted: record.predicted === null ? null : values("predicted"),
  };
}

// A button that opens a form beside it. `about` is the dispute without its reason.
function disputeButton(about, label) {
  const key = JSON.stringify([about.article, about.pointer, about.predicted]);
  const box = el("div", { class: "dispute" });
  const draw = (open) => {
    const known = disputes.get(key);
    const button = el("button", { type: "button", class: "small", "aria-expanded": String(open), "data-pointer": about.pointer, text: known ? `⚑ ${word("disputed")}` : word(label), onclick: () => draw(!open) });
    if (known) button.classList.add("on");
    fill(box, button, open ? disputeForm(known, (reason) => {
      if (reason === null) disputes.delete(key);
      else disputes.set(key, { ...about, reason });
      keepDisputes();
      draw(false);
      box.querySelector("button").focus();
    }, () => { draw(false); box.querySelector("button").focus(); }) : null);
    if (open) box.querySelector("textarea").focus();
  };
  draw(false);
  return box;
}

function disputeForm(known, done, cancel) {
  const area = el("textarea", { rows: "2", required: true, "aria-label": word("reason"), placeholder: word("reason") });
  area.value = known ? known.reason : "";
  const save = (event) => {
    event.preventDefault();
    const reason = area.value.trim();
    if (reason) done(reason);
    else area.focus();
  };
  return el("form", { onsubmit: save, onkeydown: (event) => { if (event.key === "Escape") cancel(); } }, area,
    el("div", { class: "actions" },
      el("button", { type: "submit", class: "primary", text: word("save") }),
      el("button", { type: "button", text: word("cancel"), onclick: cancel }),
      known ? el("button", { type: "button", text: word("withdraw"), onclick: () => done(null) }) : null,
    ));
}
