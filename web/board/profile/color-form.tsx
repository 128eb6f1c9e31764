import { useState } from "react";
import type { User } from "../../../client/core/lockstep/index.ts";
import { requireDone } from "../account/require-done.ts";
import { accounts } from "../account/session.ts";
import { Avatar } from "../design/avatar.tsx";
import { type Color, useChosenColors } from "../design/chosen-colors.tsx";
import { labelColorNames, labelColors } from "../design/words.ts";
import styles from "./color-form.module.css";
import { ProfileForm } from "./profile-form.tsx";

/** Lets the viewer choose the color of the own face. */
export function ColorForm({ viewer }: { readonly viewer: User }) {
  const { colors, learn } = useChosenColors();
  const [chosen, setChosen] = useState<Color | null>();
  // The present one may be learned after the page has opened, and after another one was chosen.
  const choice = chosen === undefined ? (colors.get(viewer.id) ?? null) : chosen;

  async function save(): Promise<void> {
    requireDone(await accounts.$fetch("/update-user", { method: "POST", body: { color: choice } }));
    learn([{ id: viewer.id, color: choice }]);
  }

  return (
    <ProfileForm
      title="Color"
      submitLabel="Save color"
      done="Saved. Others see it when they next open or return to a board."
      submit={save}
    >
      <fieldset className={styles.colors}>
        <legend className="visuallyHidden">Your color</legend>
        {[null, ...labelColors].map((color) => (
          <label key={color} className={styles.color}>
            <input
              type="radio"
              name="color"
              className="visuallyHidden"
              checked={color === choice}
              onChange={() => setChosen(color)}
            />
            <Avatar user={viewer} color={color} small named={false} />
            {nameOf(color)}
          </label>
        ))}
      </fieldset>
    </ProfileForm>
  );
}

function nameOf(color: Color | null): string {
  return color ? labelColorNames[color] : "Automatic";
}
