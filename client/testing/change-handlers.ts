import type { ChangeKind, Label } from "../core/wire.ts";
import { commentHandlers } from "./comment-handlers.ts";
import { editItem, findConflict, toConflict } from "./edit-item.ts";
import { done, type FakeChange, findMade, type Handlers, keep, Refusal, requireKept } from "./fake-change.ts";
import type { FakeProject } from "./fake-project.ts";
import { taskHandlers } from "./task-handlers.ts";

/** Labels of a project at most. */
const mostLabels = 100;

const labelHandlers: Handlers<"createLabel" | "updateLabel" | "deleteLabel"> = {
  createLabel(change) {
    const { project, actor, input } = change;
    const { labels } = project.data;
    const known = findMade(change, (data) => [data.labels, data.gone]);
    if (known) return done("CreateLabel", project.seq, { label: known });
    if (labels.size >= mostLabels)
      throw new Refusal("BAD_USER_INPUT", `A project has at most ${mostLabels} labels. Delete one first.`);
    const { id = "", name = "", color = "GRAY" } = input as Partial<Label>;
    requireFreeName(project, name, id);
    const label: Label = { id, name, color, version: 0 };
    labels.set(id, keep(change, label));
    return done("CreateLabel", project.record(actor, input, { __typename: "LabelCreated", label }), { label });
  },
  updateLabel(change) {
    const { project, input } = change;
    const kept = requireLabel(change);
    const { name, color } = input as Partial<Label>;
    return editItem<Label>(change, kept, {
      noun: "Label",
      values: { name, color },
      check: () => requireFreeName(project, name ?? kept.value.name, kept.value.id),
      toEvent(label) {
        for (const task of project.data.tasks.values()) {
          const relabel = task.value.labels.map((each) => (each.id === label.id ? label : each));
          task.value = { ...task.value, labels: relabel };
        }
        return { __typename: "LabelUpdated", label };
      },
    });
  },
  deleteLabel(change) {
    const { project, actor, input } = change;
    const { tasks, labels, gone } = project.data;
    const kept = requireLabel(change);
    const conflict = findConflict(change, kept, "Label", ["NAME", "COLOR"], "every");
    if (conflict) return toConflict(kept, "Label", conflict);
    const labelId = kept.value.id;
    labels.delete(labelId);
    gone.add(labelId);
    for (const task of tasks.values()) {
      task.value = { ...task.value, labels: task.value.labels.filter(({ id }) => id !== labelId) };
    }
    return done("DeleteLabel", project.record(actor, input, { __typename: "LabelDeleted", labelId }), { labelId });
  },
};

/** The server's side of each kind of change. */
export const handlers: Handlers<ChangeKind> = { ...taskHandlers, ...commentHandlers, ...labelHandlers };

function requireLabel({ project, input }: FakeChange) {
  return requireKept(project.data.labels.get(String(input["labelId"])));
}

function requireFreeName({ data }: FakeProject, name: string, exceptId: string): void {
  const isTaken = [...data.labels.values()].some(
    ({ value }) => value.id !== exceptId && toNameKey(value.name) === toNameKey(name),
  );
  if (isTaken) throw new Refusal("BAD_USER_INPUT", "The project has a label of this name. Choose another name.");
}

/** Equal for names that differ in case alone. */
function toNameKey(name: string): string {
  return name.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
}
