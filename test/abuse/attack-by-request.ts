import { patience } from "../support/patience.ts";
import type { HttpAttack } from "./hostile-input.ts";
import { findAnswerFault, isRefusal, type Reaction } from "./reaction.ts";

/** From how many bytes on a body may be cut: the server answers and ends the connection while it is still sent. */
const largeBody = 1_048_576;

export async function attackByRequest(url: string, token: string | undefined, attack: HttpAttack): Promise<Reaction> {
  const { kind, method, path, body } = attack;
  const init: RequestInit = {
    method,
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    signal: AbortSignal.timeout(patience),
    ...(body && { body: new Uint8Array(body) }),
  };
  const answer = await fetch(url + path, init).then(
    async (response) => ({ status: response.status, text: await response.text() }),
    (error: unknown) => {
      if (body && body.length > largeBody) return { status: 413, text: "" };
      throw error;
    },
  );
  const { status, text } = answer;
  const parsed = kind === "auth" ? {} : parse(text);
  const isAccepted = status < 300 && !isRefusal(parsed);
  const fault =
    status >= 500
      ? `It answered ${status}: ${text.slice(0, 2_000)}`
      : findAnswerFault(text, status >= 400 || parsed.errors, parsed.data);
  return {
    handled: 1,
    outcomes: [isAccepted ? "accepted" : "refused", String(status)],
    faults: fault === undefined ? [] : [fault],
  };
}

function parse(text: string): { readonly errors?: unknown; readonly data?: unknown } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
