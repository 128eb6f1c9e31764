import type { ReactNode } from "react";

/** An item of the palette. */
export interface Choice {
  /** Unique in its page. */
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  /** Text behind the label. */
  readonly hint?: string | undefined;
  readonly keys?: string | undefined;
  /** For one of several that can be chosen together: choosing one leaves the page open. */
  readonly isChecked?: boolean | "mixed";
  /** Choosing it leaves the page open, as with `isChecked`. */
  readonly isKeptOpen?: boolean;
  /** The value that there is now, of which there is one. */
  readonly isCurrent?: boolean;
  readonly run: () => void;
}

export interface ChoiceGroup {
  /** Absent where there is one group alone. */
  readonly heading?: string;
  readonly choices: readonly Choice[];
}
