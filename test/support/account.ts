import { randomUUID } from "node:crypto";
import { openPerson, type Person } from "./person.ts";

/** One of the server's own accounts, with its person. */
export interface Account extends Person {
  /** Posts JSON to a path below `/auth` within the account's session. */
  post(path: string, body: object): Promise<Response>;
  /** Header with which better-auth knows the session. */
  readonly session: { readonly authorization: string };
  /** Asks for the deletion of the account. */
  remove(): Promise<Response>;
}

/** Password of each account of a test. */
export const accountPassword = "correct horse battery";

/** Signs up at an instance; everybody may have the same name. */
export async function createAccount(url: string, name: string): Promise<Account> {
  const email = `${name.toLowerCase().replace(/\W+/g, ".")}-${randomUUID()}@accounts.example`;
  const signedUp = await post("/sign-up/email", { name, email, password: accountPassword });
  if (!signedUp.ok) throw new Error(`The sign-up failed: ${await signedUp.text()}`);
  const session = signedUp.headers.get("set-auth-token") ?? "";
  const response = await fetch(`${url}/auth/token`, { headers: { authorization: `Bearer ${session}` } });
  const { token } = (await response.json()) as { token: string };
  const person = await openPerson(url, token);
  return {
    ...person,
    session: { authorization: `Bearer ${session}` },
    post: (path, body) => post(path, body, session),
    remove: () => post("/delete-user", { password: accountPassword }, session),
  };

  function post(path: string, body: object, session?: string): Promise<Response> {
    const authorization = session && { authorization: `Bearer ${session}` };
    return fetch(`${url}/auth${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...authorization },
      body: JSON.stringify(body),
    });
  }
}
