// Text cut wherever one of the spans [start, end, …] begins or ends: [the piece, the spans over it], in order.
function cutAt(text, spans) {
  const { length } = text;
  const cuts = [...new Set([0, length, ...spans.flatMap(([start, end]) => [Math.min(start, length), Math.min(end, length)])])].sort((a, b) => a - b);
  const starting = new Map();
  for (const span of spans) starting.set(span[0], [...(starting.get(span[0]) ?? []), span]);
  const pieces = [];
  let open = [];
  for (let i = 0; i + 1 < cuts.length; i += 1) {
    open = [...open.filter((span) => span[1] > cuts[i]), ...(starting.get(cuts[i]) ?? [])];
    pieces.push([text.slice(cuts[i], cuts[i + 1]), open]);
  }
  return pieces;
}
