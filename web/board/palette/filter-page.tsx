import { useLabels, useMembers } from "../../../client/react/index.ts";
import { Avatar } from "../design/avatar.tsx";
import { LabelDot } from "../design/label-chip.tsx";
import { PriorityGlyph } from "../design/priority-glyph.tsx";
import { priorities, priorityNames } from "../design/words.ts";
import { dueGroupNames, dueGroups } from "../find/due-group.ts";
import { type FilterField, toggleValue } from "../find/filter.ts";
import { useView } from "../find/use-view.ts";
import type { OpenProject } from "../project/project-context.ts";
import type { Choice } from "./choice.ts";
import { Chooser } from "./chooser.tsx";
import type { PageProps } from "./page-props.ts";
import { useSearch } from "./use-search.ts";

interface FilterPageProps extends PageProps {
  readonly field: FilterField;
  readonly project: OpenProject;
}

const titles = { assignee: "assignee", label: "label", priority: "priority", due: "due date" } as const;

/** Chooses the values of one field to filter by. */
export function FilterPage({ field, project, anchor, onClose }: FilterPageProps) {
  const { filter, choose } = useView();
  const { search, onSearch, find } = useSearch();
  const values = useValues(field, project);
  const choices = values.map(({ id, label, icon }) => ({
    ...{ id, label, icon, isChecked: (filter[field] as readonly string[]).includes(id) },
    run: () => choose({ filter: toggleValue(filter, field, id) }),
  }));
  return (
    <Chooser
      label={`Filter by ${titles[field]}`}
      placeholder={`Filter by ${titles[field]}`}
      groups={[{ choices: find(choices) }]}
      empty={field === "label" && values.length === 1 ? "The project has no labels yet." : "Nothing fits."}
      {...{ search, onSearch, anchor, onClose }}
    />
  );
}

type Value = Pick<Choice, "id" | "label" | "icon">;

function useValues(field: FilterField, { projectId, me }: OpenProject): readonly Value[] {
  const members = useMembers(projectId);
  const labels = useLabels(projectId);
  if (field === "assignee") {
    const others = members.filter(({ user }) => user.id !== me.id);
    return [
      { id: "me", label: "Me", icon: <Avatar user={me} named={false} small /> },
      { id: "none", label: "Nobody" },
      ...others.map(({ user }) => ({
        id: user.id,
        label: user.name,
        icon: <Avatar user={user} named={false} small />,
      })),
    ];
  }
  if (field === "label") {
    const known = labels.map(({ id, name, color }) => ({ id, label: name, icon: <LabelDot color={color} /> }));
    return [...known, { id: "none", label: "No label" }];
  }
  if (field === "priority") {
    const icon = (priority: (typeof priorities)[number]) => <PriorityGlyph priority={priority} />;
    return priorities.toReversed().map((each) => ({ id: each, label: priorityNames[each], icon: icon(each) }));
  }
  return dueGroups.map((each) => ({ id: each, label: dueGroupNames[each] }));
}
