/**
 * What to send as `Authorization`: what stands in the headers editor, else a JWT of the visitor's session with this
 * server, else null. The JWT is fetched anew each time, so that it is never about to expire and never a former user's.
 */
export async function findAuthorization(headers: Headers): Promise<string | null> {
  const typed = headers.get("authorization");
  if (typed) return typed;
  const response = await fetch("/auth/token");
  if (!response.ok) return null;
  const { token } = (await response.json()) as { token: string };
  return `Bearer ${token}`;
}
