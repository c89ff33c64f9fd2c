import type { PartyKind } from "../../src/domain/taxonomy.ts";
import { street } from "./load.ts";

/** Who has the whole street: the first to sign in, and in the sandbox somebody who may press every button. */
export const operator = {
  name: "演示管理员",
  nick: "街道-演示管理员",
  senderRef: "street-admin",
  about: street,
} as const;

/** Where approval cards go from an estate that has no staff group of its own. */
export const streetStaffGroup = { ref: "street-staff", name: "演示街道值班群" } as const;

/** Who handles matters in an estate whose folder names no parties: one of each kind. `area` is the estate's own name or its community. */
export function standInParties(estate: {
  readonly name: string;
  readonly community: string;
}): { readonly name: string; readonly kind: PartyKind; readonly area: string }[] {
  const { name, community } = estate;
  return [
    { name: `${name}物业服务中心`, kind: "property", area: name },
    { name: `${name}业主委员会`, kind: "committee", area: name },
    { name: `${community}居委会`, kind: "community", area: community },
    { name: `${community}志愿服务队`, kind: "volunteer", area: community },
    { name: `${community}水电气服务站`, kind: "utility", area: community },
    { name: `${community}联系的职能部门`, kind: "department", area: community },
  ];
}
