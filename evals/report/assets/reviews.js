// What was decided on earlier doubts about these gold files.

function showReviews() {
  const { reviews } = DATA;
  byId("reviews").hidden = reviews.length === 0;
  const heads = ["decision", "article", "doubt", "because", "by"];
  fill(byId("review-list"), el("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "reviews-title" },
    el("table", { id: "review-table" },
      el("thead", {}, el("tr", {}, ...heads.map((key) => el("th", { scope: "col", text: word(key) })))),
      el("tbody", {}, ...reviews.map(reviewRow)))));
}

function reviewRow({ dispute, decision, because, by, at }) {
  return el("tr", {},
    el("td", {}, el("span", { class: `verdict ${decision === "accepted" ? "right" : "wrong"}`, text: word(decision) })),
    el("td", {}, el("bdi", { text: dispute.article }), el("div", { class: "muted" }, el("bdi", { text: dispute.pointer }))),
    el("td", {}, el("bdi", { text: dispute.reason })),
    el("td", {}, el("bdi", { text: because })),
    el("td", {}, el("bdi", { text: by }), el("div", { class: "muted", text: at.slice(0, 10) })));
}
