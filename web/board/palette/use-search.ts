import { useState } from "react";
import { foldText } from "../find/fold-text.ts";
import type { Choice } from "./choice.ts";

interface Search {
  readonly search: string;
  readonly onSearch: (search: string) => void;
  /** Returns the choices with each of the words in their labels or hints. */
  readonly find: <C extends Choice>(choices: readonly C[]) => readonly C[];
}

/** Text of the palette's field, and what it finds among choices. */
export function useSearch(): Search {
  const [search, onSearch] = useState("");
  const words = foldText(search).split(/\s+/).filter(Boolean);
  return {
    ...{ search, onSearch },
    find: (choices) =>
      choices.filter(({ label, hint = "" }) => {
        const text = foldText(`${label} ${hint}`);
        return words.every((word) => text.includes(word));
      }),
  };
}
