import type { Change, Task } from "../../../../client/core/wire.ts";
import type { EditKind } from "./action.ts";
import { grace, projectId } from "./fake-server.ts";
import type { History, Word } from "./run-history.ts";
import type { Tab } from "./tab.ts";

const priorities = ["NONE", "LOW", "HIGH"] as const;
const statuses = ["TODO", "IN_PROGRESS", "DONE"] as const;

/** Edits a task, known by its place or its id. Returns its id; undefined: the tab is not there, or shows nothing. */
export function edit(
  history: History,
  tab: Tab | undefined,
  kind: EditKind,
  item: number | string,
  n: number,
): string | undefined {
  if (!tab?.store.view || !tab.store.project) return undefined;
  const { server } = history;
  const tasks = statuses.flatMap((status) => tab.store.column(status));
  const task = pickTask(tasks, item);
  history.order += 1;
  const { order } = history;
  const word = `<${order}>`;
  const [change, field] = createEdit(kind, task, tasks, word, n);
  if (!change) return undefined;
  if (kind === "comment" && task && n % 2 === 0) {
    const comments = server.comments(task.id);
    tab.takeComments({ taskId: task.id, seq: server.data.seq, comments });
  }
  history.note?.("tab", tab.number, change);
  const knew = history.seen.has("clock") ? JSON.stringify([...tab.outbox.index.items.values()]) : null;
  const { id, accepted } = tab.outbox.submit(projectId, change);
  const taskId = (kind === "create" ? id : task?.id) ?? "";
  if (!field) return taskId;
  const written: Word = { word, id, field, taskId, tab, order, knew, accepted: null, undoing: 0 };
  history.words.push(written);
  void accepted.then((durability) => {
    written.accepted = durability;
  });
  return taskId;
}

function pickTask(tasks: readonly Task[], item: number | string): Task | undefined {
  return typeof item === "string" ? tasks.find(({ id }) => id === item) : tasks[item % Math.max(1, tasks.length)];
}

function createEdit(
  kind: EditKind,
  task: Task | undefined,
  tasks: readonly Task[],
  word: string,
  n: number,
): readonly [Change?, Word["field"]?] {
  if (kind === "create") {
    const title = n === 11 ? `POISON ${word}` : word;
    return [{ kind: "createTask", input: { title, status: "TODO", description: "one\ntwo\nthree" } }, "title"];
  }
  if (!task) return [];
  const taskId = task.id;
  const other = tasks[(n * 7) % tasks.length]?.id ?? null;
  switch (kind) {
    case "title":
      return [{ kind: "updateTask", input: { taskId, title: word } }, "title"];
    case "rewrite":
      return [{ kind: "updateTask", input: { taskId, title: word, priority: pick(priorities, n) } }, "title"];
    case "text":
      return [{ kind: "updateTask", input: { taskId, description: write(task.description, word, n) } }, "description"];
    case "priority":
      return [{ kind: "updateTask", input: { taskId, priority: pick(priorities, n) } }];
    case "move": {
      const place = n % 3 === 0 ? {} : n % 3 === 1 ? { afterTaskId: other } : { beforeTaskId: other };
      return [{ kind: "moveTask", input: { taskId, status: pick(statuses, n), ...place } }];
    }
    case "comment":
      return [{ kind: "createComment", input: { taskId, body: word } }, "body"];
    case "delete":
      return n < 5 ? [{ kind: "deleteTask", input: { taskId } }, "delete"] : [];
  }
}

export function editAsGrace(history: History, kind: EditKind, item: number | string, n: number): void {
  const { server } = history;
  const tasks = [...server.data.tasks.values()].map(({ value }) => value);
  const task = pickTask(tasks, item);
  history.order += 1;
  const word = `(${history.order})`;
  const [change] = createEdit(kind, task, tasks, word, n === 11 ? 10 : n);
  if (!change) return;
  const input: Record<string, unknown> = { ...change.input };
  if (change.kind === "createTask" || change.kind === "createComment") input["id"] = `grace-${history.order}`;
  server.change(grace, change.kind, input);
}

/** Appends a word to one of the lines. */
function write(text: string | null | undefined, word: string, n: number): string {
  const lines = (text ?? "").split("\n");
  return lines.with(n % lines.length, `${lines[n % lines.length]} ${word}`).join("\n");
}

function pick<T>(values: readonly [T, ...T[]], n: number): T {
  return values[n % values.length] ?? values[0];
}
