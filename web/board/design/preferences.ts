/** Languages in which dates can be written, as BCP 47 has them. */
export const languages = [
  ...["ar", "cs", "da", "de", "en-GB", "en-US", "es", "fi", "fr", "he", "hi", "it", "ja", "ko", "nb", "nl", "pl"],
  ...["pt-BR", "ro", "sv", "tr", "uk", "vi", "zh-CN"],
] as const;

export const themes = ["light", "dark"] as const;

export type Theme = (typeof themes)[number];

/** The language of dates that was chosen on this device; undefined: that of the browser. */
export function readLanguage(): string | undefined {
  return readOneOf("dates", languages);
}

export function keepLanguage(language: string): void {
  keep("dates", language);
}

/** The colours that were chosen on this device; undefined: those of the system. */
export function readTheme(): Theme | undefined {
  return readOneOf("theme", themes);
}

export function keepTheme(theme: string): void {
  keep("theme", theme);
  wearTheme();
}

/** Shows the page in the colours that were chosen, and the browser's frame around it. */
function wearTheme(): void {
  const theme = readTheme();
  const { dataset } = document.documentElement;
  if (theme) dataset.theme = theme;
  else delete dataset.theme;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const { theme: own } = meta.dataset;
    meta.media = theme ? (own === theme ? "all" : "not all") : `(prefers-color-scheme: ${own})`;
  }
}

/** As `wearTheme`, and again whenever another tab chooses. */
export function followTheme(): void {
  wearTheme();
  addEventListener("storage", wearTheme);
}

/** Another version may have kept what this one does not know. */
function readOneOf<T extends string>(name: string, known: readonly T[]): T | undefined {
  try {
    const kept = localStorage.getItem(name);
    return known.find((each) => each === kept);
  } catch {
    return undefined;
  }
}

/** An empty value is none. */
function keep(name: string, value: string): void {
  try {
    if (value === "") localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // Storage is blocked: then it is as the browser has it.
  }
}
