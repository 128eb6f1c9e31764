import { type Browser, chromium } from "playwright-core";
import { requireProgram } from "./require-program.ts";

let launched: Promise<Browser> | undefined;

/**
 * The system's Chromium without a window. The files of a worker share one, which ends with the worker; contexts keep
 * their visitors apart. `close` closes the contexts alone.
 */
export async function launchChromium(): Promise<Browser> {
  launched ??= launch();
  return await launched;
}

async function launch(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM_PATH"] ?? (await requireProgram(program));
  const browser = await chromium.launch({ executablePath, args: ["--disable-gpu", "--disable-quic"] });
  return Object.assign(browser, {
    close: async () => void (await Promise.all(browser.contexts().map((context) => context.close()))),
  });
}

const program = {
  names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
  packages: { "apt-get": "chromium", apk: "chromium", dnf: "chromium", brew: "chromium" },
  variable: "CHROMIUM_PATH",
};
