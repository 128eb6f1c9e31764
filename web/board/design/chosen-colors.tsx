import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import type { Label } from "../../../client/core/lockstep/index.ts";

/** One of the colors that labels have, too. */
export type Color = Label["color"];

/** A person as the server tells of the color; null: the person has chosen none. */
export interface ColoredPerson {
  readonly id: string;
  readonly color?: Color | null | undefined;
}

interface ChosenColors {
  /** By the ids of people; a person without one has chosen none, or is not known yet. */
  readonly colors: ReadonlyMap<string, Color>;
  readonly learn: (people: readonly ColoredPerson[]) => void;
}

const ChosenColorsContext = createContext<ChosenColors>({ colors: new Map(), learn: () => {} });

/** Knows the colors that people have chosen, for all pages below. */
export function ChosenColorsProvider({ children }: { readonly children: ReactNode }) {
  const [colors, setColors] = useState<ReadonlyMap<string, Color>>(new Map());
  const learn = useCallback((people: readonly ColoredPerson[]) => {
    setColors((known) => withColors(known, people));
  }, []);
  const value = useMemo(() => ({ colors, learn }), [colors, learn]);
  return <ChosenColorsContext value={value}>{children}</ChosenColorsContext>;
}

export function useChosenColors(): ChosenColors {
  return useContext(ChosenColorsContext);
}

/** Returns the same map where nothing is new, so that nothing is drawn for it. */
function withColors(known: ReadonlyMap<string, Color>, people: readonly ColoredPerson[]): ReadonlyMap<string, Color> {
  if (people.every(({ id, color }) => known.get(id) === (color ?? undefined))) return known;
  const colors = new Map(known);
  for (const { id, color } of people) {
    if (color) colors.set(id, color);
    else colors.delete(id);
  }
  return colors;
}
