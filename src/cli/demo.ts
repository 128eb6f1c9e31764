import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { seedDemoProject } from "../../prisma/seed.ts";
import type { App } from "../app/create-app.ts";

type DemoAccounts = Parameters<App["offerDemo"]>[0];

/** Accounts of the demo and their password. */
export interface Demo extends DemoAccounts {
  /** A JWT of the first account, good for 12 hours. */
  readonly token: string;
}

const people = [
  { name: "Ada", email: "ada@example.com" },
  { name: "Grace", email: "grace@example.com" },
] as const;

const tokenLifetime = 12 * 60 * 60;

const stateSchema = z.object({
  password: z.string(),
  isSeeded: z.boolean(),
  projectId: z.string().nullable().default(null),
});
type State = z.infer<typeof stateSchema>;

/**
 * Makes two accounts and their project on the first start of a server that keeps its own database. Later changes to
 * them stay. Null once the first account was deleted. The password is made at random and kept in `dataDir`.
 */
export async function openDemo({ accounts, makeOperationContext }: App, dataDir: string): Promise<Demo | null> {
  const path = join(dataDir, "demo.json");
  const state = (await readState(path)) ?? newState();
  const [ada, grace] = people;
  let { projectId } = state;
  if (!state.isSeeded) {
    await writeState(path, state);
    const { password } = state;
    const first = await accounts.signUp({ ...ada, password });
    const second = await accounts.signUp({ ...grace, password });
    projectId = await seedDemoProject(makeOperationContext({ userId: first.userId, ...ada }), second.userId);
    await writeState(path, { ...state, isSeeded: true, projectId });
  }
  if (!(await accounts.exists(ada.email))) return null;
  const token = await accounts.issueToken({ email: ada.email, lifetimeSeconds: tokenLifetime });
  return { people, password: state.password, projectId, token };
}

function newState(): State {
  return { password: randomBytes(9).toString("base64url"), isSeeded: false, projectId: null };
}

async function readState(path: string): Promise<State | null> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  return text === null ? null : stateSchema.parse(JSON.parse(text));
}

/** Replaces the file as a whole, so that it is never half written. */
async function writeState(path: string, state: State): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(state), { mode: 0o600 });
  await rename(`${path}.new`, path);
}
