/** Name of the channel on which the window of the sign-in provider tells that somebody was asked again. */
export const confirmedChannel = 'fumibako-confirmed';
