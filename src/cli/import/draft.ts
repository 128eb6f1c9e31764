import type { LabelColor, TaskPriority, TaskStatus } from "../../database/generated/enums.ts";
import { commentLimits } from "../../model/comment.ts";
import { labelLimits, toNameKey } from "../../model/label.ts";
import { isStorableText, isVisibleText, isWithin } from "../../model/storable-text.ts";
import { taskLimits } from "../../model/task.ts";

/** A task of a file in the terms of Lockstep. */
export interface DraftTask {
  /** Tells the item from all others of its file, the same each time that the file is read. */
  readonly key: string;
  /** Where the file has it, such as "Line 7". */
  readonly place: string;
  readonly title: string;
  readonly description: string | null;
  readonly status: TaskStatus;
  readonly priority: TaskPriority;
  /** ISO 8601. */
  readonly dueAt: string | null;
  /** Names or e-mails. The first who is a member gets the task. */
  readonly people: readonly string[];
  /** Names. */
  readonly labels: readonly string[];
  readonly comments: readonly { readonly key: string; readonly body: string }[];
}

export interface DraftLabel {
  readonly name: string;
  readonly color: LabelColor;
}

/** An item that a project cannot take. */
export interface Fault {
  readonly place: string;
  readonly sentence: string;
}

/** All that a file holds for a project. */
export interface ImportDraft {
  readonly tasks: readonly DraftTask[];
  /** The labels of these tasks, each once, by the form of the name that is unique. */
  readonly labels: ReadonlyMap<string, DraftLabel>;
  readonly faults: readonly Fault[];
  /** Parts of the file that Lockstep has no place for → their number. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/** Collects a draft, and checks each task by the limits of the API. */
export class DraftBuilder {
  readonly #tasks: DraftTask[] = [];
  readonly #colors = new Map<string, LabelColor>();
  readonly #faults: Fault[] = [];
  readonly #leftOut = new Map<string, number>();

  /** Colour of a label that tasks may carry; GRAY when it is not told. */
  color(name: string, color: LabelColor): void {
    this.#colors.set(toNameKey(name), color);
  }

  /** `found`: faults that the reader of the file found in the task. False: it is left out for its faults. */
  add(task: DraftTask, found: readonly string[] = []): boolean {
    const faults = [...found, ...findFaults(task)].map((sentence) => ({ place: task.place, sentence }));
    this.#faults.push(...faults);
    if (faults.length === 0) this.#tasks.push(task);
    return faults.length === 0;
  }

  /** Counts parts that are left out, by their name in the plural. */
  leaveOut(what: string, count = 1): void {
    if (count > 0) this.#leftOut.set(what, (this.#leftOut.get(what) ?? 0) + count);
  }

  build(): ImportDraft {
    const names = this.#tasks.flatMap(({ labels }) => labels);
    // The first spelling of a name counts.
    const labels = new Map(names.reverse().map((name) => [toNameKey(name), this.#toLabel(name)]));
    return { tasks: this.#tasks, labels, faults: this.#faults, leftOut: this.#leftOut };
  }

  #toLabel(name: string): DraftLabel {
    return { name, color: this.#colors.get(toNameKey(name)) ?? "GRAY" };
  }
}

/** Returns a sentence for each limit that a task breaks. */
function findFaults({ title, description, labels, comments }: DraftTask): string[] {
  const texts = [title, description ?? "", ...labels, ...comments.map(({ body }) => body)];
  const faults: readonly (readonly [boolean, string])[] = [
    [!isVisibleText(title), "The title is empty."],
    [!isWithin(title, taskLimits.title), `The title is longer than ${taskLimits.title} characters.`],
    [
      !isWithin(description ?? "", taskLimits.description),
      `The description is longer than ${taskLimits.description.toLocaleString("en-US")} characters.`,
    ],
    [labels.length > labelLimits.perTask, `There are more than ${labelLimits.perTask} labels.`],
    [
      labels.some((name) => !isWithin(name, labelLimits.name)),
      `A label is longer than ${labelLimits.name} characters.`,
    ],
    [
      comments.some(({ body }) => !isWithin(body, commentLimits.body)),
      `A comment is longer than ${commentLimits.body.toLocaleString("en-US")} characters.`,
    ],
    [!texts.every(isStorableText), "A text has NUL characters or lone surrogates."],
  ];
  return faults.flatMap(([isBroken, sentence]) => (isBroken ? [sentence] : []));
}
