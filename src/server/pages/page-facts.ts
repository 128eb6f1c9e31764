import type { SignUps } from "../../config/config.ts";

/** Facts that the board's page knows of the server before anybody signs in. */
export interface PageFacts {
  readonly signUps: SignUps;
  /** The server sends mail, such as links to reset a password. */
  readonly sendsMail: boolean;
  /** Accounts that everybody may use; null: there are none. */
  readonly demo: DemoAccounts | null;
}

/** Accounts of the demo. */
export interface DemoAccounts {
  readonly people: readonly { readonly name: string; readonly email: string }[];
  /** The same for all of them. */
  readonly password: string;
  /** Their project; null: unknown. */
  readonly projectId: string | null;
}

/** Returns the facts as the value of an attribute in HTML. */
export function toAttribute(facts: PageFacts): string {
  const escapes: Readonly<Record<string, string>> = { "&": "&amp;", '"': "&quot;", "<": "&lt;" };
  return JSON.stringify(facts).replace(/[&"<]/g, (character) => escapes[character] ?? character);
}

/** Returns true for a host of a URL by which only this machine is reached. */
export function isLoopback(hostname: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}
