import {
  type Arbitrary,
  array,
  boolean,
  constant,
  constantFrom,
  integer,
  json,
  oneof,
  option,
  record,
  string,
  tuple,
  uint8Array,
} from "fast-check";

/** Something that a hostile client does to a server, in one go. */
export type Attack =
  | { readonly kind: "socket"; readonly isKnown: boolean; readonly frames: readonly Frame[] }
  | { readonly kind: "post"; readonly isKnown: boolean; readonly path: string; readonly body: Buffer }
  | { readonly kind: "get"; readonly isKnown: boolean; readonly search: string };

export interface Frame {
  readonly data: Buffer;
  readonly isBinary: boolean;
}

/** What the documents are about. */
export interface Targets {
  readonly projectId: string;
}

/** Any attack; `targets` exist, so that some requests go far. */
export function attacks({ projectId }: Targets): Arbitrary<Attack> {
  const id = oneof(constant(JSON.stringify(projectId)), hostileJson);
  const input = members({ projectId: id, title: hostileJson, taskId: id, dueAt: hostileJson, status: hostileJson });
  const variables = oneof(
    {
      weight: 16,
      arbitrary: members({ id, projectId: id, input, first: hostileJson, filter: input, since: hostileJson }),
    },
    hostileJson,
  );
  const request = members({
    query: documents(projectId).map((text) => JSON.stringify(text)),
    variables,
    operationName: oneof({ weight: 16, arbitrary: constant("null") }, hostileJson),
    extensions: oneof({ weight: 12, arbitrary: constant("null") }, persisted, hostileJson),
  });
  const message = oneof(
    { weight: 40, arbitrary: members({ id: ids, type: constant('"subscribe"'), payload: request }) },
    { weight: 5, arbitrary: members({ id: ids, type: constant('"complete"') }) },
    { weight: 4, arbitrary: members({ type: constantFrom('"ping"', '"pong"'), payload: hostileJson }) },
    { weight: 1, arbitrary: members({ type: constant('"connection_init"'), payload: hostileJson }) },
    { weight: 1, arbitrary: members({ type: hostileJson, id: ids, payload: request }) },
  );
  const frame = tuple(damaged(message), integer({ min: 0, max: 99 })).map(([data, chance]) => ({
    data,
    isBinary: chance === 0,
  }));
  const isKnown = oneof({ weight: 4, arbitrary: constant(true) }, constant(false));
  return oneof(
    {
      weight: 6,
      arbitrary: record({
        kind: constant("socket" as const),
        isKnown,
        frames: array(frame, { minLength: 1, maxLength: 8 }),
      }),
    },
    {
      weight: 6,
      arbitrary: record({
        kind: constant("post" as const),
        isKnown,
        path: constant("/graphql"),
        body: damaged(request),
      }),
    },
    { weight: 2, arbitrary: record({ kind: constant("get" as const), isKnown, search: searches(request) }) },
    {
      weight: 1,
      arbitrary: record({
        kind: constant("post" as const),
        isKnown,
        path: constantFrom("/auth/sign-in/email", "/auth/sign-up/email", "/auth/update-user", "/auth/none", "/auth/"),
        body: damaged(members({ email: hostileJson, password: hostileJson, name: hostileJson, token: hostileJson })),
      }),
    },
  );
}

const nested = (open: string, close: string) =>
  integer({ min: 1, max: 12 }).map(
    (power) => open.repeat(2 ** power) + (power % 3 === 0 ? "" : `1${close.repeat(2 ** power)}`),
  );

