import { fetchToken } from "../../fetch-token.ts";
import { Refusal } from "../design/refusal.ts";

/** Throws where the browser did not keep the session that the server has just given. */
export async function requireSession(): Promise<void> {
  if ((await fetchToken()) !== null) return;
  throw new Refusal("This browser keeps no cookies of this site. Allow them: without, nobody can stay signed in.");
}
