import { generateKeyBetween } from "fractional-indexing";
import { type ListedNoun, listedNouns, type NounItems } from "../core/store/nouns.ts";
import type { Change, Comment, Member, ProjectEvent, ProjectFields, Task, User } from "../core/wire.ts";
import type { ProjectRole, TaskStatus } from "../generated/graphql.ts";
import { handlers } from "./change-handlers.ts";
import { checkTexts, type Issue } from "./check-texts.ts";

/** Answer to one change, as `applyChanges` gives it. */
export interface Answer {
  readonly __typename: string;
  readonly [field: string]: unknown;
}

export type Input = Readonly<Record<string, unknown>>;

/** An item with what the server needs to judge edits of it. */
export interface Kept<T> {
  value: T;
  /** Version with which each field was changed last, and by which `clientMutationId`. */
  readonly changed: Record<string, { readonly version: number; readonly by: string | null }>;
  /** Mergeable text as of each version. */
  readonly texts: Record<number, string>;
}

export interface KeptComment extends Kept<Comment> {
  readonly taskId: string;
}

/** Nouns whose items have versions and belong to the project itself. */
type KeptNoun = Exclude<ListedNoun, "members">;
type KeptItems = { readonly [N in KeptNoun]: Map<string, Kept<NounItems[N]>> };

export const keptNouns = listedNouns.filter((noun): noun is KeptNoun => noun !== "members");

/** Everything that a restore of the database puts back. */
interface Data extends KeptItems {
  project: ProjectFields;
  tokens: string[];
  log: ProjectEvent[];
  readonly members: Map<string, Member>;
  readonly comments: Map<string, KeptComment>;
  readonly deleted: Map<string, { readonly task: Kept<Task>; readonly comments: readonly KeptComment[] }>;
  readonly deletedComments: Map<string, KeptComment>;
  /** Owner of each id that was ever used. */
  readonly taken: Map<string, string>;
  readonly remembered: Map<string, { readonly input: string; readonly answer: Answer }>;
}

/** Error of a whole request. */
export class RequestError extends Error {
  /** Error code as in the contract, such as `NOT_FOUND`. */
  readonly code: string;
  /** Faults of single values of the request; undefined: it is wrong as a whole. */
  readonly issues: readonly Issue[] | undefined;
  constructor(code: string, message = code, issues?: readonly Issue[]) {
    super(message);
    this.code = code;
    this.issues = issues;
  }
}

/** Characters of a message, after which the server cuts it. */
const messageLimit = 500;

/** Where a subscription can go on. */
export type Resumption =
  | { readonly kind: "events"; readonly events: readonly ProjectEvent[] }
  | { readonly kind: "resync"; readonly reason: "TOO_OLD" | "OTHER_HISTORY" };

/** A project on the fake server. It judges changes as the contract says. */
export class FakeProject {
  /** UUID of the project, as `lockstep.project(id)` takes it. */
  readonly id: string;
  /** Replays of more events become a `Resync`. */
  replayLimit = 10_000;
  readonly #listeners = new Set<(event: ProjectEvent) => void>();
  #data: Data;
  #token = 0;

