import { useState } from "react";
import type { Choice } from "./conflicting-field.tsx";

/** Choices by the names of fields; one's own version counts until another is chosen. */
export interface Choices<Name extends string> {
  readonly of: (name: Name) => Choice;
  readonly choose: (name: Name, choice: Choice) => void;
}

export function useChoices<Name extends string>(): Choices<Name> {
  const [chosen, setChosen] = useState<Partial<Record<Name, Choice>>>({});
  return {
    of: (name) => chosen[name] ?? "mine",
    choose: (name, choice) => setChosen((known) => ({ ...known, [name]: choice })),
  };
}
