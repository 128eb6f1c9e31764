export const inboxPageHash = 1045074095;

export const projectListHash = 3646634490;

export const myTaskListHash = 642089242;
