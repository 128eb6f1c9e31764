import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { given } from "../support/board.ts";
import { findServerFolder } from "../support/find-server-folder.ts";
import { createTestDatabase } from "../support/postgres.ts";

const run = promisify(execFile);

/** Folder of a reader of the guide, with the packages of this repository and the engine among them. */
let app: string;

beforeAll(async () => {
  app = await mkdtemp(join(await findServerFolder(), "lockstep-engine-"));
  await mkdir(join(app, "node_modules"));
  const packages = join(projectRoot, "node_modules");
  for (const name of await readdir(packages)) {
    if (!name.startsWith(".")) await symlink(join(packages, name), join(app, "node_modules", name));
  }
  await symlink(projectRoot, join(app, "node_modules/lockstep"));
  await writeFile(join(app, "package.json"), '{ "private": true, "type": "module" }');
});

afterAll(() => rm(app, { recursive: true, force: true }));

it("docs/engine.md: the sample compiles in strict mode, has 40 lines and prints each event once", async () => {
  const guide = await readFile(join(projectRoot, "docs/engine.md"), "utf8");
  const [, sample = ""] = /^```ts\n\/\/ rooms\.ts\n(.*?)^```$/ms.exec(guide) ?? [];
  expect(sample.split("\n").filter((line) => line.trim() !== "").length).toBeLessThanOrEqual(40);
  await writeFile(join(app, "rooms.ts"), sample);
  await compile("rooms.ts");

  const database = await createTestDatabase();
  const env = { ...process.env, DATABASE_URL: database.url };
  const { stdout } = await run(process.execPath, [join(app, "rooms.js")], { env });
  expect(stdout.trim().split("\n")).toEqual([
    expect.stringMatching(/^\{"type":"Said","seq":1,"text":"Hello"\} room\.1\./),
    expect.stringMatching(/^\{"type":"Said","seq":2,"text":"Is anybody there\?"\} room\.2\./),
    expect.stringMatching(/^\{"type":"Ready","seq":2,"cursor":"(room\.2\..*)"\} \1$/),
  ]);
  await database.close();
});

it("docs/engine.md: every recipe compiles in strict mode, over the sample and an app's own names", async () => {
  const guide = await readFile(join(projectRoot, "docs/engine.md"), "utf8");
  const recipes = findRecipes(guide);
  expect(recipes.length).toBe(5);
  const names = recipes.map((_, index) => `recipe-${index}.ts`);
  for (const [index, recipe] of recipes.entries())
    await writeFile(join(app, given(names[index])), `${ownNames}{\n${recipe}}\n`);
  await compile(...names);
});

it('docs/engine.md: "Members only" shows nothing of the time in which a slow reader was no member', async () => {
  const guide = await readFile(join(projectRoot, "docs/engine.md"), "utf8");
  const recipe = given(findRecipes(guide).find((text) => text.includes("FROM members")));
  await writeFile(join(app, "members.ts"), `${membersBefore}${recipe}${membersAfter}`);
  await compile("members.ts");

  const database = await createTestDatabase();
  const env = { ...process.env, DATABASE_URL: database.url };
  const { stdout } = await run(process.execPath, [join(app, "members.js")], { env });
  expect(JSON.parse(stdout)).toEqual({
    back: ["Ready", "Left", "Resync", "Ready", "Said hello again"],
    gone: ["Ready", "Left", "You are no longer a member of this room."],
    stranger: "Not found.",
  });
  await database.close();
});

