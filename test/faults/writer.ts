import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type ChangeInput,
  CreateCommentDocument,
  CreateLabelDocument,
  CreateTaskDocument,
  DeleteCommentDocument,
  DeleteLabelDocument,
  DeleteTaskDocument,
  MoveTaskDocument,
  RestoreCommentDocument,
  RestoreTaskDocument,
  type TaskStatus,
  UpdateCommentDocument,
  UpdateLabelDocument,
  UpdateTaskDocument,
  UpdateTaskStatusDocument,
} from "../support/generated/graphql.ts";
import type { Mutator } from "./mutator.ts";
import type { Participant } from "./participant.ts";
import type { Random } from "./random.ts";

const statuses: readonly TaskStatus[] = ["BACKLOG", "TODO", "IN_PROGRESS", "IN_REVIEW", "DONE", "CANCELED"];

/** Minimum number of tasks of a project, where possible. */
const fewTasks = 8;

/** Above 64 KiB in UTF-8, so that the bus carries its number alone. */
const longText = "字".repeat(22_000);

/** The tasks of a project, with the versions in which its writers last saw them: id → version. */
export type Tasks = Map<string, number>;

/** Changes tasks and comments of its project, as others do at the same time. */
export class Writer {
  readonly participant: Participant;
  readonly #mutator: Mutator;
  readonly #tasks: Tasks;
  readonly #random: Random;
  /** Its own: nobody else may touch them. */
  readonly #comments: string[] = [];
  /** Its own, like the comments. */
  readonly #labels: string[] = [];
  #count = 0;

  constructor(participant: Participant, mutator: Mutator, tasks: Tasks, random: Random) {
    this.participant = participant;
    this.#mutator = mutator;
    this.#tasks = tasks;
    this.#random = random;
  }

  /** Writes, at times without a pause, until the signal aborts; resolves when the last change is settled. */
  async writeUntil(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const changes = this.#random.chance(0.1) ? 10 : 1;
      for (let made = 0; made < changes && !signal.aborted; made += 1) await this.write();
      await sleep(this.#random.integer(10, 250), undefined, { signal }).catch(() => undefined);
    }
  }

  /** Makes one change; resolves when it is settled. */
  async write(): Promise<void> {
    const random = this.#random;
    if (this.#tasks.size < fewTasks || random.chance(0.15)) return this.#createTask();
    const [taskId, version] = random.pick([...this.#tasks]);
    const [commentId] = this.#comments;
    if (random.chance(0.15)) return this.#applyChanges();
    if (random.chance(0.1)) return this.#deleteTask(taskId, version);
    if (random.chance(0.2)) return this.#createComment(taskId);
    if (random.chance(0.2) && commentId) return this.#changeComment(commentId);
    if (random.chance(0.3)) return this.#moveTask(taskId, version);
    if (random.chance(0.2)) return this.#changeLabels(taskId);
    return this.#updateTask(taskId, version);
  }

  async #createTask(): Promise<void> {
    const { projectId } = this.participant;
    const isLong = this.#random.chance(0.05);
    const input = { projectId, title: this.#text(), ...(isLong && { description: longText }) };
    const made = await this.#mutator.make(this.participant, {
      operation: "createTask",
      document: CreateTaskDocument,
      input,
    });
    // A long one would make every further change of it long, too.
    if (made && isLong) await this.#deleteTask(made.task.id, made.task.version);
    else if (made) this.#tasks.set(made.task.id, made.task.version);
  }

  async #updateTask(taskId: string, version: number): Promise<void> {
    const expectedVersion = this.#random.chance(0.3) ? { expectedVersion: version } : {};
    const field = this.#random.pick(["title", "description"]);
    const made = await this.#mutator.make(this.participant, {
      operation: "updateTask",
      document: UpdateTaskDocument,
      input: { taskId, [field]: this.#text(), ...expectedVersion },
    });
    if (made && this.#tasks.has(taskId)) this.#tasks.set(taskId, made.task.version);
  }

