import { generateKeyBetween } from "fractional-indexing";
import type { BoardSnapshot } from "../../../../client/core/types.ts";
import type { Comment, Label, Member, ProjectEvent, Task, User } from "../../../../client/core/wire.ts";
import { copyValue } from "./copy-value.ts";

export const projectId = "11111111-1111-4111-8111-111111111111";
export const ada: User = { id: "ada", name: "Ada", email: "ada@example.org" };
export const grace: User = { id: "grace", name: "Grace", email: "grace@example.org" };

type Input = Readonly<Record<string, unknown>>;
export interface Answer {
  readonly __typename: string;
  readonly [field: string]: unknown;
}

interface Kept<T> {
  value: T;
  /** Version with which each field was changed last. */
  readonly changed: Record<string, number>;
  /** The clientMutationId that has made each version. */
  readonly makers: Record<number, string | null>;
  /** Version in which its text was merged last; 0: never. */
  merged: number;
  /** Text as of each version, for merges. */
  readonly texts: Record<number, string>;
}

/** The database. A restore puts an earlier copy of it back. */
interface Data {
  seq: number;
  tokens: string[];
  log: ProjectEvent[];
  tasks: Map<string, Kept<Task>>;
  comments: Map<string, Kept<Comment> & { taskId: string }>;
  labels: Map<string, Kept<Label>>;
  taken: Map<string, string>;
  remembered: Map<string, { input: string; answer: Answer }>;
  role: "VIEWER" | "MEMBER" | null;
}

export type Resumption =
  | { readonly kind: "events"; readonly events: readonly ProjectEvent[] }
  | { readonly kind: "board"; readonly startsOver: boolean }
  | { readonly kind: "not a member" };

/** Error of a whole request. */
export class RequestError extends Error {
  readonly code: string;
  readonly retryAfter: number | undefined;
  constructor(code: string, message = code, retryAfter?: number) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** A server of one project that behaves as the contract says, without a network. */
export class FakeServer {
  data: Data;
  /** Everything that was ever committed, in histories that were lost too. */
  readonly committed: { readonly event: ProjectEvent; isLost: boolean }[] = [];
  /** First input of each clientMutationId, for the check that it never changes. */
  readonly inputs = new Map<string, string>();
  readonly violations: string[] = [];
  /** Number of restores so far. */
  restores = 0;
  onCommit: () => void = () => {};
  /** Tasks that did not exist when a change of theirs came. */
  readonly #missed = new Set<unknown>();
  #token = 0;
  #backup: Data;

  constructor() {
    this.data = {
      ...{ seq: 0, tokens: ["0"], log: [], role: "MEMBER" },
      ...{ tasks: new Map(), comments: new Map(), labels: new Map(), taken: new Map(), remembered: new Map() },
    };
    for (let index = 0; index < 4; index += 1) {
      const description = ["one", "two", "three", "four", "five", "six", "seven"].join("\n");
      this.change(grace, "createTask", { id: `task-${index}`, title: `Task ${index}`, description, status: "TODO" });
    }
    this.#backup = copyData(this.data);
  }

  backUp(): void {
    this.#backup = copyData(this.data);
  }

