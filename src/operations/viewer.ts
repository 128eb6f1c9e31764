import type { TokenScope } from "../database/generated/enums.ts";
import { NotVisibleError } from "./not-visible-error.ts";

/** The user behind a valid token. Made once per request or socket, by `authenticate` alone. */
export interface Viewer {
  readonly userId: string;
  readonly name: string;
  readonly email: string | null;
  /** When the token ends, in milliseconds since the epoch. */
  readonly expiresAt: number;
  /** The session behind a token of the server's own accounts; null for other tokens. */
  readonly sessionId: string | null;
  /** Bounds of an access token; null for the person's own tokens, which have none. */
  readonly access: TokenAccess | null;
}

/** Bounds within which an access token acts as its person. */
export interface TokenAccess {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  /** Null: all projects of the person. */
  readonly projectIds: readonly string[] | null;
}

/** True unless the viewer came with an access token that is limited to other projects. */
export function mayReach({ access }: Pick<Viewer, "access">, projectId: string): boolean {
  return access?.projectIds?.includes(projectId) ?? true;
}

/** Throws NotVisibleError for a project that is out of the token's reach, as for one without the viewer. */
export function requireReach(viewer: Pick<Viewer, "access">, projectId: string): void {
  if (!mayReach(viewer, projectId)) throw new NotVisibleError();
}
