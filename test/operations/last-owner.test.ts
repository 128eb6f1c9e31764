import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Account, createAccount } from "../support/account.ts";
import { administer } from "../support/administer.ts";
import { type Board, createBoard } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import {
  AddMemberDocument,
  CreateProjectDocument,
  CreateTaskDocument,
  DeleteProjectDocument,
  MeDocument,
  RemoveMemberDocument,
  UpdateMemberRoleDocument,
} from "../support/generated/graphql.ts";
import { holdProject } from "../support/held-lock.ts";
import { type Pair, startPair } from "../support/pair.ts";

let pair: Pair;
beforeAll(async () => {
  pair = await startPair({
    ACCOUNT_REQUESTS_PER_MINUTE: "0",
    SIGN_UPS_PER_HOUR: "0",
    // A change waits for a held project until the next one has hashed a password.
    DATABASE_LOCK_TIMEOUT_SECONDS: "30",
    DATABASE_STATEMENT_TIMEOUT_SECONDS: "60",
  });
});
afterAll(() => pair.close());

const here = (name: string) => createAccount(pair.one.url, name);
const there = (name: string) => createAccount(pair.two.url, name);

/** Living projects without an owner whose account lives. */
async function findOrphans(): Promise<unknown[]> {
  return administer(
    pair.databaseUrl,
    `SELECT p.id FROM projects p WHERE p.deleted_at IS NULL AND NOT EXISTS (
       SELECT FROM memberships m JOIN users u ON u.id = m.user_id AND u.anonymized_at IS NULL
       WHERE m.project_id = p.id AND m.role = 'OWNER')`,
  );
}

async function promote(by: Account, { projectId }: Board, { id: userId }: Account): Promise<void> {
  await by.expect(UpdateMemberRoleDocument, { input: { projectId, userId, role: "OWNER" } });
}

describe("the deletion of an account", () => {
  it("is refused, naming each project that has no other owner, and changes nothing", async () => {
    const ada = await here("Ada");
    const grace = await there("Grace");
    const alone = await createBoard(ada, "Alone");
    const withMember = await createBoard(ada, "With an admin");
    await withMember.addMember(grace, "ADMIN");
    const shared = await createBoard(ada, "Shared");
    await shared.addMember(grace, "OWNER");
    const deleted = await createBoard(ada, "Deleted");
    await ada.expect(DeleteProjectDocument, { input: { projectId: deleted.projectId } });
    const joined = await createBoard(grace, "Of Grace");
    await joined.addMember(ada, "ADMIN");

    const refusal = await ada.remove();
    expect(refusal.status).toBe(403);
    expect(await refusal.json()).toEqual({
      code: "FORBIDDEN",
      message:
        "You are the only owner of “Alone”, “With an admin”. " +
        "Make someone else an owner or delete the project, then delete the account.",
      projects: [
        { id: alone.projectId, name: "Alone" },
        { id: withMember.projectId, name: "With an admin" },
      ],
    });
    expect(await ada.expect(MeDocument, {})).toMatchObject({ me: { name: "Ada", email: ada.email } });
    expect((await ada.post("/update-user", { name: "Ada L" })).status).toBe(200);

    await ada.expect(DeleteProjectDocument, { input: { projectId: alone.projectId } });
    await promote(ada, withMember, grace);
    expect((await ada.remove()).status).toBe(200);
    expect(await findOrphans()).toEqual([]);
  });

  it("counts no owner whose account was deleted", async () => {
    const [ada, grace] = await Promise.all([here("Ada"), there("Grace")]);
    const board = await createBoard(ada);
    await board.addMember(grace, "OWNER");
    expect((await ada.remove()).status).toBe(200);
    expect((await grace.remove()).status).toBe(403);
    expect(codeOf(await leave(grace, board))).toBe("FORBIDDEN");
    expect(codeOf(await demote(grace, board, grace))).toBe("FORBIDDEN");
  });

  it("takes the session, the password and every mailed link with it", async () => {
    const ada = await here("Ada");
    await ada.post("/request-password-reset", { email: ada.email });
    const counts = async () => {
      const [row] = await administer(
        pair.databaseUrl,
        `SELECT (SELECT count(*) FROM auth_users WHERE email = '${ada.email}')::int AS users,
           (SELECT count(*) FROM auth_sessions s JOIN auth_users u ON u.id = s.user_id AND u.email = '${ada.email}')::int
             AS sessions`,
      );
      return row;
    };
    expect(await counts()).toMatchObject({ users: 1, sessions: 1 });
    expect((await ada.remove()).status).toBe(200);
    expect(await counts()).toMatchObject({ users: 0, sessions: 0 });
    expect((await ada.remove()).status).toBe(401);
  });
});