  /** Returns the ids of the changes that are lost. */
  restore(): ReadonlySet<string> {
    this.restores += 1;
    const { seq } = this.#backup;
    const { role } = this.data;
    const lost = new Set<string>();
    for (const entry of this.committed) {
      const isKept = this.#backup.tokens[entry.event.seq] === tokenOf(entry.event);
      if (entry.isLost || (entry.event.seq <= seq && isKept)) continue;
      entry.isLost = true;
      if (entry.event.clientMutationId) lost.add(entry.event.clientMutationId);
    }
    this.data = { ...copyData(this.#backup), role };
    return lost;
  }

  get cursor(): string {
    return this.#cursorAt(this.data.seq);
  }

  board(): BoardSnapshot {
    const { seq, tasks, labels, role } = this.data;
    const members: Member[] = [ada, grace].map((user, index) => {
      return { id: `member-${user.id}`, role: "MEMBER", joinedSeq: index, joinedAt: at, user };
    });
    return copyValue({
      ...{ seq, cursor: this.cursor, me: ada, members, viewerRole: role ?? "VIEWER" },
      project: { id: projectId, name: "Project", description: null, version: 1, createdAt: at, updatedAt: at },
      labels: [...labels.values()].map(({ value }) => value),
      tasks: [...tasks.values()].map(({ value }) => value),
    });
  }

  comments(taskId: string): Comment[] {
    const own = [...this.data.comments.values()].filter((each) => each.taskId === taskId);
    return copyValue(own.map(({ value }) => value).sort((one, other) => one.createdSeq - other.createdSeq));
  }

  resume(cursor: string | null): Resumption {
    if (this.data.role === null) return { kind: "not a member" };
    if (cursor === null) return { kind: "board", startsOver: false };
    const seq = Number(cursor.split(":")[0]);
    if (this.#cursorAt(seq) !== cursor) return { kind: "board", startsOver: true };
    if (this.data.seq - seq > 12) return { kind: "board", startsOver: false };
    return { kind: "events", events: this.eventsAfter(seq) };
  }

  /** The events that follow a number. */
  eventsAfter(seq: number): ProjectEvent[] {
    return copyValue(this.data.log.slice(seq));
  }

  /** `applyChanges`. Throws RequestError. */
  applyChanges(actor: User, changes: readonly Readonly<Record<string, Input>>[]): { results: Answer[] } {
    if (changes.length === 0 || changes.length > 500) throw new RequestError("BAD_USER_INPUT", "1 to 500 changes.");
    const parsed = changes.map((change) => {
      const [[kind, input] = ["", {}]] = Object.entries(change);
      const id = cmid(input) ?? "";
      const text = JSON.stringify(change);
      const first = this.inputs.get(id) ?? text;
      if (id && first !== text) this.violations.push(`the input of ${id} has changed:\n${first}\n${text}`);
      this.inputs.set(id, first);
      return { kind, input, remembered: this.data.remembered.get(id)?.answer };
    });
    if (parsed.some(({ input }) => String(input["title"] ?? "").includes("POISON"))) {
      throw new RequestError("BAD_USER_INPUT", "changes.N: title is poisonous.");
    }
    if (this.data.role !== "MEMBER" && !parsed.every(({ remembered }) => remembered)) {
      throw new RequestError(this.data.role === null ? "NOT_FOUND" : "FORBIDDEN");
    }
    const ids = parsed.map(({ input }) => input["clientMutationId"]);
    const results = parsed.map(({ kind, input, remembered }, index) => {
      // Each change follows those before it.
      const following = [...((input["following"] ?? []) as readonly unknown[]), ...ids.slice(0, index)];
      return remembered ?? this.change(actor, kind, { ...input, following });
    });
    return { results };
  }

  change(actor: User, kind: string, input: Input): Answer {
    const handle = handlers[kind];
    if (!handle) throw new Error(`There is no ${kind}.`);
    const answer = handle(this, actor, input);
    const { taskId } = input;
    if (answer["code"] === "NOT_FOUND" && !this.data.taken.has(String(taskId))) this.#missed.add(taskId);
    // A restore may take a creation away that a request on its way builds on.
    if (kind === "createTask" && this.#missed.has(input["id"]) && this.restores === 0) {
      this.violations.push(`a change of ${input["id"]} came before its creation.`);
    }
    const id = input["clientMutationId"];
    const isRemembered = typeof id === "string" && /Payload$/.test(answer.__typename) && answer["isChange"] === true;
    if (isRemembered) this.data.remembered.set(id, { input: JSON.stringify(input), answer });
    return answer;
  }

  /** Records an event. Returns its number. */
  record(actor: User, input: Input, event: Readonly<Record<string, unknown>>): number {
    const { data } = this;
    data.seq += 1;
    this.#token += 1;
    data.tokens[data.seq] = String(this.#token);
    const fields = { seq: data.seq, at, projectId, actor, clientMutationId: input["clientMutationId"] ?? null };
    const recorded = { ...event, ...fields, token: String(this.#token) } as unknown as ProjectEvent;
    data.log.push(recorded);
    this.committed.push({ event: recorded, isLost: false });
    this.onCommit();
    return data.seq;
  }

  endOfColumn(status: string): string {
    return generateKeyBetween(this.column(status).at(-1)?.position ?? null, null);
  }

  column(status: string, exceptId?: string): Task[] {
    const tasks = [...this.data.tasks.values()].map(({ value }) => value);
    const own = tasks.filter((task) => task.status === status && task.id !== exceptId);
    return own.sort((one, other) => (one.position < other.position ? -1 : 1));
  }

  #cursorAt(seq: number): string {
    return `${seq}:${this.data.tokens[seq] ?? "none"}`;
  }
}

const at = "2026-01-01T00:00:00.000Z";

/**
 * Copies what is changed in place: the lists, and what is known of each item's fields. Items and events never change.
 */
function copyData({ tokens, log, tasks, comments, labels, taken, remembered, ...data }: Data): Data {
  const copyKept = <T>(kept: Map<string, T & Pick<Kept<unknown>, "changed" | "makers" | "texts">>) =>
    new Map(
      [...kept].map(([id, each]) => {
        const [changed, makers, texts] = [{ ...each.changed }, { ...each.makers }, { ...each.texts }];
        return [id, { ...each, changed, makers, texts }];
      }),
    );
  return {
    ...{ ...data, tokens: [...tokens], log: [...log], taken: new Map(taken), remembered: new Map(remembered) },
    ...{ tasks: copyKept(tasks), comments: copyKept(comments), labels: copyKept(labels) },
  };
}

function tokenOf(event: ProjectEvent): string | undefined {
  return (event as unknown as { token?: string }).token;
}

type Handler = (server: FakeServer, actor: User, input: Input) => Answer;

const handlers: Readonly<Record<string, Handler>> = {
  createTask(server, actor, input) {
    const { data } = server;
    const id = String(input["id"]);
    const taken = takeId(server, actor, id, () => data.tasks.get(id)?.value);
    if (taken)
      return taken === "free"
        ? refuse("BAD_USER_INPUT", "The id is taken.")
        : done("CreateTask", data.seq, { task: taken });
    const status = (input["status"] ?? "TODO") as Task["status"];
    const task: Task = {
      ...{ id, title: String(input["title"]), status, version: 0, commentCount: 0, createdAt: at, updatedAt: at },
      ...{ description: (input["description"] ?? null) as string | null, dueAt: null, createdBy: actor, labels: [] },
      ...{ priority: (input["priority"] ?? "NONE") as Task["priority"], assignee: null },
      position: server.endOfColumn(status),
    };
    data.tasks.set(id, { value: task, ...createKept(), texts: { 0: task.description ?? "" } });
    const seq = server.record(actor, input, { __typename: "TaskCreated", task });
    return change("CreateTask", seq, { task });
  },
  updateTask(server, actor, input) {
    const { taskId, expectedVersion, following, clientMutationId, addLabelIds, removeLabelIds, ...values } = input;
    return edit(server, actor, input, server.data.tasks.get(String(taskId)), values, "Task", (task, fields) => {
      return { __typename: "TaskUpdated", taskChanges: fields, task };
    });
  },
  updateTaskStatus(server, actor, input) {
    const task = server.data.tasks.get(String(input["taskId"]))?.value;
    if (task?.status === input["status"]) return done("UpdateTaskStatus", server.data.seq, { task });
    return moveTask(server, actor, input);
  },
  moveTask,
  deleteTask(server, actor, input) {
    const { data } = server;
    const id = String(input["taskId"]);
    const kept = data.tasks.get(id);
    if (!kept) return refuse("NOT_FOUND", "Task not found.");
    const conflict = findConflict(kept, input, Object.keys(kept.changed), "every");
    if (conflict) return { __typename: "TaskConflict", ...conflict, taskFields: conflict.fields, task: kept.value };
    data.tasks.delete(id);
    for (const [commentId, { taskId }] of data.comments) if (taskId === id) data.comments.delete(commentId);
    return change("DeleteTask", server.record(actor, input, { __typename: "TaskDeleted", taskId: id }), {});
  },
  createComment(server, actor, input) {
    const { data } = server;
    const [id, taskId] = [String(input["id"]), String(input["taskId"])];
    const task = data.tasks.get(taskId);
    if (!task) return refuse("NOT_FOUND", "Task not found.");
    const taken = takeId(server, actor, id, () => data.comments.get(id)?.value);
    if (taken)
      return taken === "free"
        ? refuse("BAD_USER_INPUT", "The id is taken.")
        : done("CreateComment", data.seq, { comment: taken });
    const times = { createdAt: at, updatedAt: at, createdSeq: data.seq + 1 };
    const comment: Comment = { id, body: String(input["body"]), version: 0, author: actor, ...times };
    data.comments.set(id, { value: comment, ...createKept(), texts: { 0: comment.body }, taskId });
    const commented = touch(task, 1, input);
    return change(
      "CreateComment",
      server.record(actor, input, { __typename: "CommentCreated", comment, task: commented }),
      { comment },
    );
  },
  updateComment(server, actor, input) {
    const kept = server.data.comments.get(String(input["commentId"]));
    const task = kept && server.data.tasks.get(kept.taskId);
    const { body } = input;
    return edit(server, actor, input, kept, { body }, "Comment", (comment) => {
      return { __typename: "CommentUpdated", comment, task: task ? touch(task, 0, input) : null };
    });
  },
  deleteComment(server, actor, input) {
    const { data } = server;
    const id = String(input["commentId"]);
    const kept = data.comments.get(id);
    const task = kept && data.tasks.get(kept.taskId);
    if (!kept || !task) return refuse("NOT_FOUND", "Comment not found.");
    data.comments.delete(id);
    const event = { __typename: "CommentDeleted", commentId: id, task: touch(task, -1, input) };
    return change("DeleteComment", server.record(actor, input, event), {});
  },
};

function moveTask(server: FakeServer, actor: User, input: Input): Answer {
  const kept = server.data.tasks.get(String(input["taskId"]));
  if (!kept) return refuse("NOT_FOUND", "Task not found.");
  const task = kept.value;
  const status = (input["status"] ?? task.status) as Task["status"];
  const column = server.column(status, task.id);
  const index = (id: unknown) => column.findIndex((each) => each.id === id);
  const [after, before] = [index(input["afterTaskId"]), index(input["beforeTaskId"])];
  const lower = after >= 0 ? column[after] : before >= 0 ? column[before - 1] : column.at(-1);
  const upper = after >= 0 ? column[after + 1] : before >= 0 ? column[before] : undefined;
  const isBehind = !lower || lower.position < task.position;
  const isThere = status === task.status && isBehind && (!upper || task.position < upper.position);
  const position = isThere ? task.position : generateKeyBetween(lower?.position ?? null, upper?.position ?? null);
  return edit(server, actor, input, kept, { status, position }, "Task", (moved, fields) => {
    if (task.status === status) return { __typename: "TaskUpdated", taskChanges: fields, task: moved };
    return { __typename: "TaskStatusChanged", from: task.status, to: status, task: moved };
  });
}

function createKept(): Pick<Kept<unknown>, "changed" | "makers" | "merged"> {
  return { changed: {}, makers: {}, merged: 0 };
}

/** Undefined: the id is new. `free`: somebody else's, or deleted. */
function takeId<T>(server: FakeServer, actor: User, id: string, find: () => T | undefined): T | "free" | undefined {
  const owner = server.data.taken.get(id);
  if (owner === actor.id) return find() ?? "free";
  if (owner !== undefined) return "free";
  server.data.taken.set(id, actor.id);
  return undefined;
}

function touch(kept: Kept<Task>, step: number, input: Input) {
  const { value } = kept;
  const version = value.version + 1;
  kept.value = { ...value, version, commentCount: value.commentCount + step };
  kept.changed["COMMENTS"] = version;
  kept.makers[version] = cmid(input);
  kept.texts[version] = value.description ?? "";
  return { id: value.id, version, commentCount: kept.value.commentCount };
}

function edit<T extends { version: number }>(
  server: FakeServer,
  actor: User,
  input: Input,
  kept: Kept<T> | undefined,
  values: Input,
  noun: "Task" | "Comment",
  toEvent: (value: T, fields: readonly string[]) => Readonly<Record<string, unknown>>,
): Answer {
  if (!kept) return refuse("NOT_FOUND", `${noun} not found.`);
  const key = noun.toLowerCase();
  const current: Readonly<Record<string, unknown>> = { ...kept.value };
  const wanted: Record<string, unknown> = { ...values };
  const different = () => Object.keys(wanted).filter((name) => wanted[name] !== current[name]);
  const conflict = findConflict(
    kept,
    input,
    different().map((name) => name.toUpperCase()),
  );
  const text = noun === "Task" ? "description" : "body";
  const isText = conflict?.fields.length === 1 && conflict.fields[0] === text.toUpperCase();
  const base = kept.texts[Number(input["expectedVersion"])];
  const merged = isText && base !== undefined ? mergeLines(base, String(wanted[text]), String(current[text])) : null;
  if (conflict && merged === null) {
    return { __typename: `${noun}Conflict`, ...conflict, [`${key}Fields`]: conflict.fields, [key]: kept.value };
  }
  if (merged !== null) wanted[text] = merged;
  const fields = different().map((name) => name.toUpperCase());
  if (fields.length === 0) return done(`Update${noun}`, server.data.seq, { [key]: kept.value });
  const version = kept.value.version + 1;
  kept.value = { ...kept.value, ...wanted, version };
  for (const field of fields) kept.changed[field] = version;
  kept.makers[version] = cmid(input);
  if (merged !== null) kept.merged = version;
  kept.texts[version] = String(({ ...kept.value } as Record<string, unknown>)[text] ?? "");
  const seq = server.record(actor, input, toEvent(kept.value, fields));
  return change(`Update${noun}`, seq, { [key]: kept.value });
}

/** `mustFollow`: "every": one later change that the edit does not follow is enough, as for a deletion. */
function findConflict<T extends { version: number }>(
  kept: Kept<T>,
  input: Input,
  fields: readonly string[],
  mustFollow: "last" | "every" = "last",
) {
  const expected = input["expectedVersion"];
  if (typeof expected !== "number") return null;
  const following = (input["following"] ?? []) as readonly unknown[];
  const currentVersion = kept.value.version;
  const isAhead = expected > currentVersion;
  const later = fields.filter((field) => isAhead || (kept.changed[field] ?? 0) > expected);
  if (later.length === 0) return null;
  const isOwn = (version: number) => kept.makers[version] != null && following.includes(kept.makers[version]);
  // A text that was merged since may have lines that the edit has not seen, whoever changed it last.
  const isMerged = (field: string) => (field === "DESCRIPTION" || field === "BODY") && kept.merged > expected;
  const byOthers = later.filter((field) => isMerged(field) || isAhead || !isOwn(kept.changed[field] ?? 0));
  const versions = Object.keys(kept.makers).map(Number);
  const areAllOwn = versions.every((version) => version <= expected || isOwn(version));
  if (mustFollow === "last" ? byOthers.length === 0 : !isAhead && areAllOwn) return null;
  const conflicting = byOthers.length > 0 ? byOthers : later;
  return { message: "Somebody changed the same.", expectedVersion: expected, currentVersion, fields: conflicting };
}

/** Merges line by line; lines of both texts stand in the same places. */
function mergeLines(base: string, mine: string, theirs: string): string | null {
  const [lines, own, other] = [base.split("\n"), mine.split("\n"), theirs.split("\n")];
  if (own.length !== lines.length || other.length !== lines.length) return null;
  const merged: string[] = [];
  for (const [index, line] of lines.entries()) {
    const [one = "", two = ""] = [own[index], other[index]];
    const isBeside = [index - 1, index + 1].some((near) => own[index] !== line && other[near] !== lines[near]);
    if ((one !== line && two !== line && one !== two) || (isBeside && one !== two)) return null;
    merged.push(one === line ? two : one);
  }
  return merged.join("\n");
}

function cmid(input: Input): string | null {
  return typeof input["clientMutationId"] === "string" ? input["clientMutationId"] : null;
}

function change(name: string, seq: number, fields: object): Answer {
  return { ...done(name, seq, fields), isChange: true };
}

function done(name: string, seq: number, fields: object): Answer {
  return { __typename: `${name}Payload`, seq, ...fields };
}

function refuse(code: string, message: string): Answer {
  return { __typename: "ChangeRefused", code, message };
}
