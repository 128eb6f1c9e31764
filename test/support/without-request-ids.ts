/** Answer of the server without the ids by which its log names the requests: no two have the same. */
export function withoutRequestIds<T>(said: T): T {
  return JSON.parse(JSON.stringify(said), (name, value) => (name === "requestId" ? undefined : value));
}
