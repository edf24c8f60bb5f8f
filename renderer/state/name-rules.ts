/** Names of people and circles: 1 to 60 UTF-16 code units, with something to see. */
export const NAME_LENGTH = 60;

export function nameProblem(name: string): boolean {
  return name.trim().length > NAME_LENGTH || !/[^\s\p{C}]/u.test(name);
}
