import { fetchToken } from "../fetch-token.ts";

/**
 * Returns the value of `Authorization`: that of the headers editor, else a JWT of the visitor's session, else null.
 * The JWT is fetched anew each time, so it is never about to expire and never that of a former user.
 */
export async function findAuthorization(headers: Headers): Promise<string | null> {
  const typed = headers.get("authorization");
  if (typed) return typed;
  const token = await fetchToken();
  return token && `Bearer ${token}`;
}
