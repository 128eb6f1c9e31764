import { defer, firstValueFrom } from "rxjs";
import { answeredWithin } from "./answered-within.ts";
import { defaultAnswerTimeout, type LockstepLinkOptions } from "./lockstep-link-options.ts";

/** Time before its expiry when a token is no longer used, in milliseconds: requests take time, and clocks differ. */
const margin = 30_000;

/** Keeps the app's token for several requests. Concurrent renewals call the app once. */
export class TokenKeeper {
  readonly #ask: () => Promise<string | null>;
  #kept: string | null = null;
  #renewal: Promise<string | null> | null = null;

  constructor({
    getToken,
    answerTimeout = defaultAnswerTimeout,
  }: Pick<LockstepLinkOptions, "getToken" | "answerTimeout">) {
    const answers = defer(async () => getToken()).pipe(answeredWithin(answerTimeout, "getToken"));
    this.#ask = () => firstValueFrom(answers);
  }

  /** Returns the last token, unless it is about to expire or is the one refused. Rejects when the app does. */
  async get(refused: string | null = null): Promise<string | null> {
    const kept = this.#kept;
    return kept !== null && kept !== refused && expiryOf(kept) - margin > Date.now() ? kept : this.renew();
  }

  /** Returns a fresh token. After a time-out the next call asks the app again. */
  async renew(): Promise<string | null> {
    this.#renewal ??= this.#keep();
    return this.#renewal;
  }

  async #keep(): Promise<string | null> {
    try {
      this.#kept = await this.#ask();
      return this.#kept;
    } finally {
      this.#renewal = null;
    }
  }
}

/** Returns the expiry in milliseconds since 1970; 0 for a token that is not a JWT, which is never kept. */
function expiryOf(token: string): number {
  try {
    const [, payload = ""] = token.split(".");
    const { exp }: { exp?: unknown } = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    return typeof exp === "number" ? exp * 1_000 : 0;
  } catch {
    return 0;
  }
}
