import { toNameKey } from "../../model/label.ts";
import { describe, type Person } from "../check/client/person.ts";
import { ImportedTasksDocument, ImportMembersDocument, ImportTargetDocument } from "./generated/graphql.ts";
import type { Choices } from "./words.ts";
import { toWord } from "./words.ts";

/** The project that an import fills, as it stands. */
export interface Target {
  readonly projectId: string;
  readonly name: string;
  /** Number of its newest change. */
  readonly seq: number;
  /** Unique form of a name → id of the label. */
  readonly labelIds: ReadonlyMap<string, string>;
  readonly taskIds: ReadonlySet<string>;
  /** Returns the id of the member whom a file names by e-mail, name or a name that a flag explained. */
  findMember(name: string): string | undefined;
}

/** Reads the project. Throws one sentence where the person may not change it. */
export async function readTarget(person: Person, projectId: string, people: Choices<string>): Promise<Target> {
  const { data, errors } = await person.request(ImportTargetDocument, { projectId });
  const project = data?.project;
  if (!project) throw new Error(`${person.name} cannot read the project: ${describe(errors)}.`);
  if (project.viewerRole === "VIEWER")
    throw new Error(`${person.name} may only read ${project.name}: an import needs the role MEMBER.`);
  const [members, tasks] = [
    await readPages(
      async (after) => (await person.expect(ImportMembersDocument, { projectId, after })).project?.members,
    ),
    await readPages(async (after) => (await person.expect(ImportedTasksDocument, { projectId, after })).project?.tasks),
  ];
  const ids = new Map<string, string | undefined>();
  for (const { user } of members) {
    // A name that two members have names nobody.
    const name = toWord(user.name);
    ids.set(name, ids.has(name) ? undefined : user.id);
  }
  for (const { user } of members) if (user.email !== null) ids.set(user.email.toLowerCase(), user.id);
  return {
    projectId,
    ...{ name: project.name, seq: project.seq },
    labelIds: new Map(project.labels.map(({ id, name }) => [toNameKey(name), id])),
    taskIds: new Set(tasks.map(({ id }) => id)),
    findMember(name) {
      const chosen = people.get(toWord(name)) ?? name;
      return ids.get(chosen.toLowerCase()) ?? ids.get(toWord(chosen));
    },
  };
}

interface Page<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function readPages<T>(read: (after: string | null) => Promise<Page<T> | null | undefined>): Promise<T[]> {
  const nodes: T[] = [];
  for (let after: string | null = null; ; ) {
    const page = await read(after);
    nodes.push(...(page?.nodes ?? []));
    if (!page?.pageInfo.hasNextPage) return nodes;
    after = page.pageInfo.endCursor;
  }
}
