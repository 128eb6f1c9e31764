import { Accessibility, type DragDropManagerInput, PointerSensor, StyleInjector } from "@dnd-kit/dom";
import { KeyboardSensor } from "@dnd-kit/react";

/** A whole card is taken by mouse or finger, its handle by keyboard; all else on a card reacts to clicks as ever. */
export const dragSensors: NonNullable<DragDropManagerInput["sensors"]> = [
  PointerSensor.configure({ activatorElements: ({ element }) => [element], preventActivation: () => false }),
  KeyboardSensor,
];

const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";

/** Where a held card would stand is told by `HeldPlace`. */
export const dragPlugins: NonNullable<DragDropManagerInput["plugins"]> = (defaults) => [
  ...defaults,
  StyleInjector.configure({ nonce }),
  {
    plugin: Accessibility,
    options: {
      screenReaderInstructions: {
        draggable:
          "Press space to pick the task up, the arrow keys to move it within and between columns, space again to drop it, escape to leave it where it was.",
      },
      announcements: {
        dragstart: ({ operation }: DragEvent) => `Picked up ${titleOf(operation)}.`,
        dragend: ({ operation, canceled }: DragEvent & { readonly canceled: boolean }) =>
          canceled ? `${titleOf(operation)} is back where it was.` : `Dropped ${titleOf(operation)}.`,
      },
    },
  },
];

interface DragEvent {
  readonly operation: { readonly source: { readonly data: { readonly title?: string } } | null };
}

function titleOf({ source }: DragEvent["operation"]): string {
  return source?.data.title ?? "the task";
}
