import {
  type Arbitrary,
  array,
  boolean,
  constant,
  constantFrom,
  integer,
  oneof,
  record,
  tuple,
  uint8Array,
} from "fast-check";
import { requestParts, type Targets } from "./hostile-documents.ts";
import { hostileJson, largeJson, objectOf, strangeJson } from "./hostile-json.ts";

/** Something that a hostile client does to a server, in one go. */
export type Attack = SocketAttack | HttpAttack;

export interface SocketAttack {
  readonly kind: "socket";
  /** Shows a token. */
  readonly isKnown: boolean;
  readonly frames: readonly Frame[];
}

export interface Frame {
  readonly data: Buffer;
  readonly isBinary: boolean;
}

export interface HttpAttack {
  readonly kind: "post" | "get" | "auth";
  readonly isKnown: boolean;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body: Buffer | null;
}

/**
 * Any attack. Most messages are well formed, go far, and keep their socket open for later ones. The
 * rest is wrong in every way. `targets` exist.
 */
export function attacks(targets: Targets): Arbitrary<Attack> {
  const parts = requestParts(targets);
  const tame = parts.map(({ query, variables }) => `{"query":${query},"variables":${variables}}`);
  const wild = tuple(parts, hostileJson, hostileJson, hostileJson).chain(([{ query, variables }, ...values]) =>
    objectOf([
      { name: "query", value: oneof({ weight: 6, arbitrary: constant(query) }, constant(values[0])), share: 90 },
      { name: "variables", value: oneof(constant(variables), constant(values[1])), share: 80 },
      { name: "operationName", value: oneof(constant("null"), constant(values[2])), share: 30 },
      { name: "extensions", value: oneof(persisted, constant(values[0])), share: 30 },
      { name: "__proto__", value: constant(values[1]), share: 5 },
    ]),
  );
  const request = oneof({ weight: 60, arbitrary: tame }, { weight: 25, arbitrary: damaged(wild) }, largeJson);
  const isKnown = integer({ min: 0, max: 9 }).map((chance) => chance > 0);
  return oneof(
    { weight: 10, arbitrary: record({ kind: constant("socket" as const), isKnown, frames: frames(tame, wild) }) },
    {
      weight: 60,
      arbitrary: tuple(isKnown, request).map(([known, body]) => post("post", known, "/graphql", body)),
    },
    {
      weight: 16,
      arbitrary: tuple(isKnown, searches(oneof({ weight: 3, arbitrary: tame }, wild))).map(([known, search]) => ({
        ...{ kind: "get" as const, isKnown: known, method: "GET" as const, body: null },
        path: `/graphql?${search}`,
      })),
    },
    { weight: 6, arbitrary: accountRequests },
  );
}

/** The messages of one socket; the first that is refused with a closing is the last that counts. */
function frames(tame: Arbitrary<string>, wild: Arbitrary<string>): Arbitrary<Frame[]> {
  const message = oneof(
    { weight: 200, arbitrary: tame.map((payload) => `{"id":"@","type":"subscribe","payload":${payload}}`) },
    { weight: 16, arbitrary: constant('{"id":"@","type":"complete"}') },
    { weight: 8, arbitrary: constantFrom('{"type":"ping"}', '{"type":"pong","payload":{"a":[]}}') },
    { weight: 4, arbitrary: damaged(wild).map((payload) => `{"id":"@","type":"subscribe","payload":${payload}}`) },
    {
      weight: 2,
      arbitrary: objectOf([
        { name: "id", value: oneof(constant('"@"'), constant('"__proto__"'), hostileJson), share: 90 },
        { name: "type", value: oneof(constantFrom('"subscribe"', '"complete"', '"next"'), hostileJson), share: 90 },
        { name: "payload", value: oneof(tame, hostileJson), share: 90 },
      ]),
    },
    strangeJson.map((payload) => `{"type":"connection_init","payload":${payload}}`),
    largeJson.map(
      (payload) => `{"id":"@","type":"subscribe","payload":{"query":"{ me { id } }","variables":${payload}}}`,
    ),
    hostileJson,
  );
  return array(tuple(message, integer({ min: 0, max: 199 })), { minLength: 1, maxLength: 50, size: "max" }).map((all) =>
    all.map(([text, chance], index) => {
      const isEnd = text.includes('"type":"complete"');
      const id = isEnd ? Math.max(0, index - (chance % 8)) : index;
      return { data: spoil(Buffer.from(text.replace('"id":"@"', `"id":"${id}"`)), chance), isBinary: chance === 199 };
    }),
  );
}

