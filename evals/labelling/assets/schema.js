// What kind of control a value needs, told from its JSON Schema.

const shapes = new WeakMap();

function branchesOf(node) {
  return [node, ...["anyOf", "oneOf", "allOf"].flatMap((key) => (Array.isArray(node[key]) ? node[key] : []))].filter((one) => one && typeof one === "object");
}

// {kind, nullable, choices, glosses, items, properties, required, about}; `kind`: enum, text, flag, number, list, object, json.
function shapeOf(node) {
  const known = shapes.get(node);
  if (known) return known;
  const branches = branchesOf(node);
  const types = new Set(branches.flatMap((branch) => branch.type ?? []));
  const first = (key) => branches.find((branch) => key in branch)?.[key];
  const constants = first("enum") ?? (first("const") === undefined ? null : [first("const")]);
  const shape = {
    nullable: types.has("null") || Boolean(constants?.includes(null)),
    choices: constants?.filter((value) => value !== null) ?? null,
    glosses: first("x-glosses") ?? {},
    items: first("items"),
    properties: first("properties"),
    required: new Set(first("required") ?? []),
    about: first("description") ?? "",
  };
  shape.kind = kindOf(shape, types);
  shapes.set(node, shape);
  return shape;
}

function kindOf(shape, types) {
  if (shape.choices) return "enum";
  if (types.has("string")) return "text";
  if (types.has("boolean")) return "flag";
  if (types.has("number") || types.has("integer")) return "number";
  if (types.has("array") && shape.items && typeof shape.items === "object") return "list";
  if (shape.properties) return "object";
  return "json";
}

// The kind that suits the value that is there: what does not fit its schema is shown as JSON, not hidden.
function kindFor(node, value) {
  const { kind, items } = shapeOf(node);
  const fits = { text: typeof value === "string", number: typeof value === "number" || typeof value === "string", flag: typeof value === "boolean", enum: typeof value !== "object", list: Array.isArray(value), object: typeof value === "object" && !Array.isArray(value) };
  if (value === null || value === undefined || fits[kind]) return kind;
  if (Array.isArray(value) && (items || listBranch(node))) return "list";
  return "json";
}

function listBranch(node) {
  return branchesOf(node).find((branch) => branch.items);
}

// What an added entry of a list begins with. Where it may be a string or a list, it is a list, which can say more.
function blankItem(node) {
  const list = listBranch(node);
  if (list) return [blankItem(list.items)];
  const shape = shapeOf(node);
  return shape.kind === "object" ? blankObject(shape) : null;
}

function blankObject({ properties, required }) {
  const made = {};
  for (const [name, node] of Object.entries(properties)) {
    const shape = shapeOf(node);
    if (shape.nullable) made[name] = null;
    else if (shape.kind === "list") made[name] = [];
    else if (required.has(name)) made[name] = null;
  }
  return made;
}
