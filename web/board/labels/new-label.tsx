import { useState } from "react";
import type { Label } from "../../../client/core/lockstep/index.ts";
import { useLabelActions } from "../../../client/react/index.ts";
import { labelColors } from "../design/words.ts";
import { LabelForm } from "./label-form.tsx";

interface NewLabelProps {
  readonly projectId: string;
  readonly labels: readonly Label[];
}

/** Makes labels, one after the other, each in a colour that the fewest have. */
export function NewLabel({ projectId, labels }: NewLabelProps) {
  const { create } = useLabelActions(projectId);
  const [made, setMade] = useState(0);
  return (
    <LabelForm
      key={made}
      label="New label"
      initial={{ name: "", color: findRarest(labels) }}
      taken={labels}
      submitLabel="Add label"
      onSubmit={(values) => {
        create(values);
        setMade(made + 1);
      }}
    />
  );
}

function findRarest(labels: readonly Label[]): Label["color"] {
  const countOf = (color: Label["color"]) => labels.filter((label) => label.color === color).length;
  return labelColors.reduce((rarest, color) => (countOf(color) < countOf(rarest) ? color : rarest));
}
