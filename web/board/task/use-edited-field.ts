import { useEffect, useState } from "react";
import type { TaskField } from "../generated/graphql.ts";

/** The field of the open task that has the focus, by the attribute `data-edits` around it; null: none. */
export function useEditedField(): TaskField | null {
  const [field, setField] = useState<TaskField | null>(null);
  useEffect(() => {
    const onFocus = ({ target }: FocusEvent) => setField(findField(target));
    const onBlur = ({ relatedTarget }: FocusEvent) => setField(findField(relatedTarget));
    document.addEventListener("focusin", onFocus);
    document.addEventListener("focusout", onBlur);
    return () => {
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("focusout", onBlur);
    };
  }, []);
  return field;
}

function findField(target: EventTarget | null): TaskField | null {
  const around = target instanceof Element ? target.closest<HTMLElement>("[data-edits]") : null;
  return (around?.dataset["edits"] as TaskField | undefined) ?? null;
}
