// One dispute: what gold says, what was predicted, why a reader doubts gold, and what the reviewer decides.

const SIGNED = "zhailu-reviewer";

function isUndecided() {
  return Boolean(DATA.review && DATA.review.decided === null);
}

// A dispute ends with a decision, not with a mere save.
function goToDecision() {
  byId("side").scrollTop = 0;
  byId("because").focus();
}

function showReview() {
  if (!DATA.review) return;
  const { dispute, decided, standing } = DATA.review;
  fill(byId("review"), el("div", { class: "card dispute-card", id: "dispute" },
    el("div", { class: "card-head" }, el("h2", { text: word("dispute") }), el("span", { class: `verdict ${standing === "open" ? "missing" : standing === "accepted" ? "right" : "wrong"}`, id: "standing", text: word(standing) })),
    standing === "stale" ? el("p", { class: "complaint", id: "stale-note", text: word("stale_note") }) : null,
    el("dl", { class: "about-dispute" },
      ...described("at_place", el("button", { type: "button", class: "link", onclick: () => goTo(dispute.pointer) }, el("code", { text: dispute.pointer }))),
      ...described("gold", valueShown(dispute.gold)),
      ...described("predicted", valueShown(dispute.predicted)),
      ...described("reason", el("bdi", { class: "value", text: dispute.reason }))),
    decided ? el("p", { id: "decided", text: word("decided", word(decided.decision), decided.by, decided.at.slice(0, 10), decided.because) }) : decisionForm(dispute)));
}

function described(key, node) {
  return [el("dt", { text: word(key) }), el("dd", {}, node)];
}

function valueShown(value) {
  if (value === null) return el("span", { class: "none", text: word("nothing") });
  if (typeof value !== "object" || Array.isArray(value)) return quoted(value);
  return el("span", {}, ...Object.entries(value).map(([name, one]) => el("span", { class: "pair" }, `${name}: `, quoted(one))));
}

function decisionForm(dispute) {
  const because = el("textarea", { rows: "2", id: "because", "aria-label": word("because"), placeholder: word("because") });
  const by = el("input", { type: "text", id: "by", autocomplete: "name", "aria-label": word("by"), placeholder: word("by") });
  // The form is made anew when the language changes: what was typed stays.
  because.value = byId("because")?.value ?? "";
  by.value = byId("by")?.value ?? signature();
  const decide = (decision) => decideOn(decision, because, by);
  return el("form", { onsubmit: (event) => event.preventDefault() },
    because, by,
    el("p", { class: "about", text: word("decide_hint") }),
    el("div", { class: "actions" },
      dispute.predicted === null ? null : el("button", { type: "button", id: "use-predicted", text: word("use_predicted"), onclick: () => usePredicted(dispute) }),
      el("button", { type: "button", class: "primary", id: "accept", text: word("accept"), onclick: () => decide("accepted") }),
      el("button", { type: "button", id: "reject", text: word("reject"), onclick: () => decide("rejected") })));
}

// The name is asked for once: it is kept in this browser where that is allowed, and goes along to the next dispute.
function signature() {
  try {
    return sessionStorage.getItem(SIGNED) ?? "";
  } catch {
    return "";
  }
}

async function decideOn(decision, because, by) {
  const empty = [because, by].find((one) => !one.value.trim());
  if (empty) return empty.focus();
  try {
    sessionStorage.setItem(SIGNED, by.value.trim());
  } catch { /* asked for again */ }
  const answer = await send("decide", { document: state.document, seen: state.seen, decision, because: because.value, by: by.value });
  if (!answer.ok) return refused(answer);
  state.saved = JSON.stringify(state.document);
  if (answer.body.next === null) return location.reload();
  return goToStop(answer.body.next);
}

// What was predicted, put where gold would have it: a value in its field, a record that gold lacks as a new one.
function usePredicted({ pointer, predicted, gold }) {
  const path = pathTo(pointer);
  const [, group] = path;
  const lacking = path.indexOf("-");
  if (lacking < 0 && typeof predicted !== "object") {
    const list = Array.isArray(valueAt(path)) && gold === null;
    change(null, () => put(path, list ? [...valueAt(path), predicted] : predicted));
    goTo(pointer);
  } else if (GROUPS.has(group)) {
    const values = lacking === 2 && path.length > 3 ? { [path.slice(3).join(".")]: predicted } : predicted;
    if (lacking >= 0) {
      openGroup(group);
      clearPick();
      addRecord();
    } else openRecord(group, path[2], { scroll: "panel" });
    for (const [name, value] of Object.entries(values)) {
      const place = [...recordPath(), name];
      const many = Array.isArray(valueAt(place));
      change("predicted", () => put(place, many && !Array.isArray(value) ? [value] : value));
    }
  }
  showWork();
}
