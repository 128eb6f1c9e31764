import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { patience } from "./patience.ts";
import { requireProgram } from "./require-program.ts";

let launched: Promise<Browser> | undefined;

/**
 * The system's Chromium without a window. The files of a worker share one, which ends with the worker; contexts keep
 * their visitors apart. `close` closes the contexts alone. `BROWSER_SLOWDOWN` (default 1) divides the CPU speed of
 * pages.
 */
export async function launchChromium(): Promise<Browser> {
  launched ??= launch();
  return await launched;
}

async function launch(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM_PATH"] ?? (await requireProgram(program));
  // Long runs that use it end in order at a SIGINT.
  // Glyphs are drawn alike wherever the machine comes from: pictures are compared.
  const options = {
    executablePath,
    args: ["--disable-gpu", "--disable-quic", "--font-render-hinting=none"],
    handleSIGINT: false,
  };
  const browser = await chromium.launch(options);
  const slowdown = Number(process.env["BROWSER_SLOWDOWN"] ?? 1);
  const newContext = browser.newContext.bind(browser);
  return Object.assign(browser, {
    close: async () => void (await Promise.all(browser.contexts().map((context) => context.close()))),
    async newContext(options?: BrowserContextOptions): Promise<BrowserContext> {
      const context = await newContext(options);
      context.setDefaultTimeout(patience * slowdown);
      return slowdown > 1 ? slowDown(context, slowdown) : context;
    },
  });
}

/** Divides the CPU speed that each page of the context sees. */
function slowDown(context: BrowserContext, rate: number): BrowserContext {
  const newPage = context.newPage.bind(context);
  return Object.assign(context, {
    async newPage(): Promise<Page> {
      const page = await newPage();
      const session = await context.newCDPSession(page);
      await session.send("Emulation.setCPUThrottlingRate", { rate });
      return page;
    },
  });
}

/** The shell draws nothing for a window, and takes a third of the CPU of the others. */
const program = {
  names: ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
  packages: { "apt-get": "chromium-headless-shell", apk: "chromium", dnf: "chromium", brew: "chromium" },
  variable: "CHROMIUM_PATH",
};
