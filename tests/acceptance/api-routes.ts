import type { Browser } from "./staff-door.ts";

/** Every route of the API, as the house itself lists them: "GET /api/tickets/{ticketId}". */
export async function routesOf(admin: Browser): Promise<string[]> {
  const { text } = await admin.ask("GET", "/api/docs/json");
  const { paths } = JSON.parse(text) as { paths: Record<string, object> };
  return Object.entries(paths)
    .filter(([path]) => path.startsWith("/api/"))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
}

/** A route's path with what is known in the place of its parameters, and "1" where nothing is. */
export function fill(path: string, known: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => known[name] ?? "1");
}