const leave = (person: Account, { projectId }: Board) =>
  person.request(RemoveMemberDocument, { input: { projectId, userId: person.id } });
const demote = (by: Account, { projectId }: Board, { id: userId }: Account) =>
  by.request(UpdateMemberRoleDocument, { input: { projectId, userId, role: "VIEWER" } });

type Attempt = (board: Board, ada: Account, grace: Account) => Promise<unknown>;

/** Changes by Grace, the other owner, at the same time; each alone is allowed. */
const others: Readonly<Record<string, Attempt>> = {
  leaves: (board, _ada, grace) => leave(grace, board).then(codeOf),
  "is demoted": (board, ada, grace) => demote(ada, board, grace).then(codeOf),
  "demotes herself": (board, _ada, grace) => demote(grace, board, grace).then(codeOf),
  "is removed": (board, ada, grace) =>
    ada.request(RemoveMemberDocument, { input: { projectId: board.projectId, userId: grace.id } }).then(codeOf),
  "deletes her account": (_board, _ada, grace) => grace.remove().then(({ status }) => status),
};

describe("a project keeps a living owner when one owner's account is deleted while the other", () => {
  it.each(Object.entries(others))("%s, whichever comes first", async (_name, attempt) => {
    for (const deletionIsFirst of [true, false]) {
      const [ada, grace] = await Promise.all([here("Ada"), there("Grace")]);
      const board = await createBoard(ada);
      await board.addMember(grace, "OWNER");
      const lock = await holdProject(pair.databaseUrl, board.projectId);
      const deletion = () => ada.remove().then(({ status }) => status);
      const other = () => attempt(board, ada, grace);
      const outcomes = await (deletionIsFirst ? lock.lineUp(deletion, other) : lock.lineUp(other, deletion));
      const [deleted, changed] = deletionIsFirst ? outcomes : [...outcomes].reverse();
      expect(await findOrphans()).toEqual([]);
      expect([deleted, changed].filter((outcome) => outcome === 200 || outcome === null)).toHaveLength(1);
    }
  });

  it("does anything at any moment, in many projects at once", async () => {
    for (let round = 0; round < 6; round += 1) {
      const [ada, grace] = await Promise.all([here("Ada"), there("Grace")]);
      const boards = await Promise.all(Array.from({ length: 8 }, (_, index) => createBoard(index % 2 ? ada : grace)));
      await Promise.all(boards.map((board) => board.addMember(board.owner.id === ada.id ? grace : ada, "OWNER")));
      const attempts = boards.map((board, index) => Object.values(others)[index % 4]?.(board, ada, grace));
      await Promise.all([ada.remove(), ...attempts, grace.remove()]);
      expect(await findOrphans()).toEqual([]);
    }
  });
});

describe("an account that is being deleted", () => {
  it("is refused when it was made an owner, and that one left, while its deletion was under way", async () => {
    const [ada, grace] = await Promise.all([here("Ada"), there("Grace")]);
    const own = await createBoard(ada, "Own");
    await own.addMember(grace, "OWNER");
    const other = await createBoard(grace, "Other");
    await other.addMember(ada, "MEMBER");
    const lock = await holdProject(pair.databaseUrl, own.projectId);
    const deletion = ada.remove();
    await lock.waiting(1);
    await promote(grace, other, ada);
    expect(codeOf(await leave(grace, other))).toBe(null);
    await lock.release();
    expect((await deletion).status).toBe(403);
    expect(await findOrphans()).toEqual([]);
  });

  it("makes no project and changes nothing afterwards, though its token was checked before", async () => {
    const [ada, grace] = await Promise.all([here("Ada"), there("Grace")]);
    const board = await createBoard(grace);
    await board.addMember(ada, "ADMIN");
    expect((await ada.remove()).status).toBe(200);
    const { projectId } = board;
    expect(codeOf(await ada.request(CreateProjectDocument, { input: { name: "Mine" } }))).toBe("UNAUTHENTICATED");
    expect(codeOf(await ada.request(CreateTaskDocument, { input: { projectId, title: "Mine" } }))).toBe(
      "UNAUTHENTICATED",
    );
    const input = { projectId: (await createBoard(grace)).projectId, role: "OWNER" } as const;
    expect(codeOf(await grace.request(AddMemberDocument, { input: { ...input, userId: ada.id } }))).toBe(
      "BAD_USER_INPUT",
    );
    expect(await findOrphans()).toEqual([]);
  });
});
