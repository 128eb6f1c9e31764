import type { CommentList } from "../types.ts";
import type { Label, Member, Task } from "../wire.ts";
import type { Board, Patch } from "./board.ts";
import { commentPreviews, commentReducers, commentRules } from "./comments.ts";
import { labelPreviews, labelReducers, labelRules } from "./labels.ts";
import { memberReducers } from "./members.ts";
import type { Previews, Reducers, Rules } from "./noun.ts";
import { taskPreviews, taskReducers, taskRules } from "./tasks.ts";

/** Items of the nouns of which a project holds many. Comments stand in one list for each task. */
export interface NounItems {
  readonly tasks: Task;
  readonly labels: Label;
  readonly members: Member;
  readonly comments: CommentList;
}

export type Noun = keyof NounItems;

/** Type in the schema of the items that a board snapshot lists. */
export const typenames = { tasks: "Task", labels: "Label", members: "Member" } as const;
export type ListedNoun = keyof typeof typenames;
export const listedNouns = Object.keys(typenames) as readonly ListedNoun[];

export const nouns: readonly Noun[] = [...listedNouns, "comments"];

/** Nouns that intents change. */
export type LaidNoun = Exclude<Noun, "members">;
export const laidNouns = nouns.filter((noun): noun is LaidNoun => noun !== "members");

/** Lists of a project that are read as a whole. */
export interface ProjectLists {
  /** Members in the order in which they joined. */
  members(): readonly Member[];
  /** The labels of the project. Empty while nothing is loaded. */
  labels(): readonly Label[];
}

export type WholeList = keyof ProjectLists;

/** Returns the lists by a function that reads one of them. */
export function toLists(read: <N extends WholeList>(noun: N) => readonly NounItems[N][]): ProjectLists {
  return { members: () => read("members"), labels: () => read("labels") };
}

/** Returns the items of a list in its order. Boards hold them in that in which they were made. */
export function listWhole(noun: WholeList, items: Iterable<NounItems[WholeList]>): readonly NounItems[WholeList][] {
  const list = [...items];
  return noun === "members" ? (list as Member[]).sort((one, other) => one.joinedSeq - other.joinedSeq) : list;
}

const changeProject = (board: Board, { project }: { readonly project: Board["project"] }): Patch => {
  return { project: { ...board.project, ...project } };
};

/** Effect of each event on a board. */
export const reducers: Reducers = {
  ProjectCreated: changeProject,
  ProjectUpdated: changeProject,
  ProjectDeleted: () => ({}),
  ...memberReducers,
  ...taskReducers,
  ...commentReducers,
  ...labelReducers,
};

/** Effect that the server's answer to each change probably has. */
export const previews: Previews = { ...taskPreviews, ...commentPreviews, ...labelPreviews };

/** Meaning of each change for the outbox. */
export const rules: Rules = { ...taskRules, ...commentRules, ...labelRules };
