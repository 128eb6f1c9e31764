import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { readConfig } from "../../src/config/config.ts";
import { type Board, createBoard } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import { document } from "../support/document.ts";
import { AddMemberDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { transports } from "../support/transports.ts";
import { withoutRequestIds } from "../support/without-request-ids.ts";

let database: TestDatabase;
let instance: Instance;
beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, { MEMBER_ADDRESSES_PER_HOUR: "4" });
});
afterAll(async () => {
  await instance.close();
  await database.close();
});

/** Tries an address and tells how it ended; null: it was added. */
async function tryAddress(person: Person, { projectId }: Board, email: string): Promise<unknown> {
  return codeOf(await person.request(AddMemberDocument, { input: { projectId, email, role: "VIEWER" } }));
}

describe.each(Object.entries(transports))("addMember over %s", (name, byTransport) => {
  it("lets a user try a bounded number of addresses in an hour, found or not", async () => {
    const owner = await instance.person(`owner over ${name}`);
    const found = await instance.person(`found over ${name}`);
    const known = await instance.person(`known over ${name}`);
    const board = await createBoard(owner);
    const person = byTransport(owner);

    const outcomes = [];
    // An address that is found, the same again, one that is unknown, one that is none.
    for (const email of [found.email, found.email.toUpperCase(), "nobody@example.com", "none", known.email]) {
      outcomes.push(await tryAddress(person, board, email));
    }
    expect(outcomes).toEqual([null, "BAD_USER_INPUT", "BAD_USER_INPUT", "BAD_USER_INPUT", "RATE_LIMITED"]);
    const last = { input: { projectId: board.projectId, email: known.email, role: "VIEWER" } } as const;
    const { errors = [] } = await person.request(AddMemberDocument, last);
    expect(errors).toMatchObject([{ extensions: { code: "RATE_LIMITED", retryAfter: expect.any(Number) } }]);
    expect(Number(errors[0]?.extensions?.["retryAfter"])).toBeGreaterThan(60);

    await board.addMember(known, "VIEWER");
    expect(await tryAddress(found, await createBoard(found), known.email)).toBe(null);
  });
});

it("addMember counts each alias of one document, and tries in projects that the user does not manage", async () => {
  const prober = await instance.person("prober");
  const owner = await instance.person("an owner");
  const board = await createBoard(owner);
  await board.addMember(prober, "MEMBER");
  const fields = range(1, 7).map(
    (index) =>
      `a${index}: addMember(input: { projectId: $projectId, email: "a${index}@example.com", role: VIEWER }) { seq }`,
  );
  const probe = document<object, object>(`mutation ($projectId: ID!) { ${fields.join(" ")} }`);
  const { errors = [] } = await prober.request(probe, { projectId: board.projectId });
  const codes = errors.map(({ extensions }) => extensions?.["code"]);
  expect(codes).toEqual([...range(1, 4).map(() => "FORBIDDEN"), ...range(1, 3).map(() => "RATE_LIMITED")]);
});

it("addMember answers an address without an account in the same words, whatever the address", async () => {
  const owner = await instance.person("a curious owner");
  const { projectId } = await createBoard(owner);
  const answers = [];
  for (const email of ["nobody@example.com", "x", "  SPACES@example.com "]) {
    const answer = await owner.request(AddMemberDocument, { input: { projectId, email, role: "VIEWER" } });
    answers.push(withoutRequestIds(answer));
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
});

it("replicas count addresses together", async () => {
  const variables = { MEMBER_ADDRESSES_PER_HOUR: "3", REDIS_URL: inject("redisUrl") };
  const [one, two] = await Promise.all([
    startInstance(database.url, variables),
    startInstance(database.url, variables),
  ]);
  const [here, there] = await Promise.all([one.person("a replica's user"), two.person("a replica's user")]);
  const board = await createBoard(here);
  for (const index of range(1, 3)) {
    expect(await tryAddress(here, board, `${index}@example.com`)).toBe("BAD_USER_INPUT");
  }
  expect(await tryAddress(there, board, "4@example.com")).toBe("RATE_LIMITED");
  await Promise.all([one.close(), two.close()]);
});

it("a user may try 100 addresses an hour by default, and any number with 0", async () => {
  expect(readConfig({}).limits.memberAddressesPerHour).toBe(100);
  const unlimited = await startInstance(database.url, { MEMBER_ADDRESSES_PER_HOUR: "0" });
  const owner = await unlimited.person("an unlimited owner");
  const board = await createBoard(owner);
  for (const index of range(1, 8)) {
    expect(await tryAddress(owner, board, `${index}@example.com`)).toBe("BAD_USER_INPUT");
  }
  await unlimited.close();
});
