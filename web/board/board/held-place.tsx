import { statusNames } from "../design/words.ts";
import { type Columns, findPlace, type Place } from "./arrange.ts";

/** Tells screen readers where a held task would stand. */
export function HeldPlace({ columns, held }: { readonly columns: Columns; readonly held: Place | null }) {
  const place = held && findPlace(columns, held.taskId);
  return (
    <p className="visuallyHidden" role="status">
      {place && `${statusNames[place.status]}, place ${place.index + 1} of ${columns[place.status].length}.`}
    </p>
  );
}
