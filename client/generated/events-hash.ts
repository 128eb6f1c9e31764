export const projectEventsHash = 3636863811;
