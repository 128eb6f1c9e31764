import type { Task } from "../../../client/core/lockstep/index.ts";
import { foldText, isTextMatch } from "./fold-text.ts";

/** Returns at most that many tasks with all words of a search. Those with them in their titles come first. */
export function findTasks(tasks: readonly Task[], search: string, most: number): readonly Task[] {
  const words = foldText(search).split(/\s+/).filter(Boolean);
  const found = tasks.filter((task) => isTextMatch(task, words));
  const ranked = found.map((task) => ({ task, rank: rankOf(foldText(task.title), words) }));
  return ranked
    .sort((one, other) => one.rank - other.rank)
    .slice(0, most)
    .map(({ task }) => task);
}

/** 0: the title begins with the first word; 1: it has all; 2: others of its texts do. */
function rankOf(title: string, words: readonly string[]): number {
  if (!words.every((word) => title.includes(word))) return 2;
  return title.startsWith(words[0] ?? "") ? 0 : 1;
}
