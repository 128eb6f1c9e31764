import type { Label } from "../../../client/core/lockstep/index.ts";
import styles from "./label-chip.module.css";

/** A label's name beside a dot of its colour. */
export function LabelChip({ label }: { readonly label: Pick<Label, "name" | "color"> }) {
  return (
    <span className={styles.chip} title={label.name}>
      <LabelDot color={label.color} />
      <bdi className={styles.name}>{label.name}</bdi>
    </span>
  );
}

/** Decorative: the colour of a label. */
export function LabelDot({ color }: Pick<Label, "color">) {
  return <span aria-hidden="true" className={`${styles.dot} ${labelClass(color)}`} />;
}

/** Returns the class that sets `--label` to a color. */
export function labelClass(color: Label["color"]): string {
  return styles[color] ?? "";
}
