export const projectEventsHash = 528710161;