  constructor(id: string, name: string) {
    const at = new Date().toISOString();
    this.id = id;
    this.#data = {
      project: { id, name, description: null, version: 1, createdAt: at, updatedAt: at },
      ...{ tokens: ["0"], log: [], members: new Map(), comments: new Map() },
      ...(Object.fromEntries(keptNouns.map((noun) => [noun, new Map()])) as unknown as KeptItems),
      ...{ deleted: new Map(), deletedComments: new Map(), taken: new Map(), remembered: new Map() },
    };
  }

  /** Everything that the project holds, to look at in assertions. Change it by `change` and `setMember`. */
  get data(): Data {
    return this.#data;
  }

  /** Number of the newest change; 0 before the first one. */
  get seq(): number {
    return this.data.log.length;
  }

  /** Cursor of the newest change. */
  get cursor(): string {
    return this.cursorAt(this.seq);
  }

  /** Returns the cursor of a change by its number. */
  cursorAt(seq: number): string {
    return `${seq}:${this.data.tokens[seq] ?? "none"}`;
  }

  /** Returns a person's role; undefined: no member. */
  roleOf(person: User): ProjectRole | undefined {
    return this.data.members.get(person.id)?.role;
  }

  /** The tasks of a column in the board's order. */
  column(status: TaskStatus, exceptId?: string): Task[] {
    const tasks = [...this.data.tasks.values()].map(({ value }) => value);
    const own = tasks.filter((task) => task.status === status && task.id !== exceptId);
    return own.sort((one, other) => (one.position < other.position ? -1 : 1));
  }

  /** Returns the `position` of a task at the end of a column. */
  endOfColumn(status: TaskStatus, exceptId?: string): string {
    return generateKeyBetween(this.column(status, exceptId).at(-1)?.position ?? null, null);
  }

  /** Returns the comments of a task in the order in which they were written. */
  comments(taskId: string): Comment[] {
    const own = [...this.data.comments.values()].filter((each) => each.taskId === taskId);
    return own.map(({ value }) => value).sort((one, other) => one.createdSeq - other.createdSeq);
  }

  /** Returns the events after a cursor, or the reason why a client has to start over. */
  resume(cursor: string): Resumption {
    const seq = Number(cursor.split(":")[0]);
    if (this.cursorAt(seq) !== cursor) return { kind: "resync", reason: "OTHER_HISTORY" };
    if (this.seq - seq > this.replayLimit) return { kind: "resync", reason: "TOO_OLD" };
    return { kind: "events", events: this.data.log.slice(seq) };
  }

  /** Adds a member, or changes the role of one. */
  setMember(actor: User, person: User, role: ProjectRole): void {
    const known = this.data.members.get(person.id);
    const joined = { joinedSeq: this.seq + 1, joinedAt: new Date().toISOString() };
    const member: Member = { ...(known ?? { id: `member-${person.id}`, ...joined, user: person }), role };
    this.data.members.set(person.id, member);
    this.record(actor, {}, { __typename: known ? "MemberRoleChanged" : "MemberAdded", member });
  }

  /** Removes a member, whose clients are told. */
  removeMember(actor: User, person: User): void {
    this.record(actor, {}, { __typename: "MemberRemoved", user: person });
    this.data.members.delete(person.id);
  }

  /** `applyChanges`: one answer each, in order. Throws `RequestError`. */
  applyChanges(actor: User, changes: readonly Readonly<Record<string, Input>>[]): Answer[] {
    if (changes.length === 0 || changes.length > 500)
      throw new RequestError("BAD_USER_INPUT", "Send 1 to 500 changes.");
    requireTexts(changes);
    const parsed = changes.map((change) => {
      const [[kind, input] = ["", {}]] = Object.entries(change);
      const known = this.data.remembered.get(`${actor.id} ${String(input["clientMutationId"])}`);
      return { kind, input, known };
    });
    if (!parsed.every(({ known }) => known)) this.#requireWriter(actor);
    return parsed.map(({ kind, input, known }) => known?.answer ?? this.#judge(actor, kind, input));
  }

  /** Makes a change as somebody, at once. Throws where the server would not make it. */
  change(actor: User, { kind, input }: Change): void {
    requireTexts([{ [kind]: input as Input }]);
    this.#requireWriter(actor);
    const id = kind.startsWith("create") ? { id: crypto.randomUUID() } : {};
    const answer = this.#judge(actor, kind, { ...id, ...input });
    if (!answer.__typename.endsWith("Payload")) throw new RequestError(String(answer["code"] ?? answer.__typename));
  }

  /** Records an event. Returns its number. */
  record(actor: User, input: Input, event: object): number {
    const seq = this.seq + 1;
    this.#token += 1;
    const at = new Date().toISOString();
    const clientMutationId = input["clientMutationId"] ?? null;
    const recorded = structuredClone({
      ...event,
      seq,
      at,
      projectId: this.id,
      actor,
      clientMutationId,
    }) as ProjectEvent;
    this.data.tokens[seq] = String(this.#token);
    this.data.log.push(recorded);
    for (const listener of [...this.#listeners]) listener(recorded);
    return seq;
  }

  /** Calls with each event. Returns the function that ends it. */
  subscribe(listener: (event: ProjectEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Returns a function that puts the project back to its present state, as a restore of the database does. */
  backUp(): () => void {
    const copy = structuredClone(this.#data);
    return () => {
      this.#data = structuredClone(copy);
    };
  }

  #requireWriter(actor: User): void {
    const role = this.roleOf(actor);
    if (!role) throw new RequestError("NOT_FOUND", "Not found, or you are not a member of the project.");
    if (role === "VIEWER") throw new RequestError("FORBIDDEN", "Viewers cannot change the project.");
  }

  #judge(actor: User, kind: string, input: Input): Answer {
    const handle = Object.hasOwn(handlers, kind) ? handlers[kind as Change["kind"]] : undefined;
    if (!handle) throw new RequestError("BAD_USER_INPUT", `${kind} is no change.`);
    const before = this.seq;
    const answer = structuredClone(handle(this, actor, input));
    const id = input["clientMutationId"];
    // No-ops, conflicts and refusals are judged anew.
    const isRemembered = typeof id === "string" && this.seq > before;
    if (isRemembered) this.data.remembered.set(`${actor.id} ${id}`, { input: JSON.stringify(input), answer });
    return answer;
  }
}

/** Throws `RequestError` where a text is one that the server does not take. */
function requireTexts(changes: readonly Readonly<Record<string, Input>>[]): void {
  const issues = checkTexts(changes);
  if (issues.length === 0) return;
  const message = issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join(" ");
  const isLong = message.length > messageLimit;
  throw new RequestError("BAD_USER_INPUT", isLong ? `${message.slice(0, messageLimit)}…` : message, issues);
}
