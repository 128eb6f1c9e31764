import { defer, firstValueFrom } from "rxjs";
import { answeredWithin } from "./answered-within.ts";
import { defaultAnswerTimeout, type LockstepLinkOptions } from "./lockstep-link-options.ts";

/** How long before its end a token is no longer used, in milliseconds: requests take time, and clocks differ. */
const margin = 30_000;

/** Has the app's token at hand, so that not every request asks for one. However many want a new one, the app is asked once. */
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

  /** The last one, unless it is about to expire or is the one that the server refused. Rejects when the app does. */
  async get(refused: string | null = null): Promise<string | null> {
    const kept = this.#kept;
    return kept !== null && kept !== refused && expiryOf(kept) - margin > Date.now() ? kept : this.renew();
  }

  /** A fresh one. Whoever does not answer in time is asked again by the next who wants one. */
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

/** In milliseconds since 1970; of what is no JWT nobody knows, so it is never kept. */
function expiryOf(token: string): number {
  try {
    const [, payload = ""] = token.split(".");
    const { exp }: { exp?: unknown } = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    return typeof exp === "number" ? exp * 1_000 : 0;
  } catch {
    return 0;
  }
}