/** Bytes that are no UTF-8, in one case of two hundred. */
function spoil(data: Buffer, chance: number): Buffer {
  return chance === 198 ? Buffer.concat([data.subarray(0, 20), Buffer.from([0xc3, 0x28]), data.subarray(20)]) : data;
}

const persisted = constantFrom(
  '{"persistedQuery":{"version":1,"sha256Hash":"x"}}',
  '{"persistedQuery":{"version":1,"sha256Hash":{"a":[]}}}',
  '{"persistedQuery":[]}',
  '{"persistedQuery":{"version":"1"}}',
);

/** The same, now and then cut or with something between. */
function damaged(text: Arbitrary<string>): Arbitrary<string> {
  const damage = tuple(integer({ min: 0, max: 9 }), integer({ min: 0, max: 500 }), uint8Array({ maxLength: 4 }));
  return tuple(text, damage).map(([whole, [kind, at, bytes]]) => {
    if (kind === 0) return whole.slice(0, at);
    return kind === 1 ? whole.slice(0, at) + Buffer.from(bytes).toString("latin1") + whole.slice(at) : whole;
  });
}

function post(kind: HttpAttack["kind"], isKnown: boolean, path: string, body: string): HttpAttack {
  return { kind, isKnown, method: "POST", path, body: Buffer.from(body) };
}

const accountRequests: Arbitrary<HttpAttack> = oneof(
  {
    weight: 6,
    arbitrary: tuple(
      constantFrom("/auth/sign-in/email", "/auth/sign-up/email", "/auth/update-user", "/auth/none", "/auth/"),
      damaged(
        objectOf([
          { name: "email", value: oneof(constant('"mallory@example.org"'), hostileJson), share: 90 },
          { name: "password", value: hostileJson, share: 90 },
          { name: "name", value: hostileJson, share: 90 },
        ]),
      ),
      boolean(),
    ).map(([path, body, isKnown]) => post("auth", isKnown, path, body)),
  },
  {
    weight: 3,
    arbitrary: constantFrom("/auth/get-session", "/auth/token", "/auth/jwks").map((path) => ({
      ...{ kind: "auth" as const, isKnown: true, method: "GET" as const, path, body: null },
    })),
  },
  integer({ min: 0, max: 2 ** 31 }).map((number) => {
    const body = { name: "Mallory", email: `mallory-${number}@example.org`, password: "long enough to be taken" };
    return post("auth", false, "/auth/sign-up/email", JSON.stringify(body));
  }),
);

function searches(request: Arbitrary<string>): Arbitrary<string> {
  const names = ["query", "variables", "extensions", "operationName"];
  return tuple(
    request,
    hostileJson,
    array(constantFrom(...names, "x"), { maxLength: 2 }),
    integer({ min: 0, max: 9 }),
  ).map(([body, value, extra, chance]) => {
    const search = new URLSearchParams();
    for (const name of names) {
      const member = readMember(body, name);
      if (member !== null) search.append(name, member);
    }
    if (chance < 2) for (const name of extra) search.append(name, value);
    // The head of a request may measure 16 KiB.
    return (chance === 9 ? `${search}&variables=%E0%A4%A&query=%FF` : `${search}`).slice(0, 12_000);
  });
}

/** The text of a request's member; null where it has none. */
function readMember(body: string, name: string): string | null {
  try {
    const value: unknown = JSON.parse(body)?.[name] ?? null;
    return value === null || typeof value === "string" ? value : JSON.stringify(value);
  } catch {
    return name === "query" ? body : null;
  }
}
