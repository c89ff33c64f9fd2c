/** An area as people say it: its last two names, "幸福里小区3号楼". */
export function placeOf(areaPath: string): string {
  return areaPath.split("/").slice(-2).join("");
}
