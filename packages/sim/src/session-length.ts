/** Length of the session that average daily volumes and daily volatilities are of, s: 09:30 to 16:00. */
export const SESSION_S = 23_400;
