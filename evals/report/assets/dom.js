// The page is built with createElement and textContent alone: no text is ever parsed as HTML.

function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") node.className = value;
    else if (key === "text") node.textContent = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function fill(node, ...children) {
  node.replaceChildren(...children.filter((child) => child !== null && child !== undefined));
}

function byId(id) {
  return document.getElementById(id);
}

function ratio(value) {
  return value === null ? "–" : value.toFixed(3);
}

function percent(share) {
  return share.ratio === null ? "–" : `${(100 * share.ratio).toFixed(1)}%`;
}

function count(value) {
  return value === null ? word("unknown") : value.toLocaleString("en-US");
}

function bar(value, kind = "") {
  const inner = el("span", { class: `fill ${kind}` });
  inner.style.width = `${100 * (value ?? 0)}%`;
  return el("span", { class: "bar", "aria-hidden": "true" }, inner);
}

// Characters that change how others look, or look like nothing.
const HIDDEN = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

function written(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

// A value from an article or an answer, kept from reordering what stands beside it.
function quoted(value) {
  if (value === null || value === undefined) return el("span", { class: "none", text: "—" });
  const text = written(value);
  const node = el("bdi", { class: "value", text });
  return HIDDEN.test(text) ? el("span", {}, node, " ", el("span", { class: "warn", text: `⚠ ${word("hidden_characters")}` })) : node;
}

const SIGNS = { right: "✓", wrong: "✗", missing: "○", invented: "+", unsupported: "?" };

function verdictChip(verdict) {
  return el("span", { class: `verdict ${verdict}` }, el("span", { class: "sign", "aria-hidden": "true", text: SIGNS[verdict] }), word(verdict));
}
