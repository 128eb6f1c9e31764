import type { ProjectHandle } from "../../client/core/lockstep/lockstep.ts";
import type { Change, ChangeKind, Label, Task } from "../../client/core/wire.ts";
import type { TaskStatus } from "../../client/generated/graphql.ts";
import type { Random } from "../faults/random.ts";
import { descriptionLines, dueDateOf, type Facet, markOf, type PlannedEdit, targetOf, writeLine } from "./edit.ts";

/** A project as edits need it. */
export type EditedProject = Pick<ProjectHandle, "me" | "column" | "task" | "comments" | "labels" | "members">;

/** Items that this tab has deleted. */
export interface Deleted {
  readonly tasks: string[];
  readonly comments: { readonly id: string; readonly taskId: string }[];
}

export interface Planning {
  readonly project: EditedProject;
  /** Ids of those whom texts mention, members or not. */
  readonly people: readonly string[];
  readonly deleted: Deleted;
  readonly random: Random;
  readonly createId: () => string;
  /** Returns the number of the next edit. */
  readonly nextNumber: () => number;
}

/**
 * `bulk`: one change of many tasks at once; `burst`: one field typed again and again; `chain`: a new task and its like.
 */
export type OrderKind = "single" | "bulk" | "burst" | "chain";

const statuses = ["BACKLOG", "TODO", "IN_PROGRESS", "IN_REVIEW", "DONE", "CANCELED"] as const;
const priorities = ["NONE", "LOW", "MEDIUM", "HIGH", "URGENT"] as const;
const colors = ["GRAY", "RED", "ORANGE", "YELLOW", "GREEN", "TEAL", "BLUE", "PURPLE", "PINK", "BROWN"] as const;

/** Tasks and labels at most; beyond, they are edited instead. */
const [maxTasks, maxLabels] = [60, 12];

/** Chances of the kinds of a single edit. */
const weights: {
  readonly [K in ChangeKind | "title" | "description" | "dueAt" | "priority" | "assignee" | "labels"]?: number;
} = {
  ...{ createTask: 8, title: 12, description: 20, dueAt: 5, priority: 5, assignee: 7, labels: 6 },
  ...{ updateTaskStatus: 5, moveTask: 9, deleteTask: 3, restoreTask: 3 },
  ...{ createComment: 9, updateComment: 8, deleteComment: 3, restoreComment: 3 },
  ...{ createLabel: 2, updateLabel: 4, deleteLabel: 1 },
};

/** Plans what a person does next. Empty where the board has nothing to do it with. */
export function planEdits(planning: Planning, kind: OrderKind): PlannedEdit[] {
  const { random } = planning;
  const tasks = findTasks(planning.project);
  const [task] = tasks.length > 0 ? [random.pick(tasks)] : [];
  if (!task || kind === "chain") return planChain(planning);
  if (kind === "bulk") return planBulk(planning, tasks);
  if (kind === "burst") {
    const part = random.pick(["title", "description"] as const);
    const line = random.integer(0, descriptionLines - 1);
    return Array.from({ length: random.integer(3, 8) }, () => planText(planning, task, part, line));
  }
  return planSingle(planning, task, pickKind(random));
}

