import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

/** Device and colours of a picture. */
export const looks = {
  "desktop-light": { width: 1_440, height: 900, colorScheme: "light" },
  "desktop-dark": { width: 1_440, height: 900, colorScheme: "dark" },
  "phone-light": { width: 390, height: 844, colorScheme: "light" },
} as const;

export type Look = keyof typeof looks;

export async function setLook(page: Page, look: Look): Promise<void> {
  const { width, height, colorScheme } = looks[look];
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme });
}

const weights = ["400", "500", "700"];
const fontFile = (weight: string) => `@fontsource/roboto/files/roboto-latin-${weight}-normal.woff2`;

/**
 * Gives all pages that open from now on a font of the project's own, since machines have different ones. Avatars get
 * colours by name: by id they differ from run to run.
 */
export async function wearOwnFont(page: Page): Promise<void> {
  const { resolve } = createRequire(import.meta.url);
  const files = weights.map(async (weight) => [weight, await readFile(resolve(fontFile(weight)), "base64")]);
  await page.addInitScript(`{
    const fonts = ${JSON.stringify(await Promise.all(files))};
    for (const [weight, data] of fonts) {
      const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
      document.fonts.add(new FontFace("Picture", bytes, { weight }));
    }
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(${JSON.stringify(style)});
    document.adoptedStyleSheets = [sheet];
  }`);
}

const style = `
  *, ::before, ::after { font-family: Picture, sans-serif !important; }
  [style*="--hue"] { --hue: 175 !important; }
  [style*="--hue"][title^="Grace"] { --hue: 320 !important; }
`;

/** Writes the same into all times, which are those of the run. */
export async function stopTimes(page: Page): Promise<void> {
  await page.evaluate(`for (const time of document.querySelectorAll("time")) time.textContent = "17 May";`);
}
