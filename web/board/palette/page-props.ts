import type { CommandCenter } from "./command-center.tsx";

/** Given to each page of the palette. */
export interface PageProps {
  readonly center: CommandCenter;
  /** Where its opener stands; null: it opens in the middle. */
  readonly anchor: DOMRect | null;
  readonly onClose: () => void;
}