  /** Makes a task and edits it with others, in one batch, at times atomic. */
  async #applyChanges(): Promise<void> {
    const { projectId } = this.participant;
    const taskId = randomUUID();
    const known = this.#random.pick([...this.#tasks.keys()]);
    const changes: ChangeInput[] = [
      { createTask: { id: taskId, projectId, title: this.#text() } },
      { updateTask: { taskId: known, title: this.#text() } },
      { createComment: { taskId, body: this.#text() } },
      { moveTask: { taskId, status: this.#random.pick(statuses), afterTaskId: known } },
    ];
    const atomic = this.#random.chance(0.5);
    const made = await this.#mutator.makeAll(this.participant, changes, atomic);
    if (made?.some(Boolean)) this.#tasks.set(taskId, 0);
  }

  async #moveTask(taskId: string, version: number): Promise<void> {
    const status = this.#random.pick(statuses);
    const by = this.participant;
    const expectedVersion = this.#random.chance(0.3) ? { expectedVersion: version } : {};
    const common = { input: { taskId, status, ...expectedVersion }, mayChangeNothing: true };
    if (this.#random.chance(0.5)) {
      await this.#mutator.make(by, { operation: "moveTask", document: MoveTaskDocument, ...common });
    } else {
      await this.#mutator.make(by, { operation: "updateTaskStatus", document: UpdateTaskStatusDocument, ...common });
    }
  }

  async #deleteTask(taskId: string, version: number): Promise<void> {
    const input = { taskId, ...(this.#random.chance(0.5) && { expectedVersion: version }) };
    const made = await this.#mutator.make(this.participant, {
      operation: "deleteTask",
      document: DeleteTaskDocument,
      input,
    });
    if (made?.__typename === "TaskConflict") return;
    this.#tasks.delete(taskId);
    if (made && this.#random.chance(0.4)) await this.#restoreTask(taskId);
  }

  async #restoreTask(taskId: string): Promise<void> {
    const made = await this.#mutator.make(this.participant, {
      operation: "restoreTask",
      document: RestoreTaskDocument,
      input: { taskId },
    });
    if (made) this.#tasks.set(taskId, made.task.version);
  }

  async #createComment(taskId: string): Promise<void> {
    const made = await this.#mutator.make(this.participant, {
      operation: "createComment",
      document: CreateCommentDocument,
      input: { taskId, body: this.#text() },
    });
    if (made) this.#comments.unshift(made.comment.id);
  }

  async #changeComment(commentId: string): Promise<void> {
    if (this.#random.chance(0.5)) {
      const input = { commentId, body: this.#text() };
      await this.#mutator.make(this.participant, {
        operation: "updateComment",
        document: UpdateCommentDocument,
        input,
      });
    } else {
      this.#comments.splice(this.#comments.indexOf(commentId), 1);
      const by = this.participant;
      const input = { commentId };
      const operation = "deleteComment";
      const deleted = await this.#mutator.make(by, { operation, document: DeleteCommentDocument, input });
      if (!deleted || this.#random.chance(0.5)) return;
      // Somebody else may have deleted the task meanwhile.
      const restored = { operation: "restoreComment", document: RestoreCommentDocument, input };
      if (await this.#mutator.make(by, restored)) this.#comments.push(commentId);
    }
  }

  /** Makes a label, changes it, puts it on a task or deletes it. */
  async #changeLabels(taskId: string): Promise<void> {
    const { projectId } = this.participant;
    const labelId = this.#labels.at(-1);
    const by = this.participant;
    if (labelId === undefined || (this.#labels.length < 5 && this.#random.chance(0.4))) {
      const input = { projectId, name: this.#text(), color: "GREEN" } as const;
      const made = await this.#mutator.make(by, { operation: "createLabel", document: CreateLabelDocument, input });
      if (made) this.#labels.push(made.label.id);
      return;
    }
    const choice = this.#random.integer(1, 4);
    if (choice === 1) {
      const input = { labelId, name: this.#text() };
      await this.#mutator.make(by, { operation: "updateLabel", document: UpdateLabelDocument, input });
    } else if (choice === 2) {
      this.#labels.pop();
      await this.#mutator.make(by, { operation: "deleteLabel", document: DeleteLabelDocument, input: { labelId } });
    } else {
      const input = { taskId, addLabelIds: [labelId] };
      const common = { document: UpdateTaskDocument, input, mayChangeNothing: true };
      const made = await this.#mutator.make(by, { operation: "updateTask", ...common });
      if (made && this.#tasks.has(taskId)) this.#tasks.set(taskId, made.task.version);
    }
  }

  /** Never the same twice, so that every update changes something. */
  #text(): string {
    this.#count += 1;
    return `${this.participant.name}, ${this.#count}`;
  }
}
