// The home of whoever runs nhi, also where the system knows no such user: containers are often run as a number only.
import { homedir, userInfo } from "node:os";

/** HOME where it is set, else what the system says of the user, else the root, as containers do. Never empty. */
export function homeFolder(): string {
  for (const ask of [homedir, () => userInfo().homedir]) {
    try {
      const home = ask();
      if (home !== "") return home;
    } catch {
      // No HOME, and a user that no list of users has.
    }
  }
  return "/";
}
