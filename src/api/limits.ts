/** The most posts a day that a group's budget can be set to. A demo may talk more than a real group would bear. */
export const postsPerDayMax = 100;
