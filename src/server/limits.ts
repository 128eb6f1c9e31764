/** What a request or a message may measure, in bytes. */
export const messageLimit = 1024 * 1024;