function planSingle(planning: Planning, task: Task, kind: string): PlannedEdit[] {
  const { random, project, deleted } = planning;
  const number = planning.nextNumber();
  const mark = markOf(number);
  const labels = project.labels();
  const taskId = task.id;
  switch (kind) {
    case "createTask":
      if (findTasks(project).length >= maxTasks) return [planText(planning, task, "title", 0)];
      return [planCreation(planning, number)];
    case "title":
    case "description":
      return [planText(planning, task, kind, random.integer(0, descriptionLines - 1))];
    case "dueAt": {
      const dueAt = dueDateOf(number);
      return [plan(number, { kind: "updateTask", input: { taskId, dueAt } }, [{ name: "dueAt", mark: dueAt }])];
    }
    case "priority":
      return [
        plan(
          number,
          { kind: "updateTask", input: { taskId, priority: pickOther(random, priorities, task.priority) } },
          [unmarked("priority")],
        ),
      ];
    case "assignee": {
      const ids = [null, ...project.members().map(({ user }) => user.id)];
      const assigneeId = pickOther(random, ids, task.assignee?.id ?? null);
      return [plan(number, { kind: "updateTask", input: { taskId, assigneeId } }, [unmarked("assigneeId")])];
    }
    case "labels":
      return labels.length === 0 ? [planLabel(planning, number)] : [planLabelling(number, task, random.pick(labels))];
    case "updateTaskStatus":
      return [
        plan(number, { kind, input: { taskId, status: pickOther(random, statuses, task.status) } }, [
          unmarked("place"),
        ]),
      ];
    case "moveTask":
      return [planMove(planning, number, task)];
    case "deleteTask":
      deleted.tasks.push(taskId);
      return [plan(number, { kind, input: { taskId } }, [unmarked("existence")])];
    case "restoreTask": {
      const gone = deleted.tasks.pop();
      return gone
        ? [plan(number, { kind, input: { taskId: gone } }, [unmarked("existence")])]
        : planSingle(planning, task, "title");
    }
    case "updateComment":
    case "deleteComment": {
      const own = findOwnComments(project);
      if (own.length > 0) return [planOnComment(planning, number, kind, random.pick(own))];
      return [planComment(planning, number, taskId)];
    }
    case "restoreComment": {
      const gone = deleted.comments.pop();
      if (!gone) return [planComment(planning, number, taskId)];
      return [plan(number, { kind, input: { commentId: gone.id } }, [unmarked("existence")], gone.taskId)];
    }
    case "createLabel":
    case "updateLabel":
    case "deleteLabel": {
      if (labels.length < 3 || (kind === "createLabel" && labels.length < maxLabels))
        return [planLabel(planning, number)];
      const label = random.pick(labels);
      const labelId = label.id;
      if (kind === "deleteLabel") return [plan(number, { kind, input: { labelId } }, [unmarked("existence")])];
      if (random.chance(0.3)) {
        const input = { labelId, color: pickOther(random, colors, label.color) };
        return [plan(number, { kind: "updateLabel", input }, [unmarked("color")])];
      }
      return [plan(number, { kind: "updateLabel", input: { labelId, name: mark } }, [marked("name", number)])];
    }
    default:
      return [planComment(planning, number, taskId)];
  }
}

/** A new task, and at once what only works with it. */
function planChain(planning: Planning): PlannedEdit[] {
  const { random } = planning;
  const created = planCreation(planning, planning.nextNumber());
  const taskId = created.target;
  const chain = [created];
  const [moved, commented, dated] = [planning.nextNumber(), planning.nextNumber(), planning.nextNumber()];
  chain.push(
    plan(moved, { kind: "updateTaskStatus", input: { taskId, status: random.pick(statuses) } }, [unmarked("place")]),
    planComment(planning, commented, taskId),
    plan(dated, { kind: "updateTask", input: { taskId, dueAt: dueDateOf(dated) } }, [
      { name: "dueAt", mark: dueDateOf(dated) },
    ]),
  );
  if (random.chance(0.15)) {
    chain.push(plan(planning.nextNumber(), { kind: "deleteTask", input: { taskId } }, [unmarked("existence")]));
  }
  return chain;
}

function planBulk(planning: Planning, tasks: readonly Task[]): PlannedEdit[] {
  const { random, project } = planning;
  const chosen = tasks.filter(() => random.chance(0.4));
  const kind = random.pick(["status", "priority", "label", "dueAt"] as const);
  const [status, priority] = [random.pick(statuses), random.pick(priorities)];
  const label = project.labels().length > 0 ? random.pick(project.labels()) : null;
  return chosen.map((task) => {
    const number = planning.nextNumber();
    const taskId = task.id;
    if (kind === "status") {
      return plan(number, { kind: "updateTaskStatus", input: { taskId, status } }, [unmarked("place")]);
    }
    if (kind === "label" && label) return planLabelling(number, task, label);
    if (kind === "priority")
      return plan(number, { kind: "updateTask", input: { taskId, priority } }, [unmarked("priority")]);
    const dueAt = dueDateOf(number);
    return plan(number, { kind: "updateTask", input: { taskId, dueAt } }, [{ name: "dueAt", mark: dueAt }]);
  });
}

