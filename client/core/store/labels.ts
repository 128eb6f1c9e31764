import type { Label, Task } from "../wire.ts";
import type { Board, ItemEntry } from "./board.ts";
import { create, edit, type Previews, type Reducers, type Rules } from "./noun.ts";

export const labelReducers: Reducers<"LabelCreated" | "LabelUpdated" | "LabelDeleted"> = {
  LabelCreated: (_, { label }) => ({ labels: [[label.id, label]] }),
  LabelUpdated: (board, { label }) => ({ labels: [[label.id, label]], tasks: renewLabel(board, label) }),
  LabelDeleted: (board, { labelId }) => ({ labels: [[labelId, null]], tasks: dropLabel(board, labelId) }),
};

export const labelPreviews: Previews<"createLabel" | "updateLabel" | "deleteLabel"> = {
  createLabel(view, { id = "", name, color }) {
    return view.labels.get(id) ? {} : { labels: [[id, { id, name, color, version: 0 }]] };
  },
  updateLabel(view, { labelId, name, color }) {
    const label = view.labels.get(labelId);
    if (!label) return {};
    const edited: Label = { ...label, name: name ?? label.name, color: color ?? label.color };
    return { labels: [[labelId, edited]], tasks: renewLabel(view, edited) };
  },
  deleteLabel: (view, { labelId }) =>
    view.labels.get(labelId) ? { labels: [[labelId, null]], tasks: dropLabel(view, labelId) } : {},
};

const label = { target: "labelId", find: ({ labels }: Board, id: string) => labels.get(id) } as const;

export const labelRules: Rules<keyof typeof labelPreviews> = {
  createLabel: { ...label, ...create, isOfProject: true, needs: { name: true, color: true } },
  updateLabel: { ...label, ...edit },
  deleteLabel: { ...label, action: "delete", isVersioned: true, fields: ["name", "color"] },
};

/** Returns the labels of a task after some were put on it and others taken off. Unknown ones are ignored. */
export function editLabels(
  { labels }: Board,
  known: Label[],
  add: readonly string[],
  remove: readonly string[],
): Label[] {
  if (add.length + remove.length === 0) return known;
  const kept = known.filter(({ id }) => !remove.includes(id));
  const added = add.filter((id) => !kept.some((each) => each.id === id) && !remove.includes(id));
  return [...kept, ...added.flatMap((id) => labels.get(id) ?? [])];
}

/** Returns the tasks that carry the label, with its new state. */
function renewLabel(board: Board, renewed: Label): ItemEntry<Task>[] {
  return changeLabels(board, renewed.id, (labels) => labels.map((each) => (each.id === renewed.id ? renewed : each)));
}

/** Returns the tasks that carry the label, without it. */
function dropLabel(board: Board, labelId: string): ItemEntry<Task>[] {
  return changeLabels(board, labelId, (labels) => labels.filter(({ id }) => id !== labelId));
}

function changeLabels(board: Board, labelId: string, change: (labels: Label[]) => Label[]): ItemEntry<Task>[] {
  const carriers = [...board.tasks.values()].filter(({ labels }) => labels.some(({ id }) => id === labelId));
  return carriers.map((task) => [task.id, { ...task, labels: change(task.labels) }]);
}
