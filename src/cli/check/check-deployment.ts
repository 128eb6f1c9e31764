import { obtainCredentials, type Way } from "./client/credentials.ts";
import { CheckError, type Deployment, openDeployment } from "./client/deployment.ts";
import { describe, introduce, type Person } from "./client/person.ts";
import { AddMemberDocument, CreateProjectDocument, DeleteProjectDocument } from "./generated/graphql.ts";
import { type GuaranteeProof, proveAll } from "./guarantees/prove-all.ts";
import { type LoadOptions, type LoadReport, type LoadStage, runLoad } from "./load/run-load.ts";
import { requireSameApi } from "./require-same-api.ts";
import { Undoing } from "./undoing.ts";

export interface CheckOptions {
  readonly url: string;
  /** Credentials of one person or two; null: the check creates accounts. */
  readonly ways: readonly Way[] | null;
  /** Address at which the deployment reaches this machine; null: webhooks are not checked. */
  readonly receiverUrl: string | null;
  /** Null for no load. */
  readonly load: LoadOptions | null;
}

/** Receives the progress of the check. */
export interface CheckListener {
  readonly onPeople: (url: string, people: readonly Person[]) => void;
  readonly onProof: (proof: GuaranteeProof) => void;
  readonly onLoad: LoadStage["onProgress"];
  /** The cleanup is over. `left`: one sentence for each item that remains. Also called when the check fails. */
  readonly onUndone: (left: readonly string[]) => void;
}

export interface Report {
  readonly url: string;
  readonly proofs: readonly GuaranteeProof[];
  readonly load: LoadReport | null;
  readonly left: readonly string[];
}

/**
 * Clients and changes per second for each account of the check. By default a server allows a user 50 sockets and 100
 * changes per second.
 */
const clientsPerAccount = 25;
const ratePerAccount = 50;

/**
 * Checks on a running deployment what Lockstep guarantees, and deletes all that it created, however it ends. Throws
 * CheckError when the check is not possible, and the reason of `signal` once that is aborted.
 */
export async function checkDeployment(
  options: CheckOptions,
  listener: CheckListener,
  signal: AbortSignal,
): Promise<Report> {
  const undoing = new Undoing();
  const check = { deployment: openDeployment(options.url), undoing, signal };
  let found: Pick<Report, "proofs" | "load">;
  let left: readonly string[];
  try {
    found = await proveAndLoad(check, options, listener);
  } finally {
    left = await undoing.run();
    listener.onUndone(left);
  }
  return { url: check.deployment.url, ...found, left };
}

interface Check {
  readonly deployment: Deployment;
  readonly undoing: Undoing;
  readonly signal: AbortSignal;
}

async function proveAndLoad(check: Check, { ways, receiverUrl, load }: CheckOptions, listener: CheckListener) {
  const { deployment, signal } = check;
  await requireSameApi(deployment, signal);
  const { clients, rate } = load ?? { clients: 0, rate: 0 };
  const accounts = Math.max(2, Math.ceil(clients / clientsPerAccount), Math.ceil(rate / ratePerAccount));
  const people = await findPeople(check, ways ?? Array<Way>(accounts).fill(null));
  const [owner, other = null] = people;
  if (!owner) throw new CheckError("No person to sign in as.");
  listener.onPeople(deployment.url, people);

  const projectId = await createProject(check, owner);
  const stage = {
    ...{ deployment, owner, other, projectId, receiverUrl, signal },
    createProject: () => createProject(check, owner),
    isByAccessToken: (await owner.findToken()).startsWith("lst_"),
  };
  const proofs = await proveAll(stage, listener.onProof);
  if (!load) return { proofs, load };

  const loaded = await createProject(check, owner);
  for (const { id: userId } of people.slice(1)) {
    signal.throwIfAborted();
    await owner.expect(AddMemberDocument, { input: { projectId: loaded, userId, role: "MEMBER" } });
  }
  const loadStage = { deployment, owner, people, projectId: loaded, onProgress: listener.onLoad };
  return { proofs, load: await runLoad(loadStage, load, signal) };
}

async function findPeople({ deployment, undoing, signal }: Check, ways: readonly Way[]): Promise<Person[]> {
  const people: Person[] = [];
  for (const way of ways) {
    signal.throwIfAborted();
    const credentials = await obtainCredentials(deployment, way, signal);
    undoing.add(credentials.name, credentials.end);
    const person = await introduce(deployment, credentials);
    if (people.some(({ id }) => id === person.id)) throw new CheckError(`${person.name} cannot be both persons.`);
    people.push(person);
  }
  return people;
}

async function createProject({ undoing, signal }: Check, owner: Person): Promise<string> {
  signal.throwIfAborted();
  const { createProject: created } = await owner.expect(CreateProjectDocument, { input: { name: "Lockstep check" } });
  if (!created) throw new CheckError("The answer to createProject holds no project.");
  const projectId = created.project.id;
  undoing.add(`The project ${projectId}`, async () => {
    const { errors } = await owner.request(DeleteProjectDocument, { input: { projectId } });
    if (errors && errors[0]?.extensions?.code !== "NOT_FOUND") throw new Error(describe(errors));
  });
  return projectId;
}
