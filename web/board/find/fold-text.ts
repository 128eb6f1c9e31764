import type { Task } from "../../../client/core/lockstep/index.ts";

/** Returns a text for comparison: without case and without the marks of letters. */
export function foldText(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{Mn}/gu, "")
    .toLowerCase();
}

const known = new WeakMap<Task, string>();

/** Returns true when each of the folded words is in the task's title, description or labels. */
export function isTextMatch(task: Task, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = textOf(task);
  return words.every((word) => text.includes(word));
}

/** A task is the same object until it changes. */
function textOf(task: Task): string {
  const found = known.get(task);
  if (found !== undefined) return found;
  const names = task.labels.map(({ name }) => name);
  const text = foldText([task.title, task.description ?? "", ...names].join("\n"));
  known.set(task, text);
  return text;
}
