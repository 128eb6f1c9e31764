import { afterEach, beforeEach, expect, it, vi } from "vitest";

const opened: BroadcastChannel[] = [];

beforeEach(() => {
  vi.stubGlobal(
    "BroadcastChannel",
    class extends BroadcastChannel {
      constructor(name: string) {
        super(name);
        opened.push(this);
      }
    },
  );
  vi.stubGlobal("document", { querySelectorAll: () => [] });
  vi.resetModules();
});

afterEach(() => {
  for (const channel of opened.splice(0)) channel.close();
  vi.unstubAllGlobals();
});

it.each([
  { title: "of one page that writes", answers: [true], areIdle: false },
  { title: "of one page that does not", answers: [false], areIdle: true },
  { title: "of three pages, of which the last one writes", answers: [false, false, true], areIdle: false },
  { title: "of three pages, of which none writes", answers: [false, false, false], areIdle: true },
])("counts the answers of other pages, and not its own: $title", async ({ answers, areIdle }) => {
  const held = [...answers, "this page"].map(() => ({ name: "page /assets/index.js" }));
  vi.stubGlobal("navigator", { locks: { query: async () => ({ held, pending: [] }) } });
  const { answerPages, areOthersIdle } = await import("../../web/board/shell/ask-pages.ts");
  answerPages();

  const others = new BroadcastChannel("lockstep pages");
  const asked = nextMessage(others);
  const answer = areOthersIdle(new AbortController().signal);
  const { id } = await asked;
  // The answer to this question follows each that the page has given itself.
  const answered = nextMessage(others);
  others.postMessage({ kind: "ask", id: "another" });
  await answered;
  for (const isWriting of answers) others.postMessage({ kind: "answer", id, isWriting });
  expect(await answer).toBe(areIdle);
});

it.each(["missing", "denied"])("takes other pages as busy where the channel is %s", async (fault) => {
  const denied = class {
    constructor() {
      throw new DOMException("The operation is insecure.", "SecurityError");
    }
  };
  vi.stubGlobal("BroadcastChannel", fault === "missing" ? undefined : denied);
  const held = [{ name: "page /assets/index.js" }, { name: "page /assets/index.js" }];
  vi.stubGlobal("navigator", { locks: { query: async () => ({ held, pending: [] }) } });
  const { answerPages, areOthersIdle } = await import("../../web/board/shell/ask-pages.ts");
  answerPages();
  expect(await areOthersIdle(new AbortController().signal)).toBe(false);
  held.pop();
  expect(await areOthersIdle(new AbortController().signal)).toBe(true);
});

function nextMessage(channel: BroadcastChannel): Promise<{ readonly id: string }> {
  return new Promise((resolve) => {
    channel.addEventListener("message", (event) => resolve((event as MessageEvent).data), { once: true });
  });
}
