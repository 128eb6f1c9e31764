import type { ProjectFields } from "../../../client/core/lockstep/index.ts";

/** Editable fields of a project, as `updateProject` takes them. */
export interface ProjectValues {
  readonly name: string;
  readonly description: string | null;
}

/** Unsaved edits, each value with the one that it replaced. */
export type ProjectDraft = {
  readonly [Name in keyof ProjectValues]?: { readonly value: ProjectValues[Name]; readonly base: ProjectValues[Name] };
};

export const valueNames = ["name", "description"] as const;

export function valuesOf({ name, description }: Pick<ProjectFields, "name" | "description">): ProjectValues {
  return { name, description: description ?? null };
}

/** Edited values. */
export function editedValues(draft: ProjectDraft | null): Partial<ProjectValues> {
  const { name, description } = draft ?? {};
  return { ...(name && { name: name.value }), ...(description && { description: description.value }) };
}

/** The draft with one value changed; null when nothing is left that differs from the project. */
export function editDraft<Name extends keyof ProjectValues>(
  draft: ProjectDraft | null,
  current: ProjectValues,
  name: Name,
  value: ProjectValues[Name],
): ProjectDraft | null {
  if (value === current[name]) return withoutValues(draft, [name]);
  return { ...draft, [name]: { value, base: draft?.[name]?.base ?? current[name] } };
}

/** Null when nothing is left. */
export function withoutValues(
  draft: ProjectDraft | null,
  names: readonly (keyof ProjectValues)[],
): ProjectDraft | null {
  const left = Object.entries(draft ?? {}).filter(([name]) => !names.includes(name as keyof ProjectValues));
  return left.length === 0 ? null : Object.fromEntries(left);
}

/** Which edited values others have changed since, to something else. */
export function findConflicts(draft: ProjectDraft | null, current: ProjectValues): (keyof ProjectValues)[] {
  return valueNames.filter((name) => {
    const edited = draft?.[name];
    return edited && edited.base !== current[name] && edited.value !== current[name];
  });
}
