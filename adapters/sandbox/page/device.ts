/** What this browser remembers between visits. One that keeps nothing, as in a private window, still works. */
export const device = {
  read<T>(key: string, otherwise: T): T {
    try {
      return (JSON.parse(localStorage.getItem(`linli.sandbox.${key}`) ?? "null") as T | null) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  keep(key: string, value: unknown): void {
    try {
      localStorage.setItem(`linli.sandbox.${key}`, JSON.stringify(value));
    } catch {
      // It then lasts as long as the page.
    }
  },
};
