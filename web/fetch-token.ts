import { fetchInTime } from "./fetch-in-time.ts";

/**
 * A JWT of the visitor's session with this server; null for who is not signed in. Rejects while the server cannot be
 * reached or cannot answer.
 */
export async function fetchToken(): Promise<string | null> {
  const response = await fetchInTime("/auth/token");
  if (response.status === 401) return null;
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  const { token } = (await response.json()) as { token: string };
  return token;
}
