import { generateKeyBetween } from "fractional-indexing";
import { type ListedNoun, listedNouns, type NounItems } from "../core/store/nouns.ts";
import type { Change, Comment, Member, ProjectEvent, ProjectFields, Task, User } from "../core/wire.ts";
import type { ProjectRole, TaskStatus } from "../generated/graphql.ts";
import { normalise, requireValid } from "./accept-changes.ts";
import { handlers } from "./change-handlers.ts";
import { type FakeChange, Refusal } from "./fake-change.ts";
import { RequestError } from "./request-error.ts";

/** Answer to one change, as `applyChanges` gives it. */
export interface Answer {
  readonly __typename: string;
  readonly [field: string]: unknown;
}

export type Input = Readonly<Record<string, unknown>>;

/** An item with what the server needs to judge edits of it. */
export interface Kept<T> {
  value: T;
  /** Id of the person who made it. */
  readonly maker: string;
  /** Version with which each field was changed last. */
  readonly fieldVersions: Record<string, number>;
  /** Version with which its text was merged last; 0: never. */
  mergedVersion: number;
  /** Maker of each version: the person, the `clientMutationId` and the number of the request. */
  readonly makers: Record<number, { readonly actorId: string; readonly id: unknown; readonly request: number }>;
  /** Mergeable text as of each version. */
  readonly texts: Record<number, string>;
}

/** A deleted item, by whom and with which change. */
export interface Deleted<T> {
  readonly kept: T;
  readonly by: string;
  readonly seq: number;
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
  readonly deleted: Map<string, Deleted<Kept<Task>>>;
  readonly deletedComments: Map<string, Deleted<KeptComment>>;
  /** Ids of items that nobody can restore. */
  readonly gone: Set<string>;
  readonly remembered: Map<string, { readonly input: string; readonly answer: Answer }>;
}

/** Where a subscription can go on. */
export type Resumption =
  | { readonly kind: "events"; readonly events: readonly ProjectEvent[] }
  | { readonly kind: "resync"; readonly reason: "TOO_OLD" | "OTHER_HISTORY" };

/** A project on the fake server. It judges changes as the contract says. */
export class FakeProject {
  /** UUID of the project, as `lockstep.project(id)` takes it. */
  readonly id: string;
  /** Projects of its server by id. */
  readonly all: ReadonlyMap<string, FakeProject>;
  /** Replays of more events become a `Resync`. */
  replayLimit = 10_000;
  readonly #listeners = new Set<(event: ProjectEvent) => void>();
  readonly #restoreListeners = new Set<() => void>();
  #data: Data;
  #token = 0;
  #requests = 0;

  constructor(id: string, name: string, all: ReadonlyMap<string, FakeProject>) {
    const at = new Date().toISOString();
    this.id = id;
    this.all = all;
    this.#data = {
      project: { id, name, description: null, version: 1, createdAt: at, updatedAt: at },
      ...{ tokens: ["0"], log: [], members: new Map(), comments: new Map() },
      ...(Object.fromEntries(keptNouns.map((noun) => [noun, new Map()])) as unknown as KeptItems),
      ...{ deleted: new Map(), deletedComments: new Map(), gone: new Set(), remembered: new Map() },
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
    requireValid(changes);
    this.#requireWriter(actor, changes);
    this.#requests += 1;
    return changes.map((change, index) => {
      const [[kind, input] = ["", {}]] = Object.entries(change);
      const earlier = changes.slice(0, index).map((each) => Object.values(each)[0]?.["clientMutationId"]);
      return this.#judge(actor, kind, input, earlier);
    });
  }

  /** Makes a change as somebody, at once. Throws where the server would not make it. */
  change(actor: User, { kind, input }: Change): void {
    requireValid([{ [kind]: input as Input }]);
    this.#requireWriter(actor, []);
    this.#requests += 1;
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

  /** Calls with each event, and after each restore that lost some. Returns the function that ends it. */
  subscribe(listener: (event: ProjectEvent) => void, onRestored: () => void = () => {}): () => void {
    this.#listeners.add(listener);
    this.#restoreListeners.add(onRestored);
    return () => {
      this.#listeners.delete(listener);
      this.#restoreListeners.delete(onRestored);
    };
  }

  /**
   * Returns a function that puts the project back to its present state, as a restore of the database does. Clients that
   * follow it start over.
   */
  backUp(): () => void {
    const copy = structuredClone(this.#data);
    return () => {
      const { cursor } = this;
      this.#data = structuredClone(copy);
      if (this.cursor !== cursor) for (const tell of [...this.#restoreListeners]) tell();
    };
  }

  /** A member gets answers that are remembered whatever the role is. */
  #requireWriter(actor: User, changes: readonly Readonly<Record<string, Input>>[]): void {
    const role = this.roleOf(actor);
    const isKnown = (change: Readonly<Record<string, Input>>) => this.#remembered(actor, change) !== undefined;
    if (changes.length > 0 && changes.every(isKnown)) return;
    if (!role) throw new RequestError("NOT_FOUND", "Not found, or you are not a member of the project.");
    if (role === "VIEWER") throw new RequestError("FORBIDDEN", "This needs the role MEMBER; yours is VIEWER.");
  }

  #remembered(actor: User, change: Readonly<Record<string, Input>>) {
    const [input] = Object.values(change);
    return this.data.remembered.get(`${actor.id} ${String(input?.["clientMutationId"])}`);
  }

  #judge(actor: User, kind: string, input: Input, earlierIds: readonly unknown[] = []): Answer {
    const handle = Object.hasOwn(handlers, kind) ? handlers[kind as Change["kind"]] : undefined;
    if (!handle) throw new RequestError("BAD_USER_INPUT", `${kind} is no change.`);
    const known = this.#remembered(actor, { [kind]: input });
    const text = JSON.stringify([kind, input]);
    if (known?.input === text) return known.answer;
    if (known) return toRefusal(new Refusal("BAD_USER_INPUT", "clientMutationId was used for another change before."));
    const before = this.seq;
    const answer = structuredClone(
      this.#answer(handle, { project: this, actor, input: normalise(input), request: this.#requests, earlierIds }),
    );
    const id = input["clientMutationId"];
    // No-ops, conflicts and refusals are judged anew.
    const isRemembered = typeof id === "string" && id !== "" && this.seq > before;
    if (isRemembered) this.data.remembered.set(`${actor.id} ${id}`, { input: text, answer });
    return answer;
  }

  #answer(handle: (change: FakeChange) => Answer, change: FakeChange): Answer {
    try {
      return handle(change);
    } catch (error) {
      if (error instanceof Refusal) return toRefusal(error);
      throw error;
    }
  }
}

function toRefusal({ code, message }: Refusal): Answer {
  return { __typename: "ChangeRefused", code, message, path: null };
}