function planCreation(planning: Planning, number: number): PlannedEdit {
  const words = wordsOf(planning, number);
  const { random, project } = planning;
  const assigneeId = random.chance(0.3) ? random.pick(project.members()).user.id : null;
  const input = { id: planning.createId(), title: markOf(number), description: writeLine(null, 0, words), assigneeId };
  return plan(number, { kind: "createTask", input }, [marked("title", number), unmarked("existence")]);
}

function planText(planning: Planning, task: Task, part: "title" | "description", line: number): PlannedEdit {
  const number = planning.nextNumber();
  const mark = markOf(number);
  const taskId = task.id;
  if (part === "title")
    return plan(number, { kind: "updateTask", input: { taskId, title: mark } }, [marked("title", number)]);
  const description = writeLine(task.description, line, wordsOf(planning, number));
  return plan(number, { kind: "updateTask", input: { taskId, description } }, [marked(`description:${line}`, number)]);
}

function planMove({ random, project }: Planning, number: number, { id: taskId, status: from }: Task): PlannedEdit {
  const status: TaskStatus = random.chance(0.5) ? from : random.pick(statuses);
  const others = project.column(status).filter(({ id }) => id !== taskId);
  const neighbour = others.length > 0 ? random.pick(others).id : null;
  const input = {
    taskId,
    status,
    ...(neighbour && (random.chance(0.5) ? { afterTaskId: neighbour } : { beforeTaskId: neighbour })),
  };
  return plan(number, { kind: "moveTask", input }, [unmarked("place")]);
}

function planLabelling(number: number, { id: taskId, labels }: Task, label: Label): PlannedEdit {
  const isThere = labels.some(({ id }) => id === label.id);
  const input = isThere ? { taskId, removeLabelIds: [label.id] } : { taskId, addLabelIds: [label.id] };
  return plan(number, { kind: "updateTask", input }, [unmarked(`label:${label.id}`)]);
}

function planLabel({ createId, random }: Planning, number: number): PlannedEdit {
  const input = { id: createId(), name: markOf(number), color: random.pick(colors) };
  return plan(number, { kind: "createLabel", input }, [marked("name", number), unmarked("existence")]);
}

function planComment(planning: Planning, number: number, taskId: string): PlannedEdit {
  const input = { id: planning.createId(), taskId, body: wordsOf(planning, number) };
  return plan(number, { kind: "createComment", input }, [marked("body", number), unmarked("existence")], taskId);
}

function planOnComment(
  planning: Planning,
  number: number,
  kind: "updateComment" | "deleteComment",
  { commentId, taskId }: { readonly commentId: string; readonly taskId: string },
): PlannedEdit {
  if (kind === "updateComment") {
    const body = wordsOf(planning, number);
    return plan(number, { kind, input: { commentId, body } }, [marked("body", number)], taskId);
  }
  planning.deleted.comments.push({ id: commentId, taskId });
  return plan(number, { kind, input: { commentId } }, [unmarked("existence")], taskId);
}

/** The mark of an edit, and now and then mentions. */
function wordsOf({ random, people }: Planning, number: number): string {
  const words = [markOf(number)];
  while (random.chance(0.3)) words.push(`[@Somebody](user:${random.pick(people)})`);
  return words.join(" ");
}

function findOwnComments(project: EditedProject) {
  return findTasks(project).flatMap(({ id: taskId }) => {
    const own = (project.comments(taskId) ?? []).filter(({ author }) => author?.id === project.me?.id);
    return own.map(({ id: commentId }) => ({ commentId, taskId }));
  });
}

function plan(number: number, change: Change, facets: readonly Facet[], parent: string | null = null): PlannedEdit {
  return { number, change, target: targetOf(change), parent, facets };
}

function marked(name: string, number: number): Facet {
  return { name, mark: markOf(number) };
}

function unmarked(name: string): Facet {
  return { name, mark: null };
}

export function findTasks(project: EditedProject): Task[] {
  return statuses.flatMap((status) => [...project.column(status)]);
}

function pickOther<T>(random: Random, values: readonly T[], known: T): T {
  const others = values.filter((value) => value !== known);
  return others.length > 0 ? random.pick(others) : known;
}

function pickKind(random: Random): string {
  const kinds = Object.entries(weights);
  let left = random.integer(
    1,
    kinds.reduce((sum, [, weight]) => sum + weight, 0),
  );
  for (const [kind, weight] of kinds) {
    left -= weight;
    if (left <= 0) return kind;
  }
  return "title";
}
