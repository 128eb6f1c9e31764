/** Facts that the server tells of itself in the page. */
interface PageFacts {
  readonly signUps: "open" | "invited" | "off";
  readonly sendsMail: boolean;
  readonly demo: DemoAccounts | null;
}

/** Accounts that everybody may use. */
export interface DemoAccounts {
  readonly people: readonly { readonly name: string; readonly email: string }[];
  readonly password: string;
  /** Their project; null: unknown. */
  readonly projectId: string | null;
}

const unknown: PageFacts = { signUps: "open", sendsMail: true, demo: null };

/** Returns what the server says of itself. A page that no server of Lockstep has sent says nothing. */
export function readPageFacts(): PageFacts {
  const content = document.querySelector<HTMLMetaElement>('meta[name="facts"]')?.content ?? "";
  return content.startsWith('{"') ? (JSON.parse(content) as PageFacts) : unknown;
}
