import styles from "./avatar.module.css";
import { type Color, useChosenColors } from "./chosen-colors.tsx";
import { labelClass } from "./label-chip.tsx";

interface AvatarProps {
  readonly user: { readonly id: string; readonly name: string };
  readonly small?: boolean;
  /** False where the name stands beside it. */
  readonly named?: boolean;
  /** Name for screen readers (default: the user's). */
  readonly label?: string;
  /** Null: the one by the id (default: the color that the user chose, if any). */
  readonly color?: Color | null;
}

/** Somebody's initials, in a colour of their own. */
export function Avatar({ user, small = false, named = true, label = user.name, color }: AvatarProps) {
  const { colors } = useChosenColors();
  return (
    <span
      className={faceClass(color === undefined ? colors.get(user.id) : color, small)}
      style={{ "--hue": hueOf(user.id) } as React.CSSProperties}
      title={named ? user.name : undefined}
      {...(named ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
    >
      {initialsOf(user.name)}
    </span>
  );
}

/** Returns the classes of a face. Without a color it needs `--hue`. */
export function faceClass(color: Color | null | undefined, isSmall: boolean): string {
  const chosen = color ? `${styles.chosen} ${labelClass(color)}` : "";
  return `${styles.avatar} ${isSmall ? styles.small : ""} ${chosen}`;
}

/** Returns the initials of a name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  // A name may begin with a character that only steers the others.
  return chosen.map((word) => /[\p{L}\p{N}]/u.exec(word ?? "")?.[0].toUpperCase() ?? "").join("");
}

/** Returns the colour of a person who has chosen none, in degrees. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 360;
  return hash;
}
