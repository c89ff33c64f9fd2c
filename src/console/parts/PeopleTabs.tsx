import { NavLink } from "react-router";
import { paths } from "../paths.ts";
import { useText } from "../settings.tsx";

/** The heading of the pages about who works here and where, and the way between them. */
export function PeopleTabs() {
  const { staff, people } = useText();
  return (
    <>
      <h1>{staff.title}</h1>
      <nav className="tabs" aria-label={staff.title}>
        {(["staff", "areas", "parties"] as const).map((page) => (
          <NavLink key={page} to={paths[page]()} end>
            {people[page]}
          </NavLink>
        ))}
      </nav>
    </>
  );
}
