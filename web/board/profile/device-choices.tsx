import { Select } from "../design/field.tsx";
import { keepLanguage, keepTheme, languages, readLanguage, readTheme } from "../design/preferences.ts";
import styles from "./profile.module.css";

/** Colours and the language of dates, for this device. */
export function DeviceChoices() {
  return (
    <section className={styles.part} aria-label="This device">
      <h2>This device</h2>
      <Select label="Colors" defaultValue={readTheme() ?? ""} onChange={({ target }) => keepTheme(target.value)}>
        <option value="">As the system</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </Select>
      <Select
        label="Dates"
        defaultValue={readLanguage() ?? ""}
        onChange={({ target }) => {
          keepLanguage(target.value);
          // Every date on the page is written anew.
          location.reload();
        }}
      >
        <option value="">As the browser</option>
        {languages.map((language) => (
          <option key={language} value={language} lang={language}>
            {nameOf(language)}, {sample(language)}
          </option>
        ))}
      </Select>
      <p className={styles.hint}>These are kept in this browser.</p>
    </section>
  );
}

/** In the language itself. */
function nameOf(language: string): string {
  return new Intl.DisplayNames(language, { type: "language" }).of(language) ?? language;
}

function sample(language: string): string {
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric" }).format(new Date());
}
