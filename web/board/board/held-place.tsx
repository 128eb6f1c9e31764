import { statusNames } from "../design/words.ts";
import type { Held } from "./use-carry.ts";

interface HeldPlaceProps {
  readonly held: Held | null;
  /** End of the last one. */
  readonly outcome: string;
}

/** Tells screen readers where a held task would stand. */
export function HeldPlace({ held, outcome }: HeldPlaceProps) {
  return (
    <>
      <p id={handleHelpId} hidden>
        Press space to pick the task up, the arrow keys to move it, space again to drop it, Escape to put it back.
      </p>
      <p className="visuallyHidden" role="status">
        {held ? describe(held) : outcome}
      </p>
    </>
  );
}

export const handleHelpId = "handle-help";

function describe({ place }: Held): string {
  if (!place) return "Not here: it goes back where it was.";
  return `${statusNames[place.status]}, place ${place.index + 1} of ${place.others + 1}.`;
}
