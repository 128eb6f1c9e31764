import { fetchToken } from "../fetch-token.ts";

/**
 * What to send as `Authorization`: what stands in the headers editor, else a JWT of the visitor's session with this
 * server, else null. The JWT is fetched anew each time, so that it is never about to expire and never a former user's.
 */
export async function findAuthorization(headers: Headers): Promise<string | null> {
  const typed = headers.get("authorization");
  if (typed) return typed;
  const token = await fetchToken();
  return token && `Bearer ${token}`;
}