/** JSON that a parser takes, of every kind. */
const strangeJson: Arbitrary<string> = oneof(
  { weight: 4, arbitrary: json({ maxDepth: 3 }) },
  { weight: 2, arbitrary: string({ unit: "binary", maxLength: 200 }).map((text) => JSON.stringify(text)) },
  integer({ min: 1, max: 40 }).map((depth) => "[".repeat(depth) + "]".repeat(depth)),
  integer({ min: 1, max: 40 }).map((depth) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`),
  integer({ min: 1, max: 200 }).map((width) => `[${Array.from({ length: width }, () => "{}").join(",")}]`),
  integer({ min: 1, max: 2_000 }).map(
    (width) => `{${Array.from({ length: width }, (_, n) => `"k${n}":${n}`).join(",")}}`,
  ),
  integer({ min: 1, max: 2_000 }).map((length) => JSON.stringify("é".repeat(length))),
  constantFrom(
    ...["null", "true", "1e400", "-0", "1e-7", "2147483648", '"\\ud800"', '"\\u0000"', "{}", "[]", '""'],
    ...['{"constructor":{"prototype":1}}', '{"toString":null,"length":-1}', '"__proto__"', '"TODO"', "5"],
  ),
);

/** The same, and now and then something that ends the message. */
const hostileJson: Arbitrary<string> = oneof(
  { weight: 30, arbitrary: strangeJson },
  oneof(
    nested("[", "]"),
    nested('{"a":', "}"),
    integer({ min: 1, max: 20_000 }).map((width) => `[${"{},".repeat(width)}{}]`),
    constantFrom("NaN", "", "[,]", '"', '{"__proto__":{"a":1}}'),
  ),
);

const ids = oneof(
  { weight: 40, arbitrary: constantFrom('"1"', '"2"', '"3"', '"__proto__"', '"constructor"') },
  hostileJson,
);

const persisted = constantFrom(
  '{"persistedQuery":{"version":1,"sha256Hash":"x"}}',
  '{"persistedQuery":{"version":1,"sha256Hash":{"a":[]}}}',
  '{"persistedQuery":[]}',
  '{"persistedQuery":{"version":"1"}}',
);

/** Documents that are valid, such as only look like it, and hostile ones. */
function documents(projectId: string): Arbitrary<string> {
  const valid = constantFrom(
    "{ me { id } }",
    "query ($first: Int) { projects(first: $first) { totalCount nodes { id name } } }",
    "query ($id: ID!, $filter: TaskFilter) { project(id: $id) { seq tasks(first: 5, filter: $filter) { nodes { id } } } }",
    "mutation ($input: CreateTaskInput!) { createTask(input: $input) { seq } }",
    "mutation ($input: DeleteTaskInput!) { deleteTask(input: $input) { __typename } }",
    "subscription ($projectId: ID!, $since: Int) { projectActivity(projectId: $projectId, since: $since) { __typename } }",
    `subscription { projectActivity(projectId: "${projectId}") { __typename ... on TaskCreated { task { id } } } }`,
    "query ($__proto__: Int) { constructor: projects(first: $__proto__) { __typename } }",
    "{ __schema { types { name } } }",
  );
  const part = constantFrom(
    ..."{}()[]$:!@|&=\"'#,.\\\n\0é".split(""),
    '"""',
    "...",
    "fragment F on Query",
    "me",
    "on",
    "-1",
    "1e9",
  );
  const spoiled = tuple(valid, integer({ min: 0, max: 200 }), array(part, { maxLength: 5 })).map(
    ([text, at, parts]) => text.slice(0, at) + parts.join("") + text.slice(at),
  );
  const deep = tuple(constantFrom("{ me ", "{ a(b: [", "...{", "[", "{a:{"), integer({ min: 1, max: 11 })).map(
    ([open, power]) => open.repeat(2 ** power),
  );
  const wide = integer({ min: 1, max: 150 }).map(
    (count) => `{ ${Array.from({ length: count }, (_, n) => `a${n % 120}: project(id: "${n}") { id }`).join(" ")} }`,
  );
  return oneof(
    { weight: 6, arbitrary: valid },
    { weight: 3, arbitrary: spoiled },
    deep,
    wide,
    string({ unit: "binary" }),
  );
}

/** An object of these members, some of them left out, repeated or with others beside them. */
function members(parts: Readonly<Record<string, Arbitrary<string>>>): Arbitrary<string> {
  const chosen = Object.entries(parts).map(([name, part]) =>
    tuple(part, integer({ min: 0, max: 19 })).map(([value, chance]) =>
      chance === 0 ? "" : `${JSON.stringify(name)}:${value}`,
    ),
  );
  const extra = option(tuple(constantFrom("extra", "__proto__", "type", "id", "payload"), hostileJson), { freq: 8 });
  return tuple(tuple(...chosen), extra).map(([texts, more]) => {
    const all = more ? [...texts, `${JSON.stringify(more[0])}:${more[1]}`] : texts;
    return `{${all.filter((text) => text !== "").join(",")}}`;
  });
}

/** The bytes of a text, now and then cut, or with bytes that are no UTF-8. */
function damaged(text: Arbitrary<string>): Arbitrary<Buffer> {
  const damage = tuple(
    integer({ min: 0, max: 39 }),
    integer({ min: 0, max: 500 }),
    uint8Array({ minLength: 1, maxLength: 4 }),
  );
  return tuple(text, damage).map(([whole, [kind, at, bytes]]) => {
    const buffer = Buffer.from(whole);
    if (kind === 0) return buffer.subarray(0, at);
    if (kind === 1) return Buffer.concat([buffer.subarray(0, at), bytes, buffer.subarray(at)]);
    return buffer;
  });
}

function searches(request: Arbitrary<string>): Arbitrary<string> {
  const names = ["query", "variables", "extensions", "operationName"];
  return tuple(request, hostileJson, array(constantFrom(...names, "x"), { maxLength: 3 }), boolean()).map(
    ([body, value, extra, isRaw]) => {
      const search = new URLSearchParams();
      for (const name of names) search.append(name, readMember(body, name));
      for (const name of extra) search.append(name, value);
      // The head of a request may measure 16 KiB.
      return (isRaw ? `${search}&variables=%E0%A4%A&query=%FF` : `${search}`).slice(0, 12_000);
    },
  );
}

function readMember(body: string, name: string): string {
  try {
    const value: unknown = JSON.parse(body)[name];
    return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  } catch {
    return body;
  }
}
