import { NotFoundError } from "../errors/expected-error.ts";

/**
 * The project or a part of it does not exist, or the viewer is not a member. Both cases have the same text, so that
 * strangers cannot find out which projects exist.
 */
export class NotVisibleError extends NotFoundError {
  constructor() {
    super("Not found, or you are not a member of the project.");
  }
}
