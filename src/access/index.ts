export { type Access, createAccess } from "./access.ts";
