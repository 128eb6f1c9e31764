import puppeteer, { type Browser } from "puppeteer-core";
import { requireProgram } from "./require-program.ts";

/** The system's Firefox without a window, driven over WebDriver BiDi. The caller closes it. */
export async function launchFirefox(): Promise<Browser> {
  const executablePath = process.env["FIREFOX_PATH"] ?? (await requireProgram(program));
  // Long runs that use it end in order at a SIGINT.
  return await puppeteer.launch({ browser: "firefox", executablePath, headless: true, handleSIGINT: false });
}

const program = {
  names: ["firefox-esr", "firefox"],
  packages: { "apt-get": "firefox-esr", apk: "firefox-esr", dnf: "firefox", brew: "firefox" },
  variable: "FIREFOX_PATH",
};
