import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Instance, startInstance } from "../../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";

let database: TestDatabase;
let instance: Instance;

beforeAll(async () => {
  database = await createTestDatabase();
  const variables = { PUBLIC_URL: "http://localhost:4000", ALLOWED_ORIGINS: "https://board.example" };
  instance = await startInstance(database.url, variables);
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

const headers = { authorization: "Bearer a.b.c", "content-type": "application/json" };
const exposed = "retry-after, x-request-id";
const body = JSON.stringify({ query: "{ __typename }" });

describe("a page of an allowed origin", () => {
  it.each(["http://localhost:4000", "http://127.0.0.1:4000", "https://board.example"])(
    "may use the API without credentials: %s",
    async (origin) => {
      const preflight = await askFirst("/graphql", origin);
      expect(preflight.status).toBe(204);
      expect(corsHeaders(preflight)).toEqual({
        "access-control-allow-origin": origin,
        "access-control-allow-methods": "GET, POST",
        "access-control-allow-headers": expect.stringContaining("authorization, content-type"),
        "access-control-expose-headers": exposed,
        "access-control-max-age": "600",
      });
      // Errors are to be read, too.
      const answer = await fetch(`${instance.url}/graphql`, { method: "POST", body, headers: { ...headers, origin } });
      expect(answer.status).toBe(401);
      expect(corsHeaders(answer)).toEqual({
        "access-control-allow-origin": origin,
        "access-control-expose-headers": exposed,
      });
      expect(answer.headers.get("vary")).toMatch(/origin/i);
    },
  );

  it.each([
    "apollo-require-preflight",
    "x-apollo-operation-name",
    "apollographql-client-name",
    "apollographql-client-version",
    "sentry-trace",
    "baggage",
    "traceparent",
    "tracestate",
    "content-encoding",
    "last-event-id",
  ])("may send the header %s", async (name) => {
    const preflight = await askFirst("/graphql", "https://board.example", name);
    expect(preflight.headers.get("access-control-allow-headers")?.split(", ")).toContain(name);
  });

  it("may use accounts with credentials", async () => {
    const origin = "https://board.example";
    const preflight = await askFirst("/auth/sign-in/email", origin);
    expect(preflight.status).toBe(204);
    const credentials = { "access-control-allow-origin": origin, "access-control-allow-credentials": "true" };
    expect(corsHeaders(preflight)).toMatchObject(credentials);
    const answer = await fetch(`${instance.url}/auth/token`, { headers: { origin } });
    expect(corsHeaders(answer)).toMatchObject(credentials);
  });
});

it.each(["https://evil.example", "https://board.example.evil.example", "http://board.example", "null"])(
  "a page of another origin may not: %s",
  async (origin) => {
    for (const path of ["/graphql", "/auth/sign-in/email"]) {
      expect(corsHeaders(await askFirst(path, origin))).not.toHaveProperty("access-control-allow-origin");
    }
    const answer = await fetch(`${instance.url}/graphql`, { method: "POST", body, headers: { ...headers, origin } });
    expect(corsHeaders(answer)).not.toHaveProperty("access-control-allow-origin");
  },
);

it("other paths are for nobody's pages", async () => {
  const answer = await fetch(`${instance.url}/healthz`, { headers: { origin: "https://board.example" } });
  expect(corsHeaders(answer)).toEqual({});
});

/** As a browser asks before it sends what a form could not. */
function askFirst(path: string, origin: string, header = "authorization"): Promise<Response> {
  return fetch(instance.url + path, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": `${header},content-type`,
    },
  });
}

function corsHeaders(response: Response): Record<string, string> {
  return Object.fromEntries([...response.headers].filter(([name]) => name.startsWith("access-control-")));
}
