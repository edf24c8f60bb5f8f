/**
 * The kinds of ops, by the number that is signed. Numbers are for ever; a number that this version doesn't know is
 * stored and passed on, and not shown. Kinds below 64 decide who may do what.
 */
export const KIND = {
  /** Op 0 of the founder's log: makes the circle. */
  genesis: 0,
  /** Op 0 of every other log: whose it is. */
  open: 1,
  /** Makes an invitation. */
  invite: 2,
  /** Lets a device in. First ref: the invitation, where it needs one; then the right to greet. */
  admit: 3,
  /** Gives an account a role. First ref: the right. */
  grant: 4,
  /** Withdraws a right: the one way to do so. First ref: the right, or the own invitation. */
  cut: 5,
  /** A version of the rules. First ref: the right. */
  rules: 6,
  /** Ends the own log. */
  leave: 7,
  /** Commits to the next group key. First ref: the right. */
  rotate: 8,
  /** A member's name. */
  profile: 64,
  /** Posts a listing. */
  listing: 65,
  /** Replaces a listing's content. First ref: the listing. */
  revise: 66,
  /** Sets a listing's state. First ref: the listing. */
  state: 67,
} as const;
