import { ForbiddenError } from "../errors/expected-error.ts";

/** An account that cannot be deleted: these projects would be left without an owner. */
export class LastOwnerError extends ForbiddenError {
  /** At most 100 of them, by id. */
  readonly projects: readonly { readonly id: string; readonly name: string }[];

  constructor(projects: readonly { readonly id: string; readonly name: string }[]) {
    const named = projects.slice(0, 5).map(({ name }) => `“${name}”`);
    const more = projects.length > named.length ? ` and ${projects.length - named.length} more` : "";
    super(
      `You are the only owner of ${named.join(", ")}${more}. ` +
        "Make someone else an owner or delete the project, then delete the account.",
    );
    this.projects = projects.slice(0, 100);
  }
}
