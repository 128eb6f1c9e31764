import { type Browser, chromium } from "playwright-core";
import { requireProgram } from "./require-program.ts";

/** Starts the system's Chromium without a window; each run has a profile of its own. The caller closes it. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM_PATH"] ?? (await requireProgram(program));
  return await chromium.launch({ executablePath, args: ["--disable-gpu", "--disable-quic"] });
}

const program = {
  names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
  packages: { "apt-get": "chromium", apk: "chromium", dnf: "chromium", brew: "chromium" },
  variable: "CHROMIUM_PATH",
};