it("lockstep/engine: loads neither Prisma, Pothos, Apollo nor the server", async () => {
  const hooks = `export async function load(url, context, next) {
    process._rawDebug(url);
    return next(url, context);
  }`;
  const program = `
    import { register } from "node:module";
    register("data:text/javascript," + encodeURIComponent(${JSON.stringify(hooks)}));
    console.log(Object.keys(await import("lockstep/engine")).join(" "));`;
  const { stdout, stderr } = await run(process.execPath, ["--input-type=module", "--eval", program], { cwd: app });
  expect(stdout.trim().split(" ")).toEqual(
    expect.arrayContaining([
      ...["FanOut", "Feeds", "createLog", "createRedisBus", "serveStreams", "shareSubscriptions", "startRetention"],
    ]),
  );

  const loaded = stderr.split("\n").filter((line) => line.startsWith("file:"));
  const own = loaded.flatMap((url) => /\/dist\/engine\/(.*)/.exec(url)?.[1] ?? []);
  expect(own).toContain("engine/index.js");
  expect(
    own.filter((path) => /^(server|model|operations|presence|schema)\/|^database\/(generated|database)/.test(path)),
  ).toEqual([]);
  expect(own.filter((path) => path.startsWith("database/")).sort()).toEqual([
    "database/find-outage.js",
    "database/in-transaction.js",
    "database/pg-compat.js",
    "database/prisma-compat.js",
    "database/send-together.js",
    "database/sql.js",
    "database/take-connection.js",
  ]);
  expect(
    loaded.filter((url) => /node_modules\/(@prisma|@pothos|@apollo|fastify|better-auth|pino)\b/.test(url)),
  ).toEqual([]);
  expect(loaded.filter((url) => /dist\/(server|client)\//.test(url))).toEqual([]);
});

it("lockstep/engine: has no types of what is internal", async () => {
  const read = (file: string) => readFile(join(projectRoot, "dist/engine/engine", file), "utf8");
  expect(await read("feed/feeds.d.ts")).toContain("open<");
  expect(await read("feed/feeds.d.ts")).not.toContain("list()");
  expect(await read("fanout/fan-out.d.ts")).toContain("forget()");
  expect(await read("fanout/fan-out.d.ts")).not.toMatch(/deliver\(|SocketWriter.*\{$/m);
});

it("lockstep/engine: is in the package with its types, and every file that it imports", async () => {
  const options = ["--dry-run", "--json", "--ignore-scripts", "--silent"];
  const { stdout } = await run("npm", ["pack", ...options], { cwd: projectRoot, maxBuffer: 16 * 1024 * 1024 });
  const [{ files }] = JSON.parse(stdout) as [{ files: readonly { readonly path: string }[] }];
  const packed = files.map(({ path }) => path).filter((path) => path.startsWith("dist/engine/"));
  expect(packed).toEqual(expect.arrayContaining(["dist/engine/engine/index.js", "dist/engine/engine/index.d.ts"]));
  const built = await readdir(join(projectRoot, "dist/engine"), { recursive: true, withFileTypes: true });
  const names = built.filter((entry) => entry.isFile() && entry.name !== ".build-stamp").map(({ name }) => name);
  expect(packed.length).toBe(names.length);
});

/** Code of the guide besides the sample. */
function findRecipes(guide: string): string[] {
  return [...guide.matchAll(/^```[jt]s\n(?!\/\/ rooms\.ts\n)(.*?)^```$/gms)].map(([, text = ""]) => text);
}

/** Compiles files of the reader's folder, or throws with what the compiler says. */
async function compile(...files: readonly string[]): Promise<void> {
  const compilerOptions = { strict: true, skipLibCheck: true, target: "ES2023", module: "NodeNext", types: ["node"] };
  await writeFile(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  const tsc = join(projectRoot, "node_modules/typescript/bin/tsc");
  await run(process.execPath, [tsc, "--singleThreaded", "--project", app]).catch(({ stdout }) => {
    throw new Error(stdout);
  });
}

/** Names of the reader's app that the recipes mention. */
const ownNames = `
import { createServer, type RequestListener } from "node:http";
import { type ChangeRequest, type Codec, createLog, createMemoryBus, FanOut, Feeds, ForbiddenError, type Log, NotFoundError, type OpenCompanion, serveStreams, shareSubscriptions } from "lockstep/engine";
import { buildSchema } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { Pool } from "pg";
import { WebSocketServer } from "ws";

type RoomDraft = { type: "Joined" | "Left"; userId: string } | { type: "TopicChanged"; topic: string };
type RoomEvent = RoomDraft & { seq: number };
declare const codec: Codec<RoomEvent, RoomDraft>;
interface Typing { readonly typing: readonly string[] }
declare const typing: { listen(roomId: string, hear: (event: Typing) => void): () => void; list(roomId: string): readonly string[] };
declare const log: Log<object, RoomEvent, RoomDraft, never>;
declare const feeds: Feeds<object, RoomEvent, string>;
declare const request: ChangeRequest<never>;
declare const roomId: string, userId: string, after: string | null, expectedVersion: number, topic: string;
const tables = { heads: "rooms", entries: "sayings" };
const pool = new Pool();
const bus = createMemoryBus();
const schema = buildSchema("type Query { a: Int }");
const server = createServer();
declare const other: RequestListener;
`;

/** App around the recipe "Members only". */
const membersBefore = `
import { type Codec, createLog, createMemoryBus, createTablesSql, Feeds, ForbiddenError, NotFoundError, type Stream } from "lockstep/engine";
import { Pool } from "pg";

type RoomDraft = { type: "Joined" | "Left"; userId: string } | { type: "Said"; text: string };
type RoomEvent = RoomDraft & { seq: number };
const codec: Codec<RoomEvent, RoomDraft> = {
  encode: ({ type, ...body }) => ({ type, body }),
  decode: ({ type, seq, body }) => ({ type, seq, ...body }) as RoomEvent,
};
const tables = { heads: "rooms", entries: "sayings" };
const pool = new Pool({ connectionString: process.env["DATABASE_URL"] });
const bus = createMemoryBus();
await pool.query(createTablesSql(tables));
await pool.query("CREATE TABLE members (room_id text, user_id text, since_seq int)");
await pool.query("INSERT INTO rooms (stream_id) VALUES ('hall')");
`;

/** Two members leave, and one of them joins again, before either of them reads on. */
const membersAfter = `
const make = (draft: RoomDraft, sql?: string) =>
  log.change({ streamId: "hall", actorId: "ada", operation: "x", input: draft }, async ({ client, seq, append }) => {
    if (sql && "userId" in draft) await client.query(sql, [draft.userId, seq]);
    return append(draft);
  });
const join = (userId: string) => make({ type: "Joined", userId }, "INSERT INTO members VALUES ('hall', $1, $2)");
const leave = (userId: string) =>
  make({ type: "Left", userId }, "DELETE FROM members WHERE user_id = $1 AND since_seq < $2");

async function take(stream: Stream<Map<string, number>, RoomEvent, string>, count: number): Promise<string[]> {
  const found: string[] = [];
  for (; count > 0; count -= 1) {
    const { value } = await stream.next().catch((error) => ({ value: { event: { type: error.message } } }));
    if (!value) break;
    found.push("text" in value.event ? value.event.type + " " + value.event.text : value.event.type);
  }
  return found;
}

await join("bob");
await join("eve");
const [bob, eve] = [await feeds.open("hall", { viewer: "bob" }), await feeds.open("hall", { viewer: "eve" })];
const back = await take(bob, 1);
const gone = await take(eve, 1);
await leave("bob");
await make({ type: "Said", text: "secret" });
await join("bob");
back.push(...(await take(bob, 3)));
await make({ type: "Said", text: "hello again" });
back.push(...(await take(bob, 1)));
await leave("eve");
await make({ type: "Said", text: "secret" });
await take(eve, 4);
gone.push(...(await take(eve, 2)));
const stranger = await feeds.open("hall", { viewer: "mallory" }).catch((error) => error.message);
console.log(JSON.stringify({ back, gone, stranger }));
await feeds.close();
await bus.close();
await pool.end();
`;
