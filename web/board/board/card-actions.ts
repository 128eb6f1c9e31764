import { createContext, useContext } from "react";

/** Requests of cards to the page around them. Always the same functions. */
export interface CardActions {
  readonly endRenaming: (taskId: string) => void;
  /** Brings a card into view once it is there, also one that is far down its column. */
  readonly reveal: (taskId: string, focus?: FocusedPart) => void;
}

/** Part of a card that takes the focus. */
export type FocusedPart = "link" | "handle";

const CardActionsContext = createContext<CardActions | null>(null);

export const CardActionsProvider = CardActionsContext.Provider;

export function useCardActions(): CardActions {
  const actions = useContext(CardActionsContext);
  if (!actions) throw new Error("There is no CardActionsProvider above.");
  return actions;
}
