/** Why a request has no answer. `http`: a proxy or a captive portal answered. `aborted`: another person signed in. */
export type FailureKind = "aborted" | "http" | "timeout" | "unreachable";

const messages: Readonly<Record<FailureKind, string>> = {
  aborted: "Another person signed in.",
  http: "The server cannot be reached.",
  timeout: "The server does not answer.",
  unreachable: "The server cannot be reached.",
};

/** A request over HTTP that no Lockstep server answered. A mutation may have been carried out. */
export class RequestFailed extends Error {
  override readonly name = "RequestFailed";
  /** Tells if there was an answer, and of which kind. */
  readonly kind: FailureKind;
  /** HTTP status of the answer; null: there was none. */
  readonly status: number | null;

  constructor(kind: FailureKind, status: number | null) {
    super(status === null ? messages[kind] : `${messages[kind]} (HTTP ${status})`);
    this.kind = kind;
    this.status = status;
  }
}
