import { describeChange } from "../outbox/describe-change.ts";
import { texts } from "../outbox/intents.ts";
import type { Change, WireItem } from "../wire.ts";
import { createChange, findPlace } from "./invert-change.ts";
import type { OthersChanges } from "./others-changes.ts";
import type { UndoEntry } from "./undo-step.ts";
import type { UndoneProject } from "./undone-lockstep.ts";

interface Fitting {
  readonly change: Change;
  /** The item on which a text is written. */
  readonly seen?: WireItem;
  /** Others have changed some of the fields. */
  readonly isPart?: boolean;
}

/**
 * Returns the inverse without what others have changed since; null where nothing is left of it. `coming`: ids of the
 * items that the server is just restoring.
 */
export function fitInverse(
  { inverse, neighbours, left }: UndoEntry,
  others: OthersChanges,
  coming: ReadonlySet<string>,
  project: Pick<UndoneProject, "column">,
): Fitting | null {
  const { action, target, fields } = describeChange(inverse);
  // While it is not confirmed, the server compares.
  const since = left?.seq ?? Number.POSITIVE_INFINITY;
  const isNewer = (field?: string) => others.newest(target, field) > since;
  if (action === "restore") return { change: inverse };
  if (others.isGone(target) || (action === "delete" && isNewer())) return null;
  if (action === "delete") return { change: inverse };
  const newer = fields.filter(isNewer);
  if (inverse.kind === "moveTask") {
    const place = neighbours && findPlace(neighbours, project.column(inverse.input.status ?? "TODO"), coming);
    return newer.length > 0 ? null : { change: createChange("moveTask", { ...inverse.input, ...place }) };
  }
  // Lines of a text that others have written since stay: it is merged with what they saw.
  const seen = left?.item && newer.some((field) => texts.includes(field)) ? { seen: left.item } : {};
  const superseded = newer.filter((field) => !texts.includes(field));
  const input = Object.fromEntries(Object.entries(inverse.input).filter(([name]) => !superseded.includes(name)));
  const change = createChange(inverse.kind, input);
  return Object.keys(input).length > 1 ? { change, ...seen, isPart: superseded.length > 0 } : null;
}
